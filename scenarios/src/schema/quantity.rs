//! Quantities and ranges as patterns.

use firedrill_protocol::quantity::Dimension;
use serde_json::{Value, json};

/// Whether a range may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// One value.
    Single,
    /// One value, or two ends.
    Range,
}

/// The schema of a quantity of this dimension.
pub(super) fn schema(dimension: Dimension, reach: Reach) -> Value {
    let end = end(dimension);
    let pattern = match reach {
        Reach::Single => format!("^{end}$"),
        Reach::Range => format!("^{end}(\\.\\.{end})?$"),
    };
    // An editor's examples are values, not TOML.
    let example = dimension.example().trim_matches('"');
    json!({ "type": "string", "pattern": pattern, "examples": [example] })
}

/// A number with a unit and room around both.
fn end(dimension: Dimension) -> String {
    let sign = if dimension == Dimension::Temperature { "[-+]?" } else { "[+]?" };
    let number = "([0-9]+\\.?[0-9]*|\\.[0-9]+)";
    // Longest first: a pattern takes the first that fits, `m` before `min` would leave "in".
    let mut units: Vec<_> = dimension.units().iter().map(|(unit, _)| *unit).collect();
    units.sort_by_key(|unit| core::cmp::Reverse(unit.len()));
    let unit = if units.is_empty() { String::new() } else { format!("({})", units.join("|")) };
    format!("\\s*{sign}{number}\\s*{unit}\\s*")
}
