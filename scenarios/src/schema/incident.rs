//! The `[incident]` table of a stored incident.

use firedrill_judge::Property;
use firedrill_protocol::{IncidentType, Phase};
use firedrill_sim::ALGORITHM;
use serde_json::{Value, json};

use super::property_name;
use crate::incident::IncidentState;

pub(super) fn schema() -> Value {
    let states = [IncidentState::Open, IncidentState::Fixed].map(IncidentState::name);
    json!({
        "description": "What was found in a run that is kept. The file then draws nothing: every range is a single value, every condition is given, and there is no swarm.",
        "type": "object",
        "additionalProperties": false,
        "required": ["seed", "algorithm", "engine", "digest", "events", "state"],
        "properties": {
            "scenario": {
                "description": "The scenario that the run was drawn from, when it is not the file's own name.",
                "type": "string",
                "pattern": "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$",
                "maxLength": 64,
            },
            "seed": {
                "description": "Opens the streams of the run's world.",
                "type": "string",
                "pattern": "^(0[xX][0-9a-fA-F]+|[0-9]+)$",
            },
            "algorithm": {
                "description": format!("How draws follow from the seed; this version replays `{ALGORITHM}`."),
                "type": "string",
            },
            "engine": {
                "description": "Version of firedrill that ran it last.",
                "type": "string",
                "minLength": 1,
                "maxLength": 32,
            },
            "digest": {
                "description": "Digest over every event of that run.",
                "type": "string",
                "pattern": "^0x[0-9a-fA-F]{16}$",
            },
            "events": {
                "description": "Events of that run.",
                "type": "integer",
                "minimum": 0,
            },
            "weakness": {
                "description": "The weakness of the shipped protocol that it was found with, if with one: `firedrill list weaknesses`.",
                "type": "string",
                "minLength": 1,
                "maxLength": 64,
            },
            "protocol": {
                "description": "The name of the foreign protocol that it was found with, if with one.",
                "type": "string",
                "minLength": 1,
                "maxLength": 64,
            },
            "property": {
                "description": "The property that failed; may be left out for what is fixed.",
                "anyOf": [
                    { "enum": Property::ALL.map(|property| property.name().to_owned()) },
                    property_name(),
                ],
            },
            "phase": {
                "description": "What the protocol had announced by then.",
                "enum": Phase::ALL.map(Phase::name),
            },
            "type": {
                "description": "The incident type that was the matter; left out when nothing was.",
                "enum": IncidentType::ALL.map(IncidentType::name),
            },
            "state": {
                "description": "Whether it still failed in that run (open) or passed (fixed).",
                "enum": states,
            },
        },
        "dependentRequired": { "property": ["phase"], "phase": ["property"], "type": ["property"] },
        "not": { "required": ["weakness", "protocol"] },
        "if": { "properties": { "state": { "const": "open" } } },
        "then": { "required": ["property", "phase"] },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(incident: &str) -> bool {
        let data: toml::Table = incident.parse().unwrap();
        let validator = jsonschema::draft202012::new(&schema()).unwrap();
        validator.is_valid(&serde_json::to_value(data).unwrap())
    }

    const OPEN: &str = "seed = '0x1'\nalgorithm = 'x'\nengine = '0.1.0'\n\
        digest = '0x0000000000000001'\nevents = 7\n\
        property = 'no-swipe-lost'\nphase = 'normal'\nstate = 'open'\n";

    #[test]
    fn the_schema_knows_what_an_incident_needs() {
        assert!(accepts(OPEN));
        assert!(accepts(&format!("{OPEN}type = 'system-instability'")));
        assert!(accepts(&format!("{OPEN}weakness = 'never-responds'")));
        assert!(!accepts(&format!("{OPEN}weakness = 'never-responds'\nprotocol = 'mine'")));
        let fixed = OPEN.replace("'open'", "'fixed'");
        let without = |text: &str, key: &str| {
            let lines = text.lines().filter(|line| !line.starts_with(key));
            lines.collect::<Vec<_>>().join("\n")
        };
        assert!(accepts(&without(&without(&fixed, "property"), "phase")));
        for key in ["seed", "algorithm", "engine", "digest", "events", "property", "phase", "state"]
        {
            assert!(!accepts(&without(OPEN, key)), "{key}");
            let mistyped = OPEN.replace(&format!("{key} ="), &format!("x{key} ="));
            assert!(!accepts(&mistyped), "{key}");
        }
        for (from, to) in
            [("'open'", "'closed'"), ("'normal'", "'calm'"), ("7", "-7"), ("'0x1'", "1")]
        {
            assert!(!accepts(&OPEN.replace(from, to)), "{to}");
        }
    }
}
