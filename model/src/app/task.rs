//! A task: what it is for, what it does step by step, and where it stands.

use firedrill_sim::{Agenda, Handle, Span, Time};

use super::{Lock, Priority};
use crate::world::Event;

/// Names one task for as long as the app's process lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TaskId(pub u32);

/// What a task is for. Kinds with a number belong to the fault of that number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskKind {
    /// The main thread handles a swipe.
    Swipe,
    /// One scoring pass.
    ScoringPass,
    /// One scoring pass where it holds up everything else.
    PassOnTheMainThread,
    /// A feed's answer is merged into the job store.
    FeedRefresh,
    /// A deck is read from storage for a pass that waits for it.
    DeckRead,
    /// A lock is held for something slow.
    LockHolder(usize),
    /// One of many short writes.
    ShortWrite(usize),
    /// The store is compacted, at the lowest priority.
    Compaction(usize),
    /// The main thread waits for something that never comes.
    Hang(usize),
}

/// Where tasks run one after another, in order of their start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Serial {
    MainThread,
    /// The actor that ranks.
    Ranking,
}

impl TaskKind {
    /// Whether the main thread does it: nobody cancels that.
    pub const fn is_on_the_main_thread(self) -> bool {
        matches!(self.serial(), Some(Serial::MainThread))
    }

    /// Whether it is a scoring pass, wherever it runs.
    pub const fn is_a_pass(self) -> bool {
        matches!(self, Self::ScoringPass | Self::PassOnTheMainThread)
    }

    pub(super) const fn serial(self) -> Option<Serial> {
        match self {
            Self::Swipe | Self::PassOnTheMainThread | Self::Hang(_) => Some(Serial::MainThread),
            Self::ScoringPass => Some(Serial::Ranking),
            _ => None,
        }
    }

    /// How urgent it is.
    pub const fn priority(self) -> Priority {
        match self {
            Self::Swipe | Self::PassOnTheMainThread | Self::Hang(_) => Priority::MainThread,
            Self::ScoringPass | Self::FeedRefresh | Self::DeckRead => Priority::UserInitiated,
            Self::LockHolder(_) | Self::ShortWrite(_) | Self::Compaction(_) => Priority::Background,
        }
    }
}

/// What a task can sleep for. A signal wakes who sleeps at that moment and nobody later; what it
/// stands for stays true until somebody who checks takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// A deck has been read from storage.
    DeckIsRead,
    /// An answer that nobody is going to give.
    Never,
}

/// One thing that a task does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stage {
    /// Takes a lock, waiting for it in order of arrival.
    Acquire(Lock),
    /// Gives it back.
    Release(Lock),
    /// Computes for this many milliseconds at the usual frequency on a core of its own.
    Compute(f64),
    /// Waits for something that is not a lock: storage, the network.
    Wait(Span),
    /// Checks whether the signal was given. If not, falls asleep until it is, but only after a
    /// moment in which it can be missed; none if checking and falling asleep are one step.
    CheckThenSleep(Signal, Span),
    /// Gives a signal.
    Give(Signal),
    /// Ends in the middle of things: what it holds stays held.
    Crash,
}

/// A task under way.
#[derive(Clone, Debug)]
pub(super) struct Task {
    pub(super) id: TaskId,
    pub(super) kind: TaskKind,
    pub(super) stages: [Option<Stage>; MAX_STAGES],
    pub(super) next_stage: usize,
    pub(super) started: Time,
    pub(super) state: State,
}

/// What it is doing.
#[derive(Clone, Copy, Debug)]
pub(super) enum State {
    /// Its turn on the main thread, or in the actor, has not come.
    Queued,
    Ready,
    Waiting {
        handle: Handle,
    },
    Blocked {
        since: Time,
    },
    /// Has checked, and is about to fall asleep.
    Dozing {
        handle: Handle,
        signal: Signal,
    },
    Asleep {
        signal: Signal,
        since: Time,
    },
    Computing {
        handle: Handle,
        since: Time,
        left_ms: f64,
    },
    Crashed {
        since: Time,
    },
}

pub(super) const MAX_STAGES: usize = 8;

impl Task {
    /// Since when it has waited for a lock or a signal, or been dead.
    pub(super) fn stuck_since(&self) -> Option<Time> {
        match self.state {
            State::Blocked { since } | State::Asleep { since, .. } | State::Crashed { since } => {
                Some(since)
            }
            _ => None,
        }
    }

    /// Nothing is to happen to it any more.
    pub(super) fn forget_event(&self, agenda: &mut Agenda<Event>) {
        if let State::Waiting { handle }
        | State::Dozing { handle, .. }
        | State::Computing { handle, .. } = self.state
        {
            agenda.cancel(handle);
        }
    }
}
