//! The beta distribution.

use super::gamma::StandardGamma;
use super::{DistributionError, positive};
use crate::{Stream, det_math};

/// Beta by its two shapes: mean `alpha / (alpha + beta)`.
///
/// The share of one gamma draw in the sum of two (Devroye, "Non-Uniform Random Variate
/// Generation", 1986, IX.3). With a shape below 1 both gammas can be too small for an `f64`, so
/// there the share is taken from their logarithms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beta {
    a: StandardGamma,
    b: StandardGamma,
    by_logarithms: bool,
}

impl Beta {
    /// By the shapes at 1 (`alpha`) and at 0 (`beta`).
    ///
    /// # Errors
    /// Unless both are above zero and finite.
    pub fn new(alpha: f64, beta: f64) -> Result<Self, DistributionError> {
        let (alpha, beta) = (positive("alpha", alpha)?, positive("beta", beta)?);
        Ok(Self {
            a: StandardGamma::new(alpha),
            b: StandardGamma::new(beta),
            by_logarithms: alpha < 1.0 || beta < 1.0,
        })
    }

    /// Draws a number from 0 to 1. With tiny shapes most draws are closer to an end than an `f64`
    /// can tell, and come out as that end.
    #[inline]
    pub fn sample(&self, stream: &mut Stream) -> f64 {
        if self.by_logarithms {
            let ln_a = self.a.sample_ln(stream);
            let ln_b = self.b.sample_ln(stream);
            return 1.0 / (1.0 + det_math::exp(ln_b - ln_a));
        }
        let a = self.a.sample(stream);
        let b = self.b.sample(stream);
        // The same as a / (a + b), which large shapes would overflow.
        1.0 / (1.0 + b / a)
    }
}
