//! What a month says of each scenario.

use firedrill_sim::Seed;
use serde::{Deserialize, Serialize};

use super::findings::{StandingCount, has_failed};
use super::measures::{Rate, Spread};
use super::programme::Programme;
use crate::ledger::{Row, RowClock};
use crate::standing::Standing;

/// What a month says of one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioFindings {
    /// Its name.
    pub name: String,
    /// Its suite.
    pub suite: String,
    /// How its runs stand, best first.
    pub standings: Vec<StandingCount>,
    /// How often they passed.
    pub passed: Rate,
    /// How often they failed.
    pub failed: Rate,
    /// What was left of the response time; null when no clock ran.
    pub response: Option<MarginFindings>,
    /// What was left of the time for restoration; null when no clock ran.
    pub restoration: Option<MarginFindings>,
}

/// Margins of SLA clocks: 1 at once, 0 at the limit, negative beyond it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarginFindings {
    /// How they are spread over runs.
    pub spread: Spread,
    /// The least.
    pub least: f64,
    /// The first seed that has it.
    pub seed: Seed,
}

impl ScenarioFindings {
    pub(super) fn all(programme: &Programme, rows: &[Row]) -> Vec<Self> {
        let scenarios = programme.scenarios.iter().zip(&programme.suites);
        let finding = |(scenario, suite): (&firedrill_scenarios::Scenario, &String)| {
            let name = scenario.name().as_str();
            let rows: Vec<_> = rows.iter().filter(|row| row.scenario == name).collect();
            Self::of(name, suite, &rows)
        };
        scenarios.map(finding).collect()
    }

    fn of(name: &str, suite: &str, rows: &[&Row]) -> Self {
        Self {
            name: name.to_owned(),
            suite: suite.to_owned(),
            standings: StandingCount::of(rows),
            passed: rows.iter().map(|row| row.standing == Standing::Passed).collect(),
            failed: rows.iter().map(|row| has_failed(row)).collect(),
            response: MarginFindings::of(rows, Row::least_response),
            restoration: MarginFindings::of(rows, Row::least_restoration),
        }
    }
}

impl MarginFindings {
    fn of(rows: &[&Row], clock: impl Fn(&Row) -> Option<RowClock>) -> Option<Self> {
        let margins = rows.iter().filter_map(|row| Some((clock(row)?.margin(), row.seed)));
        let margins: Vec<_> = margins.collect();
        let lesser =
            |one: (f64, Seed), other: (f64, Seed)| if other.0 < one.0 { other } else { one };
        let (least, seed) = margins.iter().copied().reduce(lesser)?;
        let spread = Spread::of(margins.iter().map(|(margin, _)| Some(*margin)));
        Some(Self { spread, least, seed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::month::findings::tests::small;

    #[test]
    fn the_least_margin_of_a_scenario_is_that_of_the_seed_that_it_names() {
        let (programme, rows) = small();
        let all = ScenarioFindings::all(&programme, &rows);
        let leak = all.iter().find(|found| found.name == "memory-leak-critical").unwrap();
        assert_eq!((leak.suite.as_str(), leak.passed.hits, leak.passed.of), ("quick", 2, 2));
        let least = leak.restoration.as_ref().unwrap();
        let is_it = |row: &&Row| row.scenario == leak.name && row.seed == least.seed;
        let row = rows.iter().find(is_it).unwrap();
        assert_eq!(row.least_restoration().unwrap().margin(), least.least);
        assert_eq!(least.spread.median.value, Some(least.least), "the lower of two");
    }
}
