//! What was found now, written over what was found then.

use toml_edit::{DocumentMut, Item, TableLike, Value};

use super::{Found, FoundWith, IncidentState};
use crate::incident::line_ends::LineEnds;
use crate::incident::paper::entries;

/// Keys that a failure has and a run without one has not.
const FINGERPRINT: [&str; 3] = ["property", "phase", "type"];

/// The byte order mark.
const MARK: char = '\u{feff}';

/// Byte order mark and line ends stay as they are.
pub(super) fn rewrite(text: &str, found_with: &FoundWith, found: &Found) -> Option<String> {
    let unmarked = text.strip_prefix(MARK);
    let ends = LineEnds::of(unmarked.unwrap_or(text));
    let rewritten = ends.restored(&rewrite_plain(&ends.plain(), found_with, found)?);
    Some(if unmarked.is_some() { format!("{MARK}{rewritten}") } else { rewritten })
}

fn rewrite_plain(text: &str, found_with: &FoundWith, found: &Found) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let table = document.get_mut("incident")?.as_table_like_mut()?;
    let entries = entries(found_with, found);
    for key in FoundWith::KEYS {
        if entries.iter().all(|(other, _)| *other != key) {
            table.remove(key);
        }
    }
    // How it failed before it was fixed is worth knowing should it come back.
    if found.state == IncidentState::Open {
        for key in FINGERPRINT.iter().filter(|key| entries.iter().all(|(other, _)| other != *key)) {
            table.remove(key);
        }
    }
    for (key, value) in &entries {
        let value = match value {
            toml::Value::Integer(number) => Value::from(*number),
            other => Value::from(other.as_str()?),
        };
        set(table, key, value);
    }
    Some(document.to_string())
}

/// Puts a value in the place of the old one, whose comments it keeps.
fn set(table: &mut dyn TableLike, key: &str, mut value: Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        None => {
            table.insert(key, Item::Value(value));
        }
    }
}
