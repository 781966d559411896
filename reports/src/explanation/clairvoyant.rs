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
    let is_worst = |severity| incident.types.iter().all(|showing| showing.worst == severity);
    let detection = match (hindsight.detection, incident.response_clock) {
        (None, _) => "it was never detected".to_owned(),
        (Some(span), _) if span == Span::ZERO => {
            "the protocol was on the alert at its onset".to_owned()
        }
        (Some(span), Some(clock)) => format!(
            "detection took {} of the {} that a response to severity {} may take{}",
            figures::span(span),
            figures::span(clock.limit),
            clock.severity,
            if is_worst(clock.severity) { "" } else { ", the clock with the least time left" }
        ),
        (Some(span), None) => format!("detection took {}", figures::span(span)),
    };
    let (types, onset) = (marks::types(incident), hindsight.onset);
    format!("{which} is {types} from {onset}; {detection}. Times below are since its onset.")
}

fn restoration(hindsight: &Hindsight) -> String {
    let by = hindsight.strategy.map(|strategy| format!(" by {strategy}")).unwrap_or_default();
    let at = |span: Span| match span {
        Span::ZERO => "at once".to_owned(),
        span => format!("after {}", figures::span(span)),
    };
    match (hindsight.restoration, hindsight.clairvoyant) {
        (Some(restored), Some(best)) => match hindsight.behind() {
            Some(behind) => format!(
                "It was restored {}. A clairvoyant restores it {}{by}, {} sooner.",
                at(restored),
                at(best),
                figures::span(behind)
            ),
            None => format!("It was restored {}, as by a clairvoyant.", at(restored)),
        },
        (Some(restored), None) => {
            format!("It was restored {}, before any strategy of the clairvoyant.", at(restored))
        }
        (None, Some(best)) => {
            format!("It was never restored. A clairvoyant restores it {}{by}.", at(best))
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
            format!("the protocol first asked for {} after {}", action.name(), figures::span(at))
        }
    };
    let ended = match cause.ended {
        None => "it never ended".to_owned(),
        Some((at, Some(action))) if cause.asked.is_none() => {
            let by_hand = format!("somebody ended it by hand with {}", action.name());
            format!("{by_hand} after {}", figures::span(at))
        }
        Some((at, Some(action))) => {
            format!("{} ended it after {}", action.name(), figures::span(at))
        }
        Some((at, None)) => format!("it ended by itself after {}", figures::span(at)),
    };
    let foreseen = match foreseen {
        Span::ZERO => "at once".to_owned(),
        span => format!("after {}", figures::span(span)),
    };
    format!("Against {fault} a clairvoyant takes {} {foreseen}; {asked}, and {ended}.", by.name())
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
        Lag::Recovering(Some(span)) => {
            format!("Most of the delay came after the causes had ended: {}.", of(span))
        }
        Lag::Recovering(None) => {
            "The causes ended, and the app did not recover from them.".to_owned()
        }
    })
}
