//! Emergencies that somebody triggers by hand, as the judge follows them.

use firedrill_model::Truth;
use firedrill_model::nouns::{Command, IncidentType, Purpose, Role};
use firedrill_sim::Time;

use super::Judge;
use crate::ladder::Ladder;
use crate::overstay::Overstay;
use crate::property::Property;

impl Judge {
    /// Knows of so many emergencies that are to be triggered by hand in the run.
    #[must_use]
    pub fn awaiting(self, triggers: usize) -> Self {
        Self { triggers, ..self }
    }

    /// The protocol asks for an action. Says which immediate action should have come first.
    pub(super) fn drill_action(&mut self, now: Time, command: &Command) -> Option<String> {
        if command.purpose != Purpose::Immediate {
            self.drills.is_done(command.action);
            return None;
        }
        self.drills.asked(now, command.action, command.incident, &self.playbook)
    }

    /// What is given up for it, and for how long, is counted from here on.
    pub(super) fn emergency_triggered(&mut self, now: Time, by: Role, incident: IncidentType) {
        let under_way = (self.announced.is_in_emergency_mode(), self.answered[incident.index()]);
        self.drills.triggered(now, (by, incident), under_way, &self.playbook);
        (self.overstay, self.ladder) = (Overstay::default(), Ladder::default());
    }

    pub(super) fn watch_drills(&mut self, now: Time, truth: &Truth) {
        let is_well = self.incident.is_none() && self.seen.is_some_and(|s| s.checklist.holds());
        if let Some(about) = self.drills.observe(now, truth, is_well, &self.playbook) {
            self.violate(Property::AnswersTheDrill, now, || about);
        }
    }
}
