//! The exponential distribution.

use super::{DistributionError, positive};
use crate::{Stream, det_math};

/// Exponential: the waiting time for something that happens at a constant rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exp {
    mean: f64,
}

impl Exp {
    /// By rate: events per unit of the result.
    ///
    /// # Errors
    /// Unless the rate and its reciprocal are above zero and finite.
    pub fn new(rate: f64) -> Result<Self, DistributionError> {
        Self::with_mean(1.0 / positive("rate", rate)?)
    }

    /// By mean, in units of the result.
    ///
    /// # Errors
    /// Unless the mean is above zero and finite.
    pub fn with_mean(mean: f64) -> Result<Self, DistributionError> {
        Ok(Self { mean: positive("mean", mean)? })
    }

    /// Draws a number, by inversion: from one word, and a larger word gives a smaller number.
    #[inline]
    pub fn sample(&self, stream: &mut Stream) -> f64 {
        -det_math::ln(stream.uniform_open()) * self.mean
    }
}
