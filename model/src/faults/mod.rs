//! Faults: the mechanisms that go wrong, as data.

mod kinds;
mod parameter;

use serde::{Deserialize, Serialize};

pub use kinds::{CATALOGUE, Family, FaultKind, FaultSpec};
pub use parameter::{ParameterError, ParameterShape, ParameterSpec, ParameterValue};

use crate::duration::Duration;

/// One fault of a plan: what goes wrong, when, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// Since the start of the run.
    pub at: Duration,
    /// After this long the cause goes away by itself; `None` means that only an action removes it.
    #[serde(rename = "for", default, skip_serializing_if = "Option::is_none")]
    pub lasts: Option<Duration>,
    /// The mechanism.
    #[serde(flatten)]
    pub kind: FaultKind,
}
