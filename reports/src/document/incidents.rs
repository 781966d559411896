//! A run's incidents with their clocks and, beside them, what a clairvoyant made of them.

use firedrill_judge::{IncidentSummary, Reading};
use firedrill_scenarios::{Foresight, Outcome, Strategy};
use firedrill_sim::Time;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct ClockEntry {
    severity: &'static str,
    elapsed_s: f64,
    limit_s: f64,
    margin: f64,
}

#[derive(Serialize)]
pub(super) struct IncidentEntry {
    types: Vec<TypeEntry>,
    onset_s: f64,
    detection_s: Option<f64>,
    response_s: Option<f64>,
    restoration_s: Option<f64>,
    /// The fastest restoration by somebody who knew everything; null when no strategy restored, or
    /// none before the protocol did.
    clairvoyant: Option<ClairvoyantEntry>,
    escalation_level: u8,
    response_clock: Option<ClockEntry>,
    restoration_clock: Option<ClockEntry>,
}

#[derive(Serialize)]
struct ClairvoyantEntry {
    restoration_s: f64,
    strategy: Option<&'static str>,
    /// How far the protocol was behind; null when it never restored.
    behind_s: Option<f64>,
}

#[derive(Serialize)]
struct TypeEntry {
    incident: &'static str,
    onset_s: f64,
    worst: &'static str,
}

pub(super) fn incidents(outcome: &Outcome) -> Vec<IncidentEntry> {
    let incidents = outcome.judgement.incidents.iter();
    let foresights = outcome.foresights.iter().map(Some).chain(core::iter::repeat(None));
    incidents.zip(foresights).map(|(entry, foresight)| incident(entry, foresight)).collect()
}

fn incident(incident: &IncidentSummary, foresight: Option<&Foresight>) -> IncidentEntry {
    let best = foresight.and_then(|foresight| foresight.restoration);
    let types = incident.types.iter();
    IncidentEntry {
        types: types
            .map(|showing| TypeEntry {
                incident: showing.incident.name(),
                onset_s: secs(showing.onset),
                worst: showing.worst.name(),
            })
            .collect(),
        onset_s: secs(incident.onset),
        detection_s: incident.detection.map(secs),
        response_s: incident.response.map(secs),
        restoration_s: incident.restoration.map(secs),
        clairvoyant: best.map(|restoration| ClairvoyantEntry {
            restoration_s: secs(restoration),
            strategy: foresight.and_then(|foresight| foresight.strategy).map(Strategy::name),
            behind_s: incident
                .restoration
                .map(|restored| restored.saturating_since(restoration).as_secs_f64()),
        }),
        escalation_level: incident.escalation.level(),
        response_clock: incident.response_clock.map(clock),
        restoration_clock: incident.restoration_clock.map(clock),
    }
}

pub(super) fn clock(reading: Reading) -> ClockEntry {
    ClockEntry {
        severity: reading.severity.name(),
        elapsed_s: reading.elapsed.as_secs_f64(),
        limit_s: reading.limit.as_secs_f64(),
        margin: reading.margin(),
    }
}

/// The shortest decimal that reads back as this double; below 2^53 ns (104 days) that is the
/// nanosecond itself.
pub(super) fn secs(at: Time) -> f64 {
    at.as_secs_f64()
}
