//! How often.

use firedrill_sim::det_math::{exp, exp_m1, ln};

use super::binomial::Binomial;
use super::confidence::Confidence;
use super::interval::Interval;

/// So many hits of so many trials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proportion {
    hits: u64,
    of: u64,
}

impl Proportion {
    /// So many of so many; `None` if that is more than all.
    pub const fn new(hits: u64, of: u64) -> Option<Self> {
        if hits <= of { Some(Self { hits, of }) } else { None }
    }

    /// How many hits.
    pub const fn hits(&self) -> u64 {
        self.hits
    }

    /// How many trials.
    pub const fn of(&self) -> u64 {
        self.of
    }

    /// The share that was hit, from 0 to 1; `None` of no trials.
    pub fn estimate(&self) -> Option<f64> {
        (self.of > 0).then(|| self.hits as f64 / self.of as f64)
    }

    /// Clopper and Pearson's interval for the chance behind the hits, half of what the confidence
    /// leaves to chance on either side. Of no hits its lower end is 0, of nothing but hits its upper
    /// end is 1; the other end keeps its half, as in R's `binom.test` and in scipy. To say how rare at
    /// most something is that was never seen, ask for [`Self::upper_bound`], which has it all.
    pub fn interval(&self, confidence: Confidence) -> Interval {
        let rest = confidence.rest_each_side();
        Interval { low: self.lowest(rest), high: self.highest(rest) }
    }

    /// The chance is at most this. 0 of 2,000 is below 0.15 % at 95 %: `1 - 0.05^(1/n)`.
    pub fn upper_bound(&self, confidence: Confidence) -> f64 {
        self.highest(confidence.rest())
    }

    /// The chance is at least this.
    pub fn lower_bound(&self, confidence: Confidence) -> f64 {
        self.lowest(confidence.rest())
    }

    /// The chance at which so many hits or fewer are as improbable as `rest`.
    fn highest(&self, rest: f64) -> f64 {
        if self.hits == self.of {
            return 1.0;
        }
        if self.hits == 0 {
            return -exp_m1(ln(rest) / self.of as f64);
        }
        first_chance(|chance| {
            let binomial = Binomial::new(self.of, chance);
            binomial.is_none_or(|binomial| binomial.at_most(self.hits) <= rest)
        })
    }

    /// The chance at which so many hits or more are as improbable as `rest`.
    fn lowest(&self, rest: f64) -> f64 {
        if self.hits == 0 {
            return 0.0;
        }
        if self.hits == self.of {
            return exp(ln(rest) / self.of as f64);
        }
        first_chance(|chance| {
            let binomial = Binomial::new(self.of, chance);
            binomial.is_none_or(|binomial| binomial.at_least(self.hits) >= rest)
        })
    }
}

impl FromIterator<bool> for Proportion {
    fn from_iter<T: IntoIterator<Item = bool>>(trials: T) -> Self {
        let add = |sum: Self, is_hit| Self { hits: sum.hits + u64::from(is_hit), of: sum.of + 1 };
        trials.into_iter().fold(Self::default(), add)
    }
}

/// The first number from 0 to 1 that is one of them; every later one is, too. Numbers that are not
/// negative are in the order of their bits, so halving the bits ends at the very number.
fn first_chance(is_one: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0_f64.to_bits(), 1.0_f64.to_bits());
    while low < high {
        let middle = low + (high - low) / 2;
        if is_one(f64::from_bits(middle)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    f64::from_bits(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proportion(hits: u64, of: u64) -> Proportion {
        Proportion::new(hits, of).unwrap()
    }

    #[test]
    fn what_never_happened_in_two_thousand_is_below_a_seventh_of_a_per_cent() {
        let bound = proportion(0, 2_000).upper_bound(Confidence::P95);
        assert!((bound - 0.001_496_744_895_188_28).abs() < 1e-17, "{bound}");
        let all = proportion(2_000, 2_000).lower_bound(Confidence::P95);
        assert!((all - (1.0 - bound)).abs() < 1e-15, "{all}");
    }

    #[test]
    fn no_trials_say_nothing() {
        let nothing = Proportion::default();
        assert_eq!(nothing.estimate(), None);
        assert_eq!(nothing.interval(Confidence::P95), Interval { low: 0.0, high: 1.0 });
        assert_eq!(Proportion::new(3, 2), None);
    }

    #[test]
    fn trials_are_counted() {
        let counted: Proportion = [true, false, true].into_iter().collect();
        assert_eq!(counted, proportion(2, 3));
        assert_eq!((counted.hits(), counted.of(), counted.estimate()), (2, 3, Some(2.0 / 3.0)));
    }
}
