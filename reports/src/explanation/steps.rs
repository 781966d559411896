//! Which steps of the protocol helped, which did harm and which did nothing, in sentences.

use firedrill_campaign::explain::{Counterfactual, Effect, Removal, Step};
use firedrill_judge::Property;

use super::{ExplanationReport, ended, names};

/// More steps that did nothing are counted, not named.
const MOST_NAMED: usize = 12;

pub(super) fn sentences(report: &ExplanationReport<'_>) -> Vec<String> {
    let steps = report.removals(|removal| matches!(removal, Removal::Step(_)));
    if steps.is_empty() {
        let nothing = "The protocol asked for nothing in time, so no step of it could matter.";
        return vec![nothing.to_owned()];
    }
    let mut sentences = harmful(&steps, report);
    sentences.extend(steps.iter().filter_map(|it| sentence(it, report)));
    sentences.extend(unaided(&steps, report));
    sentences.extend(words_not_deeds(report));
    sentences.extend(steps.iter().filter_map(|it| ended::in_vain(it, report)));
    sentences.extend(idle(&steps, report));
    sentences.extend(repeated(&steps));
    sentences
}

/// Steps without whose effect the run does not fail: those of the incident in which it failed, and those
/// before it, which may only have changed when things met.
fn harmful(steps: &[&Counterfactual], report: &ExplanationReport<'_>) -> Vec<String> {
    let failing = report.explanation.failing_incident().unwrap_or(0);
    let cures = |is_in: &dyn Fn(&Step) -> bool| {
        let cures = steps.iter().filter(|it| it.effect == Effect::Cures);
        let steps = cures.filter_map(|it| step_of(it)).filter(|step| is_in(step));
        steps.map(|step| names::step(step, report)).collect::<Vec<_>>()
    };
    let (during, before) =
        (cures(&|step| step.incident >= failing), cures(&|step| step.incident < failing));
    let mut sentences = vec![];
    let verdict =
        if report.explanation.chance.is_coincidence() { "May have done harm" } else { "Did harm" };
    if !during.is_empty() {
        sentences.push(format!(
            "{verdict}: {}. Nothing fails without the effect of {}.",
            names::list(&during),
            if during.len() == 1 { "this step" } else { "any one of these" },
        ));
    }
    if !before.is_empty() {
        sentences.push(format!(
            "Nothing fails either without the effect of {}; but that was before the incident in \
             which it failed, and may only have changed when things met.",
            names::one_of(&before)
        ));
    }
    sentences
}

/// What a step did; nothing about one that did nothing, or without which nothing fails.
fn sentence(it: &Counterfactual, report: &ExplanationReport<'_>) -> Option<String> {
    let step = names::step(step_of(it)?, report);
    if let Some(spared) = ended::spared(it, report) {
        return Some(spared);
    }
    let ending = names::ending(it);
    let changes = names::changes(it, report.explanation.margins());
    let and = changes.as_ref().map(|changes| format!("; {changes}")).unwrap_or_default();
    let changes = changes.unwrap_or_default();
    Some(match it.effect {
        Effect::Breaks => format!("{step} was needed: without its effect {ending}."),
        Effect::Lessens => format!("{step} did harm: without its effect {ending}{and}."),
        Effect::Adds => format!("{step} prevented worse: without its effect {ending}{and}."),
        Effect::Redirects => {
            format!("{step} decided how it fails: without its effect {ending}{and}.")
        }
        Effect::Empties => format!("{step} brought it about: without its effect {ending}."),
        Effect::Fills => format!("{step} kept it from happening: without its effect {ending}."),
        Effect::Betters => format!("{step} did harm: without its effect {changes}."),
        Effect::Worsens => format!("{step} helped: without its effect {changes}."),
        Effect::Shifts => format!("{step} helped and did harm: without its effect {changes}."),
        Effect::Unknown => format!("Nothing can be said of {step}: {ending}."),
        Effect::Cures | Effect::Nothing => return None,
    })
}

/// A run that passes whatever is missing had more than one way out, or needed none.
fn unaided(steps: &[&Counterfactual], report: &ExplanationReport<'_>) -> Option<String> {
    let is_decided = steps.iter().any(|it| it.effect == Effect::Breaks);
    let is_plain = !report.explanation.is_of_a_failure() && !is_decided;
    is_plain.then(|| {
        "No single step was needed: nothing fails without the effect of any one of them.".to_owned()
    })
}

/// What a protocol asks for and says stands, whatever comes of it.
fn words_not_deeds(report: &ExplanationReport<'_>) -> Option<String> {
    let property = report.explanation.outcome.judgement.failure()?.property;
    is_about_asking(property).then(|| {
        format!(
            "{property} is about what the protocol asks for and says: to ask less was its choice, and \
             whether a step has an effect does not change that by itself."
        )
    })
}

const fn is_about_asking(property: Property) -> bool {
    matches!(
        property,
        Property::FollowsThePlaybook
            | Property::EscalationNeverGoesDown
            | Property::BaselineIsHealthy
            | Property::TellsEverybodyInTime
            | Property::TellsEverybodyOnce
            | Property::TellsNobodyElse
            | Property::KeepsContract
    )
}

fn idle(steps: &[&Counterfactual], report: &ExplanationReport<'_>) -> Option<String> {
    let idle = steps.iter().filter(|it| it.effect == Effect::Nothing && it.ended.is_empty());
    let mut names: Vec<_> =
        idle.filter_map(|it| step_of(it)).map(|step| names::step(step, report)).collect();
    let more = names.len().saturating_sub(MOST_NAMED);
    names.truncate(MOST_NAMED);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    (!names.is_empty())
        .then(|| format!("Not missed, whichever has no effect: {}.", names::list(&names)))
}

/// How repeated steps were taken out.
fn repeated(steps: &[&Counterfactual]) -> Option<String> {
    let is_repeated = |it: &&&Counterfactual| step_of(it).is_some_and(|step| step.asked.len() > 1);
    let several = steps.iter().filter(is_repeated).count();
    (several > 0).then(|| {
        "A step with ×2 or more was asked for so often in one incident; then it has no effect at all in \
         that incident."
            .to_owned()
    })
}

const fn step_of(it: &Counterfactual) -> Option<&Step> {
    match &it.removal {
        Removal::Step(step) => Some(step),
        _ => None,
    }
}
