//! `run` with files for continuous integration, and the workflows that ask for them.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

use crate::{Done, firedrill, firedrill_in, folder, scenario};

/// A scenario that no protocol could pass: the answer is due before anything can be known.
fn hopeless() -> String {
    let hurried = "[playbook]\nseverities.critical.response_time = \"1ms\"\n\n[expect]";
    scenario("deadlock-critical").replace("[expect]", hurried)
}

/// Runs `firedrill` with these variables, and without those of a job that these tests may run in.
fn with_variables(folder: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Done {
    let mut command = Command::new(env!("CARGO_BIN_EXE_firedrill"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GITHUB_")) {
        command.env_remove(name);
    }
    command.env_remove("SOURCE_DATE_EPOCH").envs(variables.iter().copied());
    let output = command.current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Done { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

const ALL: [&str; 8] = [
    "--junit",
    "junit.xml",
    "--performance-report",
    "performance_report.json",
    "--ctrf",
    "ctrf.json",
    "--openmetrics",
    "metrics.txt",
];

#[test]
fn every_file_is_written_though_runs_failed_and_is_the_same_twice() {
    let folder = folder(&[("deadlock-critical.toml", &hopeless())]);
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let files = ["junit.xml", "performance_report.json", "ctrf.json", "metrics.txt"];
    let run = |jobs| {
        let run = ["run", "deadlock-critical.toml", "--seeds", "2", "--quiet", "--jobs", jobs];
        let date = ["--date", "2026-11-28"];
        let arguments: Vec<_> = run.into_iter().chain(ALL).chain(date).collect();
        let done = firedrill_in(folder.path(), arguments);
        assert_eq!((done.code, done.err.as_str()), (1, ""), "{}", done.out);
        files.map(read)
    };
    let first = run("1");
    assert_eq!(first, run("2"));
    let [junit, report, ctrf, metrics] = first;
    assert!(junit.contains("timestamp=\"2026-11-28T00:00:00"), "{junit}");
    assert!(junit.contains("firedrill replay deadlock-critical.toml@0x1"), "{junit}");
    let report: Value = serde_json::from_str(&report).unwrap();
    let schema = firedrill(["schema", "performance-report"]).out;
    let schema = serde_json::from_str(&schema).unwrap();
    assert!(jsonschema::draft202012::new(&schema).unwrap().is_valid(&report));
    assert_eq!(report["validation_results"]["failed"], 2);
    assert_eq!(report["output_files"][1]["path"], "performance_report.json");
    assert_eq!(report["timestamp"], "2026-11-28T00:00:00Z");
    let ctrf: Value = serde_json::from_str(&ctrf).unwrap();
    assert_eq!(ctrf["results"]["summary"]["extra"]["standing"], "failed");
    assert!(metrics.ends_with("\n# EOF\n"));
}

#[test]
fn github_is_told_in_the_summary_and_by_annotations() {
    let folder = folder(&[("deadlock-critical.toml", &hopeless()), ("summary.md", "before\n")]);
    let variables = [("GITHUB_STEP_SUMMARY", "summary.md")];
    let arguments = ["run", "deadlock-critical.toml", "--seed", "1", "--quiet", "--github"];
    let done = with_variables(folder.path(), &variables, &arguments);
    assert_eq!((done.code, done.err.as_str()), (1, ""), "{}", done.out);
    let annotation =
        "\n::error file=deadlock-critical.toml,title=deadlock-critical%3A responds-in-time::";
    assert!(done.out.contains(annotation), "{}", done.out);
    let summary = fs::read_to_string(folder.path().join("summary.md")).unwrap();
    assert!(summary.starts_with("before\n## firedrill: scenarios\n"), "{summary}");
    assert!(summary.contains("firedrill replay deadlock-critical.toml@0x1"), "{summary}");
    // A document on standard output stays one.
    let arguments = [&arguments[..], &["--format", "json"]].concat();
    let done = with_variables(folder.path(), &variables, &arguments);
    assert!(serde_json::from_str::<Value>(&done.out).is_ok(), "{}", done.out);
    assert!(done.err.starts_with("::error file="), "{}", done.err);
}

#[test]
fn what_cannot_be_written_is_refused_before_anything_is_run() {
    let folder = folder(&[("there/x.txt", "")]);
    let refused: [(&[&str], &str); 6] = [
        (&["--junit", "no/such/junit.xml"], "`no/such/junit.xml` cannot be written"),
        (&["--ctrf", "there"], "`there` is a folder"),
        (&["--junit", "a", "--ctrf", "a"], "`--junit a` and `--ctrf a` are the same file"),
        (&["--github"], "GITHUB_STEP_SUMMARY"),
        (&["--date", "2026-11-28"], "required arguments were not provided"),
        (&["--junit", "a", "--date", "soon"], "write it as 2026-11-28"),
    ];
    for (arguments, said) in refused {
        let arguments = [&["run", "deadlock-critical", "--seed", "1"], arguments].concat();
        let done = with_variables(folder.path(), &[], &arguments);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{arguments:?}");
        assert!(done.err.contains(said), "{}", done.err);
    }
    let arguments = ["run", "deadlock-critical", "--seed", "1", "--junit", "a"];
    let done = with_variables(folder.path(), &[("SOURCE_DATE_EPOCH", "soon")], &arguments);
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert!(done.err.contains("SOURCE_DATE_EPOCH is `soon`"), "{}", done.err);
    assert!(!folder.path().join("a").exists());
}

#[test]
fn the_environment_gives_date_and_build() {
    let folder = folder(&[]);
    let variables = [
        ("SOURCE_DATE_EPOCH", "86400"),
        ("GITHUB_SHA", "abc"),
        ("GITHUB_RUN_NUMBER", "7"),
        ("GITHUB_REF_NAME", ""),
    ];
    let arguments = ["run", "deadlock-critical", "--seed", "1", "--performance-report", "p.json"];
    assert_eq!(with_variables(folder.path(), &variables, &arguments).code, 0);
    let report = fs::read_to_string(folder.path().join("p.json")).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["timestamp"], "1970-01-02T00:00:00Z");
    assert_eq!(
        (&report["build_info"]["commit"], &report["build_info"]["number"]),
        (&"abc".into(), &7.into())
    );
    assert_eq!(report["build_info"]["branch"], Value::Null);
    assert_eq!(report["test_suite"]["suites"][0]["name"], "quick");
}

#[test]
fn seeds_begin_with_the_first_one() {
    let arguments = ["run", "deadlock-critical", "--first-seed", "0xff", "--seeds", "2"];
    let document = firedrill(arguments.into_iter().chain(["--format", "json"])).out;
    let document: Value = serde_json::from_str(&document).unwrap();
    let runs = document["scenarios"][0]["runs"].as_array().unwrap();
    let seeds: Vec<_> = runs.iter().map(|run| run["seed"].as_str().unwrap()).collect();
    assert_eq!(seeds, ["0xff", "0x100"]);
    let last = u64::MAX.to_string();
    let done = firedrill(["run", "deadlock-critical", "--first-seed", &last]);
    assert_eq!(done.code, 2, "{}", done.err);
    assert!(done.err.contains("there are no 10 seeds"), "{}", done.err);
}

/// The lines of the workflows that call firedrill.
fn commands_of_workflows() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/workflows");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts = files.map(|path| fs::read_to_string(path).unwrap());
    let lines =
        texts.flat_map(|text| text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>());
    lines.filter(|line| line.starts_with("firedrill ")).collect()
}

#[test]
fn the_workflows_use_commands_and_options_that_there_are() {
    let commands = commands_of_workflows();
    assert!(commands.len() >= 3, "{commands:?}");
    for line in commands {
        let words: Vec<_> = line.split(' ').skip(1).collect();
        let help = firedrill([words[0], "--help"]);
        assert_eq!(help.code, 0, "{line}");
        for option in words.iter().filter(|word| word.starts_with("--")) {
            let is_there = help
                .out
                .lines()
                .any(|line| line.split([' ', ',', '=']).any(|word| word == *option));
            assert!(is_there, "`{option}` of `{line}` is no option");
        }
        // With a number for each variable it is understood; what it then does is others' to test.
        let arguments: Vec<_> = words
            .iter()
            .map(|word| if word.contains('$') { "1" } else { word })
            .chain(["--no-such-option"])
            .collect();
        let done = firedrill(arguments);
        assert!(done.err.contains("unexpected argument '--no-such-option'"), "{}", done.err);
    }
}
