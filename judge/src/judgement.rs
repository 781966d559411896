//! What comes out of a run.

use serde::Serialize;

use crate::clocks::Reading;
use crate::drill::DrillSummary;
use crate::fingerprint::Fingerprint;
use crate::incident::IncidentSummary;
use crate::property::{Verdict, Violation};
use crate::statement::StatedFailures;
use crate::temporal::TemporalFinding;

/// What the judge concludes from a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judgement {
    /// The verdict.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// The response clock with the smallest margin; `None` when there was no incident.
    pub response_clock: Option<Reading>,
    /// The restoration clock with the smallest margin; `None` when there was no incident.
    pub restoration_clock: Option<Reading>,
    /// The incidents in order.
    pub incidents: Vec<IncidentSummary>,
    /// The emergencies that somebody triggered by hand, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drills: Vec<DrillSummary>,
    /// What each of the scenario's temporal properties came to, in its order.
    pub properties: Vec<TemporalFinding>,
    /// The first failure of each property that failed, the scenario's own included, in order of time.
    pub violations: Vec<Violation>,
    /// What the scenario states to fail.
    #[serde(skip_serializing_if = "StatedFailures::is_empty")]
    pub stated: StatedFailures,
}

impl Judgement {
    /// The failure that the run is about: the one that decided the verdict, or the first of those that
    /// the scenario states.
    pub fn failure(&self) -> Option<&Violation> {
        match &self.verdict {
            Verdict::Failed(violation) | Verdict::Infeasible { what: violation, .. } => {
                Some(violation)
            }
            Verdict::Passed | Verdict::Contradicted { .. } => self.violations.first(),
            Verdict::Unexercised { .. } | Verdict::Broken { .. } => None,
        }
    }

    /// The fingerprint of that failure.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.failure().map(Fingerprint::of)
    }
}
