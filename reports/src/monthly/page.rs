//! A page of Markdown, put together.

use firedrill_scenarios::escaped;

/// A page under way. What comes from a file or a stranger goes through [`plain`] first.
#[derive(Debug, Default)]
pub(super) struct Page {
    parts: Vec<String>,
}

impl Page {
    pub(super) fn heading(&mut self, level: usize, text: &str) {
        self.parts.push(format!("{} {text}", "#".repeat(level)));
    }

    pub(super) fn paragraph(&mut self, text: impl Into<String>) {
        self.parts.push(text.into());
    }

    pub(super) fn bullets(&mut self, lines: impl IntoIterator<Item = String>) {
        let lines: Vec<_> = lines.into_iter().map(|line| format!("- {line}")).collect();
        if !lines.is_empty() {
            self.parts.push(lines.join("\n"));
        }
    }

    /// A table; nothing when it has no row.
    pub(super) fn table<const N: usize>(&mut self, heads: [&str; N], rows: Vec<[String; N]>) {
        if rows.is_empty() {
            return;
        }
        let line = |cells: &[String]| format!("| {} |", cells.join(" | "));
        let mut lines =
            vec![line(&heads.map(str::to_owned)), line(&heads.map(|_| "---".to_owned()))];
        lines.extend(rows.iter().map(|row| line(row)));
        self.parts.push(lines.join("\n"));
    }

    /// The page, with a newline at its end.
    pub(super) fn finish(self) -> String {
        self.parts.join("\n\n") + "\n"
    }
}

/// Text in which nothing means anything, on one line.
pub(super) fn plain(text: &str) -> String {
    let mut shown = String::new();
    for character in escaped(text).chars() {
        if character.is_ascii_punctuation()
            && !matches!(character, '-' | ',' | '.' | '(' | ')' | '%' | '/')
        {
            shown.push('\\');
        }
        shown.push(character);
    }
    shown
}

/// A span of code, for words that firedrill made itself.
pub(super) fn code(text: &str) -> String {
    format!("`{text}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strangers_text_is_a_cell_and_nothing_else() {
        assert_eq!(
            plain("a|b <i> `c`\u{1b}\n[x](y)"),
            "a\\|b \\<i\\> \\`c\\`\\\\u\\{1b\\}\\\\n\\[x\\](y)"
        );
    }

    #[test]
    fn a_table_without_rows_is_left_out() {
        let mut page = Page::default();
        page.heading(1, "x");
        page.table(["a", "b"], vec![]);
        page.table(["a"], vec![["1".to_owned()]]);
        assert_eq!(page.finish(), "# x\n\n| a |\n| --- |\n| 1 |\n");
    }
}
