//! The playbook's "Incident Report Template", filled from a run: what a team would otherwise write
//! together from memory, with the root cause that only a simulation knows.

mod actions;
mod impact;

use firedrill_judge::IncidentSummary;
use firedrill_model::Transition;
use firedrill_scenarios::{Entry, Outcome, Plan};
use firedrill_sim::Time;

use self::actions::Actions;
use self::impact::Impact;
use crate::reproduction::Reproduction;
use crate::timeline::marks;
use crate::{fault_words, figures};

/// One incident of a run, with what was recorded from its onset to the next one's.
struct Story<'a> {
    incident: &'a IncidentSummary,
    number: usize,
    entries: Vec<&'a Entry>,
    plan: &'a Plan,
    outcome: &'a Outcome,
}

/// The reports of all incidents of a run whose record was kept, as Markdown; one sentence when there
/// was none.
pub fn incident_report(plan: &Plan, outcome: &Outcome, reproduction: &Reproduction) -> String {
    let incidents = &outcome.judgement.incidents;
    if incidents.is_empty() {
        return format!("No incident happened in {}.\n", plan.reference());
    }
    let mut reports = Vec::new();
    for (index, incident) in incidents.iter().enumerate() {
        // What is done after the restoration still belongs to the incident, until the next begins.
        let end = incidents.get(index + 1).map(|next| next.onset);
        let belongs =
            |entry: &&Entry| entry.at >= incident.onset && end.is_none_or(|end| entry.at < end);
        let entries = outcome.record.iter().flatten().filter(belongs).collect();
        let story = Story { incident, number: index + 1, entries, plan, outcome };
        reports.push(story.report(reproduction));
    }
    reports.join("\n")
}

impl Story<'_> {
    fn report(&self, reproduction: &Reproduction) -> String {
        let sections = [
            format!("# Performance Incident Report - {}, incident {}", self.run(), self.number),
            section("Executive Summary", &[self.summary()]),
            section("Incident Details", &self.details()),
            section("Incident Timeline", &self.timeline()),
            section("Performance Impact", &Impact::of(&self.entries).lines(self.incident)),
            section("Recovery Actions Taken", &Actions::of(&self.entries).lines()),
            section("Root Cause", &self.root_cause()),
            section("Lessons Learned", &self.lessons()),
            section("Action Items", &self.action_items()),
            format!("Replay: `{}`\n", reproduction.replay()),
        ];
        sections.join("\n")
    }

    fn run(&self) -> String {
        self.plan.reference().to_string()
    }

    fn summary(&self) -> String {
        let level = self.incident.escalation.level();
        let end = match self.incident.restoration {
            Some(restored) => format!("over after {}", self.since_onset(restored)),
            None => "not over when the run ended".to_owned(),
        };
        format!("{}: {end}, at escalation level {level}.", marks::types(self.incident))
    }

    fn details(&self) -> Vec<String> {
        let worst = self.incident.types.iter().map(|showing| showing.worst).max();
        vec![
            field("Detection Time", &instant(self.incident.detection)),
            field("Resolution Time", &instant(self.incident.restoration)),
            field("Total Duration", &self.duration()),
            field("Severity", &worst.map_or_else(String::new, |worst| worst.to_string())),
        ]
    }

    fn timeline(&self) -> Vec<String> {
        let mut moments = vec![(self.incident.onset, "onset".to_owned())];
        let mut mark = |at: Option<Time>, what: &str| {
            moments.extend(at.map(|at| (at, what.to_owned())));
        };
        mark(self.incident.detection, "detection");
        mark(self.incident.response, "response: the first immediate action of the right type");
        mark(self.incident.restoration, "resolution: all six checklist lines hold from here on");
        let mut announced = None;
        for entry in &self.entries {
            let Transition::StatusAnnounced(status) = entry.transition else { continue };
            let stands = (status.escalation, status.procedure);
            let before = announced.replace(stands);
            if status.incident.is_none() || before == Some(stands) {
                continue;
            }
            if before.is_none_or(|(level, _)| level != status.escalation) {
                let (level, name) = (status.escalation.level(), status.escalation);
                moments.push((entry.at, format!("escalation level {level}, {name}")));
            }
            if let Some(procedure) = status.procedure {
                moments.push((entry.at, format!("{procedure} begins")));
            }
        }
        // Stable: what comes to the same moment keeps its order.
        moments.sort_by_key(|(at, _)| *at);
        moments.into_iter().map(|(at, what)| format!("- {at}: {what}")).collect()
    }

    /// What was wrong with the world while the incident lasted.
    fn root_cause(&self) -> Vec<String> {
        let end = self.entries.last().map_or(self.incident.onset, |entry| entry.at);
        let begun = self.plan.faults.iter().filter(|fault| Time::ZERO + fault.at.0 <= end);
        let mut causes: Vec<_> = begun
            .map(|fault| {
                format!("- {}, {}", fault_words::kind(&fault.kind), fault_words::times(fault))
            })
            .collect();
        for entry in &self.entries {
            if let Transition::FaultEnded(index, by) = entry.transition
                && let Some(fault) = self.plan.faults.get(index)
            {
                let by = by.map_or("by itself", |action| action.name());
                causes.push(format!("- {}: {} ended, {by}", entry.at, fault.kind.name()));
            }
        }
        if causes.is_empty() {
            causes.push("- No fault: the conditions alone brought it about.".to_owned());
        }
        causes
    }

    /// What the run itself teaches; the rest is for people.
    fn lessons(&self) -> Vec<String> {
        let mut lessons = Vec::new();
        let clocks = [
            ("response", self.incident.response_clock),
            ("restoration", self.incident.restoration_clock),
        ];
        for (name, clock) in clocks {
            let Some(clock) = clock else { continue };
            let how = if clock.margin() < 0.0 { "Could be improved" } else { "Worked well" };
            let (of_limit, margin) = (figures::of_limit(&clock), figures::margin(clock.margin()));
            lessons.push(format!("{how}: the {name} took {of_limit}, a margin of {margin}."));
        }
        let foresight = self.outcome.foresights.get(self.number - 1);
        if let Some(best) = foresight.and_then(|foresight| foresight.restoration) {
            let best = self.since_onset(best);
            lessons.push(format!("Who had known everything would have restored it after {best}."));
        }
        numbered(lessons)
    }

    fn action_items(&self) -> Vec<String> {
        let broken = self.outcome.judgement.violations.iter();
        let mut items: Vec<_> = broken
            .map(|violation| {
                format!("- [ ] {}: {} - (owner) - (due date)", violation.property, violation.about)
            })
            .collect();
        if items.is_empty() {
            items.push("- [ ] none from this run - (owner) - (due date)".to_owned());
        }
        items
    }

    fn duration(&self) -> String {
        match self.incident.restoration {
            Some(restored) => self.since_onset(restored),
            None => "not restored".to_owned(),
        }
    }

    fn since_onset(&self, at: Time) -> String {
        figures::span(at.saturating_since(self.incident.onset))
    }
}

fn section(title: &str, lines: &[String]) -> String {
    format!("## {title}\n\n{}\n", lines.join("\n"))
}

fn field(name: &str, value: &str) -> String {
    format!("- **{name}**: {value}")
}

fn instant(at: Option<Time>) -> String {
    at.map_or_else(|| "never".to_owned(), |at| at.to_string())
}

fn numbered(lines: Vec<String>) -> Vec<String> {
    let number = |(index, line): (usize, String)| format!("{}. {line}", index + 1);
    lines.into_iter().enumerate().map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{self, snapshot};

    #[test]
    fn the_template_is_filled_from_the_record() {
        let (plan, outcome) = examples::short_run();
        let reproduction = Reproduction::of_seed("memory-leak-critical", plan.seed);
        snapshot("incident_report", &incident_report(&plan, &outcome, &reproduction));
    }

    #[test]
    fn a_run_without_an_incident_has_nothing_to_report() {
        let (plan, mut outcome) = examples::short_run();
        outcome.judgement.incidents.clear();
        let reproduction = Reproduction::of_seed("memory-leak-critical", plan.seed);
        let report = incident_report(&plan, &outcome, &reproduction);
        assert_eq!(report, "No incident happened in memory-leak-critical@0x2a.\n");
    }
}
