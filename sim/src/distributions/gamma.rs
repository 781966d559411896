//! The gamma distribution.

use super::{DistributionError, positive, ziggurat};
use crate::{Stream, det_math};

/// Gamma by shape and scale: mean `shape * scale`, variance `shape * scale^2`.
///
/// G. Marsaglia and W. W. Tsang, "A simple method for generating gamma variables", ACM TOMS 26(3),
/// 2000; shapes below 1 by the boost of its section 6, G(shape) = G(shape + 1) * U^(1/shape).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gamma {
    standard: StandardGamma,
    scale: f64,
}

impl Gamma {
    /// By shape and scale.
    ///
    /// # Errors
    /// Unless both are above zero and finite.
    pub fn new(shape: f64, scale: f64) -> Result<Self, DistributionError> {
        let standard = StandardGamma::new(positive("shape", shape)?);
        Ok(Self { standard, scale: positive("scale", scale)? })
    }

    /// Draws a number; for tiny shapes it may be too small for an `f64` and come out as zero.
    #[inline]
    pub fn sample(&self, stream: &mut Stream) -> f64 {
        self.standard.sample(stream) * self.scale
    }
}

/// Keeps the logarithm of a draw finite, which would be -1e302 at this boost.
const BOOST_MAX: f64 = 1e300;

/// Gamma of scale 1, for a shape already known to be above zero and finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct StandardGamma {
    /// The paper's d: the boosted shape less a third.
    d: f64,
    /// The paper's c: 1 / sqrt(9 d).
    c: f64,
    /// 1 / shape where the shape is below 1, else zero.
    boost: f64,
}

impl StandardGamma {
    pub(super) fn new(shape: f64) -> Self {
        let (boosted, boost) = if shape < 1.0 {
            (shape + 1.0, det_math::min(1.0 / shape, BOOST_MAX))
        } else {
            (shape, 0.0)
        };
        let d = boosted - 1.0 / 3.0;
        Self { d, c: 1.0 / det_math::sqrt(9.0 * d), boost }
    }

    #[inline]
    pub(super) fn sample(&self, stream: &mut Stream) -> f64 {
        let boosted = self.sample_boosted(stream);
        if self.boost == 0.0 {
            boosted
        } else {
            boosted * det_math::exp(det_math::ln(stream.uniform_open()) * self.boost)
        }
    }

    /// The logarithm of a draw, which exists even where the draw itself underflows.
    pub(super) fn sample_ln(&self, stream: &mut Stream) -> f64 {
        let ln_boosted = det_math::ln(self.sample_boosted(stream));
        if self.boost == 0.0 {
            ln_boosted
        } else {
            ln_boosted + det_math::ln(stream.uniform_open()) * self.boost
        }
    }

    /// Draws for the boosted shape, which is at least 1.
    #[inline]
    fn sample_boosted(&self, stream: &mut Stream) -> f64 {
        loop {
            let x = ziggurat::standard_normal(stream);
            let root = 1.0 + self.c * x;
            if root <= 0.0 {
                continue;
            }
            let v = root * root * root;
            let u = stream.uniform_open();
            let x2 = x * x;
            // The paper's squeeze; it spares both logarithms nearly always.
            if u < 1.0 - 0.0331 * x2 * x2
                || det_math::ln(u) < 0.5 * x2 + self.d * (1.0 - v + det_math::ln(v))
            {
                return self.d * v;
            }
        }
    }
}
