//! From bytes to a table with places: size, encoding and TOML.

use core::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::DeTable;

use crate::diagnostics::{Diagnostic, Diagnostics, Findings, SourceText, quoted};
use crate::encoding::NotText;
use crate::limits::FILE_BYTES_MAX;

/// Errors of the parser that are looked at: a file with more is no scenario with mistakes, but
/// something else.
const ERRORS_MAX: usize = 500;

/// The text of a file, if it is one.
pub(crate) fn decode(label: &str, bytes: &[u8]) -> Result<Arc<SourceText>, Diagnostics> {
    let unseen = || Arc::new(SourceText::new(label, String::new()));
    if let Some(other) = NotText::of(bytes) {
        let message = format!("the file is {}, not UTF-8 text", other.what());
        return Err(Diagnostic::new(&unseen(), 0..0, message).note(other.remedy()).into());
    }
    if bytes.len() > FILE_BYTES_MAX {
        let message = format!(
            "the file has {} bytes, a scenario at most {FILE_BYTES_MAX} (1 MB)",
            bytes.len()
        );
        return Err(Diagnostic::new(&unseen(), 0..0, message).into());
    }
    match core::str::from_utf8(bytes) {
        Ok(text) => Ok(Arc::new(SourceText::new(label, text.to_owned()))),
        Err(error) => {
            let at = error.valid_up_to();
            let shown = String::from_utf8_lossy(bytes).into_owned();
            let source = Arc::new(SourceText::new(label, shown));
            let byte = bytes.get(at).copied().unwrap_or_default();
            let span = at..at + char::REPLACEMENT_CHARACTER.len_utf8();
            let message =
                format!("the file is not UTF-8 text: byte 0x{byte:02x} begins no character");
            Err(Diagnostic::new(&source, span, message).hint("save the file as UTF-8").into())
        }
    }
}

/// Reads TOML as far as it can be read; what cannot be is reported.
pub(crate) fn parse<'t>(text: &'t str, findings: &mut Findings) -> Spanned<DeTable<'t>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    findings.omit(errors.len().saturating_sub(ERRORS_MAX));
    for error in errors.iter().take(ERRORS_MAX) {
        let span = error.span().unwrap_or(0..0);
        let diagnostic = explain(error.message(), span, findings);
        findings.report_syntax(diagnostic);
    }
    table
}

/// The parser's message, and for its two most common causes what to do.
fn explain(message: &str, span: Range<usize>, findings: &Findings) -> Diagnostic {
    if message == "duplicate key" {
        let key = quoted(findings.source().slice(&span));
        return findings.at(span, format!("the key {key} stands here a second time"));
    }
    if let Some(value) = unquoted_value(&span, findings.source()) {
        let written = quoted(findings.source().slice(&value));
        let message = format!("{written} is no TOML value");
        return findings.at(value, message).hint("a text stands in quotes");
    }
    findings.at(span, format!("this is not TOML: {message}"))
}

/// The bare value that an error lies in, as in `rate = 8MB/s`.
fn unquoted_value(span: &Range<usize>, source: &SourceText) -> Option<Range<usize>> {
    let line = source.line_span(source.line_index(span.start));
    let text = source.slice(&line);
    let value_at = text.find('=')? + 1;
    let value = &text[value_at..];
    let written = value[..value.find('#').unwrap_or(value.len())].trim();
    let begins_as_text = |c: char| c.is_alphanumeric() || matches!(c, '-' | '+' | '.');
    let is_bare = written.starts_with(begins_as_text)
        && !written.contains(['"', '\'', '[', ']', '{', '}', ',', '=']);
    let start = line.start + text.len() - value.trim_start().len();
    (is_bare && span.start >= start).then(|| start..start + written.len())
}
