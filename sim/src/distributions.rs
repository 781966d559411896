//! Distributions over raw words and the pinned maths, so a draw has the same bits everywhere.
//!
//! Each validates its parameters once, in `new`, and then only draws.

mod beta;
mod exponential;
mod gamma;
mod normal;
mod poisson;
mod uniform;
mod ziggurat;

use thiserror::Error;

pub use beta::Beta;
pub use exponential::Exp;
pub use gamma::Gamma;
pub use normal::{LogNormal, Normal};
pub use poisson::Poisson;
pub use uniform::Uniform;

/// Why parameters make no distribution.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum DistributionError {
    /// A parameter that must be above zero and finite is not.
    #[error("the {parameter} of a distribution must be above zero and finite, got {value}")]
    NotPositive {
        /// Which parameter.
        parameter: &'static str,
        /// What it was.
        value: f64,
    },
    /// A parameter that must be zero or above, and finite, is not.
    #[error("the {parameter} of a distribution must be zero or above and finite, got {value}")]
    Negative {
        /// Which parameter.
        parameter: &'static str,
        /// What it was.
        value: f64,
    },
    /// A parameter is NaN or infinite.
    #[error("the {parameter} of a distribution must be finite, got {value}")]
    NotFinite {
        /// Which parameter.
        parameter: &'static str,
        /// What it was.
        value: f64,
    },
    /// Two parameters are in the wrong order.
    #[error(
        "the {low} of a distribution must not exceed its {high}, got {low_value} and {high_value}"
    )]
    Crossed {
        /// The parameter that should be the lower one.
        low: &'static str,
        /// The parameter that should be the higher one.
        high: &'static str,
        /// What the lower one was.
        low_value: f64,
        /// What the higher one was.
        high_value: f64,
    },
    /// A parameter is beyond what the sampler draws accurately.
    #[error("the {parameter} of a distribution must be at most {limit}, got {value}")]
    TooLarge {
        /// Which parameter.
        parameter: &'static str,
        /// What it was.
        value: f64,
        /// The largest value accepted.
        limit: f64,
    },
}

fn positive(parameter: &'static str, value: f64) -> Result<f64, DistributionError> {
    if value > 0.0 && value.is_finite() {
        Ok(value)
    } else {
        Err(DistributionError::NotPositive { parameter, value })
    }
}

fn not_negative(parameter: &'static str, value: f64) -> Result<f64, DistributionError> {
    if value >= 0.0 && value.is_finite() {
        Ok(value)
    } else {
        Err(DistributionError::Negative { parameter, value })
    }
}

fn finite(parameter: &'static str, value: f64) -> Result<f64, DistributionError> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(DistributionError::NotFinite { parameter, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Seed, Stream};

    const BAD: [f64; 4] = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0];

    #[test]
    fn parameters_that_make_no_distribution_are_refused() {
        for bad in BAD.into_iter().chain([0.0]) {
            assert!(Exp::new(bad).is_err());
            assert!(Exp::with_mean(bad).is_err());
            assert!(Gamma::new(bad, 1.0).is_err() && Gamma::new(1.0, bad).is_err());
            assert!(Beta::new(bad, 1.0).is_err() && Beta::new(1.0, bad).is_err());
            assert!(Poisson::new(bad).is_err());
            assert!(LogNormal::from_median_and_p95(bad, 1.0).is_err());
        }
        for bad in BAD {
            assert!(Normal::new(0.0, bad).is_err());
            assert!(LogNormal::new(0.0, bad).is_err());
            assert!(Uniform::new(0.0, bad).is_err());
        }
        assert!(Normal::new(f64::NAN, 1.0).is_err());
        assert!(Uniform::new(f64::MIN, f64::MAX).is_err());
        assert!(Exp::new(f64::MIN_POSITIVE / 8.0).is_err(), "the mean would be infinite");
    }

    #[test]
    fn an_error_says_what_was_wrong() {
        let text = |error: DistributionError| error.to_string();
        assert_eq!(
            text(Gamma::new(-1.0, 1.0).unwrap_err()),
            "the shape of a distribution must be above zero and finite, got -1"
        );
        assert_eq!(
            text(LogNormal::from_median_and_p95(2.0, 1.0).unwrap_err()),
            "the median of a distribution must not exceed its 95th percentile, got 2 and 1"
        );
        assert_eq!(
            text(Poisson::new(1e10).unwrap_err()),
            "the mean of a distribution must be at most 1000000000, got 10000000000"
        );
    }

    #[test]
    fn extreme_parameters_still_draw_numbers() {
        let mut stream = Stream::open(Seed(1), "extreme");
        let (tiny, huge) = (f64::MIN_POSITIVE / 8.0, 1e308);
        for (a, b) in [(tiny, tiny), (1e-3, tiny), (huge, huge), (huge, tiny), (1.0, tiny)] {
            let (beta, gamma) = (Beta::new(a, b).unwrap(), Gamma::new(a, 1.0).unwrap());
            for _ in 0..1_000 {
                assert!((0.0..=1.0).contains(&beta.sample(&mut stream)), "beta {a} {b}");
                assert!(gamma.sample(&mut stream) >= 0.0, "gamma {a}");
            }
        }
    }

    #[test]
    fn no_spread_always_draws_the_centre() {
        let mut stream = Stream::open(Seed(1), "still");
        assert_eq!(Normal::new(3.0, 0.0).unwrap().sample(&mut stream), 3.0);
        assert_eq!(Uniform::new(3.0, 3.0).unwrap().sample(&mut stream), 3.0);
        assert_eq!(LogNormal::new(0.0, 0.0).unwrap().sample(&mut stream), 1.0);
    }
}
