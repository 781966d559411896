//! A text with a label, and where its lines are.

use core::ops::Range;

use firedrill_protocol::{Position, is_hidden};

/// A text that mistakes are shown in.
#[derive(Debug)]
pub(crate) struct SourceText {
    label: String,
    text: String,
    /// The byte at which each line begins; the first is always 0.
    line_starts: Vec<usize>,
}

impl SourceText {
    pub(crate) fn new(label: &str, text: String) -> Self {
        let after_newlines = text.match_indices('\n').map(|(at, _)| at + 1);
        let line_starts = core::iter::once(0).chain(after_newlines).collect();
        Self { label: escaped(label), text, line_starts }
    }

    pub(crate) fn label(&self) -> &str {
        &self.label
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Index of the line that has this byte.
    pub(crate) fn line_index(&self, byte: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= byte).saturating_sub(1)
    }

    /// The part of the text that a line is, without its end.
    pub(crate) fn line_span(&self, index: usize) -> Range<usize> {
        let start = self.line_starts.get(index).copied().unwrap_or(self.text.len());
        let next = self.line_starts.get(index + 1).copied().unwrap_or(self.text.len());
        let line = &self.text[start..next];
        let line = line.strip_suffix('\n').unwrap_or(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        start..start + line.len()
    }

    /// Line and column, both from 1; columns count characters.
    pub(crate) fn position(&self, byte: usize) -> Position {
        let index = self.line_index(byte);
        let line = self.line_span(index);
        let before = &self.text[line.start..byte.clamp(line.start, line.end)];
        Position { line: index + 1, column: before.chars().count() + 1 }
    }

    /// The span within the text and on borders between characters.
    pub(crate) fn clamp(&self, span: Range<usize>) -> Range<usize> {
        let border = |byte: usize| {
            let mut byte = byte.min(self.text.len());
            while !self.text.is_char_boundary(byte) {
                byte -= 1;
            }
            byte
        };
        let start = border(span.start);
        start..border(span.end).max(start)
    }

    /// The text itself between two bytes.
    pub(crate) fn slice(&self, span: &Range<usize>) -> &str {
        self.text.get(span.clone()).unwrap_or_default()
    }
}

/// Text from outside as part of a sentence: control characters escaped, cut when it is long.
pub(crate) fn quoted(text: &str) -> String {
    const SHOWN_CHARS: usize = 48;
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((cut, _)) => format!("`{}...`", escaped(&text[..cut])),
        None => format!("`{}`", escaped(text)),
    }
}

/// A whole sentence that repeats text from outside: control characters escaped, cut when it is long.
pub(crate) fn sentence(text: &str) -> String {
    const SHOWN_CHARS: usize = 400;
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((cut, _)) => format!("{}...", escaped(&text[..cut])),
        None => escaped(text),
    }
}

/// The text with every [hidden](is_hidden) character escaped.
pub fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_hidden(character) {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_line_ends_belong_to_their_line() {
        let source = SourceText::new("x", "ab\r\n日本x\n".to_owned());
        let at = |byte| {
            let position = source.position(byte);
            (position.line, position.column)
        };
        assert_eq!([at(0), at(2), at(3), at(4), at(10)], [(1, 1), (1, 3), (1, 3), (2, 1), (2, 3)]);
        assert_eq!([at(11), at(12), at(999)], [(2, 4), (3, 1), (3, 1)]);
        assert_eq!(source.slice(&source.line_span(0)), "ab");
    }

    #[test]
    fn a_span_is_moved_onto_characters() {
        let source = SourceText::new("x", "日本".to_owned());
        assert_eq!(source.clamp(1..5), 0..3);
        assert_eq!(source.clamp(90..91), 6..6);
    }

    #[test]
    fn text_from_outside_cannot_move_the_cursor() {
        assert_eq!(quoted("a\u{1b}[31m\n\u{202e}é"), "`a\\u{1b}[31m\\n\\u{202e}é`");
        assert_eq!(quoted(&"x".repeat(60)), format!("`{}...`", "x".repeat(48)));
    }
}
