//! Which severity a reading has by itself, by the playbook's lines.

use core::time::Duration;

use super::trust::{Reading, Readings};
use crate::incident::{IncidentType, TriggerCondition};
use crate::playbook::{Playbook, SeverityLines};
use crate::severity::Severity;

/// A measured quantity: it has severity lines, and a line of the checklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signal {
    Performance,
    Memory,
    Drain,
    Thermal,
    Errors,
    Interface,
}

/// Something seen that calls for a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Symptom {
    pub(super) incident: IncidentType,
    pub(super) trigger: TriggerCondition,
    pub(super) severity: Severity,
}

impl Signal {
    /// Every signal.
    pub(super) const ALL: [Self; 6] = [
        Self::Performance,
        Self::Memory,
        Self::Drain,
        Self::Thermal,
        Self::Errors,
        Self::Interface,
    ];

    /// The incident type that the signal is a symptom of. An interface that does not answer is read
    /// as a deadlock: a sampler that is merely slow shows in its own number.
    pub(super) const fn incident(self) -> IncidentType {
        match self {
            Self::Performance => IncidentType::CriticalPerformanceDegradation,
            Self::Memory => IncidentType::MemoryLeakEmergency,
            Self::Drain | Self::Thermal => IncidentType::BatteryDrainCrisis,
            Self::Errors | Self::Interface => IncidentType::SystemInstability,
        }
    }

    /// Position in tables by signal.
    pub(super) const fn index(self) -> usize {
        self as usize
    }

    /// Whether the signal says nothing in this sample though it always can. Nothing is scored or
    /// fetched while the user is idle, so performance and errors may be absent, but never absurd.
    pub(super) fn is_blind(self, readings: &Readings) -> bool {
        match self {
            Self::Performance => readings.performance == Reading::Implausible,
            Self::Memory => readings.memory.value().is_none(),
            Self::Drain => readings.drain.value().is_none(),
            Self::Thermal => readings.thermal.value().is_none(),
            Self::Errors => readings.errors == Reading::Implausible,
            Self::Interface => readings.responsive.value().is_none(),
        }
    }

    /// The worst severity whose line the signal has crossed. `None` is both "no line crossed" and
    /// "not measured": blindness is a matter of its own.
    pub(super) fn severity(
        self,
        playbook: &Playbook,
        readings: &Readings,
        unresponsive_for: Option<Duration>,
    ) -> Option<Severity> {
        let crossed = |lines: &SeverityLines| match self {
            Self::Performance => crosses(readings.performance.value(), |multiplier| {
                multiplier < lines.performance_below
            }),
            Self::Memory => crosses(readings.memory.value(), |usage| usage > lines.memory_above),
            Self::Drain => crosses(readings.drain.value(), |drain| {
                crosses(lines.battery_drain_above_pct_per_hour, |line| drain > line)
            }),
            Self::Thermal => crosses(readings.thermal.value(), |state| {
                crosses(lines.thermal_state_from, |line| state >= line)
            }),
            Self::Errors => crosses(readings.errors.value(), |rate| {
                crosses(lines.error_rate_above, |line| rate > line)
            }),
            Self::Interface => crosses(unresponsive_for, |span| {
                crosses(lines.unresponsive_for, |line| span >= line)
            }),
        };
        Severity::ALL.into_iter().rev().find(|severity| crossed(playbook.lines(*severity)))
    }

    /// How a crossed line of this signal is called.
    pub(super) const fn trigger(self, severity: Severity) -> TriggerCondition {
        use TriggerCondition as Trigger;
        match (self, severity) {
            (Self::Performance, Severity::Critical) => Trigger::PerformanceBelow200X,
            (Self::Performance, Severity::Major) => Trigger::PerformanceBelow300X,
            (Self::Performance, Severity::Moderate) => Trigger::PerformanceBelow350X,
            (Self::Performance, Severity::Minor) => Trigger::PerformanceBelowTarget,
            (Self::Memory, Severity::Critical) => Trigger::MemoryAbove300MB,
            (Self::Memory, Severity::Major) => Trigger::MemoryAbove250MB,
            (Self::Memory, Severity::Moderate) => Trigger::MemoryAbove220MB,
            (Self::Memory, Severity::Minor) => Trigger::MemoryApproachingBaseline,
            (Self::Drain, _) => Trigger::BatteryDrainAbove10PctPerHour,
            (Self::Thermal, _) => Trigger::ThermalThrottling,
            (Self::Errors, Severity::Critical | Severity::Major) => Trigger::ErrorRateAbove10Pct,
            (Self::Errors, Severity::Moderate) => Trigger::ErrorRateAbove5Pct,
            (Self::Errors, Severity::Minor) => Trigger::ErrorRateAboveTarget,
            (Self::Interface, _) => Trigger::SystemUnresponsive,
        }
    }
}

/// How severe a condition is that somebody else reports. A person who declares an emergency means it.
pub(super) const fn severity_of(trigger: TriggerCondition) -> Severity {
    use TriggerCondition as Trigger;
    match trigger {
        Trigger::PerformanceBelow200X
        | Trigger::MemoryAbove300MB
        | Trigger::BatteryDrainAbove10PctPerHour
        | Trigger::SystemUnresponsive
        | Trigger::Manual => Severity::Critical,
        Trigger::PerformanceBelow300X
        | Trigger::MemoryAbove250MB
        | Trigger::ThermalThrottling
        | Trigger::ErrorRateAbove10Pct => Severity::Major,
        Trigger::PerformanceBelow350X | Trigger::MemoryAbove220MB | Trigger::ErrorRateAbove5Pct => {
            Severity::Moderate
        }
        Trigger::PerformanceBelowTarget
        | Trigger::MemoryApproachingBaseline
        | Trigger::ErrorRateAboveTarget => Severity::Minor,
    }
}

fn crosses<T>(value: Option<T>, line: impl FnOnce(T) -> bool) -> bool {
    value.is_some_and(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{HealthMetrics, ThermalState};
    use crate::units::{Bytes, Timestamp};

    const NOTHING: HealthMetrics = HealthMetrics {
        taken_at: Timestamp::ZERO,
        performance_multiplier: None,
        memory_usage: None,
        battery_drain_pct_per_hour: None,
        error_rate: None,
        thermal_state: None,
        ui_responsive: None,
        cpu_usage: None,
    };

    fn check(signal: Signal, sample: HealthMetrics, expect: Option<Severity>) {
        let severity = signal.severity(&Playbook::built_in(), &Readings::of(&sample), None);
        assert_eq!(severity, expect, "{signal:?} {sample:?}");
    }

    #[test]
    fn performance_is_severe_below_each_line_and_not_on_it() {
        let of = |multiplier, expect| {
            let sample = HealthMetrics { performance_multiplier: Some(multiplier), ..NOTHING };
            check(Signal::Performance, sample, expect);
        };
        of(357.0, None);
        of(356.999, Some(Severity::Minor));
        of(350.0, Some(Severity::Minor));
        of(349.999, Some(Severity::Moderate));
        of(300.0, Some(Severity::Moderate));
        of(299.999, Some(Severity::Major));
        of(200.0, Some(Severity::Major));
        of(199.999, Some(Severity::Critical));
        of(0.0, None);
        of(f64::NAN, None);
    }

    #[test]
    fn memory_is_severe_one_byte_above_each_line_in_mb_of_1024_squared() {
        let lines = [
            (195, Severity::Minor),
            (220, Severity::Moderate),
            (250, Severity::Major),
            (300, Severity::Critical),
        ];
        let mut below = None;
        for (mb, severity) in lines {
            let line: u64 = mb * 1024 * 1024;
            for (bytes, expect) in [(line, below), (line + 1, Some(severity))] {
                let sample = HealthMetrics { memory_usage: Some(Bytes::new(bytes)), ..NOTHING };
                check(Signal::Memory, sample, expect);
            }
            below = Some(severity);
        }
        let decimal = HealthMetrics { memory_usage: Some(Bytes::new(300_000_001)), ..NOTHING };
        check(Signal::Memory, decimal, Some(Severity::Major));
    }

    #[test]
    fn errors_are_severe_above_each_line_and_never_critical() {
        let of = |rate, expect| {
            check(Signal::Errors, HealthMetrics { error_rate: Some(rate), ..NOTHING }, expect);
        };
        of(0.0, None);
        of(0.01, None);
        of(0.010_001, Some(Severity::Minor));
        of(0.05, Some(Severity::Minor));
        of(0.050_001, Some(Severity::Moderate));
        of(0.1, Some(Severity::Moderate));
        of(0.100_001, Some(Severity::Major));
        of(1.0, Some(Severity::Major));
        of(1.01, None);
    }

    #[test]
    fn drain_has_one_line_and_heat_has_two() {
        let drain = |drain, expect| {
            let sample = HealthMetrics { battery_drain_pct_per_hour: Some(drain), ..NOTHING };
            check(Signal::Drain, sample, expect);
        };
        drain(10.0, None);
        drain(10.001, Some(Severity::Critical));
        let heat = |state, expect| {
            check(Signal::Thermal, HealthMetrics { thermal_state: Some(state), ..NOTHING }, expect);
        };
        heat(ThermalState::Fair, None);
        heat(ThermalState::Serious, Some(Severity::Major));
        heat(ThermalState::Critical, Some(Severity::Critical));
    }

    #[test]
    fn an_interface_is_unresponsive_from_two_seconds_on() {
        let of = |span| {
            let readings = Readings::of(&NOTHING);
            Signal::Interface.severity(&Playbook::built_in(), &readings, span)
        };
        assert_eq!(of(None), None);
        assert_eq!(of(Some(Duration::from_millis(1999))), None);
        assert_eq!(of(Some(Duration::from_secs(2))), Some(Severity::Critical));
    }
}
