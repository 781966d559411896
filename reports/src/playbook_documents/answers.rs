//! When each incident type was answered: an answer to one type is none to another.

use firedrill_judge::{Clock, Reading, Showing};
use firedrill_model::Transition;
use firedrill_model::nouns::{IncidentType, Purpose};
use firedrill_sim::{Span, Time};

use super::story::Story;
use crate::figures;

/// How one type of an incident was answered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answer {
    pub(super) showing: Showing,
    /// The first immediate action of this very type; null where none began.
    pub(super) at: Option<Time>,
    /// Its response clock with least left.
    pub(super) clock: Option<Reading>,
}

/// The types of an incident, in order of their onset.
pub(super) fn of(story: &Story<'_>) -> Vec<Answer> {
    let types = story.incident.types.iter();
    types.map(|showing| Answer::of(story, *showing)).collect()
}

impl Answer {
    fn of(story: &Story<'_>, showing: Showing) -> Self {
        let clocks = story.incident.clocks.iter();
        let clocks = clocks.filter(|read| read.clock == Clock::Response(showing.incident));
        let clock = clocks.map(|read| read.reading).reduce(Reading::lesser);
        let begun = || {
            let entries = story.while_it_lasted().iter();
            let mut later = entries.filter(|entry| entry.at >= showing.onset);
            later.find(|entry| answers(&entry.transition) == Some(showing.incident))
        };
        let at = match (clock, story.incident.types.as_slice()) {
            // The alarm for it was being answered already.
            (Some(Reading { elapsed: Span::ZERO, .. }), _) => Some(showing.onset),
            // What the judge says of the incident it says of its only type.
            (_, [_]) => story.incident.response,
            _ => begun().map(|entry| entry.at),
        };
        Self { showing, at, clock }
    }

    /// `system-instability was answered 3.5 s after its onset`
    pub(super) fn sentence(&self) -> String {
        let incident = self.showing.incident;
        match (self.at, self.clock) {
            (Some(at), _) => match at.saturating_since(self.showing.onset) {
                Span::ZERO => format!("{incident} was answered at its onset"),
                waited => {
                    format!("{incident} was answered {} after its onset", figures::span(waited))
                }
            },
            (None, Some(clock)) if clock.margin() < 0.0 => {
                let of_limit = figures::of_limit(&clock);
                format!("{incident} was never answered ({of_limit}, {})", clock.severity)
            }
            (None, _) => format!("{incident} was not answered, and was over before that was due"),
        }
    }
}

/// The types in sentences, where an incident has several and a record says how they were answered.
pub(super) fn sentences(story: &Story<'_>) -> Option<String> {
    let answers = of(story);
    let is_told = answers.len() > 1 && !story.record.is_empty();
    let sentences = answers.iter().map(Answer::sentence);
    is_told.then(|| sentences.collect::<Vec<_>>().join("; "))
}

/// The type that an immediate action begins to answer.
pub(super) fn answers(transition: &Transition) -> Option<IncidentType> {
    match transition {
        Transition::ActionAsked(command) if command.purpose == Purpose::Immediate => {
            Some(command.incident)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use firedrill_judge::{Allowance, ClockReading, Property, Violation};
    use firedrill_model::nouns::{Phase, Severity};
    use firedrill_scenarios::{Outcome, Plan};

    use super::*;
    use crate::examples;
    use crate::playbook_documents::Documents;
    use crate::reproduction::Reproduction;

    const PERFORMANCE: IncidentType = IncidentType::CriticalPerformanceDegradation;

    /// A leak that is answered, beside slow passes that nobody answers.
    fn compound() -> (Plan, Outcome) {
        let (plan, mut outcome) = examples::short_run();
        let incident = &mut outcome.judgement.incidents[0];
        let slow = Showing { incident: PERFORMANCE, ..incident.types[0] };
        incident.types.push(slow);
        let reading = Reading {
            severity: Severity::Critical,
            elapsed: Span::from_secs(51),
            limit: Span::from_secs(30),
            allowance: Allowance::NONE,
        };
        incident.clocks.push(ClockReading { clock: Clock::Response(PERFORMANCE), reading });
        incident.response_clock = Some(reading);
        (plan, outcome)
    }

    fn markdown(plan: &Plan, outcome: &Outcome) -> String {
        let reproduction = Reproduction::of_seed("memory-leak-critical", plan.seed);
        Documents::of(plan, outcome, &reproduction).to_markdown()
    }

    #[test]
    fn of_several_types_each_is_said_to_be_answered_or_not() {
        let (plan, outcome) = compound();
        let text = markdown(&plan, &outcome);
        let said = "memory-leak-emergency was answered 6.0 s after its onset; \
                    critical-performance-degradation was never answered (51 of 30 s, critical)";
        assert!(text.contains(&format!("By type: {said}.")), "{text}");
        assert!(
            text.contains("The protocol announced memory-leak-emergency 5.0 s after"),
            "{text}"
        );
        assert!(
            text.contains(&format!("6.0 s after onset, the first of any type; {said}\n")),
            "{text}"
        );
        let moment =
            "response: the first immediate action of a right type, for memory-leak-emergency";
        assert!(text.contains(moment), "{text}");
        // The closest clock is that of the type that nothing answered.
        let due = "The response was still due after 51 of 30 s (critical), a margin of -70 %.";
        assert!(text.contains(due), "{text}");
    }

    #[test]
    fn a_single_type_is_not_told_twice() {
        let (plan, outcome) = examples::short_run();
        let text = markdown(&plan, &outcome);
        assert!(!text.contains("By type:") && !text.contains("of any type"), "{text}");
    }

    #[test]
    fn a_restoration_did_not_work_well_beside_an_all_clear_that_was_false() {
        let (plan, mut outcome) = compound();
        assert!(markdown(&plan, &outcome).contains("Worked well: the restoration"));
        outcome.judgement.violations.push(Violation {
            property: Property::AllClearIsTrue,
            at: story_time(120),
            about: "emergency mode was left while a line had been broken".to_owned(),
            phase: Phase::Normal,
            incident: None,
        });
        let text = markdown(&plan, &outcome);
        assert!(!text.contains("Worked well: the restoration"), "{text}");
        assert!(!text.contains("- The restoration at its tightest took"), "{text}");
    }

    fn story_time(secs: u64) -> Time {
        Time::ZERO + Span::from_secs(secs)
    }
}
