//! Properties of plans: drawn as scenarios draw them, shrunk as `firedrill shrink` shrinks them.

#![allow(clippy::unwrap_used, reason = "a test that cannot make its runs fails")]

use firedrill_campaign::ablation;
use firedrill_campaign::shrink::{DrawnPlan, plans};
use firedrill_judge::Verdict;
use firedrill_model::faults::{FaultKind, MemoryFault};
use firedrill_protocol::EmergencyRecoveryProtocol;
use firedrill_scenarios::{Plan, Recording, Scenario, run, suites};
use proptest::prelude::*;
use proptest::test_runner::{TestCaseResult, TestError, TestRunner};

fn scenarios() -> Vec<Scenario> {
    let suites = suites::ALL.iter();
    suites.flat_map(|suite| suite.load().unwrap().into_scenarios()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_is_read_back_bit_for_bit(plan in plans(scenarios())) {
        let json = plan.to_json();
        let again = Plan::from_json("x", json.as_bytes()).unwrap();
        prop_assert_eq!(&again, &plan.0);
        prop_assert_eq!(again.to_json(), json);
    }
}

/// The smallest plan with which a test fails.
fn smallest(scenario: &str, test: impl Fn(&Plan) -> TestCaseResult) -> DrawnPlan {
    let config =
        ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let scenario = suites::scenario(scenario).unwrap();
    match runner.run(&plans([scenario]), |plan| test(&plan)) {
        Err(TestError::Fail(_, plan)) => plan,
        other => panic!("the planted failure was not found: {other:?}"),
    }
}

/// What somebody reads who pastes what a failing test prints.
fn pasted(plan: &DrawnPlan) -> Plan {
    let shown = format!("{plan:?}");
    assert!(shown.contains("firedrill replay plan.json"), "{shown}");
    let from = shown.find("\n{").unwrap();
    Plan::from_json("plan.json", &shown.as_bytes()[from..]).unwrap()
}

#[test]
fn a_planted_property_prints_the_smallest_plan_that_breaks_it() {
    const MB: u64 = 1024 * 1024;
    let leaks_fast = |plan: &Plan| {
        plan.faults.iter().any(|fault| {
            matches!(fault.kind, FaultKind::Memory(MemoryFault::Leak { rate, .. }) if rate.get() > 3 * MB)
        })
    };
    let plan = pasted(&smallest("swarm-everything", |plan| {
        prop_assert!(!leaks_fast(plan), "a leak over 3 MB/s is drawn");
        Ok(())
    }));
    assert!(leaks_fast(&plan));
    let [fault] = plan.faults.as_slice() else { panic!("{plan:?}") };
    let FaultKind::Memory(MemoryFault::Leak { rate, .. }) = fault.kind else { panic!("{fault:?}") };
    // The next readable number above the limit.
    assert_eq!(rate.get(), (3.1 * MB as f64).round() as u64);
}

#[test]
fn a_weak_protocol_prints_a_small_plan_whose_run_breaks_the_promise() {
    let weakness = ablation::find("immediate-actions-in-reverse").unwrap();
    let breaks = |plan: &Plan| {
        let weak = run(plan, |told| weakness.weaken(told), Recording::Discard).unwrap();
        let whole = run(plan, EmergencyRecoveryProtocol::briefed, Recording::Discard).unwrap();
        let fails = |outcome: &firedrill_scenarios::Outcome| {
            matches!(outcome.judgement.verdict, Verdict::Failed(_))
        };
        fails(&weak) && !fails(&whole)
    };
    let shown = smallest("swarm-heat-and-memory", |plan| {
        prop_assert!(!breaks(plan), "the weak protocol breaks what the whole one keeps");
        Ok(())
    });
    let plan = pasted(&shown);
    assert!(breaks(&plan));
    assert_eq!(plan.faults.len(), 1, "{shown:?}");
}
