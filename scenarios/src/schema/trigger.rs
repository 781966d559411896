//! The tables `[[trigger]]`.

use firedrill_model::Trigger;
use firedrill_protocol::quantity::Dimension;
use firedrill_protocol::{IncidentType, Role};
use serde_json::{Value, json};

use super::between;
use super::quantity::{self, Reach};
use crate::limits;

pub(super) fn schema() -> Value {
    let at = quantity::schema(Dimension::Duration, Reach::Range);
    let about =
        "When it is triggered, since the start of the run; later if no process hears it then.";
    json!({
        "description": "An emergency that somebody triggers by hand, each in a table [[trigger]].",
        "type": "array",
        "maxItems": limits::TRIGGERS_MAX,
        "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["at", "by", "incident", "about"],
            "properties": {
                "at": between(at, about, limits::ONSET),
                "by": {
                    "description": "Who triggers it.",
                    "enum": Trigger::BY.map(Role::name),
                },
                "incident": {
                    "description": "What is said to be the matter.",
                    "enum": IncidentType::ALL.map(IncidentType::name),
                },
                "about": {
                    "description": "What is said of it, in a line.",
                    "type": "string",
                    "minLength": 1,
                    "maxLength": limits::TITLE_CHARS_MAX,
                },
            },
        },
    })
}
