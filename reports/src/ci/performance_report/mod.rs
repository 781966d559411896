//! `performance_report.json`, with the field names of the team's pipeline.

mod schema;

use firedrill_campaign::ScenarioResult;
use firedrill_judge::Reading;
use firedrill_scenarios::{Outcome, suites};
use firedrill_sim::ALGORITHM;
use serde::Serialize;

use super::cases::{Answer, Case, Suite, suites as suites_of};
use super::metric::Metric;
use super::occasion::{Build, Occasion, OutputFile};
use super::purpose;
use super::validation::{Measurement, Validation, ValidationResult, validations};
use crate::report::{Report, Totals};
use crate::substitute::Substitute;

pub use schema::performance_report_schema;

const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    timestamp: String,
    build_configuration: Configuration<'a>,
    test_suite: TestSuite,
    performance_metrics: Metrics,
    validation_results: Validations<'a>,
    build_info: &'a Build,
    output_files: &'a [OutputFile],
}

#[derive(Serialize)]
struct Configuration<'a> {
    firedrill: &'static str,
    algorithm: &'static str,
    /// The protocol under test; null when it is the one shipped with firedrill.
    protocol: Option<&'a Substitute>,
    seeds: usize,
    /// Whether every run was made twice and compared.
    compared: bool,
}

#[derive(Serialize)]
struct TestSuite {
    name: String,
    suites: Vec<SuitePart>,
    scenarios: usize,
    planned: usize,
    runs: usize,
    simulated_s: f64,
}

#[derive(Serialize)]
struct SuitePart {
    name: &'static str,
    about: &'static str,
    scenarios: usize,
    of: usize,
}

#[derive(Serialize)]
struct Metrics {
    performance_multiplier: Option<MetricEntry>,
    memory_usage: Option<MetricEntry>,
    battery_drain: Option<MetricEntry>,
    response_time: Option<ClockEntry>,
    restoration_time: Option<ClockEntry>,
}

#[derive(Serialize)]
struct MetricEntry {
    unit: &'static str,
    relation: &'static str,
    threshold: f64,
    worst: f64,
    median: f64,
    worst_run: String,
    runs: usize,
    beyond_threshold: usize,
}

#[derive(Serialize)]
struct ClockEntry {
    unit: &'static str,
    severity: &'static str,
    threshold: f64,
    worst: f64,
    margin: f64,
    worst_run: String,
}

#[derive(Serialize)]
struct Validations<'a> {
    standing: &'static str,
    passed: usize,
    failed: usize,
    unexercised: usize,
    infeasible: usize,
    excused: usize,
    not_deterministic: usize,
    broken: usize,
    validations: Vec<ValidationEntry>,
    scenarios: Vec<ScenarioEntry<'a>>,
}

#[derive(Serialize)]
struct ValidationEntry {
    name: &'static str,
    status: &'static str,
    measured: Option<f64>,
    threshold: Option<f64>,
    relation: Option<&'static str>,
    unit: Option<&'static str>,
    message: String,
    /// The command that shows the worst run again.
    reproduction: Option<String>,
}

#[derive(Serialize)]
struct ScenarioEntry<'a> {
    name: &'a str,
    /// Null when the campaign stopped before it.
    title: Option<&'a str>,
    source: &'a str,
    suite: Option<&'static str>,
    /// Null when the campaign stopped before it.
    standing: Option<&'static str>,
    runs: usize,
    cases: usize,
    /// What failed or could not be decided.
    problems: Vec<ProblemEntry>,
}

#[derive(Serialize)]
struct ProblemEntry {
    case: String,
    status: &'static str,
    runs: usize,
    /// Of the clock, as a share of its limit; null when the case has no clock.
    worst_margin: Option<f64>,
    worst_seed: Option<String>,
    message: String,
    reproduction: Option<String>,
}

/// The campaign as the pipeline's `performance_report.json`, with a newline at its end.
///
/// Nothing in it depends on how long the runs took: the same runs on the same occasion are the same bytes.
pub fn performance_report(report: &Report<'_>, occasion: &Occasion) -> String {
    let totals = report.totals();
    let suites = suites_of(report);
    let validations = validations(report);
    let document = Document {
        format: FORMAT,
        timestamp: occasion.timestamp(),
        build_configuration: Configuration {
            firedrill: env!("CARGO_PKG_VERSION"),
            algorithm: ALGORITHM,
            protocol: report.protocol,
            seeds: report.seeds,
            compared: report.compared,
        },
        test_suite: test_suite(report, &totals),
        performance_metrics: metrics(report, &validations),
        validation_results: results(report, &totals, &validations, &suites),
        build_info: &occasion.build,
        output_files: &occasion.output_files,
    };
    // Texts, numbers, and lists and structs of them: JSON has a form for each.
    #[expect(clippy::expect_used, reason = "nothing in a report lacks a JSON form")]
    let mut json = serde_json::to_string_pretty(&document).expect("a report has a JSON form");
    json.push('\n');
    json
}

fn test_suite(report: &Report<'_>, totals: &Totals) -> TestSuite {
    let part = |part: purpose::Part| SuitePart {
        name: part.suite.name,
        about: part.suite.about,
        scenarios: part.scenarios,
        of: suites::find(part.suite.name).map_or(0, |suite| suite.files.len()),
    };
    TestSuite {
        name: purpose::name(report),
        suites: purpose::parts(report).into_iter().map(part).collect(),
        scenarios: report.sources.len(),
        planned: report.planned(),
        runs: totals.runs,
        simulated_s: totals.simulated.as_secs_f64(),
    }
}

fn metrics(report: &Report<'_>, validations: &[Validation<'_>]) -> Metrics {
    let of = |wanted: Metric| {
        validations.iter().find_map(|validation| match &validation.result {
            ValidationResult::Measured(found) if found.metric == wanted => Some(metric(found)),
            _ => None,
        })
    };
    let results = || report.results.iter();
    Metrics {
        performance_multiplier: of(Metric::PerformanceMultiplier),
        memory_usage: of(Metric::MemoryUsage),
        battery_drain: of(Metric::BatteryDrain),
        response_time: least(results().filter_map(ScenarioResult::least_response)),
        restoration_time: least(results().filter_map(ScenarioResult::least_restoration)),
    }
}

fn metric(measured: &Measurement<'_>) -> MetricEntry {
    MetricEntry {
        unit: measured.metric.unit(),
        relation: measured.metric.relation(),
        threshold: measured.worst.threshold,
        worst: measured.worst.value,
        median: measured.median,
        worst_run: format!("{}@{}", measured.worst.source, measured.worst.seed()),
        runs: measured.runs,
        beyond_threshold: measured.beyond,
    }
}

/// The clock with the least margin.
fn least<'a>(clocks: impl Iterator<Item = (Reading, &'a Outcome)>) -> Option<ClockEntry> {
    let lesser = |least: (Reading, &'a Outcome), next: (Reading, &'a Outcome)| {
        if next.0.margin() < least.0.margin() { next } else { least }
    };
    let (reading, outcome) = clocks.reduce(lesser)?;
    Some(ClockEntry {
        unit: "s",
        severity: reading.severity.name(),
        threshold: reading.limit.as_secs_f64(),
        worst: reading.elapsed.as_secs_f64(),
        margin: reading.margin(),
        worst_run: outcome.reference.to_string(),
    })
}

fn results<'a>(
    report: &Report<'_>,
    totals: &Totals,
    validations: &[Validation<'_>],
    suites: &[Suite<'a>],
) -> Validations<'a> {
    Validations {
        standing: report.standing().word(),
        passed: totals.passed,
        failed: totals.failed,
        unexercised: totals.unexercised,
        infeasible: totals.infeasible,
        excused: totals.excused,
        not_deterministic: totals.not_deterministic,
        broken: totals.broken,
        validations: validations.iter().map(validation).collect(),
        scenarios: suites.iter().map(|suite| scenario(report, suite)).collect(),
    }
}

fn validation(validation: &Validation<'_>) -> ValidationEntry {
    let measured = match &validation.result {
        ValidationResult::Measured(measured) => Some(measured),
        _ => None,
    };
    ValidationEntry {
        name: validation.name,
        status: validation.status(),
        measured: measured.map(|measured| measured.worst.value),
        threshold: measured.map(|measured| measured.worst.threshold),
        relation: measured.map(|measured| measured.metric.relation()),
        unit: measured.map(|measured| measured.metric.unit()),
        message: validation.message(),
        reproduction: measured.map(|measured| measured.command.clone()),
    }
}

fn scenario<'a>(report: &Report<'_>, suite: &Suite<'a>) -> ScenarioEntry<'a> {
    ScenarioEntry {
        name: suite.name,
        title: suite.result.map(|result| result.scenario.title()),
        source: suite.source,
        suite: purpose::suite_of(suite.source).map(|suite| suite.name),
        standing: suite.result.map(|result| report.standing_of(result).word()),
        runs: suite.result.map_or(0, |result| result.trials.len()),
        cases: suite.cases.len(),
        problems: suite.cases.iter().filter_map(problem).collect(),
    }
}

fn problem(case: &Case<'_>) -> Option<ProblemEntry> {
    let finding = case.answer.finding()?;
    Some(ProblemEntry {
        case: case.subject.name().to_owned(),
        status: if matches!(case.answer, Answer::Failed(_)) { "failed" } else { "error" },
        runs: finding.number(),
        worst_margin: finding.worst_margin(),
        worst_seed: finding.worst_seed(),
        message: finding.message(),
        reproduction: finding.command(),
    })
}
