//! A campaign as JUnit XML.
//!
//! A suite a scenario, a case a property; then the suite `V7PerformanceValidation`. A property that a seed
//! violates is a failure; what is infeasible, unexercised, not deterministic or broken is an error, for
//! nothing is known of the property; what is excused is skipped. No durations: a case is many runs at
//! once, and how long they took is not reproducible. The virtual time is a property of the suite.

use quick_junit::{NonSuccessKind, Report as Junit, TestCase, TestCaseStatus, TestSuite};

use super::cases::{Answer, Case, Suite, suites};
use super::finding::Finding;
use super::occasion::Occasion;
use super::purpose;
use super::validation::{self, Validation, ValidationResult, validations};
use super::words::{for_xml, lines_for_xml, number};
use crate::report::Report;

/// The campaign as JUnit XML.
pub fn junit(report: &Report<'_>, occasion: &Occasion) -> String {
    let mut junit = Junit::new(format!("firedrill {}", purpose::name(report)));
    junit.set_timestamp(occasion.at);
    for suite in suites(report) {
        junit.add_test_suite(scenario(report, &suite));
    }
    junit.add_test_suite(validation_suite(report));
    // Written to memory, of strings that the library has made fit for XML.
    #[expect(clippy::expect_used, reason = "a string takes whatever is written to it")]
    junit.to_string().expect("a report can be written to a string")
}

fn scenario(report: &Report<'_>, suite: &Suite<'_>) -> TestSuite {
    let mut junit = TestSuite::new(for_xml(suite.name));
    let mut add = |name: &str, value: String| {
        junit.add_property((name, for_xml(&value).as_str()));
    };
    add("source", suite.source.to_owned());
    if let Some(embedded) = purpose::suite_of(suite.source) {
        add("suite", embedded.name.to_owned());
        add("suite.about", embedded.about.to_owned());
    }
    if let Some(result) = suite.result {
        let simulated = result.trials.iter().map(|trial| trial.outcome.simulated.as_secs_f64());
        add("title", result.scenario.title().to_owned());
        add("standing", report.standing_of(result).word().to_owned());
        add("runs", result.trials.len().to_string());
        add("runs.passed", result.passed().to_string());
        add("simulated_s", number(simulated.sum()));
        add("digest", result.digest().to_string());
    }
    junit.add_test_cases(suite.cases.iter().map(|case| test_case(suite, case)));
    junit
}

fn test_case(suite: &Suite<'_>, case: &Case<'_>) -> TestCase {
    let (status, finding) = match &case.answer {
        Answer::Passed | Answer::FailedAsStated(_) => (TestCaseStatus::success(), None),
        Answer::Skipped(why) => (skipped(why), None),
        Answer::Failed(finding) => (non_success(NonSuccessKind::Failure, finding), Some(finding)),
        Answer::Error(finding) => (non_success(NonSuccessKind::Error, finding), Some(finding)),
    };
    let mut junit = TestCase::new(case.subject.name(), status);
    junit.set_classname(for_xml(suite.name));
    if let Some(finding) = finding {
        junit.add_property(("runs", finding.number().to_string().as_str()));
        if let Some(command) = finding.command() {
            junit.add_property(("reproduction", for_xml(&command).as_str()));
        }
        if let Some(margin) = finding.worst_margin() {
            junit.add_property(("worst_margin", number(margin).as_str()));
        }
    }
    if let Some(remark) = case.answer.remark() {
        junit.set_system_out(remark);
    }
    junit
}

fn skipped(why: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(for_xml(why));
    status
}

fn non_success(kind: NonSuccessKind, finding: &Finding<'_>) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_message(for_xml(&finding.message()));
    status.set_type(match kind {
        NonSuccessKind::Failure => "failed",
        NonSuccessKind::Error => "undecided",
    });
    status.set_description(lines_for_xml(&finding.text()));
    status
}

fn validation_suite(report: &Report<'_>) -> TestSuite {
    let mut junit = TestSuite::new(validation::SUITE);
    junit.add_property(("suite.about", validation::ABOUT));
    junit.add_test_cases(validations(report).iter().map(validated));
    junit
}

fn validated(validation: &Validation<'_>) -> TestCase {
    let status = if validation.has_failed() {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(for_xml(&validation.message()));
        status.set_type("failed");
        status.set_description(lines_for_xml(&validation.text()));
        status
    } else if let ValidationResult::Skipped(why) = validation.result {
        skipped(why)
    } else {
        TestCaseStatus::success()
    };
    let mut junit = TestCase::new(validation.name, status);
    junit.set_classname(validation::SUITE);
    if let ValidationResult::Measured(measured) = &validation.result {
        let metric = measured.metric;
        junit.add_property(("measured", number(measured.worst.value).as_str()));
        junit.add_property(("threshold", number(measured.worst.threshold).as_str()));
        junit.add_property(("relation", metric.relation()));
        junit.add_property(("unit", metric.unit()));
        junit.add_property(("reproduction", for_xml(&measured.command).as_str()));
        junit.set_system_out(for_xml(&validation.message()));
    }
    junit
}
