//! A fault in words: `leak of image-cache at 4.1 MB/s`.

use firedrill_model::faults::{Fault, FaultKind, Origin, ParameterShape, ParameterValue};

use crate::figures;

/// The mechanism and its parameters.
pub(crate) fn kind(kind: &FaultKind) -> String {
    kind_with(kind, |_, value| Some(value))
}

/// The mechanism and its parameters, each as `word` says it: it is given the parameter's place and its
/// value in a person's unit, and may leave it out.
pub(crate) fn kind_with(
    kind: &FaultKind,
    word: impl Fn(usize, String) -> Option<String>,
) -> String {
    let parameters = parameters(kind).into_iter().enumerate();
    let parameters = parameters.filter_map(|(place, (name, value))| {
        word(place, value).map(|value| with_value(name, &value))
    });
    format!("{}{}", kind.name(), parameters.collect::<String>())
}

/// Each parameter's name, with its value in a person's unit.
pub(crate) fn parameters(kind: &FaultKind) -> Vec<(&'static str, String)> {
    let specs = kind.spec().parameters.iter();
    let values = specs.zip(kind.values());
    values.map(|(spec, (name, value))| (name, readable(spec.shape, value))).collect()
}

/// When it is there.
pub(crate) fn times(fault: &Fault) -> String {
    let from = firedrill_sim::Time::ZERO + fault.at.0;
    let brought = match fault.origin {
        Origin::Release => ", brought by a release",
        Origin::Chance => "",
    };
    match fault.lasts {
        Some(lasts) => format!("from {from} for {}{brought}", figures::span(lasts.0)),
        None if fault.origin == Origin::Release => {
            format!("from {from} until a rollback{brought}")
        }
        None if fault.kind.spec().cleared_by.is_empty() => format!("from {from} to the end"),
        None => format!("from {from} until an action ends it"),
    }
}

/// A parameter as part of a sentence that begins with the kind.
fn with_value(name: &str, value: &str) -> String {
    match name {
        "component" | "lock" | "size" | "power" => format!(" of {value}"),
        "rate" => format!(" at {value}"),
        "hold" => format!(" for {value}"),
        "per_swipe" => format!(", {value} a swipe"),
        other => format!(", {} {value}", other.replace('_', " ")),
    }
}

/// The value in a person's unit.
fn readable(shape: ParameterShape, value: ParameterValue) -> String {
    match (shape, value) {
        (ParameterShape::Quantity(dimension), ParameterValue::Number(base)) => {
            figures::quantity(base, dimension)
        }
        (_, ParameterValue::Word(word)) => word.to_owned(),
        (ParameterShape::Word(_), ParameterValue::Number(number)) => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(json: &str) -> String {
        kind(&serde_json::from_str(json).unwrap())
    }

    #[test]
    fn a_fault_is_said_with_its_parameters() {
        assert_eq!(
            words(r#"{"kind": "leak", "component": "image-cache", "rate": "4299161B/s"}"#),
            "leak of image-cache at 4.1 MB/s"
        );
        assert_eq!(
            words(r#"{"kind": "allocation-spike", "size": 83886080}"#),
            "allocation-spike of 80 MB"
        );
        assert_eq!(
            words(r#"{"kind": "long-lock-hold", "lock": "job-store", "hold": "5.25s"}"#),
            "long-lock-hold of job-store for 5.3 s"
        );
        assert_eq!(
            words(r#"{"kind": "ambient-heat", "ambient": "42.1C"}"#),
            "ambient-heat, ambient 42.1 °C"
        );
    }

    #[test]
    fn no_parameter_of_any_kind_is_left_out() {
        for spec in firedrill_model::faults::catalogue() {
            let words = kind(&spec.usual());
            let figures = words.split(|c: char| c.is_whitespace() || c == ',').count();
            assert!(figures > spec.parameters.len(), "{words}");
        }
    }
}
