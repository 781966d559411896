//! Ctrl-C while a foreign protocol hangs: nothing waits for it, and nothing of it is left.

#![allow(clippy::disallowed_types, reason = "that nothing waits is a matter of clocks")]

use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use firedrill_scenarios::Incident;

use crate::folder;
use crate::foreign::{misbehaving, processes_with};

/// Far longer than any test waits.
const LIMIT: [&str; 2] = ["--reply-timeout", "10m"];

/// Runs it until a process has `sign` in its command line, and a little longer; then interrupts it.
fn interrupted(folder: &Path, arguments: &[&str], sign: &str, signal: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_firedrill"));
    command.args(arguments).args(LIMIT).current_dir(folder);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let began = Instant::now();
    while processes_with(sign) == 0 && began.elapsed() < Duration::from_secs(60) {
        sleep(Duration::from_millis(20));
    }
    sleep(Duration::from_secs(1));
    let began = Instant::now();
    let id = child.id().to_string();
    assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    // A test that waits for ten minutes is no test.
    let mut killer = Command::new("sh");
    let killer = killer.args(["-c", &format!("sleep 40; kill -KILL {id}")]).stdin(Stdio::null());
    let mut killer = killer.spawn().unwrap();
    let output = child.wait_with_output().unwrap();
    killer.kill().unwrap();
    killer.wait().unwrap();
    assert!(began.elapsed() < Duration::from_secs(30), "{arguments:?}: {:?}", began.elapsed());
    output
}

#[test]
fn no_command_waits_for_a_child_that_hangs_and_none_outlives_it() {
    let run = "memory-leak-critical@0x1";
    for (arguments, mode, signal) in [
        (vec!["run", "quick", "--jobs", "3"], "hang", "-INT"),
        (vec!["run", "quick", "--jobs", "2"], "hang", "-TERM"),
        (vec!["run", "quick"], "hang-at-hello", "-INT"),
        (vec!["run", "quick"], "deaf", "-INT"),
        (vec!["replay", run], "hang-with-children", "-INT"),
        (vec!["explain", run], "hang-with-children", "-INT"),
        (vec!["shrink", run], "hang-with-children", "-INT"),
        (vec!["keep", run], "hang", "-INT"),
        (vec!["diff", run, run], "hang", "-INT"),
    ] {
        let here = folder(&[]);
        let protocol = misbehaving(&format!("{mode} firedrill-test-ctrl-c"));
        let sign =
            if mode == "hang-with-children" { "sleep\x00603.5" } else { "firedrill-test-ctrl-c" };
        let arguments = [&arguments[..], &["--protocol", &protocol]].concat();
        let output = interrupted(here.path(), &arguments, sign, signal);
        let number = if signal == "-INT" { 2 } else { 15 };
        assert_eq!(output.status.signal(), Some(number), "{arguments:?}: {output:?}");
        assert_eq!(output.stdout, b"", "{arguments:?}: {output:?}");
        for sign in ["firedrill-test-ctrl-c", "sleep\x00603.5"] {
            assert_eq!(processes_with(sign), 0, "{arguments:?}: {sign}");
        }
        assert_eq!(std::fs::read_dir(here.path()).unwrap().count(), 0, "{arguments:?}");
    }
}

#[test]
fn shrink_ends_a_child_that_hangs_and_gives_the_best_so_far() {
    let here = folder(&[]);
    let protocol = misbehaving("hang-in-the-third-run firedrill-test-best");
    let run = ["shrink", "memory-leak-critical@0x1", "--jobs", "1", "--out", "best.toml"];
    let arguments = [&run[..], &["--protocol", &protocol]].concat();
    let output = interrupted(here.path(), &arguments, "sleep\x00603.5", "-INT");
    let printed = String::from_utf8(output.stdout).unwrap();
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{printed}{complaint}");
    assert!(printed.contains("\nnot minimal   interrupted; "), "{printed}");
    let toml = std::fs::read(here.path().join("best.toml")).unwrap();
    let incident = Incident::from_bytes("best.toml", &toml).unwrap();
    assert_eq!(incident.found.fingerprint.unwrap().property.name(), "responds-in-time");
    for sign in ["firedrill-test-best", "sleep\x00603.5"] {
        assert_eq!(processes_with(sign), 0, "{sign}");
    }
}
