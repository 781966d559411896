//! Whatever can be handed in, sensible or not.

use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::action::{Action, ActionOutcome};
use crate::boundary::{LifecycleEvent, OperatorEvent};
use crate::incident::{IncidentType, TriggerCondition};
use crate::metrics::{HealthMetrics, ThermalState};
use crate::notice::{Delivery, Role};
use crate::procedure::RecoveryProcedure;
use crate::units::{Bytes, Timestamp};

#[derive(Clone, Debug)]
pub(super) enum Input {
    Metrics(HealthMetrics),
    /// The oldest command not yet answered.
    Answer(ActionOutcome),
    UnknownAnswer(u64, ActionOutcome),
    Operator(OperatorEvent),
    Lifecycle(LifecycleEvent),
    Relaunched(Kept),
    /// Of the notice sent so many before the last.
    Delivery(u64, Delivery),
    /// Calls at the instant asked for, so many times.
    Timeouts(u8),
    TimeoutNow,
    Trigger(IncidentType, TriggerCondition),
    Execute(RecoveryProcedure),
}

/// What the host still has of what was saved.
#[derive(Clone, Debug)]
pub(super) enum Kept {
    Everything,
    Nothing,
    /// The first so many bytes of it.
    Start(usize),
    /// One byte of it, replaced by another.
    Altered(usize, u8),
    /// Something else.
    Text(String),
}

impl Kept {
    /// What a new process finds.
    pub(super) fn of(&self, saved: Option<&str>) -> Option<String> {
        let altered = |at: usize, byte: u8| {
            let mut bytes = saved?.as_bytes().to_vec();
            let at = at % bytes.len().max(1);
            *bytes.get_mut(at)? = byte;
            String::from_utf8(bytes).ok()
        };
        match self {
            Self::Everything => saved.map(str::to_owned),
            Self::Nothing => None,
            Self::Start(bytes) => saved.map(|saved| saved[..*bytes % (saved.len() + 1)].to_owned()),
            Self::Altered(at, byte) => altered(*at, *byte),
            Self::Text(text) => Some(text.clone()),
        }
    }
}

fn kept() -> impl Strategy<Value = Kept> {
    prop_oneof![
        12 => Just(Kept::Everything),
        1 => Just(Kept::Nothing),
        1 => any::<usize>().prop_map(Kept::Start),
        2 => (any::<usize>(), select(b"0123456789.-e{}[],\"nulltrue".to_vec()))
            .prop_map(|(at, byte)| Kept::Altered(at, byte)),
        1 => any::<String>().prop_map(Kept::Text),
    ]
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

pub(super) fn input() -> impl Strategy<Value = Input> {
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
        2 => kept().prop_map(Input::Relaunched),
        4 => (0u64..6, select(vec![Delivery::Delivered, Delivery::Failed]))
            .prop_map(|(notice, delivery)| Input::Delivery(notice, delivery)),
        2 => select(vec![
            LifecycleEvent::Updated,
            LifecycleEvent::MemoryWarning,
            LifecycleEvent::Suspending,
            LifecycleEvent::Resumed,
        ])
        .prop_map(Input::Lifecycle),
        6 => (1u8..8).prop_map(Input::Timeouts),
        1 => Just(Input::TimeoutNow),
        1 => (incident(), select(triggers)).prop_map(|(i, t)| Input::Trigger(i, t)),
        1 => select(RecoveryProcedure::ALL.to_vec()).prop_map(Input::Execute),
    ]
}

/// Mostly a second onward, sometimes far, sometimes back, sometimes to the end of time.
pub(super) fn step() -> impl Strategy<Value = i64> {
    prop_oneof![
        20 => Just(1_000_000_000i64),
        2 => 0..100_000_000_000i64,
        1 => -50_000_000_000..0i64,
        1 => select(vec![i64::MAX, i64::MIN]),
    ]
}
