//! The playbook on the wire: laid out as its file, with integers of nanoseconds and bytes.

use core::time::Duration;

use firedrill_protocol::{
    Action, BaselineRules, Bytes, EscalationLevel, IncidentResponse, IncidentType, NoticeKind,
    NoticeRule, Playbook, RecoveryProcedure, Role, Severity, SeverityLines, Targets, ThermalState,
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
    pub baseline: WireBaselineRules,
    pub monitor_period_ns: u64,
    pub communication: ByWord<NoticeKind, WireRule>,
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

/// How the baseline is managed; the fields are those of `BaselineRules`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WireBaselineRules {
    pub validity_ns: u64,
    pub consistency_ns: u64,
    pub observation_ns: u64,
    pub performance_gain: f64,
    pub memory_gain: f64,
    pub performance_regression: f64,
    pub memory_regression: f64,
    pub error_regression: f64,
}

/// Who is told something, and when; the fields are those of `NoticeRule`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WireRule {
    pub to: Vec<Word<Role>>,
    pub from_level: Word<EscalationLevel>,
    #[serde(deserialize_with = "present")]
    pub critical_from_level: Option<Word<EscalationLevel>>,
    #[serde(deserialize_with = "present")]
    pub within_ns: Option<u64>,
    #[serde(deserialize_with = "present")]
    pub unanswered_for_ns: Option<u64>,
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
            baseline: (&playbook.baseline).into(),
            monitor_period_ns: nanos(playbook.monitor_period),
            communication: ByWord::new(playbook.communication.iter().map(WireRule::from)),
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

impl From<&BaselineRules> for WireBaselineRules {
    fn from(rules: &BaselineRules) -> Self {
        Self {
            validity_ns: nanos(rules.validity),
            consistency_ns: nanos(rules.consistency),
            observation_ns: nanos(rules.observation),
            performance_gain: rules.performance_gain,
            memory_gain: rules.memory_gain,
            performance_regression: rules.performance_regression,
            memory_regression: rules.memory_regression,
            error_regression: rules.error_regression,
        }
    }
}

impl From<&NoticeRule> for WireRule {
    fn from(rule: &NoticeRule) -> Self {
        Self {
            to: rule.to.iter().copied().map(Word).collect(),
            from_level: Word(rule.from_level),
            critical_from_level: rule.critical_from_level.map(Word),
            within_ns: rule.within.map(nanos),
            unanswered_for_ns: rule.unanswered_for.map(nanos),
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
        playbook.baseline = (&wire.baseline).into();
        playbook.monitor_period = Duration::from_nanos(wire.monitor_period_ns);
        for (slot, rule) in playbook.communication.iter_mut().zip(wire.communication.rows()) {
            *slot = rule.into();
        }
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

impl From<&WireBaselineRules> for BaselineRules {
    fn from(wire: &WireBaselineRules) -> Self {
        Self {
            validity: Duration::from_nanos(wire.validity_ns),
            consistency: Duration::from_nanos(wire.consistency_ns),
            observation: Duration::from_nanos(wire.observation_ns),
            performance_gain: wire.performance_gain,
            memory_gain: wire.memory_gain,
            performance_regression: wire.performance_regression,
            memory_regression: wire.memory_regression,
            error_regression: wire.error_regression,
        }
    }
}

impl From<&WireRule> for NoticeRule {
    fn from(wire: &WireRule) -> Self {
        Self {
            to: wire.to.iter().map(|word| word.0).collect(),
            from_level: wire.from_level.0,
            critical_from_level: wire.critical_from_level.map(|word| word.0),
            within: wire.within_ns.map(Duration::from_nanos),
            unanswered_for: wire.unanswered_for_ns.map(Duration::from_nanos),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_playbook_goes_there_and_back_with_every_number_of_its_own() {
        let overrides =
            "communication.page.within = '7s'\nbaseline.validity = '5h'".parse().unwrap();
        let playbook = Playbook::built_in().with_overrides(&overrides).unwrap();
        let text = serde_json::to_string(&WirePlaybook::from(&playbook)).unwrap();
        let wire: WirePlaybook = serde_json::from_str(&text).unwrap();
        assert_eq!(Playbook::from(&wire), playbook);
    }
}
