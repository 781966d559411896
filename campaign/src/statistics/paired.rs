//! The same seeds before and after a change.

use super::binomial::Binomial;
use super::confidence::Confidence;
use super::interval::Interval;
use super::quantiles::Quantiles;

/// Pairs of a value before and one after, and what lies between the two.
#[derive(Clone, Debug, PartialEq)]
pub struct Paired {
    /// After less before, of each pair.
    differences: Quantiles,
    better: u64,
    worse: u64,
    equal: u64,
}

/// Which of two values is the better one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// The lower.
    Lower,
    /// The higher.
    Higher,
}

impl Better {
    /// The other one.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Lower => Self::Higher,
            Self::Higher => Self::Lower,
        }
    }

    /// Whether a value is worse than another.
    pub fn is_worse(self, value: f64, than: f64) -> bool {
        match self {
            Self::Lower => value > than,
            Self::Higher => value < than,
        }
    }
}

impl Paired {
    /// Pairs of before and after. Infinite before and after, as what never came, is no difference.
    pub fn of(pairs: impl IntoIterator<Item = (f64, f64)>, better: Better) -> Self {
        let (mut differences, mut counts) = (vec![], [0; 3]);
        for (was, now) in pairs {
            let place = match (better.is_worse(now, was), better.is_worse(was, now)) {
                (true, _) => 1,
                (false, true) => 0,
                (false, false) => 2,
            };
            counts[place] += 1;
            differences.push(if was == now { 0.0 } else { now - was });
        }
        let [better, worse, equal] = counts;
        Self { differences: differences.into_iter().collect(), better, worse, equal }
    }

    /// How many pairs there are.
    pub const fn len(&self) -> usize {
        self.differences.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.differences.is_empty()
    }

    /// How many became better.
    pub const fn better(&self) -> u64 {
        self.better
    }

    /// How many became worse.
    pub const fn worse(&self) -> u64 {
        self.worse
    }

    /// How many stayed as they were, to the bit.
    pub const fn equal(&self) -> u64 {
        self.equal
    }

    /// After less before, sorted.
    pub const fn differences(&self) -> &Quantiles {
        &self.differences
    }

    /// The median of the differences; `None` without pairs.
    pub fn median_difference(&self) -> Option<f64> {
        self.differences.quantile(0.5)
    }

    /// Between which two differences their median lies, whatever their distribution.
    pub fn median_interval(&self, confidence: Confidence) -> Interval {
        let unbounded = Interval { low: f64::NEG_INFINITY, high: f64::INFINITY };
        self.differences.interval(0.5, confidence).unwrap_or(unbounded)
    }

    /// How probable so uneven a split into better and worse is, or a more uneven one, if a change for
    /// the better were as probable as one for the worse: the exact sign test, two-sided. Pairs that are
    /// equal say nothing.
    pub fn sign_test(&self) -> f64 {
        let split = Binomial::fair(self.better + self.worse);
        let one_side = split.at_most(self.better.min(self.worse));
        if one_side >= 0.5 { 1.0 } else { 2.0 * one_side }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_came_before_and_after_is_equal() {
        const NEVER: f64 = f64::INFINITY;
        let pairs = [(NEVER, NEVER), (1.0, NEVER), (NEVER, 1.0), (2.0, 3.0), (0.0, -0.0)];
        let paired = Paired::of(pairs, Better::Lower);
        assert_eq!((paired.better(), paired.worse(), paired.equal()), (1, 2, 2));
        assert_eq!(paired.differences().sorted(), [-NEVER, 0.0, 0.0, 1.0, NEVER]);
        assert_eq!(paired.median_difference(), Some(0.0));
    }

    #[test]
    fn which_is_worse_depends_on_what_is_better() {
        let pairs = [(1.0, 2.0), (1.0, 3.0), (2.0, 1.0)];
        let lower = Paired::of(pairs, Better::Lower);
        let higher = Paired::of(pairs, Better::Higher);
        assert_eq!((lower.better(), lower.worse()), (1, 2));
        assert_eq!((higher.better(), higher.worse()), (2, 1));
        assert_eq!(lower.sign_test(), 1.0);
    }

    #[test]
    fn without_a_difference_nothing_is_improbable() {
        let same = Paired::of([(1.0, 1.0); 9], Better::Lower);
        assert_eq!((same.sign_test(), same.median_difference()), (1.0, Some(0.0)));
        assert_eq!(Paired::of([], Better::Lower).sign_test(), 1.0);
        let all_worse = Paired::of([(1.0, 2.0); 9], Better::Lower);
        // Two of the 512 ways that nine coins can fall.
        assert_eq!(all_worse.sign_test(), 2.0 / 512.0);
    }
}
