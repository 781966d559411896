//! What the judge concluded, at the moments that it is about.

use firedrill_judge::{IncidentSummary, Judgement};
use firedrill_sim::Time;

use crate::figures;

/// A conclusion and its moment.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) at: Time,
    pub(super) text: String,
    pub(super) is_violation: bool,
}

/// Onset, detection, response and restoration of each incident, and every violation, in order.
pub(super) fn of(judgement: &Judgement) -> Vec<Mark> {
    let is_alone = judgement.incidents.len() == 1;
    let incidents = judgement.incidents.iter().enumerate();
    let mut marks: Vec<_> = incidents
        .flat_map(|(index, incident)| {
            let which = if is_alone { String::new() } else { format!("incident {}: ", index + 1) };
            of_incident(incident, &which)
        })
        .collect();
    marks.extend(judgement.violations.iter().map(|violation| Mark {
        at: violation.at,
        text: format!("violated {}: {}", violation.property, violation.about),
        is_violation: true,
    }));
    // Stable: what comes to the same moment keeps the order of an incident.
    marks.sort_by_key(|mark| mark.at);
    marks
}

/// The types of an incident with the worst severity of each.
pub(crate) fn types(incident: &IncidentSummary) -> String {
    let types = incident.types.iter();
    let types: Vec<_> =
        types.map(|showing| format!("{} ({})", showing.incident, showing.worst)).collect();
    figures::listed(&types)
}

fn of_incident(incident: &IncidentSummary, which: &str) -> Vec<Mark> {
    let onset = incident.onset;
    let mark = |at, text| Mark { at, text, is_violation: false };
    // What a type came to is for the end: at its onset nobody could know.
    let types = incident.types.iter();
    let mut marks: Vec<_> = types
        .map(|showing| mark(showing.onset, format!("{which}onset of {}", showing.incident)))
        .collect();
    let reached = [
        ("detection", incident.detection),
        ("response", incident.response),
        ("restoration", incident.restoration),
    ];
    for (name, at) in reached {
        let Some(at) = at else { continue };
        let after = figures::span(at.saturating_since(onset));
        let since =
            if at == onset { "at onset".to_owned() } else { format!("{after} after onset") };
        marks.push(mark(at, format!("{which}{name}, {since}")));
    }
    marks
}
