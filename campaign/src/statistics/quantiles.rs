//! How much, in so many of the runs.

use super::binomial::Binomial;
use super::confidence::Confidence;
use super::interval::Interval;

/// A sample in order. What never came, such as a restoration, counts as infinite.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quantiles {
    sorted: Vec<f64>,
}

/// A step of the empirical distribution function.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EcdfPoint {
    /// The value.
    pub value: f64,
    /// The share of the sample that is not larger.
    pub share: f64,
}

impl Quantiles {
    /// Of values of which some never came.
    pub fn of_possible(values: impl IntoIterator<Item = Option<f64>>) -> Self {
        values.into_iter().map(|value| value.unwrap_or(f64::INFINITY)).collect()
    }

    /// The values in ascending order, infinite last.
    pub fn sorted(&self) -> &[f64] {
        &self.sorted
    }

    /// How many there are, infinite ones included.
    pub const fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// How many never came.
    pub fn censored(&self) -> usize {
        self.sorted.iter().filter(|value| **value == f64::INFINITY).count()
    }

    /// The smallest value that at least this share of the sample does not exceed: an inverse of the
    /// empirical distribution function, Hyndman and Fan's type 1. It is always a value of the sample,
    /// and infinite when too few came. The median of an even number is the lower of the two in the
    /// middle. `None` of an empty sample, and unless the share is from 0 to 1.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        /// A product such as 100 × 0.07 lies a rounding beyond the whole number that is meant.
        const ROUNDING: f64 = 4.0 * f64::EPSILON;
        if !(0.0..=1.0).contains(&share) {
            return None;
        }
        let rank = firedrill_sim::det_math::ceil(self.len() as f64 * share * (1.0 - ROUNDING));
        self.of_rank((rank as usize).max(1))
    }

    /// The interval between two values of the sample that covers the quantile of whatever the sample
    /// is from, supposing nothing of its distribution: below it lie of `len` values as many as hits of
    /// a [`Binomial`] with the chance `share`. An end is infinite where the sample is too small to
    /// bound it. `None` unless the share is from 0 to 1.
    pub fn interval(&self, share: f64, confidence: Confidence) -> Option<Interval> {
        let below = Binomial::new(self.len() as u64, share)?;
        let rest = confidence.rest_each_side();
        // The lower end is too high with the probability that fewer than `rank` values lie below, so
        // it is the last rank with which that is rare enough; the upper end likewise.
        let low = below.quantile(rest);
        let high = first_rank(self.len() as u64, |rank| below.at_least(rank) <= rest);
        Some(Interval {
            low: self.of_rank(low as usize).unwrap_or(f64::NEG_INFINITY),
            high: self.of_rank(high as usize).unwrap_or(f64::INFINITY),
        })
    }

    /// The steps of the empirical distribution function, one for each finite value that occurs. The
    /// last one stays below 1 when some never came.
    pub fn ecdf(&self) -> Vec<EcdfPoint> {
        let mut points: Vec<EcdfPoint> = vec![];
        for (index, value) in self.sorted.iter().enumerate().filter(|(_, value)| value.is_finite())
        {
            let share = (index + 1) as f64 / self.len() as f64;
            match points.last_mut() {
                Some(last) if last.value == *value => last.share = share,
                _ => points.push(EcdfPoint { value: *value, share }),
            }
        }
        points
    }

    /// The value of this rank, counted from 1.
    fn of_rank(&self, rank: usize) -> Option<f64> {
        self.sorted.get(rank.checked_sub(1)?).copied()
    }
}

impl FromIterator<f64> for Quantiles {
    /// No number at all counts as never.
    fn from_iter<T: IntoIterator<Item = f64>>(values: T) -> Self {
        let known = |value: f64| if value.is_nan() { f64::INFINITY } else { value + 0.0 };
        let mut sorted: Vec<f64> = values.into_iter().map(known).collect();
        sorted.sort_by(f64::total_cmp);
        Self { sorted }
    }
}

/// The first rank from 0 that is rare enough; beyond the last there is none.
fn first_rank(count: u64, is_rare: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, count + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        if is_rare(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_a_value_that_so_many_do_not_exceed() {
        let sample: Quantiles = (1..=100).map(f64::from).rev().collect();
        let of = |share| sample.quantile(share).unwrap();
        assert_eq!([0.0, 0.07, 0.5, 0.501, 0.95, 1.0].map(of), [1.0, 7.0, 50.0, 51.0, 95.0, 100.0]);
        assert_eq!([-0.1, 1.1, f64::NAN].map(|share| sample.quantile(share)), [None; 3]);
        assert_eq!(Quantiles::default().quantile(0.5), None);
    }

    #[test]
    fn what_never_came_is_larger_than_whatever_did() {
        let sample = Quantiles::of_possible([Some(2.0), None, Some(1.0), Some(f64::NAN)]);
        assert_eq!((sample.len(), sample.censored()), (4, 2));
        assert_eq!((sample.quantile(0.5), sample.quantile(0.75)), (Some(2.0), Some(f64::INFINITY)));
        let last = sample.ecdf().pop().unwrap();
        assert_eq!(last, EcdfPoint { value: 2.0, share: 0.5 });
    }

    #[test]
    fn a_small_sample_does_not_bound_a_high_quantile() {
        let sample: Quantiles = (1..=58).map(f64::from).collect();
        let interval = sample.interval(0.95, Confidence::P95).unwrap();
        assert_eq!(interval.high, f64::INFINITY);
        // 0.95^72 is below 0.025 and 0.95^71 is not.
        let enough = |count| -> Quantiles { (1..=count).map(f64::from).collect() };
        let high = |count| enough(count).interval(0.95, Confidence::P95).unwrap().high;
        assert_eq!([high(71), high(72)], [f64::INFINITY, 72.0]);
        let empty = Quantiles::default().interval(0.5, Confidence::P95).unwrap();
        assert_eq!(empty, Interval { low: f64::NEG_INFINITY, high: f64::INFINITY });
    }

    #[test]
    fn equal_values_make_one_step() {
        let points = [3.0, -0.0, 3.0, 0.0].into_iter().collect::<Quantiles>().ecdf();
        let expected = [(0.0, 0.5), (3.0, 1.0)].map(|(value, share)| EcdfPoint { value, share });
        assert_eq!(points, expected);
    }
}
