//! One sentence: what is needed for the failure, and where each magnitude begins to matter.

use firedrill_campaign::shrink::{Ending, Fate, Place, Shrunk, Threshold};
use firedrill_judge::Fingerprint;
use firedrill_model::faults::{Fault, Origin};
use firedrill_scenarios::{CONDITIONS, Plan, Scenario};

use super::figure;
use crate::{fault_words, overrides};

/// `2 of 37 faults are needed: …`
pub(super) fn sentence(before: &Plan, shrunk: &Shrunk) -> String {
    let plan = &shrunk.plan;
    let is_minimal = shrunk.ending == Ending::Minimal;
    let faults = plan.faults.iter().enumerate();
    let faults: Vec<_> = faults.map(|(index, it)| fault(shrunk, index, it)).collect();
    let around = around(shrunk);
    let verb = if is_minimal { "needed" } else { "left" };
    let count = match (plan.faults.len(), before.faults.len()) {
        (0, _) => format!("no fault is {verb}"),
        (1, 1) => format!("the one fault is {verb}"),
        (1, all) => format!("1 of {all} faults is {verb}"),
        (2, 2) => format!("both faults are {verb}"),
        (left, all) if left == all => format!("all {all} faults are {verb}"),
        (left, all) => format!("{left} of {all} faults are {verb}"),
    };
    let faults = match faults.as_slice() {
        [] => String::new(),
        faults => format!(": {}", joined(faults)),
    };
    let around = match around.as_slice() {
        [] => String::new(),
        around => format!(", {}", joined(around)),
    };
    format!("{count}{faults}{around}")
}

/// A fault with those of its figures that matter.
fn fault(shrunk: &Shrunk, index: usize, fault: &Fault) -> String {
    let threshold = |place| shrunk.thresholds.iter().find(|it| it.place == place);
    let is_minimal = shrunk.ending == Ending::Minimal;
    let mechanism = fault_words::kind_with(&fault.kind, |parameter, readable| {
        let place = Place::Parameter { fault: index, parameter };
        match threshold(place) {
            Some(threshold) => Some(with_neighbour(shrunk, threshold)),
            None => (!is_minimal || is_word(fault, parameter)).then_some(readable),
        }
    });
    let mut words = mechanism;
    if fault.origin == Origin::Release {
        words += " brought by a release";
    }
    if let Some(threshold) = threshold(Place::Lasting { fault: index }) {
        words += &format!(" for {}", with_neighbour(shrunk, threshold));
    }
    if let Some(threshold) = threshold(Place::Onset { fault: index }) {
        words += &format!(" from {}", with_neighbour(shrunk, threshold));
    }
    words
}

fn is_word(fault: &Fault, parameter: usize) -> bool {
    fault.kind.spec().parameters[parameter].usual_range().is_none()
}

/// The conditions that matter, and what is not usual.
fn around(shrunk: &Shrunk) -> Vec<String> {
    let plan = &shrunk.plan;
    let mut words = vec![];
    for threshold in &shrunk.thresholds {
        if let Place::Condition(index) = threshold.place {
            let name = match CONDITIONS[index].name {
                "ambient" => "surroundings of",
                "charge" => "a battery at",
                other => other,
            };
            words.push(format!("with {name} {}", with_neighbour(shrunk, threshold)));
        }
    }
    if plan.device != Scenario::USUAL_DEVICE {
        words.push(format!("on {}", plan.device));
    }
    if !plan.workload.is_steady() {
        words.push(format!("for workload {}", plan.workload.name()));
    }
    words.extend(
        overrides::lines(plan).into_iter().map(|text| format!("with the playbook's {text}")),
    );
    words
}

/// `4.1 MB/s (recovers at 4.0)`
fn with_neighbour(shrunk: &Shrunk, threshold: &Threshold) -> String {
    let dimension = threshold.place.dimension(&shrunk.plan);
    let (value, other) = figure::pair(threshold.fails_at, threshold.other_at, dimension);
    let words = fate(shrunk, threshold.fate);
    match threshold.fate {
        Fate::Same | Fate::Recovers | Fate::Unexercised | Fate::Impossible => {
            format!("{value} ({words} at {other})")
        }
        Fate::FailsOtherwise(_) | Fate::Infeasible | Fate::Broken => {
            format!("{value} (at {other} {words})")
        }
    }
}

/// What happens at a neighbour.
pub(super) fn fate(shrunk: &Shrunk, fate: Fate) -> String {
    match fate {
        // Nothing that still fails so is a neighbour.
        Fate::Same | Fate::Recovers => "recovers".to_owned(),
        Fate::FailsOtherwise(Fingerprint { property, phase, incident }) => {
            let fails = shrunk.failure.fingerprint;
            match incident {
                _ if property != fails.property => format!("{property} fails instead"),
                Some(incident) => format!("it fails while {phase}, {incident}"),
                None => format!("it fails while {phase}, in no incident"),
            }
        }
        Fate::Infeasible => "nobody could keep it".to_owned(),
        Fate::Unexercised => "unexercised".to_owned(),
        Fate::Broken => "the protocol breaks down".to_owned(),
        Fate::Impossible => "impossible".to_owned(),
    }
}

fn joined(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
