//! Axes with round numbers and round times.

use firedrill_sim::{Span, det_math};

use crate::figures;

/// One direction of a chart: which values it holds, and its round ones.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    /// Round values with what they are called, the smallest first.
    pub(super) ticks: Vec<(f64, String)>,
}

impl Scale {
    /// From the round number at or below the lower to the one at or above the higher value, with about
    /// so many steps between.
    pub(super) fn numbers(low: f64, high: f64, steps: u32) -> Self {
        let size = det_math::max(low.abs(), high.abs());
        // What differs by less is the same to the eye and, nearly, to a float.
        let least = det_math::max(size * 1e-6, 1e-6);
        let high = det_math::max(high, low + least);
        let step = Step::at_least((high - low) / f64::from(steps.max(1)));
        let first = det_math::floor(step.count(low) + 1e-9);
        let last = det_math::max(det_math::ceil(step.count(high) - 1e-9), first + 1.0);
        let count = (last - first) as u32;
        let ticks = (0..=count).map(|index| first + f64::from(index));
        let ticks = ticks.map(|count| (step.value(count), step.say(count))).collect();
        Self { low: step.value(first), high: step.value(last), ticks }
    }

    /// From 0 to 100 %, in quarters.
    pub(super) fn per_cent() -> Self {
        let ticks = [0, 25, 50, 75, 100].map(|tick| (f64::from(tick), format!("{tick} %")));
        Self { low: 0.0, high: 100.0, ticks: ticks.into() }
    }

    /// From zero to just this time, which may be no round one.
    pub(super) fn times(until: Span) -> Self {
        Self::times_at_most(until, 9)
    }

    /// The same with no more than so many steps.
    pub(super) fn times_at_most(until: Span, steps: u64) -> Self {
        let until = until.max(Span::from_millis(100));
        let step = round_time(until.as_nanos().div_ceil(steps.max(1)));
        let ticks = (0..=until.as_nanos() / step).map(|index| Span::from_nanos(index * step));
        let ticks = ticks.map(|tick| (tick.as_secs_f64(), say_time(tick))).collect();
        Self { low: 0.0, high: until.as_secs_f64(), ticks }
    }

    /// With something behind each name.
    pub(super) fn with_unit(mut self, unit: &str) -> Self {
        for (_, name) in &mut self.ticks {
            name.push_str(unit);
        }
        self
    }

    /// Where a value stands between the ends; one beyond them stands at the end.
    pub(super) fn place(&self, value: f64, from: i32, until: i32) -> i32 {
        let share = det_math::clamp((value - self.low) / (self.high - self.low), 0.0, 1.0);
        from + det_math::round(share * f64::from(until - from)) as i32
    }

    /// Whether a value stands where it should, rather than at an end.
    pub(super) fn holds(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// 1, 2 or 5 times a power of ten.
#[derive(Clone, Copy, Debug)]
struct Step {
    digit: f64,
    power: i32,
}

impl Step {
    /// The least that is no smaller.
    fn at_least(least: f64) -> Self {
        let mut power = det_math::floor(det_math::log10(least)) as i32;
        loop {
            for digit in [1.0, 2.0, 5.0] {
                let step = Self { digit, power };
                if step.value(1.0) >= least * (1.0 - 1e-9) {
                    return step;
                }
            }
            power += 1;
        }
    }

    /// So many steps. Dividing by a whole power of ten gives the float nearest to what is written.
    fn value(self, count: f64) -> f64 {
        let ten = det_math::pow(10.0, f64::from(self.power.abs()));
        let (digits, ten) = (count * self.digit, det_math::round(ten));
        (if self.power < 0 { digits / ten } else { digits * ten }) + 0.0
    }

    fn count(self, value: f64) -> f64 {
        value / self.value(1.0)
    }

    /// So many steps as text, with as many decimals as the step has.
    fn say(self, count: f64) -> String {
        let value = self.value(count);
        if self.power < 0 {
            return format!("{value:.*}", self.power.unsigned_abs() as usize);
        }
        if value.abs() >= 1e7 {
            return format!("{value:e}");
        }
        let sign = if value < 0.0 { "-" } else { "" };
        format!("{sign}{}", figures::count(value.abs() as u64))
    }
}

/// The least round time in nanoseconds that is no shorter.
fn round_time(least: u64) -> u64 {
    const SECOND: u64 = 1_000_000_000;
    const HOUR: u64 = 3_600 * SECOND;
    let short = [10, 20, 50, 100, 200, 500].map(|millis| millis * SECOND / 1_000).into_iter();
    let secs = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800].map(|secs| secs * SECOND);
    let hours = [1, 2, 3, 6, 12].map(|hours| hours * HOUR);
    let days = core::iter::successors(Some(24 * HOUR), |step| step.checked_mul(2));
    let mut steps = short.chain(secs).chain(hours).chain(days);
    steps.find(|step| *step >= least).unwrap_or(u64::MAX)
}

/// `5 s`, `1 min 30 s`
fn say_time(time: Span) -> String {
    const SECOND: u64 = 1_000_000_000;
    match time.as_nanos() {
        nanos if nanos < 60 * SECOND && nanos.is_multiple_of(SECOND) => {
            format!("{} s", nanos / SECOND)
        }
        _ => figures::span(time),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(scale: &Scale) -> Vec<&str> {
        scale.ticks.iter().map(|(_, text)| text.as_str()).collect()
    }

    #[test]
    fn numbers_are_round_and_hold_both_ends() {
        let of = |low, high| {
            let scale = Scale::numbers(low, high, 5);
            assert!(scale.holds(low) && scale.holds(high), "{low} {high} {scale:?}");
            said(&scale).join(" ")
        };
        assert_eq!(of(0.0, 470.0), "0 100 200 300 400 500");
        assert_eq!(of(-12.0, 93.0), "-50 0 50 100");
        assert_eq!(of(0.0, 0.3), "0.0 0.1 0.2 0.3");
        assert_eq!(of(97.3, 100.0), "97 98 99 100");
        assert_eq!(of(0.0, 1e15), "0e0 2e14 4e14 6e14 8e14 1e15".replace("0e0", "0"));
        assert_eq!(of(5.0, 5.0).split(' ').next(), Some("5.000000"));
        assert_eq!(of(99_000.0, 1_000_000.0), "0 200,000 400,000 600,000 800,000 1,000,000");
    }

    #[test]
    fn any_two_numbers_have_few_round_ones_between() {
        let mut state = 1_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 11) as f64 / (1_u64 << 53) as f64 * 2.0 - 1.0
        };
        for exponent in -12..=15 {
            for _ in 0..200 {
                let size = det_math::pow(10.0, f64::from(exponent));
                let (one, other) = (next() * size, next() * size);
                let (low, high) = (det_math::min(one, other), det_math::max(one, other));
                let scale = Scale::numbers(low, high, 5);
                let count = scale.ticks.len();
                assert!((2..=8).contains(&count), "{low} {high} {scale:?}");
                let places: Vec<_> =
                    scale.ticks.iter().map(|(tick, _)| scale.place(*tick, 0, 3000)).collect();
                assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "{low} {high} {scale:?}");
            }
        }
    }

    #[test]
    fn times_are_round_and_few_whatever_their_length() {
        assert_eq!(said(&Scale::times(Span::from_secs(5)))[..3], ["0 s", "1 s", "2 s"]);
        assert_eq!(said(&Scale::times(Span::from_secs(390)))[..3], ["0 s", "1 min", "2 min"]);
        for nanos in (0..64).map(|bit| 1_u64 << bit).chain([0, u64::MAX]) {
            let scale = Scale::times(Span::from_nanos(nanos));
            assert!((2..=11).contains(&scale.ticks.len()), "{nanos}: {scale:?}");
            assert!(scale.holds(Span::from_nanos(nanos).as_secs_f64()), "{nanos}");
        }
    }

    #[test]
    fn a_value_beyond_an_end_stands_at_it() {
        let scale = Scale::per_cent();
        let place = |value| scale.place(value, 1000, 0);
        assert_eq!([-5.0, 0.0, 50.0, 100.0, 1e15].map(place), [1000, 1000, 500, 0, 0]);
        assert!(!scale.holds(100.1));
    }
}
