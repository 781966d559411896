//! Scenarios that state what fails in them: that it did is said, never only counted as passed.

use firedrill_campaign::ScenarioResult;
use firedrill_judge::Verdict;

use crate::columns::{Align, Cell, Columns};
use crate::figures;
use crate::palette::{Palette, paint};
use crate::report::Report;
use firedrill_campaign::Standing;

/// The word of a scenario's row.
pub(super) fn word(result: &ScenarioResult<'_>, standing: Standing) -> &'static str {
    if standing == Standing::Passed && !result.scenario.fails().is_empty() {
        "fails as stated"
    } else {
        standing.name()
    }
}

/// What failed in which scenario as it states, and in how many runs; `None` when none states anything.
pub(super) fn block(report: &Report<'_>, palette: &Palette) -> Option<String> {
    let mut columns = Columns::new(&[Align::Left, Align::Right, Align::Left]);
    for (result, _) in report.scenarios() {
        let runs = result.trials.len();
        for property in result.scenario.fails().iter() {
            let failed = result.trials.iter().filter(|trial| {
                let violations = &trial.outcome.judgement.violations;
                violations.iter().any(|violation| violation.property == *property)
            });
            columns.row([
                Cell::from(format!("  {}", result.scenario.name())),
                format!("{}/{runs}", failed.count()).into(),
                property.name().to_owned().into(),
            ]);
        }
    }
    let lines = columns.lines();
    let heading = paint(palette.quiet, "stated to fail, and failed in so many runs");
    (!lines.is_empty()).then(|| format!("{heading}\n{}", lines.join("\n")))
}

/// How many of the runs that passed did so by failing: ` (10 by failing as stated)`.
pub(super) fn remark(report: &Report<'_>) -> String {
    let trials = report.results.iter().flat_map(|result| &result.trials);
    let by_failing = trials.filter(|trial| {
        let judgement = &trial.outcome.judgement;
        judgement.verdict == Verdict::Passed && !judgement.stated.is_empty()
    });
    match by_failing.count() {
        0 => String::new(),
        runs => format!(" ({} by failing as stated)", figures::count(runs as u64)),
    }
}
