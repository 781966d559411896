//! What a run came to.

use firedrill_judge::{IncidentSummary, Verdict};
use firedrill_scenarios::Outcome;
use firedrill_sim::Time;

use super::header::labelled;
use super::{TimelineOptions, marks};
use crate::figures;
use crate::palette::{Palette, paint};
use crate::reproduction::Reproduction;
use crate::standing::Standing;
use crate::summary::style_of;

pub(super) fn lines(
    outcome: &Outcome,
    reproduction: &Reproduction,
    options: &TimelineOptions,
) -> Vec<String> {
    let judgement = &outcome.judgement;
    // Already painted, so its length is not its width: it is not wrapped.
    let mut lines = labelled("verdict", &verdict(&judgement.verdict, &options.palette), None);
    let is_alone = judgement.incidents.len() == 1;
    for (index, incident) in judgement.incidents.iter().enumerate() {
        let label =
            if is_alone { "incident".to_owned() } else { format!("incident {}", index + 1) };
        lines.extend(labelled(&label, &heading(incident), options.width));
        lines.extend(labelled("", &clocks(incident), options.width));
    }
    for violation in &judgement.violations {
        let text = format!("{} at {}: {}", violation.property, violation.at, violation.about);
        lines.extend(labelled("violated", &text, options.width));
    }
    lines.extend(labelled("swipes", &swipes(outcome.swipes), None));
    let events = figures::count(outcome.events);
    let digest = format!("{} over {events} events", outcome.digest);
    lines.extend(labelled("digest", &digest, None));
    lines.extend(labelled("replay", &reproduction.replay(), None));
    lines
}

fn verdict(verdict: &Verdict, palette: &Palette) -> String {
    let standing = Standing::of_verdict(verdict);
    let word = paint(style_of(standing, palette), standing.name());
    match verdict {
        Verdict::Passed => word,
        Verdict::Failed(violation) => format!("{word}: {}", violation.property),
        Verdict::Unexercised { missing } => format!("{word}: {missing}"),
    }
}

fn heading(incident: &IncidentSummary) -> String {
    let level = incident.escalation.level();
    format!("{} from {}, escalation level {level}", marks::types(incident), incident.onset)
}

/// When each clock was stopped, and how much of its limit was left.
fn clocks(incident: &IncidentSummary) -> String {
    let after = |at: Option<Time>| match at {
        Some(at) => format!("after {}", figures::span(at.saturating_since(incident.onset))),
        None => "never".to_owned(),
    };
    let response = match (incident.response, incident.restoration) {
        (None, Some(_)) => "not needed".to_owned(),
        (response, _) => after(response),
    };
    format!(
        "detection {}, response {response} (margin {}), restoration {} (margin {})",
        after(incident.detection),
        figures::margin(incident.response_margin),
        after(incident.restoration),
        figures::margin(incident.restoration_margin),
    )
}

fn swipes((made, lost): (u64, u64)) -> String {
    let made = figures::count(made);
    match lost {
        0 => format!("{made} made, none lost"),
        lost => format!("{made} made, {} lost", figures::count(lost)),
    }
}
