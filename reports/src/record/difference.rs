//! In which values two things on paper differ.

use std::collections::BTreeSet;

use firedrill_scenarios::escaped;
use serde_json::Value;

/// A value that differs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Difference {
    /// Where it stands: `plan.faults[0].rate`.
    pub(super) path: String,
    /// What it is in the first; null when it is absent.
    pub(super) a: Value,
    /// What it is in the second.
    pub(super) b: Value,
}

/// Adds every innermost value in which two differ.
pub(super) fn differences(path: &str, a: &Value, b: &Value, found: &mut Vec<Difference>) {
    match (a, b) {
        (Value::Object(x), Value::Object(y)) => {
            let keys: BTreeSet<_> = x.keys().chain(y.keys()).collect();
            for key in keys {
                let of =
                    |object: &serde_json::Map<_, _>| object.get(key).cloned().unwrap_or_default();
                differences(&format!("{path}.{key}"), &of(x), &of(y), found);
            }
        }
        (Value::Array(x), Value::Array(y)) => {
            for index in 0..x.len().max(y.len()) {
                let of = |list: &[Value]| list.get(index).cloned().unwrap_or_default();
                differences(&format!("{path}[{index}]"), &of(x), &of(y), found);
            }
        }
        _ if a != b => {
            found.push(Difference { path: path.to_owned(), a: a.clone(), b: b.clone() });
        }
        _ => {}
    }
}

impl Difference {
    /// `plan.faults[0].rate: 4MB/s in A, 8MB/s in B`
    pub(super) fn sentence(&self, [a, b]: [&str; 2]) -> String {
        let path = escaped(&shortened(&self.path));
        format!("{path}: {} in {a}, {} in {b}", shown(&self.a), shown(&self.b))
    }
}

/// A value as people read it: text without quotes, nothing as a word.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => escaped(&shortened(text)),
        other => escaped(&shortened(&other.to_string())),
    }
}

/// A text that is no longer than anybody reads: what is compared may hold megabytes.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

const CHARS_MAX: usize = 400;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn between(a: &Value, b: &Value) -> Vec<String> {
        let mut found = vec![];
        differences("plan", a, b, &mut found);
        found.iter().map(|difference| difference.sentence(["A", "B"])).collect()
    }

    #[test]
    fn every_innermost_value_that_differs_is_named_with_its_path() {
        let a = json!({ "faults": [{ "rate": "4MB/s", "at": "60s" }], "seed": "0x1" });
        let b = json!({ "faults": [{ "rate": "8MB/s", "at": "60s" }, "x"], "title": "\u{1b}" });
        assert_eq!(
            between(&a, &b),
            [
                "plan.faults[0].rate: 4MB/s in A, 8MB/s in B",
                "plan.faults[1]: none in A, x in B",
                "plan.seed: 0x1 in A, none in B",
                r"plan.title: none in A, \u{1b} in B",
            ]
        );
        assert_eq!(between(&a, &a), [""; 0]);
    }

    #[test]
    fn a_value_of_megabytes_is_shown_in_part() {
        let long = json!("é".repeat(1_000_000));
        assert_eq!(shown(&long), format!("{}…", "é".repeat(CHARS_MAX)));
    }
}
