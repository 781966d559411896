//! What tells one failure from another.

use core::fmt;

use firedrill_model::nouns::{IncidentType, Phase};
use serde::Serialize;

use crate::property::{Property, Violation};

/// What two runs share when they fail in the same way: the property that failed first, what the
/// protocol had announced by then, and the incident type that was the matter. Times and magnitudes are
/// left out, so a smaller incident can have the fingerprint of the one that it was made from.
///
/// ```
/// use firedrill_judge::{Fingerprint, Property};
/// use firedrill_model::nouns::{IncidentType, Phase};
///
/// let fingerprint = Fingerprint {
///     property: Property::RestoresInTime,
///     phase: Phase::Recovering,
///     incident: Some(IncidentType::MemoryLeakEmergency),
/// };
/// assert_eq!(
///     fingerprint.to_string(),
///     "restores-in-time while recovering, memory-leak-emergency"
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Fingerprint {
    /// The property that failed first, of those that decide the verdict.
    pub property: Property,
    /// What the protocol had announced by then.
    pub phase: Phase,
    /// The type that was the matter; `None` when nothing was.
    pub incident: Option<IncidentType>,
}

impl Fingerprint {
    /// The fingerprint of a failure.
    pub const fn of(violation: &Violation) -> Self {
        Self { property: violation.property, phase: violation.phase, incident: violation.incident }
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} while {}, ", self.property, self.phase)?;
        match self.incident {
            Some(incident) => write!(f, "{incident}"),
            None => f.write_str("no incident"),
        }
    }
}
