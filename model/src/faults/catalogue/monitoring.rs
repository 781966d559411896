//! Faults of the health monitor. These alone change what a protocol is told; never what is.

use crate::faults::spec::fault_family;
use crate::units::Share;

fault_family! {
    /// A fault of the health monitor.
    MonitoringFault, Monitoring;

    /// Samples are lost between the monitor and the protocol.
    SamplesDropped = "samples-dropped", in Process,
    cleared by [RestartApp, RollbackVersion, FullSystemRecovery] {
        /// How many are lost.
        lost: Share = "1%" .. "100%", usual "20%..90%",
    }
}
