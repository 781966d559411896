//! Prints what the health monitor of a healthy app reads, on the mean of an hour, on every device under
//! every workload: the table in `src/baselines.rs`.

#![allow(clippy::print_stdout, reason = "this is what it is for")]

use firedrill_model::app::Workload;
use firedrill_model::device::Device;
use firedrill_model::{
    Celsius, Conditions, PerMinute, Share, Transition, World, WorldConfig, WorldError,
};
use firedrill_protocol::{
    ActionOutcome, CommandId, EmergencyStatus, HealthMetrics, LifecycleEvent, OperatorEvent,
    Output, Playbook, RecoveryProtocol, Timestamp,
};
use firedrill_sim::{Seed, Span, Time};

/// Does nothing: a healthy app needs nobody.
struct Nobody;

impl RecoveryProtocol for Nobody {
    fn handle_metrics(&mut self, _: Timestamp, _: &HealthMetrics) {}
    fn handle_step_finished(&mut self, _: Timestamp, _: CommandId, _: ActionOutcome) {}
    fn handle_operator(&mut self, _: Timestamp, _: OperatorEvent) {}
    fn handle_lifecycle(&mut self, _: Timestamp, _: LifecycleEvent) {}
    fn handle_relaunched(&mut self, _: Timestamp, _: Option<&str>) {}
    fn handle_timeout(&mut self, _: Timestamp) {}
    fn poll_output(&mut self) -> Option<Output> {
        None
    }
    fn poll_timeout(&self) -> Option<Timestamp> {
        None
    }
    fn emergency_status(&self) -> EmergencyStatus {
        EmergencyStatus::NORMAL
    }
}

fn main() -> Result<(), WorldError> {
    println!("{:<16} {:<14} {:>7} {:>7}", "device", "workload", "mult.", "MB");
    for device in Device::ALL {
        for workload in Workload::ALL {
            let (multiplier, mb) = measure(device.name, workload, 1)?;
            println!("{:<16} {:<14} {multiplier:>7.1} {mb:>7.1}", device.name, workload.name());
        }
    }
    Ok(())
}

/// The means over an hour that begins when the app has settled.
fn measure(device: &str, workload: Workload, seed: u64) -> Result<(f64, f64), WorldError> {
    let config = WorldConfig {
        seed: Seed(seed),
        device: device.to_owned(),
        conditions: Conditions {
            ambient: Celsius::new(22.0),
            charge: Share::new(80.0),
            swipes: PerMinute::new(15.0),
        },
        workload,
        faults: Vec::new(),
        triggers: Vec::new(),
    };
    let mut simulation = World::simulation(&config, &Playbook::built_in(), Nobody)?;
    let (mut multipliers, mut sizes) = (Vec::new(), Vec::new());
    let end = Time::ZERO + Span::from_secs(4_200);
    while let Some(step) = simulation.step_until(end) {
        let world = simulation.handler_mut();
        for transition in world.transitions() {
            let Transition::Sampled(sample) = transition else { continue };
            if step.time > Time::ZERO + Span::from_secs(600) {
                multipliers.extend(sample.performance_multiplier);
                sizes.extend(sample.memory_usage.map(|memory| memory.as_mb()));
            }
        }
        world.clear_transitions();
    }
    let mean = |numbers: &[f64]| numbers.iter().sum::<f64>() / numbers.len() as f64;
    Ok((mean(&multipliers), mean(&sizes)))
}
