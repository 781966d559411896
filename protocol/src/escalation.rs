//! The four escalation levels.

use core::fmt;

use serde::{Deserialize, Serialize};

/// Who recovers the system. Ordered; within an incident it never goes down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EscalationLevel {
    /// Level 1: the protocol alone.
    AutomaticRecovery = 1,
    /// Level 2: engineers are paged and act.
    ManualIntervention = 2,
    /// Level 3: back to the last known good version.
    EmergencyRollback = 3,
    /// Level 4: restart or rollback, users told, compliance review.
    FullSystemRecovery = 4,
}

impl EscalationLevel {
    /// Every level, lowest first.
    pub const ALL: [Self; 4] = [
        Self::AutomaticRecovery,
        Self::ManualIntervention,
        Self::EmergencyRollback,
        Self::FullSystemRecovery,
    ];

    /// The playbook's number, 1 to 4.
    pub const fn level(self) -> u8 {
        self as u8
    }

    /// The level above, if there is one.
    pub const fn next(self) -> Option<Self> {
        match self {
            Self::AutomaticRecovery => Some(Self::ManualIntervention),
            Self::ManualIntervention => Some(Self::EmergencyRollback),
            Self::EmergencyRollback => Some(Self::FullSystemRecovery),
            Self::FullSystemRecovery => None,
        }
    }

    /// The word used in files and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AutomaticRecovery => "automatic-recovery",
            Self::ManualIntervention => "manual-intervention",
            Self::EmergencyRollback => "emergency-rollback",
            Self::FullSystemRecovery => "full-system-recovery",
        }
    }
}

impl fmt::Display for EscalationLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
