//! Liveness: a monitor that falls silent, and a process that starts anew.

use super::EmergencyRecoveryProtocol;
use super::classification::Symptom;
use super::lanes::Lane;
use super::response::REPEAT_EVERY;
use super::state::{Restart, Stage};
use super::timer::Timer;
use super::trust::STALE_AFTER_PERIODS;
use crate::incident::{IncidentType, TriggerCondition};
use crate::severity::Severity;
use crate::units::Timestamp;

/// A monitor that delivers nothing believable for so many periods is itself a symptom: "system
/// completely unresponsive". Two thirds of the critical response time are left.
const SILENT_AFTER_PERIODS: u32 = 10;

impl EmergencyRecoveryProtocol {
    /// Expects the next believable sample.
    pub(super) fn listen(&mut self) {
        let patience = self.period().saturating_mul(SILENT_AFTER_PERIODS);
        self.timers.set(Timer::Silence, self.now + patience);
    }

    /// The silence timer fired. If it fired much too late, the host itself slept, and the monitor with
    /// it: that is no symptom.
    pub(super) fn silence(&mut self, due: Timestamp) {
        self.listen();
        if self.now - due > self.period().saturating_mul(STALE_AFTER_PERIODS) {
            return;
        }
        self.checklist.restart_hold();
        self.declare(Symptom {
            incident: IncidentType::SystemInstability,
            trigger: TriggerCondition::SystemUnresponsive,
            severity: Severity::Critical,
        });
    }

    /// The app slept: that it was silent is no symptom, and what held before has to hold anew.
    pub(super) fn resumed(&mut self) {
        self.outbox.resumed(self.now);
        self.checklist.restart_hold();
        self.listen();
    }

    /// The process is new: nothing that was suspended still is, and nothing known of it still holds.
    pub(super) fn relaunched(&mut self) {
        self.measures.forget();
        self.detector.expect_launch(self.now);
        self.checklist.forget();
        for lane in Lane::ALL {
            self.lanes.abandon(lane);
            self.timers.stop(Timer::Command(lane));
        }
        self.listen();
        self.outbox.relaunched(self.now);
        self.send_again();
        let Some(emergency) = &mut self.emergency else { return };
        emergency.settle_cases();
        emergency.resumption.forget();
        emergency.restart = Restart::NotNeeded;
        emergency.stage = Stage::Verifying;
        emergency.keep_cool = false;
        emergency.acted_at = self.now;
        self.timers.stop(Timer::Watch);
        self.timers.set(Timer::Repeat, self.now + REPEAT_EVERY);
        if !self.timers.is_set(Timer::Level) {
            self.grant_automatic_recovery();
        }
        self.watch_worsening_anew();
        self.mark_worsening();
    }
}
