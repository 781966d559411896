//! `run`.

use std::io::Read as _;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::{Done, firedrill, firedrill_in, folder, scenario, snapshot};

/// The output without what depends on the machine, or on details of the model.
fn redacted(text: &str) -> String {
    let lines = text.lines().map(|line| match line.split_once(" in ") {
        Some((before, _)) if before.contains("simulated") => format!("{before} in …"),
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn json(done: &Done) -> Value {
    serde_json::from_str(&done.out).unwrap()
}

/// A scenario that no protocol could pass: the answer is due before anything can be known.
fn hopeless() -> String {
    let hurried = "[playbook]\nseverities.critical.response_time = \"1ms\"\n\n[expect]";
    scenario("deadlock-critical").replace("[expect]", hurried)
}

/// A scenario that expects more than ever happens: 70 MB more are no critical amount.
fn unexercised() -> String {
    let text = scenario("memory-spike-major").replace("\"major\"", "\"critical\"");
    let smaller = |line| if str::starts_with(line, "size") { "size = \"70MB\"" } else { line };
    text.lines().map(smaller).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_healthy_hour_passes_in_one_line_and_a_last_one() {
    let done = firedrill(["run", "healthy-hour", "--seed", "0x1"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    snapshot("run_healthy_hour", &redacted(&done.out));
}

#[test]
fn quiet_says_one_line_when_all_passed() {
    let done = firedrill(["run", "healthy-hour", "--seed", "1", "--quiet"]);
    assert_eq!((done.code, done.out.lines().count(), done.err.as_str()), (0, 1, ""));
}

#[test]
fn a_failed_property_is_1_and_says_what_when_and_how_to_see_it() {
    let folder = folder(&[("deadlock-critical.toml", &hopeless())]);
    let done = firedrill_in(folder.path(), ["run", "deadlock-critical.toml", "--seeds", "2"]);
    assert_eq!((done.code, done.err.as_str()), (1, ""));
    assert!(done.out.contains("failed: deadlock-critical, responds-in-time, in 2 of 2 runs"));
    assert!(done.out.contains("\n  firedrill replay deadlock-critical.toml@0x1\n"));
    assert!(done.out.contains("0 passed, 2 failed"));
}

#[test]
fn a_formula_that_fails_is_1_and_is_shown_by_run_replay_and_json() {
    let property =
        "[[property]]\nname = \"memory-stays-low\"\nholds = \"always[0,600s](memory <= 200MB)\"\n";
    let text = format!("{}\n{property}", scenario("memory-leak-critical"));
    let folder = folder(&[("memory-leak-critical.toml", &text)]);
    let run = |more: &[&str]| {
        let arguments = ["run", "memory-leak-critical.toml", "--seed", "1"];
        firedrill_in(folder.path(), arguments.iter().chain(more))
    };
    let done = run(&[]);
    assert_eq!((done.code, done.err.as_str()), (1, ""));
    assert!(done.out.contains("failed: memory-leak-critical, memory-stays-low, in 1 of 1 run"));
    assert!(done.out.contains("always[0,600s](memory <= 200MB) does not hold"));
    let json = json(&run(&["--format", "json"]));
    let found = &json["scenarios"][0]["runs"][0]["properties"][0];
    assert_eq!((&found["holds"], &found["robustness_in"]), (&false.into(), &"B".into()));
    let replay = firedrill_in(folder.path(), ["replay", "memory-leak-critical.toml@1"]);
    assert!(replay.out.contains("failed: memory-stays-low"), "{}", replay.out);
    assert!(replay.out.contains("does not hold, robustness -"), "{}", replay.out);
}

#[test]
fn a_run_without_its_incident_is_3() {
    let folder = folder(&[("memory-spike-major.toml", &unexercised())]);
    let done = firedrill_in(folder.path(), ["run", "memory-spike-major.toml", "--seed", "1"]);
    assert_eq!(done.code, 3, "{}", done.out);
    assert!(done.out.contains("severity reached only"), "{}", done.out);
}

#[test]
fn failure_outweighs_what_is_unexercised() {
    let folder = folder(&[
        ("deadlock-critical.toml", &hopeless()),
        ("memory-spike-major.toml", &unexercised()),
    ]);
    let done = firedrill_in(folder.path(), ["run", ".", "--seed", "1"]);
    assert_eq!(done.code, 1, "{}", done.out);
    assert!(done.out.contains("0 passed, 1 failed, 1 unexercised"), "{}", done.out);
}

/// A heat that no action cools.
const OVEN: &str = "name = 'oven'\ntitle = 'An oven'\nduration = '80m'\n\
                    [[fault]]\nkind = 'ambient-heat'\nat = '60s'\nambient = '60C'\n\
                    [expect]\nincidents = ['battery-drain-crisis']\nseverity = 'major'\n";

#[test]
fn what_nobody_could_save_is_3_unless_the_scenario_allows_it() {
    let allowed = format!("{OVEN}may_be_infeasible = true\n");
    for (text, code, word) in [(OVEN, 3, "infeasible"), (allowed.as_str(), 0, "excused")] {
        let folder = folder(&[("oven.toml", text)]);
        let done = firedrill_in(folder.path(), ["run", "oven.toml", "--seed", "1"]);
        assert_eq!(done.code, code, "{}", done.out);
        assert!(done.out.contains(&format!("0 passed, 1 {word}")), "{}", done.out);
        assert_eq!(done.out.contains("nor does a clairvoyant"), code == 3, "{}", done.out);
        let done = firedrill_in(folder.path(), ["replay", "oven.toml@1"]);
        assert_eq!(done.code, code, "{}", done.out);
        assert!(done.out.contains("never restored, nor by the clairvoyant"), "{}", done.out);
    }
}

#[test]
fn what_no_run_reached_though_it_was_demanded_is_3_and_named() {
    let demand = |landmark| {
        let key = "severity = \"critical\"";
        let text = scenario("memory-leak-critical");
        assert!(text.contains(key));
        text.replace(key, &format!("{key}\nsometimes = [\"severity:critical\", \"{landmark}\"]"))
    };
    let run = |landmark| {
        let folder = folder(&[("memory-leak-critical.toml", &demand(landmark))]);
        firedrill_in(folder.path(), ["run", "memory-leak-critical.toml", "--seeds", "2"])
    };
    assert_eq!(run("procedure:immediate-memory-cleanup").code, 0);
    let done = run("escalation:emergency-rollback");
    assert_eq!(done.code, 3, "{}", done.out);
    let sentence = "escalation:emergency-rollback was reached in 0 of 2 runs";
    assert!(done.out.contains(sentence), "{}", done.out);
}

#[test]
fn coverage_is_shown_in_eighty_columns_and_in_full_when_asked_for() {
    let run = |more: &[&'static str]| {
        let arguments = ["run", "memory-leak-critical", "--seeds", "2"];
        firedrill(arguments.iter().chain(more)).out
    };
    let brief = run(&[]);
    let block = brief.split("\n\n").nth(1).unwrap();
    assert!(block.starts_with("coverage, in so many of 2 runs\nincident      memory-leak"));
    assert!(block.lines().all(|line| line.chars().count() <= 80), "{block}");
    let combination = "memory-leak-emergency  critical  immediate-memory-cleanup";
    assert!(!brief.contains(combination), "{brief}");
    let full = run(&["--coverage"]);
    assert!(full.contains(combination), "{full}");
    let document: Value = serde_json::from_str(&run(&["--format", "json"])).unwrap();
    assert_eq!(document["coverage"]["reached"]["fault"]["leak"], 2);
    assert_eq!(document["coverage"]["reached"]["family"]["feeds"], 0);
}

#[test]
fn the_protocol_is_the_same_twice() {
    let done = firedrill(["run", "lock-hold-critical", "--seed", "1", "--check-determinism"]);
    assert_eq!(done.code, 0, "{}", done.out);
    assert!(done.out.contains("each run made twice and compared"));
}

#[test]
fn a_folder_is_run_in_the_order_of_its_names() {
    let folder = folder(&[
        ("suite/lock-hold-critical.toml", scenario("lock-hold-critical")),
        ("suite/healthy-hour.toml", scenario("healthy-hour")),
        ("suite/notes.md", "no scenario"),
    ]);
    let arguments = ["run", "suite", "memory-spike-major", "--seed", "42", "--format", "json"];
    let done = firedrill_in(folder.path(), arguments);
    let document = json(&done);
    let sources = document["scenarios"].as_array().unwrap();
    let sources: Vec<_> = sources.iter().map(|entry| entry["source"].as_str().unwrap()).collect();
    let folder_first =
        ["suite/healthy-hour.toml", "suite/lock-hold-critical.toml", "memory-spike-major"];
    assert_eq!(sources, folder_first);
    assert_eq!(document["scenarios"][0]["runs"][0]["seed"], "0x2a");
}

#[test]
fn threads_change_nothing_but_the_timing() {
    let of = |jobs, format| {
        let arguments =
            ["run", "lock-hold-critical", "healthy-hour", "--seeds", "2", "--jobs", jobs];
        firedrill(arguments.into_iter().chain(["--format", format]))
    };
    assert_eq!(redacted(&of("1", "text").out), redacted(&of("2", "text").out));
    let without_timing = |jobs| {
        let mut document = json(&of(jobs, "json"));
        let timing = document.as_object_mut().unwrap().remove("timing").unwrap();
        assert_eq!(timing["jobs"].to_string(), jobs);
        document
    };
    assert_eq!(without_timing("1"), without_timing("2"));
}

#[test]
fn a_document_says_its_format_and_sums_up() {
    let done = firedrill(["run", "memory-spike-major", "--seeds", "2", "--format", "json"]);
    let document = json(&done);
    assert_eq!(document["format"], 1);
    assert_eq!(document["summary"]["passed"], 2);
    let run = &document["scenarios"][0]["runs"][1];
    assert_eq!(run["reference"], "memory-spike-major@0x2");
    assert_eq!(run["replay"], "firedrill replay memory-spike-major@0x2");
    assert!(run["incidents"][0]["onset_s"].as_f64().unwrap() > 0.0);
    assert!(run["digest"].as_str().unwrap().starts_with("0x"));
}

#[test]
fn fail_fast_stops_at_the_first_failure_and_says_so() {
    let folder = folder(&[("deadlock-critical.toml", &hopeless())]);
    let arguments = ["run", "deadlock-critical.toml", "--seeds", "9", "--fail-fast", "--quiet"];
    let done = firedrill_in(folder.path(), arguments);
    assert_eq!(done.code, 1);
    assert!(done.out.contains("stopped after 1 of 9 runs"), "{}", done.out);
}

#[test]
fn a_reader_that_has_seen_enough_may_go() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_firedrill"))
        .args(["list", "faults"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Closed before anything can have been written.
    drop(child.stdout.take());
    let mut complaints = String::new();
    child.stderr.take().unwrap().read_to_string(&mut complaints).unwrap();
    assert_eq!((child.wait().unwrap().code(), complaints.as_str()), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_error() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_firedrill"))
        .arg("list")
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(complaint.starts_with("error: the output cannot be written"), "{complaint}");
}
