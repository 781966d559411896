//! Files that are written: none over another, none for nothing.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::{firedrill, firedrill_in, folder, scenario};

const RUN: &str = "memory-spike-major@0x1";
/// A run that fails, and takes its time to shrink.
const FAILS: &str = "swarm-compound@0x137";

/// What is refused leaves everything as it was.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let before = contents(folder);
    let done = firedrill_in(folder, arguments);
    assert_eq!((done.code, done.out.as_str()), (2, ""), "{arguments:?}: {}", done.err);
    assert_eq!(contents(folder), before, "{arguments:?}");
    done.err
}

/// Names and bytes of a folder's files.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries
        .filter(|path| path.is_file())
        .map(|path| (path.display().to_string(), fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

/// A folder with the plan of a run in `p.json` and its scenario.
fn planned() -> TempDir {
    let text = scenario("memory-spike-major");
    folder(&[("p.json", &firedrill(["plan", RUN]).out), ("memory-spike-major.toml", text)])
}

#[test]
fn two_outputs_are_never_the_same_file() {
    let folder = planned();
    let said = refused(folder.path(), &["replay", RUN, "--record", "o", "--trace", "o"]);
    assert_eq!(
        said,
        "error: `--record o` and `--trace o` are the same file: one would overwrite the other\n  \
         name two files\n"
    );
    for (one, other) in [("o.svg", "./o.svg"), ("o.svg", "x/../o.svg")] {
        fs::create_dir_all(folder.path().join("x")).unwrap();
        let said = refused(folder.path(), &["replay", RUN, "--plot", one, "--record", other]);
        assert!(said.contains("are the same file"), "{said}");
    }
    for plan in ["q.toml", "./q.toml"] {
        let said = refused(folder.path(), &["shrink", FAILS, "--out", "q.toml", "--plan", plan]);
        assert!(said.contains("`--out q.toml` and `--plan "), "{said}");
    }
    // The usual name counts as much as one that is given.
    let usual = "swarm-compound-minimal-0x137.toml";
    let said = refused(folder.path(), &["shrink", FAILS, "--plan", usual]);
    assert!(said.contains("are the same file"), "{said}");
}

#[cfg(unix)]
#[test]
fn links_to_one_file_are_one_file() {
    let folder = planned();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("o"), "").unwrap();
    std::os::unix::fs::symlink("o", at("soft")).unwrap();
    fs::hard_link(at("o"), at("hard")).unwrap();
    std::os::unix::fs::symlink("p.json", at("plan")).unwrap();
    for other in ["soft", "hard"] {
        let said = refused(folder.path(), &["replay", RUN, "--record", "o", "--trace", other]);
        assert!(said.contains("are the same file"), "{said}");
    }
    let said = refused(folder.path(), &["replay", "p.json", "--record", "plan"]);
    assert!(said.contains("`--record plan` would overwrite `p.json`"), "{said}");
}

#[test]
fn what_a_run_is_read_from_is_not_written_to() {
    let folder = planned();
    let said = refused(folder.path(), &["replay", "p.json", "--record", "p.json"]);
    assert_eq!(
        said,
        "error: `--record p.json` would overwrite `p.json`, which the run is read from\n  \
         name another file\n"
    );
    for arguments in [
        ["replay", "p.json", "--trace", "./p.json"],
        ["replay", "memory-spike-major.toml@0x1", "--record", "memory-spike-major.toml"],
        ["report", "p.json", "--out", "p.json"],
        ["plan", "memory-spike-major.toml@0x1", "--out", "memory-spike-major.toml"],
        ["shrink", "p.json", "--plan", "p.json"],
    ] {
        let said = refused(folder.path(), &arguments);
        assert!(said.contains(", which the run is read from"), "{arguments:?}: {said}");
    }
    let kept = ["keep", RUN, "--weakness", "never-resolved", "--out", "late.toml"];
    assert_eq!(firedrill_in(folder.path(), kept).code, 0);
    let said = refused(folder.path(), &["shrink", "late.toml", "--out", "late.toml"]);
    assert!(said.contains("`--out late.toml` would overwrite `late.toml`, which"), "{said}");
    let again = firedrill_in(folder.path(), ["keep", "late.toml", "--out", "late.toml"]);
    assert!(again.out.starts_with("kept    late.toml (replaced)\n"), "{}{}", again.out, again.err);
}

#[test]
fn a_regression_is_not_lost_to_a_shorter_search() {
    let folder = folder(&[]);
    let shrunk = ["shrink", FAILS, "--budget", "3", "--jobs", "1"];
    assert_eq!(firedrill_in(folder.path(), shrunk).code, 0);
    let usual = "swarm-compound-minimal-0x137.toml";
    let path = folder.path().join(usual);
    let before = fs::read_to_string(&path).unwrap();
    // Before the work: the protocol is never started.
    let not_started = ["--protocol", "no-such-program"];
    let said = refused(folder.path(), &[&shrunk[..], &not_started].concat());
    assert_eq!(
        said,
        format!(
            "error: `{usual}` is there already\n  name another file with `--out`, or replace it \
             with `--force`\n"
        )
    );
    let said = refused(folder.path(), &["shrink", usual, "--out", usual]);
    assert!(said.contains("would overwrite"), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
    let forced = firedrill_in(folder.path(), ["shrink", usual, "--out", usual, "--force"]);
    assert!(forced.out.contains(".toml (replaced)\n"), "{}{}", forced.out, forced.err);
}

#[test]
fn what_a_person_wrote_into_a_kept_incident_is_not_replaced() {
    let folder = folder(&[]);
    let keep = ["keep", FAILS, "--out", "late.toml"];
    assert_eq!(firedrill_in(folder.path(), keep).code, 0);
    let path = folder.path().join("late.toml");
    let written = fs::read_to_string(&path).unwrap();
    for (from, to) in [
        ("\ndevice", "\n# seen in the field\ndevice"),
        ("about = \"Found", "about = \"Seen in the field. Found"),
        ("\nduration = \"", "\nduration = \"1"),
    ] {
        let edited = written.replacen(from, to, 1);
        assert_ne!(edited, written);
        fs::write(&path, &edited).unwrap();
        let said = refused(folder.path(), &keep);
        assert!(said.contains("`late.toml` is there already and is not just what"), "{said}");
        assert_eq!(fs::read_to_string(&path).unwrap(), edited);
    }
    let forced = firedrill_in(folder.path(), keep.iter().chain(&["--force"]));
    assert!(forced.out.starts_with("kept    late.toml (replaced)\n"), "{}", forced.err);
    assert_eq!(fs::read_to_string(&path).unwrap(), written);
    // What was found then is not what was written by hand.
    fs::write(&path, written.replacen("\nevents = ", "\nevents = 1", 1)).unwrap();
    let again = firedrill_in(folder.path(), keep);
    assert!(again.out.starts_with("kept    late.toml (replaced)\n"), "{}", again.err);
    assert_eq!(fs::read_to_string(&path).unwrap(), written);
}

#[test]
fn plans_are_not_written_over_the_plan_that_is_explained() {
    let folder = folder(&[]);
    let plan = firedrill(["plan", "crash-during-recovery@0xc"]).out;
    let name = "less/without-fault-1.json";
    fs::create_dir(folder.path().join("less")).unwrap();
    fs::write(folder.path().join(name), &plan).unwrap();
    let said = refused(folder.path(), &["explain", name, "--write-plans", "./less"]);
    assert!(said.contains("`--write-plans ./less` would overwrite `less/without-fault"), "{said}");
    assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), plan);
}

#[test]
fn plans_are_not_written_over_those_of_another_run_or_hand() {
    let folder = folder(&[]);
    let run = "crash-during-recovery@0xc";
    let explain = ["explain", run, "--write-plans", "less"];
    assert_eq!(firedrill_in(folder.path(), explain).code, 0);
    // The same plans are no loss.
    let again = firedrill_in(folder.path(), explain);
    assert_eq!((again.code, again.err.as_str()), (0, ""));
    let path = folder.path().join("less/without-fault-1.json");
    fs::write(&path, "{} mine").unwrap();
    // Before the work: the protocol is never started.
    let not_started = ["--protocol", "no-such-program"];
    let said = refused(folder.path(), &[&explain[..], &not_started].concat());
    assert!(said.contains("`less/without-fault-1.json` is there already and is not the"), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "{} mine");
}

#[cfg(unix)]
#[test]
fn where_standard_output_goes_is_an_output_too() {
    let folder = folder(&[]);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_firedrill"));
    command.args(["replay", RUN, "--record", "o"]).current_dir(folder.path());
    command.stdout(fs::File::create(folder.path().join("o")).unwrap());
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("`--record o` is the file that standard output goes to"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_may_take_more_than_one_file() {
    let folder = folder(&[]);
    let both = ["replay", RUN, "--record", "/dev/null", "--trace", "/dev/null"];
    let done = firedrill_in(folder.path(), both);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
}

#[test]
fn a_place_that_cannot_be_written_is_found_before_the_work() {
    let folder = planned();
    fs::create_dir(folder.path().join("dir")).unwrap();
    // A protocol that is never started: the places are looked at before.
    for (arguments, sentence) in [
        (vec!["shrink", FAILS, "--plan", "dir"], "`dir` is a folder"),
        (vec!["shrink", FAILS, "--plan", "new/"], "`new/` is a folder"),
        (vec!["shrink", FAILS, "--plan", "no/x"], "there is no file or folder `no`"),
        (vec!["shrink", FAILS, "--plan", "p.json/x"], "`p.json/x` cannot be written"),
        (vec!["shrink", FAILS, "--plan", "no/.."], "names no file"),
        (vec!["replay", RUN, "--plot", "no/x.svg"], "there is no file or folder `no`"),
        (vec!["report", RUN, "--out", "dir"], "`dir` is a folder"),
        (vec!["keep", RUN, "--out", "no/x.toml"], "there is no file or folder `no`"),
        (vec!["explain", RUN, "--write-plans", "p.json"], "`p.json` is a file, not a folder"),
        (vec!["explain", RUN, "--write-plans", "p.json/x"], "`p.json` is a file, not a folder"),
    ] {
        let takes_any = [&arguments[..], &["--protocol", "no-such-program"]].concat();
        let said = refused(folder.path(), &takes_any);
        assert!(said.contains(sentence), "{arguments:?}: {said}");
        assert!(!said.contains("no-such-program"), "{said}");
    }
    assert!(!folder.path().join("new").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_takes_no_file_is_found_before_the_work() {
    let folder = folder(&[]);
    for option in ["--plan=/proc/found.json", "--out=/proc/found.toml"] {
        let shrink = ["shrink", FAILS, option, "--protocol", "no-such-program"];
        let said = refused(folder.path(), &shrink);
        assert!(said.contains("` cannot be written: "), "{said}");
    }
    let explain = ["explain", RUN, "--write-plans", "/proc/plans", "--protocol", "no-such-program"];
    let said = refused(folder.path(), &explain);
    assert!(said.contains("`/proc/plans` cannot be written: "), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn what_was_written_before_a_later_file_failed_is_said() {
    let folder = folder(&[]);
    let both = ["replay", RUN, "--record", "a.jsonl", "--trace", "/dev/full"];
    let done = firedrill_in(folder.path(), both);
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert!(done.err.contains("`/dev/full` cannot be written: "), "{}", done.err);
    // The folder is there and may be written to: that is no advice.
    assert!(!done.err.contains("check that its folder exists"), "{}", done.err);
    assert!(done.err.contains("; make room there, or name another place\n"), "{}", done.err);
    assert!(done.err.ends_with("\n  written already: `a.jsonl`\n"), "{}", done.err);
    assert!(folder.path().join("a.jsonl").exists());
}

#[test]
fn an_incident_is_kept_in_a_toml_file_only() {
    let folder = folder(&[]);
    let weak = ["--weakness", "never-resolved"];
    for name in ["a.json", "a", "a.toml.txt"] {
        let said = refused(folder.path(), &[&["keep", RUN, "--out", name], &weak[..]].concat());
        assert!(said.contains(&format!("`{name}` does not end in `.toml`")), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn an_incident_is_kept_in_what_is_no_file() {
    let weak = ["--weakness", "never-resolved"];
    let done = firedrill(["keep", RUN, "--out", "/dev/stdout"].iter().chain(&weak));
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    assert!(done.out.contains("\n[incident]\n"), "{}", done.out);
}

/// Three incidents that `verify --update` would rewrite.
fn outdated() -> TempDir {
    let folder = folder(&[]);
    for name in ["a", "b", "c"] {
        let file = format!("{name}.toml");
        let keep = ["keep", RUN, "--weakness", "never-resolved", "--out", &file];
        assert_eq!(firedrill_in(folder.path(), keep).code, 0);
        let text = fs::read_to_string(folder.path().join(&file)).unwrap();
        let text = text.replacen("weakness = \"never-resolved\"\n", "", 1);
        fs::write(folder.path().join(&file), text).unwrap();
    }
    folder
}

#[test]
fn an_update_leaves_byte_order_mark_and_line_ends_as_they_were() {
    let folder = outdated();
    let path = folder.path().join("a.toml");
    let text = fs::read_to_string(&path).unwrap() + "# The end.";
    let (crlf, first) = (text.replace('\n', "\r\n"), text.lines().next().unwrap());
    let mixed =
        text.replacen(first, &format!("{first}\r"), 1).replace("\"open\"\n", "\"open\"\r\n");
    let written = |before: &str| {
        fs::write(&path, before).unwrap();
        assert_eq!(firedrill_in(folder.path(), ["verify", "a.toml", "--update"]).code, 0);
        fs::read_to_string(&path).unwrap()
    };
    let plain = written(&text);
    assert!(plain.contains("state = \"fixed\"\n"), "{plain}");
    assert_eq!(written(&crlf), plain.replace('\n', "\r\n"));
    assert_eq!(
        written(&format!("\u{feff}{crlf}")),
        format!("\u{feff}{}", plain.replace('\n', "\r\n"))
    );
    let kept = plain.replacen(first, &format!("{first}\r"), 1);
    assert_eq!(written(&mixed), kept.replace("\"fixed\"\n", "\"fixed\"\r\n"));
}

#[test]
fn no_file_is_updated_when_one_cannot_be() {
    let folder = outdated();
    let path = folder.path().join("b.toml");
    let writable = fs::metadata(&path).unwrap().permissions();
    let mut readonly = writable.clone();
    readonly.set_readonly(true);
    fs::set_permissions(&path, readonly).unwrap();
    let said = refused(folder.path(), &["verify", ".", "--update"]);
    assert!(said.contains("`./b.toml` cannot be written: it is read-only"), "{said}");
    fs::set_permissions(&path, writable).unwrap();
}
