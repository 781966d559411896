//! Files as they come: through pipes, with byte order marks, packed.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::{Done, firedrill, firedrill_in, folder, scenario};

const RUN: &str = "memory-spike-major@0x1";

/// With what a Windows editor puts before a text.
fn with_bom(text: &str) -> Vec<u8> {
    [b"\xef\xbb\xbf", text.as_bytes()].concat()
}

fn record(folder: &Path) -> String {
    let done = firedrill_in(folder, ["replay", RUN, "--record", "a.jsonl"]);
    assert_eq!(done.code, 0, "{}", done.err);
    fs::read_to_string(folder.join("a.jsonl")).unwrap()
}

/// Runs a command whose file `pipe` is a pipe that these bytes come from, a few at a time.
#[cfg(unix)]
fn piped(folder: &Path, bytes: &[u8], arguments: &[&str]) -> Done {
    use std::process::Command;

    fs::write(folder.join("source"), bytes).unwrap();
    let in_folder = |program: &str| {
        let mut command = Command::new(program);
        command.current_dir(folder);
        command
    };
    assert!(in_folder("mkfifo").arg("pipe").status().unwrap().success());
    let slowly = "(head -c 3 source; sleep 0.1; tail -c +4 source) > pipe";
    let mut writer = in_folder("sh").args(["-c", slowly]).spawn().unwrap();
    // Whoever opens it a second time waits for ever.
    let limit = Duration::from_secs(60);
    let output = crate::command_in(folder).args(arguments).timeout(limit).output().unwrap();
    let _ = writer.kill();
    writer.wait().unwrap();
    fs::remove_file(folder.join("pipe")).unwrap();
    crate::done(output)
}

#[cfg(unix)]
#[test]
fn plans_and_records_are_compared_through_pipes() {
    let folder = folder(&[]);
    let (plan, record) = (firedrill(["plan", RUN]).out, record(folder.path()));
    for text in [&plan, &record] {
        for arguments in [["diff", "pipe", RUN], ["diff", RUN, "pipe"]] {
            let done = piped(folder.path(), text.as_bytes(), &arguments);
            assert_eq!((done.code, done.err.as_str()), (0, ""), "{}", done.out);
            assert!(done.out.contains("\nthe same: "), "{}", done.out);
        }
    }
}

#[cfg(unix)]
#[test]
fn a_run_that_came_through_a_pipe_says_how_it_can_be_replayed() {
    let folder = folder(&[]);
    let plan = firedrill(["plan", RUN]).out;
    let said = "\nreplay        firedrill replay FILE.json\n              \
                put what came from `pipe` into FILE.json first: it can be read only once\n";
    let done = piped(folder.path(), plan.as_bytes(), &["replay", "pipe"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    assert!(done.out.ends_with(said), "{}", done.out);
    let done = piped(folder.path(), plan.as_bytes(), &["explain", "pipe"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    assert!(!done.out.contains("pipe\n") && !done.out.contains(" pipe "), "{}", done.out);
    assert!(done.out.contains("\nfiredrill replay FILE.json\n"), "{}", done.out);
    assert!(
        done.out.contains("put what came from `pipe` into FILE.json first: it can"),
        "{}",
        done.out
    );
    let text = scenario("memory-spike-major").as_bytes();
    let done = piped(folder.path(), text, &["replay", "pipe@0x1"]);
    let said = said.replace("replay FILE.json", "replay FILE.toml@0x1");
    assert!(
        done.out.ends_with(&said.replace("FILE.json first", "FILE.toml first")),
        "{}",
        done.out
    );
}

#[cfg(unix)]
#[test]
fn a_scenario_that_came_through_a_pipe_is_not_replayed_from_it() {
    let folder = folder(&[]);
    let run = ["run", "pipe", "--seed", "0x215"];
    let done = piped(folder.path(), scenario("hot-day-major").as_bytes(), &run);
    assert_eq!(done.code, 3, "{}{}", done.out, done.err);
    assert!(done.out.contains("firedrill replay FILE.toml@0x215"), "{}", done.out);
}

#[test]
fn a_byte_order_mark_before_a_text_is_no_mistake() {
    let folder = folder(&[]);
    let (plan, record) = (firedrill(["plan", RUN]).out, record(folder.path()));
    fs::write(folder.path().join("plan.json"), with_bom(&plan)).unwrap();
    fs::write(folder.path().join("b.jsonl"), with_bom(&record)).unwrap();
    fs::write(folder.path().join("b.rec"), with_bom(&record)).unwrap();
    let text = scenario("memory-spike-major");
    fs::write(folder.path().join("memory-spike-major.toml"), with_bom(text)).unwrap();
    for other in ["plan.json", "b.jsonl", "b.rec", "memory-spike-major.toml@0x1"] {
        let done = firedrill_in(folder.path(), ["diff", "a.jsonl", other]);
        assert_eq!((done.code, done.err.as_str()), (0, ""), "{other}: {}", done.out);
    }
}

#[test]
fn what_is_no_utf_8_text_is_called_by_its_name() {
    let folder = folder(&[]);
    let kinds: [(&[u8], &str, &str); 9] = [
        (b"\x1f\x8b\x08\x00", "gzip data", "unpack it first"),
        (b"\x28\xb5\x2f\xfd\x04", "Zstandard data", "unpack it first"),
        (b"PK\x03\x04\x14", "a zip archive", "unpack it first"),
        (b"\xfd7zXZ\x00", "xz data", "unpack it first"),
        (b"BZh91AY&SY", "bzip2 data", "unpack it first"),
        (b"\xff\xfe{\x00", "UTF-16 text", "save it as UTF-8"),
        (b"\xfe\xff\x00{", "UTF-16 text", "save it as UTF-8"),
        (b"\xff\xfe\x00\x00{\x00\x00\x00", "UTF-32 text", "save it as UTF-8"),
        (b"\x00\x00\xfe\xff\x00\x00\x00{", "UTF-32 text", "save it as UTF-8"),
    ];
    for (bytes, what, remedy) in kinds {
        for (name, command) in [
            ("x.json", vec!["replay", "x.json"]),
            ("x.toml", vec!["run", "x.toml"]),
            ("x.toml", vec!["verify", "x.toml"]),
            ("x.toml", vec!["replay", "x.toml"]),
            ("x.jsonl", vec!["diff", "x.jsonl", RUN]),
            ("x.rec", vec!["diff", "x.rec", RUN]),
        ] {
            fs::write(folder.path().join(name), bytes).unwrap();
            let done = firedrill_in(folder.path(), &command);
            let said = format!("{}{}", done.err, done.out);
            assert_eq!(done.code, 2, "{command:?}: {said}");
            assert!(said.contains(what) && said.contains(remedy), "{what}, {command:?}: {said}");
        }
    }
}

#[test]
fn a_record_given_as_a_run_says_where_its_plan_is() {
    let folder = folder(&[]);
    record(folder.path());
    let said = "`a.jsonl` is a record; its plan is in its first line: \
                `head -1 a.jsonl | jq .plan > plan.json`\n";
    for command in ["replay", "keep", "explain", "report", "plan", "shrink"] {
        let done = firedrill_in(folder.path(), [command, "a.jsonl"]);
        assert_eq!(done.code, 2, "{command}: {}", done.out);
        assert!(done.err.contains(said), "{command}: {}", done.err);
    }
}

#[test]
fn the_plan_of_an_incident_says_which_protocol_it_needs() {
    let folder = folder(&[]);
    let run = ["memory-leak-critical@0x2a", "--weakness", "never-responds", "--out", "weak.toml"];
    let kept = firedrill_in(folder.path(), ["keep"].into_iter().chain(run));
    assert_eq!(kept.code, 0, "{}", kept.err);
    let note = "note: the incident was found with the weakness `never-responds`, which a plan does \
                not hold\n  replay the plan with `--weakness never-responds` to see it again\n";
    let printed = firedrill_in(folder.path(), ["plan", "weak.toml"]);
    assert_eq!((printed.code, printed.err.as_str()), (0, note));
    let written = firedrill_in(folder.path(), ["plan", "weak.toml", "--out", "plan.json"]);
    assert_eq!((written.code, written.err.as_str()), (0, note));
    assert_eq!(fs::read_to_string(folder.path().join("plan.json")).unwrap(), printed.out);
    let text = fs::read_to_string(folder.path().join("weak.toml")).unwrap();
    let other = text.replace("weakness = \"never-responds\"", "protocol = \"theirs\"");
    fs::write(folder.path().join("weak.toml"), other).unwrap();
    let foreign = firedrill_in(folder.path(), ["plan", "weak.toml"]);
    assert!(foreign.err.contains("`theirs`, which a plan does not hold\n"), "{}", foreign.err);
    assert!(foreign.err.contains("with `--protocol COMMAND`"), "{}", foreign.err);
    let shipped = firedrill(["plan", RUN]);
    assert_eq!((shipped.code, shipped.err.as_str()), (0, ""));
}
