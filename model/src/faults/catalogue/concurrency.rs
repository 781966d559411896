//! Faults of tasks and locks.

use crate::app::Lock;
use crate::duration::Duration;
use crate::faults::spec::fault_family;

fault_family! {
    /// A fault of tasks and locks.
    ConcurrencyFault, Concurrency;

    /// Scoring takes the job store while it holds the score cache; a feed refresh takes them the
    /// other way round. They stop for good only when they meet: a real cycle of two tasks.
    LockOrderInversion = "lock-order-inversion", in Code,
    cleared by [EnableBypass, RollbackVersion, FullSystemRecovery] {
        /// How long a refresh holds the job store while it writes: the window in which they can meet.
        window: Duration = "10ms" .. "10s", usual "100ms..400ms",
    }

    /// A task takes a lock and keeps it while it waits for something slow.
    LongLockHold = "long-lock-hold", in Process,
    cleared by [ReallocateResources, RestartApp, RollbackVersion, FullSystemRecovery] {
        /// Which lock.
        lock: Lock = "" .. "", usual "job-store, score-cache, sampler-state",
        /// How long it keeps it.
        hold: Duration = "10ms" .. "1h", usual "5s..120s",
    }
}
