//! The JSON Schema of drills.

use firedrill_campaign::Standing;
use firedrill_model::Trigger;
use firedrill_protocol::{IncidentType, NoticeKind, Role};
use serde_json::{Value, json};

use super::document::FORMAT;

/// The JSON Schema (draft 2020-12) of [`drill_document`](super::drill_document).
pub fn drill_schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A weekly emergency drill of firedrill",
        "description": "Names that end in _s are seconds; instants count from the start of the run.",
        "type": "object",
        "additionalProperties": false,
        "required": ["format", "firedrill", "algorithm", "week", "seed", "standing", "exercises"],
        "properties": {
            "format": { "const": FORMAT },
            "firedrill": { "type": "string", "description": "The version that held the drill." },
            "algorithm": { "type": "string", "description": "How draws follow from a seed." },
            "protocol": { "type": "object", "description": "What stood in for the shipped protocol." },
            "week": {
                "description": "The ISO week that the seed is of; null when the seed was given.",
                "type": ["string", "null"],
                "pattern": "^[0-9]{4}-W[0-9]{2}$"
            },
            "seed": { "type": "string", "pattern": "^0x[0-9a-f]+$" },
            "standing": { "enum": standings(), "description": "The worst of all exercises." },
            "exercises": { "type": "array", "items": exercise() }
        }
    })
}

fn exercise() -> Value {
    let instant = || json!({ "type": ["number", "null"], "minimum": 0 });
    let trigger = object(json!({
        "by": { "enum": Trigger::BY.map(Role::name) },
        "about": { "type": "string" }
    }));
    let stage = object(json!({
        "stage": { "enum": ["detection", "response", "recovery", "end of emergency mode"] },
        "took_s": instant(),
        "limit_s": instant(),
        "kept": { "type": "boolean", "description": "It came to it, and in time." }
    }));
    let line = object(json!({
        "line": { "type": "string", "description": "The playbook's words." },
        "holds": { "type": "boolean" },
        "value": { "type": "string", "description": "What was measured at the end of emergency mode." }
    }));
    let told = object(json!({
        "to": { "enum": Role::ALL.map(Role::name) },
        "notice": { "enum": NoticeKind::ALL.map(NoticeKind::name) },
        "sent_s": { "type": "number", "minimum": 0 },
        "arrived_s": instant()
    }));
    object(json!({
        "incident": { "enum": IncidentType::ALL.map(IncidentType::name) },
        "scenario": { "type": "string" },
        "title": { "type": "string" },
        "trigger": {
            "description": "Who triggered it by hand; null when it was simulated.",
            "oneOf": [{ "type": "null" }, trigger]
        },
        "began_s": instant(),
        "standing": { "enum": standings() },
        "failures": { "type": "array", "items": { "type": "string" } },
        "stages": { "type": "array", "items": stage, "minItems": 4, "maxItems": 4 },
        "last_action_s": {
            "description": "From the trigger to the last immediate action; null when it was simulated.",
            "type": ["number", "null"],
            "minimum": 0
        },
        "checklist": { "type": "array", "items": line, "maxItems": 6 },
        "told": { "type": "array", "items": told },
        "digest": { "type": "string", "pattern": "^0x[0-9a-f]{16}$" },
        "replay": { "type": "string", "description": "The command that shows the run." }
    }))
}

/// An object with exactly these keys.
fn object(properties: Value) -> Value {
    let keys: Vec<_> = properties.as_object().into_iter().flat_map(serde_json::Map::keys).collect();
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": keys,
        "properties": properties,
    })
}

fn standings() -> Vec<&'static str> {
    use Standing::{Broken, Excused, Failed, Infeasible, NotDeterministic, Passed, Unexercised};
    let all = [Passed, Excused, Unexercised, Infeasible, Failed, NotDeterministic, Broken];
    all.map(Standing::word).to_vec()
}
