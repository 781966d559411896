//! Escalation: when a level's time is over, or waiting for that would be waiting for the worst.

use core::time::Duration;

use super::EmergencyRecoveryProtocol;
use super::classification::Signal;
use super::state::{Restart, Rollback, Stage, Worsening};
use super::timer::Timer;
use crate::action::Action;
use crate::escalation::EscalationLevel;
use crate::incident::IncidentType;
use crate::playbook::Playbook;
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

/// A line that was broken so recently is not mended, however it stands at this moment.
const BROKEN_WITHIN: Duration = Duration::from_secs(30);

/// An interface that stays dead for so long after all measures will not come back by them.
const DEAD_INTERFACE: Duration = Duration::from_secs(30);

impl EmergencyRecoveryProtocol {
    /// Gives level 1 the time that each open case calls for. Cases are treated side by side, so one does
    /// not prolong another's; one that becomes more severe is left less.
    pub(super) fn grant_automatic_recovery(&mut self) {
        let now = self.now;
        let Some(emergency) = &mut self.emergency else { return };
        if emergency.level > EscalationLevel::AutomaticRecovery {
            let level = emergency.level;
            if !self.timers.is_set(Timer::Level) {
                self.grant_level(level);
            }
            return;
        }
        for case in emergency.cases.iter_mut().flatten().filter(|case| !case.settled) {
            let granted = now + time_of_level_one(&self.playbook, case.incident, case.severity);
            let is_longer = case.granted_until.is_some_and(|before| before <= granted);
            case.granted_until = if is_longer { case.granted_until } else { Some(granted) };
        }
        self.await_end_of_level_one();
    }

    /// Sets the timer for the first case whose time at level 1 is over.
    fn await_end_of_level_one(&mut self) {
        let cases = self.emergency.iter().flat_map(|emergency| emergency.cases.iter().flatten());
        if let Some(first) = cases.filter_map(|case| case.granted_until).min() {
            self.timers.set(Timer::Level, first);
        }
    }

    /// Level 1's time for some case is over. While that case's lines hold it is given no more thought, as
    /// long as another's time lasts; says whether there is nobody left to wait for.
    fn is_level_one_over(&mut self) -> bool {
        let now = self.now;
        for incident in IncidentType::ALL {
            let is_broken = self.is_broken(incident);
            let Some(emergency) = &mut self.emergency else { return false };
            let Some(case) = &mut emergency.cases[incident.index()] else { continue };
            if case.granted_until.is_some_and(|until| until <= now) {
                if is_broken {
                    return true;
                }
                case.granted_until = None;
            }
        }
        self.await_end_of_level_one();
        !self.timers.is_set(Timer::Level)
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
        let is_automatic = emergency.level == EscalationLevel::AutomaticRecovery;
        if !is_automatic || self.is_level_one_over() {
            self.escalate();
        }
    }

    /// Escalates early when the measures are taken and things still get worse. "Continuous memory
    /// growth" is one of the playbook's symptoms: past the major line it has outlived every clean-up,
    /// and to wait for the critical one only makes the way back longer.
    pub(super) fn check_worsening(&mut self) {
        let critical = self.playbook.lines(Severity::Critical).memory_above;
        let major = self.playbook.lines(Severity::Major).memory_above;
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
            && memory
                .zip(marked)
                .is_some_and(|(usage, mark)| usage > major && usage.get() / 11 > mark.get() / 10);
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
            // Growth is held against measures for memory only.
            let is_for_memory =
                emergency.cases[IncidentType::MemoryLeakEmergency.index()].is_some();
            let memory = memory.filter(|_| is_for_memory);
            emergency.worsening.mark.get_or_insert((self.now, memory));
        }
    }

    /// The level above takes over, if a restart makes sense where it would bring one.
    pub(super) fn escalate(&mut self) {
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

    pub(super) fn reach(&mut self, level: EscalationLevel) {
        self.grant_level(level);
        self.watch_worsening_anew();
        let has_baseline = self.baselining.valid(self.now).is_some();
        let Some(emergency) = &mut self.emergency else { return };
        emergency.level = level;
        emergency.level_postponed = false;
        emergency.restart_retried = false;
        emergency.stage = Stage::Acting;
        match level {
            EscalationLevel::AutomaticRecovery | EscalationLevel::ManualIntervention => {
                for case in emergency.cases.iter_mut().flatten() {
                    case.take_again();
                }
                // Without a valid baseline there is no configuration that is known to be good.
                if emergency.configuration == Rollback::NotNeeded && has_baseline {
                    emergency.configuration = Rollback::Due;
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

    pub(super) fn grant_level(&mut self, level: EscalationLevel) {
        let budget = self.playbook.escalation_budget(level);
        let granted = if budget > SHORTEST_LEVEL { budget } else { SHORTEST_LEVEL };
        self.timers.set(Timer::Level, self.now + granted);
    }

    /// Whether a restart could cure what is wrong. It cools no device and repairs no sensor: if heat
    /// with the slowness that it explains, or a missing reading, is all there is, people stay paged and
    /// the app stays up. Silence of the whole monitor is another matter, since the app may be hanging.
    fn is_worth_a_restart(&self) -> bool {
        let broken = |line: &Signal| self.checklist.was_broken_within(BROKEN_WITHIN, *line);
        let is_hot = broken(&Signal::Thermal);
        let curable = |line: &Signal| match line {
            Signal::Thermal => false,
            Signal::Performance => !is_hot,
            Signal::Memory | Signal::Drain | Signal::Errors | Signal::Interface => true,
        };
        let is_silent = !self.checklist.is_current(self.now, &self.playbook);
        is_silent || Signal::ALL.iter().filter(|line| curable(line)).any(broken)
    }
}

/// Response time and procedures, as far as they are level 1's to spend.
fn time_of_level_one(playbook: &Playbook, incident: IncidentType, severity: Severity) -> Duration {
    let half_response = playbook.lines(severity).response_time / 2;
    let is_short = half_response < VERIFICATION_ALLOWANCE;
    let allowance = if is_short { half_response } else { VERIFICATION_ALLOWANCE };
    let procedures = &playbook.response(incident).procedures;
    let lasts = procedures.iter().map(|procedure| playbook.duration(*procedure));
    let extra = playbook.escalation_budget(EscalationLevel::AutomaticRecovery);
    lasts.fold(allowance.saturating_add(extra), Duration::saturating_add)
}
