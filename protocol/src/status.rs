//! What the protocol says of itself.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::escalation::EscalationLevel;
use crate::incident::{IncidentType, TriggerCondition};
use crate::procedure::RecoveryProcedure;
use crate::severity::Severity;

/// The protocol's announced state. `NORMAL` when there is no emergency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyStatus {
    /// What is being done.
    pub phase: Phase,
    /// The incident being handled first; `None` only when the phase is [`Phase::Normal`].
    pub incident: Option<IncidentType>,
    /// The condition that triggered it.
    pub trigger: Option<TriggerCondition>,
    /// The worst severity the protocol has seen in this emergency.
    pub severity: Option<Severity>,
    /// Who recovers the system.
    pub escalation: EscalationLevel,
    /// The procedure under way.
    pub procedure: Option<RecoveryProcedure>,
}

impl EmergencyStatus {
    /// No emergency.
    pub const NORMAL: Self = Self {
        phase: Phase::Normal,
        incident: None,
        trigger: None,
        severity: None,
        escalation: EscalationLevel::AutomaticRecovery,
        procedure: None,
    };

    /// Whether an emergency is being handled.
    pub const fn is_in_emergency_mode(&self) -> bool {
        !matches!(self.phase, Phase::Normal)
    }
}

/// Where the protocol stands in an emergency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// No emergency.
    Normal,
    /// Immediate actions are being taken.
    Responding,
    /// Procedures run.
    Recovering,
    /// The checklist is watched until it has held.
    Verifying,
    /// The checklist held; suspended operations come back one by one.
    Resuming,
    /// A level above 1 is acting.
    Escalated,
}

impl Phase {
    /// Every phase.
    pub const ALL: [Self; 6] = [
        Self::Normal,
        Self::Responding,
        Self::Recovering,
        Self::Verifying,
        Self::Resuming,
        Self::Escalated,
    ];

    /// The word used in files and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Responding => "responding",
            Self::Recovering => "recovering",
            Self::Verifying => "verifying",
            Self::Resuming => "resuming",
            Self::Escalated => "escalated",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The playbook's `status.statusDescription`.
impl fmt::Display for EmergencyStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(incident) = self.incident else { return f.write_str("normal operation") };
        write!(f, "{}: {incident}", self.phase)?;
        if let Some(severity) = self.severity {
            write!(f, ", {severity}")?;
        }
        if let Some(procedure) = self.procedure {
            write!(f, ", running {procedure}")?;
        }
        write!(f, ", escalation level {}", self.escalation.level())
    }
}
