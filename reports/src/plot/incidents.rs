//! Each incident with its four instants: onset, detection, response, restoration.

use firedrill_judge::IncidentSummary;
use firedrill_sim::Time;

use super::scene::{Anchor, Frame, PIXEL, Place, Scene};
use super::spans;
use super::spread::spread;
use super::story::Story;
use super::style::{
    BLACK, EDGE, FRAME, HEADING, LEFT, MARGIN, SEVERITIES, SMALL, TEXT, WORDS, leading,
};
use crate::figures;
use crate::timeline::marks;

/// One of the four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Instant {
    Onset,
    Detection,
    Response,
    Restoration,
}

impl Instant {
    pub(super) const ALL: [Self; 4] =
        [Self::Onset, Self::Detection, Self::Response, Self::Restoration];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Onset => "onset",
            Self::Detection => "detection",
            Self::Response => "response",
            Self::Restoration => "restoration",
        }
    }

    /// When it came, if it did.
    pub(super) const fn of(self, incident: &IncidentSummary) -> Option<Time> {
        match self {
            Self::Onset => Some(incident.onset),
            Self::Detection => incident.detection,
            Self::Response => incident.response,
            Self::Restoration => incident.restoration,
        }
    }

    /// How its line is broken, in pixels drawn and left out; nothing for a line without breaks.
    const fn dashes(self) -> Option<(i32, i32)> {
        match self {
            Self::Onset | Self::Restoration => None,
            Self::Detection => Some((9, 4)),
            Self::Response => Some((2, 4)),
        }
    }

    /// The line through a panel.
    pub(super) fn line(self, scene: &mut Scene, x: i32, top: i32, bottom: i32) {
        for (from, until) in self.strokes(top, bottom) {
            scene.line((x, from), (x, until), self.width(), BLACK);
        }
    }

    /// The same line lying down.
    pub(super) fn sample(self, scene: &mut Scene, (left, y): Place, length: i32) {
        for (from, until) in self.strokes(left, left + length) {
            scene.line((from, y), (until, y), self.width(), BLACK);
        }
    }

    const fn width(self) -> i32 {
        match self {
            Self::Restoration => 2 * PIXEL,
            _ => PIXEL,
        }
    }

    fn strokes(self, from: i32, until: i32) -> Vec<(i32, i32)> {
        let Some((drawn, left_out)) = self.dashes() else { return vec![(from, until)] };
        let step = ((drawn + left_out) * PIXEL) as usize;
        let begins = (from..until).step_by(step);
        begins.map(|begin| (begin, (begin + drawn * PIXEL).min(until))).collect()
    }

    /// Its name with its time: the onset's since the start of the run, the others' since onset.
    fn said(self, incident: &IncidentSummary, at: Time) -> String {
        let name = self.name();
        let onset = incident.onset;
        if self == Self::Onset {
            format!("{name} {at}")
        } else if at < onset {
            format!("{name} -{}", figures::span(onset - at))
        } else {
            format!("{name} +{}", figures::span(at - onset))
        }
    }
}

/// Draws a row for each incident that is shown and returns where the rest begins.
pub(super) fn draw(scene: &mut Scene, story: &Story<'_>, top: i32) -> i32 {
    let mut top = top + leading(HEADING);
    let (all, shown) = (story.incidents().len(), story.shown());
    let heading = if all == 0 { "Incidents: none" } else { "Incidents" };
    scene.text(heading, (MARGIN, top), Anchor::Start, HEADING);
    for (number, incident) in &shown {
        top = row(scene, story, *number, incident, top + 4 * PIXEL);
    }
    if all > shown.len() {
        top += 4 * PIXEL;
        let more = figures::plural(all - shown.len(), "more incident");
        let text = format!("{more}, further from the limits: shaded below");
        for line in SMALL.wrap(&text, WORDS) {
            top += leading(SMALL);
            scene.text(&line, (MARGIN, top), Anchor::Start, SMALL);
        }
    }
    top + 8 * PIXEL
}

fn row(
    scene: &mut Scene,
    story: &Story<'_>,
    number: usize,
    incident: &IncidentSummary,
    top: i32,
) -> i32 {
    let mut text = marks::types(incident);
    if story.incidents().len() > 1 {
        text = format!("{}: {text}", number + 1);
    }
    let mut bottom = top;
    for line in TEXT.wrap(&text, WORDS) {
        bottom += leading(TEXT);
        scene.text(&line, (MARGIN, bottom), Anchor::Start, TEXT);
    }
    for text in [Some(remarks(incident)), closest(incident)].into_iter().flatten() {
        for line in SMALL.wrap(&text, WORDS) {
            bottom += leading(SMALL);
            scene.text(&line, (MARGIN, bottom), Anchor::Start, SMALL);
        }
    }
    let bar = Bar { top: top + 25 * PIXEL, bottom: top + 36 * PIXEL };
    bar.draw(scene, story, incident);
    instants(scene, story, incident, top, &bar);
    bottom.max(bar.bottom)
}

/// The level that it took, and what never came.
fn remarks(incident: &IncidentSummary) -> String {
    let mut remarks = vec![format!("escalation level {}", incident.escalation.level())];
    if incident.detection.is_none() {
        remarks.push("not detected".to_owned());
    }
    match (incident.response, incident.restoration) {
        (None, Some(_)) => remarks.push("no response needed".to_owned()),
        (None, None) => remarks.push("no response".to_owned()),
        (Some(_), _) => {}
    }
    if incident.restoration.is_none() {
        remarks.push("not restored".to_owned());
    }
    remarks.join(", ")
}

/// The clocks that had the least left, which need not be those of the first onset.
fn closest(incident: &IncidentSummary) -> Option<String> {
    let clocks =
        [("response", incident.response_clock), ("restoration", incident.restoration_clock)];
    let said = clocks.into_iter().filter_map(|(name, clock)| {
        clock.map(|clock| format!("{name} {}", figures::of_limit(&clock)))
    });
    let said: Vec<_> = said.collect();
    (!said.is_empty()).then(|| format!("closest: {}", said.join(", ")))
}

/// Where an incident's bar stands.
struct Bar {
    top: i32,
    bottom: i32,
}

impl Bar {
    /// From onset to restoration, the darker the more severe.
    fn draw(&self, scene: &mut Scene, story: &Story<'_>, incident: &IncidentSummary) {
        let (from, until) = story.lasted(incident);
        let frame = |from, until| Frame {
            left: story.window.x(from),
            top: self.top,
            right: story.window.x(until).max(story.window.x(from) + PIXEL),
            bottom: self.bottom,
        };
        let Frame { left, top, right, bottom } = frame(from, until);
        let outline = Frame { left: left - 2, top: top - 2, right: right + 2, bottom: bottom + 2 };
        scene.fill(outline, FRAME);
        scene.fill(frame(from, until), super::style::INCIDENT);
        for (severity, lasted) in spans::severities(story.record, story.window.end) {
            let (from, until) = (lasted.from.max(from), lasted.until.min(until));
            if from < until {
                scene.fill(frame(from, until), SEVERITIES[severity.index()]);
            }
        }
    }
}

/// The names of the instants, side by side, each with a line to where it is.
fn instants(scene: &mut Scene, story: &Story<'_>, incident: &IncidentSummary, top: i32, bar: &Bar) {
    let mut marks: Vec<_> = Instant::ALL
        .into_iter()
        .filter_map(|instant| instant.of(incident).map(|at| (instant, at)))
        .map(|(instant, at)| (at, story.window.x(at), instant.said(incident, at)))
        .collect();
    marks.sort_by_key(|(at, _, _)| *at);
    let space = 12 * PIXEL;
    let wanted: Vec<_> = marks
        .iter()
        .map(|(_, x, text)| (x - TEXT.width(text) / 2, TEXT.width(text) + space))
        .collect();
    let places = spread(&wanted, LEFT, EDGE + space);
    let baseline = top + 12 * PIXEL;
    for (((_, x, text), (_, width)), place) in marks.iter().zip(&wanted).zip(places) {
        scene.text(text, (place, baseline), Anchor::Start, TEXT);
        let middle = place + (width - space) / 2;
        scene.line((middle, baseline + 4 * PIXEL), (*x, bar.top - 2), 2, BLACK);
        scene.line((*x, bar.top - 2), (*x, bar.bottom + 2), 2 * PIXEL / 2, BLACK);
    }
}
