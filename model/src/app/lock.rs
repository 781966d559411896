//! The locks that the app's tasks share.

use core::fmt;

use firedrill_sim::{Span, Time};
use serde::{Deserialize, Serialize};

use super::{LockId, TaskId, WaitGraph};

/// A lock. The canonical order is the order of the variants: a task that keeps to it cannot be part
/// of a cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lock {
    /// Jobs and the swipe journal; the main thread takes it for every swipe.
    JobStore,
    /// Scores of jobs.
    ScoreCache,
    /// The sampler's posterior.
    SamplerState,
}

impl Lock {
    /// Every lock, in canonical order.
    pub const ALL: [Self; 3] = [Self::JobStore, Self::ScoreCache, Self::SamplerState];

    /// Every lock's name, in the same order.
    pub const NAMES: &'static [&'static str] = &["job-store", "score-cache", "sampler-state"];

    /// The lock of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lock| lock.name() == name)
    }

    /// The word used in files and on screens.
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// Position in [`Lock::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Its name in a [`WaitGraph`].
    pub const fn id(self) -> LockId {
        LockId(self as u32)
    }
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Who holds each lock and who waits for it, in order of arrival.
#[derive(Clone, Debug, Default)]
pub(crate) struct LockTable {
    locks: [Held; Lock::ALL.len()],
}

#[derive(Clone, Debug, Default)]
struct Held {
    holder: Option<(TaskId, Time)>,
    waiters: Vec<TaskId>,
}

impl LockTable {
    /// Takes the lock, or joins its queue and returns false.
    pub(crate) fn acquire(&mut self, lock: Lock, task: TaskId, now: Time) -> bool {
        let held = &mut self.locks[lock.index()];
        assert!(held.holder.is_none_or(|(holder, _)| holder != task), "{lock} is not re-entrant");
        match held.holder {
            None => {
                held.holder = Some((task, now));
                true
            }
            Some(_) => {
                held.waiters.push(task);
                false
            }
        }
    }

    /// Gives the lock back and returns who holds it next.
    pub(crate) fn release(&mut self, lock: Lock, task: TaskId, now: Time) -> Option<TaskId> {
        let held = &mut self.locks[lock.index()];
        let holds = held.holder.is_some_and(|(holder, _)| holder == task);
        assert!(holds, "only the holder gives {lock} back");
        let heir = if held.waiters.is_empty() { None } else { Some(held.waiters.remove(0)) };
        held.holder = heir.map(|heir| (heir, now));
        heir
    }

    /// Takes a task out of every queue.
    pub(crate) fn forget_waiter(&mut self, task: TaskId) {
        for held in &mut self.locks {
            held.waiters.retain(|waiter| *waiter != task);
        }
    }

    /// Nobody ran for `span`.
    pub(crate) fn skip(&mut self, span: Span) {
        for (_, since) in self.locks.iter_mut().filter_map(|held| held.holder.as_mut()) {
            *since += span;
        }
    }

    /// Who holds the lock.
    pub(crate) fn holder(&self, lock: Lock) -> Option<TaskId> {
        self.locks[lock.index()].holder.map(|(task, _)| task)
    }

    /// Draws who waits for whom.
    pub(crate) fn draw(&self, graph: &mut WaitGraph) {
        graph.clear();
        for (lock, held) in Lock::ALL.into_iter().zip(&self.locks) {
            held.holder.iter().for_each(|(holder, _)| graph.hold(*holder, lock.id()));
            held.waiters.iter().for_each(|waiter| graph.wait(*waiter, lock.id()));
        }
    }

    /// Since when the task has held the first lock that it holds.
    pub(crate) fn held_since(&self, task: TaskId) -> Option<Time> {
        let holders = self.locks.iter().filter_map(|held| held.holder);
        holders.filter(|(holder, _)| *holder == task).map(|(_, since)| since).min()
    }
}
