//! Campaigns as each file that continuous integration reads, beside the document that says the same.
//!
//! Reads cases, a line of JSON each, and prints for each of them the files as texts.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

use std::io::{self, BufRead};
use std::time::Duration;

use chrono::DateTime;
use firedrill_campaign::Campaign;
use firedrill_campaign::ablation::{Weakness, find};
use firedrill_protocol::EmergencyRecoveryProtocol;
use firedrill_reports::ci::{self, Build, Occasion};
use firedrill_reports::{Regression, Report, Substitute, Timing, document};
use firedrill_scenarios::{Scenario, suites};
use firedrill_sim::Seed;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Case {
    suite: String,
    seeds: u64,
    weakness: Option<String>,
    /// The title of every scenario, to replace its own.
    title: Option<String>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for line in io::stdin().lock().lines() {
        println!("{}", answer(&serde_json::from_str(&line?)?)?);
    }
    Ok(())
}

fn answer(case: &Case) -> Result<Value, Box<dyn std::error::Error>> {
    let suite = suites::find(&case.suite).ok_or("no such suite")?;
    let scenarios: Result<Vec<_>, _> =
        suite.files.iter().map(|file| scenario(file.label, file.text, case)).collect();
    let scenarios = scenarios?;
    let sources: Vec<_> = suite.files.iter().map(|file| file.stem().to_owned()).collect();
    let seeds: Vec<_> = (1..=case.seeds).map(Seed).collect();
    let campaign = Campaign {
        scenarios: &scenarios,
        seeds: &seeds,
        jobs: 2,
        fail_fast: false,
        check_determinism: false,
    };
    let weakness = match &case.weakness {
        Some(name) => Some(find(name).ok_or("no such weakness")?),
        None => None,
    };
    let results = match weakness {
        Some(weakness) => campaign.run(|briefing| weakness.weaken(briefing), |_| {})?,
        None => campaign.run(EmergencyRecoveryProtocol::briefed, |_| {})?,
    };
    let protocol = weakness.map(|Weakness { name, .. }| Substitute::Weakened { weakness: name });
    let report = Report {
        results: &results,
        sources: &sources,
        seeds: seeds.len(),
        compared: false,
        protocol: protocol.as_ref(),
        regression: Regression::NotCompared,
        timing: Timing { wall: Duration::ZERO, jobs: 2 },
    };
    Ok(files(&report))
}

fn scenario(label: &str, text: &str, case: &Case) -> Result<Scenario, String> {
    let lines = text.lines().map(|line| match &case.title {
        // TOML reads a string of JSON as JSON does.
        Some(title) if line.starts_with("title = ") => format!("title = {}", json!(title)),
        _ => line.to_owned(),
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    Scenario::from_bytes(label, text.as_bytes()).map_err(|error| error.to_string())
}

fn files(report: &Report<'_>) -> Value {
    let occasion =
        Occasion { at: DateTime::UNIX_EPOCH, build: Build::default(), output_files: vec![] };
    json!({
        "document": document(report),
        "junit": ci::junit(report, &occasion),
        "ctrf": ci::ctrf(report, &occasion),
        "performance_report": ci::performance_report(report, &occasion),
        "openmetrics": ci::open_metrics(report),
        "annotations": ci::annotations(report),
    })
}
