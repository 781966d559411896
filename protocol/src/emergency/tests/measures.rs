//! What is in force, what rests and what comes back, action by action.

use core::time::Duration;

use super::super::measures::{ActionSet, Measures, undone_by};
use super::host::at;
use crate::action::Action;

/// How many seconds an action is needless once it was carried out; `None` if it stays so.
fn needless_for(action: Action) -> Option<u64> {
    let mut measures = Measures::default();
    measures.completed(at(100), action);
    (0..1000).find(|second| !measures.make_needless(action, at(100 + second)))
}

fn lasts(action: Action) -> bool {
    let mut measures = Measures::default();
    measures.sent(action);
    measures.may_be_in_force(action)
}

#[test]
fn each_action_rests_as_long_as_it_needs_and_what_lasts_is_redone_after_forty_seconds() {
    for action in Action::ALL {
        let expected = match action {
            // There is nothing that could begin in spite of them.
            Action::EnableFallbacks => None,
            Action::SurgicalMemoryCleanup | Action::ReallocateResources => Some(30),
            Action::ClearNonEssentialCaches => Some(90),
            // It half-opens by itself after at most 78 s.
            Action::OpenCircuitBreaker => Some(78),
            _ if lasts(*action) => Some(40),
            _ => Some(0),
        };
        assert_eq!(needless_for(*action), expected, "{action}");
    }
}

#[test]
fn a_rest_is_over_to_the_nanosecond() {
    let mut measures = Measures::default();
    measures.completed(at(1), Action::SurgicalMemoryCleanup);
    let over = at(1) + Duration::from_secs(30);
    let before = at(1) + (Duration::from_secs(30) - Duration::from_nanos(1));
    assert!(measures.make_needless(Action::SurgicalMemoryCleanup, before));
    assert!(!measures.make_needless(Action::SurgicalMemoryCleanup, over));
}

#[test]
fn resources_are_reallocated_again_once_a_way_round_was_opened() {
    let reallocated_then_bypassed = |bypassed_at: Option<u64>| {
        let mut measures = Measures::default();
        measures.completed(at(10), Action::ReallocateResources);
        if let Some(second) = bypassed_at {
            measures.completed(at(second), Action::EnableBypass);
        }
        !measures.make_needless(Action::ReallocateResources, at(12))
    };
    assert!(reallocated_then_bypassed(Some(11)));
    assert!(!reallocated_then_bypassed(Some(10)), "in the same instant is not after");
    assert!(!reallocated_then_bypassed(Some(9)));
    assert!(!reallocated_then_bypassed(None));
    let mut only_bypassed = Measures::default();
    only_bypassed.completed(at(11), Action::EnableBypass);
    only_bypassed.completed(at(11), Action::SurgicalMemoryCleanup);
    assert!(only_bypassed.make_needless(Action::SurgicalMemoryCleanup, at(12)));
}

#[test]
fn a_flush_is_remembered() {
    let mut measures = Measures::default();
    assert!(!measures.has_flushed());
    measures.completed(at(1), Action::FlushDataBuffers);
    assert!(measures.has_flushed());
}

#[test]
fn critical_tasks_come_back_in_two_halves() {
    let mut measures = Measures::default();
    measures.completed(at(1), Action::SuspendCriticalTasks);
    measures.completed(at(2), Action::ResumeBackgroundOperations);
    let rest = measures.undoable_by(Action::ResumeComputations);
    assert_eq!(rest, ActionSet::of(&[Action::SuspendCriticalTasks]));
    assert!(!measures.make_needless(Action::SuspendCriticalTasks, at(3)));
    measures.completed(at(3), Action::ResumeComputations);
    assert!(measures.undoable_by(Action::ResumeComputations).is_empty());
}

#[test]
fn a_set_holds_what_was_put_in_and_nothing_else() {
    for one in Action::ALL {
        let set = ActionSet::of(&[*one]);
        let held: Vec<_> = Action::ALL.iter().filter(|action| set.contains(**action)).collect();
        assert_eq!(held, [one]);
        assert_eq!(set.first(), Some(*one));
        let mut emptied = set;
        emptied.remove(*one);
        assert!(emptied.is_empty() && !set.is_empty());
    }
    let (flush, clean) = (Action::FlushDataBuffers, Action::SurgicalMemoryCleanup);
    let mut set = ActionSet::of(&[flush, clean]);
    assert_eq!(set.first(), Some(clean), "in the order of the list of actions");
    assert_eq!(set.both(ActionSet::of(&[flush, Action::RestartApp])), ActionSet::of(&[flush]));
    assert_eq!(set.without(ActionSet::of(&[flush, Action::RestartApp])), ActionSet::of(&[clean]));
    set.insert(flush);
    assert_eq!(set, ActionSet::of(&[clean, flush]), "once is enough");
    set.remove(Action::RestartApp);
    assert_eq!(set, ActionSet::of(&[clean, flush]));
    assert_eq!(ActionSet::default().first(), None);
}

#[test]
fn each_resumption_brings_back_its_own() {
    let brings_back = |action| {
        Action::ALL.iter().copied().filter(|a| undone_by(action).contains(*a)).collect::<Vec<_>>()
    };
    assert_eq!(
        brings_back(Action::LeaveOptimizerEmergencyMode),
        [Action::EnterOptimizerEmergencyMode]
    );
    assert_eq!(
        brings_back(Action::ResumeBackgroundOperations),
        [Action::SuspendBackgroundOperations, Action::SuspendCriticalTasks]
    );
    assert_eq!(
        brings_back(Action::ResumeComputations),
        [
            Action::SuspendMemoryIntensiveTasks,
            Action::SuspendIntensiveComputations,
            Action::SuspendCriticalTasks,
        ]
    );
    assert_eq!(
        brings_back(Action::RestoreFullQuality),
        [
            Action::OptimizeSampler,
            Action::ActivateAlgorithmFailsafe,
            Action::ReduceAlgorithmFrequency,
            Action::EnableGracefulDegradation,
        ]
    );
}
