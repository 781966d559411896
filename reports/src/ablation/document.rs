//! An ablation for programs.

use firedrill_campaign::ablation::{Catch, Cell, Row};
use firedrill_judge::Property;
use firedrill_scenarios::json_document;
use firedrill_sim::{ALGORITHM, Seed};
use serde::Serialize;

use super::{AblationReport, Catches, Fate};

const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    firedrill: &'static str,
    /// How draws follow from a seed.
    algorithm: &'static str,
    weaknesses: Vec<WeaknessEntry<'a>>,
    properties: Vec<PropertyEntry>,
    summary: Summary,
    timing: TimingEntry,
}

#[derive(Serialize)]
struct WeaknessEntry<'a> {
    name: &'static str,
    about: &'static str,
    breaks: &'static str,
    fate: &'static str,
    /// Why no run can show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    equivalent: Option<&'static str>,
    runs: usize,
    /// The first run that shows it.
    caught: Option<CatchEntry<'a>>,
    /// What came of every scenario that was tried, in that order.
    scenarios: Vec<ScenarioEntry<'a>>,
}

#[derive(Serialize)]
struct ScenarioEntry<'a> {
    name: &'a str,
    caught: Option<CatchEntry<'a>>,
}

#[derive(Serialize)]
struct CatchEntry<'a> {
    scenario: &'a str,
    seed: Seed,
    property: String,
    at_s: f64,
    about: &'a str,
    /// Further properties that the same run breaks.
    also: Vec<String>,
}

#[derive(Serialize)]
struct PropertyEntry {
    name: String,
    /// How many weaknesses it was the first to catch.
    catches: usize,
    /// How many it catches in the same run after another.
    catches_later: usize,
}

#[derive(Serialize)]
struct Summary {
    weaknesses: usize,
    caught: usize,
    survived: usize,
    equivalent: usize,
    scenarios: usize,
    seeds: usize,
    runs: usize,
}

#[derive(Serialize)]
struct TimingEntry {
    wall_s: f64,
    jobs: usize,
}

/// The ablation as one JSON document. Everything but `timing` is the same, byte for byte, whenever the
/// same version makes the same search, on any machine and any number of threads.
pub fn ablation_document(report: &AblationReport<'_>) -> String {
    let count = |fate| report.with(fate).count();
    let document = Document {
        format: FORMAT,
        firedrill: env!("CARGO_PKG_VERSION"),
        algorithm: ALGORITHM,
        weaknesses: report.rows.iter().map(|row| weakness(report, row)).collect(),
        properties: properties(report),
        summary: Summary {
            weaknesses: report.rows.len(),
            caught: count(Fate::Caught),
            survived: count(Fate::Survived),
            equivalent: count(Fate::Equivalent),
            scenarios: report.scenarios.len(),
            seeds: report.seeds,
            runs: report.runs(),
        },
        timing: TimingEntry { wall_s: report.timing.wall.as_secs_f64(), jobs: report.timing.jobs },
    };
    json_document(&document)
}

fn weakness<'a>(report: &AblationReport<'a>, row: &'a Row) -> WeaknessEntry<'a> {
    let weakness = report.weakness(row);
    let first = row.first_catch();
    WeaknessEntry {
        name: weakness.name,
        about: weakness.about,
        breaks: weakness.breaks,
        fate: report.fate(row).name(),
        equivalent: weakness.equivalent,
        runs: row.runs,
        caught: first.map(|(scenario, catch)| entry(report, scenario, catch)),
        scenarios: row.cells.iter().map(|cell| tried(report, cell)).collect(),
    }
}

fn tried<'a>(report: &AblationReport<'a>, cell: &'a Cell) -> ScenarioEntry<'a> {
    ScenarioEntry {
        name: report.scenarios[cell.scenario].name().as_str(),
        caught: cell.catch.as_ref().map(|catch| entry(report, cell.scenario, catch)),
    }
}

fn entry<'a>(report: &AblationReport<'a>, scenario: usize, catch: &'a Catch) -> CatchEntry<'a> {
    CatchEntry {
        scenario: report.scenarios[scenario].name().as_str(),
        seed: catch.seed,
        property: catch.property.to_string(),
        at_s: catch.at.as_secs_f64(),
        about: &catch.about,
        also: catch.also.iter().map(ToString::to_string).collect(),
    }
}

/// Every promise that all runs are held to, and those of scenarios that caught something.
fn properties(report: &AblationReport<'_>) -> Vec<PropertyEntry> {
    let entry = |(property, catches): (Property, Catches)| PropertyEntry {
        name: property.to_string(),
        catches: catches.first,
        catches_later: catches.later,
    };
    report.catches().into_iter().map(entry).collect()
}
