//! A drill of one week, held with the shipped protocol and with weakened ones.

use firedrill_campaign::ablation;
use firedrill_protocol::{Briefing, EmergencyRecoveryProtocol, RecoveryProtocol};
use firedrill_scenarios::{Recording, run, suites};
use firedrill_sim::Seed;

use super::*;
use crate::palette::Palette;

const WEEK: Week = Week { year: 2026, number: 48 };

fn hold<P: RecoveryProtocol>(protocol: impl Fn(&Briefing) -> P) -> Vec<DrillRun> {
    let scenarios = suites::find("drill").unwrap().load().unwrap().into_scenarios();
    let plans = scenarios.iter().map(|scenario| Plan::draw(scenario, WEEK.seed()));
    let held = plans.map(|plan| {
        let outcome = run(&plan, &protocol, Recording::Keep).unwrap();
        DrillRun { plan, outcome }
    });
    held.collect()
}

fn report(runs: &[DrillRun]) -> DrillReport<'_> {
    DrillReport { runs, seed: WEEK.seed(), week: Some(WEEK), protocol: None }
}

fn weakened(name: &str) -> Vec<DrillRun> {
    let weakness = ablation::find(name).unwrap();
    hold(|briefing| weakness.weaken(briefing))
}

#[test]
fn a_weeks_seed_can_be_typed() {
    assert_eq!(WEEK.seed(), Seed(202_648));
    assert_eq!(WEEK.to_string(), "2026-W48");
    assert_eq!(Week { year: 2027, number: 1 }.to_string(), "2027-W01");
}

#[test]
fn a_drill_reads_well_in_80_columns() {
    let runs = hold(EmergencyRecoveryProtocol::briefed);
    let text = drill_text(&report(&runs), false, &Palette::PLAIN);
    assert!(text.lines().all(|line| line.chars().count() <= 80));
    insta::assert_snapshot!(text);
    let last_line = text.lines().last().unwrap();
    assert_eq!(drill_text(&report(&runs), true, &Palette::PLAIN), format!("{last_line}\n"));
}

#[test]
fn a_drill_that_nobody_heard_says_so_and_how_to_see_it() {
    let runs = weakened("drill-trigger-ignored");
    let text = drill_text(&report(&runs), true, &Palette::PLAIN);
    assert!(text.lines().all(|line| line.chars().count() <= 80));
    insta::assert_snapshot!(text);
    assert_eq!(report(&runs).standing(), Standing::Failed);
}

#[test]
fn markdown_has_the_checklist_and_no_markup_of_others() {
    let runs = hold(EmergencyRecoveryProtocol::briefed);
    let foreign = Substitute::Foreign {
        name: "<b>|x|*".to_owned(),
        command: "x".to_owned(),
        reply_timeout: None,
    };
    let page = drill_markdown(&DrillReport { protocol: Some(&foreign), ..report(&runs) });
    assert_eq!(page.matches("- [x] ").count(), 48);
    assert!(page.contains("Protocol under test: &lt;b>\\|x\\|\\*"));
    insta::assert_snapshot!(drill_markdown(&report(&runs[4..6])));
}

#[test]
fn the_document_fits_its_schema_and_a_changed_one_does_not() {
    let validator = jsonschema::draft202012::new(&drill_schema()).unwrap();
    for runs in [hold(EmergencyRecoveryProtocol::briefed), weakened("never-resolved")] {
        let json = drill_document(&report(&runs));
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        let errors: Vec<_> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
        let changed = json.replacen("\"took_s\"", "\"took\"", 1);
        assert!(!validator.is_valid(&serde_json::from_str(&changed).unwrap()));
    }
}

#[test]
fn a_mode_that_never_ends_has_a_last_stage_that_never_came() {
    let runs = weakened("never-resolved");
    for run in runs.iter().filter(|run| !run.plan.triggers.is_empty()) {
        let drill = report(&runs);
        let exercise = Exercise::of(run, &drill);
        let took = exercise.stages.map(|stage| stage.took.is_some());
        assert_eq!(took[..2], [true, true]);
        assert!(!took[3], "{}", run.plan.scenario);
    }
}
