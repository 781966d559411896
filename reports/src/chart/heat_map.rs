//! Failures by fault family and severity.

use firedrill_campaign::statistics::Proportion;

use super::look::leading;
use super::marks;
use super::sheet::{EDGE, MARGIN, Sample, Sheet};
use super::words;
use super::{Chart, Table};
use crate::drawing::scene::{Anchor, Frame, PIXEL, Pen};
use crate::figures;

/// Failures of runs, by the family of their faults and the severity that these brought about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeatMap {
    /// The columns, mildest first.
    pub severities: Vec<String>,
    /// The rows.
    pub families: Vec<FamilyFailures>,
}

/// The runs with faults of a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyFailures {
    /// What the family is called.
    pub family: String,
    /// For each severity, in the order of the columns, how many runs failed, of how many. Of no runs,
    /// and where it ends early, there is nothing to tell.
    pub failed: Vec<Proportion>,
}

/// Rows and columns that are drawn; the table has all.
const MOST_ROWS: usize = 24;
const MOST_COLUMNS: usize = 8;

/// Up to which share of failures a cell has which shade, in per cent, the last being all above.
const SHADES: [(f64, &str); 6] = [
    (0.0, "none"),
    (1.0, "up to 1 %"),
    (5.0, "up to 5 %"),
    (20.0, "up to 20 %"),
    (50.0, "up to 50 %"),
    (100.0, "more"),
];

impl HeatMap {
    /// A cell for each family and severity.
    pub fn chart(&self) -> Chart {
        let lead =
            "Failed runs of all runs, by fault family and severity; a hatched cell was never \
                    run, which is not the same as no failure"
                .to_owned();
        Chart::new(self.title(), lead, self.table(), |sheet| self.draw(sheet))
    }

    /// What was run, with where it stands.
    fn cells(&self) -> impl Iterator<Item = (&str, &str, Proportion)> {
        self.families.iter().flat_map(|row| {
            let cells = self.severities.iter().zip(&row.failed);
            let run = cells.filter(|(_, failed)| failed.of() > 0);
            run.map(|(severity, failed)| (row.family.as_str(), severity.as_str(), *failed))
        })
    }

    fn title(&self) -> String {
        let all = words::together(self.cells().map(|(_, _, failed)| failed));
        let runs = figures::plural(usize::try_from(all.of()).unwrap_or(usize::MAX), "run");
        let worst = self.cells().reduce(|worst, cell| {
            let share = |cell: &(&str, &str, Proportion)| cell.2.estimate().unwrap_or(0.0);
            if share(&cell) > share(&worst) { cell } else { worst }
        });
        match worst {
            None => "Nothing was run".to_owned(),
            Some(_) if all.hits() == 0 => {
                format!("No failure in {runs}: {}", words::rarer_than(all))
            }
            Some((family, severity, failed)) => format!(
                "{} of {runs} failed, most often with {family} at {severity}: {}",
                figures::count(all.hits()),
                words::of(failed)
            ),
        }
    }

    fn table(&self) -> Table {
        let mut table =
            Table::new(["Fault family", "Severity", "Failed", "Share", "95 % interval"]);
        for row in &self.families {
            for (index, severity) in self.severities.iter().enumerate() {
                let failed = row.failed.get(index).copied().filter(|failed| failed.of() > 0);
                let says = |say: fn(Proportion) -> String| failed.map(say).unwrap_or_default();
                table.row([
                    row.family.clone(),
                    severity.clone(),
                    failed.map_or_else(|| "never run".to_owned(), words::of),
                    says(words::share),
                    says(words::interval),
                ]);
            }
        }
        table
    }

    fn draw(&self, sheet: &mut Sheet<'_>) {
        const NAMES: i32 = 190 * PIXEL;
        const WIDEST: i32 = 150 * PIXEL;
        const HEIGHT: i32 = 36 * PIXEL;
        let rows = &self.families[..self.families.len().min(MOST_ROWS)];
        let columns = &self.severities[..self.severities.len().min(MOST_COLUMNS)];
        if rows.is_empty() || columns.is_empty() {
            return;
        }
        let shades = SHADES.iter().zip(sheet.look.heat);
        let mut key: Vec<_> =
            shades.map(|((_, name), colour)| (Sample::Cell(colour), (*name).to_owned())).collect();
        key[0].1 = "no failure".to_owned();
        key.push((Sample::Nothing, "never run".to_owned()));
        sheet.key(&key);
        let width = ((EDGE - MARGIN - NAMES) / columns.len() as i32).min(WIDEST);
        let pen = sheet.look.heading();
        sheet.top += leading(pen);
        for (index, severity) in columns.iter().enumerate() {
            let middle = MARGIN + NAMES + width * index as i32 + width / 2;
            let severity = firedrill_scenarios::escaped(severity);
            let severity = pen.cut(&severity, width - 6 * PIXEL);
            sheet.scene.text(&severity, (middle, sheet.top), Anchor::Middle, pen);
        }
        sheet.space(5);
        for row in rows {
            let middle = sheet.top + HEIGHT / 2;
            let pen = sheet.look.text();
            let name = pen.cut(&firedrill_scenarios::escaped(&row.family), NAMES - 8 * PIXEL);
            sheet.scene.text(&name, (MARGIN, middle + pen.size / 3), Anchor::Start, pen);
            for index in 0..columns.len() {
                let left = MARGIN + NAMES + width * index as i32;
                let (top, bottom) = (sheet.top, sheet.top + HEIGHT);
                let frame = Frame { left, top, right: left + width, bottom };
                let gap = 2 * PIXEL;
                let frame = Frame { right: frame.right - gap, bottom: bottom - gap, ..frame };
                cell(sheet, frame, row.failed.get(index).copied().unwrap_or_default());
            }
            sheet.top += HEIGHT;
        }
        self.note(sheet, rows.len(), columns.len());
    }

    fn note(&self, sheet: &mut Sheet<'_>, rows: usize, columns: usize) {
        let more = [
            (self.families.len() - rows, "more row"),
            (self.severities.len() - columns, "more column"),
        ];
        let more = more.iter().filter(|(count, _)| *count > 0);
        let more: Vec<_> = more.map(|(count, what)| figures::plural(*count, what)).collect();
        if !more.is_empty() {
            sheet.note(&format!("Not drawn: {}, which the table has.", figures::listed(&more)));
        }
    }
}

fn cell(sheet: &mut Sheet<'_>, frame: Frame, failed: Proportion) {
    let Some(share) = failed.estimate() else {
        marks::hatch(&mut sheet.scene, frame, sheet.look.frame);
        sheet.outline(frame);
        return;
    };
    let shade = SHADES.iter().position(|(most, _)| share * 100.0 <= *most);
    let ground = sheet.look.heat[shade.unwrap_or(SHADES.len() - 1)];
    sheet.scene.fill(frame, sheet.look.frame);
    sheet.scene.fill(frame.inside(), ground);
    let small = Pen { colour: sheet.look.on(ground).colour, ..sheet.look.small() };
    let bold = Pen { colour: small.colour, ..sheet.look.heading() };
    let (middle, room) = ((frame.left + frame.right) / 2, frame.right - frame.left - 4 * PIXEL);
    let lines = [
        (bold, figures::count(failed.hits()), 15),
        (small, format!("of {}", figures::count(failed.of())), 28),
    ];
    for (pen, text, below) in lines {
        let place = (middle, frame.top + below * PIXEL);
        sheet.scene.text(&pen.cut(&text, room), place, Anchor::Middle, pen);
    }
}
