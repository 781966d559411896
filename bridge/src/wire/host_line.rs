//! What the host sends.

use firedrill_protocol::{
    Action, ActionOutcome, Baseline, Briefing, Bytes, CommandId, Delivery, HealthMetrics,
    IncidentType, Input, LifecycleEvent, NoticeId, NoticeKind, OperatorEvent, Role, ThermalState,
    Timestamp,
};
use serde::{Deserialize, Serialize};

use super::number::Number;
use super::playbook::WirePlaybook;
use super::present;
use super::words::Word;

/// One line of the host's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "docs/foreign-protocols.md says what each field is")]
pub enum HostLine {
    /// The first line of a process.
    Hello { seq: u64, wire_version: u64, host: String },
    /// A run begins.
    Begin {
        seq: u64,
        playbook: Box<WirePlaybook>,
        #[serde(deserialize_with = "present")]
        baseline: Option<WireBaseline>,
    },
    /// The monitor delivered a sample.
    Metrics { seq: u64, now_ns: u64, sample: Sample },
    /// A command ended.
    StepFinished { seq: u64, now_ns: u64, command: u64, outcome: Word<ActionOutcome> },
    /// A person did something.
    Operator { seq: u64, now_ns: u64, event: WireOperatorEvent },
    /// The app's process changed state.
    Lifecycle { seq: u64, now_ns: u64, event: Word<LifecycleEvent> },
    /// The app's process is new, and the protocol with it.
    Relaunched {
        seq: u64,
        now_ns: u64,
        #[serde(deserialize_with = "present")]
        saved: Option<String>,
    },
    /// What became of a notice.
    Delivery { seq: u64, now_ns: u64, notice: u64, delivery: Word<Delivery> },
    /// The instant last asked for has come.
    Timeout { seq: u64, now_ns: u64 },
    /// The run is over.
    End { seq: u64 },
}

/// A health sample.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of `HealthMetrics`")]
pub struct Sample {
    pub taken_at_ns: u64,
    #[serde(deserialize_with = "present")]
    pub performance_multiplier: Option<Number>,
    #[serde(deserialize_with = "present")]
    pub memory_bytes: Option<u64>,
    #[serde(deserialize_with = "present")]
    pub battery_drain_pct_per_hour: Option<Number>,
    #[serde(deserialize_with = "present")]
    pub error_rate: Option<Number>,
    #[serde(deserialize_with = "present")]
    pub thermal_state: Option<Word<ThermalState>>,
    #[serde(deserialize_with = "present")]
    pub ui_responsive: Option<bool>,
    #[serde(deserialize_with = "present")]
    pub cpu_usage: Option<Number>,
}

/// What a person did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of `OperatorEvent`")]
pub enum WireOperatorEvent {
    /// Somebody looks into it.
    Acknowledged { role: Word<Role> },
    /// A manual step was carried out.
    ManualStep { role: Word<Role>, action: Word<Action>, outcome: Word<ActionOutcome> },
    /// What a notice called for was done.
    Attended { role: Word<Role>, notice: Word<NoticeKind> },
    /// An emergency was triggered by hand.
    Triggered { role: Word<Role>, incident: Word<IncidentType> },
}

/// What is known of the healthy app.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of `Baseline`")]
pub struct WireBaseline {
    pub performance_multiplier: Number,
    pub memory_bytes: u64,
    pub valid_until_ns: u64,
}

impl HostLine {
    /// The line that opens a run.
    pub fn begin(seq: u64, briefing: &Briefing) -> Self {
        let playbook = Box::new(WirePlaybook::from(&briefing.playbook));
        Self::Begin { seq, playbook, baseline: briefing.baseline.map(Into::into) }
    }

    /// The line for something that happens.
    pub fn input(seq: u64, now: Timestamp, input: &Input) -> Self {
        let now_ns = now.as_nanos();
        match input {
            Input::Metrics(sample) => Self::Metrics { seq, now_ns, sample: sample.into() },
            Input::StepFinished(command, outcome) => {
                Self::StepFinished { seq, now_ns, command: command.0, outcome: Word(*outcome) }
            }
            Input::Operator(event) => Self::Operator { seq, now_ns, event: (*event).into() },
            Input::Lifecycle(event) => Self::Lifecycle { seq, now_ns, event: Word(*event) },
            Input::Relaunched(saved) => Self::Relaunched { seq, now_ns, saved: saved.clone() },
            Input::Delivery(notice, delivery) => {
                Self::Delivery { seq, now_ns, notice: notice.0, delivery: Word(*delivery) }
            }
            Input::Timeout => Self::Timeout { seq, now_ns },
        }
    }

    /// What a protocol is told by this line before anything happens; `None` if it opens no run.
    pub fn to_briefing(&self) -> Option<Briefing> {
        let Self::Begin { playbook, baseline, .. } = self else { return None };
        Some(Briefing { playbook: (&**playbook).into(), baseline: baseline.map(Into::into) })
    }

    /// What happens according to this line, and when; `None` if it opens or closes something.
    pub fn to_input(&self) -> Option<(Timestamp, Input)> {
        let (now_ns, input) = match self {
            Self::Hello { .. } | Self::Begin { .. } | Self::End { .. } => return None,
            Self::Metrics { now_ns, sample, .. } => (now_ns, Input::Metrics(sample.into())),
            Self::StepFinished { now_ns, command, outcome, .. } => {
                (now_ns, Input::StepFinished(CommandId(*command), outcome.0))
            }
            Self::Operator { now_ns, event, .. } => (now_ns, Input::Operator(event.into())),
            Self::Lifecycle { now_ns, event, .. } => (now_ns, Input::Lifecycle(event.0)),
            Self::Relaunched { now_ns, saved, .. } => (now_ns, Input::Relaunched(saved.clone())),
            Self::Delivery { now_ns, notice, delivery, .. } => {
                (now_ns, Input::Delivery(NoticeId(*notice), delivery.0))
            }
            Self::Timeout { now_ns, .. } => (now_ns, Input::Timeout),
        };
        Some((Timestamp::from_nanos(*now_ns), input))
    }

    /// Its number.
    pub const fn seq(&self) -> u64 {
        match self {
            Self::Hello { seq, .. }
            | Self::Begin { seq, .. }
            | Self::Metrics { seq, .. }
            | Self::StepFinished { seq, .. }
            | Self::Operator { seq, .. }
            | Self::Lifecycle { seq, .. }
            | Self::Relaunched { seq, .. }
            | Self::Delivery { seq, .. }
            | Self::Timeout { seq, .. }
            | Self::End { seq } => *seq,
        }
    }

    /// The word for what kind of line it is.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Hello { .. } => "hello",
            Self::Begin { .. } => "begin",
            Self::Metrics { .. } => "metrics",
            Self::StepFinished { .. } => "step-finished",
            Self::Operator { .. } => "operator",
            Self::Lifecycle { .. } => "lifecycle",
            Self::Relaunched { .. } => "relaunched",
            Self::Delivery { .. } => "delivery",
            Self::Timeout { .. } => "timeout",
            Self::End { .. } => "end",
        }
    }
}

impl From<&HealthMetrics> for Sample {
    fn from(sample: &HealthMetrics) -> Self {
        Self {
            taken_at_ns: sample.taken_at.as_nanos(),
            performance_multiplier: sample.performance_multiplier.map(Number),
            memory_bytes: sample.memory_usage.map(Bytes::get),
            battery_drain_pct_per_hour: sample.battery_drain_pct_per_hour.map(Number),
            error_rate: sample.error_rate.map(Number),
            thermal_state: sample.thermal_state.map(Word),
            ui_responsive: sample.ui_responsive,
            cpu_usage: sample.cpu_usage.map(Number),
        }
    }
}

impl From<&Sample> for HealthMetrics {
    fn from(wire: &Sample) -> Self {
        Self {
            taken_at: Timestamp::from_nanos(wire.taken_at_ns),
            performance_multiplier: wire.performance_multiplier.map(|number| number.0),
            memory_usage: wire.memory_bytes.map(Bytes::new),
            battery_drain_pct_per_hour: wire.battery_drain_pct_per_hour.map(|number| number.0),
            error_rate: wire.error_rate.map(|number| number.0),
            thermal_state: wire.thermal_state.map(|word| word.0),
            ui_responsive: wire.ui_responsive,
            cpu_usage: wire.cpu_usage.map(|number| number.0),
        }
    }
}

impl From<OperatorEvent> for WireOperatorEvent {
    fn from(event: OperatorEvent) -> Self {
        match event {
            OperatorEvent::Acknowledged(role) => Self::Acknowledged { role: Word(role) },
            OperatorEvent::ManualStep(role, action, outcome) => {
                Self::ManualStep { role: Word(role), action: Word(action), outcome: Word(outcome) }
            }
            OperatorEvent::Attended(role, kind) => {
                Self::Attended { role: Word(role), notice: Word(kind) }
            }
            OperatorEvent::Triggered(role, incident) => {
                Self::Triggered { role: Word(role), incident: Word(incident) }
            }
        }
    }
}

impl From<&WireOperatorEvent> for OperatorEvent {
    fn from(wire: &WireOperatorEvent) -> Self {
        match wire {
            WireOperatorEvent::Acknowledged { role } => Self::Acknowledged(role.0),
            WireOperatorEvent::ManualStep { role, action, outcome } => {
                Self::ManualStep(role.0, action.0, outcome.0)
            }
            WireOperatorEvent::Attended { role, notice } => Self::Attended(role.0, notice.0),
            WireOperatorEvent::Triggered { role, incident } => Self::Triggered(role.0, incident.0),
        }
    }
}

impl From<Baseline> for WireBaseline {
    fn from(baseline: Baseline) -> Self {
        Self {
            performance_multiplier: Number(baseline.performance_multiplier),
            memory_bytes: baseline.memory_usage.get(),
            valid_until_ns: baseline.valid_until.as_nanos(),
        }
    }
}

impl From<WireBaseline> for Baseline {
    fn from(wire: WireBaseline) -> Self {
        Self {
            performance_multiplier: wire.performance_multiplier.0,
            memory_usage: Bytes::new(wire.memory_bytes),
            valid_until: Timestamp::from_nanos(wire.valid_until_ns),
        }
    }
}
