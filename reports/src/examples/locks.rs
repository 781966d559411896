//! What tasks do with locks in a deadlock.

use firedrill_model::app::{Lock, LockChange, LockNote, TaskId, TaskKind};

use super::at_second;

/// A refresh and a pass that wait for one another from second 3 until the pass is cancelled at second 9,
/// and a swipe that waits for the refresh from second 5.
pub(crate) fn lock_notes() -> Vec<LockNote> {
    let (pass, refresh, swipe) = (TaskKind::ScoringPass, TaskKind::FeedRefresh, TaskKind::Swipe);
    let (store, cache) = (Lock::JobStore, Lock::ScoreCache);
    let note = |secs, lock, task, kind, change| {
        let (at, task) = (at_second(secs), TaskId(task));
        LockNote { at, lock, task, kind, change }
    };
    vec![
        note(1, store, 7, refresh, LockChange::Taken),
        note(1, cache, 8, pass, LockChange::Taken),
        note(2, store, 8, pass, LockChange::Waited(TaskId(7))),
        note(3, cache, 7, refresh, LockChange::Waited(TaskId(8))),
        note(5, store, 9, swipe, LockChange::Waited(TaskId(7))),
        note(9, store, 8, pass, LockChange::GaveUp),
        note(9, cache, 8, pass, LockChange::Released),
        note(9, cache, 7, refresh, LockChange::Taken),
    ]
}
