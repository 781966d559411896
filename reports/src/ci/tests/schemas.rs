//! The JSON formats against their schemas: our own, and CTRF's as its authors publish it.

use jsonschema::Validator;
use serde_json::{Value, json};

use super::{every_campaign, occasion};
use crate::ci::{ctrf, performance_report, performance_report_schema};
use crate::examples;

/// From the npm package `ctrf`, version 0.3.0, MIT licence beside it.
const CTRF_SCHEMA: &str = include_str!("../../../tests/ctrf/ctrf-schema-0.0.json");

fn of_ctrf() -> Validator {
    let schema: Value = serde_json::from_str(CTRF_SCHEMA).unwrap();
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

fn of_ours() -> Validator {
    jsonschema::draft202012::new(&performance_report_schema()).unwrap()
}

fn refuses(validator: &Validator, document: &str, mistakes: &[(&str, Value)]) {
    for (place, wrong) in mistakes {
        let mut document: Value = serde_json::from_str(document).unwrap();
        assert!(validator.is_valid(&document));
        *document.pointer_mut(place).unwrap_or_else(|| panic!("no {place}")) = wrong.clone();
        assert!(!validator.is_valid(&document), "{wrong} at {place} went unnoticed");
    }
}

#[test]
fn every_campaign_is_a_performance_report() {
    assert!(jsonschema::meta::is_valid(&performance_report_schema()));
    for campaign in every_campaign() {
        let json = performance_report(&campaign.report(), &occasion());
        let json = serde_json::from_str(&json).unwrap();
        if let Err(error) = of_ours().validate(&json) {
            panic!("{error} at {}", error.instance_path());
        }
    }
}

#[test]
fn every_campaign_is_a_common_test_report() {
    for campaign in every_campaign() {
        let json = serde_json::from_str(&ctrf(&campaign.report(), &occasion())).unwrap();
        if let Err(error) = of_ctrf().validate(&json) {
            panic!("{error} at {}", error.instance_path());
        }
    }
}

#[test]
fn schemas_notice_what_is_wrong() {
    let campaign = examples::campaign();
    let report = performance_report(&campaign.report(), &occasion());
    let mistakes = [
        ("/format", json!(2)),
        ("/timestamp", json!(1)),
        ("/build_info", json!({})),
        ("/performance_metrics/memory_usage/unit", json!("MiB")),
        ("/performance_metrics/memory_usage/threshold", json!("200")),
        ("/validation_results/standing", json!("fine")),
        ("/validation_results/scenarios/0/runs", json!(-1)),
        ("/output_files/0", json!({ "path": "x" })),
    ];
    refuses(&of_ours(), &report, &mistakes);
    let mistakes = [
        ("/timestamp", json!("yesterday")),
        ("/results/summary/start", json!("now")),
        ("/results/tests/0/status", json!("error")),
        ("/results/tests/0/duration", json!(null)),
    ];
    refuses(&of_ctrf(), &ctrf(&campaign.report(), &occasion()), &mistakes);
}

#[test]
fn sums_of_a_common_test_report_are_those_of_its_tests() {
    for campaign in every_campaign() {
        let json: Value = serde_json::from_str(&ctrf(&campaign.report(), &occasion())).unwrap();
        let (summary, tests) = (&json["results"]["summary"], &json["results"]["tests"]);
        let tests = tests.as_array().unwrap();
        assert_eq!(summary["tests"], tests.len());
        for status in ["passed", "failed", "skipped", "other"] {
            let number = tests.iter().filter(|test| test["status"] == status).count();
            assert_eq!(summary[status], number, "{status}");
        }
    }
}
