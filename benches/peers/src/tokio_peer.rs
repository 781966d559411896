//! tokio with its clock paused: a task per message, which sleeps, arrives and sets out again.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::task::LocalSet;
use tokio::time::sleep;

use crate::workload::{Draws, MESSAGES_PER_PROCESS, checksum};

struct Phold {
    draws: Draws,
    processes: u32,
    received: Vec<u32>,
    to_send: u64,
}

async fn travel(phold: Rc<RefCell<Phold>>, mut process: u32, mut delay_ns: u64) {
    loop {
        sleep(Duration::from_nanos(delay_ns)).await;
        let mut phold = phold.borrow_mut();
        phold.received[process as usize] += 1;
        if phold.to_send == 0 {
            break;
        }
        phold.to_send -= 1;
        let processes = phold.processes;
        let hop = phold.draws.hop(process, processes);
        (process, delay_ns) = (hop.process, hop.delay_ns);
    }
}

pub fn phold(processes: u32, events: u64) -> u64 {
    let received = vec![0; processes as usize];
    let phold = Phold { draws: Draws::new(), processes, received, to_send: events };
    let phold = Rc::new(RefCell::new(phold));
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime without IO");
    let tasks = LocalSet::new();
    for process in 0..processes {
        for _ in 0..MESSAGES_PER_PROCESS {
            phold.borrow_mut().to_send -= 1;
            let hop = phold.borrow_mut().draws.hop(process, processes);
            tasks.spawn_local(travel(phold.clone(), process, hop.delay_ns));
        }
    }
    runtime.block_on(tasks);
    checksum(&phold.borrow().received)
}
