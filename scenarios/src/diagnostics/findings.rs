//! Mistakes collected while a text is read.

use core::ops::Range;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::source::SourceText;
use super::{Diagnostic, Diagnostics};

/// The mistakes of one text so far.
#[derive(Debug)]
pub(crate) struct Findings {
    source: Arc<SourceText>,
    list: Vec<Diagnostic>,
    /// Lines that are not TOML: what is read there says nothing.
    broken_lines: BTreeSet<usize>,
    /// Mistakes that were never looked at.
    unseen: usize,
}

impl Findings {
    /// More than anybody reads at once.
    const SHOWN_MAX: usize = 40;

    pub(crate) const fn new(source: Arc<SourceText>) -> Self {
        Self { source, list: vec![], broken_lines: BTreeSet::new(), unseen: 0 }
    }

    pub(crate) fn source(&self) -> &Arc<SourceText> {
        &self.source
    }

    /// A mistake at `span`, to be completed and reported.
    pub(crate) fn at(&self, span: Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(&self.source, span, message.into())
    }

    /// Adds a mistake, unless it only follows from a line that could not be read.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        let line = self.source.line_index(diagnostic.span.start);
        if !self.broken_lines.contains(&line) {
            self.list.push(diagnostic);
        }
    }

    /// Adds a mistake about something that is not there, unless it may stand on a line that could
    /// not be read.
    pub(crate) fn report_missing(&mut self, diagnostic: Diagnostic) {
        if self.broken_lines.is_empty() {
            self.list.push(diagnostic);
        }
    }

    /// Adds what the TOML parser found, one mistake a line.
    pub(crate) fn report_syntax(&mut self, diagnostic: Diagnostic) {
        let line = self.source.line_index(diagnostic.span.start);
        if self.broken_lines.insert(line) {
            self.list.push(diagnostic);
        }
    }

    /// Counts mistakes without looking at them.
    pub(crate) const fn omit(&mut self, unseen: usize) {
        self.unseen += unseen;
    }

    /// Whether a line that opens a table may be among those that could not be read: then nobody
    /// knows which keys belong where.
    pub(crate) fn tables_are_lost(&self) -> bool {
        let opens_table = |line: &usize| {
            let text = self.source.slice(&self.source.line_span(*line));
            text.trim_start().starts_with('[')
        };
        self.unseen > 0 || self.broken_lines.iter().any(opens_table)
    }

    /// The result of reading: everything found, or the value if nothing was.
    pub(crate) fn finish<T>(mut self, value: Option<T>) -> Result<T, Diagnostics> {
        if let (true, Some(value)) = (self.list.is_empty(), value) {
            return Ok(value);
        }
        if self.list.is_empty() {
            // A value is left out only after a mistake was reported; this keeps the promise that
            // diagnostics are never empty even if that were wrong.
            self.list.push(self.at(0..0, "this is no scenario"));
        }
        self.list.sort_by_key(|diagnostic| (diagnostic.span.start, diagnostic.span.end));
        let omitted = self.unseen + self.list.len().saturating_sub(Self::SHOWN_MAX);
        self.list.truncate(Self::SHOWN_MAX);
        Err(Diagnostics { list: self.list, omitted })
    }
}
