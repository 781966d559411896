//! Arguments and files that make no sense: exit code 2, a sentence, what to do next, never a panic.

use std::path::Path;

use crate::{firedrill, firedrill_in, folder, scenario, snapshot};

fn refused(folder: &Path, arguments: &[&str]) -> String {
    let done = firedrill_in(folder, arguments);
    assert_eq!(done.code, 2, "{arguments:?}: {}", done.err);
    assert_eq!(done.out, "", "{arguments:?}");
    assert!(done.err.starts_with("error: "), "{arguments:?}: {}", done.err);
    assert!(!done.err.contains("panicked"), "{arguments:?}: {}", done.err);
    format!("$ firedrill {}\n{}\n", arguments.join(" "), done.err)
}

#[test]
fn every_mistake_says_what_where_and_what_next() {
    let broken =
        scenario("memory-leak-critical").replace("15m", "15mins").replace("leak\"", "laek\"");
    let folder = folder(&[
        ("empty/notes.md", ""),
        ("many/healthy-hour.toml", scenario("healthy-hour")),
        ("more/healthy-hour.toml", scenario("healthy-hour")),
        ("memory-leak-critical.toml", &broken),
        ("plan.json", "{\"format\": 1, \"algorithm\": \"dice\"}"),
        ("nothing.toml", ""),
    ]);
    let mistakes: [&[&str]; 24] = [
        &["run", "memory-leak-criticl"],
        &["run", "nightly"],
        &["run", ""],
        &["run", "empty"],
        &["run", "absent.toml"],
        &["run", "nothing.toml"],
        &["run", "memory-leak-critical.toml"],
        &["run", "plan.json"],
        &["run", "memory-leak-critical@0x2a"],
        &["run", "quick", "healthy-hour"],
        &["run", "./many", "many/healthy-hour.toml"],
        &["run", "many", "more"],
        &["replay", "memory-leak-criticl@1"],
        &["replay", "memory-leak-critical"],
        &["replay", "many/healthy-hour.toml"],
        &["replay", "healthy-hour@zz"],
        &["replay", "healthy-hour@99999999999999999999"],
        &["replay", "@"],
        &["replay", "many"],
        &["replay", "many@1"],
        &["replay", "absent.json"],
        &["replay", "plan.json"],
        &["replay", "plan.json@1"],
        &["plan", "memory-leak-critical.toml@1"],
    ];
    let said: Vec<_> = mistakes.iter().map(|arguments| refused(folder.path(), arguments)).collect();
    snapshot("errors", &said.join("\n"));
}

#[test]
fn junk_is_refused_whatever_it_is() {
    let folder = folder(&[]);
    let junk: [&[u8]; 5] = [b"\xff\xfe\x00", b"\x00\x00", b"[[[[", b"\x1b[2J", &[b'['; 100_000]];
    for bytes in junk {
        for (name, command) in [("junk.toml", "run"), ("junk.json", "replay")] {
            std::fs::write(folder.path().join(name), bytes).unwrap();
            let said = refused(folder.path(), &[command, name]);
            assert!(!said.contains('\u{1b}'), "{said}");
        }
        refused(folder.path(), &["replay", "junk.toml@1"]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn special_files_are_refused() {
    let folder = folder(&[]);
    for (command, file) in [("run", "/dev/zero"), ("replay", "/dev/zero"), ("run", "/dev/null")] {
        refused(folder.path(), &[command, file]);
    }
    let said = refused(folder.path(), &["run", "/proc/self/mem"]);
    assert!(said.contains("cannot be read"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_unicode_is_refused() {
    use std::ffi::{OsStr, OsString};
    use std::os::unix::ffi::OsStrExt as _;

    let folder = folder(&[]);
    let name = OsStr::from_bytes(b"\xff.toml");
    std::fs::write(folder.path().join(name), scenario("healthy-hour")).unwrap();
    for argument in [name, OsStr::new("."), OsStr::from_bytes(b"a\xff@1")] {
        let done = firedrill_in(folder.path(), [OsString::from("run"), argument.to_owned()]);
        assert_eq!(done.code, 2);
        assert!(done.err.contains("is not valid Unicode: rename it"), "{}", done.err);
    }
}

#[test]
fn what_is_repeated_from_an_argument_cannot_move_the_cursor() {
    let folder = folder(&[]);
    for argument in ["x\u{1b}[2Jy", "x\u{1b}[2Jy@1", "\u{1b}[2J/x.toml", "healthy-hour@\u{1b}[2J"] {
        for command in ["run", "replay", "plan"] {
            let done = firedrill_in(folder.path(), [command, argument]);
            assert_eq!(done.code, 2);
            assert!(!done.err.contains('\u{1b}'), "{:?}", done.err);
        }
    }
}

/// A valid scenario with this line under `[playbook]`.
fn with_override(line: &str) -> String {
    format!("{}\n[playbook]\n{line}\n", scenario("memory-spike-major"))
}

#[test]
fn overrides_that_once_made_a_panic_are_refused_in_their_place() {
    for line in [
        "targets.hold = 5-10",
        "targets.memory_usage = 200-220MB",
        "x = 1979-02-30",
        "targets.hold = \"2400h\"",
        "monitor.period = \"1ns\"",
        "procedure_durations.immediate-memory-cleanup = \"2501h\"",
        "incidents.memory-leak-emergency.procedures = [\"thermal-cooldown\", \"thermal-cooldown\"]",
    ] {
        let folder = folder(&[("memory-spike-major.toml", &with_override(line))]);
        let error = refused(folder.path(), &["run", "memory-spike-major.toml"]);
        assert!(error.contains("--> memory-spike-major.toml:"), "{line}: {error}");
    }
}

#[test]
fn nothing_hidden_in_an_argument_reaches_the_terminal() {
    let folder = folder(&[]);
    for arguments in [
        ["run", "x\u{1b}[2J"],
        ["replay", "x@\u{1b}[2J"],
        ["replay", "x@\u{9b}2J"],
        ["list", "\u{1b}]0;title\u{7}"],
        ["run", "--jobs=\u{202e}1"],
        ["\u{1b}[31mred", "x"],
    ] {
        let done = firedrill_in(folder.path(), arguments);
        assert_eq!(done.code, 2);
        assert!(
            !done.err.contains(|c: char| c != '\n' && firedrill_scenarios::is_hidden(c)),
            "{:?}",
            done.err
        );
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_the_program_has_open_is_written_to_and_not_replaced() {
    let folder = folder(&[]);
    let path = folder.path().join("it.json");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_firedrill"));
    command.args(["plan", "healthy-hour@0x1", "--out", "/dev/stdout"]);
    command.stdout(std::fs::File::create(&path).unwrap());
    let link = std::fs::read_link("/dev/stdout");
    assert!(command.status().unwrap().success());
    assert_eq!(std::fs::read_link("/dev/stdout").ok(), link.ok(), "the link has been replaced");
    let plan = std::fs::read_to_string(&path).unwrap();
    assert_eq!(plan, firedrill(["plan", "healthy-hour@0x1"]).out);
}
