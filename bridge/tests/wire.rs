//! Whatever is said at the boundary survives the wire, and the schema knows it.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its own lines fails")]

use firedrill_bridge::schema;
use firedrill_bridge::wire::{Answer, HostLine, Vocabulary, WireOutput};
use firedrill_protocol::{
    Action, ActionOutcome, Baseline, Briefing, Bytes, CommandId, Delivery, HealthMetrics,
    IncidentType, Input, LifecycleEvent, NoticeId, NoticeKind, OperatorEvent, Playbook, Role,
    ThermalState, Timestamp,
};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

fn is_valid(of: &str, line: &str) -> bool {
    let mut schema = schema();
    schema.as_object_mut().unwrap().remove("anyOf");
    schema["$ref"] = format!("#/$defs/{of}").into();
    let value: Value = serde_json::from_str(line).unwrap();
    jsonschema::draft202012::new(&schema).unwrap().is_valid(&value)
}

/// The line that a host writes, and what a child reads from it.
fn over_the_wire(line: &HostLine) -> HostLine {
    let text = serde_json::to_string(line).unwrap();
    assert!(is_valid("HostLine", &text), "{text}");
    serde_json::from_str(&text).unwrap()
}

fn any<T: Vocabulary + core::fmt::Debug>() -> impl Strategy<Value = T> {
    select(T::EVERY)
}

fn reading() -> impl Strategy<Value = Option<f64>> {
    proptest::option::of(prop_oneof![
        proptest::num::f64::ANY,
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(f64::NEG_INFINITY),
    ])
}

fn sample() -> impl Strategy<Value = Input> {
    let numbers = [reading(), reading(), reading(), reading()];
    let rest = (
        proptest::option::of(any::<ThermalState>()),
        proptest::option::of(proptest::bool::ANY),
        proptest::option::of(proptest::num::u64::ANY),
        proptest::num::u64::ANY,
    );
    (numbers, rest).prop_map(|(numbers, (thermal_state, ui_responsive, memory, taken_at))| {
        let [performance_multiplier, battery_drain_pct_per_hour, error_rate, cpu_usage] = numbers;
        Input::Metrics(HealthMetrics {
            taken_at: Timestamp::from_nanos(taken_at),
            performance_multiplier,
            memory_usage: memory.map(Bytes::new),
            battery_drain_pct_per_hour,
            error_rate,
            thermal_state,
            ui_responsive,
            cpu_usage,
        })
    })
}

fn operator() -> impl Strategy<Value = OperatorEvent> {
    let words =
        (any::<Action>(), any::<ActionOutcome>(), any::<NoticeKind>(), any::<IncidentType>());
    (0..4, any::<Role>(), words).prop_map(|(which, role, (action, outcome, kind, incident))| {
        match which {
            0 => OperatorEvent::Acknowledged(role),
            1 => OperatorEvent::ManualStep(role, action, outcome),
            2 => OperatorEvent::Attended(role, kind),
            _ => OperatorEvent::Triggered(role, incident),
        }
    })
}

fn input() -> impl Strategy<Value = Input> {
    prop_oneof![
        sample(),
        (proptest::num::u64::ANY, any::<ActionOutcome>())
            .prop_map(|(id, outcome)| Input::StepFinished(CommandId(id), outcome)),
        operator().prop_map(Input::Operator),
        any::<LifecycleEvent>().prop_map(Input::Lifecycle),
        proptest::option::of(".*").prop_map(Input::Relaunched),
        (proptest::num::u64::ANY, any::<Delivery>())
            .prop_map(|(id, delivery)| Input::Delivery(NoticeId(id), delivery)),
        Just(Input::Timeout),
    ]
}

/// NaN is not equal to itself; what is written of it is.
fn said(input: &Input) -> String {
    format!("{input:?}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_input_arrives_as_it_left(
        input in input(),
        now in proptest::num::u64::ANY,
        seq in proptest::num::u64::ANY,
    ) {
        let now = Timestamp::from_nanos(now);
        let line = over_the_wire(&HostLine::input(seq, now, &input));
        let (then, arrived) = line.to_input().unwrap();
        prop_assert_eq!((line.seq(), then), (seq, now));
        prop_assert_eq!(said(&arrived), said(&input));
    }
}

#[test]
fn a_briefing_arrives_as_it_left() {
    let baseline = Baseline {
        performance_multiplier: f64::INFINITY,
        memory_usage: Bytes::mb(185),
        valid_until: Timestamp::from_nanos(u64::MAX),
    };
    for baseline in [None, Some(baseline)] {
        let briefing = Briefing { playbook: Playbook::built_in(), baseline };
        let line = over_the_wire(&HostLine::begin(1, &briefing));
        assert_eq!(line.to_briefing(), Some(briefing));
    }
}

#[test]
fn every_output_of_the_document_is_one() {
    let document = include_str!("../../docs/foreign-protocols.md");
    let outputs = document.split("## What the program answers").nth(1).unwrap();
    let mut count = 0;
    for line in outputs.lines().filter(|line| line.starts_with("{\"type\"")) {
        let answer = format!("{{\"seq\":1,\"outputs\":[{line}],\"next_timeout_ns\":null}}");
        assert!(is_valid("ChildLine", &answer), "{line}");
        let read: Answer = serde_json::from_str(&answer).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), answer);
        count += 1;
    }
    assert_eq!(count, 9);
}

#[test]
fn every_input_of_the_document_is_one() {
    let document = include_str!("../../docs/foreign-protocols.md");
    let inputs = document.split("### Inputs").nth(1).unwrap();
    let inputs = inputs.split("## What the program answers").next().unwrap();
    let mut count = 0;
    for line in inputs.lines().filter(|line| line.starts_with("{\"type\"")) {
        let read: HostLine = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_string(&over_the_wire(&read)).unwrap(), line);
        count += 1;
    }
    assert_eq!(count, 11);
}

#[test]
fn a_key_that_is_missing_is_no_null() {
    let output = "{\"type\":\"status\",\"phase\":\"normal\",\"escalation\":\"automatic-recovery\"}";
    let error = serde_json::from_str::<WireOutput>(output).unwrap_err().to_string();
    assert!(error.contains("missing field `incident`"), "{error}");
}
