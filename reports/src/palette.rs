//! Colours, used sparingly: what is wrong, what is uncertain, what may be skipped.

use anstyle::{AnsiColor, Color, Style};

/// How parts of a text are set off. The words say everything that the colours do.
#[derive(Clone, Copy, Debug)]
pub struct Palette {
    /// What is as it should be.
    pub(crate) good: Style,
    /// What is wrong.
    pub(crate) bad: Style,
    /// What is not certain, or not quite right.
    pub(crate) doubtful: Style,
    /// What may be skipped in reading.
    pub(crate) quiet: Style,
    /// What the eye should find first.
    pub(crate) strong: Style,
}

impl Palette {
    /// No colours: for files, tests and pipes.
    pub const PLAIN: Self = Self {
        good: Style::new(),
        bad: Style::new(),
        doubtful: Style::new(),
        quiet: Style::new(),
        strong: Style::new(),
    };

    /// Colours that are legible on light and on dark terminals.
    pub const COLOURED: Self = Self {
        good: coloured(AnsiColor::Green),
        bad: coloured(AnsiColor::Red).bold(),
        doubtful: coloured(AnsiColor::Yellow),
        quiet: Style::new().dimmed(),
        strong: Style::new().bold(),
    };
}

/// Text in a style; the text itself when the style is empty.
pub(crate) fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

const fn coloured(colour: AnsiColor) -> Style {
    Style::new().fg_color(Some(Color::Ansi(colour)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_palette_leaves_text_as_it_is() {
        assert_eq!(paint(Palette::PLAIN.bad, "failed"), "failed");
        assert_eq!(paint(Palette::COLOURED.good, "passed"), "\u{1b}[32mpassed\u{1b}[0m");
    }
}
