//! Every finding about the playbook can be replayed, and says what the replay prints.

use std::collections::BTreeSet;
use std::path::Path;

use crate::firedrill;

const PAGE: &str = include_str!("../../docs/findings.md");

/// A finding's section of the page, its heading first.
fn findings() -> Vec<&'static str> {
    PAGE.split("\n## ").skip(1).collect()
}

/// The commands of a text, each with the lines that are shown of what it prints.
fn commands(text: &'static str) -> Vec<(Vec<&'static str>, Vec<&'static str>)> {
    let blocks = text.split("```console\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let commands = blocks.map(|block| {
        let mut lines = block.lines();
        let command = lines.next().unwrap().strip_prefix("$ firedrill ").unwrap();
        (command.split(' ').collect(), lines.collect())
    });
    commands.collect()
}

#[test]
fn each_finding_quotes_the_playbook_replays_and_mends() {
    let findings = findings();
    assert!(findings.len() >= 12, "only {} findings", findings.len());
    for (index, finding) in findings.iter().enumerate() {
        let heading = finding.lines().next().unwrap();
        assert!(heading.starts_with(&format!("{}. ", index + 1)), "{heading}");
        assert!(finding.contains("\n> "), "{heading} quotes nothing");
        assert!(finding.contains("\n**Mend:** "), "{heading} mends nothing");
        assert_eq!(commands(finding).len(), 1, "{heading}");
    }
    assert_eq!(PAGE.matches("\n| ").count(), findings.len() + 1, "the table has a row a finding");
}

#[test]
fn every_command_prints_what_the_page_shows() {
    for (arguments, shown) in commands(PAGE) {
        let done = firedrill(&arguments);
        let is_refused = arguments.iter().any(|argument| argument.ends_with("/refused"));
        assert_eq!(
            done.code,
            if is_refused { 2 } else { 0 },
            "{arguments:?}: {}{}",
            done.out,
            done.err
        );
        assert!(!shown.is_empty(), "{arguments:?}");
        let printed = if is_refused { &done.err } else { &done.out };
        for line in shown {
            let is_shown = match line.strip_suffix('…') {
                Some(start) => printed.lines().any(|printed| printed.starts_with(start)),
                None => printed.lines().any(|printed| printed == line),
            };
            assert!(is_shown, "{arguments:?} prints no line `{line}`:\n{printed}");
        }
    }
}

#[test]
fn what_a_finding_states_holds_with_other_seeds_too() {
    let done = firedrill(["run", "docs/findings", "--seeds", "3"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{}", done.out);
}

#[test]
fn every_scenario_of_the_findings_is_one_of_theirs() {
    let named: BTreeSet<_> = commands(PAGE)
        .into_iter()
        .filter_map(|(arguments, _)| arguments[1].strip_suffix(".toml@0x1"))
        .filter_map(|path| path.strip_prefix("docs/findings/"))
        .collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/findings");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files: BTreeSet<_> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(files.iter().map(String::as_str).collect::<BTreeSet<_>>(), named);
}
