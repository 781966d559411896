//! The continuous uniform distribution.

use super::{DistributionError, finite};
use crate::Stream;

/// Uniform from `low` to `high`; rounding alone can give `high` itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uniform {
    low: f64,
    high: f64,
}

impl Uniform {
    /// Uniform between two bounds.
    ///
    /// # Errors
    /// Unless both and their distance are finite, and `low <= high`.
    pub fn new(low: f64, high: f64) -> Result<Self, DistributionError> {
        let (low, high) = (finite("low bound", low)?, finite("high bound", high)?);
        if low > high {
            return Err(DistributionError::Crossed {
                low: "low bound",
                high: "high bound",
                low_value: low,
                high_value: high,
            });
        }
        finite("width", high - low)?;
        Ok(Self { low, high })
    }

    /// Draws a number, from one word.
    #[inline]
    pub fn sample(&self, stream: &mut Stream) -> f64 {
        stream.between(self.low, self.high)
    }
}
