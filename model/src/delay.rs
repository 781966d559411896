//! Delays drawn by what is published, or assumed, of them: a median and a 95th percentile.

use firedrill_sim::{LogNormal, Span, Stream};

/// A log-normal delay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Delay {
    median: f64,
    p95: f64,
    /// How many of its unit a second has.
    per_second: f64,
}

impl Delay {
    /// By median and 95th percentile in seconds.
    pub(crate) const fn in_s(median: f64, p95: f64) -> Self {
        Self { median, p95, per_second: 1.0 }
    }

    /// By median and 95th percentile in milliseconds.
    pub(crate) const fn in_ms(median: f64, p95: f64) -> Self {
        Self { median, p95, per_second: 1000.0 }
    }

    /// One of them.
    pub(crate) fn draw(self, stream: &mut Stream) -> Span {
        match LogNormal::from_median_and_p95(self.median, self.p95) {
            Ok(delay) => Span::from_secs_f64(delay.sample(stream) / self.per_second),
            Err(error) => unreachable!("quantiles are positive and ordered: {error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use firedrill_sim::Seed;

    use super::*;

    #[test]
    fn half_of_the_delays_are_below_the_median_and_one_in_twenty_above_the_95th_percentile() {
        let mut stream = Stream::open(Seed(3), "test/delays");
        let delays: Vec<_> =
            (0..10_000).map(|_| Delay::in_ms(200.0, 500.0).draw(&mut stream)).collect();
        let below = |ms| delays.iter().filter(|delay| **delay < Span::from_millis(ms)).count();
        assert!((4_800..5_200).contains(&below(200)), "{}", below(200));
        assert!((9_420..9_580).contains(&below(500)), "{}", below(500));
    }

    #[test]
    fn a_delay_is_the_same_in_either_unit() {
        let mut streams = ["a"; 2].map(|name| Stream::open(Seed(3), name));
        let s = Delay::in_s(2.0, 5.0).draw(&mut streams[0]);
        let ms = Delay::in_ms(2000.0, 5000.0).draw(&mut streams[1]);
        assert!((s.as_secs_f64() - ms.as_secs_f64()).abs() < 1e-6, "{s:?} {ms:?}");
    }
}
