//! The failure that is shrunk, and what other runs came to beside it.

use core::fmt;

use firedrill_judge::{Fingerprint, Judgement, Verdict};

/// A failure as shrinking knows it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What failed, when the protocol was where, for which incident.
    pub fingerprint: Fingerprint,
    /// Whether nobody could have kept the property. A failure never turns into one that is excused,
    /// nor the other way round.
    pub is_infeasible: bool,
}

/// What a run came to, seen from the failure that is shrunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It fails in the same way.
    Same,
    /// Everything is kept.
    Recovers,
    /// Something else fails, or in another way.
    FailsOtherwise(Fingerprint),
    /// Nobody could have kept what fails.
    Infeasible,
    /// What the run is about did not happen, or was not decided.
    Unexercised,
    /// The foreign protocol broke down.
    Broken,
    /// There is no such run: its parts contradict each other.
    Impossible,
}

impl Failure {
    /// The failure of a run, or `None` if it has none that can be shrunk: it passed, did not exercise
    /// its scenario, broke down, or held what its scenario states to fail.
    pub fn of(judgement: &Judgement) -> Option<Self> {
        let is_infeasible = match judgement.verdict {
            Verdict::Failed(_) | Verdict::Passed => false,
            Verdict::Infeasible { .. } => true,
            Verdict::Contradicted { .. } | Verdict::Unexercised { .. } | Verdict::Broken { .. } => {
                return None;
            }
        };
        judgement.fingerprint().map(|fingerprint| Self { fingerprint, is_infeasible })
    }

    /// What another run came to beside this failure.
    pub fn fate(&self, judgement: &Judgement) -> Fate {
        let fate_of = |fingerprint: Option<Fingerprint>| match fingerprint {
            None => Fate::Recovers,
            Some(fingerprint) if fingerprint == self.fingerprint => Fate::Same,
            Some(fingerprint) => Fate::FailsOtherwise(fingerprint),
        };
        match &judgement.verdict {
            Verdict::Unexercised { .. } => Fate::Unexercised,
            Verdict::Broken { .. } => Fate::Broken,
            Verdict::Infeasible { .. } if !self.is_infeasible => Fate::Infeasible,
            Verdict::Infeasible { .. } => fate_of(judgement.fingerprint()),
            // What is stated to fail besides may hold: then the statement can be left out, too.
            Verdict::Failed(_) | Verdict::Passed | Verdict::Contradicted { .. } => {
                match fate_of(judgement.fingerprint()) {
                    Fate::Same if self.is_infeasible => Fate::FailsOtherwise(self.fingerprint),
                    fate => fate,
                }
            }
        }
    }
}

impl fmt::Display for Fate {
    /// What follows "it": `it recovers`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same => f.write_str("fails in the same way"),
            Self::Recovers => f.write_str("recovers"),
            Self::FailsOtherwise(fingerprint) => write!(f, "fails otherwise: {fingerprint}"),
            Self::Infeasible => f.write_str("is infeasible"),
            Self::Unexercised => f.write_str("is unexercised"),
            Self::Broken => f.write_str("breaks the protocol down"),
            Self::Impossible => f.write_str("is impossible"),
        }
    }
}
