//! Faults of recovery itself: its steps, its process, its people.

use firedrill_protocol::Action;

use crate::faults::spec::fault_family;

fault_family! {
    /// A fault of recovery itself.
    RecoveryFault, Recovery;

    /// A recovery action does nothing and reports that it failed.
    StepFails = "step-fails", in Code,
    cleared by [RollbackVersion, FullSystemRecovery] {
        /// Which action.
        step: Action = "" .. "", usual "surgical-memory-cleanup, optimize-sampler, suspend-critical-tasks, reallocate-resources, enable-bypass",
    }
}
