//! Incident types and the conditions that trigger an emergency.

use core::fmt;

use serde::{Deserialize, Serialize};

/// The playbook's four incident types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IncidentType {
    /// The multiplier fell: the sampler is slow.
    CriticalPerformanceDegradation,
    /// Memory grows or has grown past its lines.
    MemoryLeakEmergency,
    /// The app drains the battery or the device throttles for heat.
    BatteryDrainCrisis,
    /// Errors, deadlocks, an unresponsive interface.
    SystemInstability,
}

impl IncidentType {
    /// Every incident type, in the playbook's order.
    pub const ALL: [Self; 4] = [
        Self::CriticalPerformanceDegradation,
        Self::MemoryLeakEmergency,
        Self::BatteryDrainCrisis,
        Self::SystemInstability,
    ];

    /// Position in [`IncidentType::ALL`] and in tables by incident type.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The word used in files and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CriticalPerformanceDegradation => "critical-performance-degradation",
            Self::MemoryLeakEmergency => "memory-leak-emergency",
            Self::BatteryDrainCrisis => "battery-drain-crisis",
            Self::SystemInstability => "system-instability",
        }
    }
}

impl fmt::Display for IncidentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What was seen that triggered the emergency response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TriggerCondition {
    /// The multiplier fell below the critical line (200x).
    PerformanceBelow200X,
    /// The multiplier fell below the major line (300x).
    PerformanceBelow300X,
    /// The multiplier fell below the moderate line (350x).
    PerformanceBelow350X,
    /// The multiplier fell below its target (357x).
    PerformanceBelowTarget,
    /// Memory passed the critical line (300 MB).
    MemoryAbove300MB,
    /// Memory passed the major line (250 MB).
    MemoryAbove250MB,
    /// Memory passed the moderate line (220 MB).
    MemoryAbove220MB,
    /// Memory approaches its baseline (200 MB).
    MemoryApproachingBaseline,
    /// The app drains more than 10 % an hour.
    BatteryDrainAbove10PctPerHour,
    /// The device throttles for heat.
    ThermalThrottling,
    /// More than 10 % of operations fail.
    ErrorRateAbove10Pct,
    /// Between 5 and 10 % of operations fail.
    ErrorRateAbove5Pct,
    /// Operations fail above target, below 5 %.
    ErrorRateAboveTarget,
    /// The interface does not answer, or nothing can be measured any more.
    SystemUnresponsive,
    /// A person started it: an engineer, or a drill.
    Manual,
}

impl TriggerCondition {
    /// The word used in files and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PerformanceBelow200X => "performance-below-200x",
            Self::PerformanceBelow300X => "performance-below-300x",
            Self::PerformanceBelow350X => "performance-below-350x",
            Self::PerformanceBelowTarget => "performance-below-target",
            Self::MemoryAbove300MB => "memory-above-300mb",
            Self::MemoryAbove250MB => "memory-above-250mb",
            Self::MemoryAbove220MB => "memory-above-220mb",
            Self::MemoryApproachingBaseline => "memory-approaching-baseline",
            Self::BatteryDrainAbove10PctPerHour => "battery-drain-above-10-pct-per-hour",
            Self::ThermalThrottling => "thermal-throttling",
            Self::ErrorRateAbove10Pct => "error-rate-above-10-pct",
            Self::ErrorRateAbove5Pct => "error-rate-above-5-pct",
            Self::ErrorRateAboveTarget => "error-rate-above-target",
            Self::SystemUnresponsive => "system-unresponsive",
            Self::Manual => "manual",
        }
    }
}

impl fmt::Display for TriggerCondition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
