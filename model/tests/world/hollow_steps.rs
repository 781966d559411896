//! Steps without effect: whoever asks notices nothing, and nothing is done.

use firedrill_model::app::Component;
use firedrill_model::faults::{Fault, MemoryFault, Moment, RecoveryFault, ThermalFault};
use firedrill_model::{
    BytesPerSecond, Celsius, Duration, HollowStep, Transition, Truth, Ui, World, WorldConfig,
};
use firedrill_protocol::{Action, ActionOutcome, Bytes, Playbook};
use firedrill_sim::{DigestValue, Span, Time};

use crate::scripted::{Script, room};

const CLEAN_UP: Action = Action::SurgicalMemoryCleanup;

/// What a world came to after four minutes.
struct Come {
    truth: Truth,
    digest: DigestValue,
    /// Everything that happened to actions: when it was asked for, when and how it ended.
    actions: Vec<(Time, Transition)>,
    happened: Vec<(Time, Transition)>,
}

impl Come {
    fn happened(&self, which: impl Fn(&Transition) -> bool) -> bool {
        self.happened.iter().any(|(_, transition)| which(transition))
    }
}

fn at(second: u64) -> Time {
    Time::ZERO + Span::from_secs(second)
}

fn always(action: Action) -> HollowStep {
    HollowStep { action, from: Time::ZERO, until: Time::MAX }
}

fn leaking() -> WorldConfig {
    let (component, rate) = (Component::ImageCache, BytesPerSecond::new(1 << 20));
    let leak = MemoryFault::Leak { component, rate };
    room(vec![Fault::new(Duration(Span::from_secs(60)), leak)])
}

fn run(config: &WorldConfig, asked: &[(u64, Action)], hollow: &[HollowStep]) -> Come {
    let script = Script::new(asked.to_vec());
    let mut simulation = World::simulation(config, &Playbook::built_in(), script).unwrap();
    simulation.handler_mut().hollow_out(hollow);
    let mut happened = vec![];
    while simulation.agenda().next_time().is_some_and(|next| next <= at(240)) {
        simulation.step();
        let now = simulation.now();
        let noted = simulation.handler().transitions();
        happened.extend(noted.iter().map(|transition| (now, *transition)));
        simulation.handler_mut().clear_transitions();
    }
    let is_about_actions = |transition: &Transition| {
        matches!(transition, Transition::ActionAsked(_) | Transition::ActionEnded(..))
    };
    let actions = happened.iter().filter(|(_, it)| is_about_actions(it)).copied().collect();
    let (truth, digest) = (simulation.handler().truth(at(240)), simulation.digest());
    Come { truth, digest, actions, happened }
}

#[test]
fn a_step_without_effect_is_answered_alike_and_changes_nothing() {
    let asked = [(100, CLEAN_UP), (130, Action::ForceGarbageCollection)];
    let (done, hollow) =
        (run(&leaking(), &asked, &[]), run(&leaking(), &asked, &[always(CLEAN_UP)]));
    assert!(done.happened(|it| *it == Transition::FaultEnded(0, Some(CLEAN_UP))));
    assert!(!hollow.happened(|it| matches!(it, Transition::FaultEnded(..))));
    assert!(done.truth.memory < Bytes::mb(200) && hollow.truth.memory > Bytes::mb(300));
    // Asked, drawn and answered at the same instants: the later action too.
    assert_eq!(done.actions.len(), 4);
    assert_eq!(done.actions, hollow.actions);
}

#[test]
fn a_step_that_had_no_effect_anyway_is_missed_by_nobody_bit_for_bit() {
    let asked: Vec<_> = (0..6)
        .flat_map(|n| {
            // Nothing was suspended or degraded, and nothing is pinned.
            [Action::ResumeBackgroundOperations, Action::LeaveOptimizerEmergencyMode, CLEAN_UP]
                .map(|action| (80 + 20 * n, action))
        })
        .collect();
    // Hot enough for the governor to poll, and for its polls to be moved.
    let mut hot = leaking();
    let (ambient, at) = (Celsius::new(42.0), Duration(Span::from_secs(5)));
    hot.faults.push(Fault::new(at, ThermalFault::AmbientHeat { ambient }));
    let whole = run(&hot, &asked, &[]);
    for idle in [Action::ResumeBackgroundOperations, Action::LeaveOptimizerEmergencyMode] {
        let without = run(&hot, &asked, &[always(idle)]);
        assert_eq!(without.happened, whole.happened, "{idle}");
        assert_eq!(without.digest, whole.digest, "{idle}");
    }
    assert_ne!(run(&hot, &asked, &[always(CLEAN_UP)]).digest, whole.digest);
}

#[test]
fn what_is_hollow_and_never_asked_for_changes_no_run() {
    let (asked, hollow) = ([(100, CLEAN_UP)], [always(Action::RollbackVersion)]);
    assert_eq!(run(&leaking(), &asked, &[]).digest, run(&leaking(), &asked, &hollow).digest);
}

#[test]
fn only_what_is_asked_for_in_its_while_is_hollow() {
    let asked = [(100, CLEAN_UP), (150, CLEAN_UP)];
    let ended = |from, until| {
        let step = HollowStep { action: CLEAN_UP, from: at(from), until: at(until) };
        let come = run(&leaking(), &asked, &[step]);
        let ended = |(_, it): &&(Time, Transition)| matches!(it, Transition::FaultEnded(..));
        come.happened.iter().find(ended).map(|(at, _)| at.as_secs_f64() > 150.0)
    };
    // The first asking, the second, both, neither.
    assert_eq!(ended(100, 101), Some(true));
    assert_eq!(ended(150, 151), Some(false));
    assert_eq!(ended(100, 151), None);
    assert_eq!(ended(101, 150), Some(false));
}

#[test]
fn a_hollow_restart_is_reported_as_done_and_the_process_goes_on() {
    for action in [Action::RestartApp, Action::RollbackVersion, Action::FullSystemRecovery] {
        let asked = [(100, action)];
        let ends = |come: &Come| come.happened(|it| matches!(it, Transition::ProcessEnded { .. }));
        assert!(ends(&run(&leaking(), &asked, &[])), "{action}");
        let hollow = run(&leaking(), &asked, &[always(action)]);
        assert!(!ends(&hollow), "{action}");
        assert_eq!(hollow.truth.ui, Ui::Responsive, "{action}");
        let is_done =
            |it: &Transition| matches!(it, Transition::ActionEnded(_, _, ActionOutcome::Completed));
        assert!(hollow.happened(is_done), "{action}");
    }
}

#[test]
fn a_step_that_fails_fails_also_without_effect() {
    let mut config = leaking();
    let broken = RecoveryFault::StepFails { step: CLEAN_UP };
    config.faults.push(Fault::new(Duration(Span::from_secs(10)), broken));
    let whole = run(&config, &[(100, CLEAN_UP)], &[]);
    let hollow = run(&config, &[(100, CLEAN_UP)], &[always(CLEAN_UP)]);
    assert!(
        hollow
            .happened(|it| { matches!(it, Transition::ActionEnded(_, _, ActionOutcome::Failed)) })
    );
    assert_eq!(hollow.happened, whole.happened);
}

#[test]
fn what_strikes_in_the_middle_of_a_step_strikes_also_without_its_effect() {
    let mut config = leaking();
    let crash = RecoveryFault::AppKilled { moment: Moment::DuringAction };
    config.faults.push(Fault::new(Duration(Span::from_secs(10)), crash));
    let died = |hollow: &[HollowStep]| {
        let come = run(&config, &[(100, CLEAN_UP)], hollow);
        let died = |(_, it): &&(Time, Transition)| matches!(it, Transition::ProcessDied { .. });
        come.happened.iter().find(died).map(|(at, _)| *at)
    };
    assert!(died(&[]).is_some());
    assert_eq!(died(&[]), died(&[always(CLEAN_UP)]));
}
