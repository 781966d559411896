//! A page as Markdown (CommonMark, with GitHub's task lists).

use firedrill_scenarios::escaped;

use super::page::{Block, Inline, Line, Page};
use crate::escaping::markdown as plain;

/// The page, with a newline at its end.
pub(super) fn write(page: &Page) -> String {
    let mut parts = vec![format!("# {}", plain(&page.title))];
    parts.extend(page.blocks.iter().map(block));
    for section in &page.sections {
        parts.push(format!("{} {}", "#".repeat(section.level), line(&section.title)));
        parts.extend(section.blocks.iter().map(block));
    }
    parts.join("\n\n") + "\n"
}

fn block(block: &Block) -> String {
    let list = |lines: &[Line], bullet: &dyn Fn(usize) -> String| {
        let lines = lines.iter().enumerate();
        lines.map(|(index, text)| bullet(index) + &line(text)).collect::<Vec<_>>().join("\n")
    };
    match block {
        Block::Paragraph(text) => line(text),
        Block::Bullets(lines) => list(lines, &|_| "- ".to_owned()),
        Block::Numbered(lines) => list(lines, &|index| format!("{}. ", index + 1)),
        Block::Tasks(lines) => list(lines, &|_| "- [ ] ".to_owned()),
        Block::Fields(fields) => {
            let fields = fields.iter();
            let fields =
                fields.map(|(name, value)| format!("- **{}**: {}", plain(name), line(value)));
            fields.collect::<Vec<_>>().join("\n")
        }
        Block::Moments(moments) => {
            let moments = moments.iter().map(|(at, what)| format!("- {at}: {}", line(what)));
            moments.collect::<Vec<_>>().join("\n")
        }
        Block::Verbatim(text) => fenced("text", text),
        Block::Folded(heading, json) => format!("{}:\n\n{}", plain(heading), fenced("json", json)),
    }
}

fn line(line: &Line) -> String {
    let text: String = line.0.iter().map(inline).collect();
    // What would begin a list, a heading's underline or a rule, if it came first.
    let begins_something = |c: char| matches!(c, '-' | '+' | '=');
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let after = text[digits..].chars().next();
    if digits > 0 && matches!(after, Some('.' | ')')) && text[digits + 1..].starts_with(' ') {
        return format!("{}\\{}", &text[..digits], &text[digits..]);
    }
    if text.starts_with(begins_something) { format!("\\{text}") } else { text }
}

fn inline(inline: &Inline) -> String {
    match inline {
        Inline::Text(text) | Inline::Quiet(text) => plain(text),
        Inline::Strong(text) => format!("**{}**", plain(text)),
        Inline::Code(text) => code(text),
        Inline::Blank(what) => format!("____ ({what})"),
    }
}

/// A span of code, in more backticks than any that it holds.
fn code(text: &str) -> String {
    let text = escaped(text);
    let ticks = "`".repeat(longest_run(&text, '`') + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{ticks}{pad}{text}{pad}{ticks}")
}

/// A block of code, in a fence longer than any that it holds.
fn fenced(language: &str, text: &str) -> String {
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
        for (text, shown) in
            [("- x", "\\- x"), ("+ x", "\\+ x"), ("1. x", "1\\. x"), ("===", "\\===")]
        {
            assert_eq!(line(&text.into()), shown);
        }
        assert_eq!(line(&"01m26.000s".into()), "01m26.000s");
    }

    #[test]
    fn code_cannot_end_its_own_span_or_fence() {
        assert_eq!(code("a ``b`` c"), "```a ``b`` c```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(fenced("text", "````\nx\u{1b}"), "`````text\n````\nx\\u{1b}\n`````");
    }
}
