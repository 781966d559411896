//! The failure that is shrunk, and what other runs came to beside it.

use core::fmt;

use firedrill_judge::{Fingerprint, Judgement, Verdict};

/// A failure as shrinking knows it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What failed, when the protocol was where, for which incident.
    pub fingerprint: Fingerprint,
    /// How it stands. A failure never turns into one that stands otherwise.
    pub standing: FailureStanding,
}

/// How a failure stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureStanding {
    /// It fails the run.
    Failed,
    /// Nobody could have kept the property.
    Infeasible,
    /// The scenario states that it fails.
    Stated,
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
        let standing = match judgement.verdict {
            Verdict::Failed(_) => FailureStanding::Failed,
            Verdict::Infeasible { .. } => FailureStanding::Infeasible,
            Verdict::Passed => FailureStanding::Stated,
            Verdict::Contradicted { .. } | Verdict::Unexercised { .. } | Verdict::Broken { .. } => {
                return None;
            }
        };
        judgement.fingerprint().map(|fingerprint| Self { fingerprint, standing })
    }

    /// What another run came to beside this failure.
    pub fn fate(&self, judgement: &Judgement) -> Fate {
        let standing = match &judgement.verdict {
            Verdict::Unexercised { .. } => return Fate::Unexercised,
            Verdict::Broken { .. } => return Fate::Broken,
            Verdict::Failed(_) => FailureStanding::Failed,
            Verdict::Infeasible { .. } => FailureStanding::Infeasible,
            // What is stated to fail besides may hold: then that statement can be left out, too.
            Verdict::Passed | Verdict::Contradicted { .. } => FailureStanding::Stated,
        };
        match judgement.fingerprint() {
            None => Fate::Recovers,
            Some(fingerprint) if *self == (Self { fingerprint, standing }) => Fate::Same,
            Some(_) if standing == FailureStanding::Infeasible => Fate::Infeasible,
            Some(fingerprint) => Fate::FailsOtherwise(fingerprint),
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
