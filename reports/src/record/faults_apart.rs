//! In what two plans differ: their faults are compared as faults, not by their places in a list.

use serde_json::Value;

use super::difference::{Difference, differences};

/// Adds what differs between two plans. A fault is the same if it is equal, changed if one of its kind
/// is left in the other plan, and otherwise only in one of them.
pub(super) fn plans_apart(a: &Value, b: &Value, found: &mut Vec<Difference>) {
    let (a, b) = (&mut a.clone(), &mut b.clone());
    let (mut of_a, mut of_b) = (take_faults(a), take_faults(b));
    differences("plan", a, b, found);
    of_a.retain(|(_, fault)| match of_b.iter().position(|(_, other)| other == fault) {
        Some(same) => {
            of_b.remove(same);
            false
        }
        None => true,
    });
    // Those that differ least belong together.
    while let Some((in_a, in_b)) = nearest(&of_a, &of_b) {
        let ((number, fault), (_, other)) = (of_a.remove(in_a), of_b.remove(in_b));
        differences(&name(number, &fault), &fault, &other, found);
    }
    for (number, fault) in of_a {
        found.push(Difference { path: name(number, &fault), a: in_words(&fault), b: Value::Null });
    }
    for (number, fault) in of_b {
        found.push(Difference { path: name(number, &fault), a: Value::Null, b: in_words(&fault) });
    }
}

/// The faults with their numbers, which start at 1 as everywhere.
fn take_faults(plan: &mut Value) -> Vec<(usize, Value)> {
    match plan.as_object_mut().and_then(|plan| plan.remove("faults")) {
        Some(Value::Array(faults)) => (1..).zip(faults).collect(),
        _ => vec![],
    }
}

/// The two faults of one kind, one of each plan, that differ least.
fn nearest(a: &[(usize, Value)], b: &[(usize, Value)]) -> Option<(usize, usize)> {
    let pairs = (0..a.len()).flat_map(|in_a| (0..b.len()).map(move |in_b| (in_a, in_b)));
    let alike = pairs.filter(|(in_a, in_b)| a[*in_a].1["kind"] == b[*in_b].1["kind"]);
    alike.min_by_key(|(in_a, in_b)| {
        let mut found = vec![];
        differences("", &a[*in_a].1, &b[*in_b].1, &mut found);
        found.len()
    })
}

fn name(number: usize, fault: &Value) -> String {
    match fault["kind"].as_str() {
        Some(kind) => format!("plan.fault {number} ({kind})"),
        None => format!("plan.fault {number}"),
    }
}

/// `at 60s, rate 4MB/s`
fn in_words(fault: &Value) -> Value {
    let Value::Object(fields) = fault else { return fault.clone() };
    let fields = fields.iter().filter(|(key, value)| *key != "kind" && !value.is_null());
    let words = fields.map(|(key, value)| match value.as_str() {
        Some(text) => format!("{key} {text}"),
        None => format!("{key} {value}"),
    });
    words.collect::<Vec<_>>().join(", ").into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn faults_are_compared_with_their_like_wherever_they_stand() {
        let leak = |rate: &str, at: &str| json!({ "kind": "leak", "at": at, "rate": rate });
        let crash = json!({ "kind": "app-crashes", "at": "60s" });
        let spike = json!({ "kind": "spike", "at": "9s" });
        let a =
            json!({ "seed": "0x1", "faults": [crash, leak("4MB/s", "1s"), leak("9MB/s", "5s")] });
        let b = json!({ "seed": "0x1", "faults": [leak("8MB/s", "5s"), spike] });
        let mut found = vec![];
        plans_apart(&a, &b, &mut found);
        let said: Vec<_> = found.iter().map(|one| one.sentence(["A", "B"])).collect();
        assert_eq!(
            said,
            [
                "plan.fault 3 (leak).rate: 9MB/s in A, 8MB/s in B",
                "plan.fault 1 (app-crashes): at 60s in A, none in B",
                "plan.fault 2 (leak): at 1s, rate 4MB/s in A, none in B",
                "plan.fault 2 (spike): none in A, at 9s in B",
            ]
        );
        let mut found = vec![];
        let turned = json!({ "seed": "0x1", "faults": [spike, crash] });
        let straight = json!({ "seed": "0x1", "faults": [crash, spike] });
        plans_apart(&turned, &straight, &mut found);
        assert_eq!(found, []);
    }
}
