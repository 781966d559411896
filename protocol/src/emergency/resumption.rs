//! Resumption: once the checklist has held, what was suspended comes back, one stage at a time.

use core::time::Duration;

use super::EmergencyRecoveryProtocol;
use super::lanes::{Lane, Order};
use super::measures::ActionSet;
use super::state::Stage;
use super::timer::Timer;
use crate::action::{Action, ActionOutcome, Purpose};
use crate::escalation::EscalationLevel;

/// The stages in order: what heats goes first, what users see comes back last.
const STAGES: [Action; 4] = [
    Action::LeaveOptimizerEmergencyMode,
    Action::ResumeBackgroundOperations,
    Action::ResumeComputations,
    Action::RestoreFullQuality,
];

/// How long each stage is watched before the next.
const WATCH: Duration = Duration::from_secs(5);

/// How long the last stage is watched before the emergency ends: the monitor's window of passes.
const LAST_WATCH: Duration = Duration::from_secs(10);

/// A line is broken again after so many samples in a row: one alone is noise.
const BROKEN_SAMPLES: u32 = 3;

/// A stage that brings the incident back so often stays off: degraded, but within the targets.
const RELAPSES: u8 = 2;

/// A stage that was resumed, and what it brought back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Resumed {
    action: Action,
    undid: ActionSet,
}

/// What resumption has met with in this emergency.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Resumption {
    relapses: [u8; STAGES.len()],
    kept_off: ActionSet,
    /// The last stage tried, to which a relapse is put down.
    last: Option<Resumed>,
}

impl Resumption {
    /// The process is gone, and with it everything that was off.
    pub(super) fn forget(&mut self) {
        (self.kept_off, self.last) = (ActionSet::default(), None);
    }

    fn blame(&mut self, action: Action) {
        let Some(index) = STAGES.iter().position(|stage| *stage == action) else { return };
        self.relapses[index] = self.relapses[index].saturating_add(1);
        if self.relapses[index] >= RELAPSES {
            self.kept_off.insert(action);
        }
    }
}

impl EmergencyRecoveryProtocol {
    /// Whether suspended operations are coming back.
    pub(super) fn is_resuming(&self) -> bool {
        self.emergency.as_ref().is_some_and(|e| matches!(e.stage, Stage::Resuming(_)))
    }

    /// How long the checklist must hold: the playbook's time and two samples more, so that the truth
    /// held as long as the samples say.
    pub(super) fn hold_needed(&self) -> Duration {
        self.playbook.targets.hold.saturating_add(self.period().saturating_mul(2))
    }

    /// The checklist has held: all other work is over.
    pub(super) fn begin_resumption(&mut self) {
        let Some(emergency) = &mut self.emergency else { return };
        emergency.settle_cases();
        emergency.resumption.last = None;
        self.detector.forget();
        for timer in [Timer::Level, Timer::Repeat] {
            self.timers.stop(timer);
        }
        self.resume_next();
    }

    /// The last stage has been watched. While the checklist does not hold there is no next one.
    pub(super) fn watch_is_over(&mut self) {
        let holds =
            self.checklist.do_all_hold() && self.checklist.is_current(self.now, &self.playbook);
        let Some(emergency) = &self.emergency else { return };
        match emergency.stage {
            Stage::Acting | Stage::Verifying => {}
            Stage::Resuming(_) if !holds || !self.lanes.is_free(Lane::Main) => {
                self.timers.set(Timer::Watch, self.now + self.period().saturating_mul(2));
            }
            Stage::Resuming(Some(_)) => self.resume_next(),
            Stage::Resuming(None) => self.resolve(),
        }
    }

    /// A command ended; if it was the stage's, watching it begins. A stage that cannot be resumed
    /// stays off.
    pub(super) fn resumption_answered(&mut self, action: Action, outcome: ActionOutcome) {
        let Some(emergency) = &mut self.emergency else { return };
        let Stage::Resuming(Some(resumed)) = emergency.stage else { return };
        if resumed.action == action {
            if outcome == ActionOutcome::Failed {
                emergency.resumption.kept_off.insert(action);
            }
            self.timers.set(Timer::Watch, self.now + WATCH);
        }
    }

    /// Whether the samples show that resuming brought a line below target again.
    pub(super) fn has_relapsed(&self) -> bool {
        self.is_resuming() && self.checklist.broken_in_a_row() >= BROKEN_SAMPLES
    }

    /// Suspends the last stage again and goes back to recovering.
    pub(super) fn relapse(&mut self) {
        let Some(emergency) = &mut self.emergency else { return };
        if let Some(resumed) = emergency.resumption.last.take() {
            emergency.resumption.blame(resumed.action);
            emergency.resuspend = resumed.undid;
        }
        emergency.stage = Stage::Acting;
        self.checklist.restart_hold();
        self.timers.stop(Timer::Watch);
        self.grant_automatic_recovery();
    }

    fn resume_next(&mut self) {
        let Some(emergency) = &mut self.emergency else { return };
        let kept_off = emergency.resumption.kept_off;
        let measures = &self.measures;
        let is_due =
            |stage: &Action| !kept_off.contains(*stage) && !measures.undoable_by(*stage).is_empty();
        let Some(action) = STAGES.into_iter().find(is_due) else {
            if emergency.resumption.last.is_none() {
                return self.resolve();
            }
            emergency.stage = Stage::Resuming(None);
            self.timers.set(Timer::Watch, self.now + LAST_WATCH);
            return;
        };
        let resumed = Resumed { action, undid: measures.undoable_by(action) };
        emergency.resumption.last = Some(resumed);
        emergency.stage = Stage::Resuming(Some(resumed));
        let Some(incident) = emergency.primary().map(|case| case.incident) else { return };
        self.send(Lane::Main, Order { action, incident, purpose: Purpose::Resumption }, false);
    }

    /// The emergency is over. What stayed off, and whatever people had to help with, is for the
    /// post-mortem.
    fn resolve(&mut self) {
        let Some(emergency) = &self.emergency else { return };
        let degraded = !emergency.resumption.kept_off.is_empty();
        if degraded || emergency.level > EscalationLevel::AutomaticRecovery {
            self.request_post_mortem();
        }
        self.notify_resolved();
        self.emergency = None;
        for timer in [Timer::Level, Timer::Page, Timer::Repeat, Timer::Watch] {
            self.timers.stop(timer);
        }
    }
}
