//! An instant of virtual time.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

use serde::{Deserialize, Serialize};

use crate::Span;

const NANOS_PER_MILLI: u64 = 1_000_000;
const MILLIS_PER_SEC: u64 = 1_000;
const SECS_PER_MIN: u64 = 60;
const MINS_PER_HOUR: u64 = 60;

/// An instant: whole nanoseconds since the start of the run.
///
/// Instants and durations ([`Span`]) are different types, so their sums mean what they say. An
/// operator whose result does not fit panics in every build, because a silently wrapped clock
/// would still produce a plausible run.
///
/// The sum of two instants has no meaning and does not compile:
///
/// ```compile_fail
/// use firedrill_sim::Time;
/// let _ = Time::ZERO + Time::ZERO;
/// ```
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Time(u64);

impl Time {
    /// The start of the run.
    pub const ZERO: Self = Self(0);
    /// The last instant, about 584 years after the start.
    pub const MAX: Self = Self(u64::MAX);

    /// The instant this many nanoseconds after the start.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// Nanoseconds since the start.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// Seconds since the start, rounded to the nearest `f64`.
    pub fn as_secs_f64(self) -> f64 {
        Span::from_nanos(self.0).as_secs_f64()
    }

    /// How long after `earlier` this is; zero if it is not after it.
    pub const fn saturating_since(self, earlier: Self) -> Span {
        Span::from_nanos(self.0.saturating_sub(earlier.0))
    }

    /// The instant `span` later, or `None` past [`Time::MAX`].
    pub const fn checked_add(self, span: Span) -> Option<Self> {
        match self.0.checked_add(span.as_nanos()) {
            Some(nanos) => Some(Self(nanos)),
            None => None,
        }
    }
}

/// Panics past [`Time::MAX`].
impl Add<Span> for Time {
    type Output = Self;

    #[inline]
    fn add(self, span: Span) -> Self {
        match self.checked_add(span) {
            Some(time) => time,
            None => panic!("virtual time overflow: {self} + {span} is past Time::MAX"),
        }
    }
}

/// Panics past [`Time::MAX`].
impl AddAssign<Span> for Time {
    fn add_assign(&mut self, span: Span) {
        *self = *self + span;
    }
}

/// Panics before [`Time::ZERO`].
impl Sub<Span> for Time {
    type Output = Self;

    fn sub(self, span: Span) -> Self {
        match self.0.checked_sub(span.as_nanos()) {
            Some(nanos) => Self(nanos),
            None => panic!("virtual time underflow: {self} - {span} is before the start"),
        }
    }
}

/// How long after `earlier` this is. Panics if it is before it.
impl Sub for Time {
    type Output = Span;

    fn sub(self, earlier: Self) -> Span {
        match self.0.checked_sub(earlier.0) {
            Some(nanos) => Span::from_nanos(nanos),
            None => panic!("virtual time underflow: {self} is before {earlier}"),
        }
    }
}

/// A stopwatch reading of fixed shape: `MMmSS.mmms`, from one hour on `HhMMmSS.mmms`, so
/// `00m00.000s`, `12m03.250s`, `1h02m03.250s`.
///
/// Milliseconds are cut off, not rounded: no instant reads later than it is.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = self.0 / NANOS_PER_MILLI;
        let secs = millis / MILLIS_PER_SEC;
        let mins = secs / SECS_PER_MIN;
        let hours = mins / MINS_PER_HOUR;
        if hours > 0 {
            write!(f, "{hours}h")?;
        }
        write!(
            f,
            "{:02}m{:02}.{:03}s",
            mins % MINS_PER_HOUR,
            secs % SECS_PER_MIN,
            millis % MILLIS_PER_SEC
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn time(nanos: u64) -> Time {
        Time::from_nanos(nanos)
    }

    #[test]
    fn displays_as_a_stopwatch() {
        let check = |millis: u64, expected: &str| {
            assert_eq!((Time::ZERO + Span::from_millis(millis)).to_string(), expected);
        };
        check(0, "00m00.000s");
        check(723_250, "12m03.250s");
        check(3_723_250, "1h02m03.250s");
        assert_eq!(time(1_999_999).to_string(), "00m00.001s");
        assert_eq!(Time::MAX.to_string(), "5124095h34m33.709s");
    }

    #[test]
    fn is_a_plain_number_in_serde() {
        assert_eq!(serde_json::to_string(&time(7)).unwrap(), "7");
        assert_eq!(serde_json::from_str::<Time>("7").unwrap(), time(7));
    }

    #[test]
    #[should_panic(expected = "virtual time overflow")]
    fn overflow_panics() {
        let _ = Time::MAX + Span::from_nanos(1);
    }

    #[test]
    #[should_panic(expected = "before the start")]
    fn underflow_panics() {
        let _ = Time::ZERO - Span::from_nanos(1);
    }

    #[test]
    #[should_panic(expected = "00m00.000s is before 00m01.000s")]
    fn the_difference_to_a_later_instant_panics() {
        let _ = Time::ZERO - time(1_000_000_000);
    }

    proptest! {
        // A counterexample becomes a named test, not a saved seed.
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn adding_and_subtracting_a_span_are_inverse(start: u64, length: u64) {
            let (start, span) = (time(start), Span::from_nanos(length));
            if let Some(end) = start.checked_add(span) {
                prop_assert_eq!(start + span, end);
                prop_assert_eq!(end - span, start);
                prop_assert_eq!(end - start, span);
                prop_assert_eq!(end.saturating_since(start), span);
                prop_assert!(end >= start);
            } else {
                prop_assert!(Time::MAX - start < span);
            }
        }

        #[test]
        fn nothing_is_before_itself_or_an_earlier_instant(a: u64, b: u64) {
            let (earlier, later) = (time(a.min(b)), time(a.max(b)));
            prop_assert_eq!(earlier.saturating_since(later), Span::ZERO);
            prop_assert_eq!(earlier + later.saturating_since(earlier), later);
        }
    }
}
