//! Shrinking: from a run that fails to the smallest run that fails in the same way.
//!
//! - [`Shrinker`] is the step machine: it proposes plans, is told what each came to, and ends. It runs
//!   nothing;
//! - [`Shrinking`] drives it with real runs, on threads, into a [`Shrunk`];
//! - `plans()` (feature `proptest`) drives it from property tests: one generator, one shrinker.
//!
//! A step counts only if the failure stays the same ([`Failure`]). What is left is 1-minimal: no single
//! fault can be left out and no single part be made usual; each magnitude that matters stands at a
//! [`Threshold`], of which both sides have been run. docs/shrinking.md says what that means and what not.

mod drive;
mod failure;
mod fewer;
mod inquiry;
mod magnitude;
mod readable;
mod shrinker;
mod simpler;
mod steps;
#[cfg(feature = "proptest")]
mod strategy;
mod threshold;

pub use drive::{Ending, Glimpse, ShrinkError, Shrinking, Shrunk, minimal_name};
pub use failure::{Failure, FailureStanding, Fate};
pub use magnitude::Place;
pub use shrinker::Shrinker;
#[cfg(feature = "proptest")]
pub use strategy::{DrawnPlan, PlanTree, Plans, plans};
pub use threshold::Threshold;
