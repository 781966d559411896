//! A month's recovery test: what is run, and what its rows say.
//!
//! - [`Month`]: its name;
//! - [`Programme`]: what is rehearsed, every scenario of every suite;
//! - [`Missing`]: the runs that have no row yet, made in batches;
//! - [`Findings`]: what the rows say, part by part, with how sure it is: [`Rate`], [`Spread`].
//!
//! Findings follow from the rows of a ledger and from plans, which follow from scenarios and seeds: nothing
//! is run again for them, and the order in which runs ended leaves no trace.

mod baselines;
mod communication;
mod coordination;
mod failures;
mod findings;
mod incidents;
mod measures;
mod name;
mod programme;
mod requirements;
mod running;
mod scenarios;
mod worth_reading;

pub use baselines::{BaselineFindings, TriggerFindings, UpdateTrigger};
pub use communication::{CommunicationRule, NoticeFindings};
pub use coordination::{MissedHandOvers, RoleFindings};
pub use failures::{FailureCell, FailureKind};
pub use findings::{Findings, SelfCheck, StandingCount};
pub use incidents::{IncidentFindings, LevelFindings};
pub use measures::{Level, Rate, SURE, Spread};
pub use name::{Month, MonthError};
pub use programme::Programme;
pub use requirements::{Reportable, Requirements};
pub use running::Missing;
pub use scenarios::{MarginFindings, ScenarioFindings};
pub use worth_reading::WorthReading;
