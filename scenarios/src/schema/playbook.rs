//! The schema of playbook overrides, read off the built-in playbook: its keys are all there are, its
//! values show what belongs there.

use firedrill_protocol::quantity::{self as quantities, Dimension};
use firedrill_protocol::{
    Action, EscalationLevel, NoticeKind, Playbook, RecoveryProcedure, Role, Severity, ThermalState,
};
use serde_json::{Map, Value, json};

use super::quantity::{self, Reach};

const DIMENSIONS: [Dimension; 3] = [Dimension::Duration, Dimension::Size, Dimension::Share];

/// The schema of a scenario's `[playbook]`.
pub(super) fn schema() -> Value {
    // The built-in text is read by every run; that it is TOML is tested where it lives.
    let mut built_in: toml::Table = Playbook::built_in_text().parse().unwrap_or_default();
    if let Some(toml::Value::Table(severities)) = built_in.get_mut("severities") {
        share_keys(severities, Severity::ALL.map(Severity::name).as_slice());
    }
    if let Some(toml::Value::Table(communication)) = built_in.get_mut("communication") {
        share_keys(communication, NoticeKind::ALL.map(NoticeKind::name).as_slice());
    }
    let mut value = table(&built_in);
    value["description"] =
        json!("Numbers that differ from the built-in playbook's, in its layout.");
    value
}

/// Each of these tables may have each key, whichever of them the built-in playbook uses.
fn share_keys(tables: &mut toml::Table, names: &[&str]) {
    let mut keys = toml::Table::new();
    for (_, own) in tables.iter() {
        keys.extend(own.as_table().into_iter().flatten().map(|(key, v)| (key.clone(), v.clone())));
    }
    for name in names {
        tables.insert((*name).to_owned(), keys.clone().into());
    }
}

fn table(table: &toml::Table) -> Value {
    let properties = table.iter().map(|(key, value)| (key.clone(), of_kind(key, value)));
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": Map::from_iter(properties),
    })
}

/// The schema of values like this one.
fn of_kind(key: &str, value: &toml::Value) -> Value {
    match value {
        toml::Value::Table(inner) => table(inner),
        toml::Value::String(_) if key.ends_with("from_level") => {
            json!({ "enum": EscalationLevel::ALL.map(EscalationLevel::name) })
        }
        toml::Value::String(text) => text_like(text),
        toml::Value::Array(_) if key == "procedures" => {
            words(RecoveryProcedure::ALL.iter().map(|procedure| procedure.name()).collect())
        }
        toml::Value::Array(_) if key == "to" => {
            words(Role::ALL.iter().map(|role| role.name()).collect())
        }
        toml::Value::Array(_) => words(Action::ALL.iter().map(|action| action.name()).collect()),
        _ => json!({ "type": "number", "minimum": 0 }),
    }
}

fn words(known: Vec<&str>) -> Value {
    json!({ "type": "array", "items": { "enum": known } })
}

/// A quantity of the same dimension, or else a thermal state: the playbook has no other texts.
fn text_like(text: &str) -> Value {
    match DIMENSIONS.into_iter().find(|dimension| quantities::parse(text, *dimension).is_ok()) {
        Some(dimension) => quantity::schema(dimension, Reach::Single),
        None => {
            use ThermalState::{Critical, Fair, Nominal, Serious};
            let states = [Nominal, Fair, Serious, Critical].map(ThermalState::name);
            json!({ "enum": states })
        }
    }
}
