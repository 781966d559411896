//! Numbers that people read: two significant digits, three where the first is a one; minutes with
//! seconds, tenths of a degree.

use firedrill_protocol::quantity::Dimension;

/// The readable numbers of a dimension, as multiples of a tick.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    /// A tick is `over / per` base units. Kept as a fraction: 0.1 is no `f64`, but 385 / 10 is the one that
    /// `"38.5"` is read as.
    over: f64,
    per: f64,
    grain: Grain,
    /// Digits that count: a number's first ones, up to this.
    lead: i64,
    /// Whether base units come whole.
    is_whole: bool,
}

/// Which ticks are readable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grain {
    /// Every one.
    Even,
    /// Those with few significant digits.
    Significant,
}

impl Scale {
    /// For values of about this size.
    pub(super) fn of(dimension: Dimension, about: f64) -> Self {
        const KB: f64 = 1024.0;
        const MB: f64 = KB * KB;
        let (over, per, grain, is_whole) = match dimension {
            Dimension::Size | Dimension::Rate if about < KB => (1.0, 1.0, Grain::Significant, true),
            // Who reads minutes reads seconds, and not a tenth of a minute.
            Dimension::Duration if about < 1e11 => (1e3, 1.0, Grain::Significant, true),
            Dimension::Duration if about < 6e11 => (1e9, 1.0, Grain::Even, true),
            Dimension::Duration if about < 7.2e12 => (1e10, 1.0, Grain::Even, true),
            Dimension::Duration => (6e10, 1.0, Grain::Even, true),
            Dimension::Size | Dimension::Rate if about < MB => (KB, 1e2, Grain::Significant, true),
            Dimension::Size | Dimension::Rate => (MB, 1e2, Grain::Significant, true),
            Dimension::Temperature => (1.0, 1e1, Grain::Even, false),
            Dimension::Power => (1.0, 1e2, Grain::Significant, false),
            Dimension::Share | Dimension::Frequency => (1.0, 1e1, Grain::Significant, false),
            Dimension::Count => (1.0, 1.0, Grain::Significant, true),
        };
        Self { over, per, grain, lead: 200, is_whole }
    }

    /// Whole seconds, for instants: where one lies matters more than how large its number is.
    pub(super) const fn seconds() -> Self {
        Self { over: 1e9, per: 1.0, grain: Grain::Even, lead: 200, is_whole: true }
    }

    /// The same with a digit more.
    pub(super) fn finer(self) -> Self {
        match self.grain {
            Grain::Even => Self { per: self.per * 10.0, ..self },
            Grain::Significant => Self { lead: self.lead * 10, ..self },
        }
    }

    /// A readable number strictly between two others, about in the middle: of their sizes where they are
    /// far apart. `None` if there is none.
    pub(super) fn between(self, one: f64, other: f64) -> Option<f64> {
        let (low, high) = if one < other { (one, other) } else { (other, one) };
        let (first, last) = (self.above(low), self.below(high));
        if first > last {
            return None;
        }
        let middle = match self.grain {
            Grain::Significant if last / 4 > first => {
                i64::try_from((i128::from(first.max(1)) * i128::from(last)).isqrt())
                    .unwrap_or(first)
            }
            _ => first + (last - first) / 2,
        };
        Some(self.value(self.at_or_below(middle).clamp(first, last)))
    }

    /// The readable number nearest to `base`, and not above it.
    pub(super) fn floor(self, base: f64) -> f64 {
        self.value(self.at_or_below(self.tick(base)))
    }

    /// The next readable number beyond `base`, away from `from`.
    pub(super) fn beyond(self, base: f64, from: f64) -> f64 {
        self.value(if from < base { self.above(base) } else { self.below(base) })
    }

    /// Whether `base` is readable.
    pub(super) fn is_readable(self, base: f64) -> bool {
        self.floor(base) == base
    }

    fn value(self, tick: i64) -> f64 {
        let value = tick as f64 * self.over / self.per;
        (if self.is_whole { value.round() } else { value }) + 0.0
    }

    /// The last tick that is not above `base`.
    fn tick(self, base: f64) -> i64 {
        let mut tick = (base * self.per / self.over).floor() as i64;
        // The quotient may be off by a rounding.
        tick += i64::from(self.value(tick + 1) <= base);
        tick - i64::from(self.value(tick) > base)
    }

    /// The smallest readable tick above `base`.
    fn above(self, base: f64) -> i64 {
        let tick = self.tick(base);
        let step = self.step(tick);
        (tick.div_euclid(step) + 1) * step
    }

    /// The largest readable tick below `base`.
    fn below(self, base: f64) -> i64 {
        let tick = self.tick(base);
        self.at_or_below(if self.value(tick) < base { tick } else { tick - 1 })
    }

    fn at_or_below(self, tick: i64) -> i64 {
        let step = self.step(tick);
        tick.div_euclid(step) * step
    }

    /// How far apart readable ticks are there.
    fn step(self, tick: i64) -> i64 {
        if self.grain == Grain::Even {
            return 1;
        }
        // What is left of 20 to 199 is the number's first two digits, or three.
        let (mut step, mut lead) = (1, tick);
        while lead >= self.lead {
            lead /= 10;
            step *= 10;
        }
        step
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MB: f64 = 1024.0 * 1024.0;

    fn between(scale: Scale, low: f64, high: f64) -> Vec<f64> {
        let mut numbers = vec![];
        let mut from = low;
        loop {
            from = scale.beyond(from, f64::MIN);
            if from >= high {
                return numbers;
            }
            numbers.push(from);
        }
    }

    #[test]
    fn readable_numbers_have_two_digits_or_three_after_a_one() {
        let rates = Scale::of(Dimension::Rate, 4.0 * MB);
        let numbers = between(rates, 0.975 * MB, 1.025 * MB);
        let hundredths: Vec<_> = numbers.iter().map(|n| (n / MB * 100.0).round()).collect();
        assert_eq!(hundredths, [98.0, 99.0, 100.0, 101.0, 102.0]);
        let numbers = between(rates, 1.985 * MB, 2.25 * MB);
        let hundredths: Vec<_> = numbers.iter().map(|n| (n / MB * 100.0).round()).collect();
        assert_eq!(hundredths, [199.0, 200.0, 210.0, 220.0]);
    }

    #[test]
    fn readable_numbers_are_read_as_they_are_held() {
        let heat = Scale::of(Dimension::Temperature, 40.0);
        assert_eq!(between(heat, 38.35, 38.75), [38.4, 38.5, 38.6, 38.7]);
        assert_eq!(between(heat, -0.15, 0.15), [-0.1, 0.0, 0.1]);
        let counts = Scale::of(Dimension::Count, 7.0);
        assert_eq!(between(counts, 2.0, 6.0), [3.0, 4.0, 5.0]);
    }

    #[test]
    fn halving_ends_at_two_neighbours() {
        for (dimension, low, high) in [
            (Dimension::Rate, 1024.0, 4_299_161.0),
            (Dimension::Duration, 1e6, 8.64e13),
            (Dimension::Share, 0.0, 100.0),
            (Dimension::Temperature, -20.0, 60.0),
            (Dimension::Count, 1.0, 3600.0),
        ] {
            for edge in [0.001, 0.2, 0.5, 0.77, 0.999] {
                let (scale, edge) = (Scale::of(dimension, high), low + (high - low) * edge);
                let (mut below, mut above, mut steps) = (low, high, 0);
                while let Some(middle) = scale.between(below, above) {
                    assert!(below < middle && middle < above && scale.is_readable(middle));
                    *(if middle < edge { &mut below } else { &mut above }) = middle;
                    steps += 1;
                }
                assert!(below < edge && edge <= above && steps < 20, "{below} {above} {steps}");
            }
        }
    }

    #[test]
    fn what_is_beyond_a_number_is_its_neighbour() {
        let seconds = Scale::seconds();
        assert_eq!(seconds.beyond(61.5e9, 0.0), 62e9);
        assert_eq!(seconds.beyond(61.5e9, 90e9), 61e9);
        assert_eq!((seconds.beyond(61e9, 0.0), seconds.beyond(61e9, 90e9)), (62e9, 60e9));
        assert!(seconds.is_readable(61e9) && !seconds.is_readable(61.5e9));
    }
}
