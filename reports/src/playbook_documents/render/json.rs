//! Documents as JSON.

use firedrill_scenarios::is_hidden;

use crate::playbook_documents::Documents;

/// The documents, one value a line, with a newline at the end.
pub(super) fn write(documents: &Documents) -> String {
    // Texts, numbers, and lists and structs of them: JSON has a form for each.
    #[expect(clippy::expect_used, reason = "nothing in a document lacks a JSON form")]
    let json = serde_json::to_string_pretty(documents).expect("documents have a JSON form");
    ascii_where_hidden(&json) + "\n"
}

/// The same JSON with hidden characters as `\u`: they can stand in strings only, and none may reach a
/// terminal.
fn ascii_where_hidden(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if character == '\n' || !is_hidden(character) {
            text.push(character);
            continue;
        }
        let mut units = [0; 2];
        for unit in character.encode_utf16(&mut units) {
            text += &format!("\\u{unit:04x}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_escaped_and_means_the_same() {
        let text = "a\u{1b}\u{9b}\u{202e}\u{e0041}\u{7f}é🚨\n";
        let json = ascii_where_hidden(&serde_json::to_string(text).unwrap());
        assert!(!json.contains(is_hidden), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
