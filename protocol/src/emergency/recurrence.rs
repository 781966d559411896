//! Recurrence: an incident that comes back shows that its cause was not removed. The more often it does,
//! the higher the level that takes over, and the longer what was suspended stays suspended.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::EmergencyRecoveryProtocol;
use super::state::Emergency;
use crate::escalation::EscalationLevel;
use crate::incident::IncidentType;
use crate::severity::Severity;
use crate::units::Timestamp;

/// An incident of a type that was resolved so long ago counts as the same one. A cause that a release
/// keeps bringing back, or that a clean-up only makes room for, shows again within a few minutes.
const COMES_BACK_WITHIN: Duration = Duration::from_secs(600);

/// What it counts that resuming brought the incident back: with full service there is no recovery.
const RELAPSE: u8 = 2;

/// What it counts that an incident came back after the emergency was over.
const RECURRENCE: u8 = 1;

/// What has to have been counted before the level above each of the first three takes over. What is grave
/// goes up with each relapse; what is not is given a second chance, for a rollback interrupts everybody.
const GRAVE: [u8; 3] = [1, 3, 5];
const NOT_GRAVE: [u8; 3] = [3, 6, 9];

/// How long operations stay suspended after each relapse. They grow, so that a cause that lasts is not
/// met every few seconds, up to what leaves all stages of resumption within two minutes of restoration.
const COOL_DOWNS: [Duration; 3] =
    [Duration::from_secs(20), Duration::from_secs(45), Duration::from_secs(70)];

/// The emergency before.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Past {
    pub(super) ended_at: Timestamp,
    /// What it was about.
    incidents: [bool; 4],
    strikes: u8,
}

/// How long to wait after so many relapses.
pub(super) fn cool_down(relapses: u8) -> Duration {
    let index = usize::from(relapses.saturating_sub(1));
    COOL_DOWNS.get(index).or(COOL_DOWNS.last()).copied().unwrap_or_default()
}

impl Past {
    /// What is remembered of an emergency that ends.
    pub(super) fn of(emergency: &Emergency, now: Timestamp) -> Self {
        let incidents = core::array::from_fn(|index| {
            emergency.cases[index].is_some_and(|case| case.trigger.is_some())
        });
        Self { ended_at: now, incidents, strikes: emergency.resumption.strikes }
    }
}

impl EmergencyRecoveryProtocol {
    /// A case was opened: if it is what the emergency before was about, that one's cause is still there.
    pub(super) fn note_recurrence(&mut self, incident: IncidentType) {
        let Some(past) = self.past else { return };
        if self.now - past.ended_at > COMES_BACK_WITHIN {
            self.past = None;
        } else if past.incidents[incident.index()] {
            self.past = None;
            self.strike(past.strikes.saturating_add(RECURRENCE));
        }
    }

    /// Resuming brought the incident back.
    pub(super) fn strike_for_relapse(&mut self) {
        self.strike(RELAPSE);
    }

    /// Counts that the cause is still there, and escalates as far as that calls for: the configuration,
    /// the version, everything.
    fn strike(&mut self, weight: u8) {
        if let Some(emergency) = &mut self.emergency {
            let strikes = &mut emergency.resumption.strikes;
            *strikes = strikes.saturating_add(weight);
        }
        for _ in EscalationLevel::ALL {
            let Some(emergency) = &self.emergency else { return };
            let before = emergency.level;
            let is_grave = emergency.severity >= Severity::Major;
            let needed = if is_grave { GRAVE } else { NOT_GRAVE };
            let needed = needed.get(usize::from(before.level()) - 1);
            if needed.is_none_or(|needed| emergency.resumption.strikes < *needed) {
                return;
            }
            self.escalate();
            if self.emergency.as_ref().is_none_or(|emergency| emergency.level == before) {
                return;
            }
        }
    }
}
