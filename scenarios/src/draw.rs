//! Drawing values that read well: each draw is a multiple of a resolution that people would write.

use firedrill_protocol::quantity::Dimension;
use firedrill_sim::{Seed, Stream};

use crate::range::QuantityRange;

impl QuantityRange {
    /// Draws a value in base units from the stream of that name. Every multiple of the resolution
    /// that lies in the range is equally likely; a range of one value draws nothing.
    ///
    /// The resolution is 1 ms, 1 KB, 1 KB/s, 0.1 C, 0.1 %, 10 mW or 0.1 a minute; a range that
    /// holds fewer than ten multiples of it is drawn more finely.
    pub fn draw(&self, seed: Seed, stream: &str) -> f64 {
        if self.is_fixed() {
            return self.low();
        }
        let lattice = Lattice::over(self);
        let index = Stream::open(seed, stream).below(lattice.points()) as i64;
        let value = lattice.resolution.multiple(lattice.first + index);
        // The lattice lies in the range; this guards the property against rounding at its ends.
        if self.contains(value) { value } else { self.low() }
    }
}

/// A step of `over / per` base units. Kept as a fraction: 0.1 is no `f64`, but 237 / 10 is the one
/// that `"23.7"` is read as.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Resolution {
    over: f64,
    per: f64,
}

impl Resolution {
    const fn of(over: f64) -> Self {
        Self { over, per: 1.0 }
    }

    const fn one_in(per: f64) -> Self {
        Self { over: 1.0, per }
    }

    fn multiple(self, index: i64) -> f64 {
        index as f64 * self.over / self.per + 0.0
    }

    /// The multiple nearest to `base`.
    fn nearest(self, base: f64) -> i64 {
        (base * self.per / self.over).round() as i64
    }
}

/// The multiples of a resolution within a range.
#[derive(Debug)]
struct Lattice {
    resolution: Resolution,
    first: i64,
    last: i64,
}

impl Lattice {
    const POINTS_MIN: u64 = 10;

    /// The coarsest lattice with enough points, else the finest there is.
    fn over(range: &QuantityRange) -> Self {
        let ladder = ladder(range.dimension());
        let of = |resolution: Resolution| {
            let (mut first, mut last) =
                (resolution.nearest(range.low()), resolution.nearest(range.high()));
            first += i64::from(resolution.multiple(first) < range.low());
            last -= i64::from(resolution.multiple(last) > range.high());
            Self { resolution, first, last }
        };
        let coarse = ladder[..2].iter().map(|resolution| of(*resolution));
        let fitting = coarse.into_iter().find(|lattice| lattice.points() >= Self::POINTS_MIN);
        fitting.unwrap_or_else(|| of(ladder[2]))
    }

    /// How many points there are; one at least, so that a draw is always possible.
    fn points(&self) -> u64 {
        u64::try_from(self.last.saturating_sub(self.first)).unwrap_or(0).saturating_add(1)
    }
}

/// Resolutions of a dimension, coarsest first. The last is the one that range ends are held in.
const fn ladder(dimension: Dimension) -> [Resolution; 3] {
    use Resolution as R;
    match dimension {
        Dimension::Duration => [R::of(1e6), R::of(1e3), R::of(1.0)],
        Dimension::Size | Dimension::Rate => [R::of(1024.0), R::of(1.0), R::of(1.0)],
        Dimension::Temperature | Dimension::Share | Dimension::Frequency => {
            [R::one_in(1e1), R::one_in(1e3), R::one_in(1e6)]
        }
        Dimension::Power => [R::one_in(1e2), R::one_in(1e3), R::one_in(1e6)],
        Dimension::Count => [R::of(1.0), R::one_in(1e3), R::one_in(1e6)],
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn draws(text: &str, dimension: Dimension) -> Vec<f64> {
        let range = QuantityRange::parse(text, dimension).unwrap();
        (0..2000).map(|seed| range.draw(Seed(seed), "test")).collect()
    }

    #[test]
    fn draws_are_round_numbers() {
        let whole = |draws: Vec<f64>, step: f64| draws.iter().all(|draw| draw % step == 0.0);
        assert!(whole(draws("60s..120s", Dimension::Duration), 1e6));
        assert!(whole(draws("1MB/s..8MB/s", Dimension::Rate), 1024.0));
        assert!(whole(draws("1MB..2MB", Dimension::Size), 1024.0));
        for draw in draws("20C..26C", Dimension::Temperature) {
            assert!(draw.to_string().len() <= 4, "{draw}");
        }
        for draw in draws("1.6W..2.5W", Dimension::Power) {
            assert!(draw.to_string().len() <= 4, "{draw}");
        }
    }

    #[test]
    fn both_ends_of_a_range_are_drawn() {
        let drawn = draws("0.3%..1.7%", Dimension::Share);
        for end in [0.3, 1.7] {
            assert!(drawn.contains(&end), "{end}");
        }
    }

    #[test]
    fn a_narrow_range_is_drawn_more_finely() {
        let drawn = draws("10us..30us", Dimension::Duration);
        assert!(drawn.iter().any(|draw| *draw != 10_000.0 && *draw != 30_000.0));
        let sevens = draws("7B..8B", Dimension::Size).iter().filter(|draw| **draw == 7.0).count();
        // Half of 2000 is 1000, give or take five standard deviations.
        assert!((890..=1110).contains(&sevens), "{sevens}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_draw_lies_in_its_range(low in -1e7_f64..1e7, width in 0.0_f64..1e6, seed: u64) {
            let text = format!("{low:.7}C..{:.7}C", low + width);
            let range = QuantityRange::parse(&text, Dimension::Temperature).unwrap();
            prop_assert!(range.contains(range.draw(Seed(seed), "test")));
        }

        #[test]
        fn every_draw_of_whole_units_lies_in_its_range(low: u32, width: u16, seed: u64) {
            let text = format!("{low}B..{}B", u64::from(low) + u64::from(width));
            let range = QuantityRange::parse(&text, Dimension::Size).unwrap();
            let drawn = range.draw(Seed(seed), "test");
            prop_assert!(range.contains(drawn) && drawn.fract() == 0.0);
        }
    }
}
