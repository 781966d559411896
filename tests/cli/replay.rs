//! `replay` and `plan`.

use crate::{firedrill, firedrill_in, folder, scenario, snapshot};

/// What stands behind a word at the left of the last lines.
fn fact<'t>(timeline: &'t str, label: &str) -> &'t str {
    let line = timeline.lines().rev().find(|line| line.starts_with(label));
    line.unwrap_or_else(|| panic!("no {label} in {timeline}"))[label.len()..].trim_start()
}

#[test]
fn a_timeline_tells_the_fault_the_incident_and_the_verdict() {
    let done = firedrill(["replay", "memory-leak-critical@0x2a"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    let parts = [
        "fault A began: leak of image-cache at ",
        "── onset of memory-leak-emergency ──",
        "── detection, ",
        "asked: surgical-memory-cleanup, immediate action for memory-leak-emergency",
        "── restoration, ",
        "announced: normal operation",
        "verdict       passed",
    ];
    let mut rest = done.out.as_str();
    for part in parts {
        let at = rest.find(part).unwrap_or_else(|| panic!("no {part:?} in {}", done.out));
        rest = &rest[at..];
    }
    assert_eq!(fact(&done.out, "replay"), "firedrill replay memory-leak-critical@0x2a");
    assert!(!done.out.contains("sample:"));
}

#[test]
fn samples_are_there_for_the_asking() {
    let done = firedrill(["replay", "memory-spike-major@1", "--samples"]);
    // The run takes ten minutes and the monitor samples once a second.
    assert!(done.out.matches("sample:").count() >= 599);
}

#[test]
fn a_saved_plan_replays_the_same_run() {
    let plan = firedrill(["plan", "memory-leak-critical@0x2a"]);
    assert_eq!((plan.code, plan.err.as_str()), (0, ""));
    let folder = folder(&[("plan.json", &plan.out)]);
    let of_plan = firedrill_in(folder.path(), ["replay", "plan.json"]);
    let of_seed = firedrill(["replay", "memory-leak-critical@0x2a"]);
    assert_eq!(of_plan.code, 0);
    assert_eq!(fact(&of_plan.out, "digest"), fact(&of_seed.out, "digest"));
    assert_eq!(fact(&of_plan.out, "replay"), "firedrill replay plan.json");
}

#[test]
fn a_file_with_a_seed_is_a_run() {
    let folder = folder(&[("my @ suite/healthy-hour.toml", scenario("healthy-hour"))]);
    let done = firedrill_in(folder.path(), ["replay", "my @ suite/healthy-hour.toml@7"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let embedded = firedrill(["replay", "healthy-hour@7"]);
    assert_eq!(fact(&done.out, "digest"), fact(&embedded.out, "digest"));
    let command = fact(&done.out, "replay");
    assert_eq!(command, "firedrill replay 'my @ suite/healthy-hour.toml@0x7'");
}

#[test]
fn the_digest_of_a_replay_is_that_of_the_run() {
    let arguments = ["run", "lock-hold-critical", "--seed", "5", "--format", "json"];
    let run: serde_json::Value = serde_json::from_str(&firedrill(arguments).out).unwrap();
    let replayed = firedrill(["replay", "lock-hold-critical@5"]);
    let digest = run["scenarios"][0]["runs"][0]["digest"].as_str().unwrap();
    assert!(fact(&replayed.out, "digest").starts_with(digest));
}

#[test]
fn a_replay_of_what_fails_fails() {
    let hurried = "[playbook]\nseverities.critical.response_time = \"1ms\"\n\n[expect]";
    let text = scenario("deadlock-critical").replace("[expect]", hurried);
    let folder = folder(&[("deadlock-critical.toml", &text)]);
    let done = firedrill_in(folder.path(), ["replay", "deadlock-critical.toml@1"]);
    assert_eq!(done.code, 1);
    assert!(done.out.contains("── violated responds-in-time: "));
    assert!(done.out.contains("severities.critical.response_time = 1ms"));
    assert!(fact(&done.out, "verdict").starts_with("failed: responds-in-time"));
}

#[test]
fn a_time_pasted_from_a_timeline_is_a_window() {
    let whole = firedrill(["replay", "memory-leak-critical@0x2a"]);
    let line = whole.out.lines().find(|line| line.contains("fault A ended")).unwrap();
    let time = line.split(' ').next().unwrap();
    let arguments = ["replay", "memory-leak-critical@0x2a", "--from", time, "--until", time];
    let done = firedrill(arguments);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    assert!(done.out.lines().any(|shown| shown == line), "{}", done.out);
    assert!(!done.out.contains("fault A began"), "{}", done.out);
    let left_out =
        [format!(" lines before {time} left out"), format!(" lines after {time} left out")];
    assert!(left_out.iter().all(|remark| done.out.contains(remark)), "{}", done.out);
    assert_eq!(fact(&done.out, "digest"), fact(&whole.out, "digest"));
}

#[test]
fn only_some_kinds_are_shown() {
    let only = |kinds: &[&str]| {
        let arguments = ["replay", "memory-leak-critical@0x2a"].iter().chain(kinds);
        let done = firedrill(arguments);
        assert_eq!((done.code, done.err.as_str()), (0, ""));
        done.out
    };
    let (one, two) =
        (only(&["--only", "faults,marks"]), only(&["--only", "marks", "--only", "faults"]));
    assert_eq!(one, two);
    assert!(one.contains("fault A began") && one.contains("── onset of"));
    assert!(!one.contains("announced: ") && !one.contains("memory passed"), "{one}");
    assert!(only(&["--only", "samples"]).matches("sample:").count() >= 899);
}

#[test]
fn a_part_that_no_run_has_is_an_error() {
    let parts: [&[&str]; 7] = [
        &["--from", "2min", "--until", "90s"],
        &["--from", "15m00.001s"],
        &["--from", "potato"],
        &["--until", "90"],
        &["--only", "fautls"],
        &["--only", "memory,,heat"],
        &["--only", "marks", "--samples"],
    ];
    let mut said = String::new();
    for part in parts {
        let done = firedrill(["replay", "memory-leak-critical@0x2a"].iter().chain(part));
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{part:?}");
        said += &format!(
            "$ firedrill replay memory-leak-critical@0x2a {}\n{}\n",
            part.join(" "),
            done.err
        );
    }
    snapshot("replay_parts", &said);
}

#[test]
fn colours_are_for_a_terminal_that_wants_them() {
    let replay = |variables: &[(&str, &str)]| {
        let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_firedrill"));
        command.env_remove("CLICOLOR_FORCE").env_remove("NO_COLOR");
        command.envs(variables.iter().copied()).args(["replay", "memory-leak-critical@0x2a"]);
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let plain = replay(&[]);
    assert!(!plain.contains('\u{1b}'));
    assert!(replay(&[("CLICOLOR_FORCE", "1")]).contains("\u{1b}["));
    assert_eq!(replay(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "0")]), plain);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_firedrill"));
    command.args(["replay", "memory-leak-critical@0x2a", "--samples"]);
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_trace_is_written_beside_the_timeline_and_is_the_same_each_time() {
    let folder = folder(&[]);
    let traced = |name: &str| {
        let run = "memory-leak-critical@0x2a";
        let done = firedrill_in(folder.path(), ["replay", run, "--trace", name]);
        assert_eq!((done.code, done.err.as_str()), (0, ""));
        assert!(done.out.contains("verdict       passed"));
        std::fs::read(folder.path().join(name)).unwrap()
    };
    let (one, other) = (traced("one.pftrace"), traced("other.pftrace"));
    assert!(one.len() > 100_000 && one == other, "{} and {} bytes", one.len(), other.len());
    let done = firedrill_in(folder.path(), ["replay", "healthy-hour@1", "--trace", "no/such"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("`no/such` cannot be written"), "{}", done.err);
}
