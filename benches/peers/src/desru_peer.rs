//! desru: every event a boxed closure. Its event log is switched off.

use std::cell::RefCell;
use std::rc::Rc;

use desru::EventScheduler;

use crate::workload::{Draws, MESSAGES_PER_PROCESS, checksum};

const NANOS: f64 = 1e-9;

struct Phold {
    draws: Draws,
    processes: u32,
    received: Vec<u32>,
    to_send: u64,
}

fn send(phold: &Rc<RefCell<Phold>>, to: u32, delay_ns: u64, scheduler: &mut EventScheduler) {
    let phold = phold.clone();
    let action = move |scheduler: &mut EventScheduler| {
        receive(&phold, to, scheduler);
        None
    };
    scheduler.timeout(delay_ns as f64 * NANOS, Some(Box::new(action)), None);
}

fn receive(phold: &Rc<RefCell<Phold>>, process: u32, scheduler: &mut EventScheduler) {
    let mut state = phold.borrow_mut();
    state.received[process as usize] += 1;
    if state.to_send > 0 {
        state.to_send -= 1;
        let processes = state.processes;
        let hop = state.draws.hop(process, processes);
        drop(state);
        send(phold, hop.process, hop.delay_ns, scheduler);
    }
}

pub fn phold(processes: u32, events: u64) -> u64 {
    let mut scheduler = EventScheduler::new();
    let received = vec![0; processes as usize];
    let phold = Phold { draws: Draws::new(), processes, received, to_send: events };
    let phold = Rc::new(RefCell::new(phold));
    for process in 0..processes {
        for _ in 0..MESSAGES_PER_PROCESS {
            phold.borrow_mut().to_send -= 1;
            let hop = phold.borrow_mut().draws.hop(process, processes);
            send(&phold, process, hop.delay_ns, &mut scheduler);
        }
    }
    let never = Box::new(|_: &EventScheduler| false);
    scheduler.run(never, Some(Box::new(|_, _| false)));
    checksum(&phold.borrow().received)
}
