//! What each format says, and that all of them say the same.

use firedrill_campaign::Standing;
use roxmltree::Document;
use serde_json::Value;

use super::{every_campaign, occasion};
use crate::ci::{annotations, ctrf, job_summary, junit, open_metrics, performance_report};
use crate::examples::{self, Campaign, snapshot};
use crate::regression::Regression;
use crate::report::Report;

#[test]
fn each_format_of_a_campaign_reads_well() {
    let campaign = examples::campaign();
    let report = campaign.report();
    snapshot("ci_junit", &junit(&report, &occasion()));
    snapshot("ci_performance_report", &performance_report(&report, &occasion()));
    snapshot("ci_openmetrics", &open_metrics(&report));
    snapshot("ci_job_summary", &job_summary(&report));
    snapshot("ci_annotations", &annotations(&report));
}

#[test]
fn a_file_has_a_failure_or_an_error_exactly_if_the_exit_code_is_not_0() {
    for (index, campaign) in every_campaign().iter().enumerate() {
        let report = campaign.report();
        let is_good = matches!(report.standing(), Standing::Passed | Standing::Excused);
        let xml = junit(&report, &occasion());
        let xml = Document::parse(&xml).unwrap();
        let bad = xml
            .descendants()
            .filter(|node| node.has_tag_name("failure") || node.has_tag_name("error"));
        let of_scenarios = bad.filter(|node| {
            node.parent().unwrap().attribute("classname") != Some("V7PerformanceValidation")
        });
        assert_eq!(of_scenarios.count() == 0, is_good, "campaign {index}");
        let json: Value = serde_json::from_str(&ctrf(&report, &occasion())).unwrap();
        assert_eq!(
            is_good,
            json["results"]["summary"]["other"] == 0 && {
                let tests = json["results"]["tests"].as_array().unwrap();
                let of_validation = |test: &Value| test["suite"][0] == "V7PerformanceValidation";
                !tests.iter().any(|test| test["status"] == "failed" && !of_validation(test))
            },
            "campaign {index}"
        );
        assert_eq!(annotations(&report).contains("::error "), !is_good, "campaign {index}");
    }
}

/// The element of a case: `failure`, `error`, `skipped` or nothing, with its message.
fn case(campaign: &Campaign, suite: &str, case: &str) -> Option<(String, String)> {
    case_of(&campaign.report(), suite, case)
}

fn case_of(report: &Report<'_>, suite: &str, case: &str) -> Option<(String, String)> {
    let xml = junit(report, &occasion());
    let xml = Document::parse(&xml).unwrap();
    let mut cases = xml.descendants().filter(|node| {
        node.attribute("classname") == Some(suite) && node.attribute("name") == Some(case)
    });
    let case = cases.next().unwrap_or_else(|| panic!("no case {case} in {suite}"));
    let is_verdict = |name: &str| ["failure", "error", "skipped"].contains(&name);
    let verdict = case.children().find(|node| is_verdict(node.tag_name().name()))?;
    let message = verdict.attribute("message").unwrap().to_owned();
    Some((verdict.tag_name().name().to_owned(), message))
}

const LEAK: &str = "memory-leak-critical";

#[test]
fn what_nobody_could_keep_is_skipped_where_it_is_allowed_and_an_error_where_it_is_not() {
    let (element, message) =
        case(&examples::infeasible_campaign(true), LEAK, "restores-in-time").unwrap();
    assert_eq!(element, "skipped");
    assert!(message.starts_with("excused: nobody could have kept it in 3 of 3 runs"), "{message}");
    let (element, message) =
        case(&examples::infeasible_campaign(false), LEAK, "restores-in-time").unwrap();
    assert_eq!(element, "error");
    assert!(message.starts_with("is infeasible"), "{message}");
}

#[test]
fn what_never_happened_is_an_error_of_the_case_exercised_and_decides_no_property() {
    let campaign = examples::many_failures(1);
    let (element, message) = case(&campaign, "scenario-0", "exercised").unwrap();
    assert_eq!(element, "error");
    assert!(message.starts_with("was unexercised in 1 of 1 run, first seed 0x1"), "{message}");
    let (element, message) = case(&campaign, "scenario-0", "responds-in-time").unwrap();
    assert_eq!(
        (element.as_str(), message.as_str()),
        ("skipped", "undecided: none of 1 run can be judged")
    );
    let (element, message) = case(&examples::demanding_campaign(), LEAK, "exercised").unwrap();
    assert_eq!(element, "error");
    assert!(message.contains("fault:radio-drain reached in 0 of 2 runs"), "{message}");
}

#[test]
fn a_foreign_protocol_that_broke_down_is_an_error_with_its_own_reproduction() {
    let campaign = examples::broken_campaign();
    let (element, message) = case(&campaign, LEAK, "protocol-answers").unwrap();
    assert_eq!(element, "error");
    assert!(message.starts_with("broke down in 2 of 3 runs"), "{message}");
    let line = "firedrill replay memory-leak-critical@0x2 --protocol 'python3 protocol.py'";
    assert!(junit(&campaign.report(), &occasion()).contains(&line.replace('\'', "&apos;")));
}

#[test]
fn the_worst_seed_comes_first_by_its_margin() {
    let campaign = examples::campaign();
    let (element, message) = case(&campaign, "deadlock-at-night", "responds-in-time").unwrap();
    assert_eq!(element, "failure");
    assert!(
        message.contains("2 of 3 runs, worst seed 0x1: margin -320 %, 126 of 30 s"),
        "{message}"
    );
    assert_eq!(case(&campaign, "deadlock-at-night", "keeps-contract"), None);
}

#[test]
fn scenarios_that_were_not_run_are_skipped() {
    let stopped = every_campaign().pop().unwrap();
    let (element, message) = case(&stopped, "compound-leak-and-runaway", "exercised").unwrap();
    assert_eq!(element, "skipped");
    assert!(message.starts_with("not run"), "{message}");
}

#[test]
fn a_validation_names_the_worst_end_and_its_threshold() {
    const SUITE: &str = "V7PerformanceValidation";
    let campaign = examples::campaign();
    assert_eq!(case(&campaign, SUITE, "PerformanceMultiplierValidation"), None);
    assert_eq!(case(&campaign, SUITE, "MemoryUsageValidation"), None);
    let (element, message) = case(&campaign, SUITE, "BatteryEfficiencyValidation").unwrap();
    let expected = "worst 2.16 %/h at memory-leak-critical@0x3, threshold at most 2 %/h: 4 of 11 runs \
                    ended beyond it";
    assert_eq!((element.as_str(), message.as_str()), ("failure", expected));
    let (element, message) = case(&campaign, SUITE, "RegressionDetection").unwrap();
    assert_eq!((element.as_str(), message.contains("no baseline")), ("skipped", true));
    let (element, message) =
        case(&examples::infeasible_campaign(true), SUITE, "MemoryUsageValidation").unwrap();
    assert_eq!((element.as_str(), message.contains("no run counts")), ("skipped", true));
}

#[test]
fn a_regression_that_was_found_fails_and_one_that_was_not_passes() {
    const SUITE: &str = "V7PerformanceValidation";
    let campaign = examples::passed_campaign();
    let found = ["memory grew by 12 %".to_owned(), "drain grew by 3 %".to_owned()];
    let of = |regression| {
        case_of(&Report { regression, ..campaign.report() }, SUITE, "RegressionDetection")
    };
    assert_eq!(of(Regression::None), None);
    let (element, message) = of(Regression::Found(&found)).unwrap();
    assert_eq!(element, "failure");
    assert_eq!(message, "worse than the baseline in 2 things: memory grew by 12 %");
}

#[test]
fn what_a_campaign_took_on_this_machine_changes_no_byte() {
    let mut slow = examples::campaign();
    slow.timing.wall *= 3;
    slow.timing.jobs = 64;
    let fast = examples::campaign();
    let (fast, slow) = (fast.report(), slow.report());
    let all = |report| {
        [
            junit(report, &occasion()),
            performance_report(report, &occasion()),
            ctrf(report, &occasion()),
            open_metrics(report),
            job_summary(report),
            annotations(report),
        ]
    };
    assert_eq!(all(&fast), all(&slow));
}

#[test]
fn ten_annotations_at_most_and_the_last_says_how_many_more() {
    let lines = |number| annotations(&examples::many_failures(number).report());
    assert_eq!(lines(10).lines().count(), 10);
    assert!(!lines(10).contains("more"));
    let many = lines(23);
    assert_eq!(many.lines().count(), 10);
    let last = many.lines().last().unwrap();
    assert_eq!(last, "::error title=firedrill::14 more: the job's summary has them");
    let summary = job_summary(&examples::many_failures(23).report());
    assert!(summary.contains("\n3 more.\n"), "{summary}");
}

#[test]
fn metrics_have_no_seed_and_one_sample_a_scenario_and_property() {
    let text = open_metrics(&examples::campaign().report());
    assert!(text.ends_with("\n# EOF\n") && !text.contains("0x1"), "{text}");
    let samples: Vec<_> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.rsplit_once(' ').unwrap().0)
        .collect();
    let mut distinct = samples.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), samples.len());
    let failing = "firedrill_property_problem_runs{suite=\"\",scenario=\"deadlock-at-night\",\
                   property=\"responds-in-time\"} 2\n";
    assert!(text.contains(failing), "{text}");
}
