//! The monthly recovery test: what is written, what is refused, and that an interruption costs nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::{Done, command_in, done, firedrill_in, folder};

/// A month of four scenarios, so that a test takes seconds.
const SMALL: [&str; 6] = [
    "monthly",
    "--date",
    "2026-11-28",
    "--only",
    "memory-leak-critical,nobody-answers,no-time-to-cool,engine-leak-needs-rollback",
    "--seeds",
];

fn monthly(folder: &Path, more: &[&str]) -> Done {
    firedrill_in(folder, SMALL.iter().chain(&["1"]).chain(more))
}

/// Every file of a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let file = |entry: fs::DirEntry| {
        (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())
    };
    entries.map(file).collect()
}

#[test]
fn a_month_is_three_files_that_no_number_of_threads_changes() {
    let here = folder(&[]);
    let one = monthly(here.path(), &["--out", "one", "--jobs", "1"]);
    assert_eq!((one.code, one.err.as_str()), (0, ""), "{}", one.out);
    assert!(one.out.contains("wrote      one/2026-11/report.md\n"), "{}", one.out);
    let two = monthly(here.path(), &["--out", "two", "--jobs", "3"]);
    assert_eq!(two.code, 0, "{}", two.err);
    let written = files(&here.path().join("one/2026-11"));
    let names: Vec<_> = written.keys().map(String::as_str).collect();
    assert_eq!(names, ["compliance.md", "report.md", "summary.json"]);
    assert!(written == files(&here.path().join("two/2026-11")), "the threads can be told");
    let report = String::from_utf8(written["report.md"].clone()).unwrap();
    for point in [
        "## Full emergency scenario simulation",
        "## Cross-team coordination testing",
        "## Communication protocol validation",
        "## Performance baseline verification",
    ] {
        assert!(report.contains(point), "{report}");
    }
}

#[test]
fn the_summary_is_what_its_schema_says() {
    let here = folder(&[]);
    assert_eq!(monthly(here.path(), &[]).code, 0);
    let summary = fs::read(here.path().join("firedrill-reports/2026-11/summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_slice(&summary).unwrap();
    let schema = firedrill_in(here.path(), ["schema", "monthly"]).out;
    let schema = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<_> = validator.iter_errors(&summary).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    let mut changed = summary;
    changed["findings"]["passed"]["hits"] = "all".into();
    assert!(!validator.is_valid(&changed));
}

#[test]
fn a_test_that_was_killed_goes_on_where_it_stopped_and_comes_to_the_same_bytes() {
    let here = folder(&[]);
    let seeds = ["8"];
    let undisturbed: Vec<_> = SMALL.iter().chain(&seeds).chain(&["--out", "whole"]).collect();
    assert_eq!(firedrill_in(here.path(), undisturbed).code, 0);
    let killed: Vec<_> = SMALL.iter().chain(&seeds).chain(&["--out", "killed"]).collect();
    let ledger = here.path().join("killed/2026-11/ledger.jsonl");
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_firedrill"));
    let mut child = child.args(&killed).current_dir(here.path()).spawn().unwrap();
    let lines = || fs::read_to_string(&ledger).map_or(0, |text| text.lines().count());
    while lines() < 5 && child.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    // SIGKILL: nothing can be tidied up.
    child.kill().unwrap();
    child.wait().unwrap();
    assert!((5..33).contains(&lines()), "it was not killed in the middle: {}", lines());
    assert_eq!(files(&here.path().join("killed/2026-11")).len(), 1);
    let continued = firedrill_in(here.path(), &killed);
    assert_eq!((continued.code, continued.err.as_str()), (0, ""));
    assert!(continued.out.starts_with("continued  "), "{}", continued.out);
    let whole = files(&here.path().join("whole/2026-11"));
    assert!(whole == files(&here.path().join("killed/2026-11")), "the interruption can be told");
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_was_done_and_says_how_to_go_on() {
    let here = folder(&[]);
    let arguments: Vec<_> = SMALL.iter().chain(&["5000"]).collect();
    let ledger = here.path().join("firedrill-reports/2026-11/ledger.jsonl");
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_firedrill"));
    child.args(&arguments).current_dir(here.path()).stderr(std::process::Stdio::piped());
    let mut child = child.spawn().unwrap();
    let lines = || fs::read_to_string(&ledger).map_or(0, |text| text.lines().count());
    while lines() < 3 && child.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let id = child.id().to_string();
    let kill = std::process::Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert!(kill.success());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&ended.status), Some(2), "{ended:?}");
    let said =
        "error: interrupted\n  what was done is kept: the same command goes on where it stopped\n";
    assert_eq!(String::from_utf8(ended.stderr).unwrap(), said);
    assert!(lines() >= 3);
}

#[test]
fn a_month_is_made_once_unless_by_force() {
    let here = folder(&[]);
    assert_eq!(monthly(here.path(), &[]).code, 0);
    let again = monthly(here.path(), &[]);
    assert_eq!(again.code, 2);
    assert_eq!(
        again.err,
        "error: 2026-11 has been made already: `firedrill-reports/2026-11/summary.json` is there\n  \
         make it anew with `--force`, or elsewhere with `--out`\n"
    );
    let forced = monthly(here.path(), &["--force"]);
    assert_eq!((forced.code, forced.err.as_str()), (0, ""));
    assert!(!forced.out.contains("continued"), "{}", forced.out);
}

#[test]
fn what_is_half_written_or_begun_with_other_options_is_not_gone_on_with() {
    let here = folder(&[("firedrill-reports/2026-11/report.md", "# ")]);
    let half = monthly(here.path(), &[]);
    assert_eq!(half.code, 2);
    assert!(half.err.contains("that month is half-written"), "{}", half.err);
    assert_eq!(monthly(here.path(), &["--force"]).code, 0);
    let here = folder(&[("firedrill-reports/2026-11/ledger.jsonl", "{\"ledger\":1}\n")]);
    let strange = monthly(here.path(), &[]);
    assert_eq!(strange.code, 2);
    assert!(strange.err.contains("line 1 is no heading of a ledger"), "{}", strange.err);
    assert!(strange.err.contains("begin anew with `--force`"), "{}", strange.err);
    assert_eq!(monthly(here.path(), &["--force"]).code, 0);
}

#[test]
fn earlier_months_are_the_trend_and_one_that_cannot_be_read_is_named() {
    let here = folder(&[("firedrill-reports/2026-09/ledger.jsonl", "x")]);
    let october = monthly(here.path(), &["--month", "2026-10"]);
    assert_eq!((october.code, october.err.as_str()), (0, ""));
    assert!(october.out.contains("unfinished 2026-09: not part of the trend\n"), "{}", october.out);
    let november = firedrill_in(here.path(), SMALL.iter().chain(&["2"]));
    assert_eq!(november.code, 0, "{}", november.err);
    let report = here.path().join("firedrill-reports/2026-11/report.md");
    let report = fs::read_to_string(report).unwrap();
    assert!(report.contains("Since 2026-10: the last seed was 1, is 2."), "{report}");
    let earlier = here.path().join("firedrill-reports/2026-10/summary.json");
    let whole = fs::read_to_string(&earlier).unwrap();
    for (broken, about) in [
        (whole[..whole.len() / 2].to_owned(), "it is no summary of a month"),
        (whole.replace("\"format\": 1", "\"format\": 2"), "it is a summary of format 2"),
        (whole.replace("2026-10", "2026-08"), "it is the summary of 2026-08, not of 2026-10"),
    ] {
        fs::write(&earlier, broken).unwrap();
        let refused = monthly(here.path(), &["--force"]);
        assert_eq!(refused.code, 2);
        assert!(
            refused.err.contains("2026-10/summary.json` cannot be part of the trend"),
            "{}",
            refused.err
        );
        assert!(refused.err.contains(about), "{}", refused.err);
        assert!(refused.err.contains("monthly --month 2026-10 --force"), "{}", refused.err);
    }
}

#[test]
fn a_month_that_cannot_be_is_refused_before_anything_is_written() {
    let here = folder(&[("reports/Cargo.toml", ""), ("file", "")]);
    for (arguments, said) in [
        (&["--month", "2026-13"][..], "a year has the months 01 to 12"),
        (&["--month", "2026"], "such as 2026-11"),
        (&["--month", "2026-12"], "2026-12 has not begun by 2026-11-28"),
        (&["--out", "reports"], "`reports` is the folder of a crate"),
        (&["--out", "file"], "`file` is a file, not a folder"),
        (&["--only", "memory-leak"], "there is no scenario `memory-leak`"),
        (&["--seeds", "0"], "0 is not in 1..=100000"),
    ] {
        let refused = match arguments[0] {
            "--seeds" => firedrill_in(here.path(), SMALL.iter().chain(&["0"])),
            _ => monthly(here.path(), arguments),
        };
        assert_eq!(refused.code, 2, "{arguments:?}: {}", refused.out);
        assert!(refused.err.contains(said), "{arguments:?}: {}", refused.err);
    }
    assert_eq!(fs::read_dir(here.path()).unwrap().count(), 2);
}

#[test]
fn a_weakened_protocol_fails_the_month_and_every_line_names_it() {
    let here = folder(&[]);
    let weak = monthly(here.path(), &["--weakness", "never-escalates"]);
    assert_eq!(weak.code, 1, "{}{}", weak.out, weak.err);
    let report = here.path().join("firedrill-reports/2026-11/report.md");
    let report = fs::read_to_string(report).unwrap();
    assert!(report.contains("**The month failed.**"), "{report}");
    assert!(report.contains("--weakness never-escalates`"), "{report}");
    assert!(report.contains("was not exercised"), "{report}");
}

#[test]
fn a_date_that_the_build_was_told_is_the_reports() {
    let here = folder(&[]);
    let mut command = command_in(here.path());
    command.args(["monthly", "--only", "hot-day-major", "--seeds", "1"]);
    let done = done(command.env("SOURCE_DATE_EPOCH", "1700000000").output().unwrap());
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    assert!(here.path().join("firedrill-reports/2023-11/summary.json").is_file());
}
