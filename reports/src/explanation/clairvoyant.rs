//! What the protocol did beside what somebody did who knew everything, in sentences.

use firedrill_campaign::explain::{Cause, Hindsight, Lag};
use firedrill_judge::{IncidentSummary, Verdict};
use firedrill_sim::Span;

use super::{ExplanationReport, names, remains};
use crate::timeline::marks;
use crate::{figures, limits};

pub(super) fn sentences(report: &ExplanationReport<'_>) -> Vec<String> {
    let Some((hindsight, incident)) = decisive(report) else { return vec![] };
    let mut sentences = vec![opening(report, hindsight, incident), restoration(hindsight)];
    sentences.extend(limit(incident));
    let causes = hindsight.causes.iter();
    sentences.extend(causes.map(|cause| self::cause(cause, report)));
    sentences.extend(lag(hindsight));
    if let Lag::Recovering(Some(span)) = hindsight.lag {
        sentences.extend(remains::sentences(report, hindsight, span));
    }
    if let Verdict::Infeasible { why, .. } = &report.explanation.outcome.judgement.verdict {
        sentences.push(format!("Nobody could have kept it: {why}."));
    }
    sentences.push(
        "The clairvoyant is the best of four strategies that know every fault, act at onset and never \
         fail a step: a bound from what was tried, no proof."
            .to_owned(),
    );
    sentences
}

/// The incident in which the run failed, or in which it came closest.
fn decisive<'a>(report: &ExplanationReport<'a>) -> Option<(&'a Hindsight, &'a IncidentSummary)> {
    let explanation = report.explanation;
    let judgement = &explanation.outcome.judgement;
    let pairs = || explanation.hindsights.iter().zip(&judgement.incidents);
    match judgement.failure() {
        Some(failure) => {
            pairs().rfind(|(_, incident)| incident.onset <= failure.at).or_else(|| pairs().next())
        }
        None => {
            let margin = |incident: &IncidentSummary| {
                incident.restoration_clock.map_or(1.0, |clock| clock.margin())
            };
            pairs().min_by(|one, other| margin(one.1).total_cmp(&margin(other.1)))
        }
    }
}

fn opening(
    report: &ExplanationReport<'_>,
    hindsight: &Hindsight,
    incident: &IncidentSummary,
) -> String {
    let which = match report.explanation.hindsights.len() {
        1 => "The incident".to_owned(),
        of if report.explanation.is_of_a_failure() => {
            format!("Incident {} of {of}, in which it failed,", hindsight.incident)
        }
        of => format!("Incident {} of {of}, the closest,", hindsight.incident),
    };
    let detection = detection(hindsight.detection, incident);
    let (types, onset) = (marks::types(incident), hindsight.onset);
    format!("{which} is {types} from {onset}; {detection}. Times below are since its onset.")
}

/// How long detection took, and of how much, as far as the clock with the least time left ran from the
/// onset on: one of a severity that came later has not been running for as long.
fn detection(took: Option<Span>, incident: &IncidentSummary) -> String {
    let Some(took) = took else { return "it was never detected".to_owned() };
    if took == Span::ZERO {
        return "the protocol was on the alert at its onset".to_owned();
    }
    let took = format!("detection took {}", figures::span(took));
    let Some(clock) = incident.response_clock else { return took };
    let severity = clock.severity;
    let runs_from_onset =
        incident.response.is_some_and(|at| at.saturating_since(incident.onset) == clock.elapsed);
    if !runs_from_onset {
        let of_limit = figures::of_limit(&clock);
        return format!("{took}, and the closest response clock came to {of_limit} ({severity})");
    }
    let is_worst = incident.types.iter().all(|showing| showing.worst == severity);
    let least = if is_worst { "" } else { ", the clock with the least time left" };
    let limit = figures::span(clock.limit);
    format!("{took} of the {limit} that a response to severity {severity} may take{least}")
}

fn restoration(hindsight: &Hindsight) -> String {
    let by = hindsight.strategy.map(|strategy| format!(" by {strategy}")).unwrap_or_default();
    match (hindsight.restoration, hindsight.clairvoyant) {
        (Some(restored), Some(best)) => match hindsight.behind() {
            Some(behind) => format!(
                "It was restored {}. A clairvoyant restores it {}{by}, {} sooner.",
                after(restored),
                after(best),
                figures::span(behind)
            ),
            None => format!("It was restored {}, as by a clairvoyant.", after(restored)),
        },
        (Some(restored), None) => {
            format!("It was restored {}, before any strategy of the clairvoyant.", after(restored))
        }
        (None, Some(best)) => {
            format!("It was never restored. A clairvoyant restores it {}{by}.", after(best))
        }
        (None, None) => "It was never restored, nor by the clairvoyant.".to_owned(),
    }
}

/// What the restoration's limit was made of, where that is more than the playbook's line for the severity.
fn limit(incident: &IncidentSummary) -> Option<String> {
    let clock = incident.restoration_clock?;
    let limit = limits::sentences(&clock, incident)?;
    let (of_limit, whose) = (figures::of_limit(&clock), limits::whose(&clock, incident));
    let verb = if limits::ran_out_before_a_level(&clock, incident) { "was at" } else { "took" };
    Some(format!("By the clock with the least time left ({whose}) it {verb} {of_limit}. {limit}"))
}

fn cause(cause: &Cause, report: &ExplanationReport<'_>) -> String {
    let (foreseen, by) = cause.foreseen;
    let fault = names::fault(cause.fault, report.plan);
    let asked = match cause.asked {
        None => "the protocol asked for nothing that helps against it".to_owned(),
        Some((at, action)) => {
            format!("the protocol first asked for {} {}", action.name(), after(at))
        }
    };
    let ended = match cause.ended {
        None => "it never ended".to_owned(),
        Some((at, Some(action))) if cause.asked.is_none() => {
            format!("somebody ended it by hand with {} {}", action.name(), after(at))
        }
        Some((at, Some(action))) => format!("{} ended it {}", action.name(), after(at)),
        Some((at, None)) => format!("it ended by itself {}", after(at)),
    };
    let (by, foreseen) = (by.name(), after(foreseen));
    format!("Against {fault} a clairvoyant takes {by} {foreseen}; {asked}, and {ended}.")
}

/// `after 5.1 s`, `at once`
fn after(onset: Span) -> String {
    match onset {
        Span::ZERO => "at once".to_owned(),
        span => format!("after {}", figures::span(span)),
    }
}

/// Where most of the time went.
fn lag(hindsight: &Hindsight) -> Option<String> {
    let number = |fault: usize| format!("fault {}", fault + 1);
    let of = |span: Span| figures::span(span);
    Some(match hindsight.lag {
        Lag::None | Lag::NobodyCould => return None,
        Lag::Detecting(span) => format!("Most of the delay was detection: {}.", of(span)),
        Lag::Deciding(span, fault) => format!(
            "Most of the delay was the way to the right action: {} from detection until the protocol \
             asked for what helps against {}.",
            of(span),
            number(fault)
        ),
        Lag::NeverAsked(fault) => format!(
            "The right action never came: the protocol asked for nothing that helps against {}.",
            number(fault)
        ),
        Lag::Ending(Span::MAX, fault) => {
            format!("The right action did not take: {} never ended.", number(fault))
        }
        Lag::Ending(span, fault) => format!(
            "Most of the delay lay between the right action and its effect: {} from asking until the \
             end of {}.",
            of(span),
            number(fault)
        ),
        // A cause that the clairvoyant left alone may have been there all the while.
        Lag::Recovering(Some(span)) if hindsight.causes.is_empty() => format!(
            "Most of the delay came after detection: {}. The clairvoyant ended no cause, so there is \
             none to compare.",
            of(span)
        ),
        Lag::Recovering(Some(span)) => {
            format!("Most of the delay came after these causes had ended: {}.", of(span))
        }
        Lag::Recovering(None) => {
            "The causes ended, and the app did not recover from them.".to_owned()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples;

    #[test]
    fn a_clock_that_did_not_run_from_the_onset_is_none_that_detection_used_up() {
        let (_, outcome) = examples::short_run();
        let mut incident = outcome.judgement.incidents[0].clone();
        let took = Some(Span::from_secs(5));
        incident.response_clock = incident.response_clock.map(|clock| {
            let elapsed = Span::from_secs(6);
            firedrill_judge::Reading { elapsed, ..clock }
        });
        let from_onset =
            "detection took 5.0 s of the 30.0 s that a response to severity critical may take";
        assert_eq!(detection(took, &incident), from_onset);
        // It became critical later.
        incident.response_clock = incident.response_clock.map(|clock| {
            let elapsed = Span::from_secs(2);
            firedrill_judge::Reading { elapsed, ..clock }
        });
        let later =
            "detection took 5.0 s, and the closest response clock came to 2 of 30 s (critical)";
        assert_eq!(detection(took, &incident), later);
        // What was answered was another type, and this one never.
        incident.response_clock = incident.response_clock.map(|clock| {
            // Longer than the run was old at the response.
            let elapsed = Span::from_secs(151);
            firedrill_judge::Reading { elapsed, ..clock }
        });
        let never =
            "detection took 5.0 s, and the closest response clock came to 151 of 30 s (critical)";
        assert_eq!(detection(took, &incident), never);
        incident.response = None;
        assert_eq!(detection(took, &incident), never);
    }

    #[test]
    fn a_delay_comes_after_the_end_of_those_causes_only_that_the_clairvoyant_ended() {
        let span = Span::from_secs(20);
        let action = firedrill_model::nouns::Action::OptimizeSampler;
        let cause = Cause {
            fault: 0,
            foreseen: (Span::ZERO, action),
            asked: Some((Span::from_secs(1), action)),
            ended: Some((Span::from_secs(2), Some(action))),
        };
        let mut hindsight = Hindsight {
            incident: 1,
            onset: firedrill_sim::Time::ZERO,
            detection: Some(Span::from_secs(1)),
            restoration: Some(Span::from_secs(22)),
            clairvoyant: Some(Span::from_secs(1)),
            strategy: None,
            causes: vec![cause],
            lag: Lag::Recovering(Some(span)),
        };
        let said = lag(&hindsight).unwrap();
        assert_eq!(said, "Most of the delay came after these causes had ended: 20.0 s.");
        hindsight.causes.clear();
        let said = lag(&hindsight).unwrap();
        assert!(said.starts_with("Most of the delay came after detection: 20.0 s."), "{said}");
        assert!(!said.contains("had ended"), "{said}");
    }
}
