//! Which faults and circumstances mattered, in sentences.

use firedrill_campaign::explain::{Counterfactual, Effect, Ending, Removal};

use super::{ExplanationReport, names};

pub(super) fn sentences(report: &ExplanationReport<'_>) -> Vec<String> {
    let faults = report.removals(|removal| matches!(removal, Removal::Fault(_)));
    let mut sentences = vec![];
    if report.plan.faults.is_empty() {
        sentences.push("Nothing went wrong by plan: there is no fault to take out.".to_owned());
    }
    sentences.extend(faults.iter().filter_map(|it| sentence(it, report)));
    sentences.extend(together(&faults));
    sentences.extend(over_determined(report));
    sentences.extend(idle(&faults, report));
    let circumstances = report.removals(|removal| matches!(removal, Removal::Circumstance(_)));
    sentences.extend(circumstances.iter().map(|it| circumstance(it, report)));
    sentences
}

/// What a fault did; nothing about one that did nothing.
fn sentence(it: &Counterfactual, report: &ExplanationReport<'_>) -> Option<String> {
    let Removal::Fault(number) = it.removal else { return None };
    let fault = capitalised(names::fault(number, report.plan));
    let ending = of_the_run(names::ending(it));
    let changes = names::changes(it, report.explanation.margins()).unwrap_or_default();
    Some(match it.effect {
        Effect::Lessens => format!("{fault} adds a failure: without it {ending}."),
        Effect::Adds => format!("{fault} prevents a failure: without it {ending}."),
        Effect::Fills => format!("{fault} keeps the run from its incident: without it {ending}."),
        Effect::Cures => format!("{fault} is necessary: without it {ending}."),
        Effect::Breaks => format!("{fault} is what lets the run pass: without it {ending}."),
        Effect::Redirects => {
            format!("{fault} decides how the run fails, not whether: without it {ending}.")
        }
        Effect::Empties => format!("{fault} brings it about: without it {ending}."),
        Effect::Betters => {
            format!("{fault} makes it worse: the run is better off without it, for {changes}.")
        }
        Effect::Worsens => {
            format!("{fault} makes it milder: the run is worse off without it, for {changes}.")
        }
        Effect::Shifts => format!("{fault} moves it: without it {changes}."),
        Effect::Unknown => format!("Nothing can be said of {fault}: without it {ending}."),
        Effect::Nothing => return None,
    })
}

/// Behind "without it", where "it" is a fault, another "it" would be read as the fault too.
fn of_the_run(ending: String) -> String {
    match ending.strip_prefix("it fails") {
        Some(rest) => format!("the run fails{rest}"),
        None => ending,
    }
}

/// Several faults that are each necessary fail only together.
fn together(faults: &[&Counterfactual]) -> Option<String> {
    let necessary = faults.iter().filter(|it| it.effect == Effect::Cures).count();
    (necessary > 1)
        .then(|| format!("It takes these {necessary} together: any one fewer, and nothing fails."))
}

/// No single fault's absence helps: more than one of them is enough, or none is needed.
fn over_determined(report: &ExplanationReport<'_>) -> Option<String> {
    let explanation = report.explanation;
    if !explanation.is_over_determined() || report.plan.faults.is_empty() {
        return None;
    }
    let of = |removal: &Removal| {
        let all = explanation.counterfactuals.iter().chain(&explanation.in_isolation);
        all.clone().find(|it| it.removal == *removal)
    };
    let without_any = of(&Removal::EveryFault).or_else(|| of(&Removal::Fault(0)));
    match without_any.map(|it| &it.ending) {
        Some(Ending::SameFailure) => {
            return Some(
                "It fails alike without any fault: the cause is the protocol, or what surrounds \
                 the run."
                    .to_owned(),
            );
        }
        // A scenario may demand its own incident, and then fails without it.
        Some(Ending::OtherFailure(fingerprint)) => {
            return Some(format!(
                "Without any fault it fails too, but otherwise: {}.",
                fingerprint.property
            ));
        }
        _ => {}
    }
    let alone = |ending: fn(&Ending) -> bool| {
        let alone = explanation.in_isolation.iter().filter_map(|it| match it.removal {
            Removal::EveryFaultBut(fault) if ending(&it.ending) => {
                Some(format!("fault {}", fault + 1))
            }
            _ => None,
        });
        alone.collect::<Vec<_>>()
    };
    let alike = alone(|ending| *ending == Ending::SameFailure);
    let otherwise = alone(|ending| matches!(ending, Ending::OtherFailure(_)));
    let enough = match (alike.as_slice(), otherwise.as_slice()) {
        ([], []) => "none of them is enough alone".to_owned(),
        ([], _) => format!("alone, {} fails too, in another way", names::list(&otherwise)),
        ([_], _) => format!("{} alone is enough", names::list(&alike)),
        _ => format!("each of {} is enough alone", names::list(&alike)),
    };
    let run = report.reproduction.word();
    Some(format!(
        "The failure is over-determined: no single fault's absence cures it, and {enough}. \
         `firedrill shrink {run}` looks for the fewest that fail together."
    ))
}

fn idle(faults: &[&Counterfactual], report: &ExplanationReport<'_>) -> Option<String> {
    let idle = faults.iter().filter(|it| it.effect == Effect::Nothing);
    let numbers = idle.filter_map(|it| match it.removal {
        Removal::Fault(number) => Some(number),
        _ => None,
    });
    let mut numbers: Vec<_> = numbers.collect();
    numbers.sort_unstable();
    let names: Vec<_> = numbers.iter().map(|number| names::fault(*number, report.plan)).collect();
    let (verb, each) = if names.len() == 1 { ("does", "it") } else { ("do", "any of them") };
    let ends = if report.explanation.is_of_a_failure() { "fails" } else { "passes" };
    let text = format!(
        "{} {verb} not matter: without {each} the run {ends} as it did, with about the same margins.",
        names::list(&names)
    );
    (!names.is_empty()).then(|| capitalised(text))
}

fn circumstance(it: &Counterfactual, report: &ExplanationReport<'_>) -> String {
    let Removal::Circumstance(circumstance) = it.removal else { return String::new() };
    let (this, usual) = names::circumstance(circumstance, report.plan);
    let with = format!("with the usual {usual}");
    let ending = names::ending(it);
    let changes = names::changes(it, report.explanation.margins()).unwrap_or_default();
    match it.effect {
        Effect::Cures | Effect::Empties => format!("{this} contributes: {with} {ending}."),
        Effect::Lessens => format!("{this} adds a failure: {with} {ending}."),
        Effect::Adds | Effect::Breaks => format!("{this} helps: {with} {ending}."),
        Effect::Fills => format!("{this} keeps the run from its incident: {with} {ending}."),
        Effect::Redirects => format!("{this} decides how the run fails: {with} {ending}."),
        Effect::Betters => format!("{this} makes it worse: {with} {changes}."),
        Effect::Worsens => format!("{this} makes it milder: {with} {changes}."),
        Effect::Shifts => format!("{this} moves it: {with} {changes}."),
        Effect::Nothing => format!("{this} does not matter; {usual} is usual."),
        Effect::Unknown => format!("{this}: nothing can be said, for {with} {ending}."),
    }
}

pub(super) fn capitalised(text: String) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_fault_it_is_the_run_that_fails() {
        let of = |ending: &str| of_the_run(ending.to_owned());
        assert_eq!(of("it fails no-swipe-lost"), "the run fails no-swipe-lost");
        assert_eq!(of("nothing fails, but it is hot"), "nothing fails, but it is hot");
    }
}
