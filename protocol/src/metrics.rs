//! Health samples: all that a protocol ever learns about the device.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::units::{Bytes, Timestamp};

/// One sample of the health monitor.
///
/// A reading that could not be taken is `None`, never zero: a missing metric read as 0 once passed
/// every check.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HealthMetrics {
    /// When the monitor took the sample.
    pub taken_at: Timestamp,
    /// 3570 ms over the mean latency of the scoring passes in the monitor's window.
    pub performance_multiplier: Option<f64>,
    /// Footprint of the app.
    pub memory_usage: Option<Bytes>,
    /// Battery drain attributable to the app, per cent of a full charge an hour.
    pub battery_drain_pct_per_hour: Option<f64>,
    /// Failed operations over all operations in the monitor's window, 0 to 1.
    pub error_rate: Option<f64>,
    /// The operating system's thermal state.
    pub thermal_state: Option<ThermalState>,
    /// Whether the main thread answered the monitor's ping.
    pub ui_responsive: Option<bool>,
    /// Share of the big cores in use, 0 to 1.
    pub cpu_usage: Option<f64>,
}

/// The operating system's four thermal states, coolest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThermalState {
    /// No mitigation.
    Nominal,
    /// Slightly raised; mild mitigation.
    Fair,
    /// High: the system throttles.
    Serious,
    /// The device must cool down.
    Critical,
}

impl ThermalState {
    /// The word used in files and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nominal => "nominal",
            Self::Fair => "fair",
            Self::Serious => "serious",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for ThermalState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
