//! A page as HTML: one file, no script, nothing asked for from outside.

use super::page::{Block, Inline, Line, Page, Section};
use crate::html_text::plain;

const STYLE: &str = include_str!("style.css");

/// Even if something slipped through, a browser runs no script and fetches nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The page, with a newline at its end.
pub(super) fn write(page: &Page) -> String {
    let title = plain(&page.title);
    let head = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
    );
    let mut body = format!("<main>\n<h1>{title}</h1>\n{}", blocks(&page.blocks));
    body += &contents(&page.sections);
    let mut open: Vec<usize> = vec![];
    for (index, section) in page.sections.iter().enumerate() {
        while open.last().is_some_and(|level| *level >= section.level) {
            open.pop();
            body += "</section>\n";
        }
        open.push(section.level);
        let (level, title) = (section.level, line(&section.title));
        body += &format!("<section aria-labelledby=\"s{index}\">\n<h{level} id=\"s{index}\">");
        body += &format!("{title}</h{level}>\n{}", blocks(&section.blocks));
    }
    body += &"</section>\n".repeat(open.len());
    format!("{head}{body}</main>\n</body>\n</html>\n")
}

/// Links to the documents; none where there are none.
fn contents(sections: &[Section]) -> String {
    let documents = sections.iter().enumerate().filter(|(_, section)| section.level == 2);
    let links = documents.map(|(index, section)| {
        format!("<li><a href=\"#s{index}\">{}</a></li>\n", line(&section.title))
    });
    let links: String = links.collect();
    if links.is_empty() {
        return links;
    }
    format!(
        "<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">Documents</h2>\n<ol>\n{links}</ol>\n</nav>\n"
    )
}

fn blocks(blocks: &[Block]) -> String {
    blocks.iter().map(block).collect()
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph(text) => format!("<p>{}</p>\n", line(text)),
        Block::Bullets(lines) => list("ul", "", lines),
        Block::Numbered(lines) => list("ol", "", lines),
        Block::Tasks(lines) => list("ul", " class=\"tasks\"", lines),
        Block::Fields(fields) => {
            let fields = fields.iter().map(|(name, value)| {
                format!("<div><dt>{}</dt><dd>{}</dd></div>\n", plain(name), line(value))
            });
            format!("<dl>\n{}</dl>\n", fields.collect::<String>())
        }
        Block::Moments(moments) => {
            let moments = moments.iter().map(|(at, what)| {
                let at = plain(at);
                format!("<li><span class=\"at\">{at}</span> <span>{}</span></li>\n", line(what))
            });
            format!("<ol class=\"moments\">\n{}</ol>\n", moments.collect::<String>())
        }
        Block::Verbatim(text) => verbatim(text),
        Block::Folded(heading, json) => {
            let heading = plain(heading);
            format!("<details>\n<summary>{heading}</summary>\n{}</details>\n", verbatim(json))
        }
    }
}

fn verbatim(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(plain).collect();
    format!("<pre><code>{}</code></pre>\n", lines.join("\n"))
}

fn list(element: &str, class: &str, lines: &[Line]) -> String {
    let lines = lines.iter().map(|text| format!("<li>{}</li>\n", line(text)));
    format!("<{element}{class}>\n{}</{element}>\n", lines.collect::<String>())
}

fn line(line: &Line) -> String {
    line.0.iter().map(inline).collect()
}

fn inline(inline: &Inline) -> String {
    match inline {
        Inline::Text(text) => plain(text),
        Inline::Strong(text) => format!("<strong>{}</strong>", plain(text)),
        Inline::Quiet(text) => format!("<span class=\"quiet\">{}</span>", plain(text)),
        Inline::Code(text) => format!("<code>{}</code>", plain(text)),
        Inline::Blank(what) => format!("<span class=\"blank\">____ ({})</span>", plain(what)),
    }
}
