//! Escalation: when a level's time is over, or waiting for that would be waiting for the worst.

use core::time::Duration;

use super::EmergencyRecoveryProtocol;
use super::checklist::Finding;
use super::classification::{Signal, Symptom};
use super::procedures::Work;
use super::state::{Restart, Stage, Worsening};
use super::timer::Timer;
use crate::action::Action;
use crate::escalation::EscalationLevel;
use crate::incident::{IncidentType, TriggerCondition};
use crate::severity::Severity;
use crate::units::Bytes;

/// Level 1 has its procedures' durations and at most so long for the immediate actions before them and
/// the checklist after them; the error rate alone needs a minute to forget.
///
/// It is never granted more than half the severity's response time: restoration is promised within
/// response time and procedures, and the next level must begin before that promise is broken.
const VERIFICATION_ALLOWANCE: Duration = Duration::from_secs(60);

/// No level is left sooner, whatever a playbook grants it: full recoveries must not chase each other.
const SHORTEST_LEVEL: Duration = Duration::from_secs(60);

/// A footprint of so many times the critical line nears the operating system's own limit, where
/// everything not on disk is lost. A restart of ours comes with a flush, so it must come first.
const NEAR_KILL_TIMES: u64 = 3;

/// So many samples in a row, lest a single misreading restart the app.
const NEAR_KILL_SAMPLES: u8 = 2;

/// An interface that stays dead for so long after all measures will not come back by them.
const DEAD_INTERFACE: Duration = Duration::from_secs(30);

impl EmergencyRecoveryProtocol {
    /// Gives level 1 the time that all open cases call for.
    pub(super) fn grant_automatic_recovery(&mut self) {
        let Some(emergency) = &self.emergency else { return };
        if emergency.level > EscalationLevel::AutomaticRecovery {
            if !self.timers.is_set(Timer::Level) {
                self.grant_level(emergency.level);
            }
            return;
        }
        let procedures = emergency
            .cases
            .iter()
            .flatten()
            .flat_map(|case| &self.playbook.response(case.incident).procedures);
        let half_response = self.playbook.lines(emergency.severity).response_time / 2;
        let allowance = if half_response < VERIFICATION_ALLOWANCE {
            half_response
        } else {
            VERIFICATION_ALLOWANCE
        };
        let granted = procedures
            .map(|procedure| self.playbook.duration(*procedure))
            .fold(allowance, Duration::saturating_add);
        let extra = self.playbook.escalation_budget(EscalationLevel::AutomaticRecovery);
        self.timers.set(Timer::Level, self.now + granted.saturating_add(extra));
    }

    /// The level's time is over. If the checklist holds at this moment, it gets to prove itself first,
    /// once a level.
    pub(super) fn level_is_over(&mut self) {
        let holds =
            self.checklist.do_all_hold() && self.checklist.is_current(self.now, &self.playbook);
        let proof = self.hold_needed();
        let Some(emergency) = &mut self.emergency else { return };
        if matches!(emergency.stage, Stage::Resuming(_)) {
            return;
        }
        if holds && !core::mem::replace(&mut emergency.level_postponed, true) {
            self.timers.set(Timer::Level, self.now + proof);
            return;
        }
        self.escalate();
    }

    /// Escalates early when the measures are taken and things still get worse.
    pub(super) fn check_worsening(&mut self) {
        let critical = self.playbook.lines(Severity::Critical).memory_above;
        let near = Bytes::new(critical.get().saturating_mul(NEAR_KILL_TIMES));
        let memory = self.detector.memory_usage();
        let dead_since = self.detector.unresponsive_since();
        let is_responding = self.is_responding();
        let Some(emergency) = &mut self.emergency else { return };
        let is_near = memory.is_some_and(|usage| usage > near);
        let worsening = &mut emergency.worsening;
        worsening.near_kill = if is_near { worsening.near_kill.saturating_add(1) } else { 0 };
        if worsening.near_kill >= NEAR_KILL_SAMPLES
            && !is_responding
            && emergency.level < EscalationLevel::EmergencyRollback
        {
            return self.reach(EscalationLevel::EmergencyRollback);
        }
        let Some((marked_at, marked)) = emergency.worsening.mark else { return };
        // People who were just paged get a minute before growth alone overrules them.
        let patience = match emergency.level {
            EscalationLevel::AutomaticRecovery => Duration::ZERO,
            _ => SHORTEST_LEVEL,
        };
        let grows = self.now - marked_at >= patience
            && memory.zip(marked).is_some_and(|(usage, mark)| {
                usage > critical && usage.get() / 11 > mark.get() / 10
            });
        let is_dead = dead_since.is_some_and(|dead| {
            let since = if dead > marked_at { dead } else { marked_at };
            self.now - since >= DEAD_INTERFACE
        });
        if !is_responding && (grows || is_dead) {
            self.escalate();
        }
    }

    /// Begins to watch for worsening, once a level: all its measures are taken.
    pub(super) fn mark_worsening(&mut self) {
        let memory = self.detector.memory_usage();
        if let Some(emergency) = &mut self.emergency {
            emergency.worsening.mark.get_or_insert((self.now, memory));
        }
    }

    /// A restart was refused: once a level it is tried again, with a flush of its own, since people went
    /// on swiping meanwhile.
    pub(super) fn restart_failed(&mut self, action: Action) {
        let Some(emergency) = &mut self.emergency else { return };
        if !core::mem::replace(&mut emergency.restart_retried, true) {
            emergency.restart = Restart::FlushThen(action);
        }
    }

    fn escalate(&mut self) {
        let Some(level) = self.emergency.as_ref().map(|emergency| emergency.level) else { return };
        let next = level.next().unwrap_or(EscalationLevel::FullSystemRecovery);
        if next >= EscalationLevel::EmergencyRollback && !self.is_worth_a_restart() {
            // Whoever was paged has not found it: the next one looks.
            self.page_next();
            self.grant_level(level);
            return self.watch_worsening_anew();
        }
        self.reach(next);
    }

    fn reach(&mut self, level: EscalationLevel) {
        self.grant_level(level);
        self.watch_worsening_anew();
        let Some(emergency) = &mut self.emergency else { return };
        emergency.level = level;
        emergency.level_postponed = false;
        emergency.restart_retried = false;
        emergency.stage = Stage::Acting;
        match level {
            EscalationLevel::AutomaticRecovery | EscalationLevel::ManualIntervention => {
                for case in emergency.cases.iter_mut().flatten() {
                    if case.work == Work::Done {
                        case.work = Work::AGAIN;
                    }
                }
            }
            EscalationLevel::EmergencyRollback => {
                emergency.restart = Restart::FlushThen(Action::RollbackVersion);
            }
            EscalationLevel::FullSystemRecovery => {
                emergency.restart = Restart::FlushThen(Action::FullSystemRecovery);
            }
        }
        self.tell_what_is_due();
    }

    /// A new level, or a new process: what was measured before is no mark for it.
    pub(super) fn watch_worsening_anew(&mut self) {
        if let Some(emergency) = &mut self.emergency {
            emergency.worsening = Worsening::default();
        }
    }

    fn grant_level(&mut self, level: EscalationLevel) {
        let budget = self.playbook.escalation_budget(level);
        let granted = if budget > SHORTEST_LEVEL { budget } else { SHORTEST_LEVEL };
        self.timers.set(Timer::Level, self.now + granted);
    }

    /// Whether a restart could cure what is wrong. It cools no device and repairs no sensor: if heat
    /// or a missing reading is all there is, people stay paged and the app stays up. Silence of the
    /// whole monitor is another matter, since the app may be hanging.
    fn is_worth_a_restart(&self) -> bool {
        let curable = |line: &Signal| *line != Signal::Thermal;
        let broken = |line: &Signal| self.checklist.finding(*line) == Finding::Broken;
        let is_silent = !self.checklist.is_current(self.now, &self.playbook);
        is_silent || Signal::ALL.iter().filter(|line| curable(line)).any(broken)
    }
}

/// A case for a broken checklist line that lies short of every severity line.
pub(super) const fn adopted(incident: IncidentType) -> Symptom {
    Symptom { incident, trigger: TriggerCondition::Manual, severity: Severity::Minor }
}
