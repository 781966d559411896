//! What the judge concluded: incidents, their four instants, violations, and the truth's severity.

use firedrill_judge::{IncidentSummary, Judgement};
use firedrill_model::nouns::IncidentType;
use firedrill_scenarios::{Entry, escaped};

use super::state::State;
use super::tracks::{Point, TrackId, Tracks};
use crate::figures;
use crate::timeline::marks;

/// The truth's severity as slices.
#[derive(Debug)]
pub(super) struct SeverityTrack(State);

/// The instants of an incident, for flows.
#[derive(Debug)]
pub(super) struct Moments<'a> {
    pub(super) incident: &'a IncidentSummary,
    pub(super) onset: Point,
    pub(super) detection: Option<Point>,
    pub(super) restoration: Option<Point>,
}

/// Puts the judgement down, and returns the moments of each incident.
pub(super) fn show<'a>(
    tracks: &mut Tracks,
    group: TrackId,
    judgement: &'a Judgement,
) -> Vec<Moments<'a>> {
    let spans = tracks.track(group, "incidents");
    let moments = tracks.track(group, "onset, detection, response, restoration");
    let violations = tracks.track(group, "violations");
    for violation in &judgement.violations {
        let name = format!("violated {}", violation.property);
        let point = tracks.instant(violations, violation.at, name);
        tracks.note(point, "about", escaped(&violation.about));
        tracks.note(point, "phase", violation.phase.name());
        tracks.note(point, "stated to fail", judgement.stated.contains(&violation.property));
    }
    let incidents = judgement.incidents.iter();
    incidents.map(|incident| show_incident(tracks, spans, moments, incident)).collect()
}

impl SeverityTrack {
    pub(super) fn on(tracks: &mut Tracks, group: TrackId) -> Self {
        Self(State::on(tracks.track(group, "severity of the truth")))
    }

    pub(super) fn follow(&mut self, entry: &Entry, tracks: &mut Tracks) {
        let severity = entry.severity.map(|severity| severity.name().into());
        self.0.be(tracks, entry.at, severity);
    }
}

impl Moments<'_> {
    /// The types that showed.
    pub(super) fn types(&self) -> Vec<IncidentType> {
        self.incident.types.iter().map(|showing| showing.incident).collect()
    }
}

fn show_incident<'a>(
    tracks: &mut Tracks,
    spans: TrackId,
    moments: TrackId,
    incident: &'a IncidentSummary,
) -> Moments<'a> {
    let span = tracks.begin(spans, incident.onset, marks::types(incident));
    note_clocks(tracks, span, incident);
    let onset = tracks.instant(moments, incident.onset, "onset");
    for showing in &incident.types {
        let point = if showing.onset == incident.onset {
            onset
        } else {
            tracks.instant(moments, showing.onset, format!("onset of {}", showing.incident))
        };
        tracks.note(point, showing.incident.name(), format!("worst: {}", showing.worst));
    }
    let mut reached = |name, at: Option<_>| {
        let at = at?;
        let point = tracks.instant(moments, at, name);
        tracks.note(point, "after onset", figures::span(at.saturating_since(incident.onset)));
        Some(point)
    };
    let detection = reached("detection", incident.detection);
    reached("response", incident.response);
    let restoration = reached("restoration", incident.restoration);
    if let Some(at) = incident.restoration {
        tracks.end(span, at);
    }
    Moments { incident, onset, detection, restoration }
}

fn note_clocks(tracks: &mut Tracks, span: Point, incident: &IncidentSummary) {
    tracks.note(span, "escalation level", u64::from(incident.escalation.level()));
    let clocks =
        [("response", incident.response_clock), ("restoration", incident.restoration_clock)];
    for (name, clock) in clocks {
        let Some(clock) = clock else { continue };
        let reading =
            format!("{}, margin {}", figures::of_limit(&clock), figures::margin(clock.margin()));
        tracks.note(span, format!("{name} clock"), reading);
    }
}
