//! The HTML document: well formed, alone in the world, usable without eyes.

use std::collections::BTreeSet;

use crate::{MANY, documents};

/// A tag: its name, its attributes as they stand, and whether it closes.
fn tags(html: &str) -> Vec<(String, String, bool)> {
    let after = html.split("</style>").nth(1).unwrap();
    let tags = after.split('<').skip(1).map(|rest| rest.split('>').next().unwrap());
    tags.map(|tag| {
        let closes = tag.starts_with('/');
        let tag = tag.trim_start_matches('/');
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        (name.to_owned(), attributes.to_owned(), closes)
    })
    .collect()
}

fn attribute(attributes: &str, name: &str) -> Option<String> {
    let rest = attributes.split(&format!("{name}=\"")).nth(1)?;
    Some(rest.split('"').next().unwrap().to_owned())
}

#[test]
fn every_tag_is_closed_in_its_turn() {
    for (name, documents) in MANY.iter() {
        let mut open: Vec<String> = vec!["html".to_owned(), "head".to_owned()];
        for (tag, _, closes) in tags(&documents.to_html()) {
            if closes {
                assert_eq!(open.pop().as_ref(), Some(&tag), "{name}");
            } else {
                open.push(tag);
            }
        }
        assert!(open.is_empty(), "{name}: {open:?}");
    }
}

#[test]
fn nothing_is_asked_for_and_nothing_runs() {
    for (name, documents) in MANY.iter() {
        let html = documents.to_html();
        for foreign in
            ["<script", "<link", "<img", "<iframe", "src=", "url(", "@import", "href=\"h", " on"]
        {
            let found = tags(&html).iter().any(|(_, attributes, _)| attributes.contains(foreign));
            let found = found || foreign != " on" && html.contains(foreign);
            assert!(!found, "{name}: {foreign}");
        }
        assert!(html.contains("Content-Security-Policy\" content=\"default-src 'none'"));
    }
}

#[test]
fn headings_nest_and_every_section_has_a_name() {
    let mut seen = 0;
    for (name, documents) in MANY.iter() {
        let html = documents.to_html();
        assert!(html.contains("<html lang=\"en\">") && html.contains("name=\"viewport\""));
        let tags = tags(&html);
        let ids: Vec<_> = tags.iter().filter_map(|(_, a, _)| attribute(a, "id")).collect();
        let unique: BTreeSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), unique.len(), "{name}");
        for (tag, attributes, closes) in &tags {
            let names = tag == "section" || tag == "nav";
            if names && !closes {
                let labelled = attribute(attributes, "aria-labelledby").unwrap();
                assert!(unique.contains(&labelled), "{name}: {labelled}");
                seen += 1;
            }
            if let Some(target) = attribute(attributes, "href") {
                assert!(unique.contains(&target.trim_start_matches('#').to_owned()), "{target}");
            }
        }
        let mut last = 0;
        for (tag, _, closes) in &tags {
            let level = tag.strip_prefix('h').and_then(|level| level.parse::<usize>().ok());
            if let Some(level) = level.filter(|_| !closes) {
                assert!(level <= last + 1, "{name}: h{level} after h{last}");
                last = level;
            }
        }
    }
    assert!(seen > 1000, "{seen}");
}

#[test]
fn markdown_and_html_say_the_same() {
    let documents = documents("compound-leak-and-runaway", 1);
    let (markdown, html) = (documents.to_markdown(), documents.to_html());
    let words = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    // Whatever a tag says is not said to a reader.
    let shown: String =
        html.split('<').filter_map(|rest| rest.split_once('>')).map(|x| x.1).collect();
    let shown = shown.replace("&lt;", "").replace("&gt;", "").replace("&quot;", "");
    let shown = words(&shown.replace("&#39;", "").replace("&amp;", ""));
    for line in markdown.lines().filter(|line| !line.starts_with("```")) {
        let line = line.trim_start_matches(|c: char| c.is_ascii_digit());
        // What one medium marks with tags stands between the words in the other.
        for piece in line.split(['*', '`', '\\']).filter(|piece| !piece.trim().is_empty()) {
            assert!(shown.contains(&words(piece)), "{piece}");
        }
    }
}
