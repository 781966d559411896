//! What tasks did with locks, for whoever looks at a run afterwards.

use firedrill_sim::Time;

use super::{Lock, TaskId, TaskKind};

/// Something that happened between a task and a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LockNote {
    /// When.
    pub at: Time,
    /// Which lock.
    pub lock: Lock,
    /// Which task.
    pub task: TaskId,
    /// What the task is for.
    pub kind: TaskKind,
    /// What happened.
    pub change: LockChange,
}

/// What can happen between a task and a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockChange {
    /// The task joined the lock's queue, while that other task held it.
    Waited(TaskId),
    /// The task holds the lock: it was free, or it was the first in the queue.
    Taken,
    /// It holds it no more: it gave it back, was cancelled, or went with the process.
    Released,
    /// It left the queue without the lock: it was cancelled, or went with the process.
    GaveUp,
}

/// Notes of locks, kept only while somebody watches. Nothing in a run depends on them, so they are in
/// no digest.
#[derive(Clone, Debug, Default)]
pub(crate) struct LockLog {
    notes: Option<Vec<LockNote>>,
}

impl LockLog {
    /// Keeps notes from now on.
    pub(crate) fn watch(&mut self) {
        self.notes.get_or_insert_default();
    }

    /// Keeps a note, if anybody watches.
    pub(crate) fn note(&mut self, note: LockNote) {
        if let Some(notes) = &mut self.notes {
            notes.push(note);
        }
    }

    /// The notes since they were last forgotten, oldest first.
    pub(crate) fn notes(&self) -> &[LockNote] {
        self.notes.as_deref().unwrap_or_default()
    }

    /// Forgets what has been read.
    pub(crate) fn forget(&mut self) {
        if let Some(notes) = &mut self.notes {
            notes.clear();
        }
    }
}
