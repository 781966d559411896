//! What a run came to.

use firedrill_campaign::Standing;
use firedrill_judge::temporal::TemporalFinding;
use firedrill_judge::{Clock, ClockReading, IncidentSummary, Judgement, Reading, Verdict};
use firedrill_scenarios::{Foresight, Outcome};
use firedrill_sim::Time;

use super::header::labelled;
use super::marks;
use super::options::TimelineOptions;
use crate::palette::{Palette, paint};
use crate::reproduction::Reproduction;
use crate::substitute::last_words;
use crate::summary::style_of;
use crate::{figures, limits};

/// What a reader of clocks has to know, and cannot see in them.
const ABOUT_CLOCKS: &str = "each type and severity has its own clock, from when that severity began; a \
    response may take its response time, a restoration that + the types' procedures + the escalation \
    budgets used";

pub(super) fn lines(
    outcome: &Outcome,
    reproduction: &Reproduction,
    options: &TimelineOptions,
) -> Vec<String> {
    let judgement = &outcome.judgement;
    let mut lines = labelled("verdict", &verdict(judgement), options.width);
    paint_verdict(&mut lines, judgement, &options.palette);
    if let Verdict::Broken { at, breakdown } = &judgement.verdict {
        for line in last_words(*at, breakdown) {
            lines.extend(labelled("", &line, options.width));
        }
    }
    let is_alone = judgement.incidents.len() == 1;
    for (index, incident) in judgement.incidents.iter().enumerate() {
        let label =
            if is_alone { "incident".to_owned() } else { format!("incident {}", index + 1) };
        lines.extend(labelled(&label, &heading(incident), options.width));
        lines.extend(labelled("", &instants(incident), options.width));
        if let Some(foresight) = outcome.foresights.get(index) {
            lines.extend(labelled("", &behind(incident, foresight), options.width));
        }
        let labels = core::iter::once("clocks").chain(core::iter::repeat(""));
        for (label, clock) in labels.zip(clocks(incident)) {
            lines.extend(labelled(label, &clock, options.width));
        }
        if let Some(limits) = limits::of_incident(incident) {
            lines.extend(labelled("", &limits, options.width));
        }
    }
    if judgement.incidents.iter().any(|incident| !incident.clocks.is_empty()) {
        lines.extend(labelled("", ABOUT_CLOCKS, options.width));
    }
    for violation in &judgement.violations {
        let stated =
            if judgement.stated.contains(&violation.property) { ", as stated" } else { "" };
        let text =
            format!("{} at {}{stated}: {}", violation.property, violation.at, violation.about);
        lines.extend(labelled("violated", &text, options.width));
    }
    for found in &judgement.properties {
        lines.extend(labelled("property", &property(found), options.width));
    }
    lines.extend(labelled("swipes", &swipes(outcome.swipes), options.width));
    let events = figures::count(outcome.events);
    let digest = format!("{} over {events} events", outcome.digest);
    lines.extend(labelled("digest", &digest, options.width));
    if let Some(protocol) = reproduction.protocol() {
        lines.extend(labelled("protocol", &protocol.title(), options.width));
    }
    // To be pasted: a terminal may break it, a line feed would.
    lines.extend(labelled("replay", &reproduction.replay(), None));
    if let Some(remark) = reproduction.remark() {
        lines.extend(labelled("", &remark, options.width));
    }
    lines
}

/// Paints the verdict's word, which the first line begins with.
fn paint_verdict(lines: &mut [String], judgement: &Judgement, palette: &Palette) {
    let standing = Standing::of_verdict(&judgement.verdict);
    if let Some(first) = lines.first_mut() {
        let painted = paint(style_of(standing, palette), standing.name());
        *first = first.replacen(standing.name(), &painted, 1);
    }
}

/// The verdict in a line, without colours.
pub(crate) fn verdict(judgement: &Judgement) -> String {
    let word = Standing::of_verdict(&judgement.verdict).name();
    match &judgement.verdict {
        Verdict::Passed if judgement.stated.is_empty() => word.to_owned(),
        Verdict::Passed => {
            format!("{word}: fails as stated, in {}", figures::names(judgement.stated.iter()))
        }
        Verdict::Contradicted { held } => {
            format!("{word}: {} held, though stated to fail", figures::names(held.iter()))
        }
        Verdict::Failed(violation) => {
            let unstated = judgement.stated.unstated(&judgement.violations);
            let others = unstated.filter(|other| other.property != violation.property).count();
            let more = if others > 0 { format!(", and {others} more") } else { String::new() };
            format!("{word}: {}{more}", violation.property)
        }
        Verdict::Infeasible { what, why, .. } => format!("{word}: {}; {why}", what.property),
        Verdict::Unexercised { missing } => format!("{word}: {missing}"),
        Verdict::Broken { breakdown, .. } => format!("{word}: {}", breakdown.kind),
    }
}

fn heading(incident: &IncidentSummary) -> String {
    let level = incident.escalation.level();
    format!("{} from {}, escalation level {level}", marks::types(incident), incident.onset)
}

/// When each instant came, and the clocks that had least left.
fn instants(incident: &IncidentSummary) -> String {
    let after = |at: Option<Time>| match at {
        Some(at) => format!("after {}", figures::span(at.saturating_since(incident.onset))),
        None => "not reached".to_owned(),
    };
    let response = match (incident.response, incident.restoration) {
        (None, Some(_)) => "not needed".to_owned(),
        (response, _) => after(response),
    };
    format!(
        "detection {}, response {response}{}, restoration {}{}",
        after(incident.detection),
        closest(incident.response_clock, incident),
        after(incident.restoration),
        closest(incident.restoration_clock, incident),
    )
}

/// Every clock, with what it took of what it may take, for each severity that it ran for:
/// `restoration of memory-leak-emergency: minor 11.3 of 660 s (+98 %), critical 4.6 of 60 s (+92 %)`.
/// That of all lines has a limit of its own, which a severity would only confuse.
fn clocks(incident: &IncidentSummary) -> Vec<String> {
    let mut clocks: Vec<(Clock, Vec<String>)> = vec![];
    for ClockReading { clock, reading } in &incident.clocks {
        let (of_limit, margin) = (figures::of_limit(reading), figures::margin(reading.margin()));
        let text = match clock {
            // The limit is that of no severity of its own.
            Clock::AllLines => of_limit,
            _ => format!("{} {of_limit} ({margin})", reading.severity),
        };
        match clocks.last_mut() {
            Some((last, texts)) if last == clock => texts.push(text),
            _ => clocks.push((*clock, vec![text])),
        }
    }
    let name = |clock| match clock {
        Clock::Response(incident) => format!("response to {incident}"),
        Clock::Restoration(incident) => format!("restoration of {incident}"),
        Clock::AllLines => {
            "restoration of all six lines, by the last deadline of any type".to_owned()
        }
    };
    let clocks = clocks.iter();
    clocks.map(|(clock, texts)| format!("{}: {}", name(*clock), texts.join(", "))).collect()
}

/// How far the protocol was behind somebody who knew everything.
fn behind(incident: &IncidentSummary, foresight: &Foresight) -> String {
    let after = |at: Time| figures::span(at.saturating_since(incident.onset));
    match (incident.restoration, foresight.restoration) {
        (Some(restored), Some(best)) if restored > best => format!(
            "restored {} after onset, {} behind the clairvoyant",
            after(restored),
            figures::span(restored.saturating_since(best)),
        ),
        (Some(restored), Some(_)) => {
            format!("restored {} after onset, as the clairvoyant", after(restored))
        }
        (Some(restored), None) => format!(
            "restored {} after onset, before any strategy of the clairvoyant",
            after(restored)
        ),
        (None, Some(best)) => {
            format!("never restored; the clairvoyant restored it {} after onset", after(best))
        }
        (None, None) => "never restored, nor by the clairvoyant".to_owned(),
    }
}

/// `memory-stays-below-the-limit holds, robustness +12.5 MB: always(memory <= 300MB)`; the formula of
/// one that does not hold stands where it was violated.
fn property(found: &TemporalFinding) -> String {
    let robustness = figures::robustness(found.robustness, found.measure);
    if found.holds() {
        format!("{} holds, robustness {robustness}: {}", found.name, found.formula)
    } else {
        format!("{} does not hold, robustness {robustness}", found.name)
    }
}

/// ` (closest clock: critical, 3.3 of 30 s, +89 %)`
fn closest(clock: Option<Reading>, incident: &IncidentSummary) -> String {
    let Some(clock) = clock else { return String::new() };
    let (margin, of_limit) = (figures::margin(clock.margin()), figures::of_limit(&clock));
    // Its severity is that of the limit of the type that may take longest, and says nothing of it.
    let of = limits::whose(&clock, incident);
    format!(" (closest clock: {of}, {of_limit}, {margin})")
}

fn swipes((made, lost): (u64, u64)) -> String {
    let made = figures::count(made);
    match lost {
        0 => format!("{made} made, none lost"),
        lost => format!("{made} made, {} lost", figures::count(lost)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples;

    #[test]
    fn the_limit_of_all_lines_is_that_of_no_severity() {
        let (_, mut outcome) = examples::short_run();
        let incident = &mut outcome.judgement.incidents[0];
        let all = |clock: &&ClockReading| clock.clock == Clock::AllLines;
        let reading = incident.clocks.iter().find(all).unwrap().reading;
        let clocks = clocks(incident);
        let line = "restoration of all six lines, by the last deadline of any type: 52 of 270 s";
        assert_eq!(clocks.last().unwrap(), line);
        incident.clocks.retain(|clock| clock.clock == Clock::AllLines);
        let said = closest(Some(reading), incident);
        assert_eq!(said, " (closest clock: all six lines, 52 of 270 s, +80 %)");
    }

    #[test]
    fn a_failed_formula_is_named_with_its_time_and_robustness() {
        let outcome = examples::with_properties().results.remove(0).trials.remove(0).outcome;
        let options = TimelineOptions::plain();
        let reproduction = Reproduction::of_seed("memory-leak-critical", outcome.reference.seed);
        let lines = lines(&outcome, &reproduction, &options).join("\n");
        for expected in [
            "verdict       failed: memory-stays-below-the-limit, and 1 more\n",
            "violated      memory-stays-below-the-limit at 01m15.000s: always[0,600s](memory <= 300MB) does not hold\n",
            "violated      answers-at-once at 01m20.000s: always(critical implies responded) does not hold\n",
            "property      memory-stays-below-the-limit does not hold, robustness -12.5 MB\n",
            "property      answers-at-once does not hold, robustness -1\n",
            "property      stays-cool holds, robustness +3 °C: always(skin <= 40C)\n",
        ] {
            assert!(lines.contains(expected), "{expected}{lines}");
        }
    }
}
