//! What a person does over time shows in the world.

use firedrill_model::app::{Component, Workload};
use firedrill_model::{Transition, World, WorldConfig};
use firedrill_protocol::{Action, Bytes, Playbook};
use firedrill_sim::{Simulation, Span, Time};

use crate::scripted::{Script, room};

fn world(workload: Workload, actions: Vec<(u64, Action)>) -> Simulation<World<Script>> {
    let config = WorldConfig { workload, ..room(vec![]) };
    World::simulation(&config, &Playbook::built_in(), Script::new(actions)).unwrap()
}

fn after(workload: Workload, seconds: u64) -> Simulation<World<Script>> {
    let mut simulation = world(workload, vec![]);
    simulation.run_until(Time::ZERO + Span::from_secs(seconds));
    simulation
}

fn swipes(workload: Workload) -> u64 {
    after(workload, 3600).handler().swipes().0
}

#[test]
fn each_workload_swipes_at_its_pace() {
    let steady = swipes(Workload::Steady);
    assert!((840..960).contains(&steady), "15 a minute: {steady}");
    let (power, idle) = (swipes(Workload::PowerUser), swipes(Workload::Idle));
    assert!(power * 10 > steady * 16, "{power}");
    assert!(idle * 5 < steady, "{idle}");
}

#[test]
fn a_commuter_walks_in_and_out_of_the_cold() {
    let (home, street) = (after(Workload::Commuter, 290), after(Workload::Commuter, 535));
    let skin = |s: &Simulation<World<Script>>| s.handler().truth(s.now()).skin.get();
    assert!(skin(&home) - skin(&street) > 2.0, "{} {}", skin(&home), skin(&street));
    let phases: Vec<_> = after(Workload::Commuter, 1600)
        .handler()
        .transitions()
        .iter()
        .filter_map(|transition| match transition {
            Transition::PhaseBegan(name) => Some(*name),
            _ => None,
        })
        .collect();
    assert_eq!(phases, ["walking", "on the train", "walking", "at home"]);
}

#[test]
fn ten_thousand_jobs_pass_through_a_store_that_stays_small() {
    let mut simulation = world(Workload::BatchImport, vec![]);
    let end = Time::ZERO + Span::from_secs(700);
    let mut most = Bytes::ZERO;
    while simulation.agenda().next_time().is_some_and(|next| next <= end) {
        simulation.step();
        let (now, world) = (simulation.now(), simulation.handler());
        most = most.max(world.held_by(Component::Jobs, now));
        let (imported, evicted, held) = world.imports();
        assert_eq!(imported, evicted + held);
        simulation.handler_mut().clear_transitions();
    }
    assert_eq!(simulation.handler().imports().0, 10_000);
    assert_eq!(most, Bytes::mb(40) + Bytes::new(1_000 * 3_146));
}

#[test]
fn rebuilding_the_job_store_evicts_what_was_imported() {
    let mut simulation = world(Workload::BatchImport, vec![(200, Action::SurgicalMemoryCleanup)]);
    simulation.run_until(Time::ZERO + Span::from_secs(230));
    let (now, world) = (simulation.now(), simulation.handler());
    let (imported, evicted, held) = world.imports();
    assert_eq!((imported, evicted, held), (8_000, 8_000, 0));
    assert_eq!(world.held_by(Component::Jobs, now), Bytes::mb(40));
}

#[test]
fn a_pass_costs_what_its_phase_says() {
    let multiplier = |seconds| {
        let simulation = after(Workload::BatchImport, seconds);
        simulation.handler().truth(simulation.now()).multiplier
    };
    let (warm_up, stress) = (multiplier(110), multiplier(500));
    let ratio = warm_up / stress;
    assert!((1.5..1.75).contains(&ratio), "0.8 against 1.3: {ratio}");
}
