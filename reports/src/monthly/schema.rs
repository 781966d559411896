//! The summary as JSON Schema, with what each key means.

use firedrill_campaign::Standing;
use firedrill_campaign::month::UpdateTrigger;
use firedrill_model::nouns::{EscalationLevel, IncidentType, NoticeKind, Role, Severity};
use serde_json::{Map, Value, json};

use super::summary::Summary;

type Keys<'k> = &'k [(&'static str, &'static str, Value)];

/// The schema (draft 2020-12) of `summary.json`.
pub fn monthly_schema() -> Value {
    let tested = object(&[
        ("name", "What it is called.", text()),
        ("option", "What follows a command of firedrill's to test it again.", text()),
    ]);
    let mut schema = object(&[
        ("format", "The layout of this document.", json!({ "const": Summary::FORMAT })),
        ("firedrill", "The version that made it.", text()),
        ("algorithm", "How draws follow from a seed.", text()),
        (
            "month",
            "The month.",
            json!({ "type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$" }),
        ),
        ("date", "The date that it bears.", text()),
        ("protocol", "What was tested; null for the shipped protocol.", or_null(tested)),
        ("seeds", "Each scenario ran with the seeds 1 to this.", count()),
        ("is_complete", "Whether every scenario took part.", json!({ "type": "boolean" })),
        ("findings", "What the runs say.", findings()),
        ("notice_check", "Whether notices say what they are to say.", notice_check()),
    ]);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("A monthly recovery test of firedrill");
    schema["description"] = json!(
        "Names that end in _s are seconds. Intervals are at 95 %. A run is named by its scenario and seed, as \
         `firedrill replay` takes it. docs/monthly.md has the methods."
    );
    schema["$defs"] = json!({
        "Rate": rate(), "Spread": spread(), "Level": level(), "Margins": margins(), "Standings": standings()
    });
    schema
}

fn findings() -> Value {
    object(&[
        ("runs", "Runs made, those of the judge's own check included.", count()),
        ("simulated_h", "Hours that passed in them.", number()),
        ("events", "Events handled in them.", count()),
        ("digest", "Digest over every run, in order.", text()),
        ("standings", "How the runs stand, best first.", refer("Standings")),
        ("passed", "How often the protocol passed.", refer("Rate")),
        ("failed", "How often it failed.", refer("Rate")),
        ("scenarios", "Scenario by scenario.", list(scenario())),
        ("incidents", "Incidents by the type that showed first.", list(incident())),
        ("escalation", "Incidents by the highest level that acted.", list(escalation())),
        ("failures", "How often runs failed, by fault family and worst severity.", list(failure())),
        ("failure_kinds", "Every way of failing, the most frequent first.", list(failure_kind())),
        ("roles", "Role by role.", list(role())),
        ("missed_hand_overs", "Scenarios in which calls went unanswered.", list(missed())),
        ("notices", "Kind by kind.", list(notice())),
        ("communication", "The rules of communication.", list(rule())),
        ("baselines", "Baselines.", baselines()),
        ("requirements", "What the App Store is promised.", requirements()),
        ("worth_reading", "The runs that repay reading, in that order.", list(worth_reading())),
        ("self_check", "Whether the judge sees what is stated to fail.", self_check()),
    ])
}

fn rate() -> Value {
    let share = || json!({ "type": "number", "minimum": 0, "maximum": 1 });
    object(&[
        ("hits", "How many.", count()),
        ("of", "Of how many.", count()),
        ("share", "The share; null of none.", or_null(share())),
        ("low", "The lower end of Clopper and Pearson's interval.", share()),
        ("high", "Its upper end.", share()),
    ])
}

fn spread() -> Value {
    object(&[
        ("count", "How many, those included that never came.", count()),
        ("never", "How many never came.", count()),
        ("median", "Half of them are not larger.", refer("Level")),
        ("p95", "95 in 100 of them are not larger.", refer("Level")),
        ("most", "The largest; null when one never came, or of none.", or_null(number())),
    ])
}

fn level() -> Value {
    object(&[
        ("value", "The quantile; null when too few came, or of none.", or_null(number())),
        ("low", "The lower end of its interval; null when nothing bounds it.", or_null(number())),
        ("high", "The upper end of its interval; null when nothing bounds it.", or_null(number())),
    ])
}

fn margins() -> Value {
    or_null(object(&[
        ("spread", "Over runs: 1 at once, 0 at the limit, negative beyond it.", refer("Spread")),
        ("least", "The least.", number()),
        ("seed", "The first seed that has it.", text()),
    ]))
}

fn standings() -> Value {
    list(object(&[("standing", "How they stand.", standing()), ("runs", "How many.", count())]))
}

fn scenario() -> Value {
    object(&[
        ("name", "Its name.", text()),
        ("suite", "Its suite.", text()),
        ("standings", "How its runs stand.", refer("Standings")),
        ("passed", "How often they passed.", refer("Rate")),
        ("failed", "How often they failed.", refer("Rate")),
        (
            "response",
            "What was left of the response time; null when no clock ran.",
            refer("Margins"),
        ),
        ("restoration", "What was left for restoration; null when no clock ran.", refer("Margins")),
    ])
}

fn incident() -> Value {
    let limits =
        || or_null(json!({ "type": "array", "items": number(), "minItems": 2, "maxItems": 2 }));
    object(&[
        ("incident", "The type that showed first.", incident_type()),
        ("incidents", "How many there were.", count()),
        ("critical", "How many of them became critical.", count()),
        ("detection_s", "From onset to detection.", refer("Spread")),
        ("response_s", "From onset to response.", refer("Spread")),
        ("response_in_time", "How often the response was in time.", refer("Rate")),
        ("response_limit_s", "The shortest and the longest time granted for it.", limits()),
        ("restoration_s", "From onset to restoration.", refer("Spread")),
        ("restoration_in_time", "How often the restoration was in time.", refer("Rate")),
        ("restoration_limit_s", "The shortest and the longest time granted for it.", limits()),
    ])
}

fn escalation() -> Value {
    object(&[
        ("level", "The level.", words(EscalationLevel::ALL.map(EscalationLevel::name))),
        ("incidents", "How many incidents came to it and no further.", count()),
        ("restored", "How many of them were restored.", refer("Rate")),
        ("restoration_s", "From onset to restoration.", refer("Spread")),
        ("scenarios", "How many scenarios they are from.", count()),
    ])
}

fn failure() -> Value {
    object(&[
        ("family", "The fault family.", text()),
        (
            "severity",
            "The worst; null without an incident.",
            or_null(words(Severity::ALL.map(Severity::name))),
        ),
        ("failed", "How often runs failed.", refer("Rate")),
    ])
}

fn failure_kind() -> Value {
    object(&[
        ("fingerprint", "What the failures share.", text()),
        ("runs", "How many runs failed so.", count()),
        ("scenarios", "How many scenarios they are from.", count()),
        ("first", "The first run.", text()),
    ])
}

fn role() -> Value {
    object(&[
        ("role", "The role.", words(Role::ALL.map(Role::name))),
        ("told", "How many notices to it arrived.", refer("Rate")),
        ("answered", "How often it answered what called for it.", refer("Rate")),
        ("answered_undisturbed", "The same in runs without a fault of recovery.", refer("Rate")),
        ("answer_s", "From arrival to answer.", refer("Spread")),
        ("attended", "How often what it was called for was done.", refer("Rate")),
    ])
}

fn missed() -> Value {
    object(&[
        ("scenario", "The scenario.", text()),
        ("missed", "How many calls were missed.", refer("Rate")),
        ("passed", "How many of its runs passed all the same.", refer("Rate")),
        ("first", "The first run with one.", text()),
    ])
}

fn notice() -> Value {
    object(&[
        ("kind", "The kind.", words(NoticeKind::ALL.map(NoticeKind::name))),
        ("arrived", "How many arrived, of all that were sent.", refer("Rate")),
        ("delay_s", "From the first sending to the arrival.", refer("Spread")),
        ("first", "The first run that sent one; null when none did.", or_null(text())),
    ])
}

fn rule() -> Value {
    object(&[
        ("property", "The property that holds protocols to it.", text()),
        ("broken", "How many runs broke it.", refer("Rate")),
        ("first", "The first of them; null when there is none.", or_null(text())),
        ("excused", "How many of them were excused.", count()),
    ])
}

fn baselines() -> Value {
    let trigger = object(&[
        ("trigger", "The playbook's reason.", json!({ "enum": UpdateTrigger::ALL })),
        ("baselines", "How many baselines it allows for.", count()),
        ("first", "The first run with one; null when there is none.", or_null(text())),
    ]);
    object(&[
        ("valid", "How many runs had a valid one throughout.", refer("Rate")),
        ("learning", "How many runs learnt one.", refer("Rate")),
        ("performance_drift", "Learnt beside briefed: 0.1 is a tenth more.", refer("Spread")),
        ("memory_drift", "The same of memory.", refer("Spread")),
        ("unhealthy", "How many runs learnt one of an app that was not well.", refer("Rate")),
        ("triggers", "The playbook's four reasons to learn.", list(trigger)),
    ])
}

fn requirements() -> Value {
    let reportable = object(&[
        ("incident", "The type that showed first.", incident_type()),
        ("incidents", "How many there were.", count()),
        ("critical", "How many were critical.", count()),
        ("notified", "Notifications of the App Store team about the type.", count()),
    ]);
    object(&[
        ("multiplier_target", "The target of the multiplier.", number()),
        ("memory_target_mb", "The target of memory.", number()),
        ("drain_target_pct_per_hour", "The target of drain.", number()),
        ("ended_fast", "How many runs ended with the multiplier's target met.", refer("Rate")),
        ("ended_small", "How many runs ended with the target of memory met.", refer("Rate")),
        ("ended_frugal", "How many runs ended with the target of drain met.", refer("Rate")),
        ("kept_quality", "How many runs gave all quality back and lost no swipe.", refer("Rate")),
        ("mean_multiplier", "Means over each run.", refer("Spread")),
        ("mean_memory_mb", "Means over each run.", refer("Spread")),
        ("mean_drain_pct_per_hour", "Means over each run.", refer("Spread")),
        ("lowest_multiplier", "The lowest of each run.", refer("Spread")),
        ("highest_memory_mb", "The highest of each run.", refer("Spread")),
        ("highest_drain_pct_per_hour", "The highest of each run.", refer("Spread")),
        ("reportable", "What would have had to be reported.", list(reportable)),
        ("reviews", "Compliance reviews asked for.", count()),
    ])
}

fn worth_reading() -> Value {
    object(&[
        ("run", "The run.", text()),
        ("standing", "How it stands.", standing()),
        ("fingerprint", "How it failed; null when it did not.", or_null(text())),
        ("margin", "The least margin of its clocks; null when none ran.", or_null(number())),
    ])
}

fn self_check() -> Value {
    object(&[
        ("as_stated", "How often a run failed as it states.", refer("Rate")),
        ("otherwise", "The first runs that did not.", list(text())),
    ])
}

fn notice_check() -> Value {
    let kind = || words(NoticeKind::ALL.map(NoticeKind::name));
    let pair =
        json!({ "type": "array", "prefixItems": [kind(), count()], "minItems": 2, "maxItems": 2 });
    let open = object(&[
        ("run", "The run.", text()),
        ("kind", "The kind of the notice.", kind()),
        ("line", "The line with the open place.", text()),
    ]);
    object(&[
        ("runs", "The runs whose notices were written out.", list(text())),
        ("written", "How many notices of each kind.", list(pair)),
        ("unfilled", "The first places that were left open.", list(open)),
    ])
}

fn object(keys: Keys<'_>) -> Value {
    let mut properties = Map::new();
    for (key, about, schema) in keys {
        let mut schema = schema.clone();
        schema["description"] = json!(about);
        properties.insert((*key).to_owned(), schema);
    }
    let required: Vec<_> = keys.iter().map(|(key, ..)| *key).collect();
    json!({
        "type": "object", "properties": properties, "required": required, "additionalProperties": false
    })
}

fn words<const N: usize>(words: [&str; N]) -> Value {
    json!({ "enum": words.as_slice() })
}

fn standing() -> Value {
    let all = [
        Standing::Passed,
        Standing::Excused,
        Standing::Unexercised,
        Standing::Infeasible,
        Standing::Failed,
        Standing::NotDeterministic,
        Standing::Broken,
    ];
    words(all.map(Standing::word))
}

fn incident_type() -> Value {
    words(IncidentType::ALL.map(IncidentType::name))
}

fn or_null(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

fn refer(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
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
