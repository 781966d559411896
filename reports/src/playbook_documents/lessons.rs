//! "Lessons Learned", prevention and action items: what the run itself teaches. The rest is for
//! people, and stays blank.

use firedrill_judge::{Property, Reading, Violation};
use firedrill_model::{ContractBreach, Transition};
use firedrill_sim::Span;
use serde::Serialize;

use super::prevention::Prevention;
use super::story::Story;
use super::{answers, cause};
use crate::{figures, limits};

/// The four headings of the playbook, and what would prevent the incident. A heading that the run says
/// nothing about is null.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Lessons {
    pub(super) what_worked_well: Option<Vec<String>>,
    pub(super) what_could_be_improved: Option<Vec<String>>,
    pub(super) process_improvements: Option<Vec<String>>,
    pub(super) technical_improvements: Option<Vec<String>>,
    #[serde(skip)]
    pub(super) prevention: Vec<Prevention>,
}

/// An improvement with blanks for those who decide.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ActionItem {
    pub(super) improvement: Option<String>,
    pub(super) owner: Option<String>,
    pub(super) due_date: Option<String>,
}

impl Lessons {
    pub(super) fn of(story: &Story<'_>) -> Self {
        let prevention = Prevention::of(story);
        let (well, badly) = clocks(story);
        let mut improve = badly;
        improve.extend(story.violations().map(|Violation { property, about, .. }| {
            format!("The property {} failed: {about}.", property.name())
        }));
        improve.extend(slowest_phase(story));
        let some = |lines: Vec<String>| (!lines.is_empty()).then_some(lines);
        Self {
            what_worked_well: some(well),
            what_could_be_improved: some(improve),
            process_improvements: some(process(story)),
            technical_improvements: some(
                prevention.iter().map(|prevention| format!("{}.", prevention.what())).collect(),
            ),
            prevention,
        }
    }

    /// The report's numbered list.
    pub(super) fn learned(&self) -> Vec<String> {
        let parts = [
            ("Worked well", &self.what_worked_well),
            ("Could be improved", &self.what_could_be_improved),
            ("Process", &self.process_improvements),
        ];
        let lines = parts.iter().flat_map(|(heading, lines)| {
            lines.iter().flatten().map(move |line| format!("{heading}: {}", uncapitalised(line)))
        });
        lines.collect()
    }

    /// What failed, then what would prevent it; owner and due date are blanks.
    pub(super) fn action_items(&self, story: &Story<'_>) -> Vec<ActionItem> {
        let failed = story.violations();
        let failed = failed
            .map(|Violation { property, about, .. }| format!("Keep {} ({about})", property.name()));
        let mut improvements: Vec<_> =
            failed.chain(self.prevention.iter().map(Prevention::item)).map(Some).collect();
        if improvements.is_empty() {
            improvements.push(None);
        }
        let item = |improvement| ActionItem { improvement, owner: None, due_date: None };
        improvements.into_iter().map(item).collect()
    }
}

/// What the clocks say went well, and what did not.
fn clocks(story: &Story<'_>) -> (Vec<String>, Vec<String>) {
    let incident = story.incident;
    let (mut well, mut badly) = (vec![], vec![]);
    let clocks =
        [("response", incident.response_clock), ("restoration", incident.restoration_clock)];
    for (name, clock) in clocks {
        let Some(clock) = clock else { continue };
        let (of_limit, margin) = (figures::of_limit(&clock), figures::margin(clock.margin()));
        let is_restoration = name == "restoration";
        let granted_late = is_restoration && limits::ran_out_before_a_level(&clock, incident);
        let is_due = match name {
            "response" => incident.response.is_none() || is_unanswered(story, clock),
            _ => granted_late || incident.restoration.is_none(),
        };
        let took = if is_due { "was still due after" } else { "at its tightest took" };
        let whose = limits::whose(&clock, incident);
        let when = if granted_late { ", when a higher escalation level came" } else { "" };
        let limit = limits::sentences(&clock, incident).filter(|_| is_restoration);
        let limit = limit.map(|limit| format!(" {limit}")).unwrap_or_default();
        let said =
            format!("The {name} {took} {of_limit} ({whose}), a margin of {margin}{when}.{limit}");
        match clock.margin() < 0.0 {
            true => badly.push(said),
            // A restoration that was announced before it was there did not work well, however soon it
            // came.
            false if is_restoration && was_falsely_cleared(story) => {}
            false => well.push(said),
        }
    }
    let foresight = story.outcome.foresights.get(story.number - 1);
    let best = foresight.and_then(|foresight| foresight.restoration);
    badly.extend(best.map(|best| {
        let took = match incident.restoration {
            Some(at) => format!("this protocol took {}", figures::span(story.since_onset(at))),
            None => "this protocol never did".to_owned(),
        };
        let best = match story.since_onset(best) {
            Span::ZERO => "at once".to_owned(),
            best => format!("after {}", figures::span(best)),
        };
        format!("Somebody who had known everything would have restored it {best}; {took}.")
    }));
    (well, badly)
}

/// Whether a response clock is that of a type that nothing answered: an answer to another type did not
/// stop it.
fn is_unanswered(story: &Story<'_>, clock: Reading) -> bool {
    answers::of(story).iter().any(|answer| answer.at.is_none() && answer.clock == Some(clock))
}

fn was_falsely_cleared(story: &Story<'_>) -> bool {
    story.violations().any(|violation| violation.property == Property::AllClearIsTrue)
}

/// Where most of the time from onset to restoration went.
fn slowest_phase(story: &Story<'_>) -> Option<String> {
    let incident = story.incident;
    let restored = incident.restoration?;
    let suspects = cause::suspects(story);
    let gone = suspects.iter().filter_map(|life| {
        life.last_ended(restored).map(|(at, _)| at).filter(|at| *at >= incident.onset)
    });
    // As long as one of them is left, the cause has not ended.
    let gone = gone.max().filter(|_| !suspects.iter().any(|life| life.outlasts(restored)));
    let instants = [
        (Some(incident.onset), "onset"),
        (incident.detection, "detection"),
        (incident.response, "response"),
        (gone, "the end of the cause"),
        (Some(restored), "restoration"),
    ];
    let mut reached: Vec<_> =
        instants.iter().filter_map(|(at, name)| at.map(|at| (at, *name))).collect();
    reached.sort_by_key(|(at, _)| *at);
    let phases = reached.windows(2);
    let (span, from, to) = phases
        .map(|pair| (pair[1].0.saturating_since(pair[0].0), pair[0].1, pair[1].1))
        .max_by_key(|(span, _, _)| *span)?;
    let whole = story.since_onset(restored);
    Some(format!(
        "Of the {} from onset to restoration the longest part was from {from} to {to}, {}.",
        figures::span(whole),
        figures::span(span)
    ))
}

/// What the run says about the team's side of it.
fn process(story: &Story<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut paged, mut answered) = (false, false);
    for entry in story.entries {
        match entry.transition {
            Transition::NoticeSent(notice) => {
                paged |= notice.kind == firedrill_model::nouns::NoticeKind::Page;
            }
            Transition::OperatorActed(_) => answered = true,
            Transition::ContractBroken(breach) => lines.push(contract(&breach)),
            _ => {}
        }
    }
    if paged && !answered {
        lines.push("People were paged and nobody answered: see who is on call.".to_owned());
    }
    let lost = cause::notices_lost(story.entries);
    if lost > 0 {
        let lost = figures::plural(lost, "notice");
        lines.push(format!("{lost} got lost: the team needs a second channel."));
    }
    if story.incident.detection.is_none() {
        lines.push("Nobody was told, because nothing was detected.".to_owned());
    }
    lines
}

fn contract(breach: &ContractBreach) -> String {
    format!("The protocol broke the contract of its boundary: {breach}.")
}

/// The text as it goes on behind a colon.
fn uncapitalised(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_lowercase().to_string());
    first.unwrap_or_default() + characters.as_str()
}

/// The clock that had least left of all, for the analysis.
pub(super) fn closest(story: &Story<'_>) -> Option<(&'static str, Reading)> {
    let incident = story.incident;
    let response = incident.response_clock.map(|clock| ("response", clock));
    let restoration = incident.restoration_clock.map(|clock| ("restoration", clock));
    match (response, restoration) {
        (Some(one), Some(other)) => {
            Some(if other.1.margin() < one.1.margin() { other } else { one })
        }
        (one, other) => one.or(other),
    }
}
