//! A stranger's text in Markdown (CommonMark), where nothing in it may mean anything.

use firedrill_scenarios::escaped;

/// Text in which nothing means anything.
pub(crate) fn plain(text: &str) -> String {
    let text = escaped(text);
    let mut shown = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        // GitHub makes links of bare addresses too.
        let is_link = match character {
            ':' => characters.peek() == Some(&'/'),
            '.' => shown
                .as_bytes()
                .last_chunk::<3>()
                .is_some_and(|www| www.eq_ignore_ascii_case(b"www")),
            _ => false,
        };
        if is_link || "\\`*_[]<>|~#&!$".contains(character) {
            shown.push('\\');
        }
        shown.push(character);
    }
    shown
}

/// A span of code, in more backticks than any that it holds.
pub(crate) fn code(text: &str) -> String {
    let text = escaped(text);
    let ticks = "`".repeat(longest_run(&text, '`') + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{ticks}{pad}{text}{pad}{ticks}")
}

/// A block of code, in a fence longer than any that it holds.
pub(crate) fn fenced(language: &str, text: &str) -> String {
    let fence = "`".repeat(longest_run(text, '`').max(2) + 1);
    let lines: Vec<_> = text.lines().map(escaped).collect();
    format!("{fence}{language}\n{}\n{fence}", lines.join("\n"))
}

fn longest_run(text: &str, of: char) -> usize {
    text.split(|c| c != of).map(|run| run.chars().count()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_means_anything() {
        let text = "<script>|**x**\u{1b}_y_ `z` [a](b) ![c](d) #1 &amp; https://e www.e.f";
        assert_eq!(
            plain(text),
            "\\<script\\>\\|\\*\\*x\\*\\*\\\\u{1b}\\_y\\_ \\`z\\` \\[a\\](b) \\!\\[c\\](d) \\#1 \
             \\&amp; https\\://e www\\.e.f"
        );
    }

    #[test]
    fn code_cannot_end_its_own_span_or_fence() {
        assert_eq!(code("a ``b`` c"), "```a ``b`` c```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(fenced("text", "````\nx\u{1b}"), "`````text\n````\nx\\u{1b}\n`````");
    }
}
