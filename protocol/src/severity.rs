//! The playbook's four severities, levels 1 to 4.

use core::fmt;

use serde::{Deserialize, Serialize};

/// How bad an incident is. Ordered: `Minor < Critical`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Level 1: below target.
    Minor = 1,
    /// Level 2.
    Moderate = 2,
    /// Level 3.
    Major = 3,
    /// Level 4: response within 30 seconds.
    Critical = 4,
}

impl Severity {
    /// Every severity, mildest first.
    pub const ALL: [Self; 4] = [Self::Minor, Self::Moderate, Self::Major, Self::Critical];

    /// The playbook's level, 1 to 4.
    pub const fn level(self) -> u8 {
        self as u8
    }

    /// Position in [`Severity::ALL`] and in tables by severity.
    pub const fn index(self) -> usize {
        self as usize - 1
    }

    /// The word used in files and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Minor => "minor",
            Self::Moderate => "moderate",
            Self::Major => "major",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
