//! Steps that ended causes and yet decided nothing, in sentences.

use firedrill_campaign::explain::{Counterfactual, Effect, Ended, Removal};
use firedrill_sim::Time;

use super::{ExplanationReport, names};
use crate::figures;

/// A step whose absence only spares later failures: the first one stays, with no more time left.
pub(super) fn spared(it: &Counterfactual, report: &ExplanationReport<'_>) -> Option<String> {
    let Removal::Step(step) = &it.removal else { return None };
    let explanation = report.explanation;
    if !it.only_spares(explanation.margins()) {
        return None;
    }
    let first = explanation.outcome.judgement.failure()?.property;
    let (step, spared) = (names::step(step, report), names::properties(&it.held));
    let ended = match it.ended.as_slice() {
        [] => String::new(),
        ended => format!(", though it ended {}", faults(ended)),
    };
    Some(format!(
        "{step} did not decide it{ended}: without its effect {spared} is not failed either, but {first} \
         still is, with no more time left."
    ))
}

/// A step that ended a cause, and is not missed: why that is no contradiction.
pub(super) fn in_vain(it: &Counterfactual, report: &ExplanationReport<'_>) -> Option<String> {
    let Removal::Step(step) = &it.removal else { return None };
    if it.effect != Effect::Nothing || it.ended.is_empty() {
        return None;
    }
    let until = |ended: &Ended| {
        let fault = format!("fault {}", ended.fault + 1);
        let later = |at: Time| figures::span(at.saturating_since(ended.at));
        match ended.otherwise {
            None => format!("{fault} lasts to the end"),
            Some((at, by)) => {
                let by =
                    by.map_or_else(|| "by itself".to_owned(), |by| format!("by {}", by.name()));
                if at > ended.at {
                    format!("{fault} ends {by} {} later", later(at))
                } else {
                    format!("{fault} ends {by} no later")
                }
            }
        }
    };
    let until: Vec<_> = it.ended.iter().map(until).collect();
    let ends = if report.explanation.is_of_a_failure() { "fails" } else { "passes" };
    Some(format!(
        "{} ended {} and is not missed all the same: without its effect {}, and the run {ends} as \
         it did, with about the same margins. It does not hang on when that ended, at most on what had \
         been done by then.",
        names::step(step, report),
        faults(&it.ended),
        names::list(&until)
    ))
}

fn faults(ended: &[Ended]) -> String {
    let numbers: Vec<_> = ended.iter().map(|ended| format!("fault {}", ended.fault + 1)).collect();
    names::list(&numbers)
}
