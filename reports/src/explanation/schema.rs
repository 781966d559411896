//! The JSON Schema of explanations.

use serde_json::{Value, json};

use super::document::FORMAT;

/// The JSON Schema of [`explanation_document`](super::explanation_document).
pub fn explanation_schema() -> Value {
    let number = || json!({ "type": ["number", "null"] });
    let word = || json!({ "type": ["string", "null"] });
    let margins = json!({
        "description": "What the clocks with least time left had left, as a share of their limits; null when none ran.",
        "type": "object",
        "properties": { "response": number(), "restoration": number() },
        "required": ["response", "restoration"]
    });
    let fingerprint = json!({
        "type": "object",
        "properties": {
            "property": { "type": ["string", "object"] },
            "phase": { "type": "string" },
            "incident": word()
        },
        "required": ["property", "phase", "incident"]
    });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What mattered in a run of firedrill",
        "type": "object",
        "properties": {
            "format": { "const": FORMAT },
            "firedrill": { "type": "string", "description": "The version that explained." },
            "algorithm": { "type": "string", "description": "How draws follow from a seed." },
            "run": { "type": "string" },
            "replay": { "type": "string", "description": "The command that shows the run." },
            "protocol": { "type": "object", "description": "What stood in for the shipped protocol." },
            "verdict": { "type": "string" },
            "failure": {
                "description": "What the run failed; null when nothing failed.",
                "type": ["object", "null"],
                "properties": { "at_s": { "type": "number" }, "about": { "type": "string" } }
            },
            "margins": margins,
            "digest": { "type": "string" },
            "is_over_determined": {
                "type": "boolean",
                "description": "It fails whichever single fault is taken out."
            },
            "steps_left_out": { "type": "integer", "minimum": 0 },
            "steps_too_late": {
                "type": "integer",
                "minimum": 0,
                "description": "Steps first asked for when the run had failed: not taken out."
            },
            "under_other_seeds": {
                "description": "What the same plan comes to when the world draws otherwise.",
                "type": "object",
                "properties": {
                    "runs": { "type": "integer" },
                    "alike": { "type": "integer" },
                    "otherwise": { "type": "integer" },
                    "broken": { "type": "integer" }
                },
                "required": ["runs", "alike", "otherwise", "broken"]
            },
            "removals": { "type": "array", "items": { "$ref": "#/$defs/removal" } },
            "in_isolation": { "type": "array", "items": { "$ref": "#/$defs/removal" } },
            "hindsights": { "type": "array", "items": { "$ref": "#/$defs/hindsight" } }
        },
        "required": [
            "format", "firedrill", "algorithm", "run", "replay", "verdict", "failure", "margins",
            "digest", "is_over_determined", "steps_left_out", "steps_too_late",
            "under_other_seeds", "removals", "in_isolation", "hindsights"
        ],
        "$defs": {
            "removal": {
                "type": "object",
                "properties": {
                    "without": {
                        "enum": ["fault", "circumstance", "step", "every-fault", "every-fault-but"]
                    },
                    "fault": { "type": "integer", "minimum": 1, "description": "Its number in the plan." },
                    "kind": { "type": "string" },
                    "circumstance": { "enum": ["device", "workload", "ambient", "charge", "swipes", "triggers"] },
                    "action": { "type": "string" },
                    "incident": { "type": "integer", "minimum": 0, "description": "The incident that had begun last; 0 before the first." },
                    "asked_s": { "type": "array", "items": { "type": "number" }, "minItems": 1 },
                    "ending": {
                        "enum": ["passed", "no-incident", "unexercised", "same-failure", "other-failure", "broken"]
                    },
                    "failure": fingerprint,
                    "missing": { "type": "string" },
                    "effect": {
                        "description": "What the absence does.",
                        "enum": ["cures", "breaks", "lessens", "adds", "redirects", "empties", "fills", "worsens", "betters", "shifts", "nothing", "unknown"]
                    },
                    "held": { "type": "array", "items": { "type": "string" } },
                    "violated": { "type": "array", "items": { "type": "string" } },
                    "margins": { "$ref": "#/properties/margins" },
                    "is_identical": { "type": "boolean", "description": "The same run, event by event." }
                },
                "required": ["without", "ending", "effect", "held", "violated", "margins", "is_identical"]
            },
            "hindsight": {
                "description": "An incident beside what somebody did who knew everything; all but `onset_s` is since its onset.",
                "type": "object",
                "properties": {
                    "incident": { "type": "integer", "minimum": 1 },
                    "onset_s": { "type": "number" },
                    "detection_s": number(),
                    "restoration_s": number(),
                    "clairvoyant_s": number(),
                    "strategy": word(),
                    "causes": { "type": "array", "items": { "type": "object" } },
                    "lag": {
                        "description": "Where most of the time went that the protocol was behind.",
                        "enum": ["none", "nobody-could", "detecting", "deciding", "never-asked", "ending", "recovering"]
                    },
                    "lag_s": number()
                },
                "required": ["incident", "onset_s", "detection_s", "restoration_s", "clairvoyant_s", "strategy", "causes", "lag", "lag_s"]
            }
        }
    })
}
