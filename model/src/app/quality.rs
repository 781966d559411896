//! The ladder of degradation: what the app gives up to stay alive, rung by rung.

use core::fmt;

use firedrill_sim::{Span, det_math};

/// A rung of the app's ladder of degradation. The higher, the less a person gets out of the app.
///
/// The descriptions name the six rungs and the sampler's iterations, 1000 -> 100 -> 10 -> a cached
/// ranking of at most 30 min; which belongs to which is a choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// Nothing is given up: 1000 iterations a job.
    #[default]
    Normal,
    /// Half the frames and a quarter of the feed traffic.
    Minimal,
    /// 100 iterations.
    Moderate,
    /// 10 iterations.
    Significant,
    /// The last good ranking, from cache.
    Critical,
    /// That ranking is stale or used up: jobs come in no order.
    Emergency,
}

/// How the sampler ranks: its own rungs of the ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sampling {
    /// 1000 iterations a job.
    Full,
    /// 100 iterations.
    Reduced,
    /// 10 iterations.
    Least,
    /// None: the last good ranking, from cache.
    CachedRanking,
}

/// A ranking is good for this long.
pub const RANKING_LASTS: Span = Span::from_secs(30 * 60);

impl Quality {
    /// Every rung, the best first.
    pub const ALL: [Self; 6] = [
        Self::Normal,
        Self::Minimal,
        Self::Moderate,
        Self::Significant,
        Self::Critical,
        Self::Emergency,
    ];

    /// The word used on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Minimal => "minimal",
            Self::Moderate => "moderate",
            Self::Significant => "significant",
            Self::Critical => "critical",
            Self::Emergency => "emergency",
        }
    }
}

impl fmt::Display for Quality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Sampling {
    /// One rung down, and never as far as to stop sampling.
    pub fn less(self) -> Self {
        match self {
            Self::Full => Self::Reduced,
            Self::Reduced | Self::Least => Self::Least,
            Self::CachedRanking => Self::CachedRanking,
        }
    }

    /// Iterations as a share of full ones.
    pub fn iterations(self) -> f64 {
        match self {
            Self::Full => 1.0,
            Self::Reduced => 0.1,
            Self::Least => 0.01,
            Self::CachedRanking => 0.0,
        }
    }

    /// How often the job on top is another than the sampler meant, for want of iterations: a score
    /// estimated from n iterations is off by about 1/sqrt(n), counted from what full ones have
    /// anyway (derived; that the error is the chance of a wrong top is assumed).
    pub(crate) fn slips(self) -> f64 {
        let error = |iterations: f64| 1.0 / det_math::sqrt(iterations);
        match self {
            Self::Full | Self::CachedRanking => 0.0,
            Self::Reduced => error(100.0) - error(1000.0),
            Self::Least => error(10.0) - error(1000.0),
        }
    }
}
