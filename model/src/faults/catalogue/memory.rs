//! Faults of the app's memory.

use firedrill_protocol::Bytes;

use crate::app::Component;
use crate::faults::spec::fault_family;
use crate::units::BytesPerSecond;

fault_family! {
    /// A fault of the app's memory.
    MemoryFault, Memory;

    /// A component keeps what it should release, at a steady rate while its tasks run.
    /// Freed, and stopped, by rebuilding the component; components that are never cleaned up need a restart.
    Leak = "leak", in Process,
    cleared by [SurgicalMemoryCleanup, RollbackVersion, RestartApp, FullSystemRecovery] {
        /// The component that leaks.
        component: Component = "" .. "", usual "image-cache, web-view, documents, temporary-files, animations",
        /// Growth while its tasks run.
        rate: BytesPerSecond = "1KB/s" .. "64MB/s", usual "500KB/s..12MB/s",
    }

    /// One task decodes far more than it needs and leaves the buffers behind.
    AllocationSpike = "allocation-spike", in Process,
    cleared by [ReleaseTemporaryData, SurgicalMemoryCleanup, RollbackVersion, RestartApp, FullSystemRecovery] {
        /// How much is allocated at once.
        size: Bytes = "1MB" .. "1GB", usual "20MB..150MB",
    }

    /// The image cache ignores its budget: every swipe adds images, nothing is evicted.
    /// Emptying the cache helps until it has filled again; enforcing budgets ends it.
    CacheWithoutEviction = "cache-without-eviction", in Configuration,
    cleared by [SurgicalMemoryCleanup, RollbackConfiguration, RollbackVersion, FullSystemRecovery] {
        /// What each swipe adds.
        per_swipe: Bytes = "64KB" .. "64MB", usual "256KB..4MB",
    }
}
