//! The golden run of every embedded scenario, seed 0x2a: one readable file each in `snapshots/`, with
//! the digest that binary and test, debug and release, and every target must agree on.

#![allow(clippy::unwrap_used, reason = "a test that cannot run its scenario fails")]

use std::fmt::Write;

use firedrill_protocol::EmergencyRecoveryProtocol;
use firedrill_reports::{Reproduction, TimelineOptions, timeline};
use firedrill_scenarios::{Outcome, Plan, Recording, first_divergence, run, suites};
use firedrill_sim::Seed;

const GOLDEN: Seed = Seed(0x2a);

/// Every embedded scenario's golden run, with its suite's name.
fn golden_runs(recording: Recording) -> Vec<(&'static str, Plan, Outcome)> {
    let mut runs = Vec::new();
    for suite in suites::ALL {
        for scenario in suite.load().unwrap().into_scenarios() {
            let plan = Plan::draw(&scenario, GOLDEN);
            let outcome = run(&plan, EmergencyRecoveryProtocol::briefed, recording).unwrap();
            runs.push((suite.name, plan, outcome));
        }
    }
    assert!(runs.len() >= 10, "only {} golden runs", runs.len());
    runs
}

#[test]
fn every_golden_run_is_the_one_that_was_reviewed() {
    let options = TimelineOptions::plain();
    for (suite, plan, outcome) in golden_runs(Recording::Keep) {
        let reproduction = Reproduction::of_seed(plan.scenario.as_str(), plan.seed);
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(format!("../snapshots/{suite}"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_description(plan.title.clone());
        settings.bind(|| {
            let text = timeline(&plan, &outcome, &reproduction, &options);
            insta::assert_snapshot!(plan.scenario.as_str(), text);
        });
    }
}

#[test]
fn golden_digests_are_those_that_every_target_prints() {
    let mut digests = String::new();
    for (_, _, outcome) in golden_runs(Recording::Discard) {
        writeln!(digests, "{} {}", outcome.reference, outcome.digest).unwrap();
    }
    let pinned = include_str!("../snapshots/digests.txt");
    assert!(
        digests == pinned,
        "snapshots/digests.txt should be what `cargo run --release -p firedrill-campaign --example \
         golden_digests` prints:\n{digests}"
    );
}

#[test]
fn keeping_a_record_changes_nothing() {
    for recording in [Recording::Keep, Recording::EveryEvent] {
        let (kept, discarded) = (golden_runs(recording), golden_runs(Recording::Discard));
        for ((_, _, kept), (_, _, discarded)) in kept.into_iter().zip(discarded) {
            assert!(kept.record.is_some() && discarded.record.is_none());
            assert_eq!(kept.trail.is_some(), recording == Recording::EveryEvent);
            assert!(discarded.trail.is_none());
            assert_eq!(Outcome { record: None, trail: None, locks: vec![], ..kept }, discarded);
        }
    }
}

#[test]
fn two_runs_side_by_side_never_part() {
    for (_, plan, _) in golden_runs(Recording::Discard) {
        assert_eq!(
            first_divergence(&plan, EmergencyRecoveryProtocol::briefed).unwrap(),
            None,
            "{}",
            plan.reference()
        );
    }
}
