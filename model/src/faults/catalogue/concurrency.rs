//! Faults of tasks and locks.

use crate::app::Lock;
use crate::duration::Duration;
use crate::faults::spec::fault_family;
use crate::units::{Count, Share};

fault_family! {
    /// A fault of tasks and locks.
    ConcurrencyFault, Concurrency;

    /// Scoring takes the job store while it holds the score cache; a feed refresh takes them the
    /// other way round. They stop for good only when they meet: a real cycle of two tasks. (Derived: no
    /// deadlock was reported.)
    LockOrderInversion = "lock-order-inversion", in Code,
    cleared by [EnableBypass, RollbackVersion, FullSystemRecovery] {
        /// How long a refresh holds the job store while it writes: the window in which they can meet.
        window: Duration = "10ms" .. "10s", usual "100ms..400ms",
    }

    /// A task takes a lock and keeps it while it waits for something slow. (Assumed.)
    LongLockHold = "long-lock-hold", in Process,
    cleared by [ReallocateResources, RestartApp, RollbackVersion, FullSystemRecovery] {
        /// Which lock.
        lock: Lock = "" .. "", usual "job-store, score-cache, sampler-state",
        /// How long it keeps it.
        hold: Duration = "10ms" .. "1h", usual "5s..120s",
    }
    /// Telemetry writes each reading on its own while it holds the job store, faster than storage takes
    /// them: a convoy queues for the lock, and every swipe queues behind it. (Derived: no convoy
    /// was reported.)
    Convoy = "convoy", in Configuration,
    cleared by [EnableBypass, RollbackConfiguration, RollbackVersion, FullSystemRecovery] {
        /// A reading comes this often.
        every: Duration = "10ms" .. "1min", usual "20ms..30ms",
        /// How long one write holds the job store.
        write: Duration = "1ms" .. "10s", usual "35ms..60ms",
    }

    /// Compaction holds the job store at the lowest priority while image decoding wants every core: the
    /// holder hardly runs, and the main thread, which waits for it, is as slow as the least urgent
    /// task. (Derived: priority inversion, as published of Mars Pathfinder.)
    PriorityInversion = "priority-inversion", in Process,
    cleared by [ReallocateResources, SuspendIntensiveComputations, RestartApp, RollbackVersion, FullSystemRecovery] {
        /// Cores' worth of decoding.
        threads: Share = "1%" .. "1600%", usual "400%..450%",
        /// How long decoding goes on.
        burst: Duration = "1s" .. "1h", usual "40s..120s",
        /// How long compaction needs a core at the usual frequency.
        work: Duration = "1ms" .. "1min", usual "300ms..900ms",
    }

    /// A pass that finds its deck unread falls asleep a moment after it checked. A deck that was read
    /// in that moment wakes nobody: the pass sleeps for good, with the score cache in its hands. (Derived:
    /// the textbook's lost wake-up.)
    LostWakeUp = "lost-wake-up", in Code,
    cleared by [EnableBypass, RollbackVersion, FullSystemRecovery] {
        /// The moment between check and sleep.
        gap: Duration = "1ms" .. "10s", usual "2ms..10ms",
    }

    /// A breaker that half-opens lets every request go that waits for it, where one probe was meant.
    /// Servers turn the burst away as a whole, so that the breaker never closes again once it opened. (The
    /// app's descriptions report the herd.)
    HalfOpenHerd = "half-open-herd", in Code,
    cleared by [RollbackVersion, FullSystemRecovery], relieved by [EnableFallbacks] {
        /// How many requests go at once.
        herd: Count = "2" .. "1000", usual "10..28",
    }

    /// Ranking checks that nobody ranks, awaits its remote weights and then begins: the actor lets
    /// other requests in meanwhile, all of them saw that nobody ranks, and all rank the same deck as soon
    /// as the weights are there. (Derived: re-entrancy as documented for Swift's actors.)
    ActorReentrancy = "actor-reentrancy", in Code,
    cleared by [EnableBypass, RollbackVersion, FullSystemRecovery],
    relieved by [ActivateAlgorithmFailsafe] {
        /// How long the weights are awaited.
        suspended: Duration = "1ms" .. "10min", usual "8s..20s",
    }
}
