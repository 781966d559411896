//! What a broken monitor makes of an honest sample. The truth stays what it is.

use firedrill_protocol::{HealthMetrics, Timestamp};
use firedrill_sim::{Normal, Seed, Span, Stream, det_math};

use super::reading::{ClockJump, Reading};
use crate::faults::MonitoringFault;

/// The broken parts of a monitor, with what they remember between samples.
#[derive(Clone, Debug)]
pub(super) struct Distortion {
    noise: Stream,
    /// By the number of the fault.
    remembered: Vec<(usize, Remembered)>,
}

#[derive(Clone, Copy, Debug)]
enum Remembered {
    /// A running average.
    Average(f64),
    /// The slot of a ring buffer that is read, and how many samples ago it was written.
    Slot(HealthMetrics, u64),
}

impl Distortion {
    pub(super) fn new(seed: Seed) -> Self {
        Self { noise: Stream::open(seed, "fault/noisy-readings"), remembered: Vec::new() }
    }

    pub(super) fn noise(&self) -> &Stream {
        &self.noise
    }

    /// The process starts again: averages and buffers are empty.
    pub(super) fn forget_all(&mut self) {
        self.remembered.clear();
    }

    /// The fault with this number is over.
    pub(super) fn forget(&mut self, number: usize) {
        self.remembered.retain(|(known, _)| *known != number);
    }

    /// What the fault with this number makes of a sample.
    pub(super) fn apply(
        &mut self,
        number: usize,
        fault: MonitoringFault,
        period: Span,
        sample: &mut HealthMetrics,
    ) {
        match fault {
            MonitoringFault::NoisyReadings { reading, spread } => {
                self.add_noise(reading, spread.fraction(), sample);
            }
            MonitoringFault::NanReadings { reading } => reading.set(sample, f64::NAN),
            MonitoringFault::ZeroReadings { reading } => reading.set(sample, 0.0),
            MonitoringFault::ClampedReadings { reading } => clamp(reading, sample),
            MonitoringFault::UnitConfusion { confusion } => {
                scale(Reading::Memory, confusion.factor(), sample);
            }
            MonitoringFault::AverageFromZero { reading, window } => {
                self.average(
                    number,
                    reading,
                    period.as_secs_f64() / window.0.as_secs_f64(),
                    sample,
                );
            }
            MonitoringFault::RingBufferBySlot { slots } => {
                self.read_slot(number, slots.get(), sample);
            }
            MonitoringFault::WallClockJump { by, direction } => {
                sample.taken_at = jumped(sample.taken_at, by.0, direction);
            }
            // These are about how samples travel, not about what they say.
            MonitoringFault::SamplesDropped { .. }
            | MonitoringFault::SamplesLate { .. }
            | MonitoringFault::SamplesDuplicated { .. }
            | MonitoringFault::SamplesFrozen { .. } => {}
        }
    }

    /// Numbers scatter by a factor; a state or an answer is now and then another one.
    fn add_noise(&mut self, reading: Reading, spread: f64, sample: &mut HealthMetrics) {
        let Some(number) = reading.get(sample) else { return };
        match reading {
            Reading::Thermal => {
                if self.noise.chance(spread) {
                    reading.set(sample, self.noise.below(4) as f64);
                }
            }
            Reading::Responsive => {
                if self.noise.chance(spread) {
                    reading.set(sample, 1.0 - number);
                }
            }
            _ => match Normal::new(0.0, spread) {
                Ok(normal) => {
                    let factor = det_math::exp(normal.sample(&mut self.noise));
                    reading.set(sample, number * factor);
                }
                Err(error) => unreachable!("the catalogue limits the spread: {error}"),
            },
        }
    }

    fn average(&mut self, number: usize, reading: Reading, share: f64, sample: &mut HealthMetrics) {
        let share = if share < 1.0 { share } else { 1.0 };
        let known = self.remember(number, Remembered::Average(0.0));
        let Remembered::Average(average) = known else { return };
        if let Some(new) = reading.get(sample) {
            *average += share * (new - *average);
        }
        reading.set(sample, *average);
    }

    fn read_slot(&mut self, number: usize, slots: u64, sample: &mut HealthMetrics) {
        let known = self.remember(number, Remembered::Slot(*sample, 0));
        let Remembered::Slot(slot, age) = known else { return };
        if *age >= slots {
            (*slot, *age) = (*sample, 0);
        }
        *age += 1;
        *sample = HealthMetrics { taken_at: sample.taken_at, ..*slot };
    }

    fn remember(&mut self, number: usize, empty: Remembered) -> &mut Remembered {
        let known = self.remembered.iter().position(|(known, _)| *known == number);
        let index = known.unwrap_or_else(|| {
            self.remembered.push((number, empty));
            self.remembered.len() - 1
        });
        &mut self.remembered[index].1
    }
}

fn clamp(reading: Reading, sample: &mut HealthMetrics) {
    let Some(number) = reading.get(sample) else { return };
    let limit = reading.worst_harmless();
    let is_worse = if reading == Reading::Multiplier { number < limit } else { number > limit };
    if is_worse {
        reading.set(sample, limit);
    }
}

fn scale(reading: Reading, factor: f64, sample: &mut HealthMetrics) {
    if let Some(number) = reading.get(sample) {
        reading.set(sample, number * factor);
    }
}

/// A clock is never before the start of the run.
fn jumped(at: Timestamp, by: Span, direction: ClockJump) -> Timestamp {
    let (nanos, by) = (at.as_nanos(), by.as_nanos());
    Timestamp::from_nanos(match direction {
        ClockJump::Forwards => nanos.saturating_add(by),
        ClockJump::Backwards => nanos.saturating_sub(by),
    })
}

#[cfg(test)]
mod tests {
    use firedrill_protocol::{Bytes, ThermalState};

    use super::super::reading::UnitConfusion;
    use super::*;
    use crate::duration::Duration;
    use crate::units::Count;

    fn sample(second: u64, memory: Bytes) -> HealthMetrics {
        HealthMetrics {
            taken_at: Timestamp::from_nanos(second * 1_000_000_000),
            performance_multiplier: Some(150.0),
            memory_usage: Some(memory),
            battery_drain_pct_per_hour: Some(12.0),
            error_rate: Some(0.5),
            thermal_state: Some(ThermalState::Critical),
            ui_responsive: Some(false),
            cpu_usage: Some(1.0),
        }
    }

    fn distorted(fault: MonitoringFault) -> HealthMetrics {
        let mut sample = sample(100, Bytes::mb(280));
        Distortion::new(Seed(1)).apply(0, fault, Span::from_secs(1), &mut sample);
        sample
    }

    #[test]
    fn a_clamped_sample_sets_off_no_alert_whichever_reading_it_is() {
        for reading in Reading::ALL.iter().copied() {
            let clamped = distorted(MonitoringFault::ClampedReadings { reading });
            assert_eq!(reading.get(&clamped), Some(reading.worst_harmless()), "{reading:?}");
        }
    }

    #[test]
    fn zero_looks_healthy_in_every_reading_but_the_multiplier() {
        let zero = |reading| distorted(MonitoringFault::ZeroReadings { reading });
        assert_eq!(zero(Reading::Thermal).thermal_state, Some(ThermalState::Nominal));
        assert_eq!(zero(Reading::Responsive).ui_responsive, Some(true));
        assert_eq!(zero(Reading::Memory).memory_usage, Some(Bytes::ZERO));
        assert_eq!(zero(Reading::Multiplier).performance_multiplier, Some(0.0));
    }

    #[test]
    fn what_is_no_number_is_missing_where_no_number_can_say_so() {
        let nan = |reading| distorted(MonitoringFault::NanReadings { reading });
        assert!(nan(Reading::Drain).battery_drain_pct_per_hour.is_some_and(f64::is_nan));
        assert_eq!(nan(Reading::Memory).memory_usage, None);
    }

    #[test]
    fn confused_units_are_off_by_their_ratio() {
        let read = |confusion| {
            distorted(MonitoringFault::UnitConfusion { confusion }).memory_usage.unwrap().as_mb()
        };
        assert!((read(UnitConfusion::DecimalMegabytes) - 293.6).abs() < 0.1);
        assert!((read(UnitConfusion::KilobytesAsBytes) - 0.273).abs() < 0.001);
    }

    #[test]
    fn an_average_from_zero_needs_its_window_to_arrive() {
        let (reading, window) = (Reading::Memory, Duration(Span::from_secs(30)));
        let fault = MonitoringFault::AverageFromZero { reading, window };
        let mut distortion = Distortion::new(Seed(1));
        let read: Vec<_> = (0..150)
            .map(|second| {
                let mut sample = sample(second, Bytes::mb(280));
                distortion.apply(0, fault, Span::from_secs(1), &mut sample);
                sample.memory_usage.unwrap().as_mb()
            })
            .collect();
        assert!(read[0] < 10.0 && read[20] < 150.0 && read[149] > 275.0, "{read:?}");
        assert!(read.is_sorted());
    }

    #[test]
    fn a_slot_is_read_until_it_is_written_again() {
        let fault = MonitoringFault::RingBufferBySlot { slots: Count::new(10) };
        let mut distortion = Distortion::new(Seed(1));
        let read = (0..25).map(|second| {
            let mut sample = sample(second, Bytes::mb(second));
            distortion.apply(0, fault, Span::from_secs(1), &mut sample);
            assert_eq!(sample.taken_at.as_nanos(), second * 1_000_000_000);
            sample.memory_usage.unwrap().get() >> 20
        });
        let expect = (0..25).map(|second| second / 10 * 10);
        assert!(read.eq(expect));
    }

    #[test]
    fn a_clock_jumps_both_ways_and_not_before_its_beginning() {
        let jump = |direction, seconds| {
            let by = Duration(Span::from_secs(seconds));
            distorted(MonitoringFault::WallClockJump { by, direction }).taken_at.as_nanos()
                / 1_000_000_000
        };
        assert_eq!(jump(ClockJump::Forwards, 60), 160);
        assert_eq!(jump(ClockJump::Backwards, 60), 40);
        assert_eq!(jump(ClockJump::Backwards, 600), 0);
    }
}
