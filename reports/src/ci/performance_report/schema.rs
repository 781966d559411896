//! The JSON Schema of `performance_report.json`.

use serde_json::{Map, Value, json};

use super::FORMAT;
use firedrill_campaign::Standing;

/// The JSON Schema of [`performance_report`](super::performance_report).
pub fn performance_report_schema() -> Value {
    let mut schema = object(&[
        ("format", json!({ "const": FORMAT })),
        ("timestamp", said(&text(), "When the report was made, RFC 3339 in UTC.")),
        ("build_configuration", configuration()),
        ("test_suite", test_suite()),
        ("performance_metrics", metrics()),
        ("validation_results", validation_results()),
        ("build_info", build_info()),
        (
            "output_files",
            json!({
                "description": "Every file that was written of the campaign, this one included.",
                "type": "array",
                "items": object(&[("format", text()), ("path", text())])
            }),
        ),
    ]);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("performance_report.json of firedrill");
    schema
}

fn configuration() -> Value {
    object(&[
        ("firedrill", text()),
        ("algorithm", said(&text(), "How draws follow from a seed.")),
        (
            "protocol",
            json!({
                "description": "What was tested; null for the protocol shipped with firedrill.",
                "type": ["object", "null"],
                "properties": { "name": text(), "command": text(), "weakness": text() },
                "additionalProperties": false
            }),
        ),
        ("seeds", said(&count(), "How many seeds each scenario was to be run with.")),
        ("compared", said(&json!({ "type": "boolean" }), "Every run was made twice and compared.")),
    ])
}

fn test_suite() -> Value {
    let part = object(&[
        ("name", text()),
        ("about", said(&text(), "What the suite is for.")),
        ("scenarios", said(&count(), "How many of its scenarios were asked for.")),
        ("of", said(&count(), "How many it has.")),
    ]);
    object(&[
        ("name", said(&text(), "The suites joined by `+`; `scenarios` when some are from files.")),
        ("suites", json!({ "type": "array", "items": part })),
        ("scenarios", count()),
        ("planned", said(&count(), "Runs planned; fewer were made when it stopped at a failure.")),
        ("runs", count()),
        ("simulated_s", said(&number(), "Virtual time, seconds.")),
    ])
}

fn metrics() -> Value {
    let metric = |unit: &str, relation: &str, about: &str| {
        let mut metric = object(&[
            ("unit", json!({ "const": unit })),
            ("relation", json!({ "const": relation })),
            ("threshold", said(&number(), "The playbook's line for the worst run.")),
            ("worst", number()),
            ("median", said(&number(), "Of an even number, the worse of the two in the middle.")),
            ("worst_run", text()),
            ("runs", said(&count(), "Runs that count: judged, and not stated to fail.")),
            ("beyond_threshold", count()),
        ]);
        metric["description"] = json!(about);
        or_null(&metric)
    };
    let clock = |about: &str| {
        let mut clock = object(&[
            ("unit", json!({ "const": "s" })),
            ("severity", text()),
            ("threshold", said(&number(), "The limit of the clock.")),
            ("worst", number()),
            ("margin", said(&number(), "1 at once, 0 at the limit, negative beyond it.")),
            ("worst_run", text()),
        ]);
        clock["description"] = json!(about);
        or_null(&clock)
    };
    object(&[
        ("performance_multiplier", metric("x", "at least", "At the end of each run.")),
        ("memory_usage", metric("MB", "at most", "At the end of each run, MB of 1024² bytes.")),
        ("battery_drain", metric("%/h", "at most", "At the end of each run.")),
        ("response_time", clock("The response clock with the least margin of any run.")),
        ("restoration_time", clock("The restoration clock with the least margin of any run.")),
    ])
}

fn validation_results() -> Value {
    let validation = object(&[
        ("name", text()),
        ("status", json!({ "enum": ["passed", "failed", "skipped"] })),
        ("measured", nullable("number")),
        ("threshold", nullable("number")),
        ("relation", nullable("string")),
        ("unit", nullable("string")),
        ("message", text()),
        ("reproduction", nullable("string")),
    ]);
    let problem = object(&[
        ("case", said(&text(), "A property, `exercised`, `deterministic` or `protocol-answers`.")),
        ("status", json!({ "enum": ["failed", "error"] })),
        ("runs", count()),
        ("worst_margin", nullable("number")),
        ("worst_seed", nullable("string")),
        ("message", text()),
        ("reproduction", said(&nullable("string"), "The command that shows the worst run again.")),
    ]);
    let scenario = object(&[
        ("name", text()),
        ("title", nullable("string")),
        ("source", said(&text(), "What names it on a command line.")),
        ("suite", nullable("string")),
        ("standing", or_null(&standing())),
        ("runs", count()),
        ("cases", count()),
        ("problems", json!({ "type": "array", "items": problem })),
    ]);
    object(&[
        ("standing", said(&standing(), "The worst of any run; the exit code follows from it.")),
        ("passed", count()),
        ("failed", count()),
        ("unexercised", count()),
        ("infeasible", count()),
        ("excused", count()),
        ("not_deterministic", count()),
        ("broken", count()),
        ("validations", json!({ "type": "array", "items": validation })),
        ("scenarios", json!({ "type": "array", "items": scenario })),
    ])
}

fn build_info() -> Value {
    object(&[
        ("repository", nullable("string")),
        ("commit", nullable("string")),
        ("branch", nullable("string")),
        ("number", nullable("integer")),
        ("url", nullable("string")),
        ("os", text()),
        ("arch", text()),
        ("profile", said(&json!({ "enum": ["debug", "release"] }), "How firedrill was built.")),
    ])
}

fn standing() -> Value {
    use Standing::{Broken, Excused, Failed, Infeasible, NotDeterministic, Passed, Unexercised};
    let all = [Passed, Excused, Unexercised, Infeasible, Failed, NotDeterministic, Broken];
    json!({ "type": "string", "enum": all.map(Standing::word) })
}

/// An object with these properties, every one of them, and no other.
fn object(properties: &[(&str, Value)]) -> Value {
    let required: Vec<_> = properties.iter().map(|(name, _)| *name).collect();
    let properties: Map<_, _> =
        properties.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false
    })
}

fn or_null(schema: &Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

fn nullable(of: &str) -> Value {
    json!({ "type": [of, "null"] })
}

fn said(schema: &Value, about: &str) -> Value {
    let mut schema = schema.clone();
    schema["description"] = json!(about);
    schema
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn number() -> Value {
    json!({ "type": "number" })
}

fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}
