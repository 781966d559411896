//! Blindness: an emergency whose end nobody can see.
//!
//! Once all measures are taken and nothing is known to be wrong any more, a monitor that shows too
//! little keeps the emergency open: what is unknown never counts as healthy. A monitor is code of the
//! app. The measures do not repair it, and time does not either; the last good version does.

use core::time::Duration;

use super::EmergencyRecoveryProtocol;
use super::state::{Restart, Stage};
use crate::escalation::EscalationLevel;

/// So long after the emergency began, and after anything was seen to be wrong, the monitor gets to show
/// that the checklist holds.
const SIGHT_PATIENCE: Duration = Duration::from_secs(60);

impl EmergencyRecoveryProtocol {
    /// Rolls back a version whose monitor shows nothing of what the measures have done.
    pub(super) fn check_sight(&mut self) {
        // Samples that look well, and are too few to prove it, are of as little use as none.
        let is_blind = self.detector.is_blind()
            || self.checklist.looks_well_for(SIGHT_PATIENCE, self.now)
            || !self.checklist.is_current(self.now, &self.playbook);
        let is_unbroken = self.checklist.is_unbroken_for(SIGHT_PATIENCE, self.now);
        let is_responding = self.is_responding();
        let Some(emergency) = &self.emergency else { return };
        let is_waiting = emergency.stage == Stage::Verifying
            && emergency.restart == Restart::NotNeeded
            && emergency.level < EscalationLevel::EmergencyRollback
            && !is_responding;
        let opened_at = emergency.cases.iter().flatten().map(|case| case.opened_at).min();
        let waits_long = opened_at.is_some_and(|opened| self.now - opened >= SIGHT_PATIENCE);
        if is_blind && is_unbroken && is_waiting && waits_long {
            self.reach(EscalationLevel::EmergencyRollback);
        }
    }
}
