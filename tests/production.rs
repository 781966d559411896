//! The production suite is about days that happen and that can be survived.

#![allow(clippy::unwrap_used, reason = "a test that cannot run its scenario fails")]

use std::collections::BTreeSet;

use firedrill_judge::{Expectation, Verdict};
use firedrill_protocol::{EmergencyRecoveryProtocol, IncidentType};
use firedrill_scenarios::{Plan, Recording, Scenario, run, suites};
use firedrill_sim::Seed;

fn production() -> Vec<Scenario> {
    suites::find("production").unwrap().load().unwrap().into_scenarios()
}

#[test]
fn every_day_happens_and_none_is_beyond_everybody() {
    for scenario in production() {
        let plan = Plan::draw(&scenario, Seed(1));
        let outcome = run(&plan, EmergencyRecoveryProtocol::briefed, Recording::Discard).unwrap();
        let verdict = &outcome.judgement.verdict;
        let is_decided = matches!(verdict, Verdict::Passed | Verdict::Failed(_));
        assert!(is_decided, "{}: {verdict:?}", outcome.reference);
    }
}

#[test]
fn the_days_differ_in_device_workload_and_incident_and_some_are_healthy() {
    let days = production();
    let devices: BTreeSet<_> = days.iter().map(|day| day.device().name).collect();
    let workloads: BTreeSet<_> = days.iter().map(|day| day.workload().name()).collect();
    assert!(devices.len() >= 4 && workloads.len() >= 4, "{devices:?} {workloads:?}");
    let mut incidents = BTreeSet::new();
    let mut healthy = 0;
    for day in &days {
        // A weakened scenario would be one that allows what nobody should have to.
        assert!(!day.may_be_infeasible() && day.fails().is_empty(), "{}", day.name());
        match day.expectation() {
            Expectation::Healthy => healthy += 1,
            Expectation::Anything => panic!("{} expects anything", day.name()),
            Expectation::Incident { types, .. } => incidents.extend(types.iter().copied()),
        }
    }
    assert_eq!(incidents, IncidentType::ALL.into());
    assert!(healthy >= 3, "only {healthy} healthy days");
}
