//! Temporal properties: signal temporal logic with quantitative robustness, in discrete time.
//!
//! A formula is read by [`Formula::parse`] and watched by a [`Monitor`], sample by sample.
//!
//! # Language
//!
//! | written | holds at a sample when |
//! |---|---|
//! | `memory <= 300MB` (`<`, `>=`, `>`) | the [signal](Signal) compares so with the quantity |
//! | `critical` | the signal, a condition, holds |
//! | `always[0,600s] p` | p holds at every sample of the window ahead |
//! | `eventually[0,30s] p` | p holds at one of them |
//! | `historically[a,b] p`, `once[a,b] p` | likewise, of the window behind |
//! | `p until[a,b] q` | q holds at a sample of the window ahead, and p at every one before it |
//! | `p since[a,b] q` | q held at a sample of the window behind, and p at every one after it |
//! | `not p`, `p and q`, `p or q`, `p implies q`, `p iff q` | as usual |
//!
//! Without bounds a window reaches from now to the end, or to the beginning, of the run.
//!
//! From tight to loose: a comparison; `not` and the temporal operators with one operand; `until` and
//! `since`, which do not chain; `and`; `or`; `implies`, which groups to the right; `iff`. So
//! `always critical implies responded` is `(always critical) implies responded`.
//!
//! # Semantics
//!
//! Time is discrete, a sample every [`SAMPLE_PERIOD`]; bounds are whole multiples of it and closed. A
//! window is cut where the run begins or ends; over nothing at all `always` and `historically` hold
//! with infinite robustness, the others fail with it.
//!
//! Robustness is in base units of the signal (bytes, nanoseconds, degrees, per cent ...): `x <= c` has
//! `c - x`, `x >= c` has `x - c`, a condition +1 or -1; `not` negates, `and` and everything that asks
//! for all takes the minimum, the others the maximum; `iff` is the two implications. Where signals of
//! several units meet, the number is that of the comparison which decided. A property is judged at the
//! first sample. At robustness zero the truth still counts: `x < c` fails where `x <= c` holds. The
//! [`Monitor`] keeps it in the sign of the zero.
//!
//! A violation is told at the first sample at which it is certain whatever the signals do later: what
//! is not sampled yet may be anything, a comparison here and its negation there independently of each
//! other (Kleene's three values), and the run's length is known.

#[cfg(test)]
mod any_formula;
mod certainty;
mod error;
mod formula;
mod gates;
mod lexer;
mod monitor;
mod parser;
mod property;
mod reading;
#[cfg(test)]
mod reference;
mod robustness;
mod signal;
mod since_until;
#[cfg(test)]
mod tables;
mod window;

pub use error::{FormulaError, FormulaProblem};
pub use formula::Formula;
pub(crate) use monitor::sample_time;
pub use monitor::{Finding, Monitor};
pub use property::{NameError, PropertyName, TemporalFinding, TemporalProperty};
pub use reading::Readings;
pub(crate) use reading::Standing;
pub use signal::{Measure, Signal};

use firedrill_sim::Span;

/// How much virtual time lies between two samples (choice: the monitor in the app samples as often).
pub const SAMPLE_PERIOD: Span = Span::from_secs(1);

/// Longest formula in bytes (choice: what still fits a screen).
pub const FORMULA_BYTES_MAX: usize = 512;

/// Deepest nesting of a formula (choice: far beyond what anybody can read).
pub const NESTING_MAX: usize = 32;

/// Most temporal properties of one run (choice).
pub const PROPERTIES_MAX: usize = 32;
