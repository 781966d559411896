//! `replay --record` and `diff`.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::{firedrill, firedrill_in, folder, snapshot};

const RUN: &str = "memory-spike-major@1";

/// A folder with the record of a run in `a.jsonl`, and the record's text.
fn recorded() -> (TempDir, String) {
    let folder = folder(&[]);
    let done = firedrill_in(folder.path(), ["replay", RUN, "--record", "a.jsonl"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let text = fs::read_to_string(folder.path().join("a.jsonl")).unwrap();
    (folder, text)
}

fn refused(folder: &Path, arguments: &[&str]) -> String {
    let done = firedrill_in(folder, arguments);
    assert_eq!((done.code, done.out.as_str()), (2, ""), "{}", done.err);
    assert!(done.err.starts_with("error: ") && !done.err.contains("panicked"), "{}", done.err);
    done.err
}

#[test]
fn a_recorded_run_is_the_run_itself() {
    let (folder, text) = recorded();
    for [a, b] in [["a.jsonl", RUN], [RUN, "a.jsonl"], ["a.jsonl", "a.jsonl"], [RUN, RUN]] {
        let done = firedrill_in(folder.path(), ["diff", a, b]);
        assert_eq!((done.code, done.err.as_str()), (0, ""), "{}", done.out);
        assert!(done.out.starts_with(&format!("A  {a}\nB  {b}\n\nthe same: ")), "{}", done.out);
    }
    let replayed = firedrill(["replay", RUN]).out;
    let last: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert!(replayed.contains(last["digest"].as_str().unwrap()));
    assert_eq!(last["verdict"], "passed");
}

#[test]
fn a_record_does_not_change_what_is_printed() {
    let folder = folder(&[]);
    let with = firedrill_in(folder.path(), ["replay", RUN, "--record", "a.jsonl"]);
    assert_eq!(with.out, firedrill(["replay", RUN]).out);
}

#[test]
fn other_runs_differ_and_it_is_said_why() {
    let done = firedrill(["diff", RUN, "memory-spike-major@2"]);
    assert_eq!((done.code, done.err.as_str()), (1, ""));
    snapshot("diff_of_seeds", &done.out);
    assert!(done.out.lines().all(|line| line.chars().count() <= 80), "{}", done.out);
}

#[test]
fn a_weakened_protocol_parts_from_the_shipped_one_where_it_acts_otherwise() {
    let (folder, _) = recorded();
    let done =
        firedrill_in(folder.path(), ["diff", "a.jsonl", RUN, "--weakness", "blind-to-memory"]);
    assert_eq!(done.code, 1, "{}{}", done.out, done.err);
    assert!(
        done.out.contains("protocol: the shipped protocol in A, the shipped protocol, weakened:"),
        "{}",
        done.out
    );
}

#[test]
fn where_only_a_hidden_value_differs_the_first_line_that_reads_differently_is_named() {
    let run = ["diff", "crash-during-recovery@0xc", "crash-during-recovery@0xc"];
    let folder = folder(&[]);
    let plan = firedrill(["plan", run[1]]).out;
    fs::write(folder.path().join("a.json"), plan).unwrap();
    let recorded = ["replay", "a.json", "--record", "c.jsonl"];
    firedrill_in(folder.path(), recorded);
    let arguments = ["diff", "c.jsonl", "a.json", "--weakness", "never-escalates"];
    let done = firedrill_in(folder.path(), arguments);
    assert_eq!((done.code, done.err.as_str()), (1, ""), "{}", done.out);
    for name in ["A", "B"] {
        let sentence = format!("\n  the first line that reads differently, in {name}:\n");
        assert!(done.out.contains(&sentence), "{}", done.out);
    }
}

#[test]
fn a_record_that_was_changed_differs_from_its_own_run() {
    let (folder, text) = recorded();
    let spoil = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        fs::write(folder.path().join("b.jsonl"), text.replacen(from, to, 1)).unwrap();
        let done = firedrill_in(folder.path(), ["diff", "a.jsonl", "b.jsonl"]);
        assert_eq!((done.code, done.err.as_str()), (4, ""), "{}", done.out);
        // Where its lines break is no matter here.
        done.out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let out = spoil("\"ui_responsive\":true", "\"ui_responsive\":false");
    assert!(out.contains("sampled.ui_responsive: true in A, false in B"), "{out}");
    assert!(out.contains("event 1 at 00m01.000s in monitor: the digest is the same, but"), "{out}");
    let out = spoil("\"monitor/noise\":6}", "\"monitor/noise\":7}");
    assert!(out.contains("its draws differ; drawn differently from: monitor/noise"), "{out}");
    let out = spoil("\"ui\":\"responsive\"", "\"ui\":\"blocked\"");
    assert!(out.contains("but not `truth.ui`; "), "{out}");
    assert!(out.contains("truth.ui: responsive in A, blocked in B"), "{out}");
    let out = spoil("\"verdict\":\"passed\"", "\"verdict\":\"failed\"");
    assert!(
        out.contains("but not the same conclusion: verdict: passed in A, failed in B"),
        "{out}"
    );
}

#[test]
fn what_is_no_whole_record_is_refused_with_its_place() {
    let (folder, text) = recorded();
    let lines: Vec<_> = text.lines().collect();
    let mut said = String::new();
    for (name, spoilt) in [
        ("empty.jsonl", String::new()),
        ("plan.jsonl", "{\"format\":1}\n".to_owned()),
        ("future.jsonl", text.replacen("\"record\":1", "\"record\":2", 1)),
        ("cut-after-a-line.jsonl", lines[..40].join("\n") + "\n"),
        ("cut-within-a-line.jsonl", lines[..40].join("\n") + "\n{\"event\":1"),
        ("malformed.jsonl", lines[..3].join("\n") + "\n{\"event\":2,}\n"),
        ("endless.jsonl", "x".repeat(8 * 1024 * 1024 + 2)),
    ] {
        fs::write(folder.path().join(name), spoilt).unwrap();
        said += &refused(folder.path(), &["diff", "a.jsonl", name]);
        assert!(!refused(folder.path(), &["diff", name, "a.jsonl"]).is_empty());
    }
    said += &refused(folder.path(), &["diff", "absent.jsonl", "a.jsonl"]);
    said += &refused(folder.path(), &["diff", "a.jsonl", "memory-spike-majr@1"]);
    snapshot("records_refused", &said);
}

#[test]
fn a_difference_is_found_before_a_record_breaks_off() {
    let (folder, text) = recorded();
    let lines: Vec<_> = text.lines().collect();
    let cut = lines[..400].join("\n").replacen("\"monitor/noise\":6}", "\"monitor/noise\":7}", 1);
    fs::write(folder.path().join("b.jsonl"), cut).unwrap();
    let done = firedrill_in(folder.path(), ["diff", "a.jsonl", "b.jsonl"]);
    assert_eq!(done.code, 4, "{}{}", done.out, done.err);
}

#[test]
fn the_printed_schema_is_that_of_the_records() {
    let (_folder, text) = recorded();
    let schema = serde_json::from_str(&firedrill(["schema", "record"]).out).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for line in text.lines() {
        assert!(validator.is_valid(&serde_json::from_str(line).unwrap()), "{line}");
    }
}
