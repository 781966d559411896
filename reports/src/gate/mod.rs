//! These runs beside those of a baseline: what moved, and whether anything is worse.

mod document;
mod sentences;
mod table;
mod values;

use firedrill_campaign::gate::Comparison;

use crate::report::Report;

pub(crate) use document::{BaselineEntry, entry};
pub(crate) use table::{blocks, remark};

/// A comparison, and the file that it is with.
#[derive(Clone, Copy, Debug)]
pub struct ComparedWith<'a> {
    /// The file as it was named.
    pub file: &'a str,
    /// What it came to.
    pub comparison: &'a Comparison,
}

impl Report<'_> {
    /// Everything that is worse than the baseline, a sentence each with the command that shows the run
    /// that moved most; the worst first. `None` when there is no baseline.
    pub fn regressions(&self) -> Option<Vec<String>> {
        let compared = self.baseline?;
        let regressions = compared.comparison.regressions();
        Some(regressions.iter().map(|found| sentences::with_command(self, found)).collect())
    }
}

#[cfg(test)]
mod tests;
