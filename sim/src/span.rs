//! A length of virtual time.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Sub, SubAssign};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::det_math;

const NANOS_PER_MICRO: u64 = 1_000;
const NANOS_PER_MILLI: u64 = 1_000_000;
const NANOS_PER_SEC: u64 = 1_000_000_000;
const NANOS_PER_MIN: u64 = 60 * NANOS_PER_SEC;
const NANOS_PER_HOUR: u64 = 60 * NANOS_PER_MIN;

/// A duration: whole nanoseconds, never negative.
///
/// Operators panic in every build when the result does not fit; the `saturating_` methods do not.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Span(u64);

/// Why a number is no [`Span`].
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum SpanError {
    /// The number of seconds is NaN.
    #[error("a span cannot be NaN seconds")]
    NotANumber,
    /// The number of seconds is below zero.
    #[error("a span cannot be negative, got {0} s")]
    Negative(f64),
    /// The number of seconds is 2^64 ns (about 584 years) or more.
    #[error("a span must be shorter than 2^64 ns (about 584 years), got {0} s")]
    TooLarge(f64),
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// The longest span, about 584 years.
    pub const MAX: Self = Self(u64::MAX);

    /// A span of whole nanoseconds.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// A span of whole microseconds. Panics past [`Span::MAX`].
    pub const fn from_micros(micros: u64) -> Self {
        Self::from_units(micros, NANOS_PER_MICRO)
    }

    /// A span of whole milliseconds. Panics past [`Span::MAX`].
    pub const fn from_millis(millis: u64) -> Self {
        Self::from_units(millis, NANOS_PER_MILLI)
    }

    /// A span of whole seconds. Panics past [`Span::MAX`].
    pub const fn from_secs(secs: u64) -> Self {
        Self::from_units(secs, NANOS_PER_SEC)
    }

    /// A span of whole minutes. Panics past [`Span::MAX`].
    pub const fn from_mins(mins: u64) -> Self {
        Self::from_units(mins, NANOS_PER_MIN)
    }

    /// A span of seconds, rounded to the nearest nanosecond (halves away from zero).
    ///
    /// Panics on what [`Span::try_from_secs_f64`] refuses.
    pub fn from_secs_f64(secs: f64) -> Self {
        match Self::try_from_secs_f64(secs) {
            Ok(span) => span,
            Err(error) => panic!("{error}"),
        }
    }

    /// A span of seconds, rounded to the nearest nanosecond (halves away from zero).
    ///
    /// # Errors
    /// When `secs` is NaN, negative, or too large to count in nanoseconds.
    pub fn try_from_secs_f64(secs: f64) -> Result<Self, SpanError> {
        Self::from_nanos_f64(secs * NANOS_PER_SEC as f64)
    }

    /// Whole nanoseconds.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// Seconds, rounded to the nearest `f64`.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / NANOS_PER_SEC as f64
    }

    /// Milliseconds, rounded to the nearest `f64`.
    pub fn as_millis_f64(self) -> f64 {
        self.0 as f64 / NANOS_PER_MILLI as f64
    }

    /// The same length as the standard library's type.
    pub const fn as_duration(self) -> Duration {
        Duration::from_nanos(self.0)
    }

    /// This span times a factor, rounded to the nearest nanosecond.
    ///
    /// A span of 104 days or more is first rounded to the 53 bits of an `f64`. Panics when the
    /// factor is NaN or negative, or the product past [`Span::MAX`].
    pub fn mul_f64(self, factor: f64) -> Self {
        match Self::from_nanos_f64(self.0 as f64 * factor) {
            Ok(span) => span,
            Err(error) => panic!("{self} * {factor}: {error}"),
        }
    }

    /// The sum, or [`Span::MAX`] where that is shorter.
    pub const fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference, or zero where `other` is longer.
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The sum, or `None` past [`Span::MAX`].
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(nanos) => Some(Self(nanos)),
            None => None,
        }
    }

    /// Whether this is no time at all.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    fn from_nanos_f64(nanos: f64) -> Result<Self, SpanError> {
        // 2^64 is exact in f64, and the first value that `as u64` would clip.
        const LIMIT: f64 = 18_446_744_073_709_551_616.0;
        let secs = nanos / NANOS_PER_SEC as f64;
        if nanos.is_nan() {
            return Err(SpanError::NotANumber);
        }
        if nanos < 0.0 {
            return Err(SpanError::Negative(secs));
        }
        let rounded = det_math::round(nanos);
        if rounded >= LIMIT {
            return Err(SpanError::TooLarge(secs));
        }
        Ok(Self(rounded as u64))
    }

    const fn from_units(count: u64, nanos_per_unit: u64) -> Self {
        match count.checked_mul(nanos_per_unit) {
            Some(nanos) => Self(nanos),
            None => panic!("span overflow: longer than Span::MAX (about 584 years)"),
        }
    }
}

/// Panics past [`Span::MAX`].
impl Add for Span {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        match self.checked_add(other) {
            Some(sum) => sum,
            None => panic!("span overflow: {self} + {other} is past Span::MAX"),
        }
    }
}

/// Panics past [`Span::MAX`].
impl AddAssign for Span {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// Panics when `other` is longer.
impl Sub for Span {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        match self.0.checked_sub(other.0) {
            Some(nanos) => Self(nanos),
            None => panic!("span underflow: {self} - {other} is negative"),
        }
    }
}

/// Panics when `other` is longer.
impl SubAssign for Span {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

/// Panics past [`Span::MAX`].
impl Mul<u64> for Span {
    type Output = Self;

    fn mul(self, factor: u64) -> Self {
        match self.0.checked_mul(factor) {
            Some(nanos) => Self(nanos),
            None => panic!("span overflow: {self} * {factor} is past Span::MAX"),
        }
    }
}

/// Rounds down to whole nanoseconds. Panics when the divisor is zero.
impl Div<u64> for Span {
    type Output = Self;

    fn div(self, divisor: u64) -> Self {
        match self.0.checked_div(divisor) {
            Some(nanos) => Self(nanos),
            None => panic!("cannot divide a span by zero: {self} / 0"),
        }
    }
}

/// Panics past [`Span::MAX`].
impl Sum for Span {
    fn sum<I: Iterator<Item = Self>>(spans: I) -> Self {
        spans.fold(Self::ZERO, Add::add)
    }
}

/// Panics past [`Span::MAX`].
impl From<Duration> for Span {
    fn from(duration: Duration) -> Self {
        match u64::try_from(duration.as_nanos()) {
            Ok(nanos) => Self(nanos),
            Err(_) => panic!("{duration:?} is past Span::MAX (about 584 years)"),
        }
    }
}

/// Exact, in the units that a person would choose: `0s`, `17ns`, `1.5µs`, `250ms`, `1.5s`,
/// `2m30s`, `1h0m0.25s`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.write_str("0s"),
            1..NANOS_PER_MICRO => write!(f, "{}ns", self.0),
            NANOS_PER_MICRO..NANOS_PER_MILLI => write_decimal(f, self.0, NANOS_PER_MICRO, "µs"),
            NANOS_PER_MILLI..NANOS_PER_SEC => write_decimal(f, self.0, NANOS_PER_MILLI, "ms"),
            _ => {
                let hours = self.0 / NANOS_PER_HOUR;
                let mins = self.0 % NANOS_PER_HOUR / NANOS_PER_MIN;
                if hours > 0 {
                    write!(f, "{hours}h")?;
                }
                if hours > 0 || mins > 0 {
                    write!(f, "{mins}m")?;
                }
                write_decimal(f, self.0 % NANOS_PER_MIN, NANOS_PER_SEC, "s")
            }
        }
    }
}

/// Writes `nanos` in units of `unit` nanoseconds (a power of ten), without trailing zeros.
fn write_decimal(f: &mut fmt::Formatter<'_>, nanos: u64, unit: u64, name: &str) -> fmt::Result {
    let mut fraction = nanos % unit;
    write!(f, "{}", nanos / unit)?;
    if fraction > 0 {
        let mut digits = unit.ilog10() as usize;
        while fraction.is_multiple_of(10) {
            fraction /= 10;
            digits -= 1;
        }
        write!(f, ".{fraction:0digits$}")?;
    }
    f.write_str(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn displays_exactly_in_a_persons_units() {
        let check = |nanos: u64, expected: &str| {
            assert_eq!(Span::from_nanos(nanos).to_string(), expected);
        };
        check(0, "0s");
        check(17, "17ns");
        check(1_500, "1.5µs");
        check(250_000_000, "250ms");
        check(250_000_001, "250.000001ms");
        check(1_500_000_000, "1.5s");
        check(150_000_000_000, "2m30s");
        check(120_000_000_000, "2m0s");
        check(3_600_250_000_000, "1h0m0.25s");
        check(u64::MAX, "5124095h34m33.709551615s");
    }

    #[test]
    fn refuses_seconds_that_are_no_span() {
        assert_eq!(Span::try_from_secs_f64(f64::NAN), Err(SpanError::NotANumber));
        assert_eq!(Span::try_from_secs_f64(-0.1), Err(SpanError::Negative(-0.1)));
        assert_eq!(Span::try_from_secs_f64(1.9e10), Err(SpanError::TooLarge(1.9e10)));
        let infinite = Span::try_from_secs_f64(f64::INFINITY);
        assert_eq!(infinite, Err(SpanError::TooLarge(f64::INFINITY)));
        assert_eq!(Span::try_from_secs_f64(-0.0), Ok(Span::ZERO));
    }

    #[test]
    fn rounds_seconds_to_the_nearest_nanosecond() {
        assert_eq!(Span::from_secs_f64(0.1), Span::from_millis(100));
        assert_eq!(Span::from_secs_f64(1.4e-9), Span::from_nanos(1));
        assert_eq!(Span::from_secs_f64(1.5e-9), Span::from_nanos(2));
        assert_eq!(Span::from_secs(3).mul_f64(0.5), Span::from_millis(1_500));
    }

    #[test]
    fn units_agree() {
        assert_eq!(Span::from_micros(60_000_000), Span::from_mins(1));
        assert_eq!(Span::from_secs(60), Span::from_mins(1));
        assert_eq!(Span::from_millis(60_000), Span::from_mins(1));
        assert_eq!(Span::from_mins(1).as_millis_f64(), 60_000.0);
    }

    #[test]
    #[should_panic(expected = "longer than Span::MAX")]
    fn a_unit_that_overflows_panics() {
        let _ = Span::from_mins(u64::MAX);
    }

    #[test]
    #[should_panic(expected = "1s - 2s is negative")]
    fn a_negative_difference_panics() {
        let _ = Span::from_secs(1) - Span::from_secs(2);
    }

    #[test]
    #[should_panic(expected = "cannot divide a span by zero")]
    fn dividing_by_zero_panics() {
        let _ = Span::from_secs(1) / 0;
    }

    #[test]
    #[should_panic(expected = "cannot be negative")]
    fn a_negative_factor_panics() {
        let _ = Span::from_secs(1).mul_f64(-1.0);
    }

    #[test]
    #[should_panic(expected = "past Span::MAX")]
    fn a_duration_past_the_maximum_panics() {
        let _ = Span::from(Duration::from_secs(u64::MAX));
    }

    proptest! {
        // A counterexample becomes a named test, not a saved seed.
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn sums_and_differences_are_inverse(a in 0..u64::MAX / 2, b in 0..u64::MAX / 2) {
            let (a, b) = (Span::from_nanos(a), Span::from_nanos(b));
            prop_assert_eq!(a + b - b, a);
            prop_assert_eq!(a + b, [b, a].into_iter().sum::<Span>());
            prop_assert_eq!(a.saturating_sub(a + b), Span::ZERO);
            prop_assert_eq!(Span::MAX.saturating_add(a), Span::MAX);
        }

        #[test]
        fn dividing_undoes_multiplying(nanos in 0..u64::MAX >> 20, factor in 1_u64..1 << 20) {
            let span = Span::from_nanos(nanos);
            prop_assert_eq!(span * factor / factor, span);
        }

        #[test]
        fn seconds_survive_the_way_through_f64_below_26_days(nanos in 0_u64..1 << 51) {
            let span = Span::from_nanos(nanos);
            prop_assert_eq!(Span::from_secs_f64(span.as_secs_f64()), span);
        }

        #[test]
        fn a_span_is_the_same_length_as_its_duration(nanos: u64) {
            let span = Span::from_nanos(nanos);
            prop_assert_eq!(Span::from(span.as_duration()), span);
        }

        #[test]
        fn different_spans_display_differently(a: u64, b: u64) {
            let text = |nanos| Span::from_nanos(nanos).to_string();
            prop_assert_eq!(a == b, text(a) == text(b));
        }
    }
}
