//! Words for what can happen to a recovery action and to the process in the middle of it.

use firedrill_protocol::{Action, ActionOutcome};

use crate::word::words;

words! {
    /// When something happens to the process.
    Moment {
        /// As soon as the cause is there.
        AtOnce = "at-once",
        /// Half way through the next recovery action.
        DuringAction = "during-action",
    }
}

words! {
    /// What an action that stopped half way reports.
    Report {
        /// That it was carried out.
        Completed = "completed",
        /// That it was not.
        Failed = "failed",
    }
}

words! {
    /// What an action does that nobody asked it for.
    SideEffect {
        /// Starts the swipe journal anew: what it buffered is lost.
        JournalBuffer = "journal-buffer",
        /// Empties the score cache.
        ScoreCache = "score-cache",
        /// Opens the feeds' breaker.
        Breaker = "breaker",
    }
}

impl Report {
    /// The same as a protocol is told.
    pub const fn outcome(self) -> ActionOutcome {
        match self {
            Self::Completed => ActionOutcome::Completed,
            Self::Failed => ActionOutcome::Failed,
        }
    }
}

/// The lesser action that one amounts to when it stops half way; `None` when half of it is nothing
/// (choice: by the order in which the playbook lists what each does).
pub const fn half_of(action: Action) -> Option<Action> {
    match action {
        // Caches are emptied, nothing is rebuilt, no budget enforced.
        Action::SurgicalMemoryCleanup => Some(Action::ClearNonEssentialCaches),
        Action::ClearNonEssentialCaches => Some(Action::ReleaseTemporaryData),
        // Iterations are trimmed, the engine is not kept alive.
        Action::OptimizeSampler => Some(Action::ReduceAlgorithmFrequency),
        // Background work is paused, feeds are not.
        Action::SuspendCriticalTasks => Some(Action::SuspendBackgroundOperations),
        // The same version starts again.
        Action::RollbackVersion | Action::FullSystemRecovery => Some(Action::RestartApp),
        _ => None,
    }
}
