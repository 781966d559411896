//! The picture's title: what there is to see, and which run it is.

use firedrill_judge::IncidentSummary;
use firedrill_model::nouns::Severity;

use super::scene::{Anchor, PIXEL, Pen, Scene};
use super::story::Story;
use super::style::{EDGE, HEADING, MARGIN, SMALL, TITLE, leading};
use crate::figures;
use crate::timeline::{conclusion, marks};

/// Draws the title and returns where the rest begins.
pub(super) fn draw(scene: &mut Scene, story: &Story<'_>) -> i32 {
    let happened = happened(story);
    let verdict = format!("Verdict: {}", verdict(story));
    let plan = story.plan;
    let run = format!("{} · {} · {}", plan.reference(), plan.title, plan.device);
    scene.about = format!("{happened}. {verdict}. {run}");
    let mut top = 10 * PIXEL;
    for (text, pen) in [(happened, TITLE), (verdict, HEADING), (run, SMALL)] {
        top = paragraph(scene, &text, pen, top) + 3 * PIXEL;
    }
    top + 8 * PIXEL
}

/// Lines that a text may take; a title may be as long as a file.
const LINES: usize = 3;

/// Writes a text in as many lines as it needs and returns where the next begins.
pub(super) fn paragraph(scene: &mut Scene, text: &str, pen: Pen, mut top: i32) -> i32 {
    let mut lines = pen.wrap(&firedrill_scenarios::escaped(text), EDGE - MARGIN);
    if lines.len() > LINES {
        lines.truncate(LINES);
        if let Some(last) = lines.last_mut() {
            *last = pen.cut(&format!("{last} …"), EDGE - MARGIN);
        }
    }
    for line in lines {
        top += leading(pen);
        scene.text(&line, (MARGIN, top), Anchor::Start, pen);
    }
    top
}

pub(super) fn verdict(story: &Story<'_>) -> String {
    conclusion::verdict(&story.outcome.judgement)
}

/// What there is to see, in a line.
fn happened(story: &Story<'_>) -> String {
    match story.incidents() {
        [] => "No incident: no severity line was crossed".to_owned(),
        [incident] => format!("{}: {}", marks::types(incident), restored(incident)),
        incidents => {
            let worst = incidents.iter().map(worst).max().unwrap_or(Severity::Minor);
            let open = incidents.iter().filter(|incident| incident.restoration.is_none()).count();
            let longest = incidents.iter().max_by_key(|incident| {
                incident.restoration.map(|at| at.saturating_since(incident.onset))
            });
            let end = match (open, longest) {
                (0, Some(longest)) => format!("the longest {}", restored(longest)),
                (open, _) => format!("{open} of them not restored when the run ended"),
            };
            format!("{} incidents, the worst {worst}: {end}", incidents.len())
        }
    }
}

fn worst(incident: &IncidentSummary) -> Severity {
    incident.types.iter().map(|showing| showing.worst).max().unwrap_or(Severity::Minor)
}

fn restored(incident: &IncidentSummary) -> String {
    match incident.restoration {
        Some(at) => {
            format!("restored {} after onset", figures::span(at.saturating_since(incident.onset)))
        }
        None => "not restored when the run ended".to_owned(),
    }
}
