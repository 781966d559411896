//! The figures of a chart as text, for those who cannot see it and for those who want to know exactly.

use crate::{html_text, markdown_text};

/// Rows of texts under their headings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new<const COLUMNS: usize>(columns: [&str; COLUMNS]) -> Self {
        Self { columns: columns.map(str::to_owned).to_vec(), rows: vec![] }
    }

    /// Adds a row, which has a text for each column.
    pub(super) fn row<const COLUMNS: usize>(&mut self, row: [String; COLUMNS]) {
        debug_assert_eq!(COLUMNS, self.columns.len());
        self.rows.push(row.into());
    }

    /// The headings; the first column names what the row is about, the others are figures.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The rows, each with a text for every column, as it is: not escaped.
    pub fn rows(&self) -> &[Vec<String>] {
        &self.rows
    }

    /// As a table in GitHub's Markdown.
    pub fn markdown(&self) -> String {
        let line = |cells: &[String]| {
            let cells = cells.iter().map(|cell| markdown_text::plain(cell));
            format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
        };
        let rule = (0..self.columns.len()).map(|index| if index == 0 { "---" } else { "---:" });
        let rule = format!("| {} |\n", rule.collect::<Vec<_>>().join(" | "));
        let rows: String = self.rows.iter().map(|row| line(row)).collect();
        line(&self.columns) + &rule + &rows
    }

    /// As the inside of an HTML table: its head and its body, everything escaped.
    pub fn html(&self) -> String {
        let heads = self.columns.iter();
        let heads = heads.map(|head| format!("<th scope=\"col\">{}</th>", html_text::plain(head)));
        let mut text =
            format!("<thead>\n<tr>{}</tr>\n</thead>\n<tbody>\n", heads.collect::<String>());
        for row in &self.rows {
            text += "<tr>";
            for (index, cell) in row.iter().enumerate() {
                let cell = html_text::plain(cell);
                text += &match index {
                    0 => format!("<th scope=\"row\">{cell}</th>"),
                    _ => format!("<td>{cell}</td>"),
                };
            }
            text += "</tr>\n";
        }
        text + "</tbody>\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_says_the_same_in_both_and_nothing_in_it_means_anything() {
        let mut table = Table::new(["Scenario", "Margin"]);
        table.row(["<b>|*x*\u{202e}\n".to_owned(), "+3 %".to_owned()]);
        assert_eq!(
            table.markdown(),
            "| Scenario | Margin |\n| --- | ---: |\n| \\<b\\>\\|\\*x\\*\\\\u{202e}\\\\n | +3 % |\n"
        );
        assert_eq!(
            table.html(),
            "<thead>\n<tr><th scope=\"col\">Scenario</th><th scope=\"col\">Margin</th></tr>\n\
             </thead>\n<tbody>\n<tr><th scope=\"row\">&lt;b&gt;|*x*\\u{202e}\\n</th>\
             <td>+3 %</td></tr>\n</tbody>\n"
        );
    }
}
