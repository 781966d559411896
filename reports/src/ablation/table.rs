//! An ablation for people: a line a weakness, the survivors at length, one line for everything.

use firedrill_campaign::ablation::Row;

use super::{AblationReport, Fate};
use crate::columns::{Align, Cell, Columns};
use crate::figures;
use crate::palette::{Palette, paint};

/// The ablation as text. The last line sums it up.
///
/// Each line says which promise the weakened protocol broke first, in which run; the whole protocol
/// keeps that promise in that run.
pub fn ablation_table(report: &AblationReport<'_>, quiet: bool, palette: &Palette) -> String {
    let mut parts = vec![];
    if !quiet {
        parts.push(table(report, palette).join("\n"));
        parts.push(by_property(report, palette));
    }
    parts.extend(survivors(report, palette));
    parts.push(last_line(report, palette));
    parts.join("\n\n") + "\n"
}

fn table(report: &AblationReport<'_>, palette: &Palette) -> Vec<String> {
    let mut columns = Columns::new(&[Align::Left; 5]);
    let headings = ["", "weakness", "caught by", "in", "at"];
    columns.row(headings.map(|heading| Cell::styled(heading, palette.quiet)));
    for row in report.rows {
        let (fate, name) = (report.fate(row), report.weakness(row).name);
        let mut cells = vec![fate_cell(fate, palette), name.into()];
        if let Some((scenario, catch)) = row.first_catch() {
            cells.push(catch.property.name().into());
            cells.push(report.reproduction(scenario, catch).word().into());
            cells.push(catch.at.to_string().into());
        }
        columns.row(cells);
    }
    columns.lines()
}

fn fate_cell(fate: Fate, palette: &Palette) -> Cell {
    let style = match fate {
        Fate::Caught => palette.good,
        Fate::Survived => palette.bad,
        Fate::Equivalent => palette.doubtful,
    };
    Cell::styled(fate.name(), style)
}

/// How many weaknesses each promise caught, first or after another in the same run.
pub(super) fn by_property(report: &AblationReport<'_>, palette: &Palette) -> String {
    let mut columns = Columns::new(&[Align::Right, Align::Right, Align::Left]);
    let headings = ["first", "later", "caught by property"];
    columns.row(headings.map(|heading| Cell::styled(heading, palette.quiet)));
    for (property, catches) in report.catches() {
        let is_idle = catches.first + catches.later == 0;
        let style = if is_idle { palette.doubtful } else { anstyle::Style::new() };
        columns.row([
            Cell::styled(catches.first.to_string(), style),
            Cell::styled(catches.later.to_string(), style),
            property.name().into(),
        ]);
    }
    columns.lines().join("\n")
}

/// Whom nobody noticed, with the reason if it is known.
pub(super) fn survivors(report: &AblationReport<'_>, palette: &Palette) -> Vec<String> {
    let survived = report.with(Fate::Survived).map(|row| survivor(report, row, palette));
    let equivalent = report.with(Fate::Equivalent).map(|row| {
        let weakness = report.weakness(row);
        let why = weakness.equivalent.unwrap_or_default();
        let fate = paint(palette.doubtful, Fate::Equivalent.name());
        format!("{fate}: {}\n  {}\n  {why}", weakness.name, weakness.about)
    });
    survived.chain(equivalent).collect()
}

fn survivor(report: &AblationReport<'_>, row: &Row, palette: &Palette) -> String {
    let weakness = report.weakness(row);
    format!(
        "{}: {}\n  {}\n  It breaks \"{}\", and none of {} shows it.",
        paint(palette.bad, Fate::Survived.name()),
        paint(palette.strong, weakness.name),
        weakness.about,
        weakness.breaks,
        figures::plural(row.runs, "run")
    )
}

/// The line that sums it up.
pub(super) fn last_line(report: &AblationReport<'_>, palette: &Palette) -> String {
    let count = |fate| report.with(fate).count();
    let (survived, equivalent) = (count(Fate::Survived), count(Fate::Equivalent));
    let mut fates = vec![format!("{} caught", count(Fate::Caught))];
    if survived > 0 {
        fates.push(format!("{survived} survived"));
    }
    if equivalent > 0 {
        fates.push(format!("{equivalent} equivalent"));
    }
    let style = if survived > 0 { palette.bad } else { palette.good };
    let weaknesses = match report.rows.len() {
        1 => "1 weakness".to_owned(),
        count => format!("{count} weaknesses"),
    };
    format!(
        "{weaknesses} × {} × {}: {} · {} in {}",
        figures::plural(report.scenarios.len(), "scenario"),
        figures::plural(report.seeds, "seed"),
        paint(style, &fates.join(", ")),
        figures::plural(report.runs(), "run"),
        figures::wall(report.timing.wall)
    )
}
