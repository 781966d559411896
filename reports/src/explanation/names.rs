//! What was taken out of a run, and what became of it, in words.

use firedrill_campaign::explain::{
    Counterfactual, Effect, Ending, Margins, NOTICEABLE, Removal, Step,
};
use firedrill_judge::Property;
use firedrill_model::{Celsius, PerMinute, Share};
use firedrill_scenarios::{Circumstance, Plan};

use super::ExplanationReport;
use crate::{fault_words, figures};

/// A removal in a cell: `fault 2: frame-storm`, `optimize-sampler ×3`.
pub(super) fn short(removal: &Removal, plan: &Plan) -> String {
    match removal {
        Removal::Fault(fault) => {
            format!("fault {}: {}", fault + 1, plan.faults[*fault].kind.name())
        }
        Removal::Circumstance(circumstance) => format!("unusual {}", circumstance.name()),
        Removal::Step(step) => times(step),
        Removal::EveryFault => "every fault".to_owned(),
        Removal::EveryFaultBut(fault) => format!("every fault but {}", fault + 1),
    }
}

/// A fault in a sentence, with its parameters.
pub(super) fn fault(fault: usize, plan: &Plan) -> String {
    format!("fault {} ({})", fault + 1, fault_words::kind(&plan.faults[fault].kind))
}

/// A circumstance as it is, and as it usually is: `a temperature of 17.4 °C`, `23 °C`.
pub(super) fn circumstance(circumstance: Circumstance, plan: &Plan) -> (String, String) {
    let usual = circumstance.made_usual(plan);
    let of = |plan: &Plan| match circumstance {
        Circumstance::Device => plan.device.clone(),
        Circumstance::Workload => plan.workload.name().to_owned(),
        Circumstance::Ambient => {
            figures::quantity(plan.conditions.ambient.get(), Celsius::DIMENSION)
        }
        Circumstance::Charge => figures::quantity(plan.conditions.charge.get(), Share::DIMENSION),
        Circumstance::Swipes => {
            figures::quantity(plan.conditions.swipes.get(), PerMinute::DIMENSION)
        }
        Circumstance::Triggers if plan.triggers.is_empty() => {
            "team that triggers nothing".to_owned()
        }
        Circumstance::Triggers => {
            let types = plan.triggers.iter().map(|trigger| trigger.incident.name().to_owned());
            list(&types.collect::<Vec<_>>())
        }
    };
    let noun = match circumstance {
        Circumstance::Device => "The device",
        Circumstance::Workload => "The workload",
        Circumstance::Ambient => "An ambient temperature of",
        Circumstance::Charge => "A battery charge of",
        Circumstance::Swipes => "A swipe rate of",
        Circumstance::Triggers => "The team that triggers",
    };
    (format!("{noun} {}", of(plan)), of(&usual))
}

/// `optimize-sampler ×3`.
fn times(step: &Step) -> String {
    match step.asked.len() {
        1 => step.action.name().to_owned(),
        times => format!("{} ×{times}", step.action.name()),
    }
}

/// A step in a sentence: `optimize-sampler in incident 2`.
pub(super) fn step(step: &Step, report: &ExplanationReport<'_>) -> String {
    let action = times(step);
    match (step.incident, report.explanation.outcome.judgement.incidents.len()) {
        (0, _) => format!("{action} before any incident"),
        (_, 1) => action,
        (incident, _) => format!("{action} in incident {incident}"),
    }
}

/// What becomes of the run, as the end of a sentence: `the run passes`.
pub(super) fn ending(it: &Counterfactual) -> String {
    match (&it.ending, it.effect) {
        (_, Effect::Lessens) => format!("{} holds, and the rest fails", properties(&it.held)),
        (_, Effect::Adds) => format!("it fails {} as well", properties(&it.violated)),
        (_, Effect::Redirects) if !it.violated.is_empty() => {
            let (held, violated) = (properties(&it.held), properties(&it.violated));
            format!("{held} holds, but it fails {violated} instead")
        }
        (Ending::Passed, _) => "the run passes".to_owned(),
        (Ending::NoIncident, _) => "there is no incident".to_owned(),
        (Ending::Unexercised(missing), _) => format!("nothing fails, but {missing}"),
        (Ending::SameFailure, _) => "it fails in the same way".to_owned(),
        (Ending::OtherFailure(fingerprint), _) => format!("it fails {fingerprint}"),
        (Ending::Broken, _) => "the protocol under test breaks down".to_owned(),
    }
}

pub(super) fn properties(all: &[Property]) -> String {
    list(&all.iter().map(|property| property.name().to_owned()).collect::<Vec<_>>())
}

/// The same in a cell of at most eleven characters.
pub(super) const fn ending_in_short(ending: &Ending, effect: Effect) -> &'static str {
    match (ending, effect) {
        (_, Effect::Lessens) => "fails less",
        (_, Effect::Adds) => "fails more",
        (Ending::Passed, _) => "passes",
        (Ending::NoIncident, _) => "no incident",
        (Ending::Unexercised(_), _) => "unexercised",
        (_, Effect::Redirects) => "fails other",
        (Ending::SameFailure | Ending::OtherFailure(_), _) => "fails",
        (Ending::Broken, _) => "broken",
    }
}

/// What changes on the clocks: `restoration +21 % → +40 %`; nothing when nothing does.
pub(super) fn changes(it: &Counterfactual, before: Margins) -> Option<String> {
    let clocks = [
        ("response", before.response, it.margins.response),
        ("restoration", before.restoration, it.margins.restoration),
    ];
    let changed = clocks.into_iter().filter(|(_, before, after)| is_changed(*before, *after));
    let words = changed.map(|(name, before, after)| {
        format!("the {name} margin goes from {} to {}", whole(before), whole(after))
    });
    let words: Vec<_> = words.collect();
    (!words.is_empty()).then(|| words.join(" and "))
}

/// A margin before and after in a cell: `-17 → +67`, or what it stays at.
pub(super) fn change(before: Option<f64>, after: Option<f64>) -> String {
    if is_changed(before, after) {
        format!("{} → {}", bare(before), bare(after))
    } else {
        bare(before)
    }
}

fn is_changed(before: Option<f64>, after: Option<f64>) -> bool {
    match (before, after) {
        (None, None) => false,
        (Some(before), Some(after)) => (after - before).abs() >= NOTICEABLE,
        _ => true,
    }
}

fn whole(margin: Option<f64>) -> String {
    margin.map_or_else(|| "none, for there is no incident,".to_owned(), figures::margin)
}

/// A margin without its unit, the same number that the sentences say.
fn bare(margin: Option<f64>) -> String {
    match margin {
        None => "-".to_owned(),
        Some(margin) => figures::margin(margin).trim_end_matches(" %").to_owned(),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

/// `a`, `a or b`, `any one of a, b and c`.
pub(super) fn one_of(items: &[String]) -> String {
    match items {
        [one, other] => format!("{one} or {other}"),
        [_, _, ..] => format!("any one of {}", list(items)),
        _ => list(items),
    }
}
