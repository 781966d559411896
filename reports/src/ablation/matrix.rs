//! The matrix of weaknesses and scenarios: which promise caught which weakness where.

use std::collections::BTreeMap;

use firedrill_campaign::ablation::Row;
use firedrill_judge::Property;

use super::{AblationReport, table};
use crate::columns::{Align, Cell, Columns, wrap};
use crate::palette::{Palette, paint};

/// Letters for promises, in their order; more promises than letters share the last one.
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ*";

/// Columns that stand together.
const BLOCK: usize = 10;

/// The ablation as a matrix: a row a weakness, a column a scenario, a letter the promise that caught
/// it there first. Scenarios in which no weakness shows are named: they prove something else, or
/// nothing.
pub fn ablation_matrix(report: &AblationReport<'_>, palette: &Palette) -> String {
    let letters = letters(report);
    let mut parts = vec![matrix(report, &letters, palette), legend(report, &letters, palette)];
    parts.extend(idle(report, palette));
    parts.push(table::by_property(report, palette));
    parts.extend(table::survivors(report, palette));
    parts.push(table::last_line(report, palette));
    parts.join("\n\n") + "\n"
}

/// The promises that caught anything anywhere, each with its letter.
fn letters(report: &AblationReport<'_>) -> BTreeMap<Property, char> {
    let cells = report.rows.iter().flat_map(|row| &row.cells);
    let caught = cells.filter_map(|cell| Some((cell.catch.as_ref()?.property, ' ')));
    let mut letters: BTreeMap<_, _> = caught.collect();
    let endless = LETTERS.chars().chain(core::iter::repeat('*'));
    for (slot, letter) in letters.values_mut().zip(endless) {
        *slot = letter;
    }
    letters
}

fn matrix(
    report: &AblationReport<'_>,
    letters: &BTreeMap<Property, char>,
    palette: &Palette,
) -> String {
    let mut columns = Columns::new(&[Align::Left, Align::Right, Align::Left]);
    let count = report.scenarios.len();
    let numbers: Vec<_> = (0..count).step_by(BLOCK).map(|n| format!("{:<BLOCK$}", n + 1)).collect();
    let headings = ["weakness".to_owned(), "in".to_owned(), numbers.join(" ")];
    columns.row(headings.map(|heading| Cell::styled(heading, palette.quiet)));
    for row in report.rows {
        let caught = row.cells.iter().filter(|cell| cell.catch.is_some()).count();
        let style = if caught == 0 { palette.bad } else { palette.good };
        columns.row([
            report.weakness(row).name.into(),
            Cell::styled(caught.to_string(), style),
            marks(row, count, letters).into(),
        ]);
    }
    columns.lines().join("\n")
}

/// A row's letters in blocks; `.` where nothing showed, a blank where nobody looked.
fn marks(row: &Row, count: usize, letters: &BTreeMap<Property, char>) -> String {
    let mut marks = vec![' '; count];
    for cell in &row.cells {
        let letter = |catch: &firedrill_campaign::ablation::Catch| letters.get(&catch.property);
        marks[cell.scenario] = cell.catch.as_ref().and_then(letter).copied().unwrap_or('.');
    }
    let blocks = marks.chunks(BLOCK).map(|block| block.iter().collect::<String>());
    blocks.collect::<Vec<_>>().join(" ")
}

fn legend(
    report: &AblationReport<'_>,
    letters: &BTreeMap<Property, char>,
    palette: &Palette,
) -> String {
    let properties = letters.iter().map(|(property, letter)| format!("{letter} {property}"));
    let numbered = report.scenarios.iter().enumerate();
    let scenarios = numbered.map(|(place, scenario)| format!("{} {}", place + 1, scenario.name()));
    let mut lines = vec![paint(palette.quiet, "properties")];
    lines.extend(wrap(&properties.collect::<Vec<_>>().join(", "), 100));
    lines.push(paint(palette.quiet, "scenarios"));
    lines.extend(wrap(&scenarios.collect::<Vec<_>>().join(", "), 100));
    lines.join("\n")
}

/// The scenarios in which no weakness shows.
fn idle(report: &AblationReport<'_>, palette: &Palette) -> Option<String> {
    let shows = |scenario: usize| {
        let cells = report.rows.iter().flat_map(|row| &row.cells);
        cells.filter(|cell| cell.scenario == scenario).any(|cell| cell.catch.is_some())
    };
    let idle = report.scenarios.iter().enumerate().filter(|(scenario, _)| !shows(*scenario));
    let idle: Vec<_> = idle.map(|(_, scenario)| scenario.name().as_str()).collect();
    if idle.is_empty() {
        return None;
    }
    let heading = paint(palette.quiet, "scenarios in which no weakness shows");
    Some(format!("{heading}\n{}", wrap(&idle.join(", "), 100).join("\n")))
}
