//! The performance baseline: what a healthy app looks like, and until when that may be believed.

use serde::{Deserialize, Serialize};

use crate::units::{Bytes, Timestamp};

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
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
