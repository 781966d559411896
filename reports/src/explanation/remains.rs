//! What was still stuck after the causes had ended, as far as locks show it, in sentences.

use std::collections::BTreeMap;
use std::ops::Range;

use firedrill_campaign::explain::Hindsight;
use firedrill_model::Transition;
use firedrill_model::app::Lock;
use firedrill_scenarios::{Entry, Outcome};
use firedrill_sim::{Span, Time};

use super::{ExplanationReport, names};
use crate::contention::{self, Hold};
use crate::figures;
use crate::trace::task;

/// What a delay of this length after the causes had ended came from, and where to look further.
pub(super) fn sentences(
    report: &ExplanationReport<'_>,
    hindsight: &Hindsight,
    span: Span,
) -> Vec<String> {
    let outcome = &report.explanation.outcome;
    let restored = hindsight.onset + hindsight.restoration.unwrap_or(Span::ZERO);
    let replay = report.reproduction.replay();
    vec![
        stuck(outcome, &(restored - span..restored)),
        format!(
            "To follow it: `{replay} --samples` shows it second by second, \
             `{replay} --trace run.pftrace` who held a lock and who waited."
        ),
    ]
}

/// A lock held this long is no pass that runs, but one that waits (choice: the longest that passes of a
/// healthy app take is a fraction of a second).
const LONG: Span = Span::from_secs(5);

/// The lock that was held longest, by whom, and what let go of it.
fn stuck(outcome: &Outcome, window: &Range<Time>) -> String {
    let span = window.end.saturating_since(window.start);
    let holds = long_holds(outcome, window);
    let of = |lock: Lock| holds.iter().filter(move |hold| hold.lock == lock);
    let total = |lock: Lock| of(lock).fold(Span::ZERO, |sum, hold| sum + hold.within(window));
    let most = Lock::ALL.into_iter().rev().max_by_key(|lock| total(*lock));
    let Some(lock) = most.filter(|lock| total(*lock) >= span.saturating_sub(total(*lock))) else {
        return "No task held a lock for most of that time, so locks do not say what was left."
            .to_owned();
    };
    let mut holders: Vec<String> = vec![];
    let mut ends: BTreeMap<String, usize> = BTreeMap::new();
    for hold in of(lock) {
        let kind = format!("a {}", task(hold.kind));
        if !holders.contains(&kind) {
            holders.push(kind);
        }
        if let Some(end) = hold.until.and_then(|until| release(until, outcome)) {
            *ends.entry(end).or_default() += 1;
        }
    }
    let longest = of(lock).max_by_key(|hold| hold.within(window));
    let longest = longest.map(|hold| match hold.until {
        Some(until) => format!(", the longest from {} until {until}", hold.from),
        None => format!(", the longest from {} to the end", hold.from),
    });
    let ends: Vec<_> = ends
        .into_iter()
        .map(|(what, times)| if times == 1 { what } else { format!("{what} ×{times}") })
        .collect();
    let ends = match ends.as_slice() {
        [] => "nothing in the record ended at the moment when one let go".to_owned(),
        ends => format!("they let go at the moment of {}", names::list(ends)),
    };
    format!(
        "What was left: {} held the lock {lock} for {} of that time in {}{}, {}; {ends}.",
        names::list(&holders),
        figures::span(total(lock)),
        figures::plural(of(lock).count(), "long hold"),
        longest.unwrap_or_default(),
        waited(of(lock), window.end)
    )
}

/// Who waited for it in those holds, and for how long at the most.
fn waited<'a>(holds: impl Iterator<Item = &'a Hold> + Clone, end: Time) -> String {
    let waits = || holds.clone().flat_map(|hold| &hold.waits);
    match waits().map(|wait| wait.lasted(end)).max() {
        None => "and nobody waited for it".to_owned(),
        Some(longest) => format!(
            "and {} waited for it meanwhile, for {} at the longest",
            contention::waiters(waits()),
            figures::span(longest)
        ),
    }
}

/// What the record has at that instant that can make a task let go.
fn release(at: Time, outcome: &Outcome) -> Option<String> {
    let at_once = outcome.record.iter().flatten().filter(|entry| entry.at == at);
    let told = |entry: &Entry| match entry.transition {
        Transition::ProcessEnded { .. } => Some("a restart of the app".to_owned()),
        Transition::ProcessDied { .. } | Transition::Jetsammed { .. } => {
            Some("the app's death".to_owned())
        }
        Transition::ActionEnded(_, action, _) => Some(action.name().to_owned()),
        _ => None,
    };
    at_once.filter_map(told).next()
}

/// The holds of the run that are long, and reach into the window.
fn long_holds(outcome: &Outcome, window: &Range<Time>) -> Vec<Hold> {
    let mut holds = Hold::all(&outcome.locks);
    let is_long = |hold: &Hold| {
        let until = hold.until.unwrap_or(window.end);
        until.saturating_since(hold.from) >= LONG && hold.within(window) > Span::ZERO
    };
    holds.retain(is_long);
    holds
}
