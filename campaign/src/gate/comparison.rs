//! What the comparison came to.

use core::cmp::Ordering;

use firedrill_sim::Seed;

use super::metric::Metric;
use super::opening::LeftOut;
use super::tolerance::Tolerance;
use crate::ledger::Row;
use crate::standing::Standing;
use crate::statistics::{Better, Paired, Quantiles};

/// These runs beside those of a baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The engine whose runs the baseline's are.
    pub engine: String,
    /// What was tested there instead of the shipped protocol, in words; `None` for that.
    pub protocol: Option<String>,
    /// By how much a figure may be worse.
    pub tolerance: Tolerance,
    /// The scenarios that both have, in the order of these runs.
    pub scenarios: Vec<ScenarioComparison>,
    /// Scenarios that could not be compared.
    pub left_out: Vec<LeftOut>,
    /// Runs of compared scenarios whose seeds the baseline does not have.
    pub runs_only_here: usize,
    /// Runs of compared scenarios that only the baseline has.
    pub runs_only_there: usize,
}

/// One scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct ScenarioComparison {
    /// Its name.
    pub name: String,
    /// How many seeds are in both.
    pub runs: usize,
    /// How many of them are the same run, bit for bit.
    pub same: usize,
    /// Runs that stand otherwise than they did, the worst first.
    pub standings: Vec<StandingChange>,
    /// Every metric that both sides have.
    pub metrics: Vec<MetricComparison>,
}

/// Runs of one scenario that stood like this and stand like that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingChange {
    /// How they stood.
    pub was: Standing,
    /// How they stand.
    pub now: Standing,
    /// Their seeds, in order.
    pub seeds: Vec<Seed>,
}

/// One metric of one scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricComparison {
    /// Which.
    pub metric: Metric,
    /// Its quantiles over the seeds.
    pub quantiles: [QuantileComparison; 2],
    /// Before and now, seed by seed.
    pub paired: Paired,
    /// The runs in which it became worse by most, the worst first, at most
    /// [`MetricComparison::MOVED_MAX`].
    pub moved: Vec<Moved>,
}

/// A quantile, counted from the better end: at most so bad are so many of the runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantile {
    /// Half of the runs.
    Median,
    /// 19 of 20 runs.
    P95,
}

/// A quantile before and now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuantileComparison {
    /// Which.
    pub quantile: Quantile,
    /// What it was.
    pub was: f64,
    /// What it is.
    pub now: f64,
    /// What lies between the two.
    pub movement: Movement,
}

/// How a figure moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Movement {
    /// Not even in its last bit.
    None,
    /// By no more than the tolerance.
    Within,
    /// It is better by more than the tolerance.
    Better,
    /// It is worse by more than the tolerance.
    Worse,
}

/// A metric of one run, before and now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moved {
    /// The run's seed.
    pub seed: Seed,
    /// What it was.
    pub was: f64,
    /// What it is.
    pub now: f64,
}

/// One thing that is worse than it was.
#[derive(Clone, Copy, Debug)]
pub enum Regressed<'a> {
    /// Runs stand worse.
    Standing(&'a ScenarioComparison, &'a StandingChange),
    /// A quantile of a metric is worse.
    Quantile(&'a ScenarioComparison, &'a MetricComparison, QuantileComparison),
}

impl Comparison {
    /// Everything that is worse: first runs that stand worse, the worst standing first, then
    /// quantiles, the largest share of what they were first.
    pub fn regressions(&self) -> Vec<Regressed<'_>> {
        let mut found = vec![];
        for scenario in &self.scenarios {
            let standings = scenario.standings.iter().filter(|change| change.is_regression());
            found.extend(standings.map(|change| Regressed::Standing(scenario, change)));
            for metric in &scenario.metrics {
                let is_worse = |found: &&QuantileComparison| found.movement == Movement::Worse;
                let worse = metric.quantiles.iter().filter(is_worse);
                found.extend(worse.map(|found| Regressed::Quantile(scenario, metric, *found)));
            }
        }
        // Stable: of two alike the first scenario's comes first.
        found.sort_by(|a, b| b.gravity(a));
        found
    }

    /// How many runs both have.
    pub fn runs(&self) -> usize {
        self.scenarios.iter().map(|scenario| scenario.runs).sum()
    }

    /// How many of them are the same, bit for bit.
    pub fn same(&self) -> usize {
        self.scenarios.iter().map(|scenario| scenario.same).sum()
    }

    pub(super) fn add(&mut self, scenario: &str, pairs: &[(&Row, &Row)]) {
        if pairs.is_empty() {
            return;
        }
        let metrics = Metric::ALL.into_iter();
        self.scenarios.push(ScenarioComparison {
            name: scenario.to_owned(),
            runs: pairs.len(),
            same: pairs.iter().filter(|(was, now)| was.digest == now.digest).count(),
            standings: standings(pairs),
            metrics: metrics
                .filter_map(|metric| MetricComparison::of(metric, pairs, self.tolerance))
                .collect(),
        });
    }
}

impl StandingChange {
    /// Whether they stand worse, and nothing allows it. A run that nobody could have passed and that is
    /// excused is no regression.
    pub fn is_regression(&self) -> bool {
        self.now > self.was && !matches!(self.now, Standing::Passed | Standing::Excused)
    }
}

impl MetricComparison {
    /// How many of the runs that moved are named.
    pub const MOVED_MAX: usize = 3;

    fn of(metric: Metric, pairs: &[(&Row, &Row)], tolerance: Tolerance) -> Option<Self> {
        let mut moved: Vec<Moved> = vec![];
        for (was, now) in pairs {
            if let (Some(before), Some(after)) = (metric.of(was), metric.of(now)) {
                moved.push(Moved { seed: now.seed, was: before, now: after });
            }
        }
        let quantiles = [Quantile::Median, Quantile::P95].map(|quantile| {
            let was = quantile.of(moved.iter().map(|moved| moved.was), metric.better())?;
            let now = quantile.of(moved.iter().map(|moved| moved.now), metric.better())?;
            let movement = Movement::of(was, now, metric.better(), tolerance);
            Some(QuantileComparison { quantile, was, now, movement })
        });
        let [Some(median), Some(p95)] = quantiles else { return None };
        let values = moved.iter().map(|moved| (moved.was, moved.now));
        let paired = Paired::of(values, metric.better());
        moved.retain(|moved| metric.better().is_worse(moved.now, moved.was));
        moved.sort_by(|a, b| metric.worsening((b.was, b.now), (a.was, a.now)));
        moved.truncate(Self::MOVED_MAX);
        Some(Self { metric, quantiles: [median, p95], paired, moved })
    }
}

impl Quantile {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Median => "median",
            Self::P95 => "95 %",
        }
    }

    /// Of what is the better the higher, the better end is the upper one.
    fn of(self, values: impl Iterator<Item = f64>, better: Better) -> Option<f64> {
        let share = match self {
            Self::Median => 0.5,
            Self::P95 => 0.95,
        };
        match better {
            Better::Lower => values.collect::<Quantiles>().quantile(share),
            Better::Higher => {
                let turned: Quantiles = values.map(|value| -value).collect();
                turned.quantile(share).map(|value| 0.0 - value)
            }
        }
    }
}

impl Movement {
    fn of(was: f64, now: f64, better: Better, tolerance: Tolerance) -> Self {
        if was == now {
            Self::None
        } else if tolerance.is_exceeded(was, now, better) {
            Self::Worse
        } else if tolerance.is_exceeded(was, now, better.opposite()) {
            Self::Better
        } else {
            Self::Within
        }
    }
}

impl Regressed<'_> {
    fn gravity(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Standing(_, a), Self::Standing(_, b)) => {
                (a.now, a.seeds.len()).cmp(&(b.now, b.seeds.len()))
            }
            (Self::Standing(..), Self::Quantile(..)) => Ordering::Greater,
            (Self::Quantile(..), Self::Standing(..)) => Ordering::Less,
            (Self::Quantile(_, _, a), Self::Quantile(_, _, b)) => {
                share_of_what_it_was(a).total_cmp(&share_of_what_it_was(b))
            }
        }
    }
}

/// By which share of what it was a quantile moved; infinite from nothing, or to never.
fn share_of_what_it_was(quantile: &QuantileComparison) -> f64 {
    if quantile.was == 0.0 || !quantile.now.is_finite() {
        return f64::INFINITY;
    }
    ((quantile.now - quantile.was) / quantile.was).abs()
}

fn standings(pairs: &[(&Row, &Row)]) -> Vec<StandingChange> {
    let mut changes: Vec<StandingChange> = vec![];
    for (was, now) in pairs.iter().filter(|(was, now)| was.standing != now.standing) {
        let alike =
            |change: &&mut StandingChange| change.was == was.standing && change.now == now.standing;
        match changes.iter_mut().find(alike) {
            Some(change) => change.seeds.push(now.seed),
            None => changes.push(StandingChange {
                was: was.standing,
                now: now.standing,
                seeds: vec![now.seed],
            }),
        }
    }
    changes.sort_by_key(|change| core::cmp::Reverse((change.now, change.was)));
    changes
}
