//! `run --save-baseline` and `run --baseline`.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::{Done, firedrill_in, folder, scenario, snapshot};

const RUN: [&str; 5] = ["run", "memory-leak-critical", "deadlock-critical", "--seeds", "3"];

fn run(folder: &Path, more: &[&str]) -> Done {
    firedrill_in(folder, RUN.iter().chain(more))
}

/// A folder with the shipped protocol's baseline.
fn saved() -> TempDir {
    let folder = folder(&[]);
    let done = run(folder.path(), &["--quiet", "--save-baseline", "before.jsonl"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    folder
}

fn baseline_of(done: &Done) -> Value {
    let document: Value = serde_json::from_str(&done.out).unwrap();
    document["baseline"].clone()
}

#[test]
fn the_same_tree_is_no_worse_than_itself_not_even_in_one_bit() {
    let folder = saved();
    let against = ["--baseline", "before.jsonl", "--tolerance", "0%", "--format", "json"];
    for jobs in ["1", "2"] {
        let done = run(folder.path(), &[&against[..], &["--jobs", jobs]].concat());
        assert_eq!((done.code, done.err.as_str()), (0, ""));
        let baseline = baseline_of(&done);
        assert_eq!((&baseline["runs"], &baseline["same"]), (&6.into(), &6.into()));
        assert_eq!(baseline["regressions"], Value::Array(vec![]));
        let scenarios = baseline["scenarios"].as_array().unwrap();
        let figures = scenarios.iter().flat_map(|it| it["figures"].as_array().unwrap());
        let figures: Vec<_> = figures.collect();
        assert_eq!(figures.len(), 18);
        for figure in figures {
            assert_eq!((&figure["better"], &figure["worse"]), (&0.into(), &0.into()), "{figure}");
            assert_eq!((&figure["equal"], &figure["sign_test_p"]), (&3.into(), &1.0.into()));
            assert_eq!(figure["median"]["movement"], "equal");
        }
    }
    let done = run(folder.path(), &["--baseline", "before.jsonl"]);
    assert!(done.out.contains("\nall of them are the same runs, bit for bit\n"), "{}", done.out);
    assert!(done.out.contains(" · no worse than before.jsonl · "), "{}", done.out);
}

#[test]
fn a_weakened_protocol_is_worse_than_the_shipped_ones_baseline_and_is_told_where() {
    let folder = saved();
    let weakened = ["--weakness", "late-by-a-period", "--baseline", "before.jsonl"];
    let done = run(folder.path(), &weakened);
    assert_eq!((done.code, done.err.as_str()), (1, ""));
    // Every run passes still: it is the comparison that fails.
    assert!(done.out.contains("\n2 scenarios × 3 seeds: 6 passed · "), "{}", done.out);
    assert!(done.out.contains("\nworse: memory-leak-critical: re"), "{}", done.out);
    assert!(done.out.contains("\n  firedrill replay memory-leak-critical@0x"), "{}", done.out);
    assert!(done.out.contains(" --weakness late-by-a-period\n"), "{}", done.out);
    let quiet = run(folder.path(), &[&weakened[..], &["--quiet"]].concat());
    assert!(quiet.out.starts_with("worse: "), "{}", quiet.out);
    let wide = run(folder.path(), &[&weakened[..], &["--tolerance", "100000%"]].concat());
    assert_eq!(wide.code, 0, "{}", wide.out);
    let json = run(folder.path(), &[&weakened[..], &["--format", "json"]].concat());
    assert_eq!(json.code, 1);
    assert!(!baseline_of(&json)["regressions"].as_array().unwrap().is_empty());
}

#[test]
fn a_run_that_fails_now_is_worse_and_one_that_failed_before_is_not() {
    let folder = folder(&[]);
    let weakened = ["--weakness", "never-responds"];
    let save = ["--quiet", "--save-baseline"];
    let done = run(folder.path(), &[&save[..], &["bad.jsonl"], &weakened].concat());
    assert_eq!(done.code, 1);
    run(folder.path(), &[&save[..], &["good.jsonl"]].concat());
    // Doing something costs charge.
    let done = run(folder.path(), &["--baseline", "bad.jsonl", "--tolerance", "10%"]);
    assert_eq!(done.code, 0, "{}", done.out);
    assert!(done.out.contains("weakened: never-responds"), "{}", done.out);
    let done = run(folder.path(), &[&["--baseline", "good.jsonl"], &weakened[..]].concat());
    let said = "worse: memory-leak-critical: passed before, failed now in 3 of 3 runs\n  firedrill";
    assert!(done.out.contains(said), "{}", done.out);
}

#[test]
fn a_scenario_that_changed_or_is_new_is_told_and_left_out() {
    let changed = scenario("memory-leak-critical").replace("\"15m\"", "\"16m\"");
    let folder = folder(&[
        ("then/memory-leak-critical.toml", scenario("memory-leak-critical")),
        ("then/hot-day-major.toml", scenario("hot-day-major")),
        ("now/memory-leak-critical.toml", &changed),
        ("now/hot-day-major.toml", scenario("hot-day-major")),
        ("now/healthy-hour.toml", scenario("healthy-hour")),
    ]);
    let run = |arguments: &[&str]| {
        firedrill_in(folder.path(), ["run"].iter().chain(arguments).chain(&["--seeds", "2"]))
    };
    assert_eq!(run(&["then", "--save-baseline", "before.jsonl"]).code, 0);
    let done = run(&["now", "--baseline", "before.jsonl"]);
    assert_eq!(done.code, 0, "{}", done.out);
    assert!(
        done.out.contains("not compared, since its text has changed: memory-leak-critical\n"),
        "{}",
        done.out
    );
    assert!(
        done.out.contains("not compared, since it is not in the baseline: healthy-hour\n"),
        "{}",
        done.out
    );
    assert!(done.out.contains(": 2 runs of 1 scenario by seed"), "{}", done.out);
}

#[test]
fn what_is_no_baseline_is_2_before_anything_is_run_and_says_why() {
    let folder = saved();
    let text = std::fs::read_to_string(folder.path().join("before.jsonl")).unwrap();
    let write = |name: &str, text: &[u8]| std::fs::write(folder.path().join(name), text).unwrap();
    write("empty.jsonl", b"");
    write("torn.jsonl", &text.as_bytes()[..text.len() - 100]);
    write("corrupt.jsonl", text.replacen("\"onset\"", "\"\u{1b}[2Jset\"", 1).as_bytes());
    write("newer.jsonl", text.replacen("\"ledger\":1", "\"ledger\":2", 1).as_bytes());
    write("bytes.jsonl", b"{\"ledger\"\xff");
    write("plan.json", b"{\"format\": 1}\n");
    let mut said = vec![];
    let files =
        ["absent", "empty", "torn", "corrupt", "newer", "bytes"].map(|it| format!("{it}.jsonl"));
    let mut refuse = |arguments: &[&str]| {
        let done = firedrill_in(folder.path(), arguments);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{arguments:?}: {}", done.err);
        assert!(done.err.starts_with("error: ") && !done.err.contains('\u{1b}'), "{}", done.err);
        said.push(format!("$ firedrill {}\n{}", arguments.join(" "), done.err));
    };
    for file in files.iter().map(String::as_str).chain(["plan.json", "."]) {
        refuse(&["run", "memory-leak-critical", "--baseline", file]);
    }
    refuse(&["run", "healthy-hour", "--baseline", "before.jsonl"]);
    refuse(&["run", "memory-leak-critical", "--seed", "9", "--baseline", "before.jsonl"]);
    refuse(&["run", "memory-leak-critical", "--save-baseline", "no/such/folder/it.jsonl"]);
    std::fs::write(folder.path().join("hot-day-major.toml"), scenario("hot-day-major")).unwrap();
    refuse(&["run", "hot-day-major.toml", "--save-baseline", "./hot-day-major.toml"]);
    for mistyped in [
        &["--tolerance", "1%"][..],
        &["--baseline", "before.jsonl", "--tolerance", "-1%"],
        &["--baseline", "before.jsonl", "--tolerance", "1"],
        &["--baseline", "before.jsonl", "--save-baseline", "before.jsonl"],
        &["--fail-fast", "--save-baseline", "before.jsonl"],
    ] {
        refuse(&[&["run", "memory-leak-critical"], mistyped].concat());
    }
    snapshot("baseline_refused", &said.join("\n"));
}

#[test]
fn the_example_of_the_page_is_the_programs() {
    let page = include_str!("../../docs/baselines.md");
    let start = "\n$ firedrill ";
    let mut blocks = page.split("```").skip(1).step_by(2);
    let block = blocks.find_map(|block| block.strip_prefix(start)).unwrap();
    let (command, shown) = block.split_once('\n').unwrap();
    let folder = folder(&[]);
    let save =
        ["run", "memory-leak-critical", "deadlock-critical", "--save-baseline", "before.jsonl"];
    assert_eq!(firedrill_in(folder.path(), save).code, 0);
    let printed = firedrill_in(folder.path(), command.split(' ')).out;
    let lines: Vec<_> = printed.lines().collect();
    let shown: Vec<_> = shown.lines().filter(|line| !["", "…"].contains(line)).collect();
    assert!(shown.len() >= 10, "{shown:?}");
    for line in shown {
        assert!(lines.contains(&line), "the program prints no line `{line}`:\n{printed}");
    }
}
