//! What a protocol answers.

use firedrill_protocol::{
    Action, Command, CommandId, EmergencyStatus, EscalationLevel, IncidentType, Notice, NoticeId,
    NoticeKind, Output, Phase, Purpose, RecoveryProcedure, Role, Severity, TriggerCondition,
};
use serde::{Deserialize, Serialize};

use super::host_line::WireBaseline;
use super::present;
use super::words::Word;

/// The answer to `hello`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// The number of the line that this answers.
    pub seq: u64,
    /// The version of the wire format that the protocol speaks.
    pub wire_version: u64,
    /// What it calls itself.
    pub name: String,
    /// Whether one process can play many runs.
    pub many_runs: bool,
}

/// The answer to anything else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The number of the line that this answers.
    pub seq: u64,
    /// What the protocol wants of the outside, in order.
    pub outputs: Vec<WireOutput>,
    /// When it next wants to be woken.
    #[serde(deserialize_with = "present")]
    pub next_timeout_ns: Option<u64>,
}

/// Something a protocol wants of the outside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of `Command`, `Notice` and so on")]
pub enum WireOutput {
    /// Carry this out.
    Perform { id: u64, action: Word<Action>, incident: Word<IncidentType>, purpose: WirePurpose },
    /// Tell somebody.
    Notify {
        id: u64,
        kind: Word<NoticeKind>,
        to: Word<Role>,
        incident: Word<IncidentType>,
        severity: Word<Severity>,
        escalation: Word<EscalationLevel>,
    },
    /// The announced state changed.
    Status {
        phase: Word<Phase>,
        #[serde(deserialize_with = "present")]
        incident: Option<Word<IncidentType>>,
        #[serde(deserialize_with = "present")]
        trigger: Option<Word<TriggerCondition>>,
        #[serde(deserialize_with = "present")]
        severity: Option<Word<Severity>>,
        escalation: Word<EscalationLevel>,
        #[serde(deserialize_with = "present")]
        procedure: Option<Word<RecoveryProcedure>>,
    },
    /// The baseline was learnt anew.
    Baseline(WireBaseline),
    /// Keep this: it outlives the app's process.
    Save { state: String },
}

/// The part of the playbook that asks for a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the variants are those of `Purpose`")]
pub enum WirePurpose {
    Immediate,
    Procedure(Word<RecoveryProcedure>),
    Escalation(Word<EscalationLevel>),
    Resumption,
}

impl WireOutput {
    /// An output as it is written; `saved` is the state that [`Output::Save`] speaks of.
    pub fn new(output: Output, saved: impl FnOnce() -> String) -> Self {
        match output {
            Output::Perform(command) => Self::Perform {
                id: command.id.0,
                action: Word(command.action),
                incident: Word(command.incident),
                purpose: command.purpose.into(),
            },
            Output::Notify(notice) => Self::Notify {
                id: notice.id.0,
                kind: Word(notice.kind),
                to: Word(notice.to),
                incident: Word(notice.incident),
                severity: Word(notice.severity),
                escalation: Word(notice.escalation),
            },
            Output::Status(status) => Self::Status {
                phase: Word(status.phase),
                incident: status.incident.map(Word),
                trigger: status.trigger.map(Word),
                severity: status.severity.map(Word),
                escalation: Word(status.escalation),
                procedure: status.procedure.map(Word),
            },
            Output::Baseline(baseline) => Self::Baseline(baseline.into()),
            Output::Save => Self::Save { state: saved() },
        }
    }

    /// The output that it stands for, and the state to keep if it is one.
    pub(crate) fn into_output(self) -> (Output, Option<String>) {
        let output = match self {
            Self::Perform { id, action, incident, purpose } => Output::Perform(Command {
                id: CommandId(id),
                action: action.0,
                incident: incident.0,
                purpose: purpose.into(),
            }),
            Self::Notify { id, kind, to, incident, severity, escalation } => {
                Output::Notify(Notice {
                    id: NoticeId(id),
                    kind: kind.0,
                    to: to.0,
                    incident: incident.0,
                    severity: severity.0,
                    escalation: escalation.0,
                })
            }
            Self::Status { phase, incident, trigger, severity, escalation, procedure } => {
                Output::Status(EmergencyStatus {
                    phase: phase.0,
                    incident: incident.map(|word| word.0),
                    trigger: trigger.map(|word| word.0),
                    severity: severity.map(|word| word.0),
                    escalation: escalation.0,
                    procedure: procedure.map(|word| word.0),
                })
            }
            Self::Baseline(baseline) => Output::Baseline(baseline.into()),
            Self::Save { state } => return (Output::Save, Some(state)),
        };
        (output, None)
    }
}

impl From<Purpose> for WirePurpose {
    fn from(purpose: Purpose) -> Self {
        match purpose {
            Purpose::Immediate => Self::Immediate,
            Purpose::Procedure(procedure) => Self::Procedure(Word(procedure)),
            Purpose::Escalation(level) => Self::Escalation(Word(level)),
            Purpose::Resumption => Self::Resumption,
        }
    }
}

impl From<WirePurpose> for Purpose {
    fn from(wire: WirePurpose) -> Self {
        match wire {
            WirePurpose::Immediate => Self::Immediate,
            WirePurpose::Procedure(procedure) => Self::Procedure(procedure.0),
            WirePurpose::Escalation(level) => Self::Escalation(level.0),
            WirePurpose::Resumption => Self::Resumption,
        }
    }
}
