//! The comparison as people and programs see it.

use firedrill_campaign::gate::{Comparison, Gate, Tolerance};
use firedrill_campaign::ledger::{Heading, Row};
use firedrill_campaign::{ScenarioResult, Standing};
use firedrill_protocol::{Bytes, ThermalState};
use firedrill_scenarios::{Figures, Scenario};
use firedrill_sim::{Seed, Span};
use serde_json::Value;

use super::ComparedWith;
use crate::examples::{self, Campaign, snapshot};
use crate::report::Report;
use crate::{Detail, Palette, document, summary};

const FILE: &str = "base\u{1b}[2Jline.jsonl";

fn figures(seed: Seed) -> Figures {
    let more = seed.0 as f64;
    Figures {
        lowest_multiplier: 200.0 + more,
        mean_multiplier: 400.0,
        last_multiplier: 480.0 - more,
        highest_memory: Bytes::new(250 << 20),
        mean_memory: Bytes::new(190 << 20),
        last_memory: Bytes::new(180 << 20),
        highest_drain_pct_per_hour: 8.0,
        mean_drain_pct_per_hour: 2.0,
        last_drain_pct_per_hour: 2.0,
        highest_error_rate: 0.0,
        last_error_rate: 0.0,
        highest_junction_c: 40.0,
        highest_skin_c: 30.0,
        worst_thermal_state: ThermalState::Nominal,
        longest_silence: Span::ZERO,
        last_charge_pct: 80.0,
    }
}

/// What the campaign came to, and what its baseline is of: all but the last scenario.
fn rows(campaign: &Campaign) -> (Heading, Vec<Row>) {
    let of = |result: &ScenarioResult<'_>| result.scenario.clone();
    let scenarios: Vec<Scenario> = campaign.results.iter().map(of).collect();
    let rows = campaign.results.iter().flat_map(|result| {
        result.trials.iter().map(|trial| {
            // The examples' runs are all of one scenario by name.
            let scenario = result.scenario.name().to_string();
            let figures = Some(figures(trial.outcome.reference.seed));
            Row { scenario, figures, ..Row::of(trial) }
        })
    });
    let rows: Vec<Row> = rows.collect();
    (Heading::of(&scenarios, (Seed(1), Seed(3)), None), rows)
}

fn compared(heading: &Heading, was: &[Row], now: &[Row]) -> Comparison {
    let lines = was.iter().map(Row::to_line);
    let lines = core::iter::once(heading.to_line()).chain(lines).map(|line| line + "\n");
    let text: String = lines.collect();
    let (ours, _) = rows(&examples::campaign());
    Gate::open(&text, &ours, Tolerance::USUAL).unwrap().compare(now)
}

/// A run that failed passed before; one never restored was; one figure moved a little, one got better.
fn worse() -> Comparison {
    let (mut heading, now) = rows(&examples::campaign());
    heading.protocol = Some("an older\u{1b}[2J one".to_owned());
    heading.scenarios.pop();
    let mut was = now[..9].to_vec();
    for row in &mut was {
        row.digest.0 ^= 1;
        let figures = row.figures.as_mut().unwrap();
        figures.highest_drain_pct_per_hour *= 0.999;
        figures.last_memory = Bytes::new(190 << 20);
    }
    was[7].standing = Standing::Passed;
    for incident in &mut was[6].incidents {
        incident.restoration = Some(Span::from_secs(30));
    }
    for row in &mut was[..3] {
        row.figures.as_mut().unwrap().lowest_multiplier += 50.0;
    }
    compared(&heading, &was, &now)
}

fn with<'a>(campaign: &'a Campaign, comparison: &'a Comparison) -> Report<'a> {
    let baseline = Some(ComparedWith { file: FILE, comparison });
    Report { baseline, ..campaign.report() }
}

fn part_on_the_baseline(text: &str) -> &str {
    let start = text.find("compared with").unwrap_or_else(|| panic!("{text}"));
    &text[start..]
}

#[test]
fn what_is_worse_is_said_with_what_it_was_and_where_to_look() {
    let (campaign, comparison) = (examples::campaign(), worse());
    let report = with(&campaign, &comparison);
    let text = summary(&report, Detail::Everything, &Palette::PLAIN, None);
    snapshot("gate", part_on_the_baseline(&text));
    assert!(!text.contains('\u{1b}'));
    let quiet = summary(&report, Detail::FailuresOnly, &Palette::PLAIN, None);
    assert!(!quiet.contains("compared with") && quiet.contains("\n\nworse: "), "{quiet}");
    let found = report.regressions().unwrap();
    assert_eq!(found.len(), comparison.regressions().len());
    assert!(
        found[0].contains("see `firedrill replay plans/deadlock-at-night.toml@0x2`"),
        "{found:?}"
    );
}

#[test]
fn where_nothing_moved_one_sentence_says_so() {
    let campaign = examples::campaign();
    let (heading, rows) = rows(&campaign);
    let comparison = compared(&heading, &rows, &rows);
    let report = with(&campaign, &comparison);
    let text = summary(&report, Detail::Everything, &Palette::PLAIN, None);
    let (said, after) = part_on_the_baseline(&text).split_once("\n\n").unwrap();
    assert_eq!(
        said.replace('\n', " "),
        "compared with base\\u{1b}[2Jline.jsonl: 12 runs of 4 scenarios by seed, engine 0.1.0, the \
         shipped protocol all of them are the same runs, bit for bit"
    );
    assert!(after.contains("· no worse than base\\u{1b}[2Jline.jsonl ·"), "{after}");
    assert!(!after.contains("worse:"), "{after}");
    assert_eq!(report.regressions(), Some(vec![]));
    assert_eq!(campaign.report().regressions(), None);
}

#[test]
fn programs_read_the_same_and_never_as_null() {
    let (campaign, comparison) = (examples::campaign(), worse());
    let text = document(&with(&campaign, &comparison));
    let document: Value = serde_json::from_str(&text).unwrap();
    let baseline = &document["baseline"];
    assert_eq!((&baseline["runs"], &baseline["same"]), (&9.into(), &0.into()));
    let regressions = baseline["regressions"].as_array().unwrap().len();
    assert_eq!(regressions, comparison.regressions().len());
    assert_eq!(baseline["left_out"][0]["why"], "only-here");
    let night = &baseline["scenarios"][2];
    assert_eq!(
        (&night["standings"][0]["was"], &night["standings"][0]["now"]),
        (&"passed".into(), &"failed".into())
    );
    let figures = night["figures"].as_array().unwrap();
    let restoration = figures.iter().find(|figure| figure["figure"] == "restoration").unwrap();
    assert_eq!(restoration["moved_most"][0]["was"], 30.0);
    assert_eq!(restoration["moved_most"][0]["now"], Value::Null);
    assert!(document["summary"].is_object());
    let alone: Value = serde_json::from_str(&document_of(&examples::campaign())).unwrap();
    assert!(alone.get("baseline").is_none());
}

fn document_of(campaign: &Campaign) -> String {
    document(&campaign.report())
}
