//! What is left of a run that was shrunk.

#![allow(clippy::unwrap_used, reason = "a test that cannot make its runs fails")]

use std::sync::atomic::{AtomicU64, Ordering};

use firedrill_campaign::ablation;
use firedrill_campaign::shrink::{
    Ending, Failure, Fate, Place, ShrinkError, Shrinker, Shrinking, Shrunk,
};
use firedrill_judge::Verdict;
use firedrill_model::app::Workload;
use firedrill_model::faults::{FaultKind, ParameterValue};
use firedrill_protocol::{Briefing, EmergencyRecoveryProtocol};
use firedrill_scenarios::{CONDITIONS, Plan, Recording, Scenario, run, suites};
use firedrill_sim::Seed;
use proptest::prelude::*;
use proptest::sample::subsequence;

/// Forty faults of any kind.
const FORTY: &str = r#"
    name = "forty"
    title = "Forty faults"
    duration = "25m"
    device = "iphone-15-pro"
    workload = "commuter"
    [swarm]
    at = "60s..10m"
    for = "1m..5m"
    faults = "40..40"
    [swarm.families]
    memory = "100%"
    sampler = "100%"
    thermals = "100%"
    feeds = "100%"
    recovery = "100%"
    release = "50%"
    [expect]
    anything = true
    [playbook]
    severities.critical.response_time = "29s"
    targets.performance_multiplier = 358.0
"#;

fn plan(reference: &str) -> Plan {
    let (name, seed) = reference.split_once('@').unwrap();
    Plan::draw(&suites::scenario(name).unwrap(), seed.parse().unwrap())
}

fn forty(seed: u64) -> Plan {
    Plan::draw(&Scenario::from_bytes("<text>", FORTY.as_bytes()).unwrap(), Seed(seed))
}

fn shrink(plan: &Plan, jobs: usize, budget: u64) -> Shrunk {
    let protocol = EmergencyRecoveryProtocol::briefed;
    let shrunk = Shrinking { plan, jobs, budget }.run(protocol, || false, |_| {}).unwrap();
    check_origins(plan, &shrunk.plan, &shrunk.origins);
    shrunk
}

fn fate(failure: Failure, plan: &Plan) -> Fate {
    if plan.check().is_err() {
        return Fate::Impossible;
    }
    let outcome = run(plan, EmergencyRecoveryProtocol::briefed, Recording::Discard).unwrap();
    failure.fate(&outcome.judgement)
}

/// Shrinks as if a plan failed whenever `fails` says so.
fn shrink_where(plan: &Plan, fails: impl Fn(&Plan) -> bool) -> Shrinker {
    assert!(fails(plan), "nothing to shrink");
    let mut shrinker = Shrinker::new(plan.clone());
    let mut asked = 0;
    while !shrinker.candidates().is_empty() {
        let fate = |plan: &Plan| if fails(plan) { Fate::Same } else { Fate::Recovers };
        let fates: Vec<_> = shrinker.candidates().iter().map(fate).collect();
        asked += fates.len();
        assert!(shrinker.candidates().iter().all(|candidate| candidate.check().is_ok()));
        shrinker.tell(&fates);
        check_origins(plan, &shrinker.best(), &shrinker.origins());
    }
    assert!(asked < 4000, "{asked} questions");
    assert!(fails(&shrinker.best()) && shrinker.is_minimal());
    shrinker
}

/// Each fault that is left is one that there was, in the same order.
fn check_origins(before: &Plan, after: &Plan, origins: &[usize]) {
    assert!(origins.is_sorted_by(|one, next| one < next), "{origins:?}");
    let kinds_before = origins.iter().map(|origin| before.faults[*origin].kind.name());
    let kinds: Vec<_> = after.faults.iter().map(|fault| fault.kind.name()).collect();
    assert_eq!(kinds_before.collect::<Vec<_>>(), kinds, "{origins:?}");
}

fn has(plan: &Plan, kind: &str) -> bool {
    plan.faults.iter().any(|fault| fault.kind.name() == kind)
}

/// Written apart from what shrinking itself tries: every single part left out or made usual.
fn single_removals(plan: &Plan) -> Vec<(String, Plan)> {
    let mut smaller = vec![];
    let mut offer = |what: String, change: &dyn Fn(&mut Plan)| {
        let mut candidate = plan.clone();
        change(&mut candidate);
        if candidate != *plan {
            smaller.push((what, candidate));
        }
    };
    for index in 0..plan.faults.len() {
        offer(format!("fault {index}"), &|plan| _ = plan.faults.remove(index));
    }
    offer("device".into(), &|plan| plan.device = "iphone-15".into());
    offer("workload".into(), &|plan| plan.workload = Workload::Steady);
    for (index, name) in CONDITIONS.iter().map(|spec| spec.name).enumerate() {
        offer(name.into(), &|plan| {
            *plan = Place::Condition(index).with(plan, CONDITIONS[index].typical());
        });
    }
    for key in plan.playbook.keys() {
        offer(key.clone(), &|plan| _ = plan.playbook.remove(key));
    }
    for index in 0..plan.properties.len() {
        offer(format!("property {index}"), &|plan| _ = plan.properties.remove(index));
    }
    smaller
}

/// What the report says of a plan, run again one by one.
fn check_claims(shrunk: &Shrunk) {
    assert_eq!(shrunk.ending, Ending::Minimal);
    assert_eq!(fate(shrunk.failure, &shrunk.plan), Fate::Same);
    for (what, smaller) in single_removals(&shrunk.plan) {
        assert_ne!(fate(shrunk.failure, &smaller), Fate::Same, "{what} is not needed");
    }
    for threshold in &shrunk.thresholds {
        assert_eq!(threshold.place.value(&shrunk.plan), threshold.fails_at, "{threshold:?}");
        let other = threshold.place.with(&shrunk.plan, threshold.other_at);
        assert_eq!(fate(shrunk.failure, &other), threshold.fate, "{threshold:?}");
        assert_ne!(threshold.fate, Fate::Same);
    }
}

#[test]
fn no_single_part_of_what_is_left_can_go_and_both_sides_of_each_threshold_have_been_run() {
    for reference in ["swarm-compound@0x137", "crash-during-recovery@0xc"] {
        let shrunk = shrink(&plan(reference), 2, u64::MAX);
        check_claims(&shrunk);
        assert!(shrunk.plan.faults.len() <= 2 && !shrunk.thresholds.is_empty());
    }
}

#[test]
fn a_stated_failure_shrinks_and_stays_stated() {
    let shrunk = shrink(&plan("healthy-though-memory-spikes@0x1"), 2, u64::MAX);
    check_claims(&shrunk);
    assert_eq!(shrunk.outcome.judgement.verdict, Verdict::Passed);
    // A spike of four megabytes is told to nobody, so only one of the two statements is left.
    let stated: Vec<_> = shrunk.plan.fails.iter().map(ToString::to_string).collect();
    assert_eq!(stated, ["healthy-stays-healthy"]);
}

#[test]
fn threads_change_nothing() {
    let plan = plan("crash-during-recovery@0xc");
    let (one, three) = (shrink(&plan, 1, u64::MAX), shrink(&plan, 3, u64::MAX));
    assert_eq!((one.plan, one.runs), (three.plan, three.runs));
    assert_eq!(one.thresholds, three.thresholds);
    assert_eq!(one.outcome, three.outcome);
}

#[test]
fn a_budget_ends_it_with_the_best_so_far() {
    let plan = plan("killed-out-of-the-blue@0x1");
    let mut faults = plan.faults.len();
    for budget in [1, 7, 20] {
        let shrunk = shrink(&plan, 2, budget);
        assert_eq!(shrunk.ending, Ending::OutOfBudget);
        assert!(shrunk.runs <= budget && shrunk.thresholds.is_empty());
        assert_eq!(fate(shrunk.failure, &shrunk.plan), Fate::Same);
        assert!(shrunk.plan.faults.len() <= faults);
        faults = shrunk.plan.faults.len();
    }
    assert!(faults < plan.faults.len());
}

#[test]
fn whoever_interrupts_gets_the_best_so_far() {
    let plan = plan("killed-out-of-the-blue@0x1");
    let asked = AtomicU64::new(0);
    let is_interrupted = || asked.fetch_add(1, Ordering::Relaxed) > 8;
    let shrinking = Shrinking { plan: &plan, jobs: 2, budget: u64::MAX };
    let shrunk = shrinking.run(EmergencyRecoveryProtocol::briefed, is_interrupted, |_| {}).unwrap();
    assert_eq!(shrunk.ending, Ending::Interrupted);
    assert_eq!(fate(shrunk.failure, &shrunk.plan), Fate::Same);
    assert!(shrunk.plan.faults.len() < plan.faults.len());
}

#[test]
fn a_run_that_does_not_fail_is_refused_with_what_it_came_to() {
    for (reference, verdict) in
        [("memory-leak-critical@0x1", "passed"), ("hot-day-major@0x215", "unexercised")]
    {
        let plan = plan(reference);
        let shrinking = Shrinking { plan: &plan, jobs: 1, budget: 9 };
        let refused = shrinking.run(EmergencyRecoveryProtocol::briefed, || false, |_| {});
        let Err(ShrinkError::NothingFails(outcome)) = refused else { panic!("{refused:?}") };
        assert_eq!(outcome.judgement.verdict.name(), verdict, "{reference}");
    }
}

#[test]
fn a_protocol_that_is_another_the_second_time_is_found_out() {
    let plan = plan("crash-during-recovery@0xc");
    let runs = AtomicU64::new(0);
    let weak = ["false-alarm", "never-responds"].map(|name| ablation::find(name).unwrap());
    let protocol = |briefing: &Briefing| {
        let run = runs.fetch_add(1, Ordering::Relaxed);
        weak[run as usize % 2].weaken(briefing)
    };
    let shrinking = Shrinking { plan: &plan, jobs: 1, budget: 9 };
    let refused = shrinking.run(protocol, || false, |_| {});
    assert!(matches!(refused, Err(ShrinkError::NotDeterministic { .. })), "{refused:?}");
}

#[test]
fn a_protocol_that_fails_alike_but_not_event_by_event_is_found_out_too() {
    let plan = plan("crash-during-recovery@0xc");
    let runs = AtomicU64::new(0);
    // Both are late in the same way; they differ in what they say when all is over.
    let weak = ["post-mortem-never-requested", "all-clear-never-sent"]
        .map(|name| ablation::find(name).unwrap());
    let outcomes = weak.map(|weakness| {
        run(&plan, |briefing| weakness.weaken(briefing), Recording::Discard).unwrap()
    });
    let [one, other] = outcomes.each_ref().map(|outcome| outcome.judgement.fingerprint());
    assert_eq!(one, other, "choose weaknesses that fail alike");
    assert_ne!(outcomes[0].digest, outcomes[1].digest);
    let protocol = |briefing: &Briefing| {
        let run = runs.fetch_add(1, Ordering::Relaxed);
        weak[run as usize % 2].weaken(briefing)
    };
    let shrinking = Shrinking { plan: &plan, jobs: 1, budget: 9 };
    let refused = shrinking.run(protocol, || false, |_| {});
    assert!(matches!(refused, Err(ShrinkError::NotDeterministic { .. })), "{refused:?}");
}

#[test]
fn of_forty_faults_those_are_left_that_a_failure_takes() {
    for seed in 1..=10 {
        let plan = forty(seed);
        let mut kinds: Vec<_> = plan.faults.iter().map(|fault| fault.kind.name()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let (one, other) = (kinds[0], kinds[kinds.len() - 1]);
        let shrinker = shrink_where(&plan, |plan| has(plan, one) && has(plan, other));
        let best = shrinker.best();
        assert_eq!(best.faults.len(), 2);
        // Nothing else mattered.
        assert_eq!((best.device.as_str(), best.workload), ("iphone-15", Workload::Steady));
        assert!(best.playbook.is_empty() && best.duration.0.as_secs_f64() <= 180.0, "{best:?}");
        assert_eq!(shrinker.thresholds(), Some(&[][..]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_fault_that_is_left_is_known_for_the_one_that_it_was(
        seed in 1_u64..1000,
        needed in subsequence((0..40).collect::<Vec<usize>>(), 0..6),
    ) {
        let plan = forty(seed);
        // No number of theirs may change either, so no fault passes for another of its kind.
        let is_whole = |candidate: &Plan| {
            needed.iter().all(|index| candidate.faults.contains(&plan.faults[*index]))
        };
        prop_assert_eq!(shrink_where(&plan, is_whole).origins(), needed);
    }
}

#[test]
fn of_faults_that_are_alike_the_one_is_left_that_was_not_left_out() {
    let mut plan = (1..).map(forty).find(|plan| has(plan, "leak")).unwrap();
    plan.faults.retain(|fault| fault.kind.name() == "leak");
    plan.faults = vec![plan.faults[0]; 5];
    let shrinker = shrink_where(&plan, |plan| plan.faults.len() >= 2);
    // Halves go first, the first ones first.
    assert_eq!(shrinker.origins(), [3, 4]);
}

#[test]
fn an_override_that_matters_stays_and_no_other_does() {
    let shrinker = shrink_where(&forty(1), |plan| plan.playbook.contains_key("targets"));
    let best = shrinker.best();
    assert!(best.faults.is_empty());
    assert_eq!(best.playbook.keys().collect::<Vec<_>>(), ["targets"]);
}

#[test]
fn a_failure_that_nothing_may_touch_stays_as_it_is() {
    let plan = forty(3);
    let shrinker = shrink_where(&plan, |candidate| *candidate == plan);
    assert_eq!(shrinker.best(), plan);
}

#[test]
fn a_threshold_is_found_from_either_side_and_reads_well() {
    let text = r#"
        name = "one"
        title = "One"
        duration = "20m"
        expect.anything = true
        [[fault]]
        kind = "leak"
        at = "137.25s"
        component = "web-view"
        rate = "7000000B/s"
    "#;
    let plan = Plan::draw(&Scenario::from_bytes("<text>", text.as_bytes()).unwrap(), Seed(1));
    let rate = |plan: &Plan| match plan.faults.first().map(|fault| fault.kind.values()[1].1) {
        Some(ParameterValue::Number(rate)) => rate,
        _ => 0.0,
    };
    const MB: f64 = 1024.0 * 1024.0;
    let at_least = shrink_where(&plan, |plan| rate(plan) >= 4.03 * MB);
    let [threshold] = at_least.thresholds().unwrap() else { panic!("{at_least:?}") };
    let (fails_at, other_at) = (threshold.fails_at / MB, threshold.other_at / MB);
    assert!((fails_at - 4.1).abs() < 1e-6 && (other_at - 4.0).abs() < 1e-6);
    let at_most = |most: f64| move |plan: &Plan| !plan.faults.is_empty() && rate(plan) <= most * MB;
    let at_most = shrink_where(&plan, at_most(9.17));
    let [threshold] = at_most.thresholds().unwrap() else { panic!("{at_most:?}") };
    let (fails_at, other_at) = (threshold.fails_at / MB, threshold.other_at / MB);
    assert!((fails_at - 9.1).abs() < 1e-6 && (other_at - 9.2).abs() < 1e-6);
}

#[test]
fn a_failure_that_is_not_monotone_gets_neighbours_that_were_both_run() {
    let plan = forty(5);
    let charge = |plan: &Plan| plan.conditions.charge.get();
    let drawn = charge(&plan);
    // It fails in stripes three per cent wide, and where it was drawn.
    let fails = |plan: &Plan| {
        let distance = (charge(plan) - drawn).abs();
        distance % 6.0 < 1.5 && charge(plan) != 75.0
    };
    let shrinker = shrink_where(&plan, fails);
    let [threshold] = shrinker.thresholds().unwrap() else { panic!("{shrinker:?}") };
    assert!(fails(&threshold.place.with(&shrinker.best(), threshold.fails_at)));
    assert!(!fails(&threshold.place.with(&shrinker.best(), threshold.other_at)));
    assert!((threshold.fails_at - threshold.other_at).abs() <= 1.0, "{threshold:?}");
}

#[test]
fn words_and_origins_become_usual_where_they_do_not_matter() {
    let plan = (1..).map(forty).find(|plan| has(plan, "leak")).unwrap();
    let best = shrink_where(&plan, |plan| has(plan, "leak")).best();
    let [leak] = best.faults.as_slice() else { panic!("{best:?}") };
    assert_eq!(leak.origin, firedrill_model::faults::Origin::Chance);
    let spec = leak.kind.spec();
    let usual: FaultKind = spec.usual();
    assert_eq!(leak.kind.values()[0], usual.values()[0]);
    assert_eq!((leak.at.0.as_secs_f64(), leak.lasts), (60.0, None));
}
