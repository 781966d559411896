//! JSON as all of firedrill prints it: hidden characters as `\u`, wherever their text came from.
//!
//! JSON lets them stand in strings as they are, and a terminal obeys those that reach it. Escaped they
//! are the same value to whoever parses it.

use std::io::{self, Write};

use firedrill_protocol::is_hidden;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

/// A value as JSON on many lines, with a newline at its end. It is one that JSON has a form for:
/// texts, numbers, and lists and structs of them.
pub fn json_document(value: &impl Serialize) -> String {
    written(value, PrettyFormatter::new())
}

/// A value as one line of JSON, with its newline. It is one that JSON has a form for.
pub fn json_line(value: &impl Serialize) -> String {
    written(value, CompactFormatter)
}

fn written(value: &impl Serialize, formatter: impl Formatter) -> String {
    let mut json = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut json, Visible(formatter));
    // Whoever calls sees to it, and writing to memory does not fail.
    #[expect(clippy::expect_used, reason = "no document or line lacks a JSON form")]
    value.serialize(&mut serializer).expect("the value has a JSON form");
    json.push(b'\n');
    #[expect(clippy::expect_used, reason = "it is put together from texts")]
    String::from_utf8(json).expect("JSON is text")
}

/// Another formatter's layout, and no hidden character in its strings.
struct Visible<F>(F);

impl<F: Formatter> Formatter for Visible<F> {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, hidden)) = rest.char_indices().find(|(_, it)| is_hidden(*it)) {
            let (visible, after) = rest.split_at(at);
            writer.write_all(visible.as_bytes())?;
            let mut units = [0; 2];
            for unit in hidden.encode_utf16(&mut units) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = &after[hidden.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_is_hidden_is_escaped_and_means_the_same() {
        let text = "a\u{1b}\u{9b}\u{202e}\u{61c}\u{e0041}\u{7f}é🚨\n\"\u{202e}";
        let value = json!({ text: [text, { "b": text }], "": "" });
        for json in [json_document(&value), json_line(&value)] {
            assert!(!json.contains(|c: char| c != '\n' && is_hidden(c)), "{json}");
            assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), value);
        }
        assert_eq!(json_line(&"\u{202e}\u{e0041}"), "\"\\u202e\\udb40\\udc41\"\n");
    }

    #[test]
    fn what_is_not_hidden_is_laid_out_as_ever() {
        let value = json!({ "a": [1, 2.5, null, true, [], {}], "b": { "c": "d\\é🚨\t" } });
        assert_eq!(json_document(&value), format!("{value:#}\n"));
        assert_eq!(json_line(&value), format!("{value}\n"));
    }
}
