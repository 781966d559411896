//! What happened, and what was true, in the words of a record.

use firedrill_model::app::Breaker;
use firedrill_model::nouns::{
    ActionOutcome, Bytes, Command, EmergencyStatus, HealthMetrics, Notice, Purpose,
};
use firedrill_model::{ContractBreach, Death, Transition, Truth, Ui};
use firedrill_protocol::OperatorEvent;
use serde_json::{Map, Value, json};

use super::shape::number;

/// Keys with their values.
pub(super) type Fields = Map<String, Value>;

/// The word for what happened, and its payload.
pub(super) fn of(transition: &Transition) -> (&'static str, Fields) {
    let (kind, value) = match transition {
        Transition::FaultBegan(fault) => ("fault-began", json!({ "fault": fault })),
        Transition::FaultEnded(fault, by) => {
            ("fault-ended", json!({ "fault": fault, "by": by.map(|action| action.name()) }))
        }
        Transition::Sampled(sample) => ("sampled", self::sample(sample)),
        Transition::ActionAsked(command) => ("action-asked", self::command(command)),
        Transition::ActionEnded(id, action, outcome) => (
            "action-ended",
            json!({ "command": id.0, "action": action.name(), "outcome": self::outcome(*outcome) }),
        ),
        Transition::StatusAnnounced(status) => ("status-announced", self::status(status)),
        Transition::NoticeSent(notice) => ("notice-sent", self::notice(notice)),
        Transition::NoticeLost(notice) => ("notice-lost", self::notice(notice)),
        Transition::NoticeDelivered(notice) => ("notice-delivered", self::notice(notice)),
        Transition::ContractBroken(breach) => ("contract-broken", self::breach(*breach)),
        Transition::OperatorActed(event) => ("operator-acted", operator(*event)),
        Transition::FrequencyCapped(mhz) => ("frequency-capped", json!({ "mhz": number(*mhz) })),
        Transition::ThermalStateChanged(state) => {
            ("thermal-state-changed", json!({ "state": state }))
        }
        Transition::MemoryPassed(line) => ("memory-passed", json!({ "line_bytes": line.get() })),
        Transition::Deadlocked => ("deadlocked", json!({})),
        Transition::BreakerChanged(breaker) => ("breaker-changed", self::breaker(*breaker)),
        Transition::ProcessEnded { swipes_lost } => ("process-ended", lost(*swipes_lost)),
        Transition::Jetsammed { swipes_lost } => ("jetsammed", lost(*swipes_lost)),
        Transition::BufferDeleted { swipes_lost } => ("buffer-deleted", lost(*swipes_lost)),
        Transition::ProcessDied { death, swipes_lost } => {
            let how = match death {
                Death::Crashed => "crashed",
                Death::Killed => "killed",
            };
            ("process-died", json!({ "how": how, "swipes_lost": swipes_lost }))
        }
        Transition::ProcessUp => ("process-up", json!({})),
        Transition::ProcessSuspended => ("process-suspended", json!({})),
        Transition::ProcessResumed => ("process-resumed", json!({})),
        Transition::PhaseBegan(phase) => ("phase-began", json!({ "phase": phase })),
        Transition::ChannelChanged { is_up } => ("channel-changed", json!({ "is_up": is_up })),
        Transition::BaselineLearnt(baseline) => (
            "baseline-learnt",
            json!({
                "performance_multiplier": number(baseline.performance_multiplier),
                "memory_bytes": baseline.memory_usage.get(),
                "valid_until_ns": baseline.valid_until.as_nanos(),
            }),
        ),
    };
    (kind, fields(value))
}

/// What was true.
pub(super) fn truth(truth: &Truth) -> Value {
    let ui = match truth.ui {
        Ui::Responsive => "responsive",
        Ui::Blocked(_) => "blocked",
        Ui::Relaunching => "relaunching",
        Ui::Suspended => "suspended",
    };
    json!({
        "performance_multiplier": number(truth.multiplier),
        "memory_bytes": truth.memory.get(),
        "battery_drain_pct_per_hour": number(truth.drain_pct_per_hour),
        "error_rate": number(truth.error_rate),
        "thermal_state": truth.thermal_state,
        "ui": ui,
        "ui_blocked_ns": truth.ui.blocked().as_nanos(),
        "quality": truth.quality.name(),
        "is_suspended": truth.is_suspended,
        "regret": number(truth.regret),
        "frames_per_second": number(truth.frames_per_second),
        "jobs_age_ns": truth.jobs_age.as_nanos(),
        "pass_blocked_ns": truth.pass_blocked.as_nanos(),
        "junction_celsius": number(truth.junction.get()),
        "skin_celsius": number(truth.skin.get()),
        "charge_pct": number(truth.charge.get()),
        "mhz": number(truth.mhz),
    })
}

/// What the protocol announced.
pub(super) fn status(status: &EmergencyStatus) -> Value {
    json!({
        "phase": status.phase,
        "incident": status.incident,
        "trigger": status.trigger,
        "severity": status.severity,
        "escalation": status.escalation,
        "procedure": status.procedure,
    })
}

/// The keys of an object; a value that is none has none.
pub(super) fn fields(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}

fn sample(sample: &HealthMetrics) -> Value {
    json!({
        "taken_at_ns": sample.taken_at.as_nanos(),
        "performance_multiplier": sample.performance_multiplier.map(number),
        "memory_bytes": sample.memory_usage.map(Bytes::get),
        "battery_drain_pct_per_hour": sample.battery_drain_pct_per_hour.map(number),
        "error_rate": sample.error_rate.map(number),
        "thermal_state": sample.thermal_state,
        "ui_responsive": sample.ui_responsive,
        "cpu_usage": sample.cpu_usage.map(number),
    })
}

fn command(command: &Command) -> Value {
    let (purpose, procedure, escalation) = match command.purpose {
        Purpose::Immediate => ("immediate", None, None),
        Purpose::Procedure(procedure) => ("procedure", Some(procedure), None),
        Purpose::Escalation(level) => ("escalation", None, Some(level)),
        Purpose::Resumption => ("resumption", None, None),
    };
    json!({
        "command": command.id.0,
        "action": command.action.name(),
        "incident": command.incident,
        "purpose": purpose,
        "procedure": procedure,
        "escalation": escalation,
    })
}

fn notice(notice: &Notice) -> Value {
    json!({
        "id": notice.id.0,
        "kind": notice.kind,
        "to": notice.to,
        "incident": notice.incident,
        "severity": notice.severity,
        "escalation": notice.escalation,
    })
}

fn breach(breach: ContractBreach) -> Value {
    let (breach, command) = match breach {
        ContractBreach::CommandIdReused(id) => ("command-id-reused", Some(id.0)),
        ContractBreach::EndlessOutput => ("endless-output", None),
        ContractBreach::StuckTimer => ("stuck-timer", None),
    };
    json!({ "breach": breach, "command": command })
}

fn operator(event: OperatorEvent) -> Value {
    let did = |did: &str, role: firedrill_protocol::Role| {
        json!({
            "did": did,
            "role": role,
            "action": null,
            "outcome": null,
            "notice": null,
            "incident": null,
        })
    };
    match event {
        OperatorEvent::Acknowledged(role) => did("acknowledged", role),
        OperatorEvent::ManualStep(role, action, outcome) => {
            let mut value = did("manual-step", role);
            value["action"] = action.name().into();
            value["outcome"] = self::outcome(outcome).into();
            value
        }
        OperatorEvent::Attended(role, kind) => {
            let mut value = did("attended", role);
            value["notice"] = kind.name().into();
            value
        }
        OperatorEvent::Triggered(role, incident) => {
            let mut value = did("triggered", role);
            value["incident"] = incident.name().into();
            value
        }
    }
}

fn breaker(breaker: Breaker) -> Value {
    let (state, successes) = match breaker {
        Breaker::Closed => ("closed", None),
        Breaker::Open => ("open", None),
        Breaker::HalfOpen { successes } => ("half-open", Some(successes)),
    };
    json!({ "state": state, "successes": successes })
}

fn lost(swipes: u64) -> Value {
    json!({ "swipes_lost": swipes })
}

const fn outcome(outcome: ActionOutcome) -> &'static str {
    match outcome {
        ActionOutcome::Completed => "completed",
        ActionOutcome::Failed => "failed",
    }
}

#[cfg(test)]
mod tests {
    use firedrill_model::nouns::{
        Action, CommandId, EscalationLevel, IncidentType, NoticeId, NoticeKind, RecoveryProcedure,
        Role, Severity, ThermalState,
    };
    use firedrill_protocol::{Baseline, Timestamp};

    use super::*;
    use crate::record::format::{HAPPENED, keys_of};
    use crate::record::shape::check_keys;

    const LEAK: IncidentType = IncidentType::MemoryLeakEmergency;

    /// Every kind of transition, some of them in several forms.
    fn all() -> Vec<Transition> {
        let action = Action::FlushDataBuffers;
        let asked = |purpose| {
            Transition::ActionAsked(Command { id: CommandId(7), action, incident: LEAK, purpose })
        };
        let notice = Notice {
            id: NoticeId(3),
            kind: NoticeKind::Page,
            to: Role::Platform,
            incident: LEAK,
            severity: Severity::Major,
            escalation: EscalationLevel::AutomaticRecovery,
        };
        let sample = HealthMetrics {
            taken_at: Timestamp::from_nanos(5),
            performance_multiplier: Some(f64::NAN),
            memory_usage: Some(Bytes::new(u64::MAX)),
            battery_drain_pct_per_hour: Some(f64::INFINITY),
            error_rate: None,
            thermal_state: Some(ThermalState::Serious),
            ui_responsive: None,
            cpu_usage: Some(0.5),
        };
        let baseline = Baseline {
            performance_multiplier: 480.0,
            memory_usage: Bytes::mb(180),
            valid_until: Timestamp::from_nanos(9),
        };
        let role = Role::Product;
        let procedure = RecoveryProcedure::ThermalCooldown;
        let failed = ActionOutcome::Failed;
        vec![
            Transition::FaultBegan(2),
            Transition::FaultEnded(2, None),
            Transition::FaultEnded(2, Some(action)),
            Transition::Sampled(sample),
            asked(Purpose::Immediate),
            asked(Purpose::Procedure(procedure)),
            asked(Purpose::Escalation(EscalationLevel::EmergencyRollback)),
            asked(Purpose::Resumption),
            Transition::ActionEnded(CommandId(7), action, failed),
            Transition::StatusAnnounced(EmergencyStatus::NORMAL),
            Transition::NoticeSent(notice),
            Transition::NoticeLost(notice),
            Transition::NoticeDelivered(notice),
            Transition::ContractBroken(ContractBreach::CommandIdReused(CommandId(7))),
            Transition::ContractBroken(ContractBreach::EndlessOutput),
            Transition::ContractBroken(ContractBreach::StuckTimer),
            Transition::OperatorActed(OperatorEvent::Acknowledged(role)),
            Transition::OperatorActed(OperatorEvent::ManualStep(role, action, failed)),
            Transition::OperatorActed(OperatorEvent::Attended(role, NoticeKind::Page)),
            Transition::OperatorActed(OperatorEvent::Triggered(role, LEAK)),
            Transition::FrequencyCapped(1_000.0),
            Transition::ThermalStateChanged(ThermalState::Fair),
            Transition::MemoryPassed(Bytes::mb(200)),
            Transition::Deadlocked,
            Transition::BreakerChanged(Breaker::Closed),
            Transition::BreakerChanged(Breaker::Open),
            Transition::BreakerChanged(Breaker::HalfOpen { successes: 1 }),
            Transition::ProcessEnded { swipes_lost: 1 },
            Transition::Jetsammed { swipes_lost: 1 },
            Transition::BufferDeleted { swipes_lost: 1 },
            Transition::ProcessDied { death: Death::Crashed, swipes_lost: 1 },
            Transition::ProcessDied { death: Death::Killed, swipes_lost: 1 },
            Transition::ProcessUp,
            Transition::ProcessSuspended,
            Transition::ProcessResumed,
            Transition::PhaseBegan("commute"),
            Transition::ChannelChanged { is_up: true },
            Transition::BaselineLearnt(baseline),
        ]
    }

    #[test]
    fn everything_that_can_happen_has_the_keys_that_the_format_names() {
        let mut kinds = vec![];
        for transition in all() {
            let (kind, fields) = of(&transition);
            let keys = keys_of(kind).unwrap_or_else(|| panic!("{kind} is not in the format"));
            check_keys(&fields, keys).unwrap_or_else(|misfit| panic!("{kind}: {misfit:?}"));
            kinds.push(kind);
        }
        kinds.sort_unstable();
        kinds.dedup();
        let mut known: Vec<_> = HAPPENED.iter().map(|(kind, _)| *kind).collect();
        known.sort_unstable();
        assert_eq!(kinds, known);
    }

    #[test]
    fn no_two_things_that_can_happen_look_alike_on_paper() {
        let on_paper: Vec<_> = all().iter().map(of).collect();
        for (index, one) in on_paper.iter().enumerate() {
            assert!(on_paper[index + 1..].iter().all(|other| one != other), "{one:?}");
        }
    }
}
