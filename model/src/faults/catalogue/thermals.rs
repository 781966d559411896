//! Faults of heat and power.

use crate::faults::spec::fault_family;
use crate::units::{Celsius, Share, Watts};

fault_family! {
    /// A fault of heat and power.
    ThermalFault, Thermals;

    /// The surroundings heat up: a car, the sun. Nothing the app does changes them.
    /// (Assumed.)
    AmbientHeat = "ambient-heat", in Outside, cleared by [] {
        /// Temperature of the surroundings while it lasts.
        ambient: Celsius = "-20C" .. "80C", usual "32C..42C",
    }

    /// A background task of the app spins on some threads: cores heat, the battery drains, passes wait.
    /// (Assumed.)
    BackgroundLoad = "background-load", in Process,
    cleared by [SuspendBackgroundOperations, SuspendIntensiveComputations, SuspendCriticalTasks, RestartApp, RollbackVersion, FullSystemRecovery] {
        /// Cores' worth of work that it wants.
        threads: Share = "1%" .. "1600%", usual "50%..400%",
    }

    /// Feed connections keep the radio in its high-power state. (Assumed.)
    RadioDrain = "radio-drain", in Process,
    cleared by [SuspendCriticalTasks, OpenCircuitBreaker, RestartApp, RollbackVersion, FullSystemRecovery] {
        /// Extra power of the radio.
        power: Watts = "10mW" .. "5W", usual "300mW..2.5W",
    }

    /// A charger's losses heat the phone from beneath its skin while the battery fills. They are no
    /// drain of the app's, and only who unplugs it ends them; drawing less helps a little.
    /// (assumed: three quarters of a wireless charger's power arrive)
    ChargingHeat = "charging-heat", in Outside,
    cleared by [], relieved by [SuspendCriticalTasks, SuspendBackgroundOperations, EnableGracefulDegradation, OpenCircuitBreaker] {
        /// What charger, coil and cell turn into heat.
        losses: Watts = "10mW" .. "10W", usual "1.5W..4W",
    }

    /// The skin's sensor is stuck. The governor believes it: it throttles a cool phone, or lets a hot
    /// one run. (assumed: the descriptions report clamped metrics whose alert cannot fire)
    StuckSensor = "stuck-sensor", in Outside,
    cleared by [], relieved by [OptimizeSampler, ReduceAlgorithmFrequency, ActivateAlgorithmFailsafe] {
        /// What it reads, whatever the skin is like.
        reading: Celsius = "-20C" .. "120C", usual "25C..53C",
    }

    /// The governor forgets to let go: whatever it has capped stays capped when the phone has cooled.
    /// By itself it caps nothing. (assumed)
    ThrottleThatStays = "throttle-that-stays", in Outside,
    cleared by [], relieved by [OptimizeSampler, ReduceAlgorithmFrequency, ActivateAlgorithmFailsafe] {
    }

    /// The battery turns out to be worn: what the app draws is a larger part of less, and under load
    /// the voltage falls further. (assumed: 80 % of capacity is when Apple offers a new one)
    AgedCell = "aged-cell", in Outside,
    cleared by [], relieved by [SuspendCriticalTasks, SuspendBackgroundOperations, EnableGracefulDegradation, OpenCircuitBreaker] {
        /// Capacity that is left.
        capacity: Share = "30%" .. "100%", usual "70%..90%",
        /// Internal resistance as a multiple of a fresh cell's.
        resistance: Share = "100%" .. "1000%", usual "150%..400%",
    }

    /// A cold or nearly empty battery: its resistance is many times the usual, the voltage sags
    /// under load, and peak-performance management caps the cores until the load falls. (assumed)
    VoltageSag = "voltage-sag", in Outside,
    cleared by [], relieved by [SuspendCriticalTasks, SuspendBackgroundOperations, SuspendIntensiveComputations, EnableGracefulDegradation, OpenCircuitBreaker, OptimizeSampler, ReduceAlgorithmFrequency, ActivateAlgorithmFailsafe] {
        /// Internal resistance as a multiple of a warm cell's. The published cell is a bare one of 19
        /// milliohms at this size; with the way to the phone and the cold it is about an ohm.
        resistance: Share = "100%" .. "10000%", usual "4000%..8000%",
    }

    /// A render loop that never idles: the graphics processor draws frames that nobody needs. Over
    /// when degradation stops decorative animation, or with the process. (assumed)
    GpuDrain = "gpu-drain", in Process,
    cleared by [EnableGracefulDegradation, RestartApp, RollbackVersion, FullSystemRecovery] {
        /// What the graphics processor draws at the full frame rate.
        power: Watts = "10mW" .. "5W", usual "1.3W..3W",
    }
}
