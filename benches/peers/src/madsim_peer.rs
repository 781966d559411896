//! madsim: a task per message, which sleeps, arrives and sets out again.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use madsim::runtime::Runtime;
use madsim::time::sleep;

use crate::workload::{Draws, MESSAGES_PER_PROCESS, checksum};

struct Phold {
    draws: Draws,
    processes: u32,
    received: Vec<u32>,
    to_send: u64,
}

async fn travel(phold: Arc<Mutex<Phold>>, mut process: u32, mut delay_ns: u64) {
    loop {
        sleep(Duration::from_nanos(delay_ns)).await;
        let mut phold = phold.lock().expect("no task panicked");
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
    let mut first = Phold { draws: Draws::new(), processes, received, to_send: events };
    let mut starts = Vec::new();
    for process in 0..processes {
        for _ in 0..MESSAGES_PER_PROCESS {
            first.to_send -= 1;
            starts.push((process, first.draws.hop(process, processes).delay_ns));
        }
    }
    let phold = Arc::new(Mutex::new(first));
    let all = phold.clone();
    Runtime::with_seed_and_config(42, madsim::Config::default()).block_on(async move {
        let tasks: Vec<_> = starts
            .into_iter()
            .map(|(process, delay_ns)| madsim::task::spawn(travel(all.clone(), process, delay_ns)))
            .collect();
        for task in tasks {
            task.await.expect("no task panicked");
        }
    });
    let phold = phold.lock().expect("no task panicked");
    checksum(&phold.received)
}
