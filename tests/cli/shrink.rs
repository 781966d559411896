//! From a run that fails to a file to commit.

use std::path::Path;
use std::process::{Command, Output, Stdio};
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
    let plan = firedrill(["plan", "healthy-hour@0x1"]).out;
    let mine = crate::scenario("hot-day-major").replace("\"hot-day-major\"", "\"mine\"");
    let here = folder(&[("it's fine.json", &plan), ("mine.toml", &mine)]);
    // Found with a weakness that the file no longer names: with the shipped protocol it passes.
    let weakness = "decimal-megabytes";
    let kept = ["keep", "healthy-hour@0x1", "--weakness", weakness, "--out", "k.toml"];
    let kept = firedrill_in(here.path(), kept);
    assert_eq!(kept.code, 0, "{}", kept.err);
    let named = format!("weakness = \"{weakness}\"\n");
    let toml = read(here.path(), "k.toml");
    assert!(toml.contains(&named), "{toml}");
    let toml = toml.replace(&named, "");
    std::fs::write(here.path().join("k.toml"), toml).unwrap();
    for (run, said) in [
        (
            "memory-leak-critical@1",
            "memory-leak-critical@0x1 passed\n  only a run that fails can be shrunk; look for one with\n  \
             `firedrill run memory-leak-critical --seeds 1000`\n",
        ),
        (
            "mine.toml@0x215",
            "mine.toml@0x215 (mine@0x215) is unexercised: no symptom of battery-drain-crisis ever \
             showed\n  only a run that fails can be shrunk; look for one with\n  \
             `firedrill run mine.toml --seeds 1000`\n",
        ),
        (
            "it's fine.json",
            "'it'\\''s fine.json' (healthy-hour@0x1) passed\n  only a run that fails can be shrunk; \
             see what happens in it with\n  `firedrill replay 'it'\\''s fine.json'`\n",
        ),
        (
            "k.toml",
            "k.toml (healthy-hour@0x1) passed\n  only a run that fails can be shrunk; see what became of what it was \
             stored for with\n  `firedrill verify k.toml`\n",
        ),
    ] {
        let done = firedrill_in(here.path(), ["shrink", run]);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{}", done.err);
        assert_eq!(done.err, format!("error: there is nothing to shrink: {said}"));
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
    // Before anything is known to fail there is nothing to give; how long that takes depends on the machine.
    for wait_s in [1, 2, 4, 8, 16, 32] {
        let here = folder(&[]);
        let output = interrupted_after(here.path(), Duration::from_secs(wait_s));
        let printed = String::from_utf8(output.stdout).unwrap();
        if output.status.code().is_none() && printed.is_empty() {
            continue;
        }
        assert_eq!(output.status.code(), Some(0), "{printed}");
        assert!(printed.contains("\nnot minimal   interrupted; "), "{printed}");
        let toml = read(here.path(), "best.toml");
        let incident = Incident::from_bytes("best.toml", toml.as_bytes()).unwrap();
        let found = incident.found.fingerprint.unwrap();
        assert_eq!(found.property.name(), "cool-within-two-minutes");
        return;
    }
    panic!("not even half a minute was enough to know that the run fails");
}

#[cfg(unix)]
fn interrupted_after(folder: &Path, wait: Duration) -> Output {
    let run = ["shrink", "cool-within-the-response-time@0x1", "--jobs", "1", "--out", "best.toml"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_firedrill"));
    let child = command.args(run).current_dir(folder).stdout(Stdio::piped()).spawn().unwrap();
    let id = child.id().to_string();
    // Where the tests run in the background the signal is ignored until somebody listens.
    while !listens(&id) {
        sleep(Duration::from_millis(10));
    }
    sleep(wait);
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    child.wait_with_output().unwrap()
}

/// Whether a process has a handler for SIGINT; yes where nobody can tell.
#[cfg(unix)]
fn listens(id: &str) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    let caught = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    caught.is_none_or(|mask| mask & 0b10 != 0)
}
