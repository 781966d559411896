//! Runs, as a trace and as a record, for those who compare the two.
//!
//! Reads cases, a line of JSON each, and prints for each of them the trace in hexadecimal beside the
//! record, the locks and the incidents that it was written from.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

use std::io::{self, BufRead};

use firedrill_model::Transition;
use firedrill_model::app::LockNote;
use firedrill_model::faults::{Fault, catalogue};
use firedrill_protocol::{
    ActionOutcome, CommandId, Delivery, EmergencyStatus, LifecycleEvent, NoticeId, Purpose,
};
use firedrill_protocol::{
    Breakdown, BreakdownKind, EmergencyRecoveryProtocol, HealthMetrics, OperatorEvent, Output,
    RecoveryProtocol, Timestamp,
};
use firedrill_reports::{Reproduction, trace};
use firedrill_scenarios::{Entry, Outcome, Plan, Recording, ScenarioRef, run, suites};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Case {
    run: String,
    /// How many faults more.
    faults: u64,
    /// When the protocol breaks down, if it does.
    broken_after_s: Option<u64>,
    title: Option<String>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for line in io::stdin().lock().lines() {
        let case: Case = serde_json::from_str(&line?)?;
        let plan = plan(&case)?;
        let breaks_at = case.broken_after_s.map(|secs| Timestamp::from_nanos(secs * 1_000_000_000));
        let outcome = run(
            &plan,
            |briefing| Fragile {
                inner: EmergencyRecoveryProtocol::briefed(briefing),
                breaks_at,
                breakdown: None,
            },
            Recording::Keep,
        )?;
        println!("{}", answer(&case, &plan, &outcome));
    }
    Ok(())
}

fn plan(case: &Case) -> Result<Plan, Box<dyn std::error::Error>> {
    let reference: ScenarioRef = case.run.parse()?;
    let scenario = suites::scenario(reference.name.as_str()).ok_or("no such scenario")?;
    let mut plan = Plan::draw(&scenario, reference.seed);
    for (number, spec) in (1..=case.faults).zip(catalogue().cycle()) {
        let at = serde_json::from_value(json!(format!("{}s", number * 20)))?;
        plan.faults.push(Fault::new(at, spec.usual()));
    }
    plan.title = case.title.clone().unwrap_or(plan.title);
    Ok(plan)
}

fn answer(case: &Case, plan: &Plan, outcome: &Outcome) -> Value {
    let bytes = trace(plan, outcome, &Reproduction::of_plan(&case.run));
    let entries = outcome.record.iter().flatten();
    json!({
        "run": case.run,
        "title": plan.title,
        "end": outcome.simulated.as_nanos(),
        "faults": plan.faults.iter().map(|fault| fault.kind.name()).collect::<Vec<_>>(),
        "record": entries.map(entry).collect::<Vec<_>>(),
        "locks": outcome.locks.iter().map(lock).collect::<Vec<_>>(),
        "incidents": outcome.judgement.incidents,
        "violations": outcome.judgement.violations.iter().map(|violation| {
            json!([violation.at.as_nanos(), violation.property.to_string()])
        }).collect::<Vec<_>>(),
        "trace": hexadecimal(&bytes),
    })
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// When, what is true, how bad that is, what happened.
fn entry(entry: &Entry) -> Value {
    let truth = &entry.truth;
    let truth = json!([
        truth.multiplier,
        truth.memory.get(),
        truth.error_rate * 100.0,
        truth.frames_per_second,
        truth.junction.get(),
        truth.skin.get(),
        truth.mhz,
        truth.drain_pct_per_hour,
        truth.charge.get(),
    ]);
    let severity = entry.severity.map(|severity| severity.name());
    json!([entry.at.as_nanos(), truth, severity, happened(&entry.transition)])
}

fn happened(transition: &Transition) -> Value {
    match transition {
        Transition::FaultBegan(fault) => json!(["fault-began", fault]),
        Transition::FaultEnded(fault, by) => {
            json!(["fault-ended", fault, by.map(|by| by.name())])
        }
        Transition::Sampled(sample) => told(sample),
        Transition::ActionAsked(command) => {
            let part = match command.purpose {
                Purpose::Immediate => "immediate actions",
                Purpose::Procedure(_) => "steps of procedures",
                Purpose::Escalation(_) => "steps of escalation",
                Purpose::Resumption => "resumption",
            };
            let action = command.action.name();
            json!(["asked", command.id.0, action, part, command.incident.name()])
        }
        Transition::ActionEnded(id, action, _) => json!(["ended", id.0, action.name()]),
        Transition::StatusAnnounced(status) => {
            let procedure = status.procedure.map(|procedure| procedure.name());
            json!(["status", status.phase.name(), status.escalation.level(), procedure])
        }
        Transition::NoticeSent(_) => json!(["sent"]),
        Transition::NoticeLost(_) => json!(["lost"]),
        Transition::NoticeDelivered(_) => json!(["delivered"]),
        Transition::ContractBroken(_) => json!(["contract"]),
        Transition::OperatorActed(_) => json!(["acted"]),
        Transition::ThermalStateChanged(state) => json!(["thermal", state.to_string()]),
        Transition::MemoryPassed(_) => json!(["memory"]),
        Transition::Deadlocked => json!(["deadlock"]),
        Transition::BreakerChanged(breaker) => json!(["breaker", format!("{breaker:?}")]),
        Transition::ProcessEnded { .. } => json!(["down", "down: restart"]),
        Transition::Jetsammed { .. } => json!(["down", "down: jetsam"]),
        Transition::ProcessDied { death, .. } => {
            json!(["down", format!("down: {death:?}").to_lowercase()])
        }
        Transition::BufferDeleted { .. } => json!(["buffer"]),
        Transition::ProcessUp => json!(["up"]),
        Transition::ProcessSuspended => json!(["suspended"]),
        Transition::ProcessResumed => json!(["resumed"]),
        Transition::PhaseBegan(phase) => json!(["phase", phase]),
        Transition::ChannelChanged { is_up } => json!(["channel", is_up]),
        Transition::BaselineLearnt(_) => json!(["baseline"]),
        Transition::FrequencyCapped(_) => json!(["capped"]),
    }
}

/// What is no number counts as missing: JSON has neither.
fn told(sample: &HealthMetrics) -> Value {
    json!([
        "told",
        sample.performance_multiplier,
        sample.memory_usage.map(|memory| memory.get()),
        sample.error_rate.map(|rate| rate * 100.0),
        sample.battery_drain_pct_per_hour,
        sample.cpu_usage.map(|share| share * 100.0),
    ])
}

fn lock(note: &LockNote) -> Value {
    let (task, kind) = (note.task.0, format!("{:?}", note.kind));
    json!([note.at.as_nanos(), note.lock.name(), task, kind, format!("{:?}", note.change)])
}

/// The shipped protocol, in a process that does not live long.
struct Fragile {
    inner: EmergencyRecoveryProtocol,
    breaks_at: Option<Timestamp>,
    breakdown: Option<Breakdown>,
}

impl RecoveryProtocol for Fragile {
    fn handle_metrics(&mut self, now: Timestamp, sample: &HealthMetrics) {
        if self.breaks_at.is_some_and(|at| at <= now) {
            let about = "its process ended".to_owned();
            self.breakdown = Some(Breakdown { kind: BreakdownKind::Exited, about, stderr: vec![] });
        } else {
            self.inner.handle_metrics(now, sample);
        }
    }
    fn handle_step_finished(&mut self, now: Timestamp, command: CommandId, how: ActionOutcome) {
        self.inner.handle_step_finished(now, command, how);
    }
    fn handle_operator(&mut self, now: Timestamp, event: OperatorEvent) {
        self.inner.handle_operator(now, event);
    }
    fn handle_lifecycle(&mut self, now: Timestamp, event: LifecycleEvent) {
        self.inner.handle_lifecycle(now, event);
    }
    fn handle_relaunched(&mut self, now: Timestamp, saved: Option<&str>) {
        self.inner.handle_relaunched(now, saved);
    }
    fn handle_delivery(&mut self, now: Timestamp, notice: NoticeId, delivery: Delivery) {
        self.inner.handle_delivery(now, notice, delivery);
    }
    fn handle_timeout(&mut self, now: Timestamp) {
        self.inner.handle_timeout(now);
    }
    fn poll_output(&mut self) -> Option<Output> {
        self.inner.poll_output()
    }
    fn poll_timeout(&self) -> Option<Timestamp> {
        self.inner.poll_timeout()
    }
    fn emergency_status(&self) -> EmergencyStatus {
        self.inner.emergency_status()
    }
    fn saved_state(&self) -> String {
        self.inner.saved_state()
    }
    fn breakdown(&self) -> Option<&Breakdown> {
        self.breakdown.as_ref()
    }
}
