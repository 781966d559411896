//! Which steps of the protocol helped, which did harm and which did nothing, in sentences.

use firedrill_campaign::explain::{Counterfactual, Effect, Removal};

use super::faults::capitalised;
use super::{ExplanationReport, names};

pub(super) fn sentences(report: &ExplanationReport<'_>) -> Vec<String> {
    let steps = report.removals(|removal| matches!(removal, Removal::Step(_)));
    if steps.is_empty() {
        return vec![
            "The protocol asked for nothing, so nothing of what it did could matter.".to_owned(),
        ];
    }
    let mut sentences: Vec<_> = steps.iter().filter_map(|it| sentence(it, report)).collect();
    sentences.extend(idle(&steps, report));
    sentences.extend(unaided(&steps, report));
    sentences.extend(how(&steps));
    sentences
}

/// What a step did; nothing about one that did nothing.
fn sentence(it: &Counterfactual, report: &ExplanationReport<'_>) -> Option<String> {
    let Removal::Step(step) = &it.removal else { return None };
    let step = names::step(step, report);
    let ending = names::ending(&it.ending);
    let changes = names::changes(it, report.explanation.margins()).unwrap_or_default();
    Some(match it.effect {
        Effect::Cures => format!("{} did harm: without its effect {ending}.", capitalised(step)),
        Effect::Breaks => {
            format!("{} was decisive: without its effect {ending}.", capitalised(step))
        }
        Effect::Redirects => {
            format!("{} decided how the run fails: without its effect {ending}.", capitalised(step))
        }
        Effect::Empties => {
            format!(
                "{} brought the incident about: without its effect {ending}.",
                capitalised(step)
            )
        }
        Effect::Betters => format!("{} did harm: without its effect {changes}.", capitalised(step)),
        Effect::Worsens => format!("{} helped: without its effect {changes}.", capitalised(step)),
        Effect::Shifts => {
            format!(
                "{} helped here and did harm there: without its effect {changes}.",
                capitalised(step)
            )
        }
        Effect::Unknown => format!("Nothing can be said of {step}: {ending}."),
        Effect::Nothing => return None,
    })
}

fn idle(steps: &[&Counterfactual], report: &ExplanationReport<'_>) -> Option<String> {
    let idle = steps.iter().filter(|it| it.effect == Effect::Nothing);
    let names: Vec<_> = idle
        .filter_map(|it| match &it.removal {
            Removal::Step(step) => Some(names::step(step, report)),
            _ => None,
        })
        .collect();
    match names.len() {
        0 => None,
        few if few <= MOST_NAMED => {
            Some(format!("Not missed, whichever is without effect: {}.", names::list(&names)))
        }
        many => {
            let first = names[..MOST_NAMED].join(", ");
            Some(format!(
                "Not missed, whichever is without effect: {first} and {} more.",
                many - MOST_NAMED
            ))
        }
    }
}

/// A run that passes whatever is missing had more than one way out, or needed none.
fn unaided(steps: &[&Counterfactual], report: &ExplanationReport<'_>) -> Option<String> {
    let is_decided = steps.iter().any(|it| it.effect == Effect::Breaks);
    (!report.explanation.is_of_a_failure() && !is_decided)
        .then(|| "No single step was decisive: the run passes without any one of them.".to_owned())
}

/// How repeated steps were taken out.
fn how(steps: &[&Counterfactual]) -> Option<String> {
    let is_repeated =
        |it: &&&Counterfactual| matches!(&it.removal, Removal::Step(step) if step.asked.len() > 1);
    let repeated = steps.iter().filter(is_repeated).count();
    (repeated > 0).then(|| {
        "A step marked ×2 or more was asked for so often in one incident, and has no effect each time."
            .to_owned()
    })
}

/// More steps that did nothing are counted, not named.
const MOST_NAMED: usize = 12;
