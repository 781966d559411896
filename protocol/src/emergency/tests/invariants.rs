//! What holds whatever is handed in.

use core::time::Duration;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::super::{EmergencyRecoveryProtocol, OUTPUT_ROOM};
use crate::action::{Action, ActionOutcome, CommandId};
use crate::boundary::{LifecycleEvent, OperatorEvent, Output, RecoveryProtocol};
use crate::escalation::EscalationLevel;
use crate::incident::{IncidentType, TriggerCondition};
use crate::metrics::{HealthMetrics, ThermalState};
use crate::notice::{Delivery, Notice, NoticeId, Role};
use crate::playbook::Playbook;
use crate::procedure::RecoveryProcedure;
use crate::status::EmergencyStatus;
use crate::units::{Bytes, Timestamp};

#[derive(Clone, Debug)]
enum Input {
    Metrics(HealthMetrics),
    /// The oldest command not yet answered.
    Answer(ActionOutcome),
    UnknownAnswer(u64, ActionOutcome),
    /// Of the notice sent so many before the last.
    Delivery(u64, Delivery),
    Operator(OperatorEvent),
    Lifecycle(LifecycleEvent),
    Relaunched,
    /// Calls at the instant asked for, so many times.
    Timeouts(u8),
    TimeoutNow,
    Trigger(IncidentType, TriggerCondition),
    Execute(RecoveryProcedure),
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        3 => 0.0..600.0f64,
        2 => 0.0..3.0f64,
        1 => any::<f64>(),
        1 => select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0, f64::MAX]),
    ]
}

fn sample() -> impl Strategy<Value = HealthMetrics> {
    let thermal = select(vec![
        ThermalState::Nominal,
        ThermalState::Fair,
        ThermalState::Serious,
        ThermalState::Critical,
    ]);
    let memory = prop_oneof![(150u64..1200).prop_map(Bytes::mb), any::<u64>().prop_map(Bytes::new)];
    let readings = (
        option::of(number()),
        option::of(memory),
        option::of(number()),
        option::of(0.0..1.2f64),
        option::of(thermal),
        option::of(any::<bool>()),
        option::of(number()),
    );
    readings.prop_map(|(performance, memory, drain, errors, thermal, responsive, cpu)| {
        HealthMetrics {
            taken_at: Timestamp::ZERO,
            performance_multiplier: performance,
            memory_usage: memory,
            battery_drain_pct_per_hour: drain,
            error_rate: errors,
            thermal_state: thermal,
            ui_responsive: responsive,
            cpu_usage: cpu,
        }
    })
}

fn healthy() -> impl Strategy<Value = HealthMetrics> {
    (400.0..500.0f64, 150u64..195).prop_map(|(performance, memory)| HealthMetrics {
        taken_at: Timestamp::ZERO,
        performance_multiplier: Some(performance),
        memory_usage: Some(Bytes::mb(memory)),
        battery_drain_pct_per_hour: Some(1.0 + performance / 1000.0),
        error_rate: Some(0.0),
        thermal_state: Some(ThermalState::Nominal),
        ui_responsive: Some(true),
        cpu_usage: Some(0.2),
    })
}

fn input() -> impl Strategy<Value = Input> {
    let outcome = || select(vec![ActionOutcome::Completed, ActionOutcome::Failed]);
    let action = select(Action::ALL.to_vec());
    let incident = || select(IncidentType::ALL.to_vec());
    let role = Role::EngineeringLead;
    let triggers = vec![TriggerCondition::Manual, TriggerCondition::MemoryAbove220MB];
    prop_oneof![
        8 => sample().prop_map(Input::Metrics),
        8 => healthy().prop_map(Input::Metrics),
        12 => outcome().prop_map(Input::Answer),
        1 => (any::<u64>(), outcome()).prop_map(|(id, end)| Input::UnknownAnswer(id, end)),
        1 => (action, outcome())
            .prop_map(move |(a, end)| Input::Operator(OperatorEvent::ManualStep(role, a, end))),
        1 => incident().prop_map(move |i| Input::Operator(OperatorEvent::Triggered(role, i))),
        1 => Just(Input::Operator(OperatorEvent::Acknowledged(role))),
        4 => (0u64..6, select(vec![Delivery::Delivered, Delivery::Failed]))
            .prop_map(|(before, end)| Input::Delivery(before, end)),
        1 => Just(Input::Relaunched),
        1 => Just(Input::Lifecycle(LifecycleEvent::Resumed)),
        1 => Just(Input::Lifecycle(LifecycleEvent::Updated)),
        1 => Just(Input::Lifecycle(LifecycleEvent::MemoryWarning)),
        6 => (1u8..8).prop_map(Input::Timeouts),
        1 => Just(Input::TimeoutNow),
        1 => (incident(), select(triggers)).prop_map(|(i, t)| Input::Trigger(i, t)),
        1 => select(RecoveryProcedure::ALL.to_vec()).prop_map(Input::Execute),
    ]
}

/// Mostly a second onward, sometimes far, sometimes back, sometimes to the end of time.
fn step() -> impl Strategy<Value = i64> {
    prop_oneof![
        20 => Just(1_000_000_000i64),
        2 => 0..100_000_000_000i64,
        1 => -50_000_000_000..0i64,
        1 => select(vec![i64::MAX, i64::MIN]),
    ]
}

/// Everything seen of the protocol so far, checked as it comes.
struct Watcher {
    protocol: EmergencyRecoveryProtocol,
    now: Timestamp,
    last_id: u64,
    last_notice: u64,
    /// What was said, and how many emergencies had ended by then.
    said: Vec<(u32, Notice)>,
    ended: u32,
    pending: Vec<CommandId>,
    announced: EmergencyStatus,
    level: EscalationLevel,
    flush_sent: bool,
}

impl Watcher {
    fn new() -> Self {
        Self {
            protocol: EmergencyRecoveryProtocol::new(Playbook::built_in()),
            now: Timestamp::ZERO,
            last_id: 0,
            last_notice: 0,
            said: Vec::new(),
            ended: 0,
            pending: Vec::new(),
            announced: EmergencyStatus::NORMAL,
            level: EscalationLevel::AutomaticRecovery,
            flush_sent: false,
        }
    }

    fn feed(&mut self, input: Input) {
        let now = self.now;
        let protocol = &mut self.protocol;
        match input {
            Input::Metrics(sample) => {
                protocol.handle_metrics(now, &HealthMetrics { taken_at: now, ..sample });
            }
            Input::Answer(outcome) if self.pending.is_empty() => {
                protocol.handle_step_finished(now, CommandId(0), outcome);
            }
            Input::Answer(outcome) => {
                protocol.handle_step_finished(now, self.pending.remove(0), outcome);
            }
            Input::UnknownAnswer(id, outcome) => {
                protocol.handle_step_finished(now, CommandId(id), outcome);
            }
            Input::Delivery(before, delivery) => {
                let id = NoticeId(self.last_notice.saturating_sub(before));
                protocol.handle_delivery(now, id, delivery);
            }
            Input::Operator(event) => protocol.handle_operator(now, event),
            Input::Lifecycle(event) => protocol.handle_lifecycle(now, event),
            Input::Relaunched => protocol.handle_relaunched(now, None),
            Input::Timeouts(times) => {
                for _ in 0..times {
                    let Some(at) = self.protocol.poll_timeout() else { break };
                    self.time_out(at);
                    self.check();
                }
            }
            Input::TimeoutNow => self.time_out(now),
            Input::Trigger(incident, trigger) => {
                protocol.trigger_emergency_response(now, incident, trigger);
            }
            Input::Execute(procedure) => protocol.execute_recovery_procedure(now, procedure),
        }
        self.check();
    }

    fn time_out(&mut self, at: Timestamp) {
        self.now = self.now.max(at);
        self.protocol.handle_timeout(at);
        assert!(self.protocol.poll_timeout().is_none_or(|next| next > at), "woken for the past");
    }

    fn check(&mut self) {
        while let Some(output) = self.protocol.poll_output() {
            match output {
                Output::Perform(command) => {
                    assert!(command.id.0 > self.last_id, "ids count up");
                    self.last_id = command.id.0;
                    self.pending.push(command.id);
                    self.check_flush(command.action);
                }
                Output::Status(status) => self.check_status(status),
                Output::Notify(notice) => self.check_notice(notice),
                Output::Baseline(_) | Output::Save => {}
            }
        }
        assert_eq!(self.announced, self.protocol.emergency_status(), "a change was not announced");
        assert_eq!(self.protocol.outputs.capacity(), OUTPUT_ROOM, "one input outgrew the room");
    }

    /// Nobody is told the same under another id, and no id is used for something else.
    fn check_notice(&mut self, notice: Notice) {
        self.last_notice = self.last_notice.max(notice.id.0);
        if let Some((_, known)) = self.said.iter().find(|(_, said)| said.id == notice.id) {
            return assert_eq!(*known, notice, "a retry says what it repeats");
        }
        let is_again = |(ended, said): &(u32, Notice)| {
            *ended == self.ended && Notice { id: notice.id, ..*said } == notice
        };
        assert!(!self.said.iter().any(is_again), "said twice in one emergency: {notice:?}");
        self.said.push((self.ended, notice));
    }

    fn check_flush(&mut self, action: Action) {
        match action {
            Action::FlushDataBuffers => self.flush_sent = true,
            Action::RollbackVersion | Action::RestartApp | Action::FullSystemRecovery => {
                let flushed = core::mem::take(&mut self.flush_sent);
                assert!(flushed, "{action} without a flush");
            }
            _ => {}
        }
    }

    fn check_status(&mut self, status: EmergencyStatus) {
        assert_ne!(status, self.announced, "an announcement that changes nothing");
        assert_eq!(status.is_in_emergency_mode(), status.incident.is_some());
        if self.announced.is_in_emergency_mode() && status.is_in_emergency_mode() {
            assert!(status.escalation >= self.level, "escalation went down");
        }
        if !status.is_in_emergency_mode() {
            self.ended += 1;
            self.flush_sent = false;
        }
        self.level = status.escalation;
        self.announced = status;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_input_breaks_the_contract(inputs in vec((step(), input()), 0..250)) {
        let mut watcher = Watcher::new();
        for (step, input) in inputs {
            let nanos = watcher.now.as_nanos().saturating_add_signed(step);
            watcher.now = Timestamp::from_nanos(nanos);
            watcher.feed(input);
        }
    }

    #[test]
    fn any_incident_that_ends_is_left_behind(
        inputs in vec(input(), 0..60),
        outcome in select(vec![ActionOutcome::Completed, ActionOutcome::Failed]),
    ) {
        let mut watcher = Watcher::new();
        for input in inputs {
            watcher.now = watcher.now + Duration::from_secs(1);
            watcher.feed(input);
        }
        // From here on the system is healthy, and every command is answered within the second.
        let start = watcher.now;
        while watcher.now < start + Duration::from_secs(240) {
            watcher.now = watcher.now + Duration::from_secs(1);
            while watcher.protocol.poll_timeout().is_some_and(|at| at <= watcher.now) {
                watcher.feed(Input::TimeoutNow);
            }
            while !watcher.pending.is_empty() {
                watcher.feed(Input::Answer(outcome));
            }
            let jitter = (watcher.now - start).as_secs_f64();
            watcher.feed(Input::Metrics(HealthMetrics {
                taken_at: watcher.now,
                performance_multiplier: Some(480.0 + jitter / 10.0),
                memory_usage: Some(Bytes::mb(185)),
                battery_drain_pct_per_hour: Some(1.6),
                error_rate: Some(0.0),
                thermal_state: Some(ThermalState::Nominal),
                ui_responsive: Some(true),
                cpu_usage: Some(0.2),
            }));
        }
        prop_assert!(!watcher.protocol.emergency_status().is_in_emergency_mode());
    }
}
