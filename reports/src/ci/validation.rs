//! The suite `V7PerformanceValidation`: what the app comes to at the end of each run, against the
//! checklist of the playbook.
//!
//! The playbook that a run was judged by is its scenario's. Runs count in which nothing but the app and its
//! protocol decides how they end: neither those that nobody could have saved, nor those whose scenario
//! states that something fails, nor those that cannot be judged.

use super::metric::{End, Metric, ends};
use crate::figures;
use crate::regression::Regression;
use crate::report::Report;

/// The suite's name.
pub(crate) const SUITE: &str = "V7PerformanceValidation";

/// What the suite is for.
pub(crate) const ABOUT: &str =
    "The app at the end of each run, against the lines of the playbook's checklist.";

/// Runs that are named.
const NAMED_MAX: usize = 5;

/// One of the validations.
#[derive(Debug)]
pub(crate) struct Validation<'a> {
    /// The name that the pipeline expects.
    pub(crate) name: &'static str,
    /// What it came to.
    pub(crate) result: ValidationResult<'a>,
}

/// What a validation came to.
#[derive(Debug)]
pub(crate) enum ValidationResult<'a> {
    /// It was measured.
    Measured(Measurement<'a>),
    /// The comparison with the baseline found nothing.
    NoRegression,
    /// The comparison with the baseline found these.
    Regressions(&'a [String]),
    /// It was not measured, for this reason.
    Skipped(&'static str),
}

/// The ends of all runs that count, in one metric.
#[derive(Debug)]
pub(crate) struct Measurement<'a> {
    /// The metric.
    pub(crate) metric: Metric,
    /// The run with the least margin.
    pub(crate) worst: End<'a>,
    /// The command that shows it again.
    pub(crate) command: String,
    /// The value in the middle: of an even number, the worse of two.
    pub(crate) median: f64,
    /// How many runs were measured.
    pub(crate) runs: usize,
    /// How many of them are beyond the threshold.
    pub(crate) beyond: usize,
    /// The worst of those, each with the command that shows it again.
    named: Vec<(End<'a>, String)>,
}

/// The four validations, in the order of the pipeline.
pub(crate) fn validations<'a>(report: &Report<'a>) -> [Validation<'a>; 4] {
    let measured = |name, metric| Validation { name, result: measure(report, metric) };
    [
        measured("PerformanceMultiplierValidation", Metric::PerformanceMultiplier),
        measured("MemoryUsageValidation", Metric::MemoryUsage),
        measured("BatteryEfficiencyValidation", Metric::BatteryDrain),
        Validation { name: "RegressionDetection", result: regression(report.regression) },
    ]
}

fn measure<'a>(report: &Report<'a>, metric: Metric) -> ValidationResult<'a> {
    let ends = report.scenarios().flat_map(|(result, source)| ends(result, source, metric));
    let mut ends: Vec<End<'a>> = ends.collect();
    // Stable: of equals, the order of the runs.
    ends.sort_by(|a, b| metric.margin(a).total_cmp(&metric.margin(b)));
    let Some(worst) = ends.first().copied() else {
        return ValidationResult::Skipped(
            "no run counts: each is unexercised, excused or meant to fail",
        );
    };
    let is_beyond = |end: &&End<'_>| !metric.holds(end.value, end.threshold);
    let beyond = ends.iter().filter(is_beyond).count();
    let command = |end: &End<'_>| report.command(end.source, end.trial);
    let named = ends.iter().filter(is_beyond).take(NAMED_MAX);
    let named = named.map(|end| (*end, command(end))).collect();
    let mut values: Vec<_> = ends.iter().map(|end| end.value).collect();
    values.sort_by(|a, b| metric.worse_first(*a, *b));
    let median = values.get((values.len() - 1) / 2).copied().unwrap_or(worst.value);
    let runs = ends.len();
    let command = command(&worst);
    ValidationResult::Measured(Measurement { metric, worst, command, median, runs, beyond, named })
}

const fn regression(regression: Regression<'_>) -> ValidationResult<'_> {
    match regression {
        Regression::NotCompared => {
            ValidationResult::Skipped("no baseline was given to compare with")
        }
        Regression::None => ValidationResult::NoRegression,
        Regression::Found(found) => ValidationResult::Regressions(found),
    }
}

impl Validation<'_> {
    /// Whether it failed.
    pub(crate) fn has_failed(&self) -> bool {
        match &self.result {
            ValidationResult::Measured(measurement) => measurement.beyond > 0,
            ValidationResult::Regressions(found) => !found.is_empty(),
            ValidationResult::NoRegression | ValidationResult::Skipped(_) => false,
        }
    }

    /// The word used in files.
    pub(crate) fn status(&self) -> &'static str {
        match &self.result {
            ValidationResult::Skipped(_) => "skipped",
            _ if self.has_failed() => "failed",
            _ => "passed",
        }
    }

    /// One line: what was measured, and against what.
    pub(crate) fn message(&self) -> String {
        match &self.result {
            ValidationResult::Measured(measurement) => measurement.message(),
            ValidationResult::NoRegression => "nothing is worse than the baseline".to_owned(),
            ValidationResult::Regressions(found) => {
                let things = figures::plural(found.len(), "thing");
                format!(
                    "worse than the baseline in {things}: {}",
                    found.first().map_or("", |it| it)
                )
            }
            ValidationResult::Skipped(why) => (*why).to_owned(),
        }
    }

    /// That, and which runs are beyond the threshold.
    pub(crate) fn text(&self) -> String {
        let mut lines = vec![self.message()];
        match &self.result {
            ValidationResult::Measured(measurement) => lines.extend(measurement.told()),
            ValidationResult::Regressions(found) => {
                lines.extend(found.iter().take(NAMED_MAX).cloned());
                let rest = found.len().saturating_sub(NAMED_MAX);
                lines.extend((rest > 0).then(|| format!("{} more", figures::count(rest as u64))));
            }
            ValidationResult::NoRegression | ValidationResult::Skipped(_) => {}
        }
        lines.join("\n") + "\n"
    }
}

impl Measurement<'_> {
    fn message(&self) -> String {
        let Self { metric, worst, runs, beyond, .. } = self;
        let runs = figures::plural(*runs, "run");
        let ended = match beyond {
            0 => format!("all of {runs} ended within it"),
            beyond => format!("{} of {runs} ended beyond it", figures::count(*beyond as u64)),
        };
        format!(
            "worst {} at {}@{}, threshold {} {}: {ended}",
            metric.in_words(worst.value),
            worst.source,
            worst.seed(),
            metric.relation(),
            metric.in_words(worst.threshold)
        )
    }

    fn told(&self) -> Vec<String> {
        let mut lines = vec![];
        for (end, command) in &self.named {
            let (value, threshold) =
                (self.metric.in_words(end.value), self.metric.in_words(end.threshold));
            lines.push(format!("\n{value}, threshold {threshold}\n  {command}"));
        }
        let rest = self.beyond - self.named.len();
        lines.extend((rest > 0).then(|| format!("\n{} more", figures::count(rest as u64))));
        lines
    }
}
