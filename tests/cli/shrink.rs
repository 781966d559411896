//! From a run that fails to a file to commit.

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use firedrill_scenarios::{Incident, Plan};

use crate::{firedrill, firedrill_in, folder};

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What is printed, without what is another number every time.
fn without_time(printed: &str) -> String {
    let timeless = |line: &str| match line.split_once(" runs in ") {
        Some((runs, _)) => format!("{runs} runs"),
        None => line.to_owned(),
    };
    printed.lines().map(timeless).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_failure_becomes_a_sentence_and_a_file_that_fails_in_the_same_way() {
    let here = folder(&[]);
    let arguments =
        ["shrink", "swarm-compound@0x137", "--out", "found.toml", "--plan", "found.json"];
    let done = firedrill_in(here.path(), arguments);
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{}", done.out);
    crate::snapshot("shrink", &without_time(&done.out));
    let toml = read(here.path(), "found.toml");
    let incident = Incident::from_bytes("found.toml", toml.as_bytes()).unwrap();
    let plan = Plan::from_json("found.json", read(here.path(), "found.json").as_bytes()).unwrap();
    assert_eq!(incident.plan, plan);
    assert_eq!(incident.found.fingerprint.unwrap().property.name(), "responds-in-time");
    for file in ["found.json", "found.toml"] {
        let replayed = firedrill_in(here.path(), ["replay", file]);
        assert_eq!(replayed.code, 1, "{}", replayed.err);
        let digest = format!("{}", incident.found.digest);
        assert!(replayed.out.contains(&digest), "{}", replayed.out);
    }
}

#[test]
fn without_a_name_the_file_is_named_after_scenario_and_seed() {
    let here = folder(&[]);
    let done = firedrill_in(here.path(), ["shrink", "killed-out-of-the-blue@0x1", "--budget", "3"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.contains("made          3 runs in "), "{}", done.out);
    assert!(done.out.contains("\nnot minimal   the budget is spent; "), "{}", done.out);
    let toml = read(here.path(), "killed-out-of-the-blue-minimal-0x1.toml");
    let incident = Incident::from_bytes("x", toml.as_bytes()).unwrap();
    assert!(incident.plan.faults.len() < 20);
}

#[test]
fn what_does_not_fail_is_refused_with_what_it_came_to() {
    for (run, came_to) in [
        ("memory-leak-critical@0x1", "memory-leak-critical@0x1 passed\n"),
        ("hot-day-major@0x215", "is unexercised: no symptom of battery-drain-crisis ever showed\n"),
    ] {
        let done = firedrill(["shrink", run]);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{}", done.err);
        assert!(done.err.starts_with("error: there is nothing to shrink: "), "{}", done.err);
        assert!(done.err.contains(came_to), "{}", done.err);
    }
}

#[test]
fn a_place_that_cannot_be_written_is_refused_before_the_work_begins() {
    for (option, path, sentence) in [
        ("--out", "Found.toml", "a name has lower-case letters, digits and hyphens only, not 'F'"),
        ("--out", "found.json", "it must end in `.toml`"),
        ("--out", "nowhere/found.toml", "there is no file or folder `nowhere`"),
        ("--plan", "nowhere/found.json", "there is no file or folder `nowhere`"),
    ] {
        let done = firedrill(["shrink", "swarm-compound@0x137", option, path]);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{}", done.err);
        assert!(done.err.contains(sentence), "{}", done.err);
    }
}

#[test]
fn a_weakness_is_shrunk_like_any_protocol_and_stays_in_the_line() {
    let here = folder(&[]);
    let weakness = ["--weakness", "last-memory-action-dropped"];
    let run = ["shrink", "compound-leak-and-runaway@0x1"];
    let done = firedrill_in(here.path(), run.into_iter().chain(weakness));
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(
        done.out.contains(
            "\n1 of 2 faults is needed: leak of image-cache at 4.3 KB/s (unexercised at 4.2)\n"
        ),
        "{}",
        done.out
    );
    assert!(done.out.ends_with(" --weakness last-memory-action-dropped\n"), "{}", done.out);
}

#[test]
fn a_foreign_protocol_is_shrunk_like_the_shipped_one() {
    let shipped = folder(&[]);
    let run = ["shrink", "crash-during-recovery@0xc", "--budget", "6"];
    assert_eq!(firedrill_in(shipped.path(), run).code, 0);
    let foreign = folder(&[]);
    let protocol = crate::foreign::shipped("");
    let done = firedrill_in(foreign.path(), run.into_iter().chain(["--protocol", &protocol]));
    assert_eq!(done.code, 0, "{}", done.err);
    let name = "crash-during-recovery-minimal-0xc.toml";
    let foreign_file = read(foreign.path(), name);
    let is_protocol = |line: &&str| line.starts_with("protocol = ");
    assert_eq!(foreign_file.lines().filter(is_protocol).count(), 1, "{foreign_file}");
    let others: Vec<_> = foreign_file.lines().filter(|line| !is_protocol(line)).collect();
    let shipped_file = read(shipped.path(), name);
    assert_eq!(others, shipped_file.lines().collect::<Vec<_>>());
    assert!(done.out.contains(".toml --protocol "), "{}", done.out);
}

#[cfg(unix)]
#[test]
fn ctrl_c_gives_the_best_so_far() {
    let here = folder(&[]);
    let run = ["shrink", "cool-within-the-response-time@0x1", "--jobs", "1", "--out", "best.toml"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_firedrill"));
    let child = command.args(run).current_dir(here.path()).stdout(Stdio::piped()).spawn().unwrap();
    sleep(Duration::from_secs(1));
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{printed}");
    assert!(printed.contains("\nnot minimal   interrupted; "), "{printed}");
    let toml = read(here.path(), "best.toml");
    let incident = Incident::from_bytes("best.toml", toml.as_bytes()).unwrap();
    assert_eq!(incident.found.fingerprint.unwrap().property.name(), "cool-within-two-minutes");
}
