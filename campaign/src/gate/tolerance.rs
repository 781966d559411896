//! How much worse is not worse.

use crate::statistics::Better;

/// By which share of what it was a figure may be worse and still pass: 0 or more.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Tolerance(f64);

impl Tolerance {
    /// 1 %.
    pub const USUAL: Self = Self(0.01);

    /// The tolerance of this share; `None` unless it is a number, and not negative.
    pub fn new(share: f64) -> Option<Self> {
        (share >= 0.0 && share.is_finite()).then_some(Self(share + 0.0))
    }

    /// As a share: 0.01.
    pub const fn get(self) -> f64 {
        self.0
    }

    /// Whether a value is worse than it was by more than this. Of nothing any share is nothing, and
    /// what never came is worse than whatever did.
    pub(super) fn is_exceeded(self, was: f64, now: f64, better: Better) -> bool {
        if !was.is_finite() {
            return better.is_worse(now, was);
        }
        let allowed = match better {
            Better::Lower => was + was.abs() * self.0,
            Better::Higher => was - was.abs() * self.0,
        };
        better.is_worse(now, allowed) && better.is_worse(now, was)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_at_the_tolerance_passes_and_what_is_beyond_does_not() {
        let quarter = Tolerance::new(0.25).unwrap();
        let exceeded = |was, now, better| quarter.is_exceeded(was, now, better);
        assert!(!exceeded(4.0, 5.0, Better::Lower) && exceeded(4.0, 5.001, Better::Lower));
        assert!(!exceeded(4.0, 3.0, Better::Higher) && exceeded(4.0, 2.999, Better::Higher));
        assert!(!exceeded(4.0, 1.0, Better::Lower) && !exceeded(4.0, 9.0, Better::Higher));
    }

    #[test]
    fn without_tolerance_the_last_bit_counts() {
        let none = Tolerance::new(0.0).unwrap();
        let next = f64::from_bits(4.0_f64.to_bits() + 1);
        assert!(none.is_exceeded(4.0, next, Better::Lower));
        assert!(!none.is_exceeded(4.0, 4.0, Better::Lower));
    }

    #[test]
    fn never_is_worse_than_late_and_no_worse_than_never() {
        let all = Tolerance::new(1e300).unwrap();
        assert!(all.is_exceeded(1.0, f64::INFINITY, Better::Lower));
        assert!(!all.is_exceeded(f64::INFINITY, f64::INFINITY, Better::Lower));
        assert!(!all.is_exceeded(f64::INFINITY, 1.0, Better::Lower));
        for some in [all, Tolerance::new(0.0).unwrap()] {
            assert!(some.is_exceeded(f64::INFINITY, 1.0, Better::Lower.opposite()));
        }
        assert!(all.is_exceeded(0.0, 0.001, Better::Lower), "of nothing any share is nothing");
    }

    #[test]
    fn a_tolerance_is_a_number_and_not_negative() {
        for share in [-0.01, f64::NAN, f64::INFINITY] {
            assert_eq!(Tolerance::new(share), None, "{share}");
        }
    }
}
