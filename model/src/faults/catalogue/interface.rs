//! Faults of what the person sees and touches.

use crate::duration::Duration;
use crate::faults::spec::fault_family;

fault_family! {
    /// A fault of the interface.
    InterfaceFault, Interface;

    /// The main thread reads a file whenever the person swipes; the app's descriptions report
    /// freezes of 50 to 200 ms.
    BlockingFileRead = "blocking-file-read", in Code,
    cleared by [RollbackVersion, FullSystemRecovery] {
        /// How long one read takes.
        read: Duration = "1ms" .. "30s", usual "300ms..3s",
    }
}
