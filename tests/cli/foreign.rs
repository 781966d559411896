//! Foreign protocols: the shipped one over the wire is the shipped one, and whatever else a child
//! does is named, ends at once, leaves no process behind and is exit code 5.

#![allow(
    clippy::disallowed_types,
    reason = "that a run with a hanging child ends is a matter of clocks"
)]

use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{Done, firedrill};

/// Children to test with: examples of the bridge, which only cargo knows how to find.
static EXAMPLES: LazyLock<PathBuf> = LazyLock::new(|| {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--package", "firedrill-bridge", "--examples"]);
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    let bin = PathBuf::from(env!("CARGO_BIN_EXE_firedrill"));
    let profile = bin.parent().unwrap();
    if profile.ends_with("release") {
        cargo.arg("--release");
    }
    cargo.arg("--target-dir").arg(profile.parent().unwrap());
    assert!(cargo.status().unwrap().success());
    profile.join("examples")
});

fn example(name: &str, arguments: &str) -> String {
    format!("'{}' {arguments}", EXAMPLES.join(name).display())
}

pub(crate) fn shipped(arguments: &str) -> String {
    example("shipped_over_stdio", arguments)
}

/// A child that misbehaves in this way.
pub(crate) fn misbehaving(mode: &str) -> String {
    example("misbehaving", mode)
}

/// Runs a healthy hour, which a protocol that does nothing passes, with a child that misbehaves.
/// `token` tells its processes from all others.
fn with_child(mode: &str, token: &str) -> Done {
    let protocol = example("misbehaving", &format!("{mode} {token}"));
    let run = ["run", "healthy-hour", "--seed", "1", "--reply-timeout", "4s"];
    firedrill(run.into_iter().chain(["--protocol", &protocol]))
}

/// How many processes have this in their command line.
#[cfg(target_os = "linux")]
pub(crate) fn processes_with(token: &str) -> usize {
    let is_one = |entry: &std::fs::DirEntry| {
        let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&line).contains(token)
    };
    let processes = std::fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    processes.filter(is_one).count()
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn processes_with(_: &str) -> usize {
    0
}

/// What each misbehaviour is called, and a part of the sentence.
const MISBEHAVIOURS: [(&str, &str, &str); 25] = [
    ("crash", "exited", "its process ended with exit code 3 before it answered `metrics` (line 5"),
    ("crash-noisily", "exited", "exit code 3"),
    ("half-a-line", "exited", "its process ended with exit code 0"),
    ("hang", "no-answer", "it did not answer `metrics` (line 5 of the run) within 4 s"),
    ("hang-with-children", "no-answer", "within 4 s"),
    (
        "garbage",
        "not-json",
        r"is no JSON object: expected value at line 1 column 1: `Traceback: \u{1b}[2J`",
    ),
    ("bare-nan", "not-json", "is no JSON object"),
    ("deep", "not-json", "invalid type: sequence, expected a map"),
    ("deep-inside", "not-json", "recursion limit"),
    ("no-object", "not-json", "invalid type: integer `5`, expected a map"),
    ("empty-line", "not-json", "is no JSON object: EOF"),
    ("not-utf8", "not-utf8", "is not UTF-8"),
    ("endless-line", "too-long", "longer than 1 MiB"),
    ("missing-key", "not-an-answer", "missing field `next_timeout_ns`"),
    ("unknown-key", "not-an-answer", "unknown field `next_timeout_ms`"),
    ("key-twice", "not-an-answer", "duplicate field `outputs`"),
    ("float-instant", "not-an-answer", "invalid type: floating point `1000000000.0`, expected u64"),
    ("unknown-action", "not-an-answer", "unknown action `reboot-the-moon`"),
    ("id-reuse", "broke-contract", "command id 7 was used twice"),
    ("endless-output", "broke-contract", "without end"),
    ("stuck-timer", "broke-contract", "kept asking to be woken"),
    ("past-timeout", "timeout-in-the-past", "asks to be woken before"),
    ("twice", "out-of-step", "it answered line 5 when it was asked `"),
    ("wrong-seq", "out-of-step", "it answered line 6 when it was asked `"),
    ("after-the-end", "out-of-step", "it wrote a line after the last one"),
];

#[test]
fn every_misbehaviour_is_named_ends_the_run_and_leaves_nothing_behind() {
    for (mode, kind, sentence) in MISBEHAVIOURS {
        let began = Instant::now();
        let done = with_child(mode, "firedrill-test-misbehaving");
        assert_eq!(done.code, 5, "{mode}: {}{}", done.out, done.err);
        let heading = format!("broken: healthy-hour, {kind}, in 1 of 1 run\n");
        assert!(done.out.contains(&heading), "{mode}: {}", done.out);
        assert!(done.out.contains(sentence), "{mode}: {}", done.out);
        let last_words = if mode == "crash-noisily" { "out of ideas" } else { "misbehaving: " };
        assert!(done.out.contains(&format!("stderr: {last_words}")), "{mode}: {}", done.out);
        assert!(!done.out.contains('\u{1b}'), "{mode}: {}", done.out);
        assert!(began.elapsed() < Duration::from_secs(60), "{mode}: {:?}", began.elapsed());
        assert_eq!(processes_with("firedrill-test-misbehaving"), 0, "{mode}");
    }
}

#[cfg(unix)]
#[test]
fn what_a_child_started_ends_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let script = "sleep 601.5 >&- & exec <&- >&-; sleep 602.5";
    let file = folder.path().join("child.sh");
    std::fs::write(&file, script).unwrap();
    let protocol = format!("sh '{}'", file.display());
    let done = firedrill(["run", "healthy-hour", "--seed", "1", "--protocol", &protocol]);
    assert_eq!(done.code, 5, "{}{}", done.out, done.err);
    assert!(done.err.contains("exited: it closed its input or output before"), "{}", done.err);
    assert_eq!(processes_with("sleep\x00601.5") + processes_with("sleep\x00602.5"), 0);
}

#[test]
fn a_child_that_answers_without_listening_gets_no_further_than_a_full_pipe() {
    let done = with_child("deaf", "firedrill-test-deaf");
    assert_eq!(done.code, 5, "{}{}", done.out, done.err);
    assert!(done.out.contains("broken: healthy-hour, no-answer"), "{}", done.out);
    assert_eq!(processes_with("firedrill-test-deaf"), 0);
}

#[test]
fn a_child_that_cannot_begin_is_refused_before_any_run() {
    for (mode, sentence) in [
        ("crash-at-hello", "exited: its process ended with exit code 3 before it answered `hello`"),
        ("hang-at-hello", "no-answer: it did not answer `hello` within 4 s"),
        ("garbage-at-hello", "not-json: its answer to `hello` is no JSON object"),
        ("wrong-version", "wrong-version: it speaks version 2 of the wire format, not 1"),
        (
            "no-name",
            "not-an-answer: its answer to `hello` cannot be understood: a name has 1 to 64",
        ),
        (
            "hidden-name",
            "not-an-answer: its answer to `hello` cannot be understood: a name has 1 to 64",
        ),
    ] {
        let done = with_child(mode, "firedrill-test-beginning");
        assert_eq!(done.code, 5, "{mode}: {}", done.err);
        assert_eq!(done.out, "", "{mode}");
        assert!(done.err.contains(sentence), "{mode}: {}", done.err);
        assert!(done.err.contains("\n  stderr: misbehaving: "), "{mode}: {}", done.err);
        assert_eq!(processes_with("firedrill-test-beginning"), 0, "{mode}");
    }
}

#[test]
fn a_line_too_many_at_the_very_end_is_no_pass_either() {
    let done = with_child("twice-at-the-end", "firedrill-test-end");
    assert_eq!(done.code, 5, "{}", done.out);
    let sentence = "out-of-step: it wrote a line after the last one that it was asked for";
    assert!(done.err.contains(sentence), "{}", done.err);
}

#[test]
fn harmless_oddities_break_nothing() {
    for mode in ["well-behaved", "one-run", "chatty", "stays"] {
        let done = with_child(mode, "firedrill-test-harmless");
        assert_eq!(done.code, 0, "{mode}: {}{}", done.out, done.err);
        assert_eq!(processes_with("firedrill-test-harmless"), 0, "{mode}");
    }
}

#[test]
fn many_children_that_do_not_end_take_no_longer_than_one() {
    let protocol = example("misbehaving", "stays-for-ever firedrill-test-stays");
    let run = ["run", "quick", "--seed", "1", "--jobs", "8", "--protocol", &protocol];
    firedrill(run.into_iter().take(6).chain(["1", "--protocol", &protocol]));
    let began = Instant::now();
    firedrill(run);
    let took = began.elapsed();
    assert_eq!(processes_with("firedrill-test-stays"), 0);
    assert!(took < Duration::from_secs(8), "{took:?}");
}

#[test]
fn a_command_that_cannot_be_started_is_bad_input() {
    for (command, sentence) in [
        (
            "/nowhere/protocol",
            "error: `/nowhere/protocol` cannot be started: there is no such file\n  check `--protocol`",
        ),
        (
            "no-program-of-this-name x",
            "error: `no-program-of-this-name` cannot be started: no folder of PATH has a program",
        ),
        ("'half", "a quotation mark ' is never closed"),
        ("", "the command is empty"),
    ] {
        let done = firedrill(["run", "healthy-hour", "--protocol", command]);
        assert_eq!(done.code, 2, "{command}: {}", done.err);
        assert!(done.err.contains(sentence), "{command}: {}", done.err);
        assert!(!done.err.contains("broke down"), "{command}: {}", done.err);
    }
    let done = firedrill(["run", "healthy-hour", "--reply-timeout", "1s"]);
    assert_eq!(done.code, 2);
    let done = firedrill(["run", "--protocol", "x", "--reply-timeout", "0.1ms"]);
    assert!(done.err.contains("it must be from 1ms to 1h"), "{}", done.err);
}

#[cfg(unix)]
#[test]
fn a_file_that_is_no_program_is_bad_input_and_says_why() {
    use std::os::unix::fs::PermissionsExt as _;

    let here = crate::folder(&[
        ("plain.sh", "echo"),
        ("lost.sh", "#!/nowhere/interpreter\n"),
        ("text", "neither a script nor a program"),
    ]);
    for name in ["lost.sh", "text"] {
        let permissions = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(here.path().join(name), permissions).unwrap();
    }
    for (command, why) in [
        ("./plain.sh", "it may not be executed"),
        ("./lost.sh", "the file is there, but what its first line"),
        ("./text", "it is no program; a script says in its first line what runs it"),
        ("./", "it is a folder"),
    ] {
        let done = crate::firedrill_in(here.path(), ["run", "healthy-hour", "--protocol", command]);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{command}: {}", done.err);
        let sentence = format!("error: `{command}` cannot be started: {why}");
        assert!(done.err.starts_with(&sentence), "{command}: {}", done.err);
        assert!(done.err.contains("\n  check `--protocol`"), "{command}: {}", done.err);
    }
}

/// Whether a terminal would show what stands there, and nothing else.
fn is_visible(text: &str) -> bool {
    !text.contains(|character| character != '\n' && firedrill_scenarios::is_hidden(character))
}

#[test]
fn nothing_that_a_child_says_turns_a_terminal_around_and_json_keeps_its_value() {
    let protocol = example("misbehaving", "spoof '\u{202e}x'");
    let here = crate::folder(&[]);
    let with = |arguments: &[&str]| {
        let done = crate::firedrill_in(
            here.path(),
            arguments.iter().copied().chain(["--protocol", &protocol]),
        );
        assert_eq!(done.code, 5, "{arguments:?}: {}{}", done.out, done.err);
        assert!(is_visible(&done.out) && is_visible(&done.err), "{arguments:?}: {done:?}");
        done
    };
    let run = "memory-leak-critical@0x1";
    let json = with(&["run", "memory-leak-critical", "--seed", "1", "--format", "json"]).out;
    let json: Value = serde_json::from_str(&json).unwrap();
    let said = "\u{202e}dessap\u{9b}2J\u{200b}";
    let breakdown = &json["scenarios"][0]["runs"][0]["breakdown"];
    assert_eq!(breakdown["stderr"].as_array().unwrap().last().unwrap(), said);
    assert!(breakdown["about"].as_str().unwrap().contains(said), "{breakdown}");
    assert_eq!(json["protocol"]["command"], protocol);
    with(&["run", "memory-leak-critical", "--seed", "1"]);
    with(&["replay", run, "--record", "it.jsonl", "--plot", "it.svg"]);
    for file in ["it.jsonl", "it.svg"] {
        let text = std::fs::read_to_string(here.path().join(file)).unwrap();
        assert!(is_visible(&text), "{file}: {text:?}");
    }
    for command in ["explain", "keep", "diff"] {
        let mut arguments = vec![command, run];
        arguments.extend((command == "diff").then_some(run));
        with(&arguments);
    }
    for format in ["markdown", "html", "json"] {
        let report = ["report", run, "--format", format, "--protocol", &protocol];
        let done = firedrill(report);
        assert!(is_visible(&done.out) && is_visible(&done.err), "{format}: {done:?}");
    }
    let shrink = ["shrink", run, "--protocol", &protocol];
    let done = firedrill(shrink);
    assert!(done.code == 2 && is_visible(&done.err), "{done:?}");
}

/// A document without what depends on the machine or names the protocol.
fn reproducible(done: &Done) -> Value {
    assert_eq!(done.err, "");
    let mut json: Value = serde_json::from_str(&done.out).unwrap();
    let document = json.as_object_mut().unwrap();
    document.remove("timing").unwrap();
    document.remove("protocol");
    for scenario in document["scenarios"].as_array_mut().unwrap() {
        for run in scenario["runs"].as_array_mut().unwrap() {
            run.as_object_mut().unwrap().remove("replay").unwrap();
        }
    }
    json
}

#[test]
fn the_shipped_protocol_over_the_wire_gives_the_same_runs_bit_for_bit() {
    let run = ["run", "quick", "--format", "json"];
    let built_in = firedrill(run);
    let foreign = firedrill(run.into_iter().chain(["--protocol", &shipped("")]));
    assert_eq!(foreign.code, built_in.code);
    assert_eq!(reproducible(&foreign), reproducible(&built_in));
}

#[test]
fn no_thread_count_and_no_number_of_processes_changes_a_run() {
    let run = ["run", "deadlock-critical", "--seeds", "6", "--format", "json", "--jobs"];
    let once = firedrill(run.into_iter().chain(["1", "--protocol", &shipped("")]));
    for (jobs, arguments) in [("3", ""), ("2", "--one-run")] {
        let again = firedrill(run.into_iter().chain([jobs, "--protocol", &shipped(arguments)]));
        assert_eq!(reproducible(&again), reproducible(&once));
    }
}

#[test]
fn breakdowns_are_the_same_on_any_number_of_threads() {
    let protocol = example("misbehaving", "twice");
    let run = ["run", "quick", "--seeds", "2", "--format", "json", "--protocol", &protocol];
    let once = firedrill(run.into_iter().chain(["--jobs", "1"]));
    let again = firedrill(run.into_iter().chain(["--jobs", "3"]));
    assert_eq!((once.code, again.code), (5, 5));
    let once = reproducible(&once);
    assert_eq!(once["summary"]["broken"], 28);
    assert_eq!(once["scenarios"][0]["runs"][0]["breakdown"]["kind"], "out-of-step");
    assert_eq!(reproducible(&again), once);
}

#[test]
fn determinism_is_checked_with_two_children() {
    let run = ["run", "deadlock-critical", "--seeds", "2", "--check-determinism"];
    let done = firedrill(run.into_iter().chain(["--protocol", &shipped("")]));
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    assert!(
        done.out.contains("of shipped 0.1.0 · each run made twice and compared"),
        "{}",
        done.out
    );
}

#[test]
fn two_runs_that_broke_down_alike_are_no_two_that_are_the_same() {
    let protocol = example("misbehaving", "crash");
    let run = "memory-leak-critical@0x1";
    let done = firedrill(["diff", run, run, "--protocol", &protocol]);
    assert_eq!(done.code, 5, "{}{}", done.out, done.err);
}

#[test]
fn a_replay_shows_the_foreign_protocol_and_how_it_broke_down() {
    let protocol = example("misbehaving", "crash");
    let done = firedrill(["replay", "healthy-hour@1", "--protocol", &protocol]);
    assert_eq!(done.code, 5, "{}", done.err);
    for expected in [
        "verdict       broken: exited\n",
        "  at 00m04.000s: its process ended with exit code 3 before it answered `metrics` (line 5 of \
         the run)\n",
        "  stderr: out of ideas\n",
        "protocol      misbehaving\n",
        "replay        firedrill replay healthy-hour@0x1 --protocol ",
    ] {
        assert!(done.out.contains(expected), "{expected}: {}", done.out);
    }
}

#[test]
fn a_line_to_paste_has_the_timeout_that_was_chosen() {
    let protocol = shipped("");
    let replay = ["replay", "healthy-hour@1", "--protocol", &protocol];
    for (chosen, has) in [("5s", false), ("30s", true)] {
        let done = firedrill(replay.into_iter().chain(["--reply-timeout", chosen]));
        assert_eq!(done.out.contains(" --reply-timeout 30s\n"), has, "{}", done.out);
        assert_eq!(done.out.contains("--reply-timeout"), has, "{}", done.out);
    }
}
