//! The normal and the log-normal distribution.

use super::{DistributionError, finite, not_negative, positive, ziggurat};
use crate::{Stream, det_math};

/// The 95th percentile of the standard normal distribution.
const Z95: f64 = 1.644_853_626_951_472_7;

/// Normal (Gaussian), drawn by the ziggurat method.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normal {
    mean: f64,
    sd: f64,
}

/// Log-normal: its logarithm is normal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogNormal {
    logarithm: Normal,
}

impl Normal {
    /// By mean and standard deviation; a deviation of zero always draws the mean.
    ///
    /// # Errors
    /// Unless both are finite and the deviation is not negative.
    pub fn new(mean: f64, sd: f64) -> Result<Self, DistributionError> {
        Ok(Self { mean: finite("mean", mean)?, sd: not_negative("standard deviation", sd)? })
    }

    /// Draws a number, from one word 98.8 % of the time.
    #[inline]
    pub fn sample(&self, stream: &mut Stream) -> f64 {
        self.mean + self.sd * ziggurat::standard_normal(stream)
    }
}

impl LogNormal {
    /// By mean and standard deviation of the logarithm.
    ///
    /// # Errors
    /// Unless both are finite and the deviation is not negative.
    pub fn new(mu: f64, sigma: f64) -> Result<Self, DistributionError> {
        let logarithm = Normal { mean: finite("mu", mu)?, sd: not_negative("sigma", sigma)? };
        Ok(Self { logarithm })
    }

    /// By median and 95th percentile: mu = ln median, sigma = ln(p95 / median) / 1.6449.
    ///
    /// # Errors
    /// Unless both are above zero and finite, and the percentile is not below the median.
    pub fn from_median_and_p95(median: f64, p95: f64) -> Result<Self, DistributionError> {
        let (median, p95) = (positive("median", median)?, positive("95th percentile", p95)?);
        if p95 < median {
            return Err(DistributionError::Crossed {
                low: "median",
                high: "95th percentile",
                low_value: median,
                high_value: p95,
            });
        }
        Self::new(det_math::ln(median), (det_math::ln(p95) - det_math::ln(median)) / Z95)
    }

    /// Draws a number above zero.
    #[inline]
    pub fn sample(&self, stream: &mut Stream) -> f64 {
        det_math::exp(self.logarithm.sample(stream))
    }
}
