//! Emergencies that somebody triggers by hand: when the process hears of them.

use firedrill_model::faults::{Fault, Moment, RecoveryFault};
use firedrill_model::{Duration, Transition, Trigger, World, WorldConfig};
use firedrill_protocol::{Action, IncidentType, OperatorEvent, Playbook, Role};
use firedrill_sim::{Span, Time};

use crate::scripted::{Script, room};

fn triggered_at(second: u64, config: WorldConfig) -> WorldConfig {
    let trigger = Trigger {
        at: Duration(Span::from_secs(second)),
        by: Role::Platform,
        incident: IncidentType::MemoryLeakEmergency,
        about: "Weekly emergency drill".to_owned(),
    };
    WorldConfig { triggers: vec![trigger], ..config }
}

/// What happened in three minutes, and when.
fn happened(config: &WorldConfig, asked: &[(u64, Action)]) -> Vec<(Time, Transition)> {
    let script = Script::new(asked.to_vec());
    let mut simulation = World::simulation(config, &Playbook::built_in(), script).unwrap();
    let end = Time::ZERO + Span::from_secs(180);
    let mut happened = vec![];
    while simulation.agenda().next_time().is_some_and(|next| next <= end) {
        simulation.step();
        let now = simulation.now();
        let world = simulation.handler_mut();
        happened.extend(world.transitions().iter().map(|transition| (now, *transition)));
        world.clear_transitions();
    }
    happened
}

/// When it was heard; once, or not at all.
fn heard(happened: &[(Time, Transition)]) -> Option<u64> {
    let event = OperatorEvent::Triggered(Role::Platform, IncidentType::MemoryLeakEmergency);
    let is_it = |transition: &Transition| *transition == Transition::OperatorActed(event);
    let all: Vec<_> = happened.iter().filter(|(_, it)| is_it(it)).map(|(at, _)| *at).collect();
    assert!(all.len() <= 1, "{all:?}");
    all.first().map(|at| at.as_nanos() / 1_000_000_000)
}

#[test]
fn a_trigger_comes_at_its_time_and_nothing_else_changes() {
    let triggered = happened(&triggered_at(100, room(vec![])), &[]);
    assert_eq!(heard(&triggered), Some(100));
    let calm = happened(&room(vec![]), &[]);
    assert_eq!(heard(&calm), None);
    assert_eq!(triggered.len(), calm.len() + 1);
}

#[test]
fn who_finds_the_app_suspended_triggers_it_when_it_goes_on() {
    let kind = RecoveryFault::AppSuspended {
        pause: Duration(Span::from_secs(20)),
        moment: Moment::AtOnce,
    };
    let asleep = room(vec![Fault::new(Duration(Span::from_secs(90)), kind)]);
    assert_eq!(heard(&happened(&triggered_at(100, asleep.clone()), &[])), Some(110));
    assert_eq!(heard(&happened(&triggered_at(111, asleep), &[])), Some(111));
}

#[test]
fn who_finds_no_process_tries_again_until_there_is_one() {
    let mut postponed = 0;
    for second in 95..125 {
        let config = triggered_at(second, room(vec![]));
        let all = happened(&config, &[(95, Action::RestartApp)]);
        let at = |is_it: fn(&Transition) -> bool| {
            let found = all.iter().find(|(_, transition)| is_it(transition));
            found.map(|(at, _)| at.as_secs_f64()).unwrap()
        };
        let down = at(|it| matches!(it, Transition::ProcessEnded { .. }));
        let up = at(|it| matches!(it, Transition::ProcessUp));
        let heard = heard(&all).unwrap();
        assert!(!(down..up).contains(&(heard as f64)) || heard as f64 + 1.0 > up, "{second}");
        postponed += u32::from(heard > second);
    }
    assert!(postponed > 0);
}
