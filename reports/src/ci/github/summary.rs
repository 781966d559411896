//! The summary of a job, in GitHub's Markdown.

use firedrill_campaign::ScenarioResult;
use firedrill_judge::Reading;

use crate::ci::cases::{Suite, suites};
use crate::ci::purpose;
use crate::ci::ranking::{Problem, ranked};
use crate::ci::validation::{self, Validation, ValidationResult, validations};
use crate::figures;
use crate::markdown_text::{fenced, plain};
use crate::report::Report;

/// Problems that are told; GitHub takes no summary beyond 1 MB.
const PROBLEMS_MAX: usize = 20;

/// Scenarios in the table.
const SCENARIOS_MAX: usize = 200;

/// The summary, for the file that `GITHUB_STEP_SUMMARY` names, with a blank line at its end.
pub fn job_summary(report: &Report<'_>) -> String {
    let suites = suites(report);
    let problems = ranked(&suites);
    let mut parts = vec![format!("## firedrill: {}", plain(&purpose::name(report)))];
    parts.extend(purposes(report));
    parts.push(standing(report));
    if !problems.is_empty() {
        parts.push("### What did not pass, the worst first".to_owned());
        parts.extend(problems.iter().take(PROBLEMS_MAX).map(told));
        let rest = problems.len().saturating_sub(PROBLEMS_MAX);
        parts.extend((rest > 0).then(|| format!("{} more.", figures::count(rest as u64))));
    }
    parts.push(format!("### {}", validation::SUITE));
    parts.push(validation::ABOUT.to_owned());
    parts.push(validation_table(&validations(report)));
    parts.push(scenario_table(report, &suites));
    parts.join("\n\n") + "\n\n"
}

/// What the suites are for, a paragraph each.
fn purposes(report: &Report<'_>) -> Vec<String> {
    let parts = purpose::parts(report).into_iter();
    let sentence = |part: purpose::Part| {
        let (all, some) = (part.suite.files.len(), part.scenarios);
        let of = if some < all { format!(" ({some} of {all} scenarios)") } else { String::new() };
        format!("`{}`{of}: {}", part.suite.name, plain(part.suite.about))
    };
    parts.map(sentence).collect()
}

fn standing(report: &Report<'_>) -> String {
    let totals = report.totals();
    let scenarios = figures::plural(report.sources.len(), "scenario");
    let seeds = figures::plural(report.seeds, "seed");
    let passed = figures::count(totals.passed as u64);
    let runs = figures::plural(totals.runs, "run");
    let stopped = if totals.runs < report.planned() {
        format!(", stopped early of {} planned", figures::count(report.planned() as u64))
    } else {
        String::new()
    };
    let protocol =
        report.protocol.map(|protocol| format!(" Protocol: {}.", plain(&protocol.title())));
    format!(
        "**{}**: {passed} of {runs} passed, {scenarios} × {seeds}{}; virtual time {}, digest `{}`.{}",
        report.standing().name(),
        stopped,
        figures::span(totals.simulated),
        totals.digest,
        protocol.unwrap_or_default()
    )
}

fn told(problem: &Problem<'_, '_>) -> String {
    let (name, case) = (plain(problem.suite.name), plain(problem.case.subject.name()));
    let title = problem.suite.result.map(|result| format!(", {}", plain(result.scenario.title())));
    let heading = format!("**{name}**, {case}{}", title.unwrap_or_default());
    format!("{heading}\n\n{}", fenced("text", problem.finding.text().trim_end()))
}

fn validation_table(validations: &[Validation<'_>]) -> String {
    let row = |validation: &Validation<'_>| {
        let (name, status) = (validation.name, validation.status());
        match &validation.result {
            ValidationResult::Measured(measured) => {
                let metric = measured.metric;
                let (value, line) = (
                    metric.in_words(measured.worst.value),
                    metric.in_words(measured.worst.threshold),
                );
                let (median, relation) = (metric.in_words(measured.median), metric.relation());
                let run = format!("{}@{}", measured.worst.source, measured.worst.seed());
                let beyond = format!(
                    "{} of {}",
                    figures::count(measured.beyond as u64),
                    figures::count(measured.runs as u64)
                );
                [name, status, &value, &format!("{relation} {line}"), &median, &beyond, &run]
                    .map(plain)
            }
            _ => [name, status, "", "", "", "", &validation.message()].map(plain),
        }
    };
    let headings =
        ["validation", "result", "worst", "threshold", "median", "runs beyond", "worst run"];
    table(&headings, validations.iter().map(row))
}

fn scenario_table(report: &Report<'_>, suites: &[Suite<'_>]) -> String {
    let row = |suite: &Suite<'_>| {
        let Some(result) = suite.result else {
            return [
                plain(suite.name),
                "not run".into(),
                String::new(),
                String::new(),
                String::new(),
            ];
        };
        let passed = format!("{}/{}", result.passed(), result.trials.len());
        let standing = report.standing_of(result).name();
        let (response, restoration) = (response(result), restoration(result));
        [suite.name, standing, &passed, &response, &restoration].map(plain)
    };
    let headings = ["scenario", "standing", "passed", "response", "restoration"];
    let rows = table(&headings, suites.iter().take(SCENARIOS_MAX).map(row));
    let rest = suites.len().saturating_sub(SCENARIOS_MAX);
    let more =
        if rest > 0 { format!("\n\n{} more.", figures::count(rest as u64)) } else { String::new() };
    let all = figures::plural(suites.len(), "scenario");
    format!(
        "<details><summary>{all}, with the least margin of each clock</summary>\n\n{rows}{more}\n\n</details>"
    )
}

fn response(result: &ScenarioResult<'_>) -> String {
    result.least_response().map(|(reading, _)| clock(&reading)).unwrap_or_default()
}

fn restoration(result: &ScenarioResult<'_>) -> String {
    result.least_restoration().map(|(reading, _)| clock(&reading)).unwrap_or_default()
}

fn clock(reading: &Reading) -> String {
    format!("{}, {}", figures::margin(reading.margin()), figures::of_limit(reading))
}

/// A table of cells in which nothing means anything any more.
fn table<const N: usize>(headings: &[&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let line = |cells: &[String]| format!("| {} |", cells.join(" | "));
    let headings = headings.map(str::to_owned);
    let rule = format!("|{}", "---|".repeat(N));
    let rows = rows.map(|row| line(&row));
    [line(&headings), rule].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}
