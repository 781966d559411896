//! A page as Markdown (CommonMark, with GitHub's task lists).

use super::page::{Block, Inline, Line, Page};
use crate::markdown_text::{code, fenced, plain};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_a_line_means_nothing() {
        for (text, shown) in
            [("- x", "\\- x"), ("+ x", "\\+ x"), ("1. x", "1\\. x"), ("===", "\\===")]
        {
            assert_eq!(line(&text.into()), shown);
        }
        assert_eq!(line(&"01m26.000s".into()), "01m26.000s");
    }
}
