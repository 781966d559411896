//! Every property can fail: each is stated to fail by a scenario of the negative suite, or broken by
//! hand in `tests/broken_protocols.rs` where only a bad protocol could fail it.

#![allow(clippy::unwrap_used, reason = "a test that cannot run its scenario fails")]

use std::collections::BTreeSet;

use firedrill_judge::{Property, StatedFailures, Verdict};
use firedrill_protocol::EmergencyRecoveryProtocol;
use firedrill_scenarios::{Outcome, Plan, Recording, Scenario, run, suites};
use firedrill_sim::Seed;

/// Seeds that each scenario is tried with.
const SEEDS: u64 = 5;

/// What no correct protocol can be made to break.
const BY_BAD_PROTOCOLS_ONLY: [Property; 7] = [
    Property::AllClearIsTrue,
    Property::FollowsThePlaybook,
    Property::AnswersTheDrill,
    Property::EscalationNeverGoesDown,
    Property::BaselineIsHealthy,
    Property::TellsEverybodyOnce,
    Property::KeepsContract,
];

fn negative() -> Vec<Scenario> {
    suites::find("negative").unwrap().load().unwrap().into_scenarios()
}

fn rehearse(plan: &Plan) -> Outcome {
    let protocol = EmergencyRecoveryProtocol::briefed;
    run(plan, protocol, Recording::Discard).unwrap()
}

#[test]
fn every_negative_scenario_fails_as_it_states_and_in_nothing_else() {
    for scenario in negative() {
        assert!(!scenario.fails().is_empty(), "{} states nothing", scenario.name());
        for seed in 1..=SEEDS {
            let outcome = rehearse(&Plan::draw(&scenario, Seed(seed)));
            let judgement = &outcome.judgement;
            assert_eq!(judgement.verdict, Verdict::Passed, "{}", outcome.reference);
            let failed = judgement.violations.iter().map(|violation| violation.property);
            let stated: BTreeSet<_> = scenario.fails().iter().copied().collect();
            assert_eq!(failed.collect::<BTreeSet<_>>(), stated, "{}", outcome.reference);
        }
    }
}

#[test]
fn every_property_is_stated_to_fail_or_can_be_failed_by_a_bad_protocol_only() {
    let scenarios = negative();
    let stated: BTreeSet<_> =
        scenarios.iter().flat_map(|scenario| scenario.fails().iter().copied()).collect();
    assert!(stated.iter().any(|property| matches!(property, Property::Temporal(_))));
    for property in Property::ALL {
        let by_bad_protocols = BY_BAD_PROTOCOLS_ONLY.contains(&property);
        assert_ne!(stated.contains(&property), by_bad_protocols, "{property}");
    }
    // Those have a test of their own, and the page about scenarios says where.
    let broken = include_str!("broken_protocols.rs");
    let page = include_str!("../docs/scenarios.md");
    let variants = [
        "AllClearIsTrue",
        "FollowsThePlaybook",
        "AnswersTheDrill",
        "EscalationNeverGoesDown",
        "BaselineIsHealthy",
        "TellsEverybodyOnce",
        "KeepsContract",
    ];
    for (property, variant) in BY_BAD_PROTOCOLS_ONLY.iter().zip(variants) {
        assert!(broken.contains(&format!("Property::{variant}")), "{property}");
        assert!(page.contains(&format!("`{property}`")), "{property}");
    }
}

#[test]
fn what_cannot_be_restored_is_out_of_a_clairvoyants_reach_too() {
    for name in ["no-time-to-cool", "memory-target-below-the-idle-footprint"] {
        let scenario = suites::scenario(name).unwrap();
        for seed in 1..=SEEDS {
            // The same run, nothing stated: then it would be excused.
            let plan = Plan::draw(&scenario, Seed(seed));
            let outcome = rehearse(&Plan { fails: StatedFailures::default(), ..plan });
            let verdict = &outcome.judgement.verdict;
            let is_infeasible = matches!(verdict, Verdict::Infeasible { allowed: false, .. });
            assert!(is_infeasible, "{}: {verdict:?}", outcome.reference);
        }
    }
}
