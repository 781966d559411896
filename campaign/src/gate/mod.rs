//! These runs beside those of a baseline, seed by seed, and whether anything is worse.
//!
//! A baseline is a [ledger](crate::ledger) of an earlier commit, another engine or another protocol.
//! Both sides ran the same incidents, for a seed and a scenario's text decide them; so there is no
//! noise, and any difference is one of the code. What is a regression is stated:
//!
//! - a run stands worse than it did, and is not good ([`StandingChange::is_regression`]);
//! - the median of a [`Metric`], or what 19 of 20 runs keep to, is worse than it was by more than the
//!   [`Tolerance`] ([`Movement::Worse`]).
//!
//! Each scenario is compared for itself: what a healthy hour gains makes up for no lost deadlock.

mod comparison;
mod metric;
mod opening;
mod tolerance;

pub use comparison::{
    Comparison, MetricComparison, Moved, Movement, Quantile, QuantileComparison, Regressed,
    ScenarioComparison, StandingChange,
};
pub use metric::Metric;
pub use opening::{Gate, GateError, LeftOut};
pub use tolerance::Tolerance;
