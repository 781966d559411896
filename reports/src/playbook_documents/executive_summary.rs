//! "Executive Summary": incident and resolution in brief, what was promised and not kept, and the cause.

use firedrill_judge::{Property, Violation};

use super::answers;
use super::cause::RootCause;
use super::story::Story;
use crate::figures;
use crate::timeline::marks;

/// "Brief description of incident and resolution".
pub(super) fn of(story: &Story<'_>, cause: &RootCause) -> String {
    let incident = story.incident;
    let types = marks::types(incident);
    let detected = match incident.detection {
        Some(_) if story.was_in_emergency() => {
            "The protocol was in emergency mode already".to_owned()
        }
        Some(at) => {
            // Of several types an announcement names one.
            let what = story.announced_at(at).and_then(|status| status.incident);
            let after = story.after_onset(at);
            match what.filter(|_| incident.types.len() > 1) {
                Some(what) => format!("The protocol announced {what} {after}"),
                None => format!("The protocol detected it {after}"),
            }
        }
        None => "The protocol did not detect it".to_owned(),
    };
    let level =
        format!("escalation level {}, {}", incident.escalation.level(), incident.escalation);
    let end = match incident.restoration {
        Some(at) => format!("all six checklist lines held again {}", story.after_onset(at)),
        None => format!(
            "the checklist had not been restored when the run ended, {}",
            story.after_onset(story.end())
        ),
    };
    let is_as_hoped = incident.detection.is_some() == incident.restoration.is_some();
    let join = if is_as_hoped { "and" } else { "but" };
    let mut said = vec![
        format!("This was an incident of {types}."),
        format!("{detected}, {join} {end}, at {level}."),
    ];
    said.extend(answers::sentences(story).map(|answers| format!("By type: {answers}.")));
    said.extend(failures(story));
    said.push(cause.in_short.clone());
    if sla(story).is_some() {
        said.push(format!(
            "That is the cause of the incident, not of the delay: what made its recovery late, {} \
             tells.",
            cause.explain
        ));
    }
    said.join(" ")
}

/// The failure of a promise in time.
fn sla<'a>(story: &Story<'a>) -> Option<&'a Violation> {
    story.violations().find(|violation| {
        matches!(violation.property, Property::RespondsInTime | Property::RestoresInTime)
    })
}

/// Which property failed first, and by how much the SLA was missed.
fn failures(story: &Story<'_>) -> Vec<String> {
    let said = |violation: &Violation, when: &str| {
        let (property, at) = (violation.property.name(), violation.at);
        format!("{property} failed{when}, at {at} ({})", violation.about)
    };
    let (first, sla) = (story.violations().next(), sla(story));
    let is_first = first == sla;
    let first = first.filter(|_| !is_first);
    let first = first.map(|first| format!("The property {}.", said(first, " first")));
    let missed = sla.map(|missed| {
        let when = if is_first { " first" } else { "" };
        format!("The SLA was missed: {}{}.", said(missed, when), by_how_much(story, missed))
    });
    first.into_iter().chain(missed).collect()
}

fn by_how_much(story: &Story<'_>, missed: &Violation) -> String {
    let incident = story.incident;
    match (&missed.property, incident.restoration, incident.response_clock) {
        (Property::RestoresInTime, Some(restored), _) if restored > missed.at => {
            let late = figures::span(restored.saturating_since(missed.at));
            format!(", and the restoration came {late} after that")
        }
        (Property::RestoresInTime, None, _) => {
            let late = figures::span(story.end().saturating_since(missed.at));
            format!(", and in the {late} to the end of the run it was not restored")
        }
        (Property::RespondsInTime, _, Some(clock)) => {
            let (of_limit, margin) = (figures::of_limit(&clock), figures::margin(clock.margin()));
            format!(", by its clock {of_limit} ({}, a margin of {margin})", clock.severity)
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use firedrill_judge::IncidentSummary;
    use firedrill_model::nouns::Phase;
    use firedrill_sim::{Span, Time};

    use super::*;
    use crate::examples;
    use crate::reproduction::Reproduction;

    fn at_second(secs: u64) -> Time {
        Time::ZERO + Span::from_secs(secs)
    }

    /// The summary of a leak from second 74 to second 125, with what failed.
    fn summary(failed: &[(Property, u64)], change: fn(&mut IncidentSummary)) -> String {
        let (plan, mut outcome) = examples::short_run();
        change(&mut outcome.judgement.incidents[0]);
        let violations = failed.iter().map(|(property, at)| Violation {
            property: *property,
            at: at_second(*at),
            about: "so it was".to_owned(),
            phase: Phase::Recovering,
            incident: None,
        });
        outcome.judgement.violations = violations.collect();
        let reproduction = Reproduction::of_seed("memory-leak-critical", plan.seed);
        let story = &Story::all(&plan, &outcome, &reproduction)[0];
        of(story, &RootCause::of(story))
    }

    #[test]
    fn a_missed_sla_is_said_with_how_late_it_was_and_what_the_cause_is_not() {
        let late = summary(&[(Property::RestoresInTime, 120)], |_| {});
        let missed = "The SLA was missed: restores-in-time failed first, at 02m00.000s (so it was), \
                      and the restoration came 5.0 s after that. Root cause: ";
        assert!(late.contains(missed), "{late}");
        let explain = "not of the delay: what made its recovery late, firedrill explain \
                       memory-leak-critical@0x2a tells.";
        assert!(late.ends_with(explain), "{late}");

        let never = summary(&[(Property::RestoresInTime, 120)], |it| it.restoration = None);
        assert!(never.contains("to the end of the run it was not restored."), "{never}");
        let kept = summary(&[], |_| {});
        assert!(!kept.contains("SLA") && !kept.contains("explain"), "{kept}");
    }

    #[test]
    fn what_failed_first_is_said_first_even_where_it_is_no_promise_in_time() {
        let both = summary(&[(Property::NoSwipeLost, 90), (Property::RespondsInTime, 104)], |_| {});
        let first = "The property no-swipe-lost failed first, at 01m30.000s (so it was). The SLA was \
                     missed: responds-in-time failed, at 01m44.000s (so it was), by its clock 6 of \
                     30 s (critical, a margin of +80 %).";
        assert!(both.contains(first), "{both}");
        let other = summary(&[(Property::NoSwipeLost, 90)], |_| {});
        assert!(other.contains("no-swipe-lost failed first") && !other.contains("SLA"), "{other}");
    }
}
