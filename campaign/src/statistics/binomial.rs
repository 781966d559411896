//! How many of so many, when each has the same chance.
//!
//! Single probabilities by Loader's saddle-point expansion (C. Loader, "Fast and accurate computation
//! of binomial probabilities", 2000), which loses no digits where factorials would; tails are sums of
//! all terms that count, each from its neighbour, always on the side where terms shrink.

use core::f64::consts::{PI, TAU};

use firedrill_sim::det_math::{exp, ln, ln_1p, ln_gamma};

/// The number of hits in independent trials with one chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Binomial {
    of: u64,
    chance: f64,
}

impl Binomial {
    /// So many trials with this chance each; `None` unless it is from 0 to 1.
    pub fn new(of: u64, chance: f64) -> Option<Self> {
        (0.0..=1.0).contains(&chance).then_some(Self { of, chance })
    }

    /// As many trials as one likes at even chances.
    pub(super) const fn fair(of: u64) -> Self {
        Self { of, chance: 0.5 }
    }

    /// The probability of exactly so many hits.
    pub fn exactly(&self, hits: u64) -> f64 {
        if hits > self.of {
            return 0.0;
        }
        let misses = self.of - hits;
        let (n, x, rest) = (self.of as f64, hits as f64, misses as f64);
        let (p, q) = (self.chance, 1.0 - self.chance);
        if p == 0.0 || q == 0.0 {
            let certain = if p == 0.0 { 0 } else { self.of };
            return if hits == certain { 1.0 } else { 0.0 };
        }
        match (hits, misses) {
            (0, _) => exp(n * ln_1p(-p)),
            (_, 0) => exp(n * ln(p)),
            _ => {
                let corrections = stirling_error(n) - stirling_error(x) - stirling_error(rest);
                let deviance = deviance(x, n * p) + deviance(rest, n * q);
                let spread = ln(TAU) + ln(x) + ln_1p(-x / n);
                exp(corrections - deviance - 0.5 * spread)
            }
        }
    }

    /// The probability of so many hits or fewer.
    pub fn at_most(&self, hits: u64) -> f64 {
        if hits >= self.of {
            1.0
        } else if (hits as f64) < self.mean() {
            self.sum_down_from(hits)
        } else {
            1.0 - self.sum_up_from(hits + 1)
        }
    }

    /// The probability of so many hits or more.
    pub fn at_least(&self, hits: u64) -> f64 {
        if hits == 0 {
            1.0
        } else if hits > self.of {
            0.0
        } else if hits as f64 > self.mean() {
            self.sum_up_from(hits)
        } else {
            1.0 - self.sum_down_from(hits - 1)
        }
    }

    /// The smallest number of hits that so large a share of all outcomes does not exceed.
    pub fn quantile(&self, share: f64) -> u64 {
        let (mut low, mut high) = (0, self.of);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.at_most(middle) >= share {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }

    fn mean(&self) -> f64 {
        self.of as f64 * self.chance
    }

    /// Of hits below the mean; from one to the next fewer the probability falls.
    fn sum_down_from(&self, hits: u64) -> f64 {
        let odds_against = (1.0 - self.chance) / self.chance;
        let ratio = |hits: u64| hits as f64 / ((self.of - hits) as f64 + 1.0) * odds_against;
        self.sum((1..=hits).rev().map(ratio), self.exactly(hits))
    }

    /// Of hits above the mean; from one to the next more the probability falls.
    fn sum_up_from(&self, hits: u64) -> f64 {
        let odds = self.chance / (1.0 - self.chance);
        let ratio = |hits: u64| (self.of - hits) as f64 / (hits as f64 + 1.0) * odds;
        self.sum((hits..self.of).map(ratio), self.exactly(hits))
    }

    /// The first term and all that follow, as long as one changes the sum's last bits.
    fn sum(&self, ratios: impl Iterator<Item = f64>, first: f64) -> f64 {
        /// By then the terms fall at least as fast as a geometric series does: what is left out, too,
        /// is far below the last bit.
        const NOTHING: f64 = 1e-20;
        let (mut term, mut sum) = (first, first);
        for ratio in ratios {
            term *= ratio;
            sum += term;
            if term <= sum * NOTHING {
                break;
            }
        }
        if sum > 1.0 { 1.0 } else { sum }
    }
}

/// By how much the logarithm of n! exceeds Stirling's formula.
fn stirling_error(n: f64) -> f64 {
    // Stirling's series; at 16 the first term left out is below 1e-16.
    const SERIES: [f64; 5] = [1.0 / 12.0, 1.0 / 360.0, 1.0 / 1260.0, 1.0 / 1680.0, 1.0 / 1188.0];
    if n < 16.0 {
        return ln_gamma(n + 1.0) - (n + 0.5) * ln(n) + n - 0.5 * ln(2.0 * PI);
    }
    let [s0, s1, s2, s3, s4] = SERIES;
    let square = n * n;
    (s0 - (s1 - (s2 - (s3 - s4 / square) / square) / square) / square) / n
}

/// x ln(x / expected) + expected - x, without losing digits where the two are close.
fn deviance(x: f64, expected: f64) -> f64 {
    let (difference, sum) = (x - expected, x + expected);
    if difference.abs() >= 0.1 * sum {
        return x * ln(x / expected) + expected - x;
    }
    let v = difference / sum;
    let mut term = 2.0 * x * v;
    let mut deviance = difference * v;
    let mut odd = 3.0;
    loop {
        term *= v * v;
        let next = deviance + term / odd;
        if next == deviance {
            return deviance;
        }
        deviance = next;
        odd += 2.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binomial(of: u64, chance: f64) -> Binomial {
        Binomial::new(of, chance).unwrap()
    }

    /// Pascal's triangle times plain products: another way, for small numbers.
    fn by_hand(of: u64, chance: f64, hits: u64) -> f64 {
        let choices = (0..hits).fold(1.0, |c, i| c * (of - i) as f64 / (i + 1) as f64);
        let product = |base: f64, times: u64| (0..times).fold(1.0, |p, _| p * base);
        choices * product(chance, hits) * product(1.0 - chance, of - hits)
    }

    #[test]
    fn single_probabilities_are_those_of_pascals_triangle() {
        for of in [1, 2, 7, 16, 17, 40] {
            for chance in [0.001, 0.3, 0.5, 0.97] {
                for hits in 0..=of {
                    let (it, hand) =
                        (binomial(of, chance).exactly(hits), by_hand(of, chance, hits));
                    let error = ((it - hand) / hand).abs();
                    assert!(error < 1e-13, "{hits} of {of} at {chance}: {it} is not {hand}");
                }
            }
        }
    }

    #[test]
    fn what_cannot_happen_has_no_probability_and_what_must_has_all() {
        assert_eq!(Binomial::new(3, -0.1), None);
        assert_eq!(Binomial::new(3, f64::NAN), None);
        assert_eq!([0, 3].map(|hits| binomial(3, 0.0).exactly(hits)), [1.0, 0.0]);
        assert_eq!([0, 3].map(|hits| binomial(3, 1.0).exactly(hits)), [0.0, 1.0]);
        assert_eq!(binomial(3, 0.5).exactly(4), 0.0);
        assert_eq!(binomial(0, 0.5).exactly(0), 1.0);
        assert_eq!((binomial(3, 0.5).at_least(4), binomial(3, 0.5).at_most(3)), (0.0, 1.0));
        for chance in [0.0, 1.0] {
            assert_eq!(binomial(3, chance).at_most(1), 1.0 - chance);
            assert_eq!(binomial(3, chance).at_least(1), chance);
        }
    }

    #[test]
    fn tails_of_a_million_trials_keep_their_digits() {
        let million = binomial(1_000_000, 0.5);
        let half = 0.5 - million.exactly(500_000) / 2.0;
        assert!((million.at_most(499_999) - half).abs() < 1e-13);
        assert!((million.at_least(500_001) - half).abs() < 1e-13);
        assert!(million.at_most(400_000) == 0.0 && million.at_least(400_000) == 1.0);
    }
}
