//! Resumption: once the checklist has held, what was suspended comes back, one stage at a time.
//!
//! A stage that brings the incident back is suspended again, and tried again after a cool-down that grows:
//! nothing stays off for good. What is done about the cause meanwhile is `recurrence`'s part.

use core::time::Duration;

use super::checklist::Finding;
use super::classification::Signal;
use super::lanes::{Lane, Order};
use super::measures::ActionSet;
use super::recurrence::Past;
use super::state::{Restart, Stage};
use super::timer::Timer;
use super::{EmergencyRecoveryProtocol, recurrence};
use crate::action::{Action, Purpose};
use crate::escalation::EscalationLevel;
use crate::incident::IncidentType;
use crate::severity::Severity;
use crate::units::Timestamp;

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

/// A stage that was resumed, and what it brought back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Resumed {
    action: Action,
    undid: ActionSet,
}

/// What resumption has met with in this emergency.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Resumption {
    /// What shows that the cause is still there, in the emergencies before that it belongs to as well.
    pub(super) strikes: u8,
    /// How often an incident came back in this one.
    pub(super) relapses: u8,
    /// Whether a line that is short of every severity line broke already.
    pub(super) slipped: bool,
    /// The last stage tried, to which a relapse is put down.
    last: Option<Resumed>,
    /// Which stages were not tried yet, by [`STAGES`].
    next: usize,
    not_before: Timestamp,
}

impl Resumption {
    /// Whether the last relapse is long enough ago.
    pub(super) fn may_begin(&self, now: Timestamp) -> bool {
        now >= self.not_before
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
        (emergency.resumption.last, emergency.resumption.next) = (None, 0);
        emergency.restart = Restart::NotNeeded;
        self.detector.forget();
        for timer in [Timer::Level, Timer::Repeat, Timer::Procedure, Timer::Flush] {
            self.timers.stop(timer);
        }
        self.resume_next();
    }

    /// The last stage has been watched. While the checklist does not hold there is no next one.
    pub(super) fn watch_is_over(&mut self) {
        let holds =
            self.checklist.do_all_hold() && self.checklist.is_current(self.now, &self.playbook);
        let Some(emergency) = &self.emergency else { return };
        // A sample that was under way before the stage was resumed shows nothing of it.
        let holds = holds && self.checklist.has_seen_since(emergency.acted_at);
        match emergency.stage {
            Stage::Acting | Stage::Verifying => {}
            Stage::Resuming(_) if !holds || !self.lanes.is_free(Lane::Main) => {
                self.timers.set(Timer::Watch, self.now + self.period().saturating_mul(2));
            }
            Stage::Resuming(Some(_)) => self.resume_next(),
            Stage::Resuming(None) => self.resolve(),
        }
    }

    /// A command ended; if it was the stage's, watching it begins. A stage that cannot be resumed is
    /// passed over.
    pub(super) fn resumption_answered(&mut self, action: Action) {
        let Some(emergency) = &self.emergency else { return };
        let Stage::Resuming(Some(resumed)) = emergency.stage else { return };
        if resumed.action == action {
            self.timers.set(Timer::Watch, self.now + WATCH);
        }
    }

    /// Looks whether the samples show a line broken again, now that operations resume.
    ///
    /// Drain and interface have lines in the checklist that lie short of every severity. One that breaks
    /// again is tried once more; if that does not help, it is what full service costs: it is left to
    /// people, and keeps nothing suspended and no emergency open.
    pub(super) fn check_resumption(&mut self) {
        if !self.is_resuming() || self.checklist.broken_in_a_row() < BROKEN_SAMPLES {
            return;
        }
        let broken = || {
            Signal::ALL.into_iter().filter(|line| self.checklist.finding(*line) == Finding::Broken)
        };
        let Some(first) = broken().next() else { return };
        let is_mild = broken().all(|line| matches!(line, Signal::Drain | Signal::Interface));
        if !is_mild {
            return self.relapse(first.incident());
        }
        let Some(emergency) = &mut self.emergency else { return };
        let is_first = !core::mem::replace(&mut emergency.resumption.slipped, true);
        if !is_first && self.is_drain_short_of_severe() {
            self.checklist.tolerate_what_is_broken();
            return self.request_post_mortem();
        }
        self.relapse(first.incident());
        if let Some(emergency) = &mut self.emergency {
            // Nothing was the matter that would have to cool down.
            emergency.resumption.not_before = self.now;
        }
    }

    /// Whether the drain is far from its severity line, and not on its way there.
    fn is_drain_short_of_severe(&self) -> bool {
        let line = self.playbook.lines(Severity::Critical).battery_drain_above_pct_per_hour;
        match (self.checklist.drain(), line) {
            (Some(drain), Some(line)) => drain < line / 2.0,
            _ => true,
        }
    }

    /// Resuming brought an incident back: suspends the last stage again and goes back to recovering, at
    /// the level that the cause calls for. What no stage brought is a new incident, and no relapse.
    pub(super) fn relapse(&mut self, incident: IncidentType) {
        let Some(emergency) = &mut self.emergency else { return };
        let is_known = emergency.cases[incident.index()].is_some();
        let resumed = emergency.resumption.last.take();
        self.checklist.forgive_nothing();
        self.interrupt_resumption();
        if !is_known && resumed.is_none() {
            return;
        }
        let Some(emergency) = &mut self.emergency else { return };
        let resumption = &mut emergency.resumption;
        resumption.relapses = resumption.relapses.saturating_add(1);
        resumption.not_before = self.now + recurrence::cool_down(resumption.relapses);
        if let Some(resumed) = resumed {
            emergency.resuspend = resumed.undid;
        }
        self.respond_to_broken_lines();
        self.strike_for_relapse();
    }

    /// Goes back to recovering.
    pub(super) fn interrupt_resumption(&mut self) {
        let Some(emergency) = &mut self.emergency else { return };
        emergency.stage = Stage::Acting;
        self.checklist.restart_hold(self.now);
        self.timers.stop(Timer::Watch);
        self.grant_automatic_recovery();
    }

    fn resume_next(&mut self) {
        let Some(emergency) = &mut self.emergency else { return };
        let next = emergency.resumption.next;
        let measures = &self.measures;
        let is_due = |stage: &Action| !measures.undoable_by(*stage).is_empty();
        let rest = STAGES.get(next..).unwrap_or_default();
        let Some(offset) = rest.iter().position(is_due) else {
            if emergency.resumption.last.is_none() {
                return self.resolve();
            }
            emergency.stage = Stage::Resuming(None);
            self.timers.set(Timer::Watch, self.now + LAST_WATCH);
            return;
        };
        let action = rest[offset];
        emergency.resumption.next = next + offset + 1;
        let resumed = Resumed { action, undid: measures.undoable_by(action) };
        emergency.resumption.last = Some(resumed);
        emergency.stage = Stage::Resuming(Some(resumed));
        let Some(incident) = emergency.primary().map(|case| case.incident) else { return };
        self.send(Lane::Main, Order { action, incident, purpose: Purpose::Resumption }, false);
    }

    /// The emergency is over. Whatever people had to help with is for the post-mortem, and so is what
    /// could not be brought back.
    fn resolve(&mut self) {
        let Some(emergency) = &self.emergency else { return };
        self.past = Some(Past::of(emergency, self.now));
        let undoable = |stage: &Action| !self.measures.undoable_by(*stage).is_empty();
        let degraded = STAGES.iter().any(undoable);
        if degraded || emergency.level > EscalationLevel::AutomaticRecovery {
            self.request_post_mortem();
        }
        self.notify_resolved();
        self.emergency = None;
        self.checklist.forgive_nothing();
        let timers = [
            Timer::Level,
            Timer::Page,
            Timer::Repeat,
            Timer::Watch,
            Timer::Procedure,
            Timer::Flush,
        ];
        for timer in timers {
            self.timers.stop(timer);
        }
    }
}
