//! Why a text is no formula, and where in it.

use core::ops::Range;

use firedrill_model::nouns::quantity::QuantityError;
use thiserror::Error;

use super::signal::Signal;
use super::{FORMULA_BYTES_MAX, NESTING_MAX, SAMPLE_PERIOD};

/// What is wrong with a formula, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{problem}")]
pub struct FormulaError {
    /// The part of the text that is wrong, in bytes; empty at its end where something is missing.
    pub span: Range<usize>,
    /// What is wrong.
    #[source]
    pub problem: FormulaProblem,
}

/// What is wrong with a formula.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FormulaProblem {
    /// There is nothing.
    #[error("the formula is empty")]
    Empty,
    /// Longer than any formula.
    #[error("the formula has {bytes} bytes, more than {FORMULA_BYTES_MAX}")]
    TooLong {
        /// Bytes that it has.
        bytes: usize,
    },
    /// Nested deeper than any formula.
    #[error("the formula is nested deeper than {NESTING_MAX} levels")]
    TooDeep,
    /// A symbol that stands nowhere in a formula.
    #[error("`{symbol}` has no meaning in a formula")]
    UnknownSymbol {
        /// The symbol.
        symbol: String,
        /// What is probably meant.
        meant: Option<&'static str>,
    },
    /// Something else belongs here.
    #[error("expected {expected}, found {found}")]
    Unexpected {
        /// What belongs here.
        expected: &'static str,
        /// What stands here.
        found: String,
    },
    /// A comparison the wrong way round.
    #[error("a comparison begins with its signal, not with `{text}`")]
    QuantityFirst {
        /// The quantity.
        text: String,
    },
    /// A word that is neither a signal nor an operator.
    #[error("there is no signal `{name}`")]
    UnknownSignal {
        /// The word.
        name: String,
    },
    /// A quantity stands where a condition does.
    #[error("`{signal}` is a {}, it must be compared with one", signal.measure().name())]
    NotCompared {
        /// The signal.
        signal: Signal,
    },
    /// A condition is compared.
    #[error("`{signal}` holds or does not, it is not compared")]
    NotComparable {
        /// The signal.
        signal: Signal,
    },
    /// The number is no quantity of the signal's dimension.
    #[error("{problem}")]
    Quantity {
        /// The signal that is compared.
        signal: Signal,
        /// What is wrong.
        problem: QuantityError,
    },
    /// There is no such thermal state.
    #[error("`{text}` is no thermal state")]
    ThermalState {
        /// What is written.
        text: String,
    },
    /// A bound is no duration.
    #[error("{problem}")]
    Bound {
        /// What is wrong.
        problem: QuantityError,
    },
    /// A bound lies between two samples.
    #[error("`{text}` is no whole multiple of the sample period, {SAMPLE_PERIOD}")]
    BetweenSamples {
        /// What is written.
        text: String,
    },
    /// The window ends before it begins.
    #[error("the window is inverted: `{first}` is more than `{last}`")]
    Inverted {
        /// Where it begins.
        first: String,
        /// Where it ends.
        last: String,
    },
    /// `p until q until r`.
    #[error("`{operator}` does not chain: which of the two comes first?")]
    Chained {
        /// The second operator.
        operator: &'static str,
    },
}
