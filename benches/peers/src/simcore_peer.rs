//! simcore: a component with its context per process, events through `cast!`.

use std::cell::RefCell;
use std::rc::Rc;

use serde::Serialize;
use simcore::{Event, EventHandler, Id, Simulation, SimulationContext, cast};

use crate::workload::{Draws, MESSAGES_PER_PROCESS, TIMERS, checksum, neighbour, period_ns};

const NANOS: f64 = 1e-9;

#[derive(Clone, Serialize)]
struct Message {}

struct Shared {
    draws: Draws,
    ids: Vec<Id>,
    to_send: u64,
}

struct Process {
    number: u32,
    ctx: SimulationContext,
    shared: Rc<RefCell<Shared>>,
    received: u32,
}

impl Process {
    fn send(&self) {
        let mut shared = self.shared.borrow_mut();
        if shared.to_send > 0 {
            shared.to_send -= 1;
            let processes = shared.ids.len() as u32;
            let hop = shared.draws.hop(self.number, processes);
            let to = shared.ids[hop.process as usize];
            self.ctx.emit(Message {}, to, hop.delay_ns as f64 * NANOS);
        }
    }
}

impl EventHandler for Process {
    fn on(&mut self, event: Event) {
        cast!(match event.data {
            Message {} => {
                self.received += 1;
                self.send();
            }
        })
    }
}

pub fn phold(processes: u32, events: u64) -> u64 {
    let mut simulation = Simulation::new(42);
    let shared = Shared { draws: Draws::new(), ids: Vec::new(), to_send: events };
    let shared = Rc::new(RefCell::new(shared));
    let all: Vec<Rc<RefCell<Process>>> = (0..processes)
        .map(|n| {
            let name = format!("process {n}");
            let ctx = simulation.create_context(&name);
            let process = Process { number: n, ctx, shared: shared.clone(), received: 0 };
            let process = Rc::new(RefCell::new(process));
            let id = simulation.add_handler(&name, process.clone());
            shared.borrow_mut().ids.push(id);
            process
        })
        .collect();
    // Every process starts with its messages under way to itself.
    for process in &all {
        for _ in 0..MESSAGES_PER_PROCESS {
            let mut shared = shared.borrow_mut();
            shared.to_send -= 1;
            let hop = shared.draws.hop(process.borrow().number, processes);
            process.borrow().ctx.emit_self(Message {}, hop.delay_ns as f64 * NANOS);
        }
    }
    simulation.step_until_no_events();
    let received: Vec<u32> = all.iter().map(|process| process.borrow().received).collect();
    checksum(&received)
}

#[derive(Clone, Serialize)]
struct Firing {
    timer: u32,
}

struct Timers {
    ctx: SimulationContext,
    draws: Draws,
    armed: Vec<u64>,
    fired: Vec<u32>,
}

impl Timers {
    fn arm(&self, timer: u32) -> u64 {
        self.ctx.emit_self(Firing { timer }, period_ns(timer) as f64 * NANOS)
    }
}

impl EventHandler for Timers {
    fn on(&mut self, event: Event) {
        cast!(match event.data {
            Firing { timer } => {
                self.fired[timer as usize] += 1;
                if self.draws.cancels() {
                    let other = neighbour(timer);
                    self.ctx.cancel_event(self.armed[other as usize]);
                    self.armed[other as usize] = self.arm(other);
                }
                self.armed[timer as usize] = self.arm(timer);
            }
        })
    }
}

pub fn timers(events: u64) -> u64 {
    let mut simulation = Simulation::new(42);
    let ctx = simulation.create_context("timers");
    let draws = Draws::new();
    let timers = Timers { ctx, draws, armed: Vec::new(), fired: vec![0; TIMERS as usize] };
    let timers = Rc::new(RefCell::new(timers));
    simulation.add_handler("timers", timers.clone());
    for timer in 0..TIMERS {
        let handle = timers.borrow().arm(timer);
        timers.borrow_mut().armed.push(handle);
    }
    simulation.steps(events);
    checksum(&timers.borrow().fired)
}
