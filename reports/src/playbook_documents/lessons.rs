//! "Lessons Learned", prevention and action items: what the run itself teaches. The rest is for
//! people, and stays blank.

use firedrill_judge::Reading;
use firedrill_model::faults::{Origin, Seat};
use firedrill_model::nouns::{Action, ActionOutcome};
use firedrill_model::{ContractBreach, Transition};
use firedrill_sim::{Span, Time};
use serde::Serialize;

use super::cause;
use super::fault_lives::FaultLife;
use super::story::Story;
use crate::figures;

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

/// What would keep a fault from bringing an incident again.
#[derive(Clone, Debug)]
pub(super) struct Prevention {
    /// What to do.
    what: String,
    /// What helps until then, and what ended it in this run.
    meanwhile: String,
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
        let prevention: Vec<_> =
            cause::suspects(story).into_iter().map(|life| prevention(story, life)).collect();
        let (well, badly) = clocks(story);
        let mut improve = badly;
        improve.extend(
            violations(story)
                .map(|(property, about)| format!("The property {property} failed: {about}.")),
        );
        improve.extend(slowest_phase(story));
        let some = |lines: Vec<String>| (!lines.is_empty()).then_some(lines);
        Self {
            what_worked_well: some(well),
            what_could_be_improved: some(improve),
            process_improvements: some(process(story)),
            technical_improvements: some(
                prevention.iter().map(|prevention| format!("{}.", prevention.what)).collect(),
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
        let failed =
            violations(story).map(|(property, about)| format!("Keep {property} ({about})"));
        let mut improvements: Vec<_> = failed
            .chain(self.prevention.iter().map(|prevention| prevention.what.clone()))
            .map(Some)
            .collect();
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
        let took = match (name, incident.response, incident.restoration) {
            ("response", None, _) => "was still due after",
            ("restoration", _, None) => "was still due after",
            _ => "at its tightest took",
        };
        let said =
            format!("The {name} {took} {of_limit} ({}), a margin of {margin}.", clock.severity);
        if clock.margin() < 0.0 { badly.push(said) } else { well.push(said) }
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

/// Which property failed from the onset to the next incident's, and how.
fn violations<'s>(story: &'s Story<'_>) -> impl Iterator<Item = (&'s str, &'s str)> {
    let judgement = &story.outcome.judgement;
    let next = judgement.incidents.get(story.number).map(|next| next.onset);
    // What failed before any incident has to go somewhere: it goes to the first.
    let onset = if story.number == 1 { Time::ZERO } else { story.incident.onset };
    let violations = judgement.violations.iter();
    violations
        .filter(move |violation| {
            violation.at >= onset && next.is_none_or(|next| violation.at < next)
        })
        .map(|violation| (violation.property.name(), violation.about.as_str()))
}

/// Where most of the time from onset to restoration went.
fn slowest_phase(story: &Story<'_>) -> Option<String> {
    let incident = story.incident;
    let restored = incident.restoration?;
    let gone = cause::suspects(story).into_iter().filter_map(|life| {
        life.last_ended(restored).map(|(at, _)| at).filter(|at| *at >= incident.onset)
    });
    let instants = [
        (Some(incident.onset), "onset"),
        (incident.detection, "detection"),
        (incident.response, "response"),
        (gone.max(), "the end of the cause"),
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

/// What would keep this fault from bringing an incident again, after the catalogue and the run.
fn prevention(story: &Story<'_>, life: &FaultLife<'_>) -> Prevention {
    let spec = life.fault.kind.spec();
    let is_of_a_release = life.fault.origin == Origin::Release;
    let words = life.words();
    let what = match spec.seat {
        _ if is_of_a_release => format!("Keep the release that brings it from going out: {words}"),
        Seat::Process => format!("Find and fix what does this in the app: {words}"),
        Seat::Configuration => {
            format!("Check the remote configuration before it goes out: {words}")
        }
        Seat::Code => format!("Fix it in the code: {words}"),
        Seat::Outside => format!("Withstand what the app cannot prevent: {words}"),
    };
    let own: Vec<_> =
        spec.cleared_by.iter().copied().filter(|a| !spec.seat.is_replaced_by(*a)).collect();
    let helps = match (own.as_slice(), spec.relieved_by, spec.seat) {
        _ if is_of_a_release => "Only a rollback of the version ends it for good.".to_owned(),
        ([], [], Seat::Outside) => "No action ends it or shields the app from it.".to_owned(),
        ([], relief, Seat::Outside) => format!("Until it is over {} helps.", named(relief)),
        ([], _, _) => format!("By the catalogue {} ends it.", named(spec.cleared_by)),
        (own, _, _) => format!("By the catalogue {} ends it.", named(own)),
    };
    let in_vain = in_vain(story, life, &own);
    Prevention { what, meanwhile: format!("{helps} {}{in_vain}", in_this_run(story, life)) }
}

impl Prevention {
    /// All of it.
    pub(super) fn sentence(&self) -> String {
        format!("{}. {}", self.what, self.meanwhile)
    }
}

/// What ended the cause in this run.
fn in_this_run(story: &Story<'_>, life: &FaultLife<'_>) -> String {
    let onset = story.incident.onset;
    match life.ended() {
        Some((at, _)) if at < onset => "In this run it had ended before onset.".to_owned(),
        Some((at, None)) => format!("In this run it ended by itself, {}.", story.after_onset(at)),
        Some((at, Some(action))) => {
            format!("In this run {action} ended it, {}.", story.after_onset(at))
        }
        None => "In this run it was still there at the end.".to_owned(),
    }
}

/// Actions that end such a fault by the catalogue and did not end this one.
fn in_vain(story: &Story<'_>, life: &FaultLife<'_>, own: &[Action]) -> String {
    let ended_by = life.ended().and_then(|(_, by)| by);
    let was_done = |action: &Action| {
        let mut entries = story.while_it_lasted().iter();
        entries.any(|entry| {
            matches!(entry.transition, Transition::ActionEnded(_, done, ActionOutcome::Completed)
                if done == *action && life.is_there(entry.at))
        })
    };
    let vain: Vec<_> =
        own.iter().copied().filter(|a| ended_by != Some(*a) && was_done(a)).collect();
    match vain.as_slice() {
        [] => String::new(),
        vain => format!(" Here {} was done and did not end it.", named(vain)),
    }
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

/// `a, b or c`
fn named(actions: &[Action]) -> String {
    let names: Vec<_> = actions.iter().map(|action| action.name()).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
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
