//! The wire format as JSON Schema, for those who write the other side. What only time can tell stays
//! with the host: that numbers go up, that an answer carries the number of its question.

use firedrill_protocol::{
    Action, ActionOutcome, Delivery, EscalationLevel, IncidentType, LifecycleEvent, NoticeKind,
    Phase, RecoveryProcedure, Role, Severity, ThermalState, TriggerCondition,
};
use serde_json::{Map, Value, json};

use crate::wire::{NAME_CHARS_MAX, Number, Vocabulary, WIRE_VERSION};

/// The schema of a line (draft 2020-12): `$defs/HostLine` is what the host sends, `$defs/ChildLine`
/// what a protocol answers.
pub fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line between firedrill and a foreign protocol",
        "description": "docs/foreign-protocols.md says what each means.",
        "anyOf": [reference("HostLine"), reference("ChildLine")],
        "$defs": {
            "HostLine": { "description": "What the host sends.", "oneOf": host_lines() },
            "ChildLine": {
                "description": "What the protocol answers: to hello, and to all the rest.",
                "oneOf": [reference("Hello"), reference("Answer")],
            },
            "Hello": object(&[
                ("seq", json!({ "const": 0 })),
                ("wire_version", json!({ "const": WIRE_VERSION })),
                ("name", json!({ "type": "string", "minLength": 1, "maxLength": NAME_CHARS_MAX })),
                ("many_runs", boolean()),
            ]),
            "Answer": object(&[
                ("seq", integer()),
                ("outputs", json!({ "type": "array", "items": reference("Output") })),
                ("next_timeout_ns", or_null(integer())),
            ]),
            "Output": { "oneOf": outputs() },
            "Sample": sample(),
            "Baseline": object(&baseline()),
            "Playbook": playbook(),
            "Number": number(),
        },
    })
}

fn host_lines() -> Vec<Value> {
    let event = |name, more: &[(&'static str, Value)]| {
        let own = [("seq", integer()), ("now_ns", integer())];
        tagged(name, &[&own, more].concat())
    };
    vec![
        tagged(
            "hello",
            &[
                ("seq", json!({ "const": 0 })),
                ("wire_version", json!({ "const": WIRE_VERSION })),
                ("host", text()),
            ],
        ),
        tagged(
            "begin",
            &[
                ("seq", integer()),
                ("playbook", reference("Playbook")),
                ("baseline", or_null(reference("Baseline"))),
            ],
        ),
        event("metrics", &[("sample", reference("Sample"))]),
        event("step-finished", &[("command", integer()), ("outcome", word::<ActionOutcome>())]),
        event("operator", &[("event", json!({ "oneOf": operator_events() }))]),
        event("lifecycle", &[("event", word::<LifecycleEvent>())]),
        event("relaunched", &[("saved", or_null(text()))]),
        event("delivery", &[("notice", integer()), ("delivery", word::<Delivery>())]),
        event("timeout", &[]),
        tagged("end", &[("seq", integer())]),
    ]
}

fn operator_events() -> Vec<Value> {
    let by = |name, more: &[(&'static str, Value)]| {
        tagged(name, &[&[("role", word::<Role>())], more].concat())
    };
    vec![
        by("acknowledged", &[]),
        by("manual-step", &[("action", word::<Action>()), ("outcome", word::<ActionOutcome>())]),
        by("attended", &[("notice", word::<NoticeKind>())]),
        by("triggered", &[("incident", word::<IncidentType>())]),
    ]
}

fn outputs() -> Vec<Value> {
    let purpose = json!({ "oneOf": [
        { "enum": ["immediate", "resumption"] },
        object(&[("procedure", word::<RecoveryProcedure>())]),
        object(&[("escalation", word::<EscalationLevel>())]),
    ] });
    vec![
        tagged(
            "perform",
            &[
                ("id", integer()),
                ("action", word::<Action>()),
                ("incident", word::<IncidentType>()),
                ("purpose", purpose),
            ],
        ),
        tagged(
            "notify",
            &[
                ("id", integer()),
                ("kind", word::<NoticeKind>()),
                ("to", word::<Role>()),
                ("incident", word::<IncidentType>()),
                ("severity", word::<Severity>()),
                ("escalation", word::<EscalationLevel>()),
            ],
        ),
        tagged(
            "status",
            &[
                ("phase", word::<Phase>()),
                ("incident", or_null(word::<IncidentType>())),
                ("trigger", or_null(word::<TriggerCondition>())),
                ("severity", or_null(word::<Severity>())),
                ("escalation", word::<EscalationLevel>()),
                ("procedure", or_null(word::<RecoveryProcedure>())),
            ],
        ),
        tagged("baseline", &baseline()),
        tagged("save", &[("state", text())]),
    ]
}

fn sample() -> Value {
    object(&[
        ("taken_at_ns", integer()),
        ("performance_multiplier", or_null(reference("Number"))),
        ("memory_bytes", or_null(integer())),
        ("battery_drain_pct_per_hour", or_null(reference("Number"))),
        ("error_rate", or_null(reference("Number"))),
        ("thermal_state", or_null(word::<ThermalState>())),
        ("ui_responsive", or_null(boolean())),
        ("cpu_usage", or_null(reference("Number"))),
    ])
}

fn baseline() -> [(&'static str, Value); 3] {
    [
        ("performance_multiplier", reference("Number")),
        ("memory_bytes", integer()),
        ("valid_until_ns", integer()),
    ]
}

fn playbook() -> Value {
    let plain = || json!({ "type": "number" });
    let targets = object(&[
        ("performance_multiplier", plain()),
        ("reference_latency_ns", integer()),
        ("memory_usage_bytes", integer()),
        ("battery_drain_pct_per_hour", plain()),
        ("error_rate", plain()),
        ("thermal_state", word::<ThermalState>()),
        ("ui_blocked_ns", integer()),
        ("hold_ns", integer()),
    ]);
    let lines = object(&[
        ("performance_below", plain()),
        ("memory_above_bytes", integer()),
        ("battery_drain_above_pct_per_hour", or_null(plain())),
        ("error_rate_above", or_null(plain())),
        ("thermal_state_from", or_null(word::<ThermalState>())),
        ("unresponsive_for_ns", or_null(integer())),
        ("response_time_ns", integer()),
    ]);
    let response = object(&[
        ("immediate_actions", json!({ "type": "array", "items": word::<Action>() })),
        ("procedures", json!({ "type": "array", "items": word::<RecoveryProcedure>() })),
    ]);
    object(&[
        ("targets", targets),
        ("severities", by_word::<Severity>(&lines)),
        ("incidents", by_word::<IncidentType>(&response)),
        ("procedure_durations_ns", by_word::<RecoveryProcedure>(&integer())),
        ("escalation_budgets_ns", by_word::<EscalationLevel>(&integer())),
        ("baseline", baseline_rules()),
        ("monitor_period_ns", integer()),
        ("communication", by_word::<NoticeKind>(&notice_rule())),
    ])
}

fn baseline_rules() -> Value {
    let plain = || json!({ "type": "number" });
    object(&[
        ("validity_ns", integer()),
        ("consistency_ns", integer()),
        ("observation_ns", integer()),
        ("performance_gain", plain()),
        ("memory_gain", plain()),
        ("performance_regression", plain()),
        ("memory_regression", plain()),
        ("error_regression", plain()),
    ])
}

fn notice_rule() -> Value {
    object(&[
        ("to", json!({ "type": "array", "items": word::<Role>() })),
        ("from_level", word::<EscalationLevel>()),
        ("critical_from_level", or_null(word::<EscalationLevel>())),
        ("within_ns", or_null(integer())),
        ("unanswered_for_ns", or_null(integer())),
    ])
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn integer() -> Value {
    json!({ "type": "integer", "minimum": 0, "maximum": u64::MAX })
}

fn boolean() -> Value {
    json!({ "type": "boolean" })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn number() -> Value {
    let words = Number::WORDS.map(|(word, _)| word);
    json!({ "oneOf": [{ "type": "number" }, { "enum": words }] })
}

fn word<T: Vocabulary>() -> Value {
    let words: Vec<_> = T::EVERY.iter().map(|known| known.word()).collect();
    json!({ "enum": words })
}

fn or_null(schema: Value) -> Value {
    json!({ "oneOf": [{ "type": "null" }, schema] })
}

/// An object with a key for each word.
fn by_word<T: Vocabulary>(value: &Value) -> Value {
    let keys: Vec<_> = T::EVERY.iter().map(|known| (known.word(), value.clone())).collect();
    object(&keys)
}

/// An object with exactly these keys.
fn object(keys: &[(&'static str, Value)]) -> Value {
    let names: Vec<_> = keys.iter().map(|(name, _)| *name).collect();
    let properties = keys.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": names,
        "properties": Map::from_iter(properties),
    })
}

/// An object with exactly these keys and its type.
fn tagged(name: &str, keys: &[(&'static str, Value)]) -> Value {
    object(&[&[("type", json!({ "const": name }))], keys].concat())
}
