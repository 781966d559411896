//! One incident of the truth: from its onset to its restoration.

use firedrill_model::nouns::{EscalationLevel, IncidentType, Playbook, Severity};
use firedrill_sim::{Span, Time};
use serde::Serialize;

use crate::clocks::{Allowance, Clock, ClockReading, Reading, TypeClock, allowance};
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
    /// What the deadline counts in.
    deadline_allowance: Allowance,
    response_clock: Option<Reading>,
    restoration_clock: Option<Reading>,
    all_lines: Option<Reading>,
    /// What no later reading mends: answers before a relapse, restorations that came too late.
    lasting: Vec<ClockReading>,
    observed: Time,
}

/// An incident as it went, for reports.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IncidentSummary {
    /// The types that showed, in order of their onset.
    pub types: Vec<Showing>,
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
    /// The response clock with the smallest margin.
    pub response_clock: Option<Reading>,
    /// The restoration clock with the smallest margin.
    pub restoration_clock: Option<Reading>,
    /// Every clock: for each type those of each severity that it reached, then that of all lines.
    pub clocks: Vec<ClockReading>,
}

/// How one incident type showed in an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Showing {
    /// The type.
    pub incident: IncidentType,
    /// When its symptoms first showed.
    pub onset: Time,
    /// The worst severity that they reached.
    pub worst: Severity,
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
            deadline_allowance: Allowance::NONE,
            response_clock: None,
            restoration_clock: None,
            all_lines: None,
            lasting: vec![],
            observed: now,
        }
    }

    /// When the truth first crossed a line.
    pub(crate) const fn onset(&self) -> Time {
        self.onset
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
            let began = symptoms.began(incident, now);
            self.see(began, incident, severity);
            if severity.is_some() && self.clocks[incident.index()].is_restored() {
                self.keep_answers(incident, now, playbook);
            }
            let clock = &mut self.clocks[incident.index()];
            let holds = severity.is_none() && checklist.holds_for(incident);
            clock.observe(now, severity.map(|severity| (severity, began)), holds, hold);
            if answered[incident.index()] && clock.is_running() && clock.response().is_none() {
                clock.respond(now);
                self.response.get_or_insert(now);
            }
        }
        self.settle_clocks(now, playbook);
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
    pub(crate) fn summary(
        &self,
        restoration: Option<Time>,
        playbook: &Playbook,
    ) -> IncidentSummary {
        let showing = |incident: IncidentType| {
            self.seen[incident.index()].map(|(onset, worst)| Showing { incident, onset, worst })
        };
        let mut types: Vec<_> = IncidentType::ALL.into_iter().filter_map(showing).collect();
        types.sort_by_key(|showing| showing.onset);
        IncidentSummary {
            types,
            onset: self.onset,
            detection: self.detection,
            response: self.response,
            restoration,
            escalation: self.escalation,
            response_clock: self.response_clock,
            restoration_clock: self.restoration_clock,
            clocks: self.every_clock(playbook),
        }
    }

    /// Whether a response, or the restoration, is beyond its limit.
    pub(crate) fn is_late(&self) -> (bool, bool) {
        let is_late = |clock: Option<Reading>| clock.is_some_and(|clock| clock.margin() < 0.0);
        (is_late(self.response_clock), is_late(self.restoration_clock))
    }

    /// Whether an immediate action of a right type has begun.
    pub(crate) const fn is_answered(&self) -> bool {
        self.response.is_some()
    }

    /// The type whose response clock ran out, by the most if several did, and whether it was answered
    /// by now, too late.
    pub(crate) fn answered_late(&self, playbook: &Playbook) -> Option<(IncidentType, bool)> {
        let margin = |incident: &IncidentType| {
            let clock = self.clocks[incident.index()].response_clock(self.observed, playbook)?;
            Some(clock.margin()).filter(|margin| *margin < 0.0)
        };
        let late = IncidentType::ALL.into_iter().filter_map(|it| Some((it, margin(&it)?)));
        let latest = late.reduce(|one, other| if other.1 < one.1 { other } else { one });
        latest.map(|(it, _)| (it, self.clocks[it.index()].response().is_some()))
    }

    /// The type that showed worst, and of several the one that showed first.
    pub(crate) fn worst_type(&self) -> Option<IncidentType> {
        let worst = |incident: &IncidentType| {
            let (onset, severity) = self.seen[incident.index()]?;
            Some((severity, core::cmp::Reverse(onset)))
        };
        IncidentType::ALL.into_iter().filter(|incident| worst(incident).is_some()).max_by_key(worst)
    }

    fn see(&mut self, began: Time, incident: IncidentType, severity: Option<Severity>) {
        let Some(severity) = severity else { return };
        let seen = &mut self.seen[incident.index()];
        *seen = match *seen {
            None => Some((began, severity)),
            Some((first, worst)) => Some((first, worst.max(severity))),
        };
    }

    /// Every clock as last observed.
    fn every_clock(&self, playbook: &Playbook) -> Vec<ClockReading> {
        let allowance = self.allowance(playbook);
        let mut readings = vec![];
        let lasting = |clock| self.lasting.iter().filter(move |kept| kept.clock == clock).copied();
        for incident in IncidentType::ALL {
            let type_clock = &self.clocks[incident.index()];
            let (response, restoration) = (Clock::Response(incident), Clock::Restoration(incident));
            let now = type_clock.responses(self.observed, playbook);
            let now = now.map(|reading| ClockReading { clock: response, reading });
            now.chain(lasting(response)).for_each(|reading| reading.add_to(&mut readings));
            let now = type_clock.restorations(self.observed, playbook, allowance);
            let now = now.map(|reading| ClockReading { clock: restoration, reading });
            now.chain(lasting(restoration)).for_each(|reading| reading.add_to(&mut readings));
        }
        let clock = Clock::AllLines;
        readings.extend(self.all_lines.map(|reading| ClockReading { clock, reading }));
        readings
    }

    /// The symptoms of a type return: its clocks begin anew, what they showed of answers stays.
    fn keep_answers(&mut self, incident: IncidentType, now: Time, playbook: &Playbook) {
        let clock = Clock::Response(incident);
        for reading in self.clocks[incident.index()].responses(now, playbook) {
            ClockReading { clock, reading }.add_to(&mut self.lasting);
        }
    }

    /// A deadline that has passed stays passed, whatever a later level grants.
    fn keep_late(&mut self, now: Time, playbook: &Playbook, allowance: Allowance) {
        for incident in IncidentType::ALL {
            let clock = Clock::Restoration(incident);
            let late = self.clocks[incident.index()].restorations(now, playbook, allowance);
            for reading in late.filter(|reading| reading.margin() < 0.0) {
                ClockReading { clock, reading }.add_to(&mut self.lasting);
            }
        }
    }

    /// What is granted on top of the response time.
    fn allowance(&self, playbook: &Playbook) -> Allowance {
        let seen = IncidentType::ALL.into_iter().filter(|i| self.seen[i.index()].is_some());
        allowance(playbook, seen, self.escalation)
    }

    fn settle_clocks(&mut self, now: Time, playbook: &Playbook) {
        self.observed = now;
        let allowance = self.allowance(playbook);
        // A level that comes into play later grants more, so restoration is read anew each time; but
        // a deadline that has passed stays passed.
        let mut restoration = self.restoration_clock.filter(|clock| clock.margin() < 0.0);
        for clock in &self.clocks {
            self.response_clock = lesser(self.response_clock, clock.response_clock(now, playbook));
            restoration = lesser(restoration, clock.restoration_clock(now, playbook, allowance));
            let deadline = clock.last_deadline(playbook, allowance);
            if let Some(deadline) = deadline.filter(|deadline| *deadline > self.deadline) {
                (self.deadline, self.deadline_allowance) = (deadline, allowance);
            }
        }
        // All six lines in the same ten seconds, by the last deadline of any type.
        let all_lines = Reading {
            severity: self.worst(),
            elapsed: self.holding_since.unwrap_or(now) - self.onset,
            limit: self.deadline - self.onset,
            allowance: self.deadline_allowance,
        };
        self.restoration_clock = lesser(restoration, Some(all_lines));
        let late = self.all_lines.filter(|clock| clock.margin() < 0.0);
        self.all_lines = lesser(late, Some(all_lines));
        if self.restoration_clock.is_some_and(|clock| clock.margin() < 0.0) {
            self.keep_late(now, playbook, allowance);
        }
    }

    fn worst(&self) -> Severity {
        let seen = self.seen.iter().flatten().map(|(_, severity)| *severity);
        seen.max().unwrap_or(Severity::Minor)
    }
}

fn lesser(one: Option<Reading>, other: Option<Reading>) -> Option<Reading> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.lesser(other)),
        (one, other) => one.or(other),
    }
}
