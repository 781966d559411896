//! What a scenario is about, so that a run in which it never happened cannot pass.

use firedrill_model::nouns::{IncidentType, Severity};
use serde::{Deserialize, Serialize};

/// What must have happened for a run to have exercised its scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Expectation {
    /// Nothing goes wrong: no severity line is crossed and emergency mode is never entered.
    Healthy,
    /// The truth shows all of these incident types, and at least this severity.
    Incident {
        /// Every type that must show.
        types: Vec<IncidentType>,
        /// The severity that must be reached by one of them.
        severity: Severity,
    },
    /// Whatever happens, every promise is kept. A run in which nothing goes wrong passes.
    Anything,
}
