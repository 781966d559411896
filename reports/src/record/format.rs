//! The lines of a record, version 1: which keys they have. `docs/records.md` says what each means.

use serde_json::{Value, json};

use super::shape::Shape::{
    AnyObject, Count, Counts, Digest, Flag, List, Number, Object, OrNull, Text,
};
use super::shape::{Keys, object_schema};

/// The version of the format that is written and read here.
pub const RECORD_VERSION: u64 = 1;

/// The first line.
pub(super) const HEADING: Keys = &[
    ("record", Count),
    ("engine", Text),
    ("algorithm", Text),
    ("run", Text),
    ("protocol", OrNull(&Text)),
    ("plan", AnyObject),
];

/// An event.
pub(super) const EVENT: Keys = &[
    ("event", Count),
    ("at_ns", Count),
    ("at", Text),
    ("part", Text),
    ("digest", Digest),
    ("drawn", Counts),
];

/// What was true after an event in which something happened.
pub(super) const STATE: Keys =
    &[("truth", Object(TRUTH)), ("severity", OrNull(&Text)), ("announced", Object(STATUS))];

/// The last line.
pub(super) const END: Keys = &[
    ("end", Count),
    ("digest", Digest),
    ("verdict", Text),
    ("about", OrNull(&Text)),
    ("violations", List(&Object(VIOLATION))),
    ("response_clock", OrNull(&Object(CLOCK))),
    ("restoration_clock", OrNull(&Object(CLOCK))),
];

const TRUTH: Keys = &[
    ("performance_multiplier", Number),
    ("memory_bytes", Count),
    ("battery_drain_pct_per_hour", Number),
    ("error_rate", Number),
    ("thermal_state", Text),
    ("ui", Text),
    ("ui_blocked_ns", Count),
    ("quality", Text),
    ("is_suspended", Flag),
    ("regret", Number),
    ("frames_per_second", Number),
    ("jobs_age_ns", Count),
    ("pass_blocked_ns", Count),
    ("junction_celsius", Number),
    ("skin_celsius", Number),
    ("charge_pct", Number),
    ("mhz", Number),
];

const STATUS: Keys = &[
    ("phase", Text),
    ("incident", OrNull(&Text)),
    ("trigger", OrNull(&Text)),
    ("severity", OrNull(&Text)),
    ("escalation", Text),
    ("procedure", OrNull(&Text)),
];

const VIOLATION: Keys = &[("property", Text), ("at_ns", Count), ("about", Text)];

const CLOCK: Keys = &[("severity", Text), ("elapsed_ns", Count), ("limit_ns", Count)];

const NOTICE: Keys = &[
    ("id", Count),
    ("kind", Text),
    ("to", Text),
    ("incident", Text),
    ("severity", Text),
    ("escalation", Text),
];

const SWIPES: Keys = &[("swipes_lost", Count)];

/// What can happen, with what is said about it besides `happened` and `says`.
pub(super) const HAPPENED: &[(&str, Keys)] = &[
    ("fault-began", &[("fault", Count)]),
    ("fault-ended", &[("fault", Count), ("by", OrNull(&Text))]),
    (
        "sampled",
        &[
            ("taken_at_ns", Count),
            ("performance_multiplier", OrNull(&Number)),
            ("memory_bytes", OrNull(&Count)),
            ("battery_drain_pct_per_hour", OrNull(&Number)),
            ("error_rate", OrNull(&Number)),
            ("thermal_state", OrNull(&Text)),
            ("ui_responsive", OrNull(&Flag)),
            ("cpu_usage", OrNull(&Number)),
        ],
    ),
    (
        "action-asked",
        &[
            ("command", Count),
            ("action", Text),
            ("incident", Text),
            ("purpose", Text),
            ("procedure", OrNull(&Text)),
            ("escalation", OrNull(&Text)),
        ],
    ),
    ("action-ended", &[("command", Count), ("action", Text), ("outcome", Text)]),
    ("status-announced", STATUS),
    ("notice-sent", NOTICE),
    ("notice-lost", NOTICE),
    ("notice-delivered", NOTICE),
    ("contract-broken", &[("breach", Text), ("command", OrNull(&Count))]),
    (
        "operator-acted",
        &[
            ("did", Text),
            ("role", Text),
            ("action", OrNull(&Text)),
            ("outcome", OrNull(&Text)),
            ("notice", OrNull(&Text)),
            ("incident", OrNull(&Text)),
        ],
    ),
    ("frequency-capped", &[("mhz", Number)]),
    ("thermal-state-changed", &[("state", Text)]),
    ("memory-passed", &[("line_bytes", Count)]),
    ("deadlocked", &[]),
    ("breaker-changed", &[("state", Text), ("successes", OrNull(&Count))]),
    ("process-ended", SWIPES),
    ("jetsammed", SWIPES),
    ("buffer-deleted", SWIPES),
    ("process-died", &[("how", Text), ("swipes_lost", Count)]),
    ("process-up", &[]),
    ("process-suspended", &[]),
    ("process-resumed", &[]),
    ("phase-began", &[("phase", Text)]),
    ("channel-changed", &[("is_up", Flag)]),
    (
        "baseline-learnt",
        &[("performance_multiplier", Number), ("memory_bytes", Count), ("valid_until_ns", Count)],
    ),
];

/// The keys of what happened, if there is such a thing.
pub(super) fn keys_of(happened: &str) -> Option<Keys> {
    HAPPENED.iter().find(|(known, _)| *known == happened).map(|(_, keys)| *keys)
}

/// The schema of a record's lines (draft 2020-12). In which order they come it cannot say.
pub fn record_schema() -> Value {
    let mut heading = object_schema(HEADING);
    heading["properties"]["record"] = json!({ "const": RECORD_VERSION });
    let happened: Vec<_> =
        HAPPENED.iter().map(|(name, keys)| happened_schema(name, keys)).collect();
    let lines = ["Heading", "Event", "Happened", "State", "End"];
    let lines = lines.map(|name| json!({ "$ref": format!("#/$defs/{name}") }));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of a run's record",
        "description": "docs/records.md says what each means and in which order they come.",
        "oneOf": lines,
        "$defs": {
            "Heading": heading,
            "Event": object_schema(EVENT),
            "Happened": { "oneOf": happened },
            "State": object_schema(STATE),
            "End": object_schema(END),
        },
    })
}

fn happened_schema(name: &str, keys: Keys) -> Value {
    let mut schema = object_schema(keys);
    schema["properties"]["happened"] = json!({ "const": name });
    schema["properties"]["says"] = json!({ "type": "string" });
    let names = keys.iter().map(|(name, _)| *name).chain(["happened", "says"]);
    schema["required"] = names.collect();
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_names_every_kind_of_line_and_everything_that_can_happen() {
        let document = include_str!("../../../docs/records.md");
        for (kind, _) in HAPPENED {
            assert!(document.contains(&format!("`{kind}`")), "{kind}");
        }
        for (key, _) in [HEADING, EVENT, STATE, END].concat() {
            assert!(document.contains(&format!("`{key}`")), "{key}");
        }
    }
}
