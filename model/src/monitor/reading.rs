//! The readings of a sample, as numbers: what a broken monitor does to one it does to any.

use firedrill_protocol::{Bytes, HealthMetrics, ThermalState};

use crate::word::words;

words! {
    /// One reading of a health sample.
    Reading {
        /// The performance multiplier.
        Multiplier = "multiplier",
        /// The footprint.
        Memory = "memory",
        /// The battery drain.
        Drain = "drain",
        /// The error rate.
        Errors = "errors",
        /// The thermal state.
        Thermal = "thermal",
        /// Whether the interface answers.
        Responsive = "responsive",
        /// Share of the cores in use.
        Cpu = "cpu",
    }
}

words! {
    /// When a sample that is not new claims to have been taken.
    Stamp {
        /// When it really was.
        Old = "old",
        /// Now.
        New = "new",
    }
}

words! {
    /// Which way a clock jumps.
    ClockJump {
        /// Into the future.
        Forwards = "forwards",
        /// Into the past.
        Backwards = "backwards",
    }
}

words! {
    /// Which two units of memory the monitor takes for each other. A megabyte is 1024 x 1024 bytes.
    UnitConfusion {
        /// Megabytes of 1000 x 1000 bytes are read as megabytes: 4.9 % too much.
        DecimalMegabytes = "decimal-megabytes",
        /// Kilobytes are read as bytes: a thousandth.
        KilobytesAsBytes = "kilobytes-as-bytes",
    }
}

impl UnitConfusion {
    /// What the footprint is multiplied by.
    pub(super) const fn factor(self) -> f64 {
        match self {
            Self::DecimalMegabytes => 1.048_576,
            Self::KilobytesAsBytes => 1.0 / 1024.0,
        }
    }
}

impl Reading {
    /// The reading as a number: thermal states count from 0, and a blocked interface is 1, so that
    /// zero is healthy for all but the multiplier.
    pub(super) fn get(self, sample: &HealthMetrics) -> Option<f64> {
        match self {
            Self::Multiplier => sample.performance_multiplier,
            Self::Memory => sample.memory_usage.map(|memory| memory.get() as f64),
            Self::Drain => sample.battery_drain_pct_per_hour,
            Self::Errors => sample.error_rate,
            Self::Thermal => sample.thermal_state.map(|state| f64::from(state as u8)),
            Self::Responsive => sample.ui_responsive.map(|answers| f64::from(u8::from(!answers))),
            Self::Cpu => sample.cpu_usage,
        }
    }

    /// Puts a number in the reading's place. What has no floating point cannot hold what is no
    /// number: the reading is missing then.
    pub(super) fn set(self, sample: &mut HealthMetrics, number: f64) {
        let whole = (!number.is_nan()).then_some(number);
        match self {
            Self::Multiplier => sample.performance_multiplier = Some(number),
            // `as` saturates: a negative footprint is none.
            Self::Memory => sample.memory_usage = whole.map(|bytes| Bytes::new(bytes as u64)),
            Self::Drain => sample.battery_drain_pct_per_hour = Some(number),
            Self::Errors => sample.error_rate = Some(number),
            Self::Thermal => sample.thermal_state = whole.map(thermal_state),
            Self::Responsive => sample.ui_responsive = whole.map(|blocked| blocked < 0.5),
            Self::Cpu => sample.cpu_usage = Some(number),
        }
    }

    /// The worst number that sets off no alert (choice: the documented peak of 195 MB, else the
    /// app's own targets).
    pub(super) const fn worst_harmless(self) -> f64 {
        match self {
            Self::Multiplier => 357.0,
            Self::Memory => 195.0 * 1024.0 * 1024.0,
            Self::Drain => 2.0,
            Self::Errors => 0.01,
            Self::Thermal | Self::Responsive => 0.0,
            Self::Cpu => 0.8,
        }
    }
}

/// The state that a number stands for, fractions cut off.
fn thermal_state(number: f64) -> ThermalState {
    match number as u8 {
        0 => ThermalState::Nominal,
        1 => ThermalState::Fair,
        2 => ThermalState::Serious,
        _ => ThermalState::Critical,
    }
}
