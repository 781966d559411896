//! Text of HTML in which nothing means anything. What is hidden is shown escaped.

use firedrill_scenarios::escaped;

/// As text or the value of an attribute in HTML.
pub(crate) fn plain(text: &str) -> String {
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
