//! Distrust: which readings of a sample may be believed.
//!
//! Monitors have failed open before: missing numbers arrived as zero, a ring buffer was read by slot
//! so that old samples looked new, an average stood still. A reading that cannot be believed is never
//! healthy here; it is unknown, and unknown for long it is a symptom.

use core::time::Duration;

use super::dating::Dating;
use crate::metrics::{HealthMetrics, ThermalState};
use crate::playbook::Playbook;
use crate::units::{Bytes, Timestamp};

/// What was measured so many monitor periods ago is not the present any more, whatever date it bears.
pub(super) const STALE_AFTER_PERIODS: u32 = 3;

/// So many samples in a row with the same bits in every reading come from a stuck monitor: real
/// readings are noisy, and drain and memory never repeat together.
const FROZEN_AFTER_SAMPLES: u32 = 12;

/// A reading that lies exactly on one of the playbook's lines so often in a row is no measurement:
/// somebody cut it off there, and what it hides lies beyond.
const CLAMPED_AFTER_SAMPLES: u8 = 3;

/// Largest believable multiplier: passes of 3.57 µs.
const PERFORMANCE_LIMIT: f64 = 1e6;

/// Largest believable footprint, more than any phone's memory.
const MEMORY_LIMIT: Bytes = Bytes::mb(64 * 1024);

/// Smallest believable footprint: an app that shows anything at all needs more. Kilobytes that are
/// read as bytes lie below it.
const MEMORY_FLOOR: Bytes = Bytes::mb(8);

/// Nor does a running app ever shrink to less than this part of the smallest footprint seen of it, or
/// of its target where that is less: all its caches together are not half of it.
const MEMORY_PART: u64 = 4;

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
    /// On the host's timeline.
    pub(super) taken_at: Timestamp,
    /// Whether it says the same as the samples before it, for too long to speak of the present. What
    /// was wrong may be so still; what was well is no good news any more.
    pub(super) is_stale: bool,
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
            is_stale: false,
            performance: Reading::of(sample.performance_multiplier, within(PERFORMANCE_LIMIT)),
            memory: Reading::of(sample.memory_usage, |memory| {
                *memory >= MEMORY_FLOOR && *memory <= MEMORY_LIMIT
            }),
            drain: Reading::of(sample.battery_drain_pct_per_hour, within(DRAIN_LIMIT)),
            errors: Reading::of(sample.error_rate, |rate| (0.0..=1.0).contains(rate)),
            thermal: Reading::of(sample.thermal_state, |_| true),
            responsive: Reading::of(sample.ui_responsive, |_| true),
        }
    }
}

/// Remembers enough of the last samples to recognise one that is old, stuck or cut off.
#[derive(Clone, Debug, Default)]
pub(super) struct Trust {
    dating: Dating,
    bits: [Option<u64>; 5],
    repeats: u32,
    performance: Clamp,
    memory: Clamp,
    drain: Clamp,
    /// The smallest footprint believed since the app was launched.
    smallest: Option<Bytes>,
}

impl Trust {
    /// The readings of a sample that is new, young enough and alive; `None` for any other.
    pub(super) fn examine(
        &mut self,
        now: Timestamp,
        sample: &HealthMetrics,
        playbook: &Playbook,
        period: Duration,
    ) -> Option<Readings> {
        let bits = bits(sample);
        let is_repeat = bits == self.bits && bits[1].is_some() && bits[2].is_some();
        let taken_at = self.dating.date(now, sample.taken_at, period, !is_repeat)?;
        self.repeats = if is_repeat { self.repeats.saturating_add(1) } else { 0 };
        self.bits = bits;
        if self.repeats >= FROZEN_AFTER_SAMPLES {
            return None;
        }
        let mut readings = Readings { taken_at, ..Readings::of(sample) };
        readings.is_stale = self.repeats >= STALE_AFTER_PERIODS;
        self.disbelieve_clamped(playbook, &mut readings);
        self.disbelieve_shrunk(playbook, &mut readings);
        Some(readings)
    }

    /// The process is new, and may be far smaller than it was.
    pub(super) fn expect_launch(&mut self) {
        self.smallest = None;
    }

    fn disbelieve_clamped(&mut self, playbook: &Playbook, readings: &mut Readings) {
        let (targets, severities) = (&playbook.targets, &playbook.severities);
        let is_line = |value: &f64| {
            *value == targets.performance_multiplier
                || severities.iter().any(|lines| *value == lines.performance_below)
        };
        self.performance.judge(&mut readings.performance, is_line);
        let is_line = |value: &Bytes| {
            *value == targets.memory_usage
                || severities.iter().any(|lines| *value == lines.memory_above)
        };
        self.memory.judge(&mut readings.memory, is_line);
        let is_line = |value: &f64| {
            *value == targets.battery_drain_pct_per_hour
                || severities
                    .iter()
                    .any(|lines| lines.battery_drain_above_pct_per_hour == Some(*value))
        };
        self.drain.judge(&mut readings.drain, is_line);
    }

    fn disbelieve_shrunk(&mut self, playbook: &Playbook, readings: &mut Readings) {
        let Some(memory) = readings.memory.value() else { return };
        let target = playbook.targets.memory_usage;
        let usual = self.smallest.map(|seen| if seen < target { seen } else { target });
        if usual.is_some_and(|usual| memory.get() < usual.get() / MEMORY_PART) {
            readings.memory = Reading::Implausible;
        } else if self.smallest.is_none_or(|seen| memory < seen) {
            self.smallest = Some(memory);
        }
    }
}

/// Recognises a reading that is cut off at a line, so that its alert cannot fire.
#[derive(Clone, Copy, Debug, Default)]
struct Clamp {
    in_a_row: u8,
}

impl Clamp {
    fn judge<T>(&mut self, reading: &mut Reading<T>, is_line: impl FnOnce(&T) -> bool) {
        // What was not measured says nothing of where it would have been cut off.
        let Reading::Measured(value) = reading else { return };
        self.in_a_row = if is_line(value) { self.in_a_row.saturating_add(1) } else { 0 };
        if self.in_a_row >= CLAMPED_AFTER_SAMPLES {
            *reading = Reading::Implausible;
        }
    }
}

fn bits(sample: &HealthMetrics) -> [Option<u64>; 5] {
    [
        sample.performance_multiplier.map(f64::to_bits),
        sample.memory_usage.map(Bytes::get),
        sample.battery_drain_pct_per_hour.map(f64::to_bits),
        sample.error_rate.map(f64::to_bits),
        sample.cpu_usage.map(f64::to_bits),
    ]
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

    fn examine(trust: &mut Trust, second: u64, sample: &HealthMetrics) -> Option<Readings> {
        let now = Timestamp::ZERO + Duration::from_secs(second);
        trust.examine(now, sample, &Playbook::built_in(), PERIOD)
    }

    #[test]
    fn old_repeated_and_future_samples_are_not_believed() {
        let mut trust = Trust::default();
        assert!(examine(&mut trust, 13, &sample(10)).is_some());
        assert!(examine(&mut trust, 13, &sample(10)).is_none(), "repeated");
        assert!(examine(&mut trust, 13, &sample(9)).is_none(), "out of order");
        assert!(examine(&mut trust, 25, &sample(14)).is_none(), "stale");
        assert!(examine(&mut trust, 25, &sample(27)).is_none(), "from the future");
        assert!(examine(&mut trust, 25, &sample(25)).is_some());
    }

    #[test]
    fn a_monitor_that_repeats_itself_to_the_bit_is_stale_then_frozen_until_a_bit_changes() {
        let mut trust = Trust::default();
        let examined: Vec<_> = (1..=20)
            .map(|second| examine(&mut trust, second, &sample(second)).map(|r| r.is_stale))
            .collect();
        let (fresh, frozen) = (STALE_AFTER_PERIODS as usize, FROZEN_AFTER_SAMPLES as usize);
        assert!(examined[..fresh].iter().all(|stale| *stale == Some(false)));
        assert!(examined[fresh..frozen].iter().all(|stale| *stale == Some(true)));
        assert!(examined[frozen..].iter().all(Option::is_none));
        let moved = HealthMetrics { cpu_usage: Some(0.21), ..sample(21) };
        assert_eq!(examine(&mut trust, 21, &moved).map(|readings| readings.is_stale), Some(false));
    }

    /// What becomes of a footprint in each second.
    fn footprints(trust: &mut Trust, from: u64, bytes: &[u64]) -> Vec<bool> {
        let of = |(second, bytes): (u64, &u64)| {
            let memory_usage = Some(Bytes::new(*bytes));
            let drain = Some(1.6 + second as f64 / 1000.0);
            let sample =
                HealthMetrics { memory_usage, battery_drain_pct_per_hour: drain, ..sample(second) };
            examine(trust, second, &sample).unwrap().memory.value().is_some()
        };
        (from..).zip(bytes).map(of).collect()
    }

    #[test]
    fn a_reading_cut_off_at_a_line_is_disbelieved_until_it_moves() {
        let line = Bytes::mb(195).get();
        let seen = footprints(&mut Trust::default(), 1, &[line, line, line, line, line - 1, line]);
        assert_eq!(seen, [true, true, false, false, true, true]);
        let resting = [line - 1; 9];
        assert!(footprints(&mut Trust::default(), 1, &resting).iter().all(|believed| *believed));
        let mut trust = Trust::default();
        let cut = (1..=4).map(|second| {
            let sample = HealthMetrics {
                performance_multiplier: Some(357.0),
                battery_drain_pct_per_hour: Some(2.0),
                memory_usage: Some(Bytes::new(line - second)),
                ..sample(second)
            };
            let readings = examine(&mut trust, second, &sample).unwrap();
            (readings.performance.value().is_some(), readings.drain.value().is_some())
        });
        assert_eq!(cut.last(), Some((false, false)));
    }

    #[test]
    fn a_footprint_that_no_app_can_shrink_to_is_in_another_unit() {
        let (usual, mb) = (Bytes::mb(185).get(), 1024 * 1024);
        let mut trust = Trust::default();
        let seen =
            footprints(&mut trust, 1, &[usual / 1024, usual, usual / 1024, 40 * mb, 130 * mb]);
        assert_eq!(seen, [false, true, false, false, true]);
        trust.expect_launch();
        assert_eq!(footprints(&mut trust, 6, &[30 * mb]), [true], "launched anew, and small");
        let grown = [1500 * mb, 140 * mb];
        assert!(footprints(&mut Trust::default(), 1, &grown).iter().all(|believed| *believed));
    }
}
