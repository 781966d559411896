//! The comparison for programs.

use firedrill_campaign::gate::{
    LeftOut, MetricComparison, Moved, Movement, QuantileComparison, ScenarioComparison,
    StandingChange,
};
use firedrill_campaign::statistics::{Better, Confidence};
use firedrill_sim::Seed;
use serde::Serialize;

use super::{ComparedWith, sentences, values};
use crate::report::Report;

/// Of values, null stands for never: no response, no restoration.
#[derive(Serialize)]
pub(crate) struct BaselineEntry<'a> {
    file: &'a str,
    engine: &'a str,
    /// Left out when it is the shipped protocol.
    #[serde(skip_serializing_if = "Option::is_none")]
    protocol: Option<&'a str>,
    tolerance: f64,
    runs: usize,
    /// How many of them are the same run, bit for bit.
    same: usize,
    runs_only_here: usize,
    runs_only_there: usize,
    /// What is worse, a sentence each, the worst first.
    regressions: Vec<String>,
    scenarios: Vec<ScenarioEntry<'a>>,
    left_out: Vec<LeftOutEntry<'a>>,
}

#[derive(Serialize)]
struct ScenarioEntry<'a> {
    name: &'a str,
    runs: usize,
    same: usize,
    standings: Vec<StandingEntry<'a>>,
    figures: Vec<MetricEntry>,
}

#[derive(Serialize)]
struct StandingEntry<'a> {
    was: &'static str,
    now: &'static str,
    regression: bool,
    seeds: &'a [Seed],
    /// Shows the first of them.
    replay: Option<String>,
}

#[derive(Serialize)]
struct MetricEntry {
    figure: &'static str,
    unit: &'static str,
    better_is: &'static str,
    better: u64,
    worse: u64,
    equal: u64,
    median: QuantileEntry,
    p95: QuantileEntry,
    /// Now less before, in the median of the seeds, and between what it lies at 95 %.
    median_difference: Option<f64>,
    median_difference_from: Option<f64>,
    median_difference_to: Option<f64>,
    /// How probable so uneven a split into better and worse is by chance, over seeds.
    sign_test_p: f64,
    /// The runs that became worse by most, the worst first.
    moved_most: Vec<MovedEntry>,
}

#[derive(Serialize)]
struct QuantileEntry {
    was: Option<f64>,
    now: Option<f64>,
    /// `equal`, `within-tolerance`, `better` or `worse`.
    movement: &'static str,
}

#[derive(Serialize)]
struct MovedEntry {
    seed: Seed,
    was: Option<f64>,
    now: Option<f64>,
    replay: String,
}

#[derive(Serialize)]
struct LeftOutEntry<'a> {
    scenario: &'a str,
    /// `changed`, `only-here` or `only-in-baseline`.
    why: &'static str,
}

pub(crate) fn entry<'a>(report: &Report<'a>) -> Option<BaselineEntry<'a>> {
    let ComparedWith { file, comparison } = report.baseline?;
    Some(BaselineEntry {
        file,
        engine: &comparison.engine,
        protocol: comparison.protocol.as_deref(),
        tolerance: comparison.tolerance.get(),
        runs: comparison.runs(),
        same: comparison.same(),
        runs_only_here: comparison.runs_only_here,
        runs_only_there: comparison.runs_only_there,
        regressions: comparison
            .regressions()
            .iter()
            .map(|found| sentences::with_command(report, found))
            .collect(),
        scenarios: comparison.scenarios.iter().map(|it| scenario(report, it)).collect(),
        left_out: comparison.left_out.iter().map(left_out).collect(),
    })
}

fn scenario<'a>(report: &Report<'_>, of: &'a ScenarioComparison) -> ScenarioEntry<'a> {
    ScenarioEntry {
        name: &of.name,
        runs: of.runs,
        same: of.same,
        standings: of.standings.iter().map(|change| standing(report, &of.name, change)).collect(),
        figures: of.metrics.iter().map(|it| metric(report, &of.name, it)).collect(),
    }
}

fn standing<'a>(report: &Report<'_>, name: &str, change: &'a StandingChange) -> StandingEntry<'a> {
    StandingEntry {
        was: change.was.word(),
        now: change.now.word(),
        regression: change.is_regression(),
        seeds: &change.seeds,
        replay: change.seeds.first().map(|seed| sentences::replay(report, name, *seed)),
    }
}

fn metric(report: &Report<'_>, name: &str, of: &MetricComparison) -> MetricEntry {
    let [median, p95] = of.quantiles.map(|of| quantile(&of));
    let interval = of.paired.median_interval(Confidence::P95);
    let moved = |Moved { seed, was, now }: &Moved| MovedEntry {
        seed: *seed,
        was: finite(*was),
        now: finite(*now),
        replay: sentences::replay(report, name, *seed),
    };
    MetricEntry {
        figure: of.metric.name(),
        unit: values::base_unit(of.metric),
        better_is: match of.metric.better() {
            Better::Lower => "lower",
            Better::Higher => "higher",
        },
        better: of.paired.better(),
        worse: of.paired.worse(),
        equal: of.paired.equal(),
        median,
        p95,
        median_difference: of.paired.median_difference().and_then(finite),
        median_difference_from: finite(interval.low),
        median_difference_to: finite(interval.high),
        sign_test_p: of.paired.sign_test(),
        moved_most: of.moved.iter().map(moved).collect(),
    }
}

fn quantile(of: &QuantileComparison) -> QuantileEntry {
    let movement = match of.movement {
        Movement::None => "equal",
        Movement::Within => "within-tolerance",
        Movement::Better => "better",
        Movement::Worse => "worse",
    };
    QuantileEntry { was: finite(of.was), now: finite(of.now), movement }
}

fn left_out(of: &LeftOut) -> LeftOutEntry<'_> {
    let why = match of {
        LeftOut::Changed { .. } => "changed",
        LeftOut::OnlyHere { .. } => "only-here",
        LeftOut::OnlyThere { .. } => "only-in-baseline",
    };
    LeftOutEntry { scenario: of.scenario(), why }
}

fn finite(value: f64) -> Option<f64> {
    Some(value).filter(|value| value.is_finite())
}
