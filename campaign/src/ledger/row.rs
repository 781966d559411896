//! What is kept of one run.

use firedrill_judge::{Allowance, IncidentSummary, Reading, Violation};
use firedrill_protocol::{Baseline, EscalationLevel, IncidentType, Severity};
use firedrill_scenarios::{Dispatch, Figures, Landmark, ScenarioRef};
use firedrill_sim::{DigestValue, Seed, Span, Time};
use serde::{Deserialize, Serialize};

use crate::standing::Standing;
use crate::sweep::Trial;

/// One run: enough for every statistic, and the seed for everything else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The scenario's name.
    pub scenario: String,
    /// The seed.
    pub seed: Seed,
    /// How it stands.
    pub standing: Standing,
    /// The properties that failed, in order of time, those that are stated to fail included.
    pub violations: Vec<RowViolation>,
    /// The fingerprint of its failure, in words; `None` when there is none.
    pub fingerprint: Option<String>,
    /// Its incidents, in order.
    pub incidents: Vec<RowIncident>,
    /// The families of the faults that began, by name, in order.
    pub families: Vec<String>,
    /// Its extremes and how it ended.
    pub figures: Option<Figures>,
    /// Who was told, and what became of it.
    pub dispatches: Vec<Dispatch>,
    /// Baselines that were learnt.
    pub baselines: Vec<(Time, Baseline)>,
    /// Virtual time that passed.
    pub simulated: Span,
    /// Events handled.
    pub events: u64,
    /// Digest over every event.
    pub digest: DigestValue,
}

/// A property that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowViolation {
    /// Which one.
    pub property: String,
    /// When it was certain.
    pub at: Time,
}

/// One incident of a run, measured from its onset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowIncident {
    /// Each type that showed, with the worst severity that it reached, in order of their onset.
    pub types: Vec<(IncidentType, Severity)>,
    /// When the truth first crossed a severity line.
    pub onset: Time,
    /// From onset to detection; `None` when it was never detected.
    pub detection: Option<Span>,
    /// From onset to response; `None` when nobody responded.
    pub response: Option<Span>,
    /// From onset to restoration; `None` when it was never restored.
    pub restoration: Option<Span>,
    /// The highest escalation level that acted.
    pub escalation: EscalationLevel,
    /// The response clock with the least margin.
    pub response_clock: Option<RowClock>,
    /// The restoration clock with the least margin.
    pub restoration_clock: Option<RowClock>,
}

impl Row {
    /// What is kept of a run.
    pub fn of(trial: &Trial) -> Self {
        let outcome = &trial.outcome;
        let families = outcome.coverage.landmarks.iter().filter_map(|landmark| match landmark {
            Landmark::Family(family) => Some(family.name().to_owned()),
            _ => None,
        });
        Self {
            scenario: outcome.reference.name.to_string(),
            seed: outcome.reference.seed,
            standing: Standing::of(trial),
            violations: outcome.judgement.violations.iter().map(RowViolation::of).collect(),
            fingerprint: outcome.judgement.fingerprint().map(|print| print.to_string()),
            incidents: outcome.judgement.incidents.iter().map(RowIncident::of).collect(),
            families: families.collect(),
            figures: outcome.figures,
            dispatches: outcome.dispatches.clone(),
            baselines: outcome.baselines.clone(),
            simulated: outcome.simulated,
            events: outcome.events,
            digest: outcome.digest,
        }
    }

    /// Which run it is: `memory-leak-critical@0x2a`.
    pub fn reference(&self) -> Option<ScenarioRef> {
        Some(ScenarioRef { name: self.scenario.parse().ok()?, seed: self.seed })
    }

    /// The restoration clock with the least margin of any incident.
    pub fn least_restoration(&self) -> Option<RowClock> {
        least(self.incidents.iter().filter_map(|incident| incident.restoration_clock))
    }

    /// The response clock with the least margin of any incident.
    pub fn least_response(&self) -> Option<RowClock> {
        least(self.incidents.iter().filter_map(|incident| incident.response_clock))
    }

    /// The line, without its end.
    pub fn to_line(&self) -> String {
        // Plain data, all of whose keys are texts, always has a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// What an SLA clock showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowClock {
    /// The severity whose limit it ran against.
    pub severity: Severity,
    /// Since the onset of that severity.
    pub elapsed: Span,
    /// What the playbook grants.
    pub limit: Span,
}

impl RowClock {
    const fn of(reading: Reading) -> Self {
        Self { severity: reading.severity, elapsed: reading.elapsed, limit: reading.limit }
    }

    /// Normalised distance to the limit: 1 at once, 0 at the limit, negative beyond it.
    pub fn margin(&self) -> f64 {
        Reading {
            severity: self.severity,
            elapsed: self.elapsed,
            limit: self.limit,
            allowance: Allowance::NONE,
        }
        .margin()
    }
}

/// The one with the least margin; the first of two that are equal.
fn least(clocks: impl Iterator<Item = RowClock>) -> Option<RowClock> {
    clocks.reduce(|least, next| if next.margin() < least.margin() { next } else { least })
}

impl RowViolation {
    fn of(violation: &Violation) -> Self {
        Self { property: violation.property.to_string(), at: violation.at }
    }
}

impl RowIncident {
    fn of(incident: &IncidentSummary) -> Self {
        let since = |at: Option<Time>| at.map(|at| at.saturating_since(incident.onset));
        Self {
            types: incident.types.iter().map(|showing| (showing.incident, showing.worst)).collect(),
            onset: incident.onset,
            detection: since(incident.detection),
            response: since(incident.response),
            restoration: since(incident.restoration),
            escalation: incident.escalation,
            response_clock: incident.response_clock.map(RowClock::of),
            restoration_clock: incident.restoration_clock.map(RowClock::of),
        }
    }

    /// The type that showed first.
    pub fn first_type(&self) -> Option<IncidentType> {
        self.types.first().map(|(incident, _)| *incident)
    }

    /// The worst severity of any type.
    pub fn worst(&self) -> Option<Severity> {
        self.types.iter().map(|(_, severity)| *severity).max()
    }
}
