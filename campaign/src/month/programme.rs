//! What a month rehearses: every scenario of every suite that comes with firedrill.

use firedrill_scenarios::{Diagnostics, Scenario, suites};

/// The suites of a month, in order. A suite that this version does not have is left out.
const SUITES: [&str; 6] = ["quick", "comprehensive", "production", "stress", "drill", JUDGE];

/// The suite whose every run fails as it states, or the judge is blind.
const JUDGE: &str = "negative";

/// The scenarios of a month, each with the suite that it is from.
#[derive(Clone, Debug)]
pub struct Programme {
    /// The scenarios, in the order of the results.
    pub scenarios: Vec<Scenario>,
    /// The suite of each.
    pub suites: Vec<String>,
}

impl Programme {
    /// Every scenario that comes with firedrill. `only` says which of them, for rehearsals of the
    /// rehearsal; nothing for all.
    pub fn built_in(only: &[String]) -> Result<Self, Diagnostics> {
        let mut programme = Self { scenarios: vec![], suites: vec![] };
        for suite in SUITES.iter().filter_map(|name| suites::find(name)) {
            let scenarios = suite.load()?.into_scenarios().into_iter();
            let is_wanted = |name: &str| only.is_empty() || only.iter().any(|other| other == name);
            for scenario in scenarios.filter(|scenario| is_wanted(scenario.name().as_str())) {
                programme.scenarios.push(scenario);
                programme.suites.push(suite.name.to_owned());
            }
        }
        Ok(programme)
    }

    /// Whether the scenario at this place checks the judge, not the protocol: what it states to fail is
    /// a promise that nobody can keep.
    pub fn is_self_check(&self, place: usize) -> bool {
        self.suites.get(place).is_some_and(|suite| suite == JUDGE)
    }

    /// Where the scenario of this name is.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.scenarios.iter().position(|scenario| scenario.name().as_str() == name)
    }
}
