//! Faults of the sampler and its caches.

use crate::duration::Duration;
use crate::faults::spec::fault_family;

fault_family! {
    /// A fault of the Thompson sampler and its caches.
    SamplerFault, Sampler;

    /// The engine is torn down after every swipe, so each pass pays for the first call again.
    EngineReloadEverySwipe = "engine-reload-every-swipe", in Configuration,
    cleared by [OptimizeSampler, RollbackConfiguration, RollbackVersion, FullSystemRecovery] {
        /// What the first call costs at the usual frequency, 20-30 ms on the device.
        reload: Duration = "1ms" .. "10s", usual "20ms..30ms",
    }
}
