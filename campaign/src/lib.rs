//! Runs of many seeds.
//!
//! - [`Campaign`]: scenarios and seeds, run on some threads, into [`ScenarioResult`]s;
//! - [`Reach`]: what the runs reached between them;
//! - [`ablation`]: the shipped protocol weakened on purpose, to see what holds it to its promises;
//! - [`verify`]: stored incidents run again, and what each comes to today;
//! - [`explain`]: one run again and again with one thing less, to see what mattered;
//! - [`run_in_order`]: the same for any work, with a result that no thread count changes.

pub mod ablation;
mod coverage;
pub mod explain;
mod pool;
mod sweep;
mod verification;

pub use coverage::Reach;
pub use pool::{Flow, run_in_order};
pub use sweep::{Campaign, CampaignError, ScenarioResult, Trial};
pub use verification::{Answer, Verification, verify};
