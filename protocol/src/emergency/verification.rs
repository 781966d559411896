//! Verification: what becomes of measures that are taken. A line that stays broken gets its response
//! again, and a procedure whose time is over without success has failed.

use core::time::Duration;

use super::EmergencyRecoveryProtocol;
use super::checklist::Finding;
use super::classification::{Signal, Symptom};
use super::state::Stage;
use super::timer::Timer;
use crate::escalation::EscalationLevel;
use crate::incident::{IncidentType, TriggerCondition};
use crate::severity::Severity;
use crate::units::Timestamp;

/// When all measures are taken and lines stay broken, they are taken again after so long.
pub(super) const REPEAT_EVERY: Duration = Duration::from_secs(20);

/// A line that is broken short of every severity line gets a response of its own after so long: until
/// then it may be the work of what is being treated, or on its way to a line that says more.
const ADOPT_AFTER: Duration = Duration::from_secs(45);

impl EmergencyRecoveryProtocol {
    /// Measures did not help within their time: every broken line gets its response once more, also
    /// one that no severity line covers.
    pub(super) fn repeat_measures(&mut self) {
        self.timers.set(Timer::Repeat, self.now + REPEAT_EVERY);
        if self.emergency.as_ref().is_some_and(|e| e.stage == Stage::Verifying) {
            self.respond_to_broken_lines();
        }
    }

    /// Starts the response of every line that is broken now and has none under way; a case is opened
    /// for one without, once it has been broken for long.
    pub(super) fn respond_to_broken_lines(&mut self) {
        for line in Signal::ALL {
            let is_stuck = line == Signal::Interface && self.suspicion.is_stalled();
            if self.checklist.finding(line) != Finding::Broken && !is_stuck {
                continue;
            }
            let is_lasting = self.checklist.broken_for(line) >= ADOPT_AFTER;
            let Some(emergency) = &mut self.emergency else { return };
            match &mut emergency.cases[line.incident().index()] {
                Some(case) => {
                    case.take_again();
                    case.settled = false;
                    emergency.stage = Stage::Acting;
                }
                None if is_lasting => self.open(None, adopted(line.incident())),
                None => {}
            }
        }
        // What was thought to be over has a time at level 1 again.
        self.grant_automatic_recovery();
    }

    /// Sets the timer for the procedure whose time is over first.
    pub(super) fn watch_procedures(&mut self) {
        let ends = self.emergency.iter().flat_map(|emergency| emergency.cases.iter().flatten());
        match ends.filter_map(|case| case.until).min() {
            Some(end) => self.timers.set(Timer::Procedure, end),
            None => self.timers.stop(Timer::Procedure),
        }
    }

    /// A procedure's time is over. If a line of its incident is broken still, it has failed: what is
    /// critical is handed on to people at once, what is not is tried again until the level's own time is over.
    pub(super) fn procedure_is_over(&mut self) {
        let mut has_failed = false;
        for incident in IncidentType::ALL {
            has_failed |= self.conclude_procedure(incident, self.now);
        }
        let Some(emergency) = &self.emergency else { return };
        let is_grave = emergency.severity == Severity::Critical;
        if has_failed && is_grave && emergency.level == EscalationLevel::AutomaticRecovery {
            self.escalate();
        }
    }

    /// Ends one incident's procedure if its time is over; says whether it failed.
    fn conclude_procedure(&mut self, incident: IncidentType, now: Timestamp) -> bool {
        let is_broken = self.is_broken(incident);
        let response = self.playbook.response(incident);
        let Some(emergency) = &mut self.emergency else { return false };
        let Some(case) = &mut emergency.cases[incident.index()] else { return false };
        if case.until.is_none_or(|until| until > now) {
            return false;
        }
        case.conclude(response, is_broken);
        if !case.work.is_taken() {
            emergency.stage = Stage::Acting;
        }
        is_broken
    }

    /// Whether the last believable samples show a line of this incident type broken, or passes stuck.
    pub(super) fn is_broken(&self, incident: IncidentType) -> bool {
        if incident == IncidentType::SystemInstability && self.suspicion.is_stalled() {
            return true;
        }
        let mut lines = Signal::ALL.into_iter().filter(|line| line.incident() == incident);
        lines.any(|line| self.checklist.finding(line) == Finding::Broken)
    }
}

/// A case for a broken checklist line that lies short of every severity line.
pub(super) const fn adopted(incident: IncidentType) -> Symptom {
    Symptom { incident, trigger: TriggerCondition::Manual, severity: Severity::Minor }
}
