//! A mistake as people see it in a terminal, without colour.

use core::ops::Range;

use annotate_snippets::{
    Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str,
};

use super::Diagnostic;
use super::source::SourceText;

/// Renders one mistake; no newline at the end.
pub(super) fn render(diagnostic: &Diagnostic) -> String {
    let Diagnostic { source, span, message, hint, notes, related } = diagnostic;
    let title = Level::ERROR.primary_title(message.as_str());
    let mut group = Group::with_title(title);
    group = if source.text().is_empty() {
        group.element(Origin::path(source.label()))
    } else {
        group.element(snippet(source, span, AnnotationKind::Primary, hint.as_deref()))
    };
    if let Some(related) = related {
        let hint = Some(related.hint.as_str());
        let (source, span) = (&related.source, &related.span);
        group = group.element(snippet(source, span, AnnotationKind::Context, hint));
    }
    for note in notes {
        group = group.element(Level::NOTE.no_name().message(normalize_untrusted_str(note)));
    }
    harmless(&Renderer::plain().render(&[group]))
}

/// The first line of the span. What goes on below it, as tables do, would hide the mistake.
fn snippet<'s>(
    source: &'s SourceText,
    span: &Range<usize>,
    kind: AnnotationKind,
    hint: Option<&'s str>,
) -> Snippet<'s, Annotation<'s>> {
    let index = source.line_index(span.start);
    let line = source.line_span(index);
    let within = |byte: usize| byte.clamp(line.start, line.end) - line.start;
    Snippet::source(source.slice(&line))
        .line_start(index + 1)
        .path(source.label())
        .annotation(kind.span(within(span.start)..within(span.end)).label(hint))
}

/// The renderer shows control characters as symbols, save those above ASCII, one of which opens a
/// terminal's control sequences, and some that are invisible or break lines.
fn harmless(rendered: &str) -> String {
    let mut shown = String::with_capacity(rendered.len());
    for character in rendered.chars() {
        match character {
            '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' => {
                shown.push(char::REPLACEMENT_CHARACTER)
            }
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => {}
            other => shown.push(other),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn no_character_of_a_text_reaches_the_terminal_as_a_command() {
        for character in ('\0'..='\u{ffff}').filter(|c| c.is_control() && *c != '\n') {
            let source = Arc::new(SourceText::new("x", format!("a {character} b")));
            let shown = Diagnostic::new(&source, 0..1, format!("found {character}")).to_string();
            assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?}");
        }
    }

    #[test]
    fn text_that_changes_direction_is_shown_as_it_is_stored() {
        for character in "\u{202a}\u{202e}\u{2066}\u{2069}\u{200f}\u{61c}".chars() {
            let source = Arc::new(SourceText::new("x", format!("a {character} b")));
            let shown = Diagnostic::new(&source, 0..1, "x".to_owned()).to_string();
            assert!(!shown.contains(character), "{shown:?}");
        }
    }
}
