//! The playbook's documents, filled from one run: what a team would otherwise write together from
//! memory, with the root cause as far as the record decides it.
//!
//! [`Documents`] is built once, from a plan and its outcome, and says everything as data. How it looks
//! is the business of `render`.

mod absence;
mod actions;
mod analysis;
mod answers;
mod cause;
mod executive_summary;
mod fault_lives;
mod figures_at;
mod impact;
mod incident;
mod lessons;
mod messages;
mod moments;
mod prevention;
mod render;
mod run;
mod schema;
mod seconds;
mod slack;
mod story;
#[cfg(test)]
mod tests;

use firedrill_scenarios::{Outcome, Plan};
use serde::Serialize;

pub(crate) use self::impact::swipes_lost;
use self::incident::IncidentDocuments;
use self::run::RunFacts;
pub use self::schema::documents_schema;
use self::story::Story;
use crate::reproduction::Reproduction;

/// The layout of the JSON document.
const FORMAT: u32 = 1;

/// Every document that the playbook asks for after an incident, for each incident of one run.
///
/// What the run cannot know, such as an owner or a due date, is a visible blank: `None` here, `null`
/// in JSON, `____` for people.
#[derive(Clone, Debug, Serialize)]
pub struct Documents {
    format: u32,
    firedrill: &'static str,
    run: RunFacts,
    incidents: Vec<IncidentDocuments>,
}

impl Documents {
    /// The documents of a run whose record was kept. Without a record they know what the judge
    /// concluded, and nothing of how it came about.
    pub fn of(plan: &Plan, outcome: &Outcome, reproduction: &Reproduction) -> Self {
        let stories = Story::all(plan, outcome, reproduction);
        Self {
            format: FORMAT,
            firedrill: env!("CARGO_PKG_VERSION"),
            run: RunFacts::of(plan, outcome, reproduction),
            incidents: stories.iter().map(IncidentDocuments::of).collect(),
        }
    }
}
