//! Locks that tasks waited for while an incident lasted: who held each, and who waited for it.

use firedrill_model::app::Lock;
use firedrill_sim::{Span, Time};

use crate::contention::{self, Hold, Wait};
use crate::figures;
use crate::playbook_documents::story::Story;
use crate::trace::task;

/// A lock that was held, as a link says it.
pub(super) struct Held {
    /// When the first of those who waited began to.
    pub(super) at: Time,
    /// Who held which lock: what happens again and again is told once.
    pub(super) key: (String, Lock),
    pub(super) what: String,
}

/// Who waits this long waits for something that is stuck (choice: the passes of a healthy app take a
/// fraction of it, and it is shorter than any response).
const LONG: Span = Span::from_secs(1);

/// The locks that somebody waited for, for long, between an instant and the incident's end.
pub(super) fn of(story: &Story<'_>, from: Time) -> Vec<Held> {
    let run_end = Time::ZERO + story.outcome.simulated;
    let holds = Hold::all(&story.outcome.locks);
    let held = holds.iter().filter_map(|hold| {
        let lasted = |wait: &&Wait| wait.lasted(run_end) >= LONG;
        let first = hold.waits.iter().find(lasted)?;
        let is_meanwhile =
            first.from <= story.end() && hold.until.is_none_or(|until| until >= from);
        is_meanwhile.then(|| held(hold, first.from, run_end))
    });
    held.collect()
}

fn held(hold: &Hold, at: Time, run_end: Time) -> Held {
    let long = || hold.waits.iter().filter(|wait| wait.lasted(run_end) >= LONG);
    let longest = long().map(|wait| wait.lasted(run_end)).max().unwrap_or(Span::ZERO);
    let (holder, waiters) = (task(hold.kind), contention::waiters(long()));
    let (waits, longest) = match long().count() {
        1 => ("waits", figures::span(longest)),
        _ => ("wait", format!("{} at the longest", figures::span(longest))),
    };
    let what =
        format!("a {holder} holds {}, and {waiters} {waits} for it, for {longest}", hold.lock);
    Held { at, key: (holder, hold.lock), what }
}
