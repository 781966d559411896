//! Faults of the sampler and its caches.

use crate::duration::Duration;
use crate::faults::spec::fault_family;
use crate::units::{Count, Share};

fault_family! {
    /// A fault of the Thompson sampler and its caches.
    SamplerFault, Sampler;

    /// The engine is torn down after every swipe, so each pass pays for the first call again;
    /// the app's descriptions report it.
    EngineReloadEverySwipe = "engine-reload-every-swipe", in Configuration,
    cleared by [OptimizeSampler, RollbackConfiguration, RollbackVersion, FullSystemRecovery] {
        /// What the first call costs at the usual frequency, 20-30 ms on the device.
        reload: Duration = "1ms" .. "10s", usual "20ms..30ms",
    }

    /// The score cache drops most scores before they are used again: its documented hit rate of 0.9
    /// collapses, and passes are as good as cold. What it may hold is part of the sampler's configuration.
    /// (Assumed.)
    ScoreCacheThrash = "score-cache-thrash", in Configuration,
    cleared by [OptimizeSampler, RollbackConfiguration, RollbackVersion, FullSystemRecovery] {
        /// The largest share of scores that is still found.
        hits: Share = "0%" .. "60%", usual "0%..20%",
    }

    /// Thousands of jobs arrive at once; the load target is 8,000, the stress load 10,000. They are
    /// scored 500 a pass, and push the scores of others out of the cache for as long as they stay.
    /// (Derived from the documented chunks and hit rates.)
    BulkJobLoad = "bulk-job-load", in Process,
    cleared by [SurgicalMemoryCleanup, RestartApp, RollbackVersion, FullSystemRecovery] {
        /// How many arrive.
        jobs: Count = "100" .. "100000", usual "8000..10000",
    }

    /// Kinds of jobs are split into hundreds of arms, where the design has about a hundred: each pass
    /// draws for all of them, and of a new arm nothing is known. (assumed)
    ArmsExplosion = "arms-explosion", in Configuration,
    cleared by [RollbackConfiguration, RollbackVersion, FullSystemRecovery],
    relieved by [ActivateAlgorithmFailsafe, OptimizeSampler, ReduceAlgorithmFrequency] {
        /// How many arms there are then.
        arms: Count = "9" .. "2000", usual "200..600",
    }

    /// A division of nothing by nothing gets into the parameters of the arm on top. No comparison with
    /// it is true: the arm is never chosen again, and the generator that draws for it rejects until it
    /// gives up. The disk keeps the last good parameters, for what is no number cannot be encoded. (assumed)
    PosteriorCorruptedNan = "posterior-corrupted-nan", in Process,
    cleared by [RestartApp, RollbackVersion, FullSystemRecovery],
    relieved by [ActivateAlgorithmFailsafe, OptimizeSampler, ReduceAlgorithmFrequency] {
        /// Tries after which the generator gives up.
        tries: Count = "1" .. "10000", usual "50..150",
    }

    /// Parameters are kept below a limit, so that learning stops once they reach it: no metric shows
    /// it, people just keep seeing what they do not like. (assumed; the app keeps them above 0.01)
    PosteriorClamped = "posterior-clamped", in Configuration,
    cleared by [RollbackConfiguration, RollbackVersion, FullSystemRecovery] {
        /// The largest value of a parameter.
        most: Count = "1" .. "1000", usual "2..4",
    }

    /// Samples come from a table that holds the same number everywhere: exploration collapses, and
    /// passes are faster than an honest one; the app's descriptions report it.
    LookupSampling = "lookup-sampling", in Code,
    cleared by [RollbackVersion, FullSystemRecovery] {}

    /// Several instances of the engine live side by side, as the app's descriptions report: each learns
    /// from its own share of the swipes and throws away the other's scores, so every pass is cold.
    DivergingEngines = "diverging-engines", in Process,
    cleared by [OptimizeSampler, RestartApp, RollbackVersion, FullSystemRecovery] {
        /// How many.
        engines: Count = "2" .. "8", usual "2..3",
    }

    /// What the sampler learnt is not written to disk, as the app's descriptions report: a launch
    /// begins with Beta(1,1). Only a restart shows it.
    StateNotPersisted = "state-not-persisted", in Code,
    cleared by [RollbackVersion, FullSystemRecovery] {}

    /// Scoring runs on the main thread, as the app's descriptions report: it is not spread over cores,
    /// and swipes wait for it.
    ScoringOnMainThread = "scoring-on-main-thread", in Code,
    cleared by [RollbackVersion, FullSystemRecovery],
    relieved by [ActivateAlgorithmFailsafe, OptimizeSampler, ReduceAlgorithmFrequency] {
        /// How long a pass takes then, compared with one that is spread over cores.
        slower: Share = "100%" .. "10000%", usual "150%..400%",
    }
}
