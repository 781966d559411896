//! Recurrence: an incident that comes back shows that its cause was not removed. The more often it does,
//! the higher the level that takes over, and the longer what was suspended stays suspended.

use core::time::Duration;

use super::EmergencyRecoveryProtocol;
use super::state::Emergency;
use crate::escalation::EscalationLevel;
use crate::incident::IncidentType;
use crate::severity::Severity;
use crate::units::Timestamp;

/// An incident of a type that was resolved so long ago counts as the same one. A cause that a release
/// keeps bringing back shows again within a few minutes.
const COMES_BACK_WITHIN: Duration = Duration::from_secs(300);

/// How long operations stay suspended after each relapse. They grow, so that a cause that lasts is not
/// met every few seconds, up to what leaves all stages of resumption within two minutes of restoration.
const COOL_DOWNS: [Duration; 3] =
    [Duration::from_secs(20), Duration::from_secs(45), Duration::from_secs(70)];

/// The emergency before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Past {
    ended_at: Timestamp,
    /// What it was about.
    incidents: [bool; 4],
    relapses: u8,
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
        Self { ended_at: now, incidents, relapses: emergency.resumption.relapses }
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
            if let Some(emergency) = &mut self.emergency {
                let relapses = &mut emergency.resumption.relapses;
                *relapses = relapses.saturating_add(past.relapses).saturating_add(1);
            }
            self.escalate_by_relapses();
        }
    }

    /// Escalates as far as the relapses so far call for: configuration, version, everything. What is
    /// grave goes up a level each time; what is not is given a second chance on each, for a rollback
    /// interrupts everybody.
    pub(super) fn escalate_by_relapses(&mut self) {
        let Some(emergency) = &self.emergency else { return };
        let is_grave = emergency.severity >= Severity::Major;
        let needed = match emergency.level {
            EscalationLevel::AutomaticRecovery => 1,
            EscalationLevel::ManualIntervention => 3 - u8::from(is_grave),
            EscalationLevel::EmergencyRollback => 5 - 2 * u8::from(is_grave),
            EscalationLevel::FullSystemRecovery => return,
        };
        if emergency.resumption.relapses >= needed {
            self.escalate();
        }
    }
}
