//! How a run stands, verdict and determinism in one.

use crate::sweep::Trial;
use firedrill_judge::Verdict;
use serde::{Deserialize, Serialize};

/// How a run, or a set of runs, came out. Ordered: the worst of several is their maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Every property held but those that were stated to fail, which all failed, and the incident
    /// happened.
    Passed,
    /// Nobody could have kept what failed, and the scenario allows that.
    Excused,
    /// The incident never happened, or was not decided.
    Unexercised,
    /// Nobody could have kept what failed.
    Infeasible,
    /// A property failed, or one held that was stated to fail.
    Failed,
    /// Two runs of the same plan differed, so nothing else about it can be trusted.
    NotDeterministic,
    /// The protocol lives elsewhere and broke down: there is nothing to trust.
    Broken,
}

impl Standing {
    /// How one run stands.
    pub fn of(trial: &Trial) -> Self {
        match (&trial.outcome.judgement.verdict, &trial.parting) {
            (Verdict::Broken { .. }, _) => Self::Broken,
            (_, Some(_)) => Self::NotDeterministic,
            (verdict, None) => Self::of_verdict(verdict),
        }
    }

    /// How a run stands that was made only once.
    pub const fn of_verdict(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Passed => Self::Passed,
            Verdict::Failed(_) | Verdict::Contradicted { .. } => Self::Failed,
            Verdict::Infeasible { allowed: true, .. } => Self::Excused,
            Verdict::Infeasible { allowed: false, .. } => Self::Infeasible,
            Verdict::Unexercised { .. } => Self::Unexercised,
            Verdict::Broken { .. } => Self::Broken,
        }
    }

    /// The worst of several; no run at all has nothing against it.
    pub fn worst(all: impl IntoIterator<Item = Self>) -> Self {
        all.into_iter().max().unwrap_or(Self::Passed)
    }

    /// The words used on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Excused => "excused",
            Self::Unexercised => "unexercised",
            Self::Infeasible => "infeasible",
            Self::Failed => "failed",
            Self::NotDeterministic => "not deterministic",
            Self::Broken => "broken",
        }
    }

    /// The word used in documents.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotDeterministic => "not-deterministic",
            other => other.name(),
        }
    }
}
