//! Faults of the sampler, three facts each: the symptom emerges, the right action clears it, a wrong one
//! does not. Where no metric shows the symptom, regret does.

use crate::scripted::{Script, room};
use firedrill_model::app::Quality;
use firedrill_model::faults::{Fault, FaultKind, SamplerFault};
use firedrill_model::{Count, Duration, PerMinute, Share, Truth, Ui, World};
use firedrill_protocol::{Action, Bytes, Playbook};
use firedrill_sim::{Seed, Simulation, Span, Time};

const OPTIMIZE: Action = Action::OptimizeSampler;
const FAILSAFE: Action = Action::ActivateAlgorithmFailsafe;
const RESTORE: Action = Action::RestoreFullQuality;

/// Checks that `symptom` is absent before the fault, there after a while, gone after the right
/// actions and still there after the wrong ones, taken one after another.
#[track_caller]
fn check(fault: SamplerFault, symptom: fn(&Truth) -> bool, right: &[Action], wrong: &[Action]) {
    let healthy = truth(vec![], &[], 300);
    assert!(!symptom(&healthy), "without the fault: {healthy:?}");
    let ill = truth(vec![from_10_s(fault)], &[], 300);
    assert!(symptom(&ill), "with the fault and nothing done: {ill:?}");
    let helped = truth(vec![from_10_s(fault)], right, 300);
    assert!(!symptom(&helped), "after {right:?}: {helped:?}");
    let harmed = truth(vec![from_10_s(fault)], wrong, 300);
    assert!(symptom(&harmed), "after {wrong:?}: {harmed:?}");
}

/// The truth at that second, with actions ten seconds apart from 120 s on.
fn truth(faults: Vec<Fault>, actions: &[Action], second: u64) -> Truth {
    let actions = (0..).map(|n| 120 + 10 * n).zip(actions.iter().copied()).collect();
    let mut simulation = simulation(1, faults, actions);
    simulation.run_until(at(second));
    simulation.handler().truth(at(second))
}

/// Slow although nothing is given up: what only hides the cause does not count.
fn is_slow(truth: &Truth) -> bool {
    truth.multiplier < 300.0 || truth.quality > Quality::Normal
}

#[test]
fn a_cache_that_drops_scores_is_slow_until_the_sampler_is_optimized() {
    check(
        SamplerFault::ScoreCacheThrash { hits: Share::new(10.0) },
        is_slow,
        &[OPTIMIZE, RESTORE],
        &[FAILSAFE],
    );
}

#[test]
fn a_failsafe_hides_a_thrashing_cache_and_restoring_quality_shows_it_again() {
    let after = |actions: &[Action]| {
        let thrash = SamplerFault::ScoreCacheThrash { hits: Share::new(10.0) };
        truth(vec![from_10_s(thrash)], actions, 300).multiplier
    };
    assert!(after(&[FAILSAFE]) > 1000.0);
    assert!(after(&[FAILSAFE, RESTORE]) < 300.0);
}

#[test]
fn too_many_jobs_push_scores_out_until_the_store_is_trimmed() {
    check(
        SamplerFault::BulkJobLoad { jobs: Count::new(20_000) },
        |truth| truth.multiplier < 330.0 && truth.memory > Bytes::mb(200),
        &[Action::SurgicalMemoryCleanup],
        &[Action::ClearNonEssentialCaches],
    );
}

#[test]
fn jobs_that_arrive_are_scored_by_the_passes_that_follow_and_cost_them() {
    let jobs = SamplerFault::BulkJobLoad { jobs: Count::new(10_000) };
    let after = |second| truth(vec![from_10_s(jobs)], &[], second);
    assert!(after(22).multiplier < 200.0, "while they are scored: {:?}", after(22));
    assert!((290.0..360.0).contains(&after(300).multiplier), "once they are: {:?}", after(300));
}

#[test]
fn hundreds_of_arms_are_slow_until_the_configuration_is_rolled_back() {
    check(
        SamplerFault::ArmsExplosion { arms: Count::new(400) },
        is_slow,
        &[Action::RollbackConfiguration],
        &[OPTIMIZE, RESTORE],
    );
}

#[test]
fn a_posterior_that_is_no_number_is_slow_until_a_launch_reads_the_last_good_one() {
    check(
        SamplerFault::PosteriorCorruptedNan { tries: Count::new(100) },
        is_slow,
        &[Action::RestartApp],
        &[OPTIMIZE, RESTORE],
    );
}

#[test]
fn engines_that_diverge_find_every_score_gone_until_one_is_kept() {
    check(
        SamplerFault::DivergingEngines { engines: Count::new(2) },
        is_slow,
        &[OPTIMIZE, RESTORE],
        &[Action::RollbackConfiguration],
    );
}

#[test]
fn scoring_on_the_main_thread_is_slow_until_another_version_is_installed() {
    check(
        SamplerFault::ScoringOnMainThread { slower: Share::new(300.0) },
        is_slow,
        &[Action::RollbackVersion],
        &[Action::EnableBypass],
    );
}

#[test]
fn swipes_wait_for_a_pass_on_the_main_thread() {
    let blocked = |faults: Vec<Fault>| {
        let mut simulation = simulation(1, faults, vec![]);
        let mut longest = Span::ZERO;
        while simulation.now() < at(300) && simulation.step().is_some() {
            let now = simulation.now();
            if let Ui::Blocked(span) = simulation.handler().truth(now).ui {
                longest = longest.max(span);
            }
        }
        longest
    };
    let slower = Share::new(10_000.0);
    let fault = SamplerFault::ScoringOnMainThread { slower };
    assert!(blocked(vec![]) < Span::from_millis(100));
    assert!(blocked(vec![from_10_s(fault)]) > Span::from_millis(250));
}

#[test]
fn parameters_that_are_clamped_stop_the_learning_and_no_metric_shows_it() {
    let clamped = SamplerFault::PosteriorClamped { most: Count::new(2) };
    check_regret(clamped, Action::RollbackConfiguration, Action::RestartApp);
    let truth = truth(vec![from_10_s(clamped)], &[], 300);
    assert!(truth.multiplier > 357.0, "{truth:?}");
}

#[test]
fn samples_looked_up_in_a_table_end_exploration_and_look_fast() {
    let lookup = SamplerFault::LookupSampling {};
    check_regret(lookup, Action::RollbackVersion, Action::RestartApp);
    let (healthy, ill) = (truth(vec![], &[], 300), truth(vec![from_10_s(lookup)], &[], 300));
    assert!(ill.multiplier > 1.5 * healthy.multiplier, "{ill:?}");
}

#[test]
fn a_sampler_that_is_not_persisted_starts_over_with_every_launch() {
    let lost = || vec![from_10_s(SamplerFault::StateNotPersisted {})];
    let restarts = |first| vec![(900, first), (1200, Action::RestartApp)];
    let kept = regret(vec![], restarts(Action::RestartApp), 1210, 1600);
    let forgotten = regret(lost(), restarts(Action::RestartApp), 1210, 1600);
    assert!(forgotten > 1.5 * kept, "{forgotten} with the fault, {kept} without");
    // Nothing shows it without a launch.
    let without_launch = |faults| regret(faults, vec![], 1210, 1600);
    assert_eq!(without_launch(lost()), without_launch(vec![]));
    // What is learnt after a rollback is written again; after another action it is not.
    let helped = regret(lost(), restarts(Action::RollbackVersion), 1210, 1600);
    let harmed = regret(lost(), restarts(Action::RollbackConfiguration), 1210, 1600);
    assert!(forgotten > 1.2 * helped && harmed > 1.2 * helped, "{forgotten} {helped} {harmed}");
}

#[test]
fn a_failsafe_left_on_costs_what_the_person_likes() {
    let healthy = regret(vec![], vec![], 1200, 1800);
    let failsafe = regret(vec![], vec![(60, FAILSAFE)], 1200, 1800);
    assert!(failsafe > 2.0 * healthy, "{failsafe} with the failsafe, {healthy} without");
}

#[test]
fn a_cached_ranking_is_stale_after_half_an_hour() {
    let on = |second| {
        let mut simulation = simulation(1, vec![], vec![(60, FAILSAFE)]);
        simulation.run_until(at(second));
        simulation.handler().truth(at(second)).quality
    };
    assert_eq!([on(59), on(70)], [Quality::Normal, Quality::Critical]);
    assert_eq!(on(60 + 31 * 60), Quality::Emergency);
}

#[test]
fn each_setting_has_its_rung_of_the_ladder() {
    let quality = |actions: &[Action]| truth(vec![], actions, 300).quality;
    let less = Action::ReduceAlgorithmFrequency;
    assert_eq!(quality(&[]), Quality::Normal);
    assert_eq!(quality(&[Action::EnableGracefulDegradation]), Quality::Minimal);
    assert_eq!(quality(&[less]), Quality::Moderate);
    assert_eq!(quality(&[less, less, less]), Quality::Significant);
    assert_eq!(quality(&[less, FAILSAFE, OPTIMIZE]), Quality::Critical);
    assert_eq!(
        quality(&[less, FAILSAFE, Action::EnableGracefulDegradation, RESTORE]),
        Quality::Normal
    );
    assert_eq!(quality(&[FAILSAFE, Action::RestartApp]), Quality::Normal);
}

/// Checks that the regret of ten minutes is larger with the fault than without, or after the right
/// action, and that the wrong one leaves it larger.
#[track_caller]
fn check_regret(fault: SamplerFault, right: Action, wrong: Action) {
    let of = |faults, actions| regret(faults, actions, 1200, 1800);
    let ill = || vec![from_10_s(fault)];
    let healthy = of(vec![], vec![]);
    assert!(of(ill(), vec![]) > 1.5 * healthy, "{healthy} without the fault");
    let (helped, harmed) = (of(ill(), vec![(600, right)]), of(ill(), vec![(600, wrong)]));
    assert!(harmed > 1.3 * helped, "{helped} after {right}, {harmed} after {wrong}");
}

/// What a person who swipes once a second regrets between two instants, over some seeds.
fn regret(faults: Vec<Fault>, actions: Vec<(u64, Action)>, from: u64, to: u64) -> f64 {
    let of = |seed| {
        let mut simulation = simulation(seed, faults.clone(), actions.clone());
        let mut regret_at = |second| {
            simulation.run_until(at(second));
            simulation.handler().truth(at(second)).regret
        };
        let before = regret_at(from);
        regret_at(to) - before
    };
    (1..=12).map(of).sum()
}

fn simulation(
    seed: u64,
    faults: Vec<Fault>,
    actions: Vec<(u64, Action)>,
) -> Simulation<World<Script>> {
    let mut config = room(faults);
    config.seed = Seed(seed);
    config.conditions.swipes = PerMinute::new(60.0);
    World::simulation(&config, &Playbook::built_in(), Script::new(actions)).unwrap()
}

fn from_10_s(kind: impl Into<FaultKind>) -> Fault {
    Fault::new(Duration(Span::from_secs(10)), kind)
}

fn at(second: u64) -> Time {
    Time::ZERO + Span::from_secs(second)
}
