//! Why a text is no playbook, and where it goes wrong.

use core::fmt;

use thiserror::Error;

use crate::quantity::QuantityError;

/// Why a playbook could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}{problem}", self.place())]
pub struct PlaybookError {
    /// The key at fault, dotted from the file's root; empty when the text is no TOML at all.
    pub key: String,
    /// Where in the text; `None` for overrides, whose text the caller holds.
    pub position: Option<Position>,
    /// What is wrong there.
    pub problem: PlaybookProblem,
}

/// A place in a text, both counted from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
}

/// What can be wrong with one key of a playbook.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PlaybookProblem {
    /// The text is not TOML.
    #[error("{0}")]
    Syntax(String),
    /// A whole playbook must state every number: a silent default would be tested unread.
    #[error("is missing")]
    Missing,
    /// No such key exists; a misspelt override would change nothing and look obeyed.
    #[error("is unknown here, expected one of {expected}")]
    Unknown {
        /// The keys there are.
        expected: String,
    },
    /// The value has the wrong kind.
    #[error("must be {expected}, found {found}")]
    WrongKind {
        /// What belongs here.
        expected: &'static str,
        /// What stands here.
        found: &'static str,
    },
    /// The value is a word, but none that belongs here.
    #[error("`{word}` is none of {expected}")]
    UnknownWord {
        /// What stands here.
        word: String,
        /// The words there are.
        expected: String,
    },
    /// The value is no quantity of the right dimension.
    #[error("{0}")]
    Quantity(#[from] QuantityError),
    /// The number cannot be this one.
    #[error("must be {expected}")]
    OutOfRange {
        /// What it may be.
        expected: &'static str,
    },
    /// Two numbers that depend on each other contradict.
    #[error("must {relation} `{other}`")]
    OutOfOrder {
        /// How the two must relate.
        relation: &'static str,
        /// The other key.
        other: String,
    },
}

impl Position {
    /// The place of a byte of `text`.
    pub(super) fn of(text: &str, byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

impl PlaybookError {
    fn place(&self) -> Place<'_> {
        Place { position: self.position, key: &self.key }
    }
}

/// The part of the sentence that says where.
struct Place<'e> {
    position: Option<Position>,
    key: &'e str,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(position) = self.position {
            write!(f, "{position}: ")?;
        }
        if self.key.is_empty() { Ok(()) } else { write!(f, "`{}` ", self.key) }
    }
}
impl PlaybookError {
    /// Overrides that are no TOML.
    pub(super) fn unwritable(error: toml::ser::Error) -> Self {
        let problem = PlaybookProblem::Syntax(format!("cannot be written as TOML: {error}"));
        Self { key: "overrides".to_owned(), position: None, problem }
    }
}
