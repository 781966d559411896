//! `explain`.

use serde_json::Value;

use crate::foreign::shipped;
use crate::{firedrill, firedrill_in, snapshot};

#[test]
fn a_run_that_passed_is_explained() {
    let done = firedrill(["explain", "memory-leak-critical@0x2a"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    snapshot("explain_passed", &done.out);
}

#[test]
fn a_run_that_failed_is_explained_and_that_is_a_success() {
    let done = firedrill(["explain", "crash-during-recovery@0xc"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    snapshot("explain_failed", &done.out);
}

#[test]
fn an_explanation_fits_a_terminal_of_eighty_columns() {
    // Of all that can be pasted, only a command may be longer.
    for run in ["swarm-compound@0x137", "swarm-everything@0xf"] {
        let done = firedrill(["explain", run]);
        assert_eq!(done.code, 0, "{}", done.err);
        let is_long = |line: &&str| line.chars().count() > 80 && !line.starts_with("firedrill ");
        assert_eq!(done.out.lines().find(is_long), None);
    }
}

#[test]
fn the_document_is_what_its_schema_says() {
    let schema: Value = serde_json::from_str(&firedrill(["schema", "explanation"]).out).unwrap();
    let schema = jsonschema::draft202012::new(&schema).unwrap();
    let explain = |more: &[&str]| {
        let run = ["explain", "crash-during-recovery@0xc", "--format", "json"];
        firedrill(run.iter().chain(more)).out
    };
    let text = explain(&["--jobs", "1"]);
    assert_eq!(text, explain(&["--jobs", "3"]));
    let document: Value = serde_json::from_str(&text).unwrap();
    if let Err(error) = schema.validate(&document) {
        panic!("{error}: {document:#}");
    }
    assert_eq!(document["removals"][0]["effect"], "cures");
    assert!(!schema.is_valid(&serde_json::json!({ "format": 1 })));
}

#[test]
fn the_plans_that_are_written_replay_without_the_fault() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["explain", "crash-during-recovery@0xc", "--write-plans", "less/faults"];
    let done = firedrill_in(folder.path(), arguments);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    let command = "firedrill replay less/faults/without-fault-1.json";
    assert!(done.out.contains(command), "{}", done.out);
    let replayed = firedrill_in(folder.path(), ["replay", "less/faults/without-fault-1.json"]);
    assert_eq!(replayed.code, 0, "{}{}", replayed.out, replayed.err);
}

#[test]
fn a_weakness_and_a_foreign_protocol_are_explained_and_named() {
    let run = "memory-leak-critical@0x1";
    let weak = firedrill(["explain", run, "--weakness", "never-responds"]);
    assert_eq!(weak.code, 0, "{}", weak.err);
    let line = format!("firedrill replay {run} --weakness never-responds");
    assert!(weak.out.contains(&line), "{}", weak.out);
    assert!(weak.out.contains("The right action never came"), "{}", weak.out);
    let foreign = firedrill(["explain", run, "--protocol", &shipped("")]);
    assert_eq!(foreign.code, 0, "{}", foreign.err);
    let shipped = firedrill(["explain", run]).out;
    let sentences = |text: &str| text.split("to see it").next().unwrap().to_owned();
    assert_eq!(sentences(&foreign.out), sentences(&shipped));
}

#[test]
fn what_cannot_be_explained_says_why() {
    let absent = firedrill(["explain", "no-such-thing@1"]);
    assert_eq!(absent.code, 2);
    let broken = firedrill(["explain", "memory-leak-critical@1", "--protocol", "cat"]);
    assert_eq!(broken.code, 5, "{}{}", broken.out, broken.err);
    assert!(broken.err.contains("broke down"), "{}", broken.err);
}

/// The sentences of a text, however they are wrapped.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_step_that_ended_the_causes_is_not_called_harm_for_sparing_a_late_notice() {
    let text = unwrapped(&firedrill(["explain", "crash-during-recovery@0xc"]).out);
    assert!(!text.contains("rollback-version did harm"), "{text}");
    assert!(text.contains("rollback-version did not decide it, though it ended"), "{text}");
    assert!(text.contains("is not failed either, but restores-in-time still is"), "{text}");
}

#[test]
fn a_run_that_hangs_on_says_what_held_it_and_what_ended_the_causes_in_vain() {
    let out = firedrill(["explain", "swarm-compound@0x137"]).out;
    let text = unwrapped(&out);
    assert!(
        text.contains("enable-bypass ×4 ended fault 3 and fault 8 and is not missed"),
        "{text}"
    );
    assert!(!text.contains("has no effect: enable-bypass"), "{text}");
    assert!(text.contains("held the lock score-cache for"), "{text}");
    assert!(text.contains("waited for it meanwhile, for"), "{text}");
    assert!(text.contains("let go at the moment of reallocate-resources ×"), "{text}");
    assert!(text.contains("firedrill replay swarm-compound@0x137 --samples"), "{text}");
    // The table's figures are those of the sentences.
    assert!(out.contains("-793 → -1013") && text.contains("to -1013 %"), "{text}");
    assert!(text.contains("makes it milder: the run is worse off without it"), "{text}");
}

#[test]
fn the_response_clock_is_that_of_a_named_severity() {
    let text = unwrapped(&firedrill(["explain", "memory-leak-critical@0x2a"]).out);
    assert!(text.contains("the closest response clock came to 2.5 of 120 s (major)"), "{text}");
}
