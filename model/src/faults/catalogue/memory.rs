//! Faults of the app's memory.

use firedrill_protocol::Bytes;

use crate::app::Component;
use crate::duration::Duration;
use crate::faults::spec::fault_family;
use crate::units::{BytesPerSecond, Count, Share};

fault_family! {
    /// A fault of the app's memory.
    MemoryFault, Memory;

    /// A component keeps what it should release, at a steady rate while its tasks run.
    /// Freed, and stopped, by rebuilding the component; components that are never cleaned up need a restart.
    /// (Assumed: where and how fast it leaks.)
    Leak = "leak", in Process,
    cleared by [SurgicalMemoryCleanup, RollbackVersion, RestartApp, FullSystemRecovery] {
        /// The component that leaks.
        component: Component = "" .. "", usual "image-cache, web-view, documents, temporary-files, animations",
        /// Growth while its tasks run.
        rate: BytesPerSecond = "1KB/s" .. "64MB/s", usual "500KB/s..12MB/s",
    }

    /// One task decodes far more than it needs and leaves the buffers behind. (Assumed.)
    AllocationSpike = "allocation-spike", in Process,
    cleared by [ReleaseTemporaryData, SurgicalMemoryCleanup, RollbackVersion, RestartApp, FullSystemRecovery] {
        /// How much is allocated at once.
        size: Bytes = "1MB" .. "1GB", usual "20MB..150MB",
    }

    /// The image cache ignores its budget: every swipe adds images, nothing is evicted.
    /// Emptying the cache helps until it has filled again; enforcing budgets ends it. (Assumed.)
    CacheWithoutEviction = "cache-without-eviction", in Configuration,
    cleared by [SurgicalMemoryCleanup, RollbackConfiguration, RollbackVersion, FullSystemRecovery] {
        /// What each swipe adds.
        per_swipe: Bytes = "64KB" .. "64MB", usual "256KB..4MB",
    }

    /// Each swipe leaves view models behind that refer to one another: no clean-up frees them, only
    /// the end of the process that owns them. (Descriptions of the platform: Swift has no collector.)
    ReferenceCycle = "reference-cycle", in Process,
    cleared by [RollbackVersion, RestartApp, FullSystemRecovery] {
        /// What each swipe leaves behind.
        per_swipe: Bytes = "64KB" .. "64MB", usual "512KB..4MB",
    }

    /// A batch of jobs is parsed into many small blocks, and most of them are freed: pages in which
    /// any block lives stay. Building the job store anew gives them back. (Derived from the published
    /// size classes.)
    FragmentationBurst = "fragmentation-burst", in Process,
    cleared by [SurgicalMemoryCleanup, RollbackVersion, RestartApp, FullSystemRecovery] {
        /// How much is allocated.
        size: Bytes = "1MB" .. "1GB", usual "40MB..150MB",
        /// In blocks of this size: the more of them share a page, the more pages stay.
        block: Bytes = "16B" .. "15KB", usual "32B..512B",
        /// The share of blocks that is freed again.
        freed: Share = "0%" .. "100%", usual "70%..95%",
    }

    /// The clean-up empties a cache that nobody uses instead of the live one, and reports success.
    /// (Reported in descriptions of the app.) Shows only when that cache has grown.
    CleanupOfTheWrongCache = "cleanup-of-the-wrong-cache", in Code,
    cleared by [RollbackVersion, FullSystemRecovery] {
        /// The live component that every clean-up passes by.
        component: Component = "" .. "", usual "image-cache, web-view, documents",
    }

    /// Images are fetched far ahead of the person and held on to: what a clean-up empties is full
    /// again in a moment, unless the tasks that fetch are suspended. (Derived.)
    PurgeRefillsAtOnce = "purge-refills-at-once", in Configuration,
    cleared by [RollbackConfiguration, RollbackVersion, FullSystemRecovery],
    relieved by [SuspendMemoryIntensiveTasks] {
        /// How much is fetched ahead.
        ahead: Bytes = "1MB" .. "1GB", usual "30MB..150MB",
    }

    /// Memory warnings do not arrive, which the platform allows: they are best-effort. Neither the
    /// protocol nor the app's own caches hear of the pressure. (Documented by the platform.)
    MemoryWarningLost = "memory-warning-lost", in Outside,
    cleared by [], relieved by [ClearNonEssentialCaches, SurgicalMemoryCleanup] {}

    /// MemoryBudgetManager cleans up again and again, pressure or not: passes never find a score in
    /// the cache. (Reported in descriptions of the app: every 5 s, with no cool-down.)
    CleanupWithoutCoolDown = "cleanup-without-cool-down", in Configuration,
    cleared by [RollbackConfiguration, RollbackVersion, FullSystemRecovery],
    relieved by [OptimizeSampler, ReduceAlgorithmFrequency, ActivateAlgorithmFailsafe] {
        /// How often it cleans up.
        every: Duration = "500ms" .. "25s", usual "1s..5s",
    }

    /// Buffers of a scoring pass are tracked in a 64-bit mask: those beyond the 64th are never freed
    /// until the process ends. (Reported in descriptions of the app: such a mask tracks 10,240 blocks.)
    TrackingMaskOverflow = "tracking-mask-overflow", in Code,
    cleared by [RollbackVersion, FullSystemRecovery] {
        /// Buffers that a pass takes.
        blocks: Count = "1" .. "10240", usual "90..250",
        /// The size of each.
        block: Bytes = "16B" .. "64KB", usual "4KB..16KB",
    }

    /// The swipe journal's buffer is mapped from a temporary file: whoever releases temporary data
    /// before the buffer is flushed deletes swipes. (Derived: the playbook lists both, and the
    /// platform may delete such files.) Shows only when something is released.
    JournalInTemporaryFiles = "journal-in-temporary-files", in Code,
    cleared by [RollbackVersion, FullSystemRecovery], relieved by [FlushDataBuffers] {}
}
