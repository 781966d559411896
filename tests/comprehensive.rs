//! The comprehensive suite: every kind of fault goes wrong in it, in every scenario what the scenario
//! is about happens, and how the shipped protocol fares stands in one reviewed table.

#![allow(clippy::unwrap_used, reason = "a test that cannot run its suite fails")]

use std::collections::BTreeMap;
use std::fmt::Write;

use firedrill_campaign::{Campaign, Reach, ScenarioResult};
use firedrill_judge::Verdict;
use firedrill_protocol::EmergencyRecoveryProtocol;
use firedrill_scenarios::{Axis, suites};
use firedrill_sim::Seed;

const SEEDS: u64 = 5;

/// Runs the suite over its first seeds and hands the results over.
fn with_results(check: impl FnOnce(&[ScenarioResult<'_>])) {
    let scenarios = suites::find("comprehensive").unwrap().load().unwrap().into_scenarios();
    let seeds: Vec<_> = (1..=SEEDS).map(Seed).collect();
    let campaign = Campaign {
        scenarios: &scenarios,
        seeds: &seeds,
        jobs: 2,
        fail_fast: false,
        check_determinism: false,
    };
    let protocol = EmergencyRecoveryProtocol::briefed;
    let results = campaign.run(protocol, |_| {}).unwrap();
    assert_eq!(results.len(), scenarios.len());
    check(&results);
}

/// The verdicts of a scenario's runs, and which properties failed in how many.
fn row(result: &ScenarioResult<'_>) -> String {
    let mut failed: BTreeMap<String, usize> = BTreeMap::new();
    let mut infeasible = 0;
    for trial in &result.trials {
        let judgement = &trial.outcome.judgement;
        infeasible += usize::from(matches!(judgement.verdict, Verdict::Infeasible { .. }));
        for violation in &judgement.violations {
            *failed.entry(violation.property.name().to_owned()).or_default() += 1;
        }
    }
    let mut row = format!("{}/{SEEDS} {}", result.passed(), result.scenario.name());
    if infeasible > 0 {
        write!(row, ", infeasible in {infeasible}").unwrap();
    }
    for (property, count) in failed {
        write!(row, ", {property} fails in {count}").unwrap();
    }
    row
}

#[test]
fn every_kind_goes_wrong_and_every_scenario_is_about_what_happens() {
    with_results(|results| {
        let trials = results.iter().flat_map(|result| &result.trials);
        for trial in trials.clone() {
            let verdict = &trial.outcome.judgement.verdict;
            let is_exercised = !matches!(verdict, Verdict::Unexercised { .. });
            assert!(is_exercised, "{}: {verdict:?}", trial.outcome.reference);
        }
        let reach = Reach::of(trials.map(|trial| &trial.outcome.coverage));
        for axis in Axis::ALL {
            assert_eq!(reach.never(axis), [], "never reached in {} runs", reach.runs());
        }
        let rows: Vec<_> = results.iter().map(row).collect();
        let passed = rows.iter().filter(|row| row.starts_with(&format!("{SEEDS}/"))).count();
        let summary = format!("{passed} of {} scenarios pass with every seed", rows.len());
        insta::with_settings!({
            snapshot_path => "../snapshots",
            prepend_module_to_snapshot => false,
            omit_expression => true,
            description => "how the shipped protocol fares in the comprehensive suite",
        }, {
            insta::assert_snapshot!("comprehensive", format!("{}\n\n{summary}", rows.join("\n")));
        });
    });
}
