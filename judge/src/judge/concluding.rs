//! What the judge makes of a run that is over.

use firedrill_model::nouns::IncidentType;

use super::Judge;
use crate::clocks::Reading;
use crate::expectation::Expectation;
use crate::incident::IncidentSummary;
use crate::judgement::Judgement;
use crate::property::{Property, Verdict, Violation};

impl Judge {
    /// Concludes at the end of the run.
    pub fn conclude(mut self) -> Judgement {
        let undecided = self.incident.take();
        if let Some(incident) = &undecided {
            self.past.push(incident.summary(None, &self.playbook));
        }
        self.violations.sort_by_key(|violation| violation.at);
        let least = |of: fn(&IncidentSummary) -> Option<Reading>| {
            self.past.iter().filter_map(of).reduce(Reading::lesser)
        };
        Judgement {
            verdict: self.verdict(undecided.is_some()),
            response_clock: least(|incident| incident.response_clock),
            restoration_clock: least(|incident| incident.restoration_clock),
            incidents: self.past,
            drills: self.drills.summaries(),
            properties: self.watch.conclude(),
            violations: self.violations,
            stated: self.stated,
        }
    }

    fn verdict(&self, undecided: bool) -> Verdict {
        if let Some(first) = self.stated.unstated(&self.violations).next() {
            return Verdict::Failed(first.clone());
        }
        if let Some(missing) = self.missing() {
            return Verdict::Unexercised { missing };
        }
        // What was not restored in time is decided, though the run ended in it.
        let is_late = |violation: &Violation| violation.property == Property::RestoresInTime;
        if undecided && !self.violations.iter().any(is_late) {
            let missing = "the run ended during an incident, before its deadline: make it longer, or let \
                           the faults end (`for`)";
            return Verdict::Unexercised { missing: missing.to_owned() };
        }
        if self.drills.are_undecided() && !self.violations.iter().any(is_of_the_drill) {
            let missing =
                "the run ended in an emergency that was triggered by hand: make it longer";
            return Verdict::Unexercised { missing: missing.to_owned() };
        }
        let held = self.stated.held(&self.violations);
        if !held.is_empty() {
            return Verdict::Contradicted { held };
        }
        Verdict::Passed
    }

    /// What the scenario is about and did not happen.
    fn missing(&self) -> Option<String> {
        if self.drills.count() < self.triggers {
            let never =
                "an emergency that was to be triggered by hand never was: no process could hear it";
            return Some(never.to_owned());
        }
        let Expectation::Incident { types, severity } = &self.expectation else { return None };
        let worst_of = |incident: &IncidentType| self.worst[incident.index()];
        if let Some(absent) = types.iter().find(|incident| worst_of(incident).is_none()) {
            return Some(format!("no symptom of {absent} ever showed"));
        }
        let reached = types.iter().filter_map(worst_of).max()?;
        (reached < *severity).then(|| format!("severity reached only {reached}, not {severity}"))
    }
}

/// Whether it decides an emergency that was triggered by hand, though the run ended in it.
const fn is_of_the_drill(violation: &Violation) -> bool {
    matches!(violation.property, Property::AnswersTheDrill | Property::EmergencyModeEnds)
}
