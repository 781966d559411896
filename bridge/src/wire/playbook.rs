//! The playbook on the wire: laid out as its file, with integers of nanoseconds and bytes.

use core::time::Duration;

use firedrill_protocol::{
    Action, Bytes, EscalationLevel, IncidentResponse, IncidentType, Playbook, RecoveryProcedure,
    Severity, SeverityLines, Targets, ThermalState,
};
use serde::{Deserialize, Serialize};

use super::present;
use super::words::{ByWord, Word};

/// All numbers of a playbook.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of `Playbook`")]
pub struct WirePlaybook {
    pub targets: WireTargets,
    pub severities: ByWord<Severity, WireLines>,
    pub incidents: ByWord<IncidentType, WireResponse>,
    pub procedure_durations_ns: ByWord<RecoveryProcedure, u64>,
    pub escalation_budgets_ns: ByWord<EscalationLevel, u64>,
    pub monitor_period_ns: u64,
}

/// The checklist's lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of `Targets`")]
pub struct WireTargets {
    pub performance_multiplier: f64,
    pub reference_latency_ns: u64,
    pub memory_usage_bytes: u64,
    pub battery_drain_pct_per_hour: f64,
    pub error_rate: f64,
    pub thermal_state: Word<ThermalState>,
    pub ui_blocked_ns: u64,
    pub hold_ns: u64,
}

/// The lines of a severity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of `SeverityLines`")]
pub struct WireLines {
    pub performance_below: f64,
    pub memory_above_bytes: u64,
    #[serde(deserialize_with = "present")]
    pub battery_drain_above_pct_per_hour: Option<f64>,
    #[serde(deserialize_with = "present")]
    pub error_rate_above: Option<f64>,
    #[serde(deserialize_with = "present")]
    pub thermal_state_from: Option<Word<ThermalState>>,
    #[serde(deserialize_with = "present")]
    pub unresponsive_for_ns: Option<u64>,
    pub response_time_ns: u64,
}

/// What an incident type calls for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of `IncidentResponse`")]
pub struct WireResponse {
    pub immediate_actions: Vec<Word<Action>>,
    pub procedures: Vec<Word<RecoveryProcedure>>,
}

/// Durations of a playbook are limited to weeks, far below 2^64 ns.
fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

impl From<&Playbook> for WirePlaybook {
    fn from(playbook: &Playbook) -> Self {
        Self {
            targets: (&playbook.targets).into(),
            severities: ByWord::new(playbook.severities.iter().map(WireLines::from)),
            incidents: ByWord::new(playbook.incidents.iter().map(WireResponse::from)),
            procedure_durations_ns: ByWord::new(playbook.procedure_durations.map(nanos)),
            escalation_budgets_ns: ByWord::new(playbook.escalation_budgets.map(nanos)),
            monitor_period_ns: nanos(playbook.monitor_period),
        }
    }
}

impl From<&Targets> for WireTargets {
    fn from(targets: &Targets) -> Self {
        Self {
            performance_multiplier: targets.performance_multiplier,
            reference_latency_ns: nanos(targets.reference_latency),
            memory_usage_bytes: targets.memory_usage.get(),
            battery_drain_pct_per_hour: targets.battery_drain_pct_per_hour,
            error_rate: targets.error_rate,
            thermal_state: Word(targets.thermal_state),
            ui_blocked_ns: nanos(targets.ui_blocked),
            hold_ns: nanos(targets.hold),
        }
    }
}

impl From<&SeverityLines> for WireLines {
    fn from(lines: &SeverityLines) -> Self {
        Self {
            performance_below: lines.performance_below,
            memory_above_bytes: lines.memory_above.get(),
            battery_drain_above_pct_per_hour: lines.battery_drain_above_pct_per_hour,
            error_rate_above: lines.error_rate_above,
            thermal_state_from: lines.thermal_state_from.map(Word),
            unresponsive_for_ns: lines.unresponsive_for.map(nanos),
            response_time_ns: nanos(lines.response_time),
        }
    }
}

impl From<&IncidentResponse> for WireResponse {
    fn from(response: &IncidentResponse) -> Self {
        Self {
            immediate_actions: response.immediate_actions.iter().copied().map(Word).collect(),
            procedures: response.procedures.iter().copied().map(Word).collect(),
        }
    }
}

impl From<&WirePlaybook> for Playbook {
    /// For those who answer: the playbook that a host sent.
    fn from(wire: &WirePlaybook) -> Self {
        let mut playbook = Self::built_in();
        playbook.targets = (&wire.targets).into();
        for (slot, lines) in playbook.severities.iter_mut().zip(wire.severities.rows()) {
            *slot = lines.into();
        }
        for (slot, response) in playbook.incidents.iter_mut().zip(wire.incidents.rows()) {
            *slot = response.into();
        }
        let durations = wire.procedure_durations_ns.rows();
        for (slot, nanos) in playbook.procedure_durations.iter_mut().zip(durations) {
            *slot = Duration::from_nanos(*nanos);
        }
        let budgets = wire.escalation_budgets_ns.rows();
        for (slot, nanos) in playbook.escalation_budgets.iter_mut().zip(budgets) {
            *slot = Duration::from_nanos(*nanos);
        }
        playbook.monitor_period = Duration::from_nanos(wire.monitor_period_ns);
        playbook
    }
}

impl From<&WireTargets> for Targets {
    fn from(wire: &WireTargets) -> Self {
        Self {
            performance_multiplier: wire.performance_multiplier,
            reference_latency: Duration::from_nanos(wire.reference_latency_ns),
            memory_usage: Bytes::new(wire.memory_usage_bytes),
            battery_drain_pct_per_hour: wire.battery_drain_pct_per_hour,
            error_rate: wire.error_rate,
            thermal_state: wire.thermal_state.0,
            ui_blocked: Duration::from_nanos(wire.ui_blocked_ns),
            hold: Duration::from_nanos(wire.hold_ns),
        }
    }
}

impl From<&WireLines> for SeverityLines {
    fn from(wire: &WireLines) -> Self {
        Self {
            performance_below: wire.performance_below,
            memory_above: Bytes::new(wire.memory_above_bytes),
            battery_drain_above_pct_per_hour: wire.battery_drain_above_pct_per_hour,
            error_rate_above: wire.error_rate_above,
            thermal_state_from: wire.thermal_state_from.map(|word| word.0),
            unresponsive_for: wire.unresponsive_for_ns.map(Duration::from_nanos),
            response_time: Duration::from_nanos(wire.response_time_ns),
        }
    }
}

impl From<&WireResponse> for IncidentResponse {
    fn from(wire: &WireResponse) -> Self {
        Self {
            immediate_actions: wire.immediate_actions.iter().map(|word| word.0).collect(),
            procedures: wire.procedures.iter().map(|word| word.0).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_playbook_goes_there_and_back() {
        let playbook = Playbook::built_in();
        let text = serde_json::to_string(&WirePlaybook::from(&playbook)).unwrap();
        let wire: WirePlaybook = serde_json::from_str(&text).unwrap();
        assert_eq!(Playbook::from(&wire), playbook);
    }
}
