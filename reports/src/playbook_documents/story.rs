//! One incident of a run with what was recorded about it.

use firedrill_judge::{IncidentSummary, Showing, Symptoms, Violation};
use firedrill_model::nouns::{EmergencyStatus, IncidentType, Playbook, Severity};
use firedrill_model::{Transition, Truth};
use firedrill_scenarios::{Entry, Outcome, Plan};
use firedrill_sim::{Span, Time};

use super::fault_lives::{self, FaultLife};
use crate::figures;
use crate::reproduction::Reproduction;

/// An incident, the record around it, and the faults with their begins and ends.
pub(super) struct Story<'a> {
    pub(super) number: usize,
    pub(super) incident: &'a IncidentSummary,
    pub(super) plan: &'a Plan,
    pub(super) outcome: &'a Outcome,
    pub(super) reproduction: &'a Reproduction,
    pub(super) playbook: Playbook,
    /// The whole record of the run; empty when none was kept.
    pub(super) record: &'a [Entry],
    /// From the onset to the next incident's: what is done after the restoration still belongs to it.
    pub(super) entries: &'a [Entry],
    pub(super) faults: Vec<FaultLife<'a>>,
}

impl<'a> Story<'a> {
    /// The incidents of a run, in order.
    pub(super) fn all(
        plan: &'a Plan,
        outcome: &'a Outcome,
        reproduction: &'a Reproduction,
    ) -> Vec<Self> {
        let incidents = &outcome.judgement.incidents;
        let record = outcome.record.as_deref().unwrap_or_default();
        let stories = incidents.iter().enumerate().map(|(index, incident)| {
            let from = record.partition_point(|entry| entry.at < incident.onset);
            let next = incidents.get(index + 1).map(|next| next.onset);
            let until =
                next.map_or(record.len(), |next| record.partition_point(|entry| entry.at < next));
            Self {
                number: index + 1,
                incident,
                plan,
                outcome,
                reproduction,
                // A plan whose playbook does not hold together was never run.
                playbook: plan.playbook().unwrap_or_else(|_| Playbook::built_in()),
                record,
                entries: &record[from..until.max(from)],
                faults: fault_lives::of(plan, record),
            }
        });
        stories.collect()
    }

    /// When it was over, or the run.
    pub(super) fn end(&self) -> Time {
        self.incident.restoration.unwrap_or(Time::ZERO + self.outcome.simulated)
    }

    /// What was recorded from the onset to the restoration.
    pub(super) fn while_it_lasted(&self) -> &'a [Entry] {
        let end = self.end();
        &self.entries[..self.entries.partition_point(|entry| entry.at <= end)]
    }

    /// The truth as it was last recorded by an instant, or first, if nothing was recorded by then.
    pub(super) fn truth_at(&self, at: Time) -> Option<&'a Truth> {
        let by_then = self.record.partition_point(|entry| entry.at <= at);
        self.record.get(by_then.saturating_sub(1)).map(|entry| &entry.truth)
    }

    /// The truth as it was first recorded from an instant on: an onset may lie between two records, and
    /// what was recorded before it does not show it yet.
    pub(super) fn truth_from(&self, at: Time) -> Option<&'a Truth> {
        let before = self.record.partition_point(|entry| entry.at < at);
        self.record.get(before).or(self.record.last()).map(|entry| &entry.truth)
    }

    /// The first record from a type's onset on in which its symptom shows: a blocked interface counts
    /// from when it began to be, at which nothing showed yet.
    pub(super) fn showing_from(&self, showing: Showing) -> Option<&'a Entry> {
        let before = self.record.partition_point(|entry| entry.at < showing.onset);
        let mut later = self.record[before..].iter().take_while(|entry| entry.at <= self.end());
        if showing.incident != IncidentType::SystemInstability {
            return later.next();
        }
        later.find(|entry| {
            Symptoms::of(&entry.truth, &self.playbook).get(showing.incident).is_some()
        })
    }

    /// The worst severity that any type reached.
    pub(super) fn severity(&self) -> Severity {
        let worst = self.incident.types.iter().map(|showing| showing.worst).max();
        worst.unwrap_or(Severity::Minor)
    }

    /// Whether the protocol had an emergency announced before this incident began.
    pub(super) fn was_in_emergency(&self) -> bool {
        let before = self.record.partition_point(|entry| entry.at < self.incident.onset);
        let last = before.checked_sub(1).and_then(|last| self.record.get(last));
        last.is_some_and(|entry| entry.announced.is_in_emergency_mode())
    }

    /// What the protocol announced at an instant.
    pub(super) fn announced_at(&self, at: Time) -> Option<EmergencyStatus> {
        self.entries.iter().find_map(|entry| match entry.transition {
            Transition::StatusAnnounced(status) if entry.at == at => Some(status),
            _ => None,
        })
    }

    /// What failed from the onset to the next incident's, in order of time.
    pub(super) fn violations(&self) -> impl Iterator<Item = &'a Violation> {
        let judgement = &self.outcome.judgement;
        let next = judgement.incidents.get(self.number).map(|next| next.onset);
        // What failed before any incident has to go somewhere: it goes to the first.
        let onset = if self.number == 1 { Time::ZERO } else { self.incident.onset };
        let violations = judgement.violations.iter();
        violations.filter(move |violation| {
            violation.at >= onset && next.is_none_or(|next| violation.at < next)
        })
    }

    pub(super) fn since_onset(&self, at: Time) -> Span {
        at.saturating_since(self.incident.onset)
    }

    /// `40.4 s after onset`, `at onset`
    pub(super) fn after_onset(&self, at: Time) -> String {
        match self.since_onset(at) {
            Span::ZERO => "at onset".to_owned(),
            span => format!("{} after onset", figures::span(span)),
        }
    }
}
