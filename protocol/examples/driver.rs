//! Runs the shipped protocol in a toy app, in real time and ten times as fast as the playbook: an image
//! cache leaks, the protocol cleans it up, watches the checklist, and brings everything back.
//!
//! `cargo run -p firedrill-protocol --features tokio --example driver`

#![allow(clippy::print_stdout, reason = "this is what it is for")]

use core::time::Duration;
use std::cell::Cell;
use std::error::Error;
use std::rc::Rc;

use firedrill_protocol::driver::{App, Driver, Timeline};
use firedrill_protocol::{
    Action, ActionOutcome, Baseline, Briefing, Bytes, Command, EmergencyRecoveryProtocol,
    EmergencyStatus, HealthMetrics, Input, Notice, Playbook, ThermalState, Timestamp,
};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::{LocalSet, spawn_local};
use tokio::time::{interval, sleep};

/// Carries out what frees memory, and everything else in name.
struct Toy {
    inputs: UnboundedSender<Input>,
    cache: Rc<Cache>,
}

/// What leaks until it is rebuilt.
struct Cache {
    holds: Cell<Bytes>,
    leaks: Cell<bool>,
}

impl App for Toy {
    fn perform(&mut self, at: Timestamp, command: Command) {
        say(at, &format!("perform {}", command.action));
        let (inputs, cache) = (self.inputs.clone(), Rc::clone(&self.cache));
        spawn_local(async move {
            sleep(Duration::from_millis(50)).await;
            if command.action == Action::SurgicalMemoryCleanup {
                cache.holds.set(Bytes::mb(180));
                cache.leaks.set(false);
            }
            // A driver that is gone needs no answer.
            let _ = inputs.send(Input::StepFinished(command.id, ActionOutcome::Completed));
        });
    }

    fn notify(&mut self, at: Timestamp, notice: Notice) {
        say(at, &format!("tell {}: {}", notice.to.name(), notice.kind.name()));
    }

    fn announce(&mut self, at: Timestamp, status: EmergencyStatus) {
        say(at, &format!("status: {status}"));
    }

    fn learn(&mut self, at: Timestamp, baseline: Baseline) {
        say(at, &format!("learnt {:.0}x", baseline.performance_multiplier));
    }

    fn save(&mut self, at: Timestamp, state: String) {
        say(at, &format!("keep {} bytes for the next process", state.len()));
    }
}

fn say(at: Timestamp, what: &str) {
    println!("{:>7.3} s  {what}", Duration::from_nanos(at.as_nanos()).as_secs_f64());
}

fn main() -> Result<(), Box<dyn Error>> {
    let faster = "
        targets.hold = '1s'
        monitor.period = '100ms'
    ";
    let playbook = Playbook::built_in().with_overrides(&faster.parse()?)?;
    let baseline = Baseline {
        performance_multiplier: 480.0,
        memory_usage: Bytes::mb(180),
        valid_until: Timestamp::ZERO + Duration::from_secs(24 * 3600),
    };
    let briefing = Briefing { playbook, baseline: Some(baseline) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    LocalSet::new().block_on(&runtime, rehearse(&briefing))
}

async fn rehearse(briefing: &Briefing) -> Result<(), Box<dyn Error>> {
    let (send, inputs) = unbounded_channel();
    let cache = Rc::new(Cache { holds: Cell::new(Bytes::mb(180)), leaks: Cell::new(false) });
    let timeline = Timeline::starting_at(Timestamp::ZERO);
    let monitor = monitor(send.clone(), Rc::clone(&cache), timeline);
    let protocol = EmergencyRecoveryProtocol::briefed(briefing);
    let driver = Driver::new(protocol, Toy { inputs: send, cache }, timeline).run(inputs);
    tokio::select! {
        ended = driver => { ended?; }
        () = monitor => {}
    }
    Ok(())
}

/// Takes a sample ten times a second for half a minute; from the first second on the cache leaks.
async fn monitor(inputs: UnboundedSender<Input>, cache: Rc<Cache>, timeline: Timeline) {
    let mut ticks = interval(Duration::from_millis(100));
    for tick in 0..300_u32 {
        ticks.tick().await;
        if tick == 10 {
            cache.leaks.set(true);
        }
        if cache.leaks.get() {
            cache.holds.set(cache.holds.get() + Bytes::mb(4));
        }
        let jitter = f64::from(tick % 7) / 10.0;
        let sample = HealthMetrics {
            taken_at: timeline.now(),
            performance_multiplier: Some(480.0 + jitter),
            memory_usage: Some(cache.holds.get() + Bytes::kb(u64::from(tick % 5))),
            battery_drain_pct_per_hour: Some(1.6 + jitter / 10.0),
            error_rate: Some(0.0),
            thermal_state: Some(ThermalState::Nominal),
            ui_responsive: Some(true),
            cpu_usage: Some(0.2),
        };
        let _ = inputs.send(Input::Metrics(sample));
    }
}
