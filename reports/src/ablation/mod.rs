//! What an ablation came to: which weakness was caught by which promise, and which by none.

mod document;
mod matrix;
mod table;

use std::collections::BTreeMap;

use firedrill_campaign::ablation::{Catch, Row, Weakness};
use firedrill_judge::Property;
use firedrill_scenarios::Scenario;

pub use document::ablation_document;
pub use matrix::ablation_matrix;
pub use table::ablation_table;

use crate::report::Timing;
use crate::reproduction::Reproduction;

/// A finished ablation.
#[derive(Clone, Copy, Debug)]
pub struct AblationReport<'a> {
    /// The weaknesses that were looked for.
    pub weaknesses: &'a [&'static Weakness],
    /// The scenarios in which they were looked for.
    pub scenarios: &'a [Scenario],
    /// How each scenario is named on a command line, in the same order.
    pub sources: &'a [String],
    /// How many seeds each scenario was to be run with.
    pub seeds: usize,
    /// What the search came to.
    pub rows: &'a [Row],
    /// What it took.
    pub timing: Timing,
}

/// In how many weaknesses' first runs a promise was broken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Catches {
    /// As the first of all.
    pub(crate) first: usize,
    /// After another.
    pub(crate) later: usize,
}

/// How a weakness stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// A promise was broken that the whole protocol keeps.
    Caught,
    /// No run showed it.
    Survived,
    /// No run showed it, and none could.
    Equivalent,
}

impl Fate {
    /// The word used on screens and in documents.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Caught => "caught",
            Self::Survived => "survived",
            Self::Equivalent => "equivalent",
        }
    }
}

impl<'a> AblationReport<'a> {
    /// Whether some weakness that a run should show was shown by none.
    pub fn has_survivors(&self) -> bool {
        self.with(Fate::Survived).next().is_some()
    }

    pub(crate) fn weakness(&self, row: &Row) -> &'static Weakness {
        self.weaknesses[row.weakness]
    }

    pub(crate) fn fate(&self, row: &Row) -> Fate {
        match (row.first_catch(), self.weakness(row).equivalent) {
            (Some(_), _) => Fate::Caught,
            (None, Some(_)) => Fate::Equivalent,
            (None, None) => Fate::Survived,
        }
    }

    pub(crate) fn with(&self, fate: Fate) -> impl Iterator<Item = &'a Row> {
        let report = *self;
        self.rows.iter().filter(move |row| report.fate(row) == fate)
    }

    /// What each promise caught, in the order of the promises; all that every run is held to are there.
    pub(crate) fn catches(&self) -> BTreeMap<Property, Catches> {
        let mut catches: BTreeMap<_, Catches> =
            Property::ALL.into_iter().map(|property| (property, Catches::default())).collect();
        for (_, catch) in self.rows.iter().filter_map(Row::first_catch) {
            catches.entry(catch.property).or_default().first += 1;
            for property in &catch.also {
                catches.entry(*property).or_default().later += 1;
            }
        }
        catches
    }

    pub(crate) fn runs(&self) -> usize {
        self.rows.iter().map(|row| row.runs).sum()
    }

    pub(crate) fn reproduction(&self, scenario: usize, catch: &Catch) -> Reproduction {
        Reproduction::of_seed(&self.sources[scenario], catch.seed)
    }
}
