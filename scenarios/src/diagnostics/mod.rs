//! What is wrong with a scenario's text, where, and what was probably meant.

mod findings;
mod render;
mod source;
mod suggest;

use core::fmt;
use core::ops::Range;
use std::sync::Arc;

use firedrill_protocol::Position;
pub use firedrill_protocol::is_hidden;

pub(crate) use findings::Findings;
pub use source::escaped;
pub(crate) use source::{SourceText, quoted, sentence};
pub(crate) use suggest::{expected, nearest, nearest_unit};

/// Everything that is wrong with one or more texts; never empty.
#[derive(Clone, Debug)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    omitted: usize,
}

/// One mistake: what, where, and what was expected instead.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    source: Arc<SourceText>,
    span: Range<usize>,
    message: String,
    hint: Option<String>,
    notes: Vec<String>,
    related: Option<Related>,
}

/// A second place that a mistake is about.
#[derive(Clone, Debug)]
struct Related {
    source: Arc<SourceText>,
    span: Range<usize>,
    hint: String,
}

impl Diagnostics {
    /// Each mistake, in the order of the texts.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// How many mistakes were left out, because a text had too many to read.
    pub const fn omitted(&self) -> usize {
        self.omitted
    }

    /// Those found in several texts, as one; nothing if there are none.
    pub(crate) fn join(all: impl IntoIterator<Item = Self>) -> Option<Self> {
        all.into_iter().reduce(|mut all, more| {
            all.list.extend(more.list);
            all.omitted += more.omitted;
            all
        })
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(only: Diagnostic) -> Self {
        Self { list: vec![only], omitted: 0 }
    }
}

impl Diagnostic {
    pub(crate) fn new(source: &Arc<SourceText>, span: Range<usize>, message: String) -> Self {
        let (source, span) = (Arc::clone(source), source.clamp(span));
        Self { source, span, message, hint: None, notes: vec![], related: None }
    }

    /// Shows `hint` beside the carets.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Asks whether `word` was meant, if there is one.
    pub(crate) fn did_you_mean(self, word: Option<impl fmt::Display>) -> Self {
        match word {
            Some(word) => self.hint(format!("did you mean `{word}`?")),
            None => self,
        }
    }

    /// Adds a line below the snippet.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Shows a second place.
    pub(crate) fn related(
        mut self,
        source: &Arc<SourceText>,
        span: Range<usize>,
        hint: &str,
    ) -> Self {
        let (source, span) = (Arc::clone(source), source.clamp(span));
        self.related = Some(Related { source, span, hint: hint.to_owned() });
        self
    }

    /// The text's label: the path of a file, as the caller gave it.
    pub fn label(&self) -> &str {
        self.source.label()
    }

    /// Where the mistake begins.
    pub fn position(&self) -> Position {
        self.source.position(self.span.start)
    }

    /// What is wrong, in a sentence.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What stands beside the carets: mostly what was probably meant.
    pub fn suggestion(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// What was expected and other remarks.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&render::render(self))
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.list.iter().enumerate() {
            let gap = if index == 0 { "" } else { "\n\n" };
            write!(f, "{gap}{diagnostic}")?;
        }
        match self.omitted {
            0 => Ok(()),
            1 => f.write_str("\n\n... and one more mistake"),
            more => write!(f, "\n\n... and {more} more mistakes"),
        }
    }
}

impl core::error::Error for Diagnostics {}
