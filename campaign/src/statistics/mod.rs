//! What many runs say, and how surely.
//!
//! - [`Proportion`]: how often, with Clopper and Pearson's interval;
//! - [`Quantiles`]: how much at most in half of the runs, or in 95 of 100, with an interval that
//!   supposes no distribution;
//! - [`Paired`]: the same seeds before and after a change;
//! - [`Binomial`]: what all three count with;
//! - [`Confidence`]: how sure is sure.
//!
//! Everything is exact: nothing is approximated by a normal distribution, nothing is drawn, and the
//! last bit is the same on every machine. An interval covers the truth at least as often as its
//! confidence says, whatever the truth is; since counts are whole, mostly more often.

mod binomial;
mod confidence;
mod interval;
mod paired;
mod proportion;
mod quantiles;

pub use binomial::Binomial;
pub use confidence::Confidence;
pub use interval::Interval;
pub use paired::{Better, Paired};
pub use proportion::Proportion;
pub use quantiles::{EcdfPoint, Quantiles};
