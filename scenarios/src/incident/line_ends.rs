//! How the lines of a file end, which is no matter of what is in them.

/// A text's lines, each with its end.
#[derive(Debug)]
pub(super) struct LineEnds<'t> {
    lines: Vec<Line<'t>>,
}

#[derive(Clone, Copy, Debug)]
struct Line<'t> {
    text: &'t str,
    is_crlf: bool,
}

impl<'t> LineEnds<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let line = |line: &'t str| match line.strip_suffix('\r') {
            Some(text) => Line { text, is_crlf: true },
            None => Line { text: line, is_crlf: false },
        };
        Self { lines: text.split('\n').map(line).collect() }
    }

    /// The text with `\n` at the end of every line.
    pub(super) fn plain(&self) -> String {
        self.lines.iter().map(|line| line.text).collect::<Vec<_>>().join("\n")
    }

    /// What became of the [plain](Self::plain) text, with the line ends of the original. A line that is
    /// new or changed ends as the one that had its key, otherwise as most do.
    pub(super) fn restored(&self, plain: &str) -> String {
        let crlf = self.lines.iter().filter(|line| line.is_crlf).count();
        // The last line has no end.
        let mostly_crlf = 2 * crlf > self.lines.len().saturating_sub(1);
        let mut left = self.lines.as_slice();
        let mut restored = String::new();
        let mut lines = plain.split('\n').peekable();
        while let Some(line) = lines.next() {
            let same = left.iter().position(|old| old.text == line);
            let has_key = |old: &Line<'_>| key(line).is_some() && key(old.text) == key(line);
            let found = same.or_else(|| left.iter().position(has_key));
            let is_crlf = found.map_or(mostly_crlf, |at| left[at].is_crlf);
            left = found.map_or(left, |at| &left[at + 1..]);
            restored.push_str(line);
            if lines.peek().is_some() {
                restored.push_str(if is_crlf { "\r\n" } else { "\n" });
            }
        }
        restored
    }
}

/// What stands before the value of a line that has one.
fn key(line: &str) -> Option<&str> {
    line.split_once('=').map(|(key, _)| key.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(original: &str, change: impl Fn(&str) -> String) -> String {
        let ends = LineEnds::of(original);
        ends.restored(&change(&ends.plain()))
    }

    #[test]
    fn what_is_not_changed_is_the_same_byte_for_byte() {
        for text in ["", "\n", "a", "a\r\n", "a\nb\r\n\r\nc", "a\r\n\n\r\n"] {
            assert_eq!(rewritten(text, str::to_owned), text, "{text:?}");
        }
    }

    #[test]
    fn a_changed_line_ends_as_it_did_and_a_new_one_as_most() {
        let original = "a = 1\nb = 2\r\nc = 3\r\nd = 4\n# end\r\n";
        let change = |text: &str| text.replace("d = 4\n", "e = 5\nd = 6\n");
        let expected = "a = 1\nb = 2\r\nc = 3\r\ne = 5\r\nd = 6\n# end\r\n";
        assert_eq!(rewritten(original, change), expected);
        let without = |text: &str| text.replace("b = 2\n", "");
        assert_eq!(rewritten(original, without), "a = 1\nc = 3\r\nd = 4\n# end\r\n");
    }
}
