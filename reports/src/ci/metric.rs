//! What the app comes to at the end of a run, in the metrics that have a line in the playbook's checklist.

use core::cmp::Ordering;

use firedrill_campaign::{ScenarioResult, Standing, Trial};
use firedrill_protocol::Targets;
use firedrill_scenarios::Figures;
use firedrill_sim::{Seed, det_math};

use super::words::number;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Metric {
    /// How many times faster than the reference.
    PerformanceMultiplier,
    /// The footprint.
    MemoryUsage,
    /// What the app takes from the battery.
    BatteryDrain,
}

/// The end of one run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct End<'a> {
    /// What names the scenario on a command line.
    pub(crate) source: &'a str,
    /// The run.
    pub(crate) trial: &'a Trial,
    /// What was measured.
    pub(crate) value: f64,
    /// What the playbook of its scenario asks.
    pub(crate) threshold: f64,
}

/// The ends of a scenario's runs that count.
pub(crate) fn ends<'a>(
    result: &'a ScenarioResult<'_>,
    source: &'a str,
    metric: Metric,
) -> impl Iterator<Item = End<'a>> {
    let threshold = metric.threshold(&result.scenario.playbook().targets);
    let counting = result.trials.iter().filter(|trial| counts(trial));
    counting.filter_map(move |trial| {
        let value = metric.value(trial.outcome.figures.as_ref()?);
        Some(End { source, trial, value, threshold })
    })
}

/// Whether nothing but the app and its protocol decides how the run ends.
fn counts(trial: &Trial) -> bool {
    let is_judged = matches!(Standing::of(trial), Standing::Passed | Standing::Failed);
    is_judged && trial.outcome.judgement.stated.is_empty()
}

impl End<'_> {
    /// The run's seed.
    pub(crate) const fn seed(&self) -> Seed {
        self.trial.outcome.reference.seed
    }
}

impl Metric {
    /// Every metric, in the order of reports.
    pub(crate) const ALL: [Self; 3] =
        [Self::PerformanceMultiplier, Self::MemoryUsage, Self::BatteryDrain];

    /// What it is measured in.
    pub(crate) const fn unit(self) -> &'static str {
        match self {
            Self::PerformanceMultiplier => "x",
            Self::MemoryUsage => "MB",
            Self::BatteryDrain => "%/h",
        }
    }

    /// How a value that holds stands to its threshold.
    pub(crate) const fn relation(self) -> &'static str {
        match self {
            Self::PerformanceMultiplier => "at least",
            Self::MemoryUsage | Self::BatteryDrain => "at most",
        }
    }

    /// The value in its unit, to two decimals: `2.16 %/h`. No value reads better than it is, and the
    /// smallest excess over a threshold shows.
    pub(crate) fn in_words(self, value: f64) -> String {
        const DIGITS: f64 = 100.0;
        // What is a hundredth to within a rounding error is that hundredth.
        const SLACK: f64 = 1e-6;
        match self {
            Self::PerformanceMultiplier => {
                format!("{}x", number(det_math::floor(value * DIGITS + SLACK) / DIGITS))
            }
            Self::MemoryUsage | Self::BatteryDrain => {
                let rounded = det_math::ceil(value * DIGITS - SLACK) / DIGITS;
                format!("{} {}", number(rounded), self.unit())
            }
        }
    }

    fn value(self, figures: &Figures) -> f64 {
        match self {
            Self::PerformanceMultiplier => figures.last_multiplier,
            Self::MemoryUsage => figures.last_memory.as_mb(),
            Self::BatteryDrain => figures.last_drain_pct_per_hour,
        }
    }

    fn threshold(self, targets: &Targets) -> f64 {
        match self {
            Self::PerformanceMultiplier => targets.performance_multiplier,
            Self::MemoryUsage => targets.memory_usage.as_mb(),
            Self::BatteryDrain => targets.battery_drain_pct_per_hour,
        }
    }

    /// As the checklist has it: at the line is within it.
    pub(crate) fn holds(self, value: f64, threshold: f64) -> bool {
        match self {
            Self::PerformanceMultiplier => value >= threshold,
            Self::MemoryUsage | Self::BatteryDrain => value <= threshold,
        }
    }

    /// The distance to the threshold as a share of it, negative beyond it.
    pub(crate) fn margin(self, end: &End<'_>) -> f64 {
        let distance = match self {
            Self::PerformanceMultiplier => end.value - end.threshold,
            Self::MemoryUsage | Self::BatteryDrain => end.threshold - end.value,
        };
        if end.threshold > 0.0 { distance / end.threshold } else { distance }
    }

    /// The worst of several ends; the first of those that are equal.
    pub(crate) fn worst<'a>(self, ends: impl Iterator<Item = End<'a>>) -> Option<End<'a>> {
        ends.reduce(
            |worst, next| if self.margin(&next) < self.margin(&worst) { next } else { worst },
        )
    }

    /// The order of two values, the worse first.
    pub(crate) fn worse_first(self, a: f64, b: f64) -> Ordering {
        match self {
            Self::PerformanceMultiplier => a.total_cmp(&b),
            Self::MemoryUsage | Self::BatteryDrain => b.total_cmp(&a),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_reads_better_than_it_is() {
        use Metric::{BatteryDrain, MemoryUsage, PerformanceMultiplier};
        assert_eq!(PerformanceMultiplier.in_words(356.999), "356.99x");
        assert_eq!(PerformanceMultiplier.in_words(357.0), "357x");
        assert_eq!(MemoryUsage.in_words(200.001), "200.01 MB");
        assert_eq!(MemoryUsage.in_words(190.5), "190.5 MB");
        assert_eq!(BatteryDrain.in_words(2.0001), "2.01 %/h");
        assert_eq!(BatteryDrain.in_words(1.68), "1.68 %/h");
    }

    #[test]
    fn at_the_line_is_within_it() {
        assert!(Metric::PerformanceMultiplier.holds(357.0, 357.0));
        assert!(!Metric::PerformanceMultiplier.holds(356.9, 357.0));
        assert!(
            Metric::MemoryUsage.holds(200.0, 200.0) && !Metric::MemoryUsage.holds(200.1, 200.0)
        );
        assert!(Metric::BatteryDrain.holds(2.0, 2.0) && !Metric::BatteryDrain.holds(2.1, 2.0));
    }
}
