//! How a protocol goes about an emergency: what the judge must and must not accept.

use firedrill_judge::Property;
use firedrill_model::Transition;
use firedrill_model::nouns::{
    Action, ActionOutcome, Command, CommandId, OperatorEvent, Purpose, RecoveryProcedure, Role,
    Severity,
};

use crate::telling::{
    BATTERY, MEMORY, PERFORMANCE, Telling, alarm, all_clear, asks, check_fails, healthy,
    with_memory,
};

/// The immediate actions of a memory leak, in the playbook's order.
const IN_ORDER: [Action; 4] = [
    Action::FlushDataBuffers,
    Action::SurgicalMemoryCleanup,
    Action::SuspendMemoryIntensiveTasks,
    Action::ForceGarbageCollection,
];

/// A leak, answered with these actions; memory is well and the emergency over after so many seconds.
fn leak_answered_by(actions: &[Transition], seconds: u64) -> Telling {
    let leak = || with_memory(260);
    let mut telling = Telling::of_memory(Severity::Major).stays(1, leak()).happens(leak(), alarm());
    for action in actions {
        telling = telling.stays(1, leak()).happens(leak(), *action);
    }
    telling.stays(seconds, healthy()).happens(healthy(), all_clear()).stays(20, healthy())
}

fn violations(telling: Telling) -> Vec<Property> {
    telling.end().violations.into_iter().map(|violation| violation.property).collect()
}

fn immediate(actions: &[Action]) -> Vec<Transition> {
    actions.iter().map(|action| asks(MEMORY, *action)).collect()
}

fn step_of_the_clean_up(action: Action) -> Transition {
    let purpose = Purpose::Procedure(RecoveryProcedure::ImmediateMemoryCleanup);
    let (id, incident) = (CommandId(9), MEMORY);
    Transition::ActionAsked(Command { id, action, incident, purpose })
}

#[test]
fn immediate_actions_in_the_playbooks_order_are_accepted() {
    assert_eq!(violations(leak_answered_by(&immediate(&IN_ORDER), 20)), []);
}

#[test]
fn an_immediate_action_before_one_that_the_playbook_calls_for_first_is_a_failure() {
    let swapped = [IN_ORDER[1], IN_ORDER[0], IN_ORDER[2], IN_ORDER[3]];
    let judgement = leak_answered_by(&immediate(&swapped), 20).end();
    check_fails(&judgement, Property::FollowsThePlaybook, 2);
}

#[test]
fn an_immediate_action_that_is_left_out_is_a_failure_once_the_emergency_is_over() {
    let judgement = leak_answered_by(&immediate(&IN_ORDER[..3]), 20).end();
    check_fails(&judgement, Property::FollowsThePlaybook, 24);
}

#[test]
fn an_immediate_action_of_another_incident_type_is_a_failure() {
    let judgement = leak_answered_by(&[asks(MEMORY, Action::EnableBypass)], 20).end();
    check_fails(&judgement, Property::FollowsThePlaybook, 2);
}

#[test]
fn a_procedure_before_the_last_immediate_action_is_a_failure() {
    let mut actions = immediate(&IN_ORDER[..3]);
    actions.push(step_of_the_clean_up(Action::ForceGarbageCollection));
    let judgement = leak_answered_by(&actions, 20).end();
    check_fails(&judgement, Property::FollowsThePlaybook, 5);
}

#[test]
fn what_people_did_by_hand_need_not_be_asked_for() {
    let mut actions = immediate(&IN_ORDER[..3]);
    let by_hand = OperatorEvent::ManualStep(
        Role::EngineeringLead,
        Action::ForceGarbageCollection,
        ActionOutcome::Completed,
    );
    actions.push(Transition::OperatorActed(by_hand));
    assert_eq!(violations(leak_answered_by(&actions, 20)), []);
}

#[test]
fn a_response_that_a_death_of_the_process_cut_short_is_not_held_against_anybody() {
    let mut actions = immediate(&IN_ORDER[..1]);
    actions.push(Transition::ProcessEnded { swipes_lost: 0 });
    assert_eq!(violations(leak_answered_by(&actions, 20)), []);
}

#[test]
fn the_boost_may_be_left_out_since_it_heats() {
    let actions = [Action::ActivateAlgorithmFailsafe, Action::SuspendBackgroundOperations];
    let actions: Vec<_> = actions.map(|action| asks(PERFORMANCE, action)).into();
    let told = leak_answered_by(&actions, 20);
    assert!(!violations(told).contains(&Property::FollowsThePlaybook));
    let told = leak_answered_by(&[asks(BATTERY, Action::ReduceAlgorithmFrequency)], 20);
    assert!(violations(told).contains(&Property::FollowsThePlaybook));
}

#[test]
fn an_all_clear_while_a_line_has_been_broken_for_ten_seconds_is_false() {
    let leak = || with_memory(260);
    let telling = Telling::of_memory(Severity::Major).happens(leak(), alarm());
    let told = |seconds| telling_of(telling.judge(), seconds).happens(leak(), all_clear());
    assert_eq!(violations(told(9)), []);
    check_fails(&told(10).end(), Property::AllClearIsTrue, 10);
}

fn telling_of(judge: &firedrill_judge::Judge, seconds: u64) -> Telling {
    let told = Telling::of_memory(Severity::Major).told_to(judge.clone());
    told.stays(seconds, with_memory(260))
}

#[test]
fn what_stays_suspended_after_a_restoration_is_a_failure() {
    let suspended = firedrill_model::Truth { is_suspended: true, ..healthy() };
    let leak = || with_memory(260);
    let telling = Telling::of_memory(Severity::Major).stays(1, leak()).happens(leak(), alarm());
    let mut telling = telling;
    for action in immediate(&IN_ORDER) {
        telling = telling.happens(leak(), action);
    }
    let telling = telling.stays(20, suspended).happens(suspended, all_clear());
    check_fails(&telling.stays(120, suspended).end(), Property::QualityIsRestored, 123);
}
