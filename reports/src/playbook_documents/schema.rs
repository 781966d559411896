//! The JSON document as JSON Schema, with what each key means.

use firedrill_model::app::Quality;
use firedrill_model::nouns::{Action, IncidentType, Role, Severity};
use serde_json::{Map, Value, json};

use super::FORMAT;
use firedrill_campaign::Standing;

type Keys<'k> = &'k [(&'static str, &'static str, Value)];

/// The schema (draft 2020-12) of what [`Documents::to_json`](super::Documents::to_json) writes.
pub fn documents_schema() -> Value {
    let mut schema = object(&[
        ("format", "The layout of this document.", json!({ "const": FORMAT })),
        ("firedrill", "The version that wrote it.", text()),
        ("run", "Which run, and what it came to.", run()),
        (
            "incidents",
            "Its incidents in order; none is an empty list.",
            list(reference("Incident")),
        ),
    ]);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("The playbook's documents of one run of firedrill");
    schema["description"] = json!(
        "Names that end in _s are seconds; instants count from the start of the run. A value that only \
         people know is null: docs/reports.md says where each comes from."
    );
    schema["$defs"] = json!({
        "Incident": incident(),
        "Clock": clock(),
        "Report": report(),
        "RootCause": root_cause(),
        "Fault": fault(),
        "Message": message(),
        "Analysis": analysis(),
        "Lessons": lessons(),
    });
    schema
}

fn run() -> Value {
    let foreign = object(&[
        ("name", "What it calls itself.", text()),
        ("command", "The command that starts it.", text()),
    ]);
    let weakened = object(&[("weakness", "The shipped one with this weakness.", text())]);
    let protocol = json!({ "oneOf": [{ "type": "null" }, foreign, weakened] });
    let violation = object(&[
        ("property", "Which promise failed.", text()),
        ("at_s", "When it was certain.", number()),
        ("about", "What happened.", text()),
    ]);
    let standings = [
        Standing::Passed,
        Standing::Excused,
        Standing::Unexercised,
        Standing::Infeasible,
        Standing::Failed,
        Standing::Broken,
    ];
    object(&[
        ("reference", "Scenario and seed.", text()),
        ("title", "The scenario's title.", text()),
        ("seed", "What every draw follows from.", text()),
        ("device", "The phone.", text()),
        (
            "protocol",
            "What is tested in the shipped one's place; null for the shipped one.",
            protocol,
        ),
        ("simulated_s", "Virtual time that passed.", number()),
        ("standing", "The verdict in a word.", words(standings.map(Standing::word))),
        ("verdict", "The verdict in sentences.", list(text())),
        ("violations", "What failed, in order of time.", list(violation)),
        ("digest", "Over every event of the run.", text()),
        ("replay", "The command that shows the run again.", text()),
    ])
}

fn incident() -> Value {
    let showing = object(&[
        ("incident", "The type.", incident_type()),
        ("onset_s", "When its symptoms first showed.", number()),
        ("worst", "The worst severity that they reached.", severity()),
        (
            "answered_s",
            "When the first immediate action of this very type began; null for never, or where nothing \
             was recorded.",
            or_null(number()),
        ),
        ("response_clock", "Its own with least left.", or_null(reference("Clock"))),
    ]);
    object(&[
        ("number", "Its place in the run, from 1.", count()),
        ("types", "The types that showed, in order of their onset.", list(showing)),
        ("onset_s", "When the truth first crossed a severity line.", number()),
        ("escalation_level", "The highest level that acted, 1 to 4.", count()),
        ("response_clock", "The response clock with least left.", or_null(reference("Clock"))),
        (
            "restoration_clock",
            "The restoration clock with least left.",
            or_null(reference("Clock")),
        ),
        ("report", "Incident Report Template.", reference("Report")),
        ("internal_alerts", "Internal Alert (Slack/Teams).", list(reference("Message"))),
        ("app_store_notifications", "App Store Team Notification.", list(reference("Message"))),
        ("user_messages", "Emergency communication to users.", list(reference("Message"))),
        ("analysis", "Post-Incident Analysis.", reference("Analysis")),
    ])
}

fn clock() -> Value {
    object(&[
        ("severity", "The severity whose limit it ran against.", severity()),
        ("elapsed_s", "Since the onset of that severity.", number()),
        ("limit_s", "What the playbook grants.", number()),
        ("margin", "1 at once, 0 at the limit, negative beyond it.", json!({ "type": "number" })),
    ])
}

fn report() -> Value {
    let details = object(&[
        ("detection_s", "When the protocol first said so.", or_null(number())),
        ("resolution_s", "When the checklist held again.", or_null(number())),
        ("total_duration_s", "From onset to resolution.", or_null(number())),
        ("severity", "The worst of all types.", severity()),
    ]);
    let moment = object(&[("at_s", "When.", number()), ("what", "What happened.", text())]);
    let taken = object(&[
        ("action", "What was done.", words(Action::NAMES.iter().copied())),
        ("by", "Who did it by hand; null for the protocol.", or_null(role())),
        ("completed", "How often it was carried out.", count()),
        ("failed", "How often it failed.", count()),
        ("lost_with_the_process", "How often the process took it with it.", count()),
        ("unfinished", "How often it was still under way at the end.", count()),
    ]);
    let item = object(&[
        ("improvement", "What to do.", or_null(text())),
        ("owner", "For people.", or_null(text())),
        ("due_date", "For people.", or_null(text())),
    ]);
    object(&[
        ("date", "For people: a run has none.", or_null(text())),
        ("executive_summary", "Incident and resolution in brief.", text()),
        ("incident_details", "Incident Details.", details),
        ("timeline", "What happened, in order.", list(moment)),
        ("performance_impact", "Performance Impact, as it truly was.", impact()),
        ("recovery_actions", "In order of their first time.", list(taken)),
        ("root_cause", "Root Cause.", reference("RootCause")),
        ("lessons_learned", "What the run itself teaches.", list(text())),
        ("action_items", "Improvements, with blanks for those who decide.", list(item)),
    ])
}

fn impact() -> Value {
    let maybe = || or_null(number());
    object(&[
        ("minimum_performance", "The least multiplier, in truth.", maybe()),
        ("minimum_performance_at_s", "When.", maybe()),
        (
            "minimum_performance_measured",
            "The least that the monitor measured, which notices say.",
            maybe(),
        ),
        ("maximum_memory_bytes", "The largest footprint.", or_null(count())),
        ("maximum_memory_at_s", "When.", maybe()),
        ("memory_at_onset_bytes", "The footprint at onset.", or_null(count())),
        ("memory_at_end_bytes", "At restoration, or when the run ended.", or_null(count())),
        ("recovery_time_s", "From detection to restoration.", maybe()),
        ("maximum_drain_pct_per_hour", "The app's drain.", maybe()),
        ("charge_at_onset_pct", "Battery charge at onset.", maybe()),
        ("charge_at_end_pct", "At restoration, or when the run ended.", maybe()),
        ("maximum_error_rate", "Failed over all operations, 0 to 1.", maybe()),
        (
            "longest_blocked_s",
            "How long the interface of an app that was up did not answer.",
            number(),
        ),
        ("down_s", "How long no process was up, in all.", number()),
        ("longest_down_s", "And at the longest stretch.", number()),
        ("suspended_s", "How long the system had the app suspended, in all.", number()),
        ("longest_suspended_s", "And at the longest stretch.", number()),
        (
            "worst_quality",
            "The lowest rung of degradation.",
            words(Quality::ALL.map(Quality::name)),
        ),
        ("swipes_lost", "Swipes that nobody gets back.", count()),
    ])
}

fn root_cause() -> Value {
    let cause = object(&[
        ("incident", "The type that it is about.", incident_type()),
        ("onset_s", "When it first showed.", number()),
        ("is_decided", "Whether the record decides it.", json!({ "type": "boolean" })),
        ("faults", "The root cause if decided, else what it may be.", list(reference("Fault"))),
        ("why", "What it is and why this document says so.", list(text())),
    ]);
    let stages = [
        "fault-began",
        "effect",
        "onset",
        "detection",
        "response",
        "action",
        "escalation",
        "cause-gone",
        "restoration",
    ];
    let link = object(&[
        ("at_s", "When.", number()),
        ("stage", "Where in the chain it belongs.", words(stages)),
        ("what", "What happened.", text()),
        ("figures", "The truth right then.", or_null(text())),
        ("again", "How often the same happened again later.", count()),
    ]);
    object(&[
        ("causes", "One an incident type.", list(cause)),
        ("chain", "The causal chain, in order of time.", list(link)),
        ("contributing_factors", "What else was wrong.", list(text())),
        ("explain", "The command that runs it again without each fault.", text()),
    ])
}

fn fault() -> Value {
    object(&[
        ("number", "Its place in the plan, from 1.", count()),
        ("kind", "Its kind in the catalogue.", text()),
        ("words", "The kind with its parameters.", text()),
        ("is_of_a_release", "Whether a release brought it.", json!({ "type": "boolean" })),
        ("began_s", "When its cause was first there.", number()),
        ("ended_s", "When it was gone.", or_null(number())),
        ("ended_by", "The action that ended it.", or_null(words(Action::NAMES.iter().copied()))),
    ])
}

fn message() -> Value {
    let mut message = object(&[
        ("is_sent", "Whether it was sent in the run; else a draft.", json!({ "type": "boolean" })),
        ("at_s", "When it was sent, or as of when it is drafted.", number()),
        ("to", "Roles of the playbook.", list(role())),
        ("about", "Who was told, or why nobody was.", text()),
        ("text", "The text, as the playbook's template has it.", text()),
    ]);
    message["properties"]["slack"] = json!({ "type": "object", "description": "Block Kit, for alerts.", "required": ["blocks"] });
    message
}

fn analysis() -> Value {
    let timeline = object(&[
        ("detection_time_s", "When the protocol first said so.", or_null(number())),
        ("response_time_s", "First immediate action of a right type.", or_null(number())),
        ("response_by_type", "How each type was answered, of several.", or_null(text())),
        ("recovery_procedures_executed", "In order.", list(text())),
        ("resolution_time_s", "When the checklist held again.", or_null(number())),
    ]);
    let impact = object(&[
        ("performance_degradation_magnitude", "In words.", text()),
        ("memory_usage_patterns", "In words.", text()),
        ("battery_impact_assessment", "In words.", text()),
        ("user_experience_impact", "In words.", text()),
    ]);
    let cause = object(&[
        ("technical_root_cause", "One text an incident type.", list(text())),
        ("contributing_factors", "What else was wrong.", list(text())),
        ("prevention_measures", "From catalogue, run and clocks.", or_null(list(text()))),
    ]);
    object(&[
        ("incident_timeline", "Incident Timeline.", timeline),
        ("performance_impact_analysis", "Performance Impact Analysis.", impact),
        ("root_cause_analysis", "Root Cause Analysis.", cause),
        ("lessons_learned", "Lessons Learned.", reference("Lessons")),
    ])
}

fn lessons() -> Value {
    let lines = || or_null(list(text()));
    object(&[
        ("what_worked_well", "Null where the run says nothing.", lines()),
        ("what_could_be_improved", "Null where the run says nothing.", lines()),
        ("process_improvements", "Null where the run says nothing.", lines()),
        ("technical_improvements", "Null where the run says nothing.", lines()),
    ])
}

/// An object with exactly these keys.
fn object(keys: Keys<'_>) -> Value {
    let names: Vec<_> = keys.iter().map(|(name, _, _)| *name).collect();
    let properties = keys.iter().map(|(name, about, schema)| {
        let mut schema = schema.clone();
        schema["description"] = json!(about);
        ((*name).to_owned(), schema)
    });
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": names,
        "properties": Map::from_iter(properties),
    })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn or_null(schema: Value) -> Value {
    json!({ "oneOf": [{ "type": "null" }, schema] })
}

fn words(words: impl IntoIterator<Item = &'static str>) -> Value {
    json!({ "enum": words.into_iter().collect::<Vec<_>>() })
}

fn incident_type() -> Value {
    words(IncidentType::ALL.map(IncidentType::name))
}

fn severity() -> Value {
    words(Severity::ALL.map(Severity::name))
}

fn role() -> Value {
    words(Role::ALL.map(Role::name))
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn number() -> Value {
    json!({ "type": "number", "minimum": 0 })
}

fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}
