//! What a document has, and what of it depends on the machine.

use firedrill_sim::Time;

use super::*;
use crate::examples::{self, snapshot};

#[test]
fn a_document_has_every_run() {
    snapshot("document", &document(&examples::campaign().report()));
}

#[test]
fn a_document_has_what_each_formula_came_to() {
    let json = document(&examples::with_properties().report());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let run = &json["scenarios"][0]["runs"][0];
    assert_eq!(run["violations"][1]["property"], "answers-at-once");
    let expected = serde_json::json!({
        "name": "memory-stays-below-the-limit",
        "formula": "always[0,600s](memory <= 300MB)",
        "holds": false,
        "robustness": -13_107_200.0,
        "robustness_in": "B",
        "violated_at_s": 75.0,
    });
    assert_eq!(run["properties"][0], expected);
    assert_eq!(run["properties"][2]["violated_at_s"], serde_json::Value::Null);
}

#[test]
fn a_document_has_how_a_foreign_protocol_broke_down() {
    let json = document(&examples::broken_campaign().report());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["protocol"]["command"], "python3 protocol.py");
    assert_eq!(json["summary"]["broken"], 2);
    let run = &json["scenarios"][0]["runs"][1];
    assert_eq!(run["standing"], "broken");
    assert_eq!(run["breakdown"]["kind"], "exited");
    assert_eq!(run["breakdown"]["at_s"], 12.0);
    assert_eq!(run["breakdown"]["stderr"][1], "Oops \u{1b}[2J");
}

#[test]
fn times_are_exact_to_the_nanosecond() {
    for nanos in [1, 73_963_813_438, 86_399_999_999_999, 86_400_000_000_000] {
        let text = serde_json::to_string(&secs(Time::from_nanos(nanos))).unwrap();
        let read: f64 = text.parse().unwrap();
        assert_eq!((read * 1e9).round() as u64, nanos, "{text}");
    }
}

#[test]
fn only_the_timing_depends_on_the_machine() {
    let mut slow = examples::campaign();
    slow.timing.wall *= 3;
    slow.timing.jobs = 64;
    let without_timing = |json: &str| {
        let mut json: serde_json::Value = serde_json::from_str(json).unwrap();
        json.as_object_mut().unwrap().remove("timing").unwrap();
        json
    };
    let fast = document(&examples::campaign().report());
    let slow = document(&slow.report());
    assert_ne!(fast, slow);
    assert_eq!(without_timing(&fast), without_timing(&slow));
}
