//! A baseline, before anything is run: whether it can be compared with at all, and what cannot.

use std::collections::BTreeMap;

use firedrill_scenarios::escaped;
use firedrill_sim::{ALGORITHM, Seed};
use thiserror::Error;

use super::comparison::Comparison;
use super::tolerance::Tolerance;
use crate::ledger::{Heading, HeadingScenario, Ledger, LedgerError, Row};

/// A baseline that runs can be held against.
#[derive(Clone, Debug)]
pub struct Gate {
    baseline: Ledger,
    /// Names of the scenarios that both have with the same text, in the order of this run's.
    common: Vec<String>,
    left_out: Vec<LeftOut>,
    tolerance: Tolerance,
}

/// A scenario that is not compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// Its text is not what it was: the same seed is another incident.
    Changed {
        /// Its name.
        scenario: String,
    },
    /// It was not part of the baseline.
    OnlyHere {
        /// Its name.
        scenario: String,
    },
    /// It is part of the baseline and not of these runs.
    OnlyThere {
        /// Its name.
        scenario: String,
    },
}

/// Why a text is no baseline for these runs.
#[derive(Debug, Error)]
pub enum GateError {
    /// It is no ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// It is the beginning of one.
    #[error("it is not whole: it has {rows} of its {runs} runs, so its writing was interrupted")]
    Torn {
        /// Whole rows.
        rows: usize,
        /// Rows that there should be.
        runs: u64,
    },
    /// Its seeds mean other incidents.
    #[error(
        "its draws follow from seeds by {}, these by {ALGORITHM}: no seed is the same incident",
        escaped(.found)
    )]
    OtherAlgorithm {
        /// How they follow there.
        found: String,
    },
    /// No scenario is in both.
    #[error("it has no scenario of this run: it is of {}", named(.theirs))]
    NoCommonScenario {
        /// Its scenarios.
        theirs: Vec<String>,
    },
    /// Every scenario that is in both has changed.
    #[error("every scenario that it shares with this run has changed since: {}", named(.scenarios))]
    AllChanged {
        /// Their names.
        scenarios: Vec<String>,
    },
    /// No seed is in both.
    #[error(
        "it has no seed of this run: its seeds are {} to {}, this run's {} to {}",
        .theirs.0, .theirs.1, .ours.0, .ours.1
    )]
    NoCommonSeed {
        /// Its first and last seed.
        theirs: (Seed, Seed),
        /// The first and the last of this run.
        ours: (Seed, Seed),
    },
}

impl Gate {
    /// Reads a baseline for runs of what `ours` says. Engine, protocol and the number of seeds may be
    /// others; a scenario whose text is another is left out.
    pub fn open(text: &str, ours: &Heading, tolerance: Tolerance) -> Result<Self, GateError> {
        let baseline = Ledger::read_any(text)?;
        let (rows, runs) = (baseline.rows.len(), baseline.heading.runs());
        if rows as u64 != runs || baseline.whole_bytes != text.len() {
            return Err(GateError::Torn { rows, runs });
        }
        let theirs = &baseline.heading;
        if theirs.algorithm != ALGORITHM {
            return Err(GateError::OtherAlgorithm { found: theirs.algorithm.clone() });
        }
        let (common, left_out) = matched(theirs, ours);
        if common.is_empty() {
            return Err(nothing_in_common(theirs, left_out));
        }
        if theirs.seeds.1 < ours.seeds.0 || ours.seeds.1 < theirs.seeds.0 {
            return Err(GateError::NoCommonSeed { theirs: theirs.seeds, ours: ours.seeds });
        }
        Ok(Self { common, left_out, tolerance, baseline })
    }

    /// These runs beside those of the baseline.
    pub fn compare(&self, rows: &[Row]) -> Comparison {
        let is_common = |row: &&Row| self.common.contains(&row.scenario);
        let mut before: BTreeMap<(&str, Seed), &Row> = BTreeMap::new();
        for row in self.baseline.rows.iter().filter(is_common) {
            before.insert((&row.scenario, row.seed), row);
        }
        let mut comparison = Comparison {
            engine: self.baseline.heading.engine.clone(),
            protocol: self.baseline.heading.protocol.clone(),
            tolerance: self.tolerance,
            scenarios: vec![],
            left_out: self.left_out.clone(),
            runs_only_here: 0,
            runs_only_there: 0,
        };
        for scenario in &self.common {
            let now = rows.iter().filter(|row| row.scenario == *scenario);
            let mut pairs = vec![];
            for now in now {
                match before.remove(&(scenario.as_str(), now.seed)) {
                    Some(was) => pairs.push((was, now)),
                    None => comparison.runs_only_here += 1,
                }
            }
            comparison.add(scenario, &pairs);
        }
        comparison.runs_only_there = before.len();
        comparison
    }
}

impl LeftOut {
    /// Its name.
    pub fn scenario(&self) -> &str {
        match self {
            Self::Changed { scenario }
            | Self::OnlyHere { scenario }
            | Self::OnlyThere { scenario } => scenario,
        }
    }
}

fn matched(theirs: &Heading, ours: &Heading) -> (Vec<String>, Vec<LeftOut>) {
    let find = |all: &[HeadingScenario], name: &str| -> Option<HeadingScenario> {
        all.iter().find(|scenario| scenario.name == name).cloned()
    };
    let (mut common, mut left_out) = (vec![], vec![]);
    for HeadingScenario { name, text } in &ours.scenarios {
        let scenario = name.clone();
        match find(&theirs.scenarios, name) {
            Some(there) if there.text == *text => common.push(scenario),
            Some(_) => left_out.push(LeftOut::Changed { scenario }),
            None => left_out.push(LeftOut::OnlyHere { scenario }),
        }
    }
    let gone = theirs.scenarios.iter().filter(|there| find(&ours.scenarios, &there.name).is_none());
    left_out.extend(gone.map(|there| LeftOut::OnlyThere { scenario: there.name.clone() }));
    (common, left_out)
}

fn nothing_in_common(theirs: &Heading, left_out: Vec<LeftOut>) -> GateError {
    let changed = left_out.into_iter().filter_map(|left_out| match left_out {
        LeftOut::Changed { scenario } => Some(scenario),
        LeftOut::OnlyHere { .. } | LeftOut::OnlyThere { .. } => None,
    });
    let scenarios: Vec<String> = changed.collect();
    if scenarios.is_empty() {
        let theirs = theirs.scenarios.iter().map(|scenario| scenario.name.clone()).collect();
        return GateError::NoCommonScenario { theirs };
    }
    GateError::AllChanged { scenarios }
}

/// The first few of them.
fn named(scenarios: &[String]) -> String {
    const NAMED_MAX: usize = 5;
    let mut names: Vec<_> = scenarios.iter().take(NAMED_MAX).map(|name| escaped(name)).collect();
    match scenarios.len() {
        0 => return "none at all".to_owned(),
        all if all > NAMED_MAX => names.push(format!("{} more", all - NAMED_MAX)),
        _ => {}
    }
    names.join(", ")
}
