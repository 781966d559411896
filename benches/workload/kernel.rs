//! The workloads on firedrill's kernel, written as any model is.

use firedrill_sim::{Agenda, ComponentId, Digest, Event, Handle, Handler, Simulation, Span, Time};

use super::{Draws, MESSAGES_PER_PROCESS, TIMERS, checksum, neighbour, period_ns};

/// Runs `events` messages of PHOLD.
pub(crate) fn phold(processes: u32, events: u64) -> u64 {
    let received = vec![0; processes as usize];
    let mut simulation =
        Simulation::new(Phold { draws: Draws::new(), processes, received, to_send: events });
    simulation.with(|phold, agenda| {
        for process in 0..processes {
            for _ in 0..MESSAGES_PER_PROCESS {
                let delay_ns = phold.draws.hop(process, processes).delay_ns;
                agenda.after(Span::from_nanos(delay_ns), Message { process });
                phold.to_send -= 1;
            }
        }
    });
    while simulation.step().is_some() {}
    assert_eq!(simulation.events(), events);
    checksum(&simulation.handler().received)
}

/// Runs `events` firings of the timers.
pub(crate) fn timers(events: u64) -> u64 {
    let mut simulation = Simulation::new(Timers {
        draws: Draws::new(),
        armed: Vec::new(),
        fired: vec![0; TIMERS as usize],
    });
    simulation.with(|timers, agenda| {
        for timer in 0..TIMERS {
            timers.armed.push(arm(timer, agenda));
        }
    });
    while simulation.events() < events {
        simulation.step();
    }
    checksum(&simulation.handler().fired)
}

struct Phold {
    draws: Draws,
    processes: u32,
    received: Vec<u32>,
    to_send: u64,
}

#[derive(Clone)]
struct Message {
    process: u32,
}

impl Event for Message {
    fn component(&self) -> ComponentId {
        ComponentId::new(self.process as u16)
    }

    fn absorb(&self, digest: &mut Digest) {
        digest.absorb_u64(u64::from(self.process));
    }
}

impl Handler for Phold {
    type Event = Message;

    fn handle(&mut self, message: Message, agenda: &mut Agenda<Message>) {
        self.received[message.process as usize] += 1;
        if self.to_send > 0 {
            self.to_send -= 1;
            let hop = self.draws.hop(message.process, self.processes);
            agenda.after(Span::from_nanos(hop.delay_ns), Message { process: hop.process });
        }
    }
}

struct Timers {
    draws: Draws,
    armed: Vec<Handle>,
    fired: Vec<u32>,
}

#[derive(Clone)]
struct Firing {
    timer: u32,
}

impl Event for Firing {
    fn component(&self) -> ComponentId {
        ComponentId::new(self.timer as u16)
    }

    fn absorb(&self, digest: &mut Digest) {
        digest.absorb_u64(u64::from(self.timer));
    }
}

impl Handler for Timers {
    type Event = Firing;

    fn handle(&mut self, Firing { timer }: Firing, agenda: &mut Agenda<Firing>) {
        self.fired[timer as usize] += 1;
        if self.draws.cancels() {
            let other = neighbour(timer);
            agenda.cancel(self.armed[other as usize]);
            self.armed[other as usize] = arm(other, agenda);
        }
        self.armed[timer as usize] = arm(timer, agenda);
    }
}

fn arm(timer: u32, agenda: &mut Agenda<Firing>) -> Handle {
    let time: Time = agenda.now() + Span::from_nanos(period_ns(timer));
    agenda.at(time, Firing { timer })
}
