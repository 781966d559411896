//! Everything that is wrong with a campaign, the worst first.

use core::cmp::Ordering;

use super::cases::{Answer, Case, Subject, Suite};
use super::finding::Finding;

/// Something that is wrong with a scenario.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Problem<'s, 'a> {
    /// The scenario.
    pub(crate) suite: &'s Suite<'a>,
    /// What was asked.
    pub(crate) case: &'s Case<'a>,
    /// What was found.
    pub(crate) finding: &'s Finding<'a>,
}

/// The problems: by what they say of the campaign, then by the worst margin, then by how many of the runs
/// have them; of equals, in the order of the scenarios.
pub(crate) fn ranked<'s, 'a>(suites: &'s [Suite<'a>]) -> Vec<Problem<'s, 'a>> {
    let problems = suites.iter().flat_map(|suite| {
        suite
            .cases
            .iter()
            .filter_map(move |case| Some(Problem { suite, case, finding: case.answer.finding()? }))
    });
    let mut problems: Vec<_> = problems.collect();
    problems.sort_by(Problem::worse_first);
    problems
}

impl Problem<'_, '_> {
    fn worse_first(&self, other: &Self) -> Ordering {
        let by_margin = match (self.finding.worst_margin(), other.finding.worst_margin()) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            // What has a margin says how bad it is; what has none comes before only by its rank.
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        let by_share = || other.finding.share().total_cmp(&self.finding.share());
        self.rank().cmp(&other.rank()).then(by_margin).then_with(by_share)
    }

    /// As standings are ordered, the worst first.
    const fn rank(&self) -> u8 {
        match (&self.case.subject, &self.case.answer) {
            (Subject::ProtocolAnswers, _) => 0,
            (Subject::Deterministic, _) => 1,
            (Subject::Property(_), Answer::Failed(_)) => 2,
            (Subject::Property(_), _) => 3,
            (Subject::Exercised, _) => 4,
        }
    }
}
