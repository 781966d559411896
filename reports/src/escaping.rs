//! Text in which nothing means anything, whatever it is put into. What is hidden is shown escaped.

use firedrill_scenarios::escaped;

/// As text or the value of an attribute in HTML.
pub(crate) fn html(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in escaped(text).chars() {
        match character {
            '&' => shown += "&amp;",
            '<' => shown += "&lt;",
            '>' => shown += "&gt;",
            '"' => shown += "&quot;",
            '\'' => shown += "&#39;",
            plain => shown.push(plain),
        }
    }
    shown
}

/// As text in Markdown.
pub(crate) fn markdown(text: &str) -> String {
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
