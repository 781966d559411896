//! nexosim: models connected by ports. A model can delay only events to itself, so PHOLD's
//! messages wait in a hub, which sends each to its process when it is due; the process answers.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::Output;
use nexosim::simulation::{EventKey, Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};

use crate::workload::{Draws, MESSAGES_PER_PROCESS, TIMERS, checksum, neighbour, period_ns};

#[derive(Serialize, Deserialize)]
struct Hub {
    processes: Vec<Output<()>>,
    to_send: u64,
    #[serde(skip, default = "Draws::new")]
    draws: Draws,
}

#[Model]
impl Hub {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        let processes = self.processes.len() as u32;
        for process in 0..processes {
            for _ in 0..MESSAGES_PER_PROCESS {
                self.to_send -= 1;
                let delay_ns = self.draws.hop(process, processes).delay_ns;
                let delay = Duration::from_nanos(delay_ns);
                cx.schedule_event(delay, schedulable!(Self::deliver), process)
                    .expect("a delay above zero");
            }
        }
    }

    #[nexosim(schedulable)]
    async fn deliver(&mut self, process: u32) {
        self.processes[process as usize].send(()).await;
    }

    async fn forward(&mut self, from: u32, cx: &Context<Self>) {
        if self.to_send > 0 {
            self.to_send -= 1;
            let hop = self.draws.hop(from, self.processes.len() as u32);
            let delay = Duration::from_nanos(hop.delay_ns);
            cx.schedule_event(delay, schedulable!(Self::deliver), hop.process)
                .expect("a delay above zero");
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Process {
    number: u32,
    next: Output<u32>,
    #[serde(skip)]
    received: Arc<Mutex<Vec<u32>>>,
}

#[Model]
impl Process {
    async fn receive(&mut self) {
        if let Ok(mut received) = self.received.lock() {
            received[self.number as usize] += 1;
        }
        self.next.send(self.number).await;
    }
}

pub fn phold(processes: u32, events: u64) -> u64 {
    let received = Arc::new(Mutex::new(vec![0; processes as usize]));
    let hub_mailbox = Mailbox::new();
    let mut bench = SimInit::with_num_threads(1);
    let mut outputs = Vec::new();
    for number in 0..processes {
        let mailbox = Mailbox::new();
        let mut process = Process { number, next: Output::default(), received: received.clone() };
        process.next.connect(Hub::forward, &hub_mailbox);
        let mut output = Output::default();
        output.connect(Process::receive, &mailbox);
        outputs.push(output);
        bench = bench.add_model(process, mailbox, &format!("process {number}"));
    }
    let hub = Hub { processes: outputs, to_send: events, draws: Draws::new() };
    let mut simulation = bench
        .add_model(hub, hub_mailbox, "hub")
        .init(MonotonicTime::EPOCH)
        .expect("the models are sound");
    simulation.run().expect("the models are sound");
    let received = received.lock().expect("no thread panicked");
    checksum(&received)
}

#[derive(Serialize, Deserialize)]
struct Timers {
    armed: Vec<EventKey>,
    to_fire: u64,
    #[serde(skip, default = "Draws::new")]
    draws: Draws,
    #[serde(skip)]
    fired: Arc<Mutex<Vec<u32>>>,
}

#[Model]
impl Timers {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        for timer in 0..TIMERS {
            let key = Self::arm(timer, cx);
            self.armed.push(key);
        }
    }

    fn arm(timer: u32, cx: &Context<Self>) -> EventKey {
        let period = Duration::from_nanos(period_ns(timer));
        cx.schedule_keyed_event(period, schedulable!(Self::fire), timer)
            .expect("a delay above zero")
    }

    #[nexosim(schedulable)]
    async fn fire(&mut self, timer: u32, cx: &Context<Self>) {
        if self.to_fire == 0 {
            return;
        }
        self.to_fire -= 1;
        if let Ok(mut fired) = self.fired.lock() {
            fired[timer as usize] += 1;
        }
        if self.draws.cancels() {
            let other = neighbour(timer);
            let key = Self::arm(other, cx);
            std::mem::replace(&mut self.armed[other as usize], key).cancel();
        }
        self.armed[timer as usize] = Self::arm(timer, cx);
    }
}

pub fn timers(events: u64) -> u64 {
    let fired = Arc::new(Mutex::new(vec![0; TIMERS as usize]));
    let timers =
        Timers { armed: Vec::new(), to_fire: events, draws: Draws::new(), fired: fired.clone() };
    let mut simulation = SimInit::with_num_threads(1)
        .add_model(timers, Mailbox::new(), "timers")
        .init(MonotonicTime::EPOCH)
        .expect("the model is sound");
    simulation.run().expect("the model is sound");
    let fired = fired.lock().expect("no thread panicked");
    checksum(&fired)
}
