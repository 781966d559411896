//! Faults of heat and power.

use crate::faults::spec::fault_family;
use crate::units::{Celsius, Share, Watts};

fault_family! {
    /// A fault of heat and power.
    ThermalFault, Thermals;

    /// The surroundings heat up: a car, the sun. Nothing the app does changes them.
    AmbientHeat = "ambient-heat", in Outside, cleared by [] {
        /// Temperature of the surroundings while it lasts.
        ambient: Celsius = "-20C" .. "80C", usual "32C..42C",
    }

    /// A background task of the app spins on some threads: cores heat, the battery drains, passes wait.
    BackgroundLoad = "background-load", in Process,
    cleared by [SuspendBackgroundOperations, SuspendIntensiveComputations, SuspendCriticalTasks, RestartApp, RollbackVersion, FullSystemRecovery] {
        /// Cores' worth of work that it wants.
        threads: Share = "1%" .. "1600%", usual "50%..400%",
    }

    /// Feed connections keep the radio in its high-power state.
    RadioDrain = "radio-drain", in Process,
    cleared by [SuspendCriticalTasks, OpenCircuitBreaker, RestartApp, RollbackVersion, FullSystemRecovery] {
        /// Extra power of the radio.
        power: Watts = "10mW" .. "5W", usual "300mW..2.5W",
    }
}
