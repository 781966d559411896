//! Faults of recovery itself: what is asked for does not happen as asked, the process dies or sleeps
//! in the middle, people are not there.

use firedrill_model::app::Component;
use firedrill_model::faults::{MemoryFault, Moment, RecoveryFault, Report, SideEffect};
use firedrill_model::{BytesPerSecond, Death, Duration, Share, Transition, Truth, Ui};
use firedrill_protocol::{Action, ActionOutcome, Bytes};
use firedrill_sim::{Span, Time};

use crate::scripted::{Incident, Observed};

fn seconds(seconds: u64) -> Duration {
    Duration(Span::from_secs(seconds))
}

fn leak() -> MemoryFault {
    let (component, rate) = (Component::WebView, BytesPerSecond::new(2 << 20));
    MemoryFault::Leak { component, rate }
}

const CLEAN_UP: Action = Action::SurgicalMemoryCleanup;

/// A leak and a fault of the step that would end it, which is tried in every case.
fn with_a_leak(fault: RecoveryFault) -> Incident {
    Incident::new(fault).and(leak()).with(CLEAN_UP)
}

fn too_much(truth: &Truth) -> bool {
    truth.memory > Bytes::mb(300)
}

/// How a step ended that was asked for once.
fn outcome(observed: &Observed, step: Action) -> Option<ActionOutcome> {
    observed.happened.iter().find_map(|(_, transition)| match transition {
        Transition::ActionEnded(_, action, outcome) if *action == step => Some(*outcome),
        _ => None,
    })
}

/// Checks that the clean-up ends the leak, but not with the fault; and that the version's rollback,
/// and not a configuration's, takes both away.
#[track_caller]
fn check_step(fault: RecoveryFault, reports: Option<ActionOutcome>) {
    let sound = Incident::new(leak()).with(CLEAN_UP).observe(&[]);
    assert!(!too_much(&sound.truth), "without the fault: {:?}", sound.truth);
    let broken = with_a_leak(fault).observe(&[]);
    assert!(too_much(&broken.truth), "with the fault: {:?}", broken.truth);
    assert_eq!(outcome(&broken, CLEAN_UP), reports);
    assert!(!too_much(&with_a_leak(fault).run(&[Action::RollbackVersion])));
    assert!(too_much(&with_a_leak(fault).run(&[Action::RollbackConfiguration])));
}

#[test]
fn a_step_that_fails_says_so_and_leaves_the_leak() {
    check_step(RecoveryFault::StepFails { step: CLEAN_UP }, Some(ActionOutcome::Failed));
}

#[test]
fn a_step_that_hangs_is_never_heard_of_again() {
    check_step(RecoveryFault::StepHangs { step: CLEAN_UP }, None);
}

#[test]
fn a_slow_step_takes_effect_when_it_ends_and_not_before() {
    let slow = RecoveryFault::StepSlow { step: CLEAN_UP, takes: Share::new(10_000.0) };
    check_step(slow, None);
    // Four seconds become four minutes, and then the leak is gone.
    let patient = Incident::new(slow).and(leak()).acting_after(400).with(Action::RollbackVersion);
    assert!(!too_much(&patient.run(&[])));
    let slower = RecoveryFault::StepSlow { step: CLEAN_UP, takes: Share::new(2_000.0) };
    let waited = with_a_leak(slower).observe(&[]);
    assert_eq!(outcome(&waited, CLEAN_UP), Some(ActionOutcome::Completed));
    assert!(!too_much(&waited.truth), "{:?}", waited.truth);
}

#[test]
fn half_a_clean_up_empties_caches_and_may_well_claim_to_be_whole() {
    for reported in Report::ALL.iter().copied() {
        let half = RecoveryFault::StepHalfSucceeds { step: CLEAN_UP, reported };
        check_step(half, Some(reported.outcome()));
    }
    // Half is not nothing: the image cache is empty, though its budget is not enforced.
    let half = RecoveryFault::StepHalfSucceeds { step: CLEAN_UP, reported: Report::Completed };
    let fails = RecoveryFault::StepFails { step: CLEAN_UP };
    let at_half = with_a_leak(half).run(&[]).memory;
    // Two minutes later caches have refilled, and pressure has emptied images in both cases: what is
    // left of the difference is more than the animations' 5 MB.
    let at_none = with_a_leak(fails).run(&[]).memory;
    assert!(at_half < at_none.saturating_sub(Bytes::mb(5)), "{at_half:?} {at_none:?}");
}

#[test]
fn half_a_rollback_is_a_restart_of_the_same_version() {
    let (step, reported) = (Action::RollbackVersion, Report::Completed);
    let half = RecoveryFault::StepHalfSucceeds { step, reported };
    let release = Incident::new(half).and(leak()).brought_by_a_release().acting_after(240);
    let grows = |truth: &Truth| truth.memory > Bytes::mb(220);
    assert!(grows(&release.run(&[Action::RollbackVersion])), "the same code starts again");
    assert!(!grows(&release.run(&[Action::FullSystemRecovery])));
}

#[test]
fn a_clean_up_that_drops_the_journals_buffer_loses_swipes_until_a_rollback() {
    let effect = SideEffect::JournalBuffer;
    let spills = Incident::new(RecoveryFault::StepSideEffect { step: CLEAN_UP, effect });
    let lost = |incident: &Incident, first: Action| {
        // Eight clean-ups: one of them finds something in the buffer.
        let happened = incident.clone().with(first).observe(&[CLEAN_UP; 8]).happened;
        happened.iter().any(|(_, transition)| {
            matches!(transition, Transition::BufferDeleted { swipes_lost: 1.. })
        })
    };
    assert!(!lost(&spills.without_fault(), Action::OptimizeSampler));
    assert!(lost(&spills, Action::RollbackConfiguration));
    assert!(
        !spills
            .clone()
            .with(Action::RollbackVersion)
            .acting_after(240)
            .observe(&[])
            .happened
            .iter()
            .any(|(_, transition)| matches!(transition, Transition::BufferDeleted { .. }))
    );
}

#[test]
fn a_step_that_opens_the_breaker_shows_as_errors() {
    let effect = SideEffect::Breaker;
    let step = Action::ClearNonEssentialCaches;
    let cuts = Incident::new(RecoveryFault::StepSideEffect { step, effect });
    let refused = |truth: &Truth| truth.error_rate > 0.1;
    assert!(!refused(&cuts.without_fault().with(step).run(&[])));
    // A breaker stays open for about a minute.
    let late = cuts.acting_after(110);
    assert!(late.observe(&[step]).count(|t| matches!(t, Transition::BreakerChanged(_))) > 0);
    assert_eq!(late.observe(&[CLEAN_UP]).count(|t| matches!(t, Transition::BreakerChanged(_))), 0);
}

#[test]
fn a_suspended_app_does_nothing_and_then_goes_on_where_it_stopped() {
    let (moment, pause) = (Moment::AtOnce, seconds(60));
    let asleep = Incident::new(RecoveryFault::AppSuspended { moment, pause });
    let observed = asleep.and(leak()).observe(&[]);
    let during = |when: &Time| (second(60)..second(120)).contains(when);
    let told = |t: &Transition| matches!(t, Transition::Sampled(_));
    let samples = observed.happened.iter().filter(|(_, t)| told(t));
    assert_eq!(samples.clone().filter(|(when, _)| during(when)).count(), 0);
    assert!(samples.filter(|(when, _)| *when > second(120)).count() > 170, "it is sampled again");
    // The leak grew for four minutes less one.
    let awake = Incident::new(leak()).observe(&[]).truth.memory;
    let less = (awake.saturating_sub(observed.truth.memory)).as_mb();
    // Images of swipes that were not made are a few more.
    assert!((less - 120.0).abs() < 6.0, "{less} MB less");
    assert_eq!(observed.count(|t| *t == Transition::ProcessSuspended), 1);
    assert_eq!(observed.count(|t| *t == Transition::ProcessResumed), 1);
}

fn second(seconds: u64) -> Time {
    Time::ZERO + Span::from_secs(seconds)
}

#[test]
fn an_app_suspended_in_the_middle_of_a_step_takes_it_up_again() {
    let (moment, pause) = (Moment::DuringAction, seconds(40));
    let asleep = with_a_leak(RecoveryFault::AppSuspended { moment, pause }).observe(&[]);
    let asked = asleep.happened.iter().find(|(_, t)| matches!(t, Transition::ActionAsked(_)));
    let ended = asleep.happened.iter().find(|(_, t)| matches!(t, Transition::ActionEnded(..)));
    let took = ended.unwrap().0 - asked.unwrap().0;
    assert!(took > Span::from_secs(40) && took < Span::from_secs(50), "{took}");
    assert!(!too_much(&asleep.truth), "and it takes effect");
    assert_eq!(asleep.truth.ui, Ui::Responsive);
}

#[test]
fn a_version_that_crashes_does_so_until_another_one_is_installed() {
    let (moment, every) = (Moment::AtOnce, seconds(50));
    let crashes = Incident::new(RecoveryFault::AppCrashes { moment, every });
    let after = |action: Option<Action>| {
        let actions: Vec<_> = action.into_iter().collect();
        let observed = crashes.observe(&actions);
        let late = observed.happened.iter().filter(|(at, _)| *at > second(220));
        late.filter(|(_, t)| matches!(t, Transition::ProcessDied { death: Death::Crashed, .. }))
            .count()
    };
    assert!(after(None) >= 1);
    assert!(after(Some(Action::RestartApp)) >= 1);
    assert_eq!(after(Some(Action::RollbackVersion)), 0);
    assert_eq!(crashes.without_fault().observe(&[]).count(died), 0);
}

fn died(transition: &Transition) -> bool {
    matches!(transition, Transition::ProcessDied { .. })
}

#[test]
fn a_crash_in_the_middle_of_a_step_takes_the_step_along() {
    let (moment, every) = (Moment::DuringAction, seconds(60));
    let dies = RecoveryFault::AppCrashes { moment, every };
    let step = Action::FlushDataBuffers;
    let crashed = Incident::new(dies).with(step).observe(&[]);
    assert_eq!((crashed.count(died), outcome(&crashed, step)), (1, None));
    assert_eq!(crashed.truth.ui, Ui::Responsive, "it is up again");
    let sound = Incident::new(dies).without_fault().with(step).observe(&[]);
    assert_eq!(outcome(&sound, step), Some(ActionOutcome::Completed));
    // What is done to the process from outside is done to a dead one, too.
    let cured = Incident::new(dies).with_earlier(60, Action::RollbackVersion).observe(&[step]);
    assert_eq!((cured.count(died), outcome(&cured, step)), (1, Some(ActionOutcome::Completed)));
}

#[test]
fn an_app_that_is_killed_is_launched_again_by_its_user_once() {
    let moment = Moment::DuringAction;
    let killed = with_a_leak(RecoveryFault::AppKilled { moment }).observe(&[CLEAN_UP]);
    let of_kill =
        |t: &Transition| matches!(t, Transition::ProcessDied { death: Death::Killed, .. });
    assert_eq!(killed.count(of_kill), 1);
    assert_eq!(killed.count(|t| *t == Transition::ProcessUp), 1);
    assert!(!too_much(&killed.truth), "the leak died with the process");
    let never = Incident::new(RecoveryFault::AppKilled { moment }).observe(&[]);
    assert_eq!(never.count(of_kill), 0, "no step, no middle of it");
}

#[test]
fn a_rollback_without_a_target_does_nothing_and_a_reinstallation_helps() {
    let (component, rate) = (Component::MatchingEngine, BytesPerSecond::new(2 << 20));
    let leak = MemoryFault::Leak { component, rate };
    let stuck = Incident::new(RecoveryFault::RollbackTargetInvalid {}).and(leak);
    let rollback = Action::RollbackVersion;
    let tried = stuck.observe(&[rollback]);
    assert_eq!(outcome(&tried, rollback), Some(ActionOutcome::Failed));
    assert!(too_much(&tried.truth));
    assert!(!too_much(&stuck.run(&[Action::FullSystemRecovery])));
    assert!(too_much(&stuck.run(&[Action::RollbackConfiguration])));
    assert!(!too_much(&Incident::new(leak).run(&[rollback])));
}

#[test]
fn an_expired_baseline_leaves_nothing_to_go_back_to_until_another_version_brings_one() {
    let cache = MemoryFault::CacheWithoutEviction { per_swipe: Bytes::mb(2) };
    let expired = Incident::new(RecoveryFault::BaselineExpired {}).and(cache);
    let rollback = Action::RollbackConfiguration;
    let full = |truth: &Truth| truth.memory > Bytes::mb(200);
    let tried = expired.observe(&[rollback]);
    assert_eq!(outcome(&tried, rollback), Some(ActionOutcome::Failed));
    assert!(full(&tried.truth));
    assert!(!full(&expired.run(&[Action::RollbackVersion])));
    let restarted = expired.clone().with_earlier(60, Action::RestartApp).observe(&[rollback]);
    assert_eq!(outcome(&restarted, rollback), Some(ActionOutcome::Failed), "it is still expired");
    let again = expired.with_earlier(60, Action::RollbackVersion).observe(&[rollback]);
    assert_eq!(outcome(&again, rollback), Some(ActionOutcome::Completed));
}
