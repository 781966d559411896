//! Faults of the health monitor. These alone change what a protocol is told; never what is.

use crate::duration::Duration;
use crate::faults::spec::fault_family;
use crate::monitor::{ClockJump, Reading, Stamp, UnitConfusion};
use crate::units::{Count, Share};

fault_family! {
    /// A fault of the health monitor.
    MonitoringFault, Monitoring;

    /// Samples are lost between the monitor and the protocol (assumed).
    SamplesDropped = "samples-dropped", in Process,
    cleared by [RestartApp, RollbackVersion, FullSystemRecovery] {
        /// How many are lost.
        lost: Share = "1%" .. "100%", usual "20%..90%",
    }

    /// Samples queue up on their way and arrive late, with the time at which they were taken. What
    /// was queued when it ends still arrives, behind newer ones (assumed).
    SamplesLate = "samples-late", in Process,
    cleared by [RestartApp, RollbackVersion, FullSystemRecovery] {
        /// How late.
        delay: Duration = "100ms" .. "10m", usual "2s..20s",
    }

    /// A sample is delivered more than once, as a queue with at-least-once delivery may (assumed).
    SamplesDuplicated = "samples-duplicated", in Process,
    cleared by [RestartApp, RollbackVersion, FullSystemRecovery] {
        /// Copies on top of the sample.
        copies: Count = "1" .. "20", usual "1..3",
    }

    /// The monitor is stuck: its last sample is delivered again and again. The app's descriptions
    /// report monitors that were never started.
    SamplesFrozen = "samples-frozen", in Process,
    cleared by [RestartApp, RollbackVersion, FullSystemRecovery] {
        /// Whether it claims to be new.
        stamp: Stamp = "" .. "", usual "old, new",
    }

    /// A reading scatters far beyond the monitor's own noise (assumed): a number by a factor, a state
    /// or an answer by being another one now and then.
    NoisyReadings = "noisy-readings", in Process,
    cleared by [RestartApp, RollbackVersion, FullSystemRecovery] {
        /// Which reading.
        reading: Reading = "" .. "", usual "multiplier, memory, drain, errors",
        /// Standard deviation of a number's logarithm; how often a state or an answer is another one.
        spread: Share = "1%" .. "100%", usual "10%..40%",
    }

    /// A division by zero in the monitor: the reading is no number. Readings that are no floating
    /// point numbers are missing instead (assumed).
    NanReadings = "nan-readings", in Code,
    cleared by [RollbackVersion, FullSystemRecovery] {
        /// Which reading.
        reading: Reading = "" .. "", usual "multiplier, memory, drain, errors, cpu",
    }

    /// A metric that is missing is parsed as 0, and so passes every check; the app's descriptions
    /// report it.
    ZeroReadings = "zero-readings", in Code,
    cleared by [RollbackVersion, FullSystemRecovery] {
        /// Which reading.
        reading: Reading = "" .. "", usual "memory, drain, errors, multiplier",
    }

    /// A reading is clamped to what is plausible, so that its alert cannot fire; the app's
    /// descriptions report it.
    ClampedReadings = "clamped-readings", in Code,
    cleared by [RollbackVersion, FullSystemRecovery] {
        /// Which reading.
        reading: Reading = "" .. "", usual "multiplier, memory, drain, errors, thermal, responsive",
    }

    /// Two units of memory are taken for each other. A megabyte is 1024 x 1024 bytes (assumed: units
    /// differ between the app's descriptions).
    UnitConfusion = "unit-confusion", in Code,
    cleared by [RollbackVersion, FullSystemRecovery] {
        /// Which units.
        confusion: UnitConfusion = "" .. "", usual "decimal-megabytes, kilobytes-as-bytes",
    }

    /// A moving average starts at zero, at each launch anew, and reads healthy until it has caught up;
    /// the app's descriptions report it.
    AverageFromZero = "average-from-zero", in Code,
    cleared by [RollbackVersion, FullSystemRecovery] {
        /// Which reading.
        reading: Reading = "" .. "", usual "memory, drain, errors",
        /// Time constant of the average.
        window: Duration = "1s" .. "1h", usual "30s..3m",
    }

    /// A ring buffer is read by slot, not by time: the same old sample until the writer comes round
    /// again, under a new time. The app's descriptions report it.
    RingBufferBySlot = "ring-buffer-by-slot", in Code,
    cleared by [RollbackVersion, FullSystemRecovery] {
        /// Samples that the buffer holds.
        slots: Count = "2" .. "3600", usual "10..60",
    }

    /// The wall clock is set while the monotonic one goes on: samples claim another time (assumed: the
    /// network's time, or a person who changes it).
    WallClockJump = "wall-clock-jump", in Outside, cleared by [] {
        /// How far.
        by: Duration = "1s" .. "24h", usual "1m..1h",
        /// Which way.
        direction: ClockJump = "" .. "", usual "forwards, backwards",
    }
}
