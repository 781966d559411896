//! A drill for programs.

use firedrill_sim::{ALGORITHM, Seed, Span};
use serde::Serialize;

use super::DrillReport;
use super::exercise::Exercise;
use crate::substitute::Substitute;

/// The layout of documents that this version writes.
pub(super) const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    firedrill: &'static str,
    algorithm: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    protocol: Option<&'a Substitute>,
    week: Option<String>,
    seed: Seed,
    standing: &'static str,
    exercises: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    incident: &'static str,
    scenario: &'a str,
    title: &'a str,
    trigger: Option<TriggerEntry<'a>>,
    began_s: Option<f64>,
    standing: &'static str,
    failures: Vec<String>,
    stages: Vec<StageEntry>,
    last_action_s: Option<f64>,
    checklist: Vec<LineEntry>,
    told: Vec<ToldEntry>,
    digest: String,
    replay: String,
}

#[derive(Serialize)]
struct TriggerEntry<'a> {
    by: &'static str,
    about: &'a str,
}

#[derive(Serialize)]
struct StageEntry {
    stage: &'static str,
    took_s: Option<f64>,
    limit_s: Option<f64>,
    kept: bool,
}

#[derive(Serialize)]
struct LineEntry {
    line: &'static str,
    holds: bool,
    value: String,
}

#[derive(Serialize)]
struct ToldEntry {
    to: &'static str,
    notice: &'static str,
    sent_s: f64,
    arrived_s: Option<f64>,
}

/// The drill as one JSON document, the same byte for byte whenever the same version holds it.
pub fn drill_document(report: &DrillReport<'_>) -> String {
    let sections = report.sections();
    let document = Document {
        format: FORMAT,
        firedrill: env!("CARGO_PKG_VERSION"),
        algorithm: ALGORITHM,
        protocol: report.protocol,
        week: report.week.map(|week| week.to_string()),
        seed: report.seed,
        standing: report.standing().word(),
        exercises: sections.iter().flat_map(|(_, all)| all).map(entry).collect(),
    };
    // Texts, numbers, and lists and structs of them: JSON has a form for each.
    #[expect(clippy::expect_used, reason = "nothing in a report lacks a JSON form")]
    let json = serde_json::to_string_pretty(&document).expect("a report has a JSON form");
    json + "\n"
}

fn entry<'a>(it: &Exercise<'a>) -> Entry<'a> {
    let plan = &it.run.plan;
    Entry {
        incident: it.incident.name(),
        scenario: plan.scenario.as_str(),
        title: &plan.title,
        trigger: it.trigger.map(|it| TriggerEntry { by: it.by.name(), about: &it.about }),
        began_s: it.began.map(|at| at.as_nanos() as f64 / 1e9),
        standing: it.standing().word(),
        failures: it.failures(),
        stages: it
            .stages
            .iter()
            .map(|stage| StageEntry {
                stage: stage.name,
                took_s: stage.took.map(Span::as_secs_f64),
                limit_s: stage.limit.map(Span::as_secs_f64),
                kept: stage.is_kept(),
            })
            .collect(),
        last_action_s: it.complete.map(Span::as_secs_f64),
        checklist: it
            .checklist
            .iter()
            .map(|line| LineEntry { line: line.line, holds: line.holds, value: line.value.clone() })
            .collect(),
        told: it
            .told
            .iter()
            .map(|told| ToldEntry {
                to: told.to.name(),
                notice: told.kind.name(),
                sent_s: told.sent.as_nanos() as f64 / 1e9,
                arrived_s: told.arrived.map(|at| at.as_nanos() as f64 / 1e9),
            })
            .collect(),
        digest: it.run.outcome.digest.to_string(),
        replay: it.replay.replay(),
    }
}
