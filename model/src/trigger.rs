//! Emergencies that somebody triggers by hand: a drill, or what a person saw before any monitor did.

use firedrill_protocol::{IncidentType, Role};
use serde::{Deserialize, Serialize};

use crate::duration::Duration;

/// An emergency that is triggered by hand. It says that something is the matter and makes nothing so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a trigger")]
pub struct Trigger {
    /// When, since the start of the run; later if the app's process cannot hear it then.
    pub at: Duration,
    /// By whom.
    pub by: Role,
    /// The incident type that is said to be the matter.
    pub incident: IncidentType,
    /// What whoever triggers it says of it, in a line.
    pub about: String,
}

impl Trigger {
    /// Who can trigger an emergency: the team, nobody outside it.
    pub const BY: [Role; 4] =
        [Role::EngineeringLead, Role::Platform, Role::Product, Role::Compliance];
}
