//! simrs: a component per process, shared values behind a key of the simulation's state.

use std::time::Duration;

use simrs::{Component, ComponentId, Executor, Key, Scheduler, Simulation, State};

use crate::workload::{Draws, MESSAGES_PER_PROCESS, checksum};

#[derive(Debug)]
struct Message;

struct Shared {
    draws: Draws,
    ids: Vec<ComponentId<Message>>,
    to_send: u64,
}

struct Process {
    number: u32,
    shared: Key<Shared>,
    received: Key<u32>,
}

impl Component for Process {
    type Event = Message;

    fn process_event(
        &self,
        _self_id: ComponentId<Message>,
        _event: &Message,
        scheduler: &mut Scheduler,
        state: &mut State,
    ) {
        *state.get_mut(self.received).expect("inserted at the start") += 1;
        let shared = state.get_mut(self.shared).expect("inserted at the start");
        if shared.to_send > 0 {
            shared.to_send -= 1;
            let hop = shared.draws.hop(self.number, shared.ids.len() as u32);
            let delay = Duration::from_nanos(hop.delay_ns);
            scheduler.schedule(delay, shared.ids[hop.process as usize], Message);
        }
    }
}

pub fn phold(processes: u32, events: u64) -> u64 {
    let mut simulation = Simulation::default();
    let mut draws = Draws::new();
    let shared =
        simulation.state.insert(Shared { draws: draws.clone(), ids: Vec::new(), to_send: events });
    let mut all = Vec::new();
    for number in 0..processes {
        let received = simulation.state.insert(0_u32);
        let id = simulation.add_component(Process { number, shared, received });
        all.push((id, received));
    }
    let mut to_send = events;
    for (number, (id, _)) in (0..).zip(&all) {
        for _ in 0..MESSAGES_PER_PROCESS {
            to_send -= 1;
            let delay_ns = draws.hop(number, processes).delay_ns;
            simulation.schedule(Duration::from_nanos(delay_ns), *id, Message);
        }
    }
    if let Some(shared) = simulation.state.get_mut(shared) {
        *shared = Shared { draws, ids: all.iter().map(|(id, _)| *id).collect(), to_send };
    }
    simulation.execute(Executor::unbound());
    let received: Vec<u32> =
        all.iter().filter_map(|(_, key)| simulation.state.get(*key).copied()).collect();
    checksum(&received)
}
