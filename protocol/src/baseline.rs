//! The performance baseline: what a healthy app looks like, and until when that may be believed.

use serde::{Deserialize, Serialize};

use crate::playbook::BaselineRules;
use crate::units::{Bytes, Timestamp};

/// Twice or half of what healthy means is no reading of the same app: units were confused, or another
/// path is measured (assumed).
const PLAUSIBLE_FACTOR: f64 = 2.0;

/// A baseline of the ContinuousPerformanceMonitor: the playbook's `getCurrentBaseline()`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// The multiplier of a healthy app.
    pub performance_multiplier: f64,
    /// Its footprint.
    pub memory_usage: Bytes,
    /// The first instant at which it is no longer valid; the origin of the timeline for one that had
    /// expired before the timeline began.
    pub valid_until: Timestamp,
}

impl Baseline {
    /// The playbook's `baseline.isValid`: its time has not run out and its numbers can be.
    pub fn is_valid(&self, now: Timestamp) -> bool {
        now < self.valid_until
            && self.performance_multiplier.is_finite()
            && self.performance_multiplier > 0.0
            && self.memory_usage > Bytes::ZERO
    }

    /// Whether a healthy app could have this multiplier, going by what it had.
    pub fn is_plausible_performance(&self, multiplier: f64) -> bool {
        is_within_factor(multiplier, self.performance_multiplier)
    }

    /// Whether a healthy app could have this footprint, going by what it had.
    pub fn is_plausible_memory(&self, memory: Bytes) -> bool {
        is_within_factor(memory.get() as f64, self.memory_usage.get() as f64)
    }

    /// Whether any of these readings has fallen behind so far that it calls for a rollback. What was not
    /// read has not.
    pub fn regression(
        &self,
        rules: &BaselineRules,
        performance_multiplier: Option<f64>,
        memory_usage: Option<Bytes>,
        error_rate: Option<f64>,
    ) -> bool {
        let slowest = self.performance_multiplier * (1.0 - rules.performance_regression);
        let largest = self.memory_usage.get() as f64 * (1.0 + rules.memory_regression);
        performance_multiplier.is_some_and(|multiplier| multiplier <= slowest)
            || memory_usage.is_some_and(|memory| memory.get() as f64 >= largest)
            || error_rate.is_some_and(|rate| rate >= rules.error_regression)
    }
}

fn is_within_factor(value: f64, of: f64) -> bool {
    value >= of / PLAUSIBLE_FACTOR && value <= of * PLAUSIBLE_FACTOR
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playbook::Playbook;

    #[test]
    fn a_baseline_is_valid_until_its_time_and_only_with_numbers_that_can_be() {
        let second = |s: u64| Timestamp::from_nanos(s * 1_000_000_000);
        let baseline = Baseline {
            performance_multiplier: 480.0,
            memory_usage: Bytes::mb(185),
            valid_until: second(10),
        };
        assert!(baseline.is_valid(second(9)));
        assert!(!baseline.is_valid(second(10)));
        for performance_multiplier in [f64::NAN, f64::INFINITY, 0.0, -1.0] {
            assert!(!Baseline { performance_multiplier, ..baseline }.is_valid(second(0)));
        }
        assert!(!Baseline { memory_usage: Bytes::ZERO, ..baseline }.is_valid(second(0)));
    }

    #[test]
    fn a_reading_has_regressed_from_each_mark_on_and_is_absurd_beyond_a_factor() {
        let rules = Playbook::built_in().baseline;
        let baseline = Baseline {
            performance_multiplier: 480.0,
            memory_usage: Bytes::mb(188),
            valid_until: Timestamp::ZERO,
        };
        let slow = |x| baseline.regression(&rules, Some(x), None, None);
        assert_eq!((slow(408.1), slow(408.0)), (false, true), "15 % of 480 is 72");
        let large = |mb| baseline.regression(&rules, None, Some(Bytes::mb(mb)), None);
        assert_eq!((large(234), large(235)), (false, true), "a quarter of 188 is 47");
        let failing = |rate| baseline.regression(&rules, None, None, Some(rate));
        assert_eq!((failing(0.079), failing(0.08)), (false, true));
        assert!(!baseline.regression(&rules, None, None, None));
        assert!(baseline.is_plausible_performance(239.9 + 0.1));
        assert!(!baseline.is_plausible_performance(f64::NAN));
        assert!(!baseline.is_plausible_memory(Bytes::kb(188)));
    }
}
