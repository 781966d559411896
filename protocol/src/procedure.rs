//! The playbook's four recovery procedures.

use core::fmt;

use serde::{Deserialize, Serialize};

/// A recovery procedure of the playbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecoveryProcedure {
    /// 60 seconds in the playbook.
    EmergencyPerformanceBoost,
    /// 30 seconds in the playbook.
    ImmediateMemoryCleanup,
    /// 120 seconds in the playbook.
    ThermalCooldown,
    /// "Variable" in the playbook; our file says 60 seconds (choice: the breaker's open time).
    CircuitBreakerActivation,
}

impl RecoveryProcedure {
    /// Every procedure, in the playbook's order.
    pub const ALL: [Self; 4] = [
        Self::EmergencyPerformanceBoost,
        Self::ImmediateMemoryCleanup,
        Self::ThermalCooldown,
        Self::CircuitBreakerActivation,
    ];

    /// Position in [`RecoveryProcedure::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The word used in files and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EmergencyPerformanceBoost => "emergency-performance-boost",
            Self::ImmediateMemoryCleanup => "immediate-memory-cleanup",
            Self::ThermalCooldown => "thermal-cooldown",
            Self::CircuitBreakerActivation => "circuit-breaker-activation",
        }
    }
}

impl fmt::Display for RecoveryProcedure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
