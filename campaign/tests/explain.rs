//! Runs in which it is known what mattered, explained.

#![allow(clippy::unwrap_used, reason = "a test that cannot run its scenario fails")]

use std::sync::atomic::{AtomicU64, Ordering};

use firedrill_campaign::ablation;
use firedrill_campaign::explain::{
    Counterfactual, Effect, Ending, ExplainError, Explanation, Lag, Removal, explain,
};
use firedrill_judge::Property;
use firedrill_model::Transition;
use firedrill_model::nouns::Action;
use firedrill_protocol::{Briefing, EmergencyRecoveryProtocol};
use firedrill_scenarios::{Circumstance, Plan, Recording, Scenario, run, suites};
use firedrill_sim::{Seed, Time};

const IMAGES: &str = r#"
    [[fault]]
    kind = "leak"
    at = "60s"
    component = "image-cache"
    rate = "6MB/s"
"#;
const WEB: &str = r#"
    [[fault]]
    kind = "leak"
    at = "60s"
    component = "web-view"
    rate = "6MB/s"
"#;
const SLOW_FEED: &str = r#"
    [[fault]]
    kind = "slow-feed"
    at = "5m"
    for = "1m"
    latency = "2s"
"#;

fn plan_of(faults: &str) -> Plan {
    let head = "name = \"known\"\ntitle = \"Known\"\nduration = \"12m\"\nexpect.anything = true\n";
    let text = format!("{head}{faults}");
    let scenario = Scenario::from_bytes("known.toml", text.as_bytes());
    Plan::draw(&scenario.unwrap_or_else(|error| panic!("{error}")), Seed(3))
}

fn plan(reference: &str) -> Plan {
    let (name, seed) = reference.split_once('@').unwrap();
    Plan::draw(&suites::scenario(name).unwrap(), seed.parse().unwrap())
}

fn explained(plan: &Plan) -> Explanation {
    explain(plan, 2, EmergencyRecoveryProtocol::briefed, |_| {}).unwrap()
}

fn weakened(plan: &Plan, weakness: &str) -> Explanation {
    let weakness = ablation::find(weakness).unwrap();
    explain(plan, 2, |briefing| weakness.weaken(briefing), |_| {}).unwrap()
}

fn without(explanation: &Explanation, removal: Removal) -> &Counterfactual {
    let all = explanation.counterfactuals.iter().chain(&explanation.in_isolation);
    all.clone().find(|it| it.removal == removal).unwrap()
}

fn effect_of(explanation: &Explanation, action: Action) -> Vec<Effect> {
    let all = explanation.counterfactuals.iter();
    let steps =
        all.filter(|it| matches!(&it.removal, Removal::Step(step) if step.action == action));
    steps.map(|it| it.effect).collect()
}

#[test]
fn the_fault_that_fails_the_run_is_necessary_and_the_other_does_not_matter() {
    let explanation = weakened(&plan_of(&[IMAGES, SLOW_FEED].concat()), "never-responds");
    assert!(explanation.is_of_a_failure());
    let (leak, feed) =
        (without(&explanation, Removal::Fault(0)), without(&explanation, Removal::Fault(1)));
    assert_eq!((leak.effect, &leak.ending), (Effect::Cures, &Ending::NoIncident));
    assert_eq!((feed.effect, &feed.ending), (Effect::Nothing, &Ending::SameFailure));
    assert!(!explanation.is_over_determined());
    assert_eq!(explanation.in_isolation, []);
    // It fails under whatever seed: nobody ever answers.
    let chance = explanation.chance;
    assert_eq!(chance.alike + chance.otherwise, chance.runs);
    assert!(!chance.is_coincidence(), "{chance:?}");
    assert_eq!(explanation.hindsights[0].lag, Lag::NeverAsked(0));
}

#[test]
fn two_leaks_either_of_which_is_enough_are_over_determined() {
    let explanation = weakened(&plan_of(&[IMAGES, WEB, SLOW_FEED].concat()), "never-responds");
    assert!(explanation.is_over_determined());
    let fails = |removal| without(&explanation, removal).ending.is_failure();
    assert!((0..3).all(|fault| fails(Removal::Fault(fault))));
    assert!(!fails(Removal::EveryFault));
    let alone: Vec<_> = (0..3).map(|fault| fails(Removal::EveryFaultBut(fault))).collect();
    assert_eq!(alone, [true, true, false]);
}

#[test]
fn a_harmful_step_is_named_with_the_failure_that_it_adds() {
    // Heat is answered by pinning the cores, which the playbook does not ask for.
    let explanation = weakened(&plan("aged-phone-runaway-critical@0x1"), "boost-in-heat");
    let boosts: Vec<_> = explanation
        .counterfactuals
        .iter()
        .filter(|it| {
            let boost = Action::EnterOptimizerEmergencyMode;
            matches!(&it.removal, Removal::Step(step) if step.action == boost)
        })
        .collect();
    assert_eq!(boosts.len(), 1);
    assert_eq!(boosts[0].effect, Effect::Lessens);
    assert!(!boosts[0].held.is_empty() && boosts[0].violated.is_empty());
    let Removal::Step(step) = &boosts[0].removal else { unreachable!("it was picked") };
    assert!(step.asked.len() > 10, "repeats within an incident are one step");
}

#[test]
fn a_step_that_saves_the_run_is_needed_and_one_that_is_idle_is_not_missed() {
    // What deletes temporary files deletes unsaved swipes, unless they were flushed.
    let explanation = explained(&plan("clean-up-deletes-unsaved-swipes@0x1"));
    assert!(!explanation.is_of_a_failure());
    assert_eq!(effect_of(&explanation, Action::FlushDataBuffers)[0], Effect::Breaks);
    let flush = explanation.counterfactuals.iter().find(|it| it.effect == Effect::Breaks).unwrap();
    assert!(flush.violated.contains(&Property::NoSwipeLost), "{:?}", flush.violated);
    assert!(explanation.counterfactuals.iter().any(|it| it.effect == Effect::Nothing));
}

#[test]
fn the_step_that_frees_the_memory_of_a_leak_helped() {
    let explanation = explained(&plan("memory-leak-critical@0x2a"));
    assert_eq!(effect_of(&explanation, Action::SurgicalMemoryCleanup), [Effect::Worsens]);
    assert_eq!(without(&explanation, Removal::Fault(0)).ending, Ending::NoIncident);
    let hindsight = &explanation.hindsights[0];
    assert!(hindsight.behind().is_some());
    assert_eq!(hindsight.causes[0].foreseen.1, Action::SurgicalMemoryCleanup);
}

#[test]
fn unusual_surroundings_are_taken_out_too() {
    let warm = plan_of(&[IMAGES, "\n[conditions]\nambient = \"34C\"\n"].concat());
    let circumstances = |plan: &Plan| {
        let all = explained(plan).counterfactuals.into_iter().map(|it| it.removal);
        all.filter(|it| matches!(it, Removal::Circumstance(_))).collect::<Vec<_>>()
    };
    let removed = circumstances(&warm);
    assert_eq!(removed, [Removal::Circumstance(Circumstance::Ambient)]);
    let as_usual = removed[0].plan(&warm);
    assert_eq!(as_usual.conditions.ambient, Circumstance::usual_conditions().ambient);
    assert_eq!(circumstances(&as_usual), []);
}

#[test]
fn an_explanation_is_the_same_whatever_the_number_of_threads() {
    let plan = plan_of(&[IMAGES, WEB].concat());
    let of = |jobs| explain(&plan, jobs, EmergencyRecoveryProtocol::briefed, |_| {}).unwrap();
    assert_eq!(of(1), of(3));
}

#[test]
fn taking_a_fault_out_that_nothing_meets_moves_nothing_else() {
    // A rollback's target is missing, and nobody rolls back.
    let spare = "\n[[fault]]\nkind = \"rollback-target-invalid\"\nat = \"30s\"\n";
    let (with, without) = (plan_of(&[spare, IMAGES].concat()), plan_of(IMAGES));
    assert_eq!(Removal::Fault(0).plan(&with), without);
    let happened = |plan: &Plan, shift: usize| -> Vec<(Time, Transition)> {
        let outcome = run(plan, EmergencyRecoveryProtocol::briefed, Recording::Keep).unwrap();
        let renumbered = |transition| match transition {
            Transition::FaultBegan(fault) => fault.checked_sub(shift).map(Transition::FaultBegan),
            Transition::FaultEnded(fault, by) => {
                fault.checked_sub(shift).map(|fault| Transition::FaultEnded(fault, by))
            }
            other => Some(other),
        };
        let entries = outcome.record.unwrap().into_iter();
        entries.filter_map(|entry| Some((entry.at, renumbered(entry.transition)?))).collect()
    };
    assert_eq!(happened(&with, 1), happened(&without, 0));
}

#[test]
fn a_run_that_differs_from_itself_is_not_explained() {
    let runs = AtomicU64::new(0);
    let moody = |briefing: &Briefing| {
        let mut briefing = briefing.clone();
        // Every other run the protocol is told of another playbook.
        if runs.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) {
            briefing.playbook.incidents.iter_mut().for_each(|it| it.immediate_actions.clear());
        }
        EmergencyRecoveryProtocol::briefed(&briefing)
    };
    let error = explain(&plan("memory-leak-critical@0x2a"), 1, moody, |_| {}).unwrap_err();
    assert!(matches!(&error, ExplainError::NotDeterministic { .. }), "{error}");
    assert!(error.to_string().contains("event "), "{error}");
}

#[test]
fn a_step_that_only_spares_a_later_failure_does_no_harm_and_what_it_ended_is_kept() {
    let explanation = explained(&plan("crash-during-recovery@0xc"));
    let of = |action: Action| {
        let mut all = explanation.counterfactuals.iter();
        all.find(|it| matches!(&it.removal, Removal::Step(step) if step.action == action)).unwrap()
    };
    let rollback = of(Action::RollbackVersion);
    assert_eq!(rollback.effect, Effect::Lessens);
    assert!(rollback.only_spares(explanation.margins()));
    let faults: Vec<_> = rollback.ended.iter().map(|ended| ended.fault).collect();
    assert_eq!(faults, [0, 1]);
    assert!(!of(Action::FlushDataBuffers).only_spares(explanation.margins()));
    let swarm = explained(&plan("swarm-compound@0x137"));
    let breaker = |it: &&Counterfactual| matches!(&it.removal, Removal::Step(step) if step.action == Action::OpenCircuitBreaker);
    // It fails alike, but far less late: that is harm.
    let breaker = swarm.counterfactuals.iter().find(breaker).unwrap();
    assert_eq!((breaker.effect, &breaker.ending), (Effect::Lessens, &Ending::SameFailure));
    assert!(!breaker.only_spares(swarm.margins()));
}
