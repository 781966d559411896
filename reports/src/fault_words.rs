//! A fault in words: `leak of image-cache at 4.1 MB/s`.

use firedrill_model::faults::{Fault, FaultKind, ParameterShape, ParameterSpec};
use firedrill_protocol::quantity;
use serde_json::Value;

use crate::figures;

/// The mechanism and its parameters.
pub(crate) fn kind(kind: &FaultKind) -> String {
    let spec = kind.spec();
    let values = serde_json::to_value(kind).unwrap_or_default();
    let parameter = |parameter: &ParameterSpec| {
        let value = values.get(parameter.name)?;
        Some(with_value(parameter.name, &readable(parameter.shape, value)?))
    };
    let parameters: String = spec.parameters.iter().filter_map(parameter).collect();
    format!("{}{parameters}", spec.name)
}

/// When it is there.
pub(crate) fn times(fault: &Fault) -> String {
    let from = firedrill_sim::Time::ZERO + fault.at.0;
    match fault.lasts {
        Some(lasts) => format!("from {from} for {}", figures::span(lasts.0)),
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

/// The value in a person's unit. Plans write quantities as text, bytes as a number.
fn readable(shape: ParameterShape, value: &Value) -> Option<String> {
    match (shape, value) {
        (ParameterShape::Word(_), Value::String(word)) => Some(word.clone()),
        (ParameterShape::Quantity(dimension), Value::String(text)) => {
            let base = quantity::parse(text, dimension).ok()?;
            Some(figures::quantity(base, dimension))
        }
        (ParameterShape::Quantity(dimension), Value::Number(number)) => {
            Some(figures::quantity(number.as_f64()?, dimension))
        }
        _ => None,
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
        use firedrill_model::faults::{CATALOGUE, ParameterValue};
        for spec in CATALOGUE {
            let values = spec.parameters.iter().map(|parameter| {
                let value = match parameter.shape {
                    ParameterShape::Quantity(_) => {
                        ParameterValue::Number(parameter.limits().unwrap().1)
                    }
                    ParameterShape::Word(words) => ParameterValue::Word(words[0]),
                };
                (parameter.name, value)
            });
            let values: Vec<_> = values.collect();
            let kind = FaultKind::from_parameters(spec.name, &values).unwrap();
            let json = serde_json::to_value(kind).unwrap();
            for parameter in spec.parameters {
                let value = readable(parameter.shape, &json[parameter.name]);
                assert!(value.is_some(), "{}: {}", spec.name, parameter.name);
            }
        }
    }
}
