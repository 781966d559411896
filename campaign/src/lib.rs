//! Runs of many seeds.
//!
//! - [`Campaign`]: scenarios and seeds, run on some threads, into [`ScenarioResult`]s;
//! - [`Standing`]: how a run, or a set of runs, came out;
//! - [`ledger`]: what is kept of each run of a campaign that is too long for one sitting;
//! - [`statistics`]: what many runs say, and how surely;
//! - [`gate`]: these runs beside those of another commit, and whether anything is worse;
//! - [`Reach`]: what the runs reached between them;
//! - [`ablation`]: the shipped protocol weakened on purpose, to see what holds it to its promises;
//! - [`verify`]: stored incidents run again, and what each comes to today;
//! - [`explain`]: one run again and again with one thing less, to see what mattered;
//! - [`shrink`]: from a run that fails to the smallest that fails in the same way;
//! - [`run_in_order`]: the same for any work, with a result that no thread count changes.

pub mod ablation;
mod coverage;
pub mod explain;
pub mod gate;
pub mod ledger;
mod pool;
pub mod shrink;
mod standing;
pub mod statistics;
mod sweep;
mod verification;

pub use coverage::Reach;
pub use pool::{Flow, run_in_order};
pub use standing::Standing;
pub use sweep::{Campaign, CampaignError, ScenarioResult, Trial};
pub use verification::{Answer, Verification, verify};
