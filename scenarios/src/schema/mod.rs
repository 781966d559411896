//! JSON Schema of the scenario format, for editors and for validators written by others. It follows
//! from the same tables that scenarios are checked against.

mod incident;
mod playbook;
mod quantity;
mod trigger;

use firedrill_judge::Property;
use firedrill_judge::temporal::{FORMULA_BYTES_MAX, PROPERTIES_MAX, PropertyName, Signal};
use firedrill_model::app::Workload;
use firedrill_model::device::Device;
use firedrill_model::faults::{
    Family, FaultSpec, Origin, ParameterShape, ParameterSpec, catalogue,
};
use firedrill_protocol::quantity::Dimension;
use firedrill_protocol::{IncidentType, Severity};
use serde_json::{Map, Value, json};

use self::quantity::Reach;
use crate::conditions::CONDITIONS;
use crate::coverage::Axis;
use crate::limits;

/// The schema of a scenario file (draft 2020-12), as JSON.
///
/// What a schema cannot say stays with [`Scenario::from_bytes`](crate::Scenario::from_bytes): that a
/// range is not inverted and within its limits, that a fault begins within the run, that the
/// playbook holds together, that a stored incident leaves nothing to draw.
pub fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Firedrill scenario",
        "description": "What may go wrong in an app's simulated emergency, and what is expected to show.",
        "type": "object",
        "additionalProperties": false,
        "required": ["name", "title", "duration", "expect"],
        "properties": {
            "name": {
                "description": "The file's name without .toml.",
                "type": "string",
                "pattern": "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$",
                "maxLength": 64,
            },
            "title": {
                "description": "What happens, in a line.",
                "type": "string",
                "minLength": 1,
                "maxLength": limits::TITLE_CHARS_MAX,
            },
            "about": {
                "description": "Why this scenario exists.",
                "type": "string",
                "maxLength": limits::ABOUT_CHARS_MAX,
            },
            "duration": between(
                quantity::schema(Dimension::Duration, Reach::Single),
                "How long a run is.",
                limits::RUN,
            ),
            "device": {
                "description": "The device it runs on.",
                "enum": Device::ALL.iter().map(|device| device.name).collect::<Vec<_>>(),
            },
            "workload": {
                "description": "What the person does with the app over time.",
                "enum": Workload::NAMES,
                "default": Workload::Steady.name(),
            },
            "conditions": conditions(),
            "fault": {
                "description": "What goes wrong, each in a table [[fault]].",
                "type": "array",
                "maxItems": limits::FAULTS_MAX,
                "items": { "oneOf": catalogue().map(fault).collect::<Vec<_>>() },
            },
            "trigger": trigger::schema(),
            "swarm": swarm(),
            "property": property(),
            "expect": expect(),
            "playbook": playbook::schema(),
            "incident": incident::schema(),
        },
    })
}

fn conditions() -> Value {
    let properties = CONDITIONS.iter().map(|spec| {
        let mut value =
            between(quantity::schema(spec.dimension, Reach::Range), spec.about, spec.limits);
        value["default"] = json!(spec.usual);
        (spec.name.to_owned(), value)
    });
    json!({
        "description": "The surroundings and the person; what is left out is as usual.",
        "type": "object",
        "additionalProperties": false,
        "properties": Map::from_iter(properties),
    })
}

fn fault(spec: &FaultSpec) -> Value {
    let times = quantity::schema(Dimension::Duration, Reach::Range);
    let mut properties = Map::new();
    properties.insert("kind".to_owned(), json!({ "const": spec.name }));
    properties.insert(
        "at".to_owned(),
        between(times.clone(), "When it begins, since the start of the run.", limits::ONSET),
    );
    properties.insert(
        "for".to_owned(),
        between(times, "After how long the cause ends by itself.", limits::LASTING),
    );
    properties.insert(
        "origin".to_owned(),
        json!({
            "description": "What brought it: the code of a release brings the cause again after every action but a rollback of the version.",
            "enum": Origin::ALL.map(Origin::name),
            "default": Origin::Chance.name(),
        }),
    );
    for parameter in spec.parameters {
        properties.insert(parameter.name.to_owned(), self::parameter(parameter));
    }
    let required: Vec<_> = properties
        .keys()
        .filter(|name| !matches!(name.as_str(), "for" | "origin"))
        .cloned()
        .collect();
    json!({
        "title": spec.name,
        "description": spec.about.trim(),
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}

fn swarm() -> Value {
    let times = || quantity::schema(Dimension::Duration, Reach::Range);
    let chances = Family::ALL.into_iter().map(|family| {
        let value = quantity::schema(Dimension::Share, Reach::Single);
        let about = "The chance that the family takes part in a run.";
        (family.name().to_owned(), between(value, about, ("0%", "100%")))
    });
    let number = quantity::schema(Dimension::Count, Reach::Range);
    json!({
        "description": "What is left open: each seed draws its own mixture of faults.",
        "type": "object",
        "additionalProperties": false,
        "required": ["at", "faults", "families"],
        "properties": {
            "at": between(times(), "When faults begin, since the start of the run.", limits::ONSET),
            "for": between(times(), "After how long their causes end by themselves.", limits::LASTING),
            "faults": between(number, "How many faults there are.", ("0", "64")),
            "families": {
                "description": "Who takes part; a family that is not named never does.",
                "type": "object",
                "additionalProperties": false,
                "properties": Map::from_iter(chances),
            },
        },
    })
}

fn parameter(spec: &ParameterSpec) -> Value {
    let about = spec.about.trim();
    match spec.shape {
        ParameterShape::Quantity(dimension) => {
            let value = quantity::schema(dimension, Reach::Range);
            between(value, about, (spec.lowest, spec.highest))
        }
        ParameterShape::Word(words) => json!({
            "description": format!("{about} One word, or a list to draw from."),
            "oneOf": [
                { "enum": words },
                { "type": "array", "minItems": 1, "uniqueItems": true, "items": { "enum": words } },
            ],
        }),
    }
}

fn property() -> Value {
    let names: Vec<_> = Signal::ALL.iter().map(|signal| signal.name()).collect();
    let holds = format!(
        "A formula of signal temporal logic over {}. Operators: always[a,b], eventually[a,b], \
         historically[a,b], once[a,b], until[a,b], since[a,b], not, and, or, implies, iff. Bounds are \
         whole seconds and may be left out; a signal that is a quantity is compared by <, <=, > or >=.",
        names.join(", ")
    );
    json!({
        "description": "What every run is held to besides the playbook's promises, each in a table [[property]].",
        "type": "array",
        "maxItems": PROPERTIES_MAX,
        "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["name", "holds"],
            "properties": {
                "name": {
                    "description": "What it is called in reports; no other property's name.",
                    "type": "string",
                    "pattern": "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$",
                    "maxLength": PropertyName::LENGTH_MAX,
                },
                "holds": {
                    "description": holds,
                    "type": "string",
                    "minLength": 1,
                    "maxLength": FORMULA_BYTES_MAX,
                    "examples": [
                        "always[0,600s](memory <= 300MB)",
                        "always(critical implies eventually[0,30s] responded)",
                    ],
                },
            },
        },
    })
}

fn expect() -> Value {
    let incidents = json!({
        "incidents": {
            "type": "array",
            "minItems": 1,
            "uniqueItems": true,
            "items": { "enum": IncidentType::ALL.map(IncidentType::name) },
        },
        "severity": { "enum": Severity::ALL.map(Severity::name) },
    });
    let whole = |key: &str| json!({ key: { "const": true } });
    json!({
        "description": "What must have happened for a run to be one of this scenario.",
        "oneOf": [
            expectation("healthy", "Nothing goes wrong, whatever faults there are.", whole("healthy")),
            expectation(
                "incidents",
                "All of these incident types show, one of them at least this severe.",
                incidents,
            ),
            expectation(
                "anything",
                "Whatever happens, every promise is kept; nothing has to happen.",
                whole("anything"),
            ),
        ],
    })
}

/// One form of `[expect]`: keys that it must have, and those that every form may have.
fn expectation(title: &str, about: &str, mut properties: Value) -> Value {
    let required: Vec<_> =
        properties.as_object().into_iter().flat_map(Map::keys).cloned().collect();
    let landmarks = Axis::ALL.into_iter().flat_map(Axis::landmarks);
    properties["sometimes"] = json!({
        "description": "What at least one of a campaign's runs of this scenario must reach.",
        "type": "array",
        "uniqueItems": true,
        "items": { "enum": landmarks.map(|landmark| landmark.to_string()).collect::<Vec<_>>() },
    });
    properties["fails"] = fails();
    properties["may_be_infeasible"] = json!({
        "description": "Whether a run that nobody could have passed is allowed.",
        "type": "boolean",
        "default": false,
    });
    json!({
        "title": title,
        "description": about,
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}

/// What is stated to fail: a property of every run, or one of the scenario's own by its name.
fn fails() -> Value {
    let known = Property::ALL.map(|property| property.name().to_owned());
    json!({
        "description": "Properties that fail in every run of this scenario, while all others hold: its runs pass exactly then.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": true,
        "items": { "anyOf": [{ "enum": known }, property_name()] },
    })
}

/// The name of one of a scenario's own properties.
fn property_name() -> Value {
    json!({
        "type": "string",
        "pattern": "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$",
        "maxLength": PropertyName::LENGTH_MAX,
    })
}

/// A quantity's schema with a description that states its limits.
fn between(mut value: Value, about: &str, (lowest, highest): (&str, &str)) -> Value {
    value["description"] = json!(format!("{about} Between {lowest} and {highest}."));
    value
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::specimen::WHOLE;
    use crate::suites;

    /// Whether a validator that others wrote accepts a TOML text.
    fn accepts(text: &str) -> bool {
        let data: toml::Table = text.parse().unwrap();
        let validator = jsonschema::draft202012::new(&schema()).unwrap();
        validator.is_valid(&serde_json::to_value(data).unwrap())
    }

    fn embedded() -> impl Iterator<Item = &'static suites::EmbeddedFile> {
        suites::ALL.iter().flat_map(|suite| suite.files)
    }

    #[test]
    fn the_schema_is_one() {
        assert!(jsonschema::meta::is_valid(&schema()));
    }

    #[test]
    fn every_embedded_scenario_fits_the_schema() {
        for file in embedded() {
            assert!(accepts(file.text), "{}", file.label);
        }
    }

    #[test]
    fn every_mistyped_key_breaks_the_schema() {
        // A key is tried once for each table and kind of fault that it stands in.
        let mut tried = BTreeSet::new();
        for file in embedded() {
            let mut place = "";
            for line in file.text.lines() {
                if line.starts_with('[') || line.starts_with("kind = ") {
                    place = line;
                }
                let Some((key, _)) = line.split_once(" = ") else { continue };
                if tried.insert((place, key)) {
                    let mistyped = file.text.replace(line, &format!("x{line}"));
                    assert!(!accepts(&mistyped), "{}: {line}", file.label);
                }
            }
        }
        assert!(tried.len() > 100, "only {} keys were tried", tried.len());
    }

    #[test]
    fn the_schema_refuses_what_the_reader_refuses() {
        assert!(accepts(WHOLE));
        let replacements = [
            ("duration = \"15m\"", "duration = \"15\""),
            ("duration = \"15m\"", "duration = \"10m..15m\""),
            ("duration = \"15m\"", "duration = 15"),
            ("kind = \"leak\"", "kind = \"laek\""),
            ("MB/s\"", "mb/s\""),
            ("MB/s\"", "MB/s..\""),
            ("\"image-cache\"", "\"fridge\""),
            ("\"image-cache\"", "[]"),
            ("\"critical\"", "\"bad\""),
            ("incidents = [", "incidents = []\nothers = ["),
            ("name = \"leak", "name = \"Leak"),
        ];
        for (from, to) in replacements {
            assert!(WHOLE.contains(from), "{from}");
            let text = WHOLE.replacen(from, to, 1);
            assert!(!accepts(&text), "{to}");
            assert!(crate::Scenario::from_bytes("<text>", text.as_bytes()).is_err(), "{to}");
        }
    }

    #[test]
    fn the_schema_knows_temporal_properties() {
        let with = |property: &str| accepts(&format!("{WHOLE}\n[[property]]\n{property}"));
        assert!(with("name = 'p'\nholds = 'critical'"));
        for wrong in ["name = 'p'", "name = 'P'\nholds = 'minor'", "name = 'p'\nholds = ''"] {
            assert!(!with(wrong), "{wrong}");
        }
        let schema = schema().to_string();
        assert!(Signal::ALL.iter().all(|signal| schema.contains(signal.name())));
    }

    #[test]
    fn the_schema_knows_what_may_be_stated_to_fail() {
        let with = |fails: &str| accepts(&format!("{WHOLE}fails = {fails}\n"));
        assert!(with("['no-jetsam-kill', 'memory-stays-low']"));
        assert!(!with("[]") && !with("'no-jetsam-kill'") && !with("['P']") && !with("[1]"));
    }

    #[test]
    fn the_schema_knows_the_whole_playbook() {
        let scenario = "name = 'x'\ntitle = 'x'\nduration = '1h'\nexpect.healthy = true";
        let playbook: toml::Table = firedrill_protocol::Playbook::built_in_text().parse().unwrap();
        let with = |playbook: &toml::Table| {
            let mut data: toml::Table = scenario.parse().unwrap();
            data.insert("playbook".to_owned(), playbook.clone().into());
            accepts(&data.to_string())
        };
        assert!(with(&playbook));
        let wrong = [
            "targets.memory = '200MB'",
            "targets.memory_usage = '200mb'",
            "targets.memory_usage = 200",
            "targets.hold = '1s..2s'",
            "targets.thermal_state = 'warm'",
            "severities.fatal.memory_above = '1MB'",
            "incidents.system-instability.procedures = ['pray']",
        ];
        for text in wrong {
            assert!(!with(&text.parse().unwrap()), "{text}");
        }
        assert!(with(&"severities.minor.unresponsive_for = '1s'".parse().unwrap()));
    }
}
