//! The figures of a line in fixed columns: one for each part of the truth, then the protocol's state.

use anstyle::Style;
use firedrill_model::nouns::Severity;
use firedrill_scenarios::Entry;

use crate::columns::Align;
use crate::palette::{Palette, paint};

/// Columns of figures, and what stands between two of them.
#[derive(Debug)]
pub(super) struct FigureColumns {
    columns: [Column; 7],
    /// How many of them there are: all or none.
    count: usize,
    gap: &'static str,
    per_cent: &'static str,
}

#[derive(Debug)]
struct Column {
    heading: &'static str,
    width: usize,
    align: Align,
}

impl FigureColumns {
    /// With room to breathe.
    pub(super) const WIDE: Self = Self::new([6, 6, 10, 5, 7], "  ", " %");
    /// As narrow as they can be.
    pub(super) const NARROW: Self = Self::new([6, 6, 9, 5, 6], " ", "%");

    const fn new(truth: [usize; 5], gap: &'static str, per_cent: &'static str) -> Self {
        Self {
            columns: [
                Column::right("mult.", truth[0]),
                Column::right("MB", truth[1]),
                Column::right("°C in/out", truth[2]),
                Column::right("%/h", truth[3]),
                Column::right("errors", truth[4]),
                Column::left("severity", 8),
                Column::left("protocol", 13),
            ],
            count: 7,
            gap,
            per_cent,
        }
    }

    /// The same for lines that have no figures.
    pub(super) const fn without_figures(self) -> Self {
        Self { count: 0, ..self }
    }

    /// Columns of the terminal that they take on one row.
    pub(super) fn width(&self) -> usize {
        let cells: usize = self.shown().map(|column| column.width).sum();
        cells + self.gap.len() * self.count.saturating_sub(1)
    }

    fn shown(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().take(self.count)
    }

    /// The headings, on as many rows as they need.
    pub(super) fn headings(&self, room: Option<usize>) -> Vec<String> {
        let headings = self.shown().map(|column| column.heading.to_owned());
        self.rows(&headings.map(|heading| (heading, Style::new())).collect::<Vec<_>>(), room)
    }

    /// The figures of an entry, on as many rows as they need.
    pub(super) fn of(&self, entry: &Entry, room: Option<usize>, palette: &Palette) -> Vec<String> {
        let truth = &entry.truth;
        let plain = |text: String| (text, Style::new());
        let severity = entry.severity.map_or("-", Severity::name).to_owned();
        let cells = [
            plain(format!("{:.0}x", truth.multiplier)),
            plain(format!("{:.1}", truth.memory.as_mb())),
            plain(format!("{:.1}/{:.1}", truth.junction.get(), truth.skin.get())),
            plain(format!("{:.2}", truth.drain_pct_per_hour)),
            plain(format!("{:.1}{}", truth.error_rate * 100.0, self.per_cent)),
            (severity, severity_style(entry.severity, palette)),
            plain(protocol(entry)),
        ];
        self.rows(&cells, room)
    }

    /// Cells in their columns. A row ends where the next cell would not fit.
    fn rows(&self, cells: &[(String, Style)], room: Option<usize>) -> Vec<String> {
        let mut rows = vec![];
        let (mut row, mut taken) = (String::new(), 0);
        for ((text, style), column) in cells.iter().zip(self.shown()) {
            let length = text.chars().count();
            let width = length.max(column.width);
            if taken > 0 && room.is_some_and(|room| taken + self.gap.len() + width > room) {
                rows.push(core::mem::take(&mut row));
                taken = 0;
            }
            if taken > 0 {
                row += self.gap;
                taken += self.gap.len();
            }
            let (padding, text) = (" ".repeat(width - length), paint(*style, text));
            row += &match column.align {
                Align::Right => padding + &text,
                Align::Left => text + &padding,
            };
            taken += width;
        }
        rows.push(row);
        rows
    }
}

impl Column {
    const fn right(heading: &'static str, width: usize) -> Self {
        Self { heading, width, align: Align::Right }
    }

    const fn left(heading: &'static str, width: usize) -> Self {
        Self { heading, width, align: Align::Left }
    }
}

fn protocol(entry: &Entry) -> String {
    let announced = &entry.announced;
    if announced.is_in_emergency_mode() {
        format!("{} L{}", announced.phase, announced.escalation.level())
    } else {
        announced.phase.to_string()
    }
}

const fn severity_style(severity: Option<Severity>, palette: &Palette) -> Style {
    match severity {
        None => palette.quiet,
        Some(Severity::Minor | Severity::Moderate) => palette.doubtful,
        Some(Severity::Major | Severity::Critical) => palette.bad,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_stands_on_the_next_row_in_the_same_place_on_every_line() {
        let columns = FigureColumns::NARROW;
        let rows = columns.headings(Some(40));
        assert_eq!(rows, [" mult.     MB °C in/out   %/h errors", "severity protocol     "]);
        assert_eq!(columns.headings(Some(columns.width())).len(), 1);
        assert_eq!(columns.headings(Some(columns.width() - 1)).len(), 2);
    }
}
