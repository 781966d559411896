//! What a ledger is of.

use firedrill_scenarios::{ENGINE, Scenario};
use firedrill_sim::{ALGORITHM, DigestValue, Seed};
use serde::{Deserialize, Serialize};

/// The first line of a ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// The format of the ledger: [`Heading::FORMAT`].
    pub ledger: u32,
    /// The engine whose runs these are.
    pub engine: String,
    /// How draws follow from a seed.
    pub algorithm: String,
    /// What was tested instead of the shipped protocol, in words; `None` for that.
    pub protocol: Option<String>,
    /// The scenarios, in the order of the results.
    pub scenarios: Vec<HeadingScenario>,
    /// The first seed and the last.
    pub seeds: (Seed, Seed),
}

/// A scenario, and what tells it from another of its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadingScenario {
    /// Its name.
    pub name: String,
    /// Digest of its text.
    pub text: DigestValue,
}

impl Heading {
    /// The format that is written here.
    pub const FORMAT: u32 = 1;

    /// The heading of scenarios under the seeds from the first to the last.
    pub fn of(scenarios: &[Scenario], seeds: (Seed, Seed), protocol: Option<String>) -> Self {
        Self {
            ledger: Self::FORMAT,
            engine: ENGINE.to_owned(),
            algorithm: ALGORITHM.to_owned(),
            protocol,
            scenarios: scenarios.iter().map(HeadingScenario::of).collect(),
            seeds,
        }
    }

    /// How many runs there are to be.
    pub const fn runs(&self) -> u64 {
        let seeds = self.seeds.1.0.saturating_sub(self.seeds.0.0).saturating_add(1);
        seeds.saturating_mul(self.scenarios.len() as u64)
    }

    /// The line, without its end.
    pub fn to_line(&self) -> String {
        // Plain data, all of whose keys are texts, always has a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl HeadingScenario {
    fn of(scenario: &Scenario) -> Self {
        Self { name: scenario.name().to_string(), text: scenario.text_digest() }
    }
}
