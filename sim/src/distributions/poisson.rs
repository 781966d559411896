//! The Poisson distribution.

use super::{DistributionError, positive};
use crate::{Stream, det_math};

/// Poisson: how many events of a constant rate happen in a given time.
///
/// Means below 10 by inversion, walking up the distribution function (Devroye, "Non-Uniform Random
/// Variate Generation", 1986, X.3); larger ones by PTRS (W. Hörmann, "The transformed rejection
/// method for generating Poisson random variables", Insurance: Mathematics and Economics 12, 1993).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Poisson {
    method: Method,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Method {
    Inversion { mean: f64, none: f64 },
    Rejection(Ptrs),
}

/// The constants of PTRS, named as in the paper.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ptrs {
    mean: f64,
    ln_mean: f64,
    a: f64,
    b: f64,
    ln_inverse_alpha: f64,
    v_r: f64,
}

/// PTRS needs a mean of at least 10.
const REJECTION_MEAN_MIN: f64 = 10.0;
/// Above, cancellation in the logarithm of the probability would show (about 4e-6 at this mean).
const MEAN_MAX: f64 = 1e9;

impl Poisson {
    /// By mean.
    ///
    /// # Errors
    /// Unless the mean is above zero and at most 1e9.
    pub fn new(mean: f64) -> Result<Self, DistributionError> {
        let mean = positive("mean", mean)?;
        if mean > MEAN_MAX {
            return Err(DistributionError::TooLarge {
                parameter: "mean",
                value: mean,
                limit: MEAN_MAX,
            });
        }
        let method = if mean < REJECTION_MEAN_MIN {
            Method::Inversion { mean, none: det_math::exp(-mean) }
        } else {
            Method::Rejection(Ptrs::new(mean))
        };
        Ok(Self { method })
    }

    /// Draws a count.
    #[inline]
    pub fn sample(&self, stream: &mut Stream) -> u64 {
        match &self.method {
            Method::Inversion { mean, none } => invert(*mean, *none, stream.uniform()),
            Method::Rejection(ptrs) => ptrs.sample(stream),
        }
    }
}

/// The count whose cumulative probability first exceeds `u`; `none` is the probability of zero.
fn invert(mean: f64, none: f64, mut u: f64) -> u64 {
    let mut count = 0;
    let mut probability = none;
    // Rounding can leave a rest of `u` beyond the sum of all probabilities; the tail ends there.
    while u >= probability && probability > 0.0 {
        u -= probability;
        count += 1;
        probability *= mean / count as f64;
    }
    count
}

impl Ptrs {
    fn new(mean: f64) -> Self {
        let b = 0.931 + 2.53 * det_math::sqrt(mean);
        Self {
            mean,
            ln_mean: det_math::ln(mean),
            a: -0.059 + 0.02483 * b,
            b,
            ln_inverse_alpha: det_math::ln(1.1239 + 1.1328 / (b - 3.4)),
            v_r: 0.9277 - 3.6224 / (b - 2.0),
        }
    }

    fn sample(&self, stream: &mut Stream) -> u64 {
        loop {
            let u = stream.uniform() - 0.5;
            let v = stream.uniform_open();
            let us = 0.5 - u.abs();
            // `u` of exactly -0.5 would divide by zero.
            if us == 0.0 {
                continue;
            }
            let k = det_math::floor((2.0 * self.a / us + self.b) * u + self.mean + 0.43);
            if us >= 0.07 && v <= self.v_r {
                return k as u64;
            }
            if k < 0.0 || (us < 0.013 && v > us) {
                continue;
            }
            let ln_hat =
                det_math::ln(v) + self.ln_inverse_alpha - det_math::ln(self.a / (us * us) + self.b);
            if ln_hat <= k * self.ln_mean - self.mean - det_math::ln_gamma(k + 1.0) {
                return k as u64;
            }
        }
    }
}
