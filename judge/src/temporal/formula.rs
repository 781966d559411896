//! A formula as a tree of nodes, kept in a list in which children come before their parents.

use core::fmt;
use core::ops::Range;

use firedrill_sim::Span;

use super::error::FormulaError;
use super::monitor::samples_of;
use super::parser;
use super::signal::{Measure, Signal};

/// A formula of signal temporal logic over the [signals](Signal).
///
/// ```
/// use firedrill_judge::temporal::Formula;
///
/// let formula = Formula::parse("always(critical implies eventually[0,30s] responded)").unwrap();
/// assert_eq!(formula.to_string(), "always(critical implies eventually[0,30s] responded)");
/// let error = Formula::parse("always(memori <= 300MB)").unwrap_err();
/// assert_eq!((error.to_string().as_str(), error.span), ("there is no signal `memori`", 7..13));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    text: String,
    nodes: Vec<Node>,
    windows: Vec<(Range<usize>, Bounds)>,
}

/// Index of a node in its formula.
pub(super) type NodeId = usize;

/// One operator with its operands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Node {
    Atom(Atom),
    Not(NodeId),
    Both(Connective, NodeId, NodeId),
    Within(Window, Bounds, NodeId),
    Until(Direction, Bounds, NodeId, NodeId),
}

/// A signal held against a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Atom {
    pub(super) signal: Signal,
    pub(super) comparison: Comparison,
    pub(super) threshold: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Less,
    AtMost,
    More,
    AtLeast,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Connective {
    And,
    Or,
    Implies,
    Iff,
}

/// An operator that asks about all, or any, samples of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) direction: Direction,
    pub(super) over: Over,
}

/// Whether a window lies ahead or behind; `until` looks ahead, `since` is the same behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Ahead,
    Behind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    All,
    Any,
}

/// A window's ends in samples, both included. Without a last one it goes on for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) first: usize,
    pub(super) last: Option<usize>,
}

impl Bounds {
    /// From now on.
    pub(super) const OPEN: Self = Self { first: 0, last: None };
}

impl Atom {
    /// How far the comparison is from failing, or from holding when negative; the sign tells which
    /// even at zero. What is no number does not compare.
    pub(super) fn robustness(&self, value: f64) -> f64 {
        let (distance, is_strict) = match self.comparison {
            Comparison::Less => (self.threshold - value, true),
            Comparison::AtMost => (self.threshold - value, false),
            Comparison::More => (value - self.threshold, true),
            Comparison::AtLeast => (value - self.threshold, false),
        };
        match distance {
            distance if distance.is_nan() => f64::NEG_INFINITY,
            0.0 if is_strict => -0.0,
            distance => distance + 0.0,
        }
    }
}

impl Formula {
    /// Reads a formula.
    pub fn parse(text: &str) -> Result<Self, FormulaError> {
        let (nodes, windows) = parser::read(text)?;
        let words: Vec<_> = text.split_whitespace().collect();
        Ok(Self { text: words.join(" "), nodes, windows })
    }

    /// The part of the text that it was [read](Formula::parse) from where a window begins that is
    /// empty in every run of this duration, if there is one.
    pub fn empty_window(&self, duration: Span) -> Option<Range<usize>> {
        let is_empty = |bounds: &Bounds| bounds.first >= samples_of(duration);
        let found = self.windows.iter().find(|(_, bounds)| is_empty(bounds));
        found.map(|(span, _)| span.clone())
    }

    /// As it was written, on one line.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What its robustness is measured in, if all its comparisons agree; conditions count only when
    /// there is nothing else.
    pub fn measure(&self) -> Option<Measure> {
        let measures = self.nodes.iter().filter_map(|node| match node {
            Node::Atom(atom) => Some(atom.signal.measure()),
            _ => None,
        });
        let mut quantities = measures.filter(|measure| *measure != Measure::Condition);
        let Some(first) = quantities.next() else { return Some(Measure::Condition) };
        quantities.all(|other| other == first).then_some(first)
    }

    /// Its nodes, the whole formula last.
    pub(super) fn nodes(&self) -> &[Node] {
        &self.nodes
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
