//! `keep` and `verify`: what becomes of stored incidents.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::{Done, firedrill, firedrill_in, folder, scenario};

/// A weakness, and a scenario that shows it.
const RUN: &str = "memory-spike-major@0x1";
const WEAK: [&str; 2] = ["--weakness", "never-resolved"];
const FILE: &str = "late.toml";

/// An open incident that only the weakened protocol shows, and says so.
fn open() -> TempDir {
    let folder = folder(&[]);
    let kept = keep(&folder, &[&[RUN, "--out", FILE], &WEAK[..]].concat());
    assert_eq!((kept.code, kept.err.as_str()), (0, ""));
    folder
}

/// The same, as if the shipped protocol had failed.
fn open_of_the_shipped() -> TempDir {
    let folder = open();
    edit(&folder, "weakness = \"never-resolved\"\n", "");
    folder
}

/// The same when it was mended.
fn fixed() -> TempDir {
    let folder = open_of_the_shipped();
    assert_eq!(verify(&folder, &["--update"]).code, 0);
    folder
}

fn keep(folder: &TempDir, arguments: &[&str]) -> Done {
    firedrill_in(folder.path(), ["keep"].iter().chain(arguments))
}

fn verify(folder: &TempDir, arguments: &[&str]) -> Done {
    firedrill_in(folder.path(), ["verify", FILE].iter().chain(arguments))
}

fn text(folder: &TempDir) -> String {
    fs::read_to_string(folder.path().join(FILE)).unwrap()
}

fn edit(folder: &TempDir, from: &str, to: &str) {
    let text = text(folder);
    assert!(text.contains(from), "{from}\n{text}");
    fs::write(folder.path().join(FILE), text.replacen(from, to, 1)).unwrap();
}

#[test]
fn an_open_incident_that_fails_as_stored_is_0_and_the_same_run() {
    let done = verify(&open(), &WEAK);
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{}", done.out);
    assert!(done.out.contains("same failure  late      open   same  0.1.0"), "{}", done.out);
    assert!(done.out.contains("1 incident (1 open, 0 fixed): 1 as recorded"), "{}", done.out);
}

#[test]
fn an_open_incident_that_passes_is_1_and_says_how_to_record_it() {
    let done = verify(&open_of_the_shipped(), &[]);
    assert_eq!((done.code, done.err.as_str()), (1, ""));
    assert!(
        done.out.contains("fixed: late.toml\n  before  emergency-mode-ends while "),
        "{}",
        done.out
    );
    assert!(done.out.contains("\n  now     every property holds\n"), "{}", done.out);
    assert!(done.out.contains("\n  replay  firedrill replay late.toml\n"), "{}", done.out);
    assert!(done.out.contains("          firedrill verify late.toml --update\n"), "{}", done.out);
}

#[test]
fn another_failure_is_1_and_says_both() {
    let folder = open();
    edit(&folder, "property = \"emergency-mode-ends\"", "property = \"no-swipe-lost\"");
    let done = verify(&folder, &WEAK);
    assert_eq!(done.code, 1, "{}", done.out);
    assert!(
        done.out.contains("different failure: late.toml\n  before  no-swipe-lost"),
        "{}",
        done.out
    );
    assert!(done.out.contains("\n  now     emergency-mode-ends while "), "{}", done.out);
    assert!(done.out.contains("replay late.toml --weakness never-resolved\n"), "{}", done.out);
    assert!(
        !done.out.contains("--update"),
        "a weakened protocol's answer is no record: {}",
        done.out
    );
}

#[test]
fn another_phase_or_type_is_another_failure_too() {
    for (key, value) in [("phase", "escalated"), ("type", "system-instability")] {
        let folder = open();
        let line = text(&folder).lines().find(|line| line.starts_with(key)).unwrap().to_owned();
        assert!(!line.contains(value), "{line}");
        edit(&folder, &line, &format!("{key} = \"{value}\""));
        let done = verify(&folder, &WEAK);
        assert_eq!(done.code, 1, "{key}: {}", done.out);
        assert!(done.out.contains("different failure"), "{key}: {}", done.out);
    }
}

#[test]
fn a_fixed_incident_that_fails_again_is_1_and_one_that_passes_is_0() {
    let folder = fixed();
    assert!(text(&folder).ends_with("state = \"fixed\"\n"));
    assert_eq!(verify(&folder, &[]).code, 0);
    let done = verify(&folder, &WEAK);
    assert_eq!(done.code, 1);
    assert!(
        done.out.contains("same failure: late.toml\n  before  fixed, it was: "),
        "{}",
        done.out
    );
}

#[test]
fn an_incident_that_does_not_happen_any_more_is_3() {
    let folder = open();
    let line = text(&folder).lines().find(|line| line.starts_with("at = ")).unwrap().to_owned();
    // The run ends before anything can show.
    let length =
        text(&folder).lines().find(|line| line.starts_with("duration")).unwrap().to_owned();
    edit(&folder, &length, "duration = \"10s\"");
    edit(&folder, &line, "at = \"9s\"");
    let done = verify(&folder, &WEAK);
    assert_eq!(done.code, 3, "{}{}", done.out, done.err);
    assert!(done.out.contains("no longer exercised: late.toml"), "{}", done.out);
    let kept = firedrill_in(folder.path(), ["keep", FILE]);
    assert_eq!((kept.code, kept.out.as_str()), (3, ""));
    assert!(
        kept.err.contains("is not kept: nothing happened that could be stored"),
        "{}",
        kept.err
    );
}

#[test]
fn a_foreign_protocol_is_verified_like_the_shipped_one() {
    let done = verify(&fixed(), &["--protocol", &crate::foreign::shipped("")]);
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{}", done.out);
    let done = verify(&fixed(), &["--protocol", "false"]);
    assert_eq!(done.code, 5, "{}", done.err);
}

#[test]
fn an_update_records_what_is_found_and_keeps_what_people_wrote() {
    let folder = open_of_the_shipped();
    edit(&folder, "[incident]\n", "# Seen twice in May.\n[incident]\n");
    edit(&folder, "state = \"open\"", "state = \"open\"  # the memory team has it");
    let before = text(&folder);
    let done = verify(&folder, &["--update"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{}", done.out);
    assert!(done.out.contains("updated"), "{}", done.out);
    let after = text(&folder);
    assert!(after.contains("# Seen twice in May.\n[incident]\n"), "{after}");
    assert!(after.ends_with("state = \"fixed\"  # the memory team has it\n"), "{after}");
    assert!(
        after.contains("property = \"emergency-mode-ends\""),
        "what it was is worth knowing: {after}"
    );
    let changed = before.lines().zip(after.lines()).filter(|(old, new)| old != new);
    assert_eq!(changed.count(), 2, "digest and state:\n{after}");
    assert_eq!(verify(&folder, &["--update"]).code, 0);
    assert_eq!(text(&folder), after, "there was nothing left to update");
    // And back again, by hand: the weakened protocol's answers are not recorded.
    assert_eq!(verify(&folder, &["--update", "--weakness", "never-resolved"]).code, 2);
    let done = verify(&folder, &WEAK);
    assert_eq!(done.code, 1);
    assert!(
        done.out.contains("same failure: late.toml\n  before  fixed, it was: "),
        "{}",
        done.out
    );
}

#[test]
fn a_file_that_cannot_be_replayed_is_an_answer_of_its_own_beside_the_others() {
    let folder = fixed();
    let good = text(&folder).replacen("name = \"late\"", "name = \"good\"", 1);
    fs::write(folder.path().join("good.toml"), good).unwrap();
    edit(&folder, "firedrill-1/chacha8", "firedrill-0/chacha12");
    let done = firedrill_in(folder.path(), ["verify", "."]);
    assert_eq!((done.code, done.err.as_str()), (3, ""), "{}", done.out);
    assert!(done.out.contains("other algorithm: ./late.toml"), "{}", done.out);
    assert!(done.out.contains("this version draws with `firedrill-1/chacha8`"), "{}", done.out);
    assert!(done.out.contains("fixed            good      fixed  same  0.1.0"), "{}", done.out);
    let replayed = firedrill_in(folder.path(), ["replay", FILE]);
    assert_eq!((replayed.code, replayed.out.as_str()), (2, ""));
    assert!(replayed.err.contains("--> late.toml:"), "{}", replayed.err);
    // A mistake outweighs it.
    edit(&folder, "kind = \"", "kind = \"no-such-");
    let done = firedrill_in(folder.path(), ["verify", "."]);
    assert_eq!(done.code, 2, "{}", done.out);
    assert!(done.out.contains("unreadable: ./late.toml"), "{}", done.out);
    assert!(done.out.contains("there is no kind of fault"), "{}", done.out);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_in_a_folder_keeps_no_other_from_being_verified() {
    let folder = fixed();
    let at = |name: &str| folder.path().join(name);
    std::os::unix::fs::symlink("nothing", at("link.toml")).unwrap();
    fs::create_dir(at("folder.toml")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(at("pipe.toml")).status().unwrap();
    assert!(made.success());
    let done = firedrill_in(folder.path(), ["verify", "."]);
    assert_eq!((done.code, done.err.as_str()), (2, ""), "{}", done.out);
    assert!(done.out.contains("fixed       late      fixed  same"), "{}", done.out);
    assert!(done.out.contains("`./link.toml` is a link to what is not there"), "{}", done.out);
    assert!(done.out.contains("`./pipe.toml` is a pipe or device"), "{}", done.out);
    assert!(!done.out.contains("folder.toml"), "{}", done.out);
    let refused = firedrill_in(folder.path(), ["run", "."]);
    assert!(refused.err.contains("`./link.toml` is a link to"), "{}", refused.err);
    fs::remove_file(at("link.toml")).unwrap();
    let refused = firedrill_in(folder.path(), ["run", "."]);
    assert!(refused.err.contains("`./pipe.toml` is a pipe or device"), "{}", refused.err);
    fs::remove_file(at("pipe.toml")).unwrap();
    let done = firedrill_in(folder.path(), ["run", "."]);
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{}", done.out);
}

#[test]
fn an_answer_is_the_same_whatever_the_number_of_threads() {
    let of = |jobs| {
        let done = firedrill_in(
            Path::new(env!("CARGO_MANIFEST_DIR")),
            ["verify", "--jobs", jobs, "--format", "json"],
        );
        assert_eq!((done.code, done.err.as_str()), (0, ""));
        let mut json: Value = serde_json::from_str(&done.out).unwrap();
        json.as_object_mut().unwrap().remove("timing").unwrap();
        json
    };
    let one = of("1");
    assert_eq!(one, of("3"));
    assert_eq!(one["summary"]["as_recorded"], one["summary"]["incidents"]);
    assert_eq!(one["incidents"][0]["now"]["failure"]["property"], "healthy-stays-healthy");
}

#[test]
fn a_stored_incident_is_replayed_planned_and_run_with_its_own_seed() {
    let folder = open();
    let by_file = firedrill_in(folder.path(), ["replay", FILE]);
    assert!(by_file.out.contains("memory-spike-major"), "{}", by_file.out);
    assert!(
        by_file.out.contains("firedrill replay late.toml --weakness never-resolved\n"),
        "{}",
        by_file.out
    );
    let of_file = firedrill_in(folder.path(), ["plan", FILE]).out;
    assert_eq!(of_file, firedrill(["plan", RUN]).out);
    let run = firedrill_in(folder.path(), ["run", FILE]);
    assert!(run.out.contains("1 scenario × 1 seed"), "{}", run.out);
    assert!(run.out.contains("0x1"), "{}", run.out);
    // As a scenario it has other seeds, and with them other luck.
    let run = firedrill_in(folder.path(), ["run", FILE, "--seeds", "3"]);
    assert!(run.out.contains("1 scenario × 3 seeds"), "{}", run.out);
    assert_ne!(firedrill_in(folder.path(), ["plan", "late.toml@0x7"]).out, of_file);
}

#[test]
fn an_incident_is_the_same_run_after_its_scenario_has_changed() {
    let spike = scenario("memory-spike-major");
    let folder = folder(&[("memory-spike-major.toml", spike)]);
    let run = |arguments: &[&str]| firedrill_in(folder.path(), arguments);
    let kept = ["keep", "memory-spike-major.toml@0x1", "--out", FILE];
    assert_eq!(run(&[&kept[..], &WEAK].concat()).code, 0);
    let (plan, again) = (["plan", "memory-spike-major.toml@0x1"], ["verify", FILE]);
    let before = run(&plan).out;
    let duration = spike.lines().find(|line| line.starts_with("duration")).unwrap();
    let changed = spike.replacen(duration, "duration = \"59m\"\ndevice = \"iphone-13\"", 1);
    fs::write(folder.path().join("memory-spike-major.toml"), changed).unwrap();
    assert_ne!(run(&plan).out, before);
    let done = run(&again);
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    assert!(done.out.contains("open   same"), "{}", done.out);
}

#[test]
fn what_is_no_stored_incident_is_said() {
    let plan = firedrill(["plan", RUN]).out;
    let folder =
        folder(&[("plan.json", &plan), ("empty/notes.md", ""), ("x.toml", "name = \"x\"\n")]);
    let said = |arguments: &[&str], code| {
        let done = firedrill_in(folder.path(), arguments);
        assert_eq!((done.code, done.out.as_str()), (code, ""), "{arguments:?}");
        done.err
    };
    assert!(said(&["verify", "plan.json"], 2).contains("firedrill keep plan.json --out"));
    assert!(said(&["verify", "empty"], 2).contains("`empty` has no stored incident"));
    assert!(said(&["verify", "nowhere"], 2).contains("no file or folder `nowhere`"));
    assert!(said(&["verify"], 2).contains(
        "there is no folder `scenarios/regressions` here, which is verified unless a path is given\n"
    ));
    assert!(said(&["keep", RUN, "--out", "Not A Name.toml"], 2).contains("names no incident"));
    assert!(said(&["keep", "memory-spike-major"], 2).contains("add a seed"));
}

#[test]
fn an_incident_is_verified_with_the_weakness_that_it_was_found_with() {
    let folder = folder(&[]);
    let run = ["memory-leak-critical@0x2a", "--weakness", "never-responds", "--out", FILE];
    assert_eq!(keep(&folder, &run).code, 0);
    assert!(text(&folder).contains("\nweakness = \"never-responds\"\n"), "{}", text(&folder));
    let done = verify(&folder, &[]);
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{}", done.out);
    assert!(done.out.contains("same failure  late      open   same"), "{}", done.out);
    let before = text(&folder);
    assert_eq!(verify(&folder, &["--update"]).code, 0);
    assert_eq!(text(&folder), before, "its own weakness is recorded like any protocol");
    edit(&folder, "phase = \"", "# phase = \"");
    edit(&folder, "# phase = \"", "phase = \"recovering\" # was \"");
    let done = verify(&folder, &[]);
    assert!(done.out.contains("replay late.toml --weakness never-responds\n"), "{}", done.out);
    edit(&folder, "never-responds", "no-such-weakness");
    let done = verify(&folder, &[]);
    assert_eq!(done.code, 3, "{}", done.out);
    assert!(done.out.contains("cannot be run: late.toml"), "{}", done.out);
}

#[test]
fn an_incident_of_a_foreign_protocol_is_not_run_with_the_shipped_one() {
    let folder = open();
    edit(&folder, "weakness = \"never-resolved\"", "protocol = \"mine\"");
    let before = text(&folder);
    let done = verify(&folder, &["--update"]);
    assert_eq!((done.code, done.err.as_str()), (3, ""), "{}", done.out);
    assert!(done.out.contains("other protocol: late.toml\n"), "{}", done.out);
    assert!(done.out.contains("it was found with the protocol `mine`\n"), "{}", done.out);
    assert!(done.out.contains("firedrill verify late.toml --protocol COMMAND\n"), "{}", done.out);
    assert_eq!(text(&folder), before);
    let replayed = firedrill_in(folder.path(), ["replay", FILE]);
    assert_eq!((replayed.code, replayed.out.as_str()), (2, ""));
    assert!(replayed.err.contains("found with the protocol `mine`"), "{}", replayed.err);
    let done = verify(&folder, &["--protocol", &crate::foreign::shipped("")]);
    assert_eq!(done.code, 1, "it passes with that one: {}", done.out);
    // What it comes to is recorded with the name of the one that was run.
    assert_eq!(verify(&folder, &["--update", "--protocol", &crate::foreign::shipped("")]).code, 0);
    assert!(!text(&folder).contains("protocol = \"mine\""), "{}", text(&folder));
    assert!(text(&folder).contains("\nprotocol = \""), "{}", text(&folder));
}

#[test]
fn a_run_that_did_not_fail_is_not_kept() {
    let folder = folder(&[]);
    let done = keep(&folder, &[RUN, "--out", FILE]);
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert!(done.err.contains("is not kept: its verdict is `passed`"), "{}", done.err);
    assert!(!folder.path().join(FILE).exists());
    // A failure that the scenario states is one, though the run passes by it.
    let stated = ["killed-by-a-spike-of-two-gigabytes@0x1", "--out", FILE];
    assert_eq!(keep(&folder, &stated).code, 0);
    assert!(text(&folder).ends_with("state = \"open\"\n"), "{}", text(&folder));
}

#[test]
fn what_is_kept_is_said_and_replaces_only_the_same_incident() {
    let folder = folder(&[]);
    let weak = [&[RUN, "--out", FILE], &WEAK[..]].concat();
    let first = keep(&folder, &weak).out;
    assert!(first.starts_with("kept    late.toml\nfails   emergency-mode-ends while "), "{first}");
    assert!(first.ends_with("\nverify  firedrill verify late.toml\n"), "{first}");
    let again = keep(&folder, &weak);
    assert!(again.out.starts_with("kept    late.toml (replaced)\n"), "{}{}", again.out, again.err);
    let before = text(&folder);
    let other = ["crash-during-recovery@0xc", "--out", FILE];
    let refused = keep(&folder, &other);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert!(refused.err.contains("`late.toml` is there already"), "{}", refused.err);
    let shrunk = ["shrink", "crash-during-recovery@0xc", "--budget", "3", "--out", FILE];
    assert_eq!(firedrill_in(folder.path(), shrunk).code, 2);
    assert_eq!(text(&folder), before);
    assert_eq!(keep(&folder, &[&other[..], &["--force"]].concat()).code, 0);
    assert_ne!(text(&folder), before);
    assert_eq!(firedrill_in(folder.path(), shrunk.iter().chain(&["--force"])).code, 0);
    assert_eq!(firedrill_in(folder.path(), shrunk).code, 2);
}
