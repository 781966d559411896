//! One formula watched sample by sample.

use firedrill_sim::{Span, Time};

use super::SAMPLE_PERIOD;
use super::certainty::Certainty;
use super::formula::Formula;
use super::reading::Readings;
use super::robustness::Robustness;

/// Watches a formula through a run of known length.
///
/// Robustness costs amortised constant work an operator and sample; so does certainty, save that a
/// window of n samples counts as log n operators, which work only when something becomes impossible.
/// Nothing is allocated once the windows are full; only what has no last bound and stands within
/// another operator must be kept to the end.
#[derive(Clone, Debug)]
pub struct Monitor {
    robustness: Robustness,
    certainty: Option<Certainty>,
    samples: usize,
    taken: usize,
    violated_at: Option<Time>,
}

/// What a formula came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finding {
    /// Its robustness at the first sample; infinite where only empty windows decided.
    pub robustness: f64,
    /// The first sample at which it was certain that it does not hold; `None` if it holds.
    pub violated_at: Option<Time>,
}

impl Monitor {
    /// Watches a run of this duration.
    pub fn new(formula: &Formula, duration: Span) -> Self {
        let samples = samples_of(duration);
        Self {
            robustness: Robustness::new(formula),
            certainty: Some(Certainty::new(formula, samples)),
            samples,
            taken: 0,
            violated_at: None,
        }
    }

    /// Takes the next sample. True when it makes certain that the formula does not hold.
    pub fn sample(&mut self, readings: &Readings) -> bool {
        assert!(self.taken < self.samples, "a run has no samples beyond its end");
        let at = sample_time(self.taken);
        self.taken += 1;
        self.robustness.sample(readings);
        let Some(certainty) = &mut self.certainty else { return false };
        certainty.sample(readings);
        if certainty.is_violated() {
            self.violated_at = Some(at);
            self.certainty = None;
        }
        self.certainty.is_none()
    }

    /// Concludes. A run that was left early is cut at the last sample taken, as if it had been that
    /// long.
    pub fn conclude(self) -> Finding {
        let robustness = self.robustness.conclude();
        let is_violated = robustness.is_sign_negative();
        let was_certain = self.violated_at.is_some();
        assert!(
            self.taken < self.samples || is_violated == was_certain,
            "the sign of the robustness and the truth are one"
        );
        let last = sample_time(self.taken.saturating_sub(1));
        let violated_at = self.violated_at.or(is_violated.then_some(last));
        Finding { robustness: robustness + 0.0, violated_at }
    }
}

/// How many samples a run of this duration has; the first is at its start.
pub(super) fn samples_of(duration: Span) -> usize {
    (duration.as_nanos() / SAMPLE_PERIOD.as_nanos()) as usize + 1
}

/// When a sample is taken.
pub(crate) fn sample_time(index: usize) -> Time {
    Time::from_nanos(index as u64 * SAMPLE_PERIOD.as_nanos())
}
