//! What goes over the wire: real traffic against the schema, and against the document.

use serde_json::Value;

use crate::firedrill;
use crate::foreign::shipped;

/// Everything that was said in a run of the shipped protocol: `> …` or `< …`.
fn traffic(run: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let protocol = shipped(&format!("--log '{}'", log.display()));
    let done = firedrill(["replay", run, "--protocol", &protocol]);
    assert!(done.code <= 1, "{}{}", done.out, done.err);
    std::fs::read_to_string(log).unwrap().lines().map(str::to_owned).collect()
}

fn validator(of: &str) -> jsonschema::Validator {
    let done = firedrill(["schema", "protocol"]);
    assert_eq!(done.code, 0);
    let mut schema: Value = serde_json::from_str(&done.out).unwrap();
    let object = schema.as_object_mut().unwrap();
    object.remove("anyOf").unwrap();
    object.insert("$ref".to_owned(), format!("#/$defs/{of}").into());
    jsonschema::draft202012::new(&schema).unwrap()
}

#[test]
fn real_traffic_is_what_the_schema_says() {
    let (host, child) = (validator("HostLine"), validator("ChildLine"));
    let mut kinds = std::collections::BTreeSet::new();
    // A leak, people who act, a process that dies, readings that are no numbers.
    for run in ["memory-leak-critical@1", "clean-up-fails@1", "nan-readings-during-leak@1"] {
        for line in traffic(run) {
            let (from, text) = line.split_at(2);
            let value: Value = serde_json::from_str(text).unwrap();
            let schema = if from == "> " { &host } else { &child };
            if let Err(error) = schema.validate(&value) {
                panic!("{line}: {error}");
            }
            kinds.extend(value["type"].as_str().map(str::to_owned));
            let outputs = value["outputs"].as_array();
            kinds.extend(outputs.into_iter().flatten().map(|output| output["type"].to_string()));
        }
    }
    for kind in [
        "hello",
        "begin",
        "metrics",
        "step-finished",
        "operator",
        "lifecycle",
        "relaunched",
        "delivery",
        "timeout",
        "end",
    ] {
        assert!(kinds.contains(kind), "{kind}: {kinds:?}");
    }
    for kind in ["perform", "notify", "status"] {
        assert!(kinds.contains(&format!("\"{kind}\"")), "{kind}: {kinds:?}");
    }
}

#[test]
fn the_schema_refuses_what_the_host_refuses() {
    let child = validator("ChildLine");
    for answer in [
        r#"{"seq":5,"outputs":[]}"#,
        r#"{"seq":5,"outputs":[],"next_timeout_ns":null,"next_timeout_ms":1}"#,
        r#"{"seq":5,"outputs":[],"next_timeout_ns":1.5}"#,
        r#"{"seq":5,"outputs":[],"next_timeout_ns":-1}"#,
        r#"{"seq":5,"outputs":[{"type":"save"}],"next_timeout_ns":null}"#,
        r#"{"seq":5,"outputs":[{"type":"reboot"}],"next_timeout_ns":null}"#,
        r#"{"seq":0,"wire_version":2,"name":"x","many_runs":true}"#,
        r#"{"seq":0,"wire_version":1,"name":"x"}"#,
        "[]",
    ] {
        assert!(!child.is_valid(&serde_json::from_str(answer).unwrap()), "{answer}");
    }
}

/// The text with every number that stands outside of its strings as `0`.
fn without_numbers(line: &str) -> String {
    let mut text = String::new();
    let mut is_quoted = false;
    for character in line.chars() {
        is_quoted ^= character == '"';
        let is_of_number = !is_quoted && (character.is_ascii_digit() || ".-".contains(character));
        if !is_of_number {
            text.push(character);
        } else if !text.ends_with('0') {
            text.push('0');
        }
    }
    text
}

/// Whether a line of the document, with its gaps, is this real line.
fn is_shown_by(real: &str, shown: &str) -> bool {
    let (real, shown) = (without_numbers(real), without_numbers(shown));
    let parts: Vec<&str> = shown.split('…').collect();
    let Some(mut rest) = real.strip_prefix(parts[0]) else { return false };
    for part in &parts[1..] {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.is_empty() || parts.len() > 1 && real.ends_with(parts[parts.len() - 1])
}

#[test]
fn the_transcript_in_the_document_is_a_real_run() {
    let document = include_str!("../../docs/foreign-protocols.md");
    let transcript = document.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
    let shown = transcript.lines().filter(|line| line.starts_with(['>', '<']));
    let real = traffic("memory-leak-critical@1");
    let mut real = real.iter();
    let mut count = 0;
    for line in shown {
        let found = real.any(|real| is_shown_by(real, line));
        assert!(found, "nothing like this comes where the document shows it:\n{line}");
        count += 1;
    }
    assert!(count >= 15, "{count}");
}
