//! Liveness: a monitor that falls silent, and a process that starts anew.

use super::EmergencyRecoveryProtocol;
use super::classification::Symptom;
use super::procedures::Work;
use super::state::{Restart, Stage};
use super::timer::Timer;
use super::trust::STALE_AFTER_PERIODS;
use super::verification::REPEAT_EVERY;
use crate::escalation::EscalationLevel;
use crate::incident::{IncidentType, TriggerCondition};
use crate::severity::Severity;
use crate::units::Timestamp;

/// A process that dies so often in one emergency dies of its own version.
const DEATHS: u8 = 2;

impl EmergencyRecoveryProtocol {
    /// Expects the next believable sample.
    pub(super) fn listen(&mut self) {
        let patience = self.rhythm.patience(self.period());
        self.timers.set(Timer::Silence, self.now + patience);
    }

    /// A believable sample arrived.
    pub(super) fn heard(&mut self) {
        self.rhythm.beat(self.now, self.period());
        self.listen();
    }

    /// The silence timer fired. If it fired much too late, the host itself slept, and the monitor with
    /// it: that is no symptom.
    pub(super) fn silence(&mut self, due: Timestamp) {
        self.listen();
        // Whatever became of a restart, it does not explain the silence any more.
        self.relaunching = false;
        if self.now - due > self.period().saturating_mul(STALE_AFTER_PERIODS) {
            return;
        }
        self.checklist.restart_hold(self.now);
        self.detector.lose_sight();
        self.declare(Symptom {
            incident: IncidentType::SystemInstability,
            trigger: TriggerCondition::SystemUnresponsive,
            severity: Severity::Critical,
        });
        self.check_sight();
    }

    /// The app slept: that it was silent is no symptom, and what held before has to hold anew.
    pub(super) fn resumed(&mut self) {
        self.suspicion.forget();
        self.outbox.resumed(self.now);
        self.rhythm.pause();
        self.checklist.restart_hold(self.now);
        self.listen();
    }

    /// The process is new, and so is this protocol: nothing is suspended any more, and what it remembers
    /// of an emergency has to be verified anew.
    ///
    /// A restart that was asked for gets to prove itself. A process that died in the middle of its
    /// recovery has recovered from nothing: the response begins anew at once.
    pub(super) fn relaunched(&mut self) {
        let was_asked_for = core::mem::take(&mut self.relaunching);
        self.launched_at = Some(self.now);
        self.detector.expect_launch(self.now);
        self.trust.expect_launch();
        self.outbox.relaunched(self.now);
        self.send_again();
        // Who is new does not know what was last announced, and says where it stands.
        self.announced = None;
        let Some(emergency) = &mut self.emergency else { return };
        if was_asked_for {
            emergency.settle_cases();
            emergency.restart = Restart::NotNeeded;
            emergency.stage = Stage::Verifying;
        } else {
            self.respond_after_death();
        }
        self.timers.set(Timer::Repeat, self.now + REPEAT_EVERY);
        self.mark_worsening();
    }

    /// The process died during an emergency. That it was not heard meanwhile is explained; what it was
    /// in the middle of is begun anew, and one that dies again and again is rolled back.
    fn respond_after_death(&mut self) {
        let Some(emergency) = &mut self.emergency else { return };
        emergency.deaths = emergency.deaths.saturating_add(1);
        let was_resuming = matches!(emergency.stage, Stage::Resuming(_));
        emergency.stage = Stage::Verifying;
        for case in emergency.cases.iter_mut().flatten() {
            let was_silent = case.trigger == Some(TriggerCondition::SystemUnresponsive);
            if was_resuming || was_silent || case.settled {
                (case.work, case.until, case.settled) = (Work::Done, None, true);
            } else {
                case.work = Work::AGAIN;
                emergency.stage = Stage::Acting;
            }
        }
        if emergency.deaths >= DEATHS && emergency.level < EscalationLevel::EmergencyRollback {
            self.reach(EscalationLevel::EmergencyRollback);
        }
    }
}
