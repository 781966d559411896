//! Distrust: which readings of a sample may be believed.
//!
//! Monitors have failed open before: missing numbers arrived as zero, a ring buffer was read by slot
//! so that old samples looked new, an average stood still. A reading that cannot be believed is never
//! healthy here; it is unknown, and unknown for long it is a symptom.

use core::time::Duration;

use crate::metrics::{HealthMetrics, ThermalState};
use crate::units::{Bytes, Timestamp};

/// A sample older than this many monitor periods describes another situation.
pub(super) const STALE_AFTER_PERIODS: u32 = 3;

/// So many samples in a row with the same bits in every reading come from a stuck monitor: real
/// readings are noisy, and drain and memory never repeat together.
const FROZEN_AFTER_SAMPLES: u32 = 12;

/// Largest believable multiplier: passes of 3.57 µs.
const PERFORMANCE_LIMIT: f64 = 1e6;

/// Largest believable footprint, more than any phone's memory.
const MEMORY_LIMIT: Bytes = Bytes::mb(64 * 1024);

/// Largest believable drain: a full charge in under four minutes.
const DRAIN_LIMIT: f64 = 1e3;

/// One reading, judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Reading<T> {
    /// Believable.
    Measured(T),
    /// Not taken. For performance and errors that is what idleness looks like.
    Absent,
    /// Taken, but no such value exists.
    Implausible,
}

impl<T> Reading<T> {
    /// Judges one reading.
    fn of(reading: Option<T>, plausible: impl FnOnce(&T) -> bool) -> Self {
        match reading {
            None => Self::Absent,
            Some(value) if plausible(&value) => Self::Measured(value),
            Some(_) => Self::Implausible,
        }
    }

    /// The value, if it may be believed.
    pub(super) fn value(self) -> Option<T> {
        match self {
            Self::Measured(value) => Some(value),
            Self::Absent | Self::Implausible => None,
        }
    }
}

/// What a believable sample says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Readings {
    pub(super) taken_at: Timestamp,
    pub(super) performance: Reading<f64>,
    pub(super) memory: Reading<Bytes>,
    pub(super) drain: Reading<f64>,
    pub(super) errors: Reading<f64>,
    pub(super) thermal: Reading<ThermalState>,
    pub(super) responsive: Reading<bool>,
}

impl Readings {
    /// Judges each reading by itself. Zero performance, memory or drain is a missing number in
    /// disguise; zero errors is good news.
    pub(super) fn of(sample: &HealthMetrics) -> Self {
        let within = |limit: f64| move |value: &f64| *value > 0.0 && *value <= limit;
        Self {
            taken_at: sample.taken_at,
            performance: Reading::of(sample.performance_multiplier, within(PERFORMANCE_LIMIT)),
            memory: Reading::of(sample.memory_usage, |memory| {
                *memory > Bytes::ZERO && *memory <= MEMORY_LIMIT
            }),
            drain: Reading::of(sample.battery_drain_pct_per_hour, within(DRAIN_LIMIT)),
            errors: Reading::of(sample.error_rate, |rate| (0.0..=1.0).contains(rate)),
            thermal: Reading::of(sample.thermal_state, |_| true),
            responsive: Reading::of(sample.ui_responsive, |_| true),
        }
    }
}

/// Remembers enough of the last sample to recognise one that is old or stuck.
#[derive(Clone, Debug, Default)]
pub(super) struct Trust {
    newest: Option<Timestamp>,
    bits: [Option<u64>; 5],
    repeats: u32,
}

impl Trust {
    /// The readings of a sample that is new, current and alive; `None` for any other.
    pub(super) fn examine(
        &mut self,
        now: Timestamp,
        sample: &HealthMetrics,
        period: Duration,
    ) -> Option<Readings> {
        let is_new = self.newest.is_none_or(|newest| sample.taken_at > newest);
        let is_current = now - sample.taken_at <= period.saturating_mul(STALE_AFTER_PERIODS);
        let is_past = sample.taken_at - now <= period;
        if !(is_new && is_current && is_past) {
            return None;
        }
        self.newest = Some(sample.taken_at);
        (!self.is_frozen(sample)).then(|| Readings::of(sample))
    }

    fn is_frozen(&mut self, sample: &HealthMetrics) -> bool {
        let bits = [
            sample.performance_multiplier.map(f64::to_bits),
            sample.memory_usage.map(Bytes::get),
            sample.battery_drain_pct_per_hour.map(f64::to_bits),
            sample.error_rate.map(f64::to_bits),
            sample.cpu_usage.map(f64::to_bits),
        ];
        let is_repeat = bits == self.bits && bits[1].is_some() && bits[2].is_some();
        self.repeats = if is_repeat { self.repeats.saturating_add(1) } else { 0 };
        self.bits = bits;
        self.repeats >= FROZEN_AFTER_SAMPLES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERIOD: Duration = Duration::from_secs(1);

    fn sample(second: u64) -> HealthMetrics {
        HealthMetrics {
            taken_at: Timestamp::ZERO + Duration::from_secs(second),
            performance_multiplier: Some(480.0),
            memory_usage: Some(Bytes::mb(185)),
            battery_drain_pct_per_hour: Some(1.6),
            error_rate: Some(0.0),
            thermal_state: Some(ThermalState::Nominal),
            ui_responsive: Some(true),
            cpu_usage: Some(0.2),
        }
    }

    #[test]
    fn a_number_that_cannot_be_is_not_a_measurement() {
        for wrong in [0.0, -1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300] {
            let sample = HealthMetrics {
                performance_multiplier: Some(wrong),
                battery_drain_pct_per_hour: Some(wrong),
                error_rate: Some(wrong + 2.0),
                memory_usage: Some(Bytes::ZERO),
                ..sample(1)
            };
            let readings = Readings::of(&sample);
            assert_eq!(readings.performance, Reading::Implausible, "{wrong}");
            assert_eq!(readings.drain, Reading::Implausible, "{wrong}");
            assert_eq!(readings.errors.value(), (wrong == -1.0).then_some(1.0), "{wrong}");
            assert_eq!(readings.memory, Reading::Implausible, "{wrong}");
        }
    }

    #[test]
    fn old_repeated_and_future_samples_are_not_believed() {
        let at = |second| Timestamp::ZERO + Duration::from_secs(second);
        let mut trust = Trust::default();
        assert!(trust.examine(at(13), &sample(10), PERIOD).is_some());
        assert!(trust.examine(at(13), &sample(10), PERIOD).is_none(), "repeated");
        assert!(trust.examine(at(13), &sample(9), PERIOD).is_none(), "out of order");
        assert!(trust.examine(at(15), &sample(11), PERIOD).is_none(), "stale");
        assert!(trust.examine(at(15), &sample(17), PERIOD).is_none(), "from the future");
        assert!(trust.examine(at(15), &sample(15), PERIOD).is_some());
    }

    #[test]
    fn a_monitor_that_repeats_itself_to_the_bit_is_frozen_until_a_bit_changes() {
        let mut trust = Trust::default();
        let believed = (1..=20).filter(|second| {
            let now = Timestamp::ZERO + Duration::from_secs(*second);
            trust.examine(now, &sample(*second), PERIOD).is_some()
        });
        assert_eq!(believed.count(), FROZEN_AFTER_SAMPLES as usize);
        let moved = HealthMetrics { cpu_usage: Some(0.21), ..sample(21) };
        assert!(trust.examine(moved.taken_at, &moved, PERIOD).is_some());
    }
}
