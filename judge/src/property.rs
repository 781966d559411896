//! What the judge holds a run to, and how a property failed.

use core::fmt;

use firedrill_model::nouns::{Breakdown, IncidentType, Phase};
use firedrill_sim::Time;
use serde::{Deserialize, Serialize};

use crate::temporal::PropertyName;

/// A promise that every run is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Property {
    /// Each incident type is answered by an immediate action of its own within the response time
    /// of every severity that it reached.
    RespondsInTime,
    /// All six checklist lines hold again within response time, procedures and escalation budgets.
    RestoresInTime,
    /// Emergency mode ends after restoration.
    EmergencyModeEnds,
    /// Emergency mode is never left while a checklist line is broken.
    AllClearIsTrue,
    /// Immediate actions are taken in the playbook's order, and none is left out.
    FollowsThePlaybook,
    /// An emergency that somebody triggers by hand is announced, and every immediate action of its type
    /// asked for in the playbook's order, within the critical response time; it ends no sooner than a
    /// checklist can have been verified.
    AnswersTheDrill,
    /// Whatever the app gave up is back after restoration: its quality, and what was suspended.
    QualityIsRestored,
    /// A healthy run never enters emergency mode but by hand, nor crosses a severity line.
    HealthyStaysHealthy,
    /// The system never kills the app.
    NoJetsamKill,
    /// No swipe is lost that was not on disk when an action or a memory kill ended the process, or a
    /// clean-up deleted the buffer. What a crash loses that nobody asked for is counted, not charged.
    NoSwipeLost,
    /// The escalation level never goes down within an emergency.
    EscalationNeverGoesDown,
    /// No baseline is learnt from a degraded app.
    BaselineIsHealthy,
    /// Every notice that is due reaches whom it is for within its time.
    TellsEverybodyInTime,
    /// Nobody is told the same twice in one emergency.
    TellsEverybodyOnce,
    /// Nobody is told who is not to be told, or not yet.
    TellsNobodyElse,
    /// The protocol keeps the contract of its boundary.
    KeepsContract,
    /// The scenario's own property of this name holds.
    Temporal(PropertyName),
}

impl Property {
    /// Every property that all runs are held to, in the order of reports.
    pub const ALL: [Self; 16] = [
        Self::RespondsInTime,
        Self::RestoresInTime,
        Self::EmergencyModeEnds,
        Self::AllClearIsTrue,
        Self::FollowsThePlaybook,
        Self::AnswersTheDrill,
        Self::QualityIsRestored,
        Self::HealthyStaysHealthy,
        Self::NoJetsamKill,
        Self::NoSwipeLost,
        Self::EscalationNeverGoesDown,
        Self::BaselineIsHealthy,
        Self::TellsEverybodyInTime,
        Self::TellsEverybodyOnce,
        Self::TellsNobodyElse,
        Self::KeepsContract,
    ];

    /// The word used in files and on screens.
    pub fn name(&self) -> &str {
        match self {
            Self::RespondsInTime => "responds-in-time",
            Self::RestoresInTime => "restores-in-time",
            Self::EmergencyModeEnds => "emergency-mode-ends",
            Self::AllClearIsTrue => "all-clear-is-true",
            Self::FollowsThePlaybook => "follows-the-playbook",
            Self::AnswersTheDrill => "answers-the-drill",
            Self::QualityIsRestored => "quality-is-restored",
            Self::HealthyStaysHealthy => "healthy-stays-healthy",
            Self::NoJetsamKill => "no-jetsam-kill",
            Self::NoSwipeLost => "no-swipe-lost",
            Self::EscalationNeverGoesDown => "escalation-never-goes-down",
            Self::BaselineIsHealthy => "baseline-is-healthy",
            Self::TellsEverybodyInTime => "tells-everybody-in-time",
            Self::TellsEverybodyOnce => "tells-everybody-once",
            Self::TellsNobodyElse => "tells-nobody-else",
            Self::KeepsContract => "keeps-contract",
            Self::Temporal(name) => name.as_str(),
        }
    }
}

impl fmt::Display for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The first time a property failed in a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Violation {
    /// Which one.
    pub property: Property,
    /// When it was certain.
    pub at: Time,
    /// What happened, in a sentence.
    pub about: String,
    /// What the protocol had announced by then.
    pub phase: Phase,
    /// The type that was the matter; `None` when nothing was.
    pub incident: Option<IncidentType>,
}

/// What a run amounts to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// Every property held but those that the scenario states to fail, which all failed, and the
    /// incident happened.
    Passed,
    /// A property failed; the first one in time, of those that could have been kept.
    Failed(Violation),
    /// A property failed that nobody could have kept. A judge never says so of its own accord, for
    /// it sees one run: whoever tried others may.
    Infeasible {
        /// The first failure in time.
        what: Violation,
        /// How it is known that nobody could have kept it, in a sentence.
        why: String,
        /// Whether the scenario allows this.
        allowed: bool,
    },
    /// Properties held that the scenario states to fail.
    Contradicted {
        /// Which ones.
        held: Vec<Property>,
    },
    /// The incident that the scenario is about never happened, or the run ended before it was
    /// decided: that is not a pass.
    Unexercised {
        /// What is missing, in a sentence.
        missing: String,
    },
    /// The protocol lives outside this program and broke down, and the run ended there: nothing can be
    /// concluded. A judge, who sees what a protocol did, never says so of its own accord.
    Broken {
        /// When.
        at: Time,
        /// How.
        breakdown: Breakdown,
    },
}

impl Verdict {
    /// The word used in files and on screens.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed(_) => "failed",
            Self::Infeasible { .. } => "infeasible",
            Self::Contradicted { .. } => "contradicted",
            Self::Unexercised { .. } => "unexercised",
            Self::Broken { .. } => "broken",
        }
    }
}
