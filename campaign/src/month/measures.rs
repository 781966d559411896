//! Figures that carry how sure they are, as they stand in summaries.

use serde::{Deserialize, Serialize};

use crate::statistics::{Confidence, Proportion, Quantiles};

/// How sure every interval of a month is.
pub const SURE: Confidence = Confidence::P95;

/// How often, with Clopper and Pearson's interval at 95 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// How many hits.
    pub hits: u64,
    /// Of how many.
    pub of: u64,
    /// The share that was hit; null of none.
    pub share: Option<f64>,
    /// The chance behind it is at least this.
    pub low: f64,
    /// The chance behind it is at most this.
    pub high: f64,
}

/// How much, over runs of which some never came to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spread {
    /// How many there are, those included that never came.
    pub count: u64,
    /// How many never came.
    pub never: u64,
    /// Half of them are not larger.
    pub median: Level,
    /// 95 in 100 of them are not larger.
    pub p95: Level,
    /// The largest; null when one never came, or of none.
    pub most: Option<f64>,
}

/// A quantile with its interval at 95 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Its value; null when too few came, or of none.
    pub value: Option<f64>,
    /// The lower end of its interval; null when nothing bounds it.
    pub low: Option<f64>,
    /// The upper end of its interval; null when nothing bounds it.
    pub high: Option<f64>,
}

impl Rate {
    /// Of the counted.
    pub fn of(proportion: Proportion) -> Self {
        let interval = proportion.interval(SURE);
        Self {
            hits: proportion.hits(),
            of: proportion.of(),
            share: proportion.estimate(),
            low: interval.low,
            high: interval.high,
        }
    }

    /// So many of so many; more than all counts as all.
    pub fn counted(hits: u64, of: u64) -> Self {
        Proportion::new(hits.min(of), of).map(Self::of).unwrap_or_default()
    }

    /// What it was counted as; `None` when it makes no sense.
    pub const fn proportion(&self) -> Option<Proportion> {
        Proportion::new(self.hits, self.of)
    }
}

impl FromIterator<bool> for Rate {
    fn from_iter<T: IntoIterator<Item = bool>>(trials: T) -> Self {
        Self::of(trials.into_iter().collect())
    }
}

impl Spread {
    /// Of values of which some never came.
    pub fn of(values: impl IntoIterator<Item = Option<f64>>) -> Self {
        let values = Quantiles::of_possible(values);
        Self {
            count: values.len() as u64,
            never: values.censored() as u64,
            median: Level::of(&values, 0.5),
            p95: Level::of(&values, 0.95),
            most: values.quantile(1.0).filter(|most| most.is_finite()),
        }
    }
}

impl Level {
    fn of(values: &Quantiles, share: f64) -> Self {
        let known = |value: f64| value.is_finite().then_some(value);
        let interval = values.interval(share, SURE);
        Self {
            value: values.quantile(share).and_then(known),
            low: interval.and_then(|interval| known(interval.low)),
            high: interval.and_then(|interval| known(interval.high)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_came_is_counted_and_has_no_number() {
        let spread = Spread::of([Some(1.0), None, Some(2.0), None, None]);
        assert_eq!((spread.count, spread.never, spread.most), (5, 3, None));
        assert_eq!(spread.median.value, None);
        let all = Spread::of((1..=100).map(|n| Some(f64::from(n))));
        assert_eq!((all.median.value, all.most), (Some(50.0), Some(100.0)));
        assert_eq!((all.median.low, all.median.high), (Some(40.0), Some(61.0)));
        assert_eq!(Spread::of([]), Spread::default());
    }

    #[test]
    fn a_rate_of_nothing_knows_nothing_and_one_is_read_back_to_the_bit() {
        assert_eq!(Rate::counted(0, 0).share, None);
        assert_eq!(Rate::counted(0, 0).high, 1.0);
        let rate = Rate::counted(7, 2_000);
        let text = serde_json::to_string(&rate).unwrap();
        assert_eq!(serde_json::from_str::<Rate>(&text).unwrap(), rate);
    }
}
