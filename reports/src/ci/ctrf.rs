//! A campaign in the Common Test Report Format, <https://ctrf.io>.
//!
//! The tests are the cases of the JUnit file. What is an error there is `other` here, with the raw status
//! `error`. The format wants durations, which a case of many runs has not: they are 0, and `extra` says
//! that they are not measured.

use firedrill_sim::ALGORITHM;
use serde_json::{Map, Value, json};

use super::cases::{Answer, Case, Suite, suites};
use super::occasion::Occasion;
use super::purpose;
use super::validation::{self, Validation, ValidationResult, validations};
use crate::report::Report;

const SPEC_VERSION: &str = "0.0.0";

/// The campaign as CTRF, with a newline at its end.
pub fn ctrf(report: &Report<'_>, occasion: &Occasion) -> String {
    let suites = suites(report);
    let validations = validations(report);
    let of_suites =
        suites.iter().flat_map(|suite| suite.cases.iter().map(|case| test(suite, case)));
    let tests: Vec<_> = of_suites.chain(validations.iter().map(validated)).collect();
    let count = |status: &str| tests.iter().filter(|test| test["status"] == status).count();
    let at = occasion.millis();
    let document = json!({
        "reportFormat": "CTRF",
        "specVersion": SPEC_VERSION,
        "timestamp": occasion.timestamp(),
        "generatedBy": "firedrill",
        "results": {
            "tool": {
                "name": "firedrill",
                "version": env!("CARGO_PKG_VERSION"),
                "extra": { "algorithm": ALGORITHM }
            },
            "summary": {
                "tests": tests.len(),
                "passed": count("passed"),
                "failed": count("failed"),
                "pending": 0,
                "skipped": count("skipped"),
                "other": count("other"),
                "suites": suites.len() + 1,
                "start": at,
                "stop": at,
                "extra": { "durations": "not measured", "standing": report.standing().word() }
            },
            "tests": tests,
            "environment": environment(report, occasion),
        }
    });
    format!("{document:#}\n")
}

fn test(suite: &Suite<'_>, case: &Case<'_>) -> Value {
    let (status, raw) = match case.answer {
        Answer::Passed | Answer::FailedAsStated(_) => ("passed", "passed"),
        Answer::Failed(_) => ("failed", "failed"),
        Answer::Error(_) => ("other", "error"),
        Answer::Skipped(_) => ("skipped", "skipped"),
    };
    let embedded = purpose::suite_of(suite.source);
    let path = embedded.into_iter().map(|suite| suite.name).chain([suite.name]);
    let mut test = json!({
        "name": format!("{}: {}", suite.name, case.subject.name()),
        "status": status,
        "rawStatus": raw,
        "duration": 0,
        "suite": path.collect::<Vec<_>>(),
        "filePath": purpose::file_of(suite.source),
    });
    match &case.answer {
        Answer::Failed(finding) | Answer::Error(finding) => {
            test["message"] = json!(finding.message());
            test["trace"] = json!(finding.text());
            test["extra"] = json!({
                "runs": finding.number(),
                "worst_margin": finding.worst_margin(),
                "reproduction": finding.command(),
            });
        }
        Answer::Skipped(why) => test["message"] = json!(why),
        Answer::Passed | Answer::FailedAsStated(_) => {
            if let Some(remark) = case.answer.remark() {
                test["message"] = json!(remark);
            }
        }
    }
    test
}

fn validated(validation: &Validation<'_>) -> Value {
    let mut test = json!({
        "name": validation.name,
        "status": validation.status(),
        "rawStatus": validation.status(),
        "duration": 0,
        "suite": [validation::SUITE],
        "message": validation.message(),
    });
    if let ValidationResult::Measured(measured) = &validation.result {
        test["extra"] = json!({
            "measured": measured.worst.value,
            "threshold": measured.worst.threshold,
            "relation": measured.metric.relation(),
            "unit": measured.metric.unit(),
            "reproduction": measured.command,
        });
    }
    if validation.has_failed() {
        test["trace"] = json!(validation.text());
    }
    test
}

/// What is known of it; the format has no word for what is not.
fn environment(report: &Report<'_>, occasion: &Occasion) -> Value {
    let build = &occasion.build;
    let purposes = purpose::parts(report).into_iter();
    let purposes: Map<_, _> =
        purposes.map(|part| (part.suite.name.to_owned(), json!(part.suite.about))).collect();
    let mut environment = Map::new();
    let mut add = |name: &str, value: Option<Value>| {
        environment.extend(value.map(|value| (name.to_owned(), value)));
    };
    add("reportName", Some(json!(format!("firedrill {}", purpose::name(report)))));
    add("repositoryName", build.repository.as_ref().map(|it| json!(it)));
    add("commit", build.commit.as_ref().map(|it| json!(it)));
    add("branchName", build.branch.as_ref().map(|it| json!(it)));
    add("buildNumber", build.number.map(|it| json!(it)));
    add("buildUrl", build.url.as_ref().map(|it| json!(it)));
    add("osPlatform", Some(json!(build.os)));
    add("extra", Some(json!({ "arch": build.arch, "profile": build.profile, "suites": purposes })));
    Value::Object(environment)
}
