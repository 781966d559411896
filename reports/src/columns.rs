//! Cells aligned in columns that are as wide as their widest cell.

use anstyle::Style;

use crate::palette::paint;

/// A table under construction.
#[derive(Debug)]
pub(crate) struct Columns {
    alignments: &'static [Align],
    rows: Vec<Vec<Cell>>,
}

/// On which side a column's cells meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// A cell: text and how it is set off.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    text: String,
    style: Style,
}

const GAP: &str = "  ";

impl Cell {
    pub(crate) fn styled(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style }
    }

    fn width(&self) -> usize {
        self.text.chars().count()
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::styled(text, Style::new())
    }
}

impl Columns {
    pub(crate) const fn new(alignments: &'static [Align]) -> Self {
        Self { alignments, rows: Vec::new() }
    }

    /// Adds a row. It may be shorter than the table is wide.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// A line a row, nothing behind the last cell of each.
    pub(crate) fn lines(&self) -> Vec<String> {
        let widths: Vec<_> = (0..self.alignments.len()).map(|column| self.width(column)).collect();
        self.rows.iter().map(|row| self.line(row, &widths)).collect()
    }

    fn width(&self, column: usize) -> usize {
        self.rows.iter().filter_map(|row| row.get(column)).map(Cell::width).max().unwrap_or(0)
    }

    fn line(&self, row: &[Cell], widths: &[usize]) -> String {
        let last = row.iter().rposition(|cell| !cell.text.is_empty());
        let shown = &row[..last.map_or(0, |last| last + 1)];
        let mut line = String::new();
        for (column, cell) in shown.iter().enumerate() {
            let gap = if column == 0 { "" } else { GAP };
            let padding = " ".repeat(widths[column].saturating_sub(cell.width()));
            let text = paint(cell.style, &cell.text);
            let is_last = column + 1 == shown.len();
            line += gap;
            line += &match (self.alignments[column], is_last) {
                (Align::Right, _) => format!("{padding}{text}"),
                (Align::Left, false) => format!("{text}{padding}"),
                (Align::Left, true) => text,
            };
        }
        line
    }
}

/// Breaks a text into lines of at most `width` characters, between words where it can. A sign of a
/// unit stays with its number.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut words: Vec<String> = vec![];
    for word in text.split(' ') {
        match words.last_mut() {
            Some(number) if word.starts_with(['%', '°']) => *number += &format!(" {word}"),
            _ => words.push(word.to_owned()),
        }
    }
    let mut lines = vec![];
    let mut line = String::new();
    for word in &words {
        let length = line.chars().count() + 1 + word.chars().count();
        if !line.is_empty() && length > width {
            lines.push(core::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line += word;
    }
    lines.push(line);
    lines
}

/// As [`wrap`], but breaks a word that is longer than a line.
pub(crate) fn fit(text: &str, width: usize) -> Vec<String> {
    let pieces = wrap(text, width).into_iter().flat_map(|line| {
        let characters: Vec<char> = line.chars().collect();
        let pieces = characters.chunks(width.max(1)).map(|piece| piece.iter().collect());
        let pieces: Vec<String> = pieces.collect();
        if pieces.is_empty() { vec![line] } else { pieces }
    });
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut columns = Columns::new(&[Align::Left, Align::Right, Align::Left]);
        columns.row(["passed", "10/10", "0x1"].map(Cell::from));
        columns.row(["unexercised", "9/10", "0xa"].map(Cell::from));
        columns.row(["failed", "", ""].map(Cell::from));
        assert_eq!(
            columns.lines(),
            ["passed       10/10  0x1", "unexercised   9/10  0xa", "failed"]
        );
    }

    #[test]
    fn colours_take_no_width() {
        let mut columns = Columns::new(&[Align::Left, Align::Left]);
        columns.row([Cell::styled("ab", Style::new().bold()), "x".into()]);
        columns.row(["abc", "y"].map(Cell::from));
        assert_eq!(columns.lines(), ["\u{1b}[1mab\u{1b}[0m   x", "abc  y"]);
    }

    #[test]
    fn text_is_broken_between_words_and_never_within_one() {
        assert_eq!(wrap("told the engineering-lead", 9), ["told the", "engineering-lead"]);
        assert_eq!(wrap("", 9), [""]);
        assert_eq!(wrap("margin of +92 %: good", 13), ["margin of", "+92 %: good"]);
    }

    #[test]
    fn what_must_fit_is_broken_within_a_word_too() {
        assert_eq!(fit("told the engineering-lead", 9), ["told the", "engineeri", "ng-lead"]);
        assert_eq!(fit("", 9), [""]);
    }
}
