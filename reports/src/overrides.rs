//! What a plan overrides in the playbook, in words.

use firedrill_scenarios::Plan;
use serde_json::Value;

/// What differs from the built-in playbook, a line a number.
pub(crate) fn lines(plan: &Plan) -> Vec<String> {
    let table = serde_json::to_value(&plan.playbook).unwrap_or_default();
    let mut lines = vec![];
    flatten("", &table, &mut lines);
    lines
}

fn flatten(path: &str, value: &Value, lines: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                flatten(&path, value, lines);
            }
        }
        Value::String(text) => lines.push(format!("{path} = {text}")),
        other => lines.push(format!("{path} = {other}")),
    }
}
