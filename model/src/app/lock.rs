//! The locks that the app's tasks share.

use core::fmt;

use firedrill_sim::{Span, Time};
use serde::{Deserialize, Serialize};

use super::lock_log::LockLog;
use super::{LockChange, LockId, LockNote, TaskId, TaskKind, WaitGraph};

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
    log: LockLog,
}

/// A task that holds a lock or waits for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claimant {
    pub(crate) task: TaskId,
    pub(crate) kind: TaskKind,
}

#[derive(Clone, Debug, Default)]
struct Held {
    holder: Option<(Claimant, Time)>,
    waiters: Vec<Claimant>,
}

impl LockTable {
    /// Takes the lock, or joins its queue and returns false.
    pub(crate) fn acquire(&mut self, lock: Lock, claimant: Claimant, now: Time) -> bool {
        let held = &mut self.locks[lock.index()];
        let change = match held.holder {
            None => {
                held.holder = Some((claimant, now));
                LockChange::Taken
            }
            Some((holder, _)) => {
                assert!(holder.task != claimant.task, "{lock} is not re-entrant");
                held.waiters.push(claimant);
                LockChange::Waited(holder.task)
            }
        };
        self.log.note(note(now, lock, claimant, change));
        change == LockChange::Taken
    }

    /// Gives the lock back and returns who holds it next.
    pub(crate) fn release(&mut self, lock: Lock, task: TaskId, now: Time) -> Option<TaskId> {
        let held = &mut self.locks[lock.index()];
        let holder = held.holder.map(|(holder, _)| holder).filter(|holder| holder.task == task);
        assert!(holder.is_some(), "only the holder gives {lock} back");
        let heir = if held.waiters.is_empty() { None } else { Some(held.waiters.remove(0)) };
        held.holder = heir.map(|heir| (heir, now));
        let released = holder.map(|holder| note(now, lock, holder, LockChange::Released));
        let taken = heir.map(|heir| note(now, lock, heir, LockChange::Taken));
        released.into_iter().chain(taken).for_each(|note| self.log.note(note));
        heir.map(|heir| heir.task)
    }

    /// Takes a task out of every queue.
    pub(crate) fn forget_waiter(&mut self, task: TaskId, now: Time) {
        for (lock, held) in Lock::ALL.into_iter().zip(&mut self.locks) {
            for waiter in held.waiters.extract_if(.., |waiter| waiter.task == task) {
                self.log.note(note(now, lock, waiter, LockChange::GaveUp));
            }
        }
    }

    /// The process ends: nobody holds anything or waits for anything.
    pub(crate) fn clear(&mut self, now: Time) {
        for (lock, held) in Lock::ALL.into_iter().zip(&mut self.locks) {
            for waiter in held.waiters.drain(..) {
                self.log.note(note(now, lock, waiter, LockChange::GaveUp));
            }
            if let Some((holder, _)) = held.holder.take() {
                self.log.note(note(now, lock, holder, LockChange::Released));
            }
        }
    }

    /// What happened to locks, for those who watch.
    pub(crate) const fn log(&self) -> &LockLog {
        &self.log
    }

    /// The same, to watch or to forget.
    pub(crate) const fn log_mut(&mut self) -> &mut LockLog {
        &mut self.log
    }

    /// Nobody ran for `span`.
    pub(crate) fn skip(&mut self, span: Span) {
        for (_, since) in self.locks.iter_mut().filter_map(|held| held.holder.as_mut()) {
            *since += span;
        }
    }

    /// Who holds the lock.
    pub(crate) fn holder(&self, lock: Lock) -> Option<TaskId> {
        self.locks[lock.index()].holder.map(|(holder, _)| holder.task)
    }

    /// Draws who waits for whom.
    pub(crate) fn draw(&self, graph: &mut WaitGraph) {
        graph.clear();
        for (lock, held) in Lock::ALL.into_iter().zip(&self.locks) {
            held.holder.iter().for_each(|(holder, _)| graph.hold(holder.task, lock.id()));
            held.waiters.iter().for_each(|waiter| graph.wait(waiter.task, lock.id()));
        }
    }

    /// Since when the task has held the first lock that it holds.
    pub(crate) fn held_since(&self, task: TaskId) -> Option<Time> {
        let holders = self.locks.iter().filter_map(|held| held.holder);
        holders.filter(|(holder, _)| holder.task == task).map(|(_, since)| since).min()
    }
}

const fn note(at: Time, lock: Lock, claimant: Claimant, change: LockChange) -> LockNote {
    LockNote { at, lock, task: claimant.task, kind: claimant.kind, change }
}
