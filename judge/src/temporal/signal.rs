//! What a formula can speak of.

use core::fmt;

use firedrill_model::nouns::quantity::Dimension;
use firedrill_model::nouns::{IncidentType, ThermalState};

/// A named signal of the truth, or of what was done and announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signal {
    /// The performance multiplier.
    Multiplier,
    /// The footprint.
    Memory,
    /// The app's drain.
    DrainPctPerHour,
    /// The share of operations that fail.
    ErrorRate,
    /// The thermal state.
    ThermalState,
    /// The skin's temperature.
    Skin,
    /// The junction's temperature.
    Junction,
    /// The battery's charge.
    Charge,
    /// How long the main thread has been blocked.
    UiBlocked,
    /// The frequency that the app's threads get.
    Mhz,
    /// Swipes lost so far.
    SwipesLost,
    /// Liked jobs that the sampler kept from the person so far.
    Regret,
    /// Rungs down the ladder of degradation.
    Degradation,
    /// Frames that the interface shows.
    FramesPerSecond,
    /// How long ago a feed last brought a job.
    JobsAge,
    /// The escalation level last announced.
    Escalation,
    /// True severity at least minor.
    Minor,
    /// True severity at least moderate.
    Moderate,
    /// True severity at least major.
    Major,
    /// True severity critical.
    Critical,
    /// Symptoms of critical performance degradation show.
    PerformanceDegradation,
    /// Symptoms of a memory leak emergency show.
    MemoryLeak,
    /// Symptoms of a battery drain crisis show.
    BatteryDrain,
    /// Symptoms of system instability show.
    Instability,
    /// No incident is under way that no immediate action has answered.
    Responded,
    /// All six checklist lines hold.
    Restored,
    /// The protocol last announced emergency mode.
    InEmergency,
}

/// What a signal's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// A quantity, in base units of its dimension.
    Quantity(Dimension),
    /// A thermal state: 0 to 3, or its name.
    ThermalState,
    /// Something that holds or does not: +1 or -1.
    Condition,
}

impl Signal {
    /// Every signal, in the order of lists.
    pub const ALL: [Self; 27] = [
        Self::Multiplier,
        Self::Memory,
        Self::DrainPctPerHour,
        Self::ErrorRate,
        Self::ThermalState,
        Self::Skin,
        Self::Junction,
        Self::Charge,
        Self::UiBlocked,
        Self::Mhz,
        Self::SwipesLost,
        Self::Regret,
        Self::Degradation,
        Self::FramesPerSecond,
        Self::JobsAge,
        Self::Escalation,
        Self::Minor,
        Self::Moderate,
        Self::Major,
        Self::Critical,
        Self::PerformanceDegradation,
        Self::MemoryLeak,
        Self::BatteryDrain,
        Self::Instability,
        Self::Responded,
        Self::Restored,
        Self::InEmergency,
    ];

    /// The word used in formulas.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Multiplier => "multiplier",
            Self::Memory => "memory",
            Self::DrainPctPerHour => "drain_pct_per_hour",
            Self::ErrorRate => "error_rate",
            Self::ThermalState => "thermal_state",
            Self::Skin => "skin",
            Self::Junction => "junction",
            Self::Charge => "charge",
            Self::UiBlocked => "ui_blocked",
            Self::Mhz => "mhz",
            Self::SwipesLost => "swipes_lost",
            Self::Regret => "regret",
            Self::Degradation => "degradation",
            Self::FramesPerSecond => "frames_per_second",
            Self::JobsAge => "jobs_age",
            Self::Escalation => "escalation",
            Self::Minor => "minor",
            Self::Moderate => "moderate",
            Self::Major => "major",
            Self::Critical => "critical",
            Self::PerformanceDegradation => "performance_degradation",
            Self::MemoryLeak => "memory_leak",
            Self::BatteryDrain => "battery_drain",
            Self::Instability => "instability",
            Self::Responded => "responded",
            Self::Restored => "restored",
            Self::InEmergency => "in_emergency",
        }
    }

    /// The signal of this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|signal| signal.name() == name)
    }

    /// What its values are.
    pub const fn measure(self) -> Measure {
        match self {
            Self::Multiplier
            | Self::DrainPctPerHour
            | Self::Mhz
            | Self::SwipesLost
            | Self::Regret
            | Self::Degradation
            | Self::FramesPerSecond
            | Self::Escalation => Measure::Quantity(Dimension::Count),
            Self::Memory => Measure::Quantity(Dimension::Size),
            Self::ErrorRate | Self::Charge => Measure::Quantity(Dimension::Share),
            Self::Skin | Self::Junction => Measure::Quantity(Dimension::Temperature),
            Self::UiBlocked | Self::JobsAge => Measure::Quantity(Dimension::Duration),
            Self::ThermalState => Measure::ThermalState,
            _ => Measure::Condition,
        }
    }

    /// What it is, in a line.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Multiplier => "true multiplier over the last ten seconds",
            Self::Memory => "footprint",
            Self::DrainPctPerHour => "the app's drain, per cent of a full charge an hour",
            Self::ErrorRate => "failed over all operations of the last minute",
            Self::ThermalState => "nominal, fair, serious or critical, or 0 to 3",
            Self::Skin => "skin temperature",
            Self::Junction => "junction temperature",
            Self::Charge => "battery charge",
            Self::UiBlocked => "how long the main thread has been blocked",
            Self::Mhz => "frequency that the app's threads get",
            Self::SwipesLost => "swipes lost since the start of the run",
            Self::Regret => "liked jobs that the sampler kept back so far",
            Self::Degradation => "rungs down from normal: 4 cached ranking, 5 stale",
            Self::FramesPerSecond => "frames that the interface shows in a second",
            Self::JobsAge => "how long ago a feed last brought a job",
            Self::Escalation => "escalation level last announced, 1 to 4",
            Self::Minor => "a severity line is crossed, minor or above",
            Self::Moderate => "a severity line is crossed, moderate or above",
            Self::Major => "a severity line is crossed, major or above",
            Self::Critical => "a critical line is crossed",
            Self::PerformanceDegradation => "symptoms of critical-performance-degradation show",
            Self::MemoryLeak => "symptoms of memory-leak-emergency show",
            Self::BatteryDrain => "symptoms of battery-drain-crisis show",
            Self::Instability => "symptoms of system-instability show",
            Self::Responded => "no incident under way lacks an immediate action",
            Self::Restored => "all six checklist lines hold",
            Self::InEmergency => "the protocol last announced emergency mode",
        }
    }

    /// The signal that says whether symptoms of this type show.
    pub(super) const fn of_incident(incident: IncidentType) -> Self {
        match incident {
            IncidentType::CriticalPerformanceDegradation => Self::PerformanceDegradation,
            IncidentType::MemoryLeakEmergency => Self::MemoryLeak,
            IncidentType::BatteryDrainCrisis => Self::BatteryDrain,
            IncidentType::SystemInstability => Self::Instability,
        }
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Measure {
    /// What it is called in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quantity(dimension) => dimension.name(),
            Self::ThermalState => "thermal state",
            Self::Condition => "condition",
        }
    }

    /// What its values count.
    pub const fn base_unit(self) -> &'static str {
        match self {
            Self::Quantity(dimension) => match dimension {
                Dimension::Duration => "ns",
                Dimension::Size => "B",
                Dimension::Rate => "B/s",
                Dimension::Temperature => "C",
                Dimension::Power => "W",
                Dimension::Share => "%",
                Dimension::Frequency => "/min",
                Dimension::Count => "1",
            },
            Self::ThermalState => "thermal states",
            Self::Condition => "conditions",
        }
    }
}

/// The thermal states with the numbers that stand for them.
pub(super) const THERMAL_STATES: [(ThermalState, f64); 4] = [
    (ThermalState::Nominal, 0.0),
    (ThermalState::Fair, 1.0),
    (ThermalState::Serious, 2.0),
    (ThermalState::Critical, 3.0),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_signal_is_found_by_its_name_and_stands_in_its_place() {
        for (index, signal) in Signal::ALL.into_iter().enumerate() {
            assert_eq!((Signal::find(signal.name()), signal as usize), (Some(signal), index));
        }
        assert_eq!(Signal::find("Memory"), None);
    }
}
