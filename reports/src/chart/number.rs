//! Numbers that an axis can hold.

use firedrill_campaign::statistics::Interval;

/// The largest size of a [`Number`].
const MOST: f64 = 1e15;

/// A number that an axis can hold: never infinite, never no number, no further than 10^15 from zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Number(f64);

impl Number {
    /// This number; `None` unless it is one that an axis can hold.
    pub fn new(number: f64) -> Option<Self> {
        (number.abs() <= MOST).then_some(Self(number + 0.0))
    }

    /// The number.
    pub const fn get(self) -> f64 {
        self.0
    }
}

/// A value and from where to where it may be. Its ends are never between it and the other end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    value: Number,
    low: Option<Number>,
    high: Option<Number>,
}

impl Estimate {
    /// The value between the two ends; an infinite end is none, one beyond the value is the value's.
    /// `None` unless the value is a [`Number`] and the ends are numbers that one can be or infinite.
    pub fn new(value: f64, within: Interval) -> Option<Self> {
        let value = Number::new(value)?;
        let end = |end: f64, open: f64| match end {
            end if end == open => Some(None),
            end => Number::new(end).map(Some),
        };
        let low = end(within.low, f64::NEG_INFINITY)?;
        let high = end(within.high, f64::INFINITY)?;
        let low = low.map(|low| if low > value { value } else { low });
        let high = high.map(|high| if high < value { value } else { high });
        Some(Self { value, low, high })
    }

    /// The value itself.
    pub const fn value(&self) -> Number {
        self.value
    }

    /// Its lower end, if anything bounds it from below.
    pub const fn low(&self) -> Option<Number> {
        self.low
    }

    /// Its upper end, if anything bounds it from above.
    pub const fn high(&self) -> Option<Number> {
        self.high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_axis_can_hold_is_no_number() {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1.1e15, -1.1e15] {
            assert_eq!(Number::new(number), None, "{number}");
        }
        assert!(Number::new(-0.0).unwrap().get().is_sign_positive());
        assert_eq!(Number::new(-1e15).unwrap().get(), -1e15);
    }

    #[test]
    fn an_estimate_lies_within_its_ends() {
        let of = |value, low, high| {
            let estimate = Estimate::new(value, Interval { low, high })?;
            let ends = (estimate.low().map(Number::get), estimate.high().map(Number::get));
            Some((estimate.value().get(), ends.0, ends.1))
        };
        assert_eq!(of(2.0, 1.0, 3.0), Some((2.0, Some(1.0), Some(3.0))));
        assert_eq!(of(2.0, f64::NEG_INFINITY, f64::INFINITY), Some((2.0, None, None)));
        assert_eq!(of(2.0, 3.0, 1.0), Some((2.0, Some(2.0), Some(2.0))));
        assert_eq!(of(2.0, f64::INFINITY, 3.0), None);
        assert_eq!(of(f64::NAN, 1.0, 3.0), None);
        assert_eq!(of(2.0, f64::NAN, 3.0), None);
    }
}
