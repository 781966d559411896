//! One incident of the truth: from its onset to its restoration.

use firedrill_model::nouns::{EscalationLevel, IncidentType, Playbook, Severity};
use firedrill_sim::{Span, Time};
use serde::Serialize;

use crate::clocks::{TypeClock, allowance, margin};
use crate::symptoms::{Checklist, Symptoms};

/// An incident under way.
#[derive(Clone, Debug)]
pub(crate) struct Incident {
    clocks: [TypeClock; 4],
    /// First onset of each type and the worst severity it ever showed, relapses included.
    seen: [Option<(Time, Severity)>; 4],
    onset: Time,
    detection: Option<Time>,
    response: Option<Time>,
    holding_since: Option<Time>,
    escalation: EscalationLevel,
    deadline: Time,
    response_margin: f64,
    restoration_margin: f64,
}

/// An incident as it went, for reports.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IncidentSummary {
    /// The types that showed, with the worst severity of each.
    pub types: Vec<(IncidentType, Severity)>,
    /// The truth first crossed a severity line.
    pub onset: Time,
    /// The protocol first said so.
    pub detection: Option<Time>,
    /// First immediate action of a right type.
    pub response: Option<Time>,
    /// Start of the first ten seconds in which all six checklist lines held.
    pub restoration: Option<Time>,
    /// The highest level that acted.
    pub escalation: EscalationLevel,
    /// Smallest margin of any response clock.
    pub response_margin: f64,
    /// Smallest margin of any restoration clock.
    pub restoration_margin: f64,
}

impl IncidentSummary {
    /// The worst severity of any type.
    pub fn severity(&self) -> Severity {
        self.types.iter().map(|(_, severity)| *severity).max().unwrap_or(Severity::Minor)
    }
}

impl Incident {
    /// The truth has just crossed a line.
    pub(crate) fn begin(now: Time, escalation: EscalationLevel) -> Self {
        Self {
            clocks: Default::default(),
            seen: [None; 4],
            onset: now,
            detection: None,
            response: None,
            holding_since: None,
            escalation,
            deadline: now,
            response_margin: 1.0,
            restoration_margin: 1.0,
        }
    }

    /// The protocol says that there is an emergency.
    pub(crate) fn detected(&mut self, now: Time) {
        self.detection.get_or_insert(now);
    }

    /// A level above the automatic one acts.
    pub(crate) fn escalated(&mut self, level: EscalationLevel) {
        self.escalation = self.escalation.max(level);
    }

    /// An immediate action of this type begins.
    pub(crate) fn responded(&mut self, now: Time, incident: IncidentType) {
        let clock = &mut self.clocks[incident.index()];
        if clock.is_running() {
            clock.respond(now);
            self.response.get_or_insert(now);
        }
    }

    /// Reads the truth. `answered` tells whether an alarm of a type was already answered when its
    /// symptoms showed. Returns the restoration once it is established.
    pub(crate) fn observe(
        &mut self,
        now: Time,
        symptoms: &Symptoms,
        checklist: &Checklist,
        playbook: &Playbook,
        answered: &[bool; 4],
    ) -> Option<Time> {
        let hold = Span::from(playbook.targets.hold);
        for incident in IncidentType::ALL {
            let severity = symptoms.get(incident);
            self.see(now, incident, severity);
            let clock = &mut self.clocks[incident.index()];
            let holds = severity.is_none() && checklist.holds_for(incident);
            let began = symptoms.began(incident, now);
            clock.observe(now, severity.map(|severity| (severity, began)), holds, hold);
            if answered[incident.index()] && clock.is_running() && clock.response().is_none() {
                clock.respond(now);
                self.response.get_or_insert(now);
            }
        }
        self.settle_margins(now, playbook);
        // "Approaching 200 MB" is a symptom that the checklist knows nothing of: restored means that
        // the lines hold and that nothing is the matter any more.
        if !checklist.holds() || symptoms.worst().is_some() {
            self.holding_since = None;
            return None;
        }
        let since = *self.holding_since.get_or_insert(now);
        (now - since >= hold).then_some(since)
    }

    /// How it went; `restoration` is `None` when the run ended first.
    pub(crate) fn summary(&self, restoration: Option<Time>) -> IncidentSummary {
        let types = IncidentType::ALL.into_iter();
        IncidentSummary {
            types: types
                .filter_map(|incident| self.seen[incident.index()].map(|(_, s)| (incident, s)))
                .collect(),
            onset: self.onset,
            detection: self.detection,
            response: self.response,
            restoration,
            escalation: self.escalation,
            response_margin: self.response_margin,
            restoration_margin: self.restoration_margin,
        }
    }

    /// The smallest margins so far: response, restoration.
    pub(crate) fn margins(&self) -> (f64, f64) {
        (self.response_margin, self.restoration_margin)
    }

    /// Types whose response clock is the one that ran out, for messages.
    pub(crate) fn unanswered(&self) -> Option<IncidentType> {
        let running = IncidentType::ALL.into_iter();
        let mut running = running.filter(|incident| self.clocks[incident.index()].is_running());
        running.find(|incident| self.clocks[incident.index()].response().is_none())
    }

    fn see(&mut self, now: Time, incident: IncidentType, severity: Option<Severity>) {
        let Some(severity) = severity else { return };
        let seen = &mut self.seen[incident.index()];
        *seen = match *seen {
            None => Some((now, severity)),
            Some((first, worst)) => Some((first, worst.max(severity))),
        };
    }

    fn settle_margins(&mut self, now: Time, playbook: &Playbook) {
        let seen = IncidentType::ALL.into_iter().filter(|i| self.seen[i.index()].is_some());
        let allowance = allowance(playbook, seen, self.escalation);
        let mut smallest = (self.response_margin, 1.0);
        for clock in &self.clocks {
            if let Some(margin) = clock.response_margin(now, playbook) {
                keep_smaller(&mut smallest.0, margin);
            }
            if let Some(margin) = clock.restoration_margin(now, playbook, allowance) {
                keep_smaller(&mut smallest.1, margin);
            }
            if let Some(deadline) = clock.last_deadline(playbook, allowance) {
                self.deadline = self.deadline.max(deadline);
            }
        }
        // All six lines in the same ten seconds, by the last deadline of any type.
        let reached = self.holding_since.unwrap_or(now);
        keep_smaller(&mut smallest.1, margin(reached - self.onset, self.deadline - self.onset));
        self.response_margin = smallest.0;
        if self.restoration_margin < 0.0 {
            // A deadline that has passed stays passed, whatever is granted afterwards.
            keep_smaller(&mut smallest.1, self.restoration_margin);
        }
        // A level that comes into play later grants more: the margin is that of the present
        // allowance, and it is final only at restoration.
        self.restoration_margin = smallest.1;
    }
}

fn keep_smaller(smallest: &mut f64, margin: f64) {
    if margin < *smallest {
        *smallest = margin;
    }
}
