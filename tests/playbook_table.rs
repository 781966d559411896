//! `docs/playbook.md` has a row for every line of the playbook, and every row holds.

#![allow(clippy::unwrap_used, reason = "a test that cannot read the tree fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use firedrill_judge::Property;
use firedrill_scenarios::suites;

/// One row: which lines of the playbook, what they say, where that is code, and what checks it.
struct Row<'t> {
    first: usize,
    last: usize,
    quotation: &'t str,
    code: &'t str,
    checks: &'t str,
}

fn read(path: impl AsRef<Path>) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn rows(table: &str) -> Vec<Row<'_>> {
    let begins_with_a_number = |line: &&str| {
        line.strip_prefix("| ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    table.lines().filter(begins_with_a_number).map(row).collect()
}

fn row(line: &str) -> Row<'_> {
    let cells: Vec<_> = line.trim_matches('|').split(" | ").map(str::trim).collect();
    let &[lines, quotation, code, checks] = cells.as_slice() else {
        panic!("not four cells: {line}")
    };
    let (first, last) = lines.split_once('-').unwrap_or((lines, lines));
    let (first, last) = (first.parse().unwrap(), last.parse().unwrap());
    Row { first, last, quotation: quotation.trim_matches('"'), code, checks }
}

/// Everything in backticks.
fn references(cell: &str) -> Vec<&str> {
    let pieces: Vec<_> = cell.split('`').collect();
    let between = pieces.iter().enumerate().filter(|(place, _)| place % 2 == 1);
    let others = pieces.iter().enumerate().filter(|(place, _)| place % 2 == 0);
    let stray: String = others.map(|(_, piece)| piece.trim()).collect();
    assert!(stray.is_empty(), "not a reference: {stray:?} in {cell:?}");
    let found: Vec<_> = between.map(|(_, piece)| *piece).collect();
    assert!(!found.is_empty(), "names nothing: {cell:?}");
    found
}

#[test]
fn every_line_of_the_playbook_has_a_row_that_holds() {
    let (playbook, table) = (read("docs/emergency-playbook.md"), read("docs/playbook.md"));
    let lines: Vec<_> = playbook.lines().collect();
    let functions = functions();
    let mut next = 1;
    for row in rows(&table) {
        let place = format!("docs/playbook.md, row {}-{}", row.first, row.last);
        let skipped = lines[next - 1..row.first - 1].iter().any(|line| !line.trim().is_empty());
        assert!(!skipped, "{place}: a line from {next} on has no row");
        assert!(row.first >= next && row.last >= row.first, "{place}: out of order");
        next = row.last + 1;
        let said = lines[row.first - 1..row.last].join("\n");
        assert!(said.contains(row.quotation), "{place}: does not say {:?}", row.quotation);
        for reference in references(row.code) {
            check_code(&place, reference);
        }
        for reference in references(row.checks) {
            check_that_checks(&place, reference, &functions);
        }
    }
    let rest = lines[next - 1..].iter().any(|line| !line.trim().is_empty());
    assert!(!rest, "lines from {next} on have no row");
}

fn check_code(place: &str, reference: &str) {
    let (file, word) = reference.split_once('#').unwrap_or_else(|| panic!("{place}: {reference}"));
    assert!(read(file).contains(word), "{place}: {file} does not say `{word}`");
}

fn check_that_checks(place: &str, reference: &str, functions: &BTreeSet<String>) {
    let (kind, name) = reference.split_once(':').unwrap_or_else(|| panic!("{place}: {reference}"));
    let exists = match kind {
        "property" => Property::ALL.iter().any(|property| property.name() == name),
        "scenario" => suites::scenario(name).is_some(),
        "test" => functions.contains(name),
        _ => false,
    };
    assert!(exists, "{place}: there is no {kind} `{name}`");
}

/// The names of all functions of the tree that stand alone on their line's beginning, as tests do.
fn functions() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut folders: Vec<PathBuf> =
        ["sim", "protocol", "model", "judge", "scenarios", "campaign", "reports", "src", "tests"]
            .map(PathBuf::from)
            .into();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(&folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(path).unwrap();
                let name = |line: &str| {
                    let rest = line.trim().strip_prefix("fn ")?;
                    Some(rest.split('(').next()?.to_owned())
                };
                names.extend(text.lines().filter_map(name));
            }
        }
    }
    names
}
