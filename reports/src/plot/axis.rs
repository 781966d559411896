//! Scales with round numbers, for time and for values.

use firedrill_sim::{Span, Time, det_math};

use super::window::Window;
use crate::figures;

/// From which value at the bottom to which at the top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    pub(super) bottom: f64,
    pub(super) top: f64,
    /// From one round number to the next.
    step: f64,
}

/// The least that a scale spans, in any unit.
const LEAST: f64 = 0.05;

/// Round numbers of a scale, at most.
const TICKS: f64 = 4.5;

impl Scale {
    /// Holds both values, with a little room above.
    pub(super) fn holding(bottom: f64, top: f64) -> Self {
        let top = det_math::max(top, bottom + LEAST);
        let step = round_step((top - bottom) / TICKS);
        let bottom = det_math::floor(bottom / step) * step;
        Self { bottom, top: top + (top - bottom) * 0.06, step }
    }

    /// The round numbers on it.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let first = det_math::ceil(self.bottom / self.step);
        let ticks = (0..32).map(|index| (first + f64::from(index)) * self.step);
        ticks.take_while(|tick| *tick <= self.top).collect()
    }

    /// A round number with as many decimals as its neighbours need.
    pub(super) fn say(&self, tick: f64) -> String {
        let tick = tick + 0.0;
        match self.step {
            step if step < 0.0999 => format!("{tick:.2}"),
            step if step < 0.999 => format!("{tick:.1}"),
            _ => format!("{tick:.0}"),
        }
    }

    /// Where a value stands between the two ends; one outside stands at the end.
    pub(super) fn y(&self, value: f64, top: i32, bottom: i32) -> i32 {
        let share = (value - self.bottom) / (self.top - self.bottom);
        let share = det_math::clamp(share, 0.0, 1.0);
        bottom - det_math::round(share * f64::from(bottom - top)) as i32
    }
}

/// The least of 1, 2, 5, 10, 20, … and their tenths that is no smaller.
fn round_step(least: f64) -> f64 {
    let mut decade = 0.01;
    loop {
        for digit in [1.0, 2.0, 5.0] {
            if digit * decade >= least || decade > 1e15 {
                // 0.1 is not a hundred thousandth of anything in binary; whole numbers are exact.
                return if decade < 1.0 {
                    digit / det_math::round(1.0 / decade)
                } else {
                    digit * decade
                };
            }
        }
        decade = if decade < 0.5 { 1.0 / det_math::round(0.1 / decade) } else { decade * 10.0 };
    }
}

/// Round moments of a window with their names.
pub(super) fn moments(window: &Window) -> Vec<(Time, String)> {
    const SECOND: u64 = 1_000_000_000;
    let seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600];
    let days = [43_200, 86_400, 172_800, 432_000, 864_000];
    let all = (window.until - window.from).as_nanos();
    let steps = seconds.into_iter().chain(days).map(|secs| secs * SECOND);
    // A run of years has too many days; then its ends must do.
    let Some(step) = steps.into_iter().find(|step| all / step < 11) else {
        return [window.from, window.until].map(|at| (at, say(at))).to_vec();
    };
    let first = window.from.as_nanos().div_ceil(step);
    let last = window.until.as_nanos() / step;
    (first..=last).map(|index| Time::from_nanos(index * step)).map(|at| (at, say(at))).collect()
}

fn say(at: Time) -> String {
    let secs = at.as_nanos() / 1_000_000_000;
    if secs < 60 {
        return format!("{secs} s");
    }
    figures::span(Span::from_secs(secs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_has_round_numbers_and_holds_what_it_must() {
        let of = |bottom, top| {
            let scale = Scale::holding(bottom, top);
            assert!(scale.bottom <= bottom && scale.top > top);
            scale.ticks().iter().map(|tick| scale.say(*tick)).collect::<Vec<_>>()
        };
        assert_eq!(of(0.0, 470.0), ["0", "200", "400"]);
        assert_eq!(of(0.0, 3.0), ["0", "1", "2", "3"]);
        assert_eq!(of(22.3, 41.0), ["20", "25", "30", "35", "40"]);
        assert_eq!(of(-12.0, -10.5), ["-12.0", "-11.5", "-11.0", "-10.5"]);
        assert_eq!(of(0.0, 0.3), ["0.0", "0.1", "0.2", "0.3"]);
        assert_eq!(of(0.0, 0.06), ["0.00", "0.02", "0.04", "0.06"]);
        assert_eq!(of(0.0, 3.0e9), ["0", "1000000000", "2000000000", "3000000000"]);
        assert!(of(5.0, 5.0).len() <= 6);
    }

    #[test]
    fn a_value_stands_where_its_share_of_the_scale_is() {
        let scale = Scale { bottom: 100.0, top: 300.0, step: 100.0 };
        let y = |value| scale.y(value, 1000, 2000);
        assert_eq!([y(100.0), y(150.0), y(300.0)], [2000, 1750, 1000]);
        assert_eq!([y(-5.0), y(1e9)], [2000, 1000]);
    }

    #[test]
    fn moments_are_round_and_few_enough_to_be_read() {
        let of = |from, until| {
            let at = |secs| Time::ZERO + Span::from_secs(secs);
            let window = Window { from: at(from), until: at(until), end: at(until) };
            moments(&window).into_iter().map(|(_, text)| text).collect::<Vec<_>>()
        };
        assert_eq!(of(0, 900)[..3], ["0 s", "2 min", "4 min"]);
        assert_eq!(of(54, 166)[..3], ["1 min", "1 min 15 s", "1 min 30 s"]);
        assert_eq!(of(0, 3600)[..2], ["0 s", "10 min"]);
        assert_eq!(of(0, 172_800)[..2], ["0 s", "6 h"]);
        for until in [1, 7, 59, 61, 1000, 12_345, 100_000, 10_000_000, 4_000_000_000] {
            let count = of(0, until).len();
            assert!((2..=12).contains(&count), "{until}: {count}");
        }
    }
}
