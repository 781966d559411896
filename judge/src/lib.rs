//! Severity, SLA clocks, checklist and invariants read from the world's ground truth.
//!
//! - what the truth shows: [`Symptoms`], [`Checklist`];
//! - what is held to it: [`Property`], judged by [`Judge`] event by event;
//! - what a scenario holds it to besides: formulas over signals, in [`temporal`];
//! - what a scenario states to fail: [`StatedFailures`];
//! - what comes out: [`Judgement`] with its [`Verdict`] and [`IncidentSummary`]s.

mod clocks;
mod communication;
mod conduct;
mod drill;
mod expectation;
mod fingerprint;
mod incident;
mod judge;
mod judgement;
mod ladder;
mod learning;
mod overstay;
mod property;
mod statement;
mod symptoms;
pub mod temporal;
mod watch;

pub use clocks::{Allowance, Clock, ClockReading, Reading};
pub use drill::DrillSummary;
pub use expectation::Expectation;
pub use fingerprint::Fingerprint;
pub use incident::{IncidentSummary, Showing};
pub use judge::{Judge, Sight};
pub use judgement::Judgement;
pub use overstay::MODE_ENDS_WITHIN;
pub use property::{Property, Verdict, Violation};
pub use statement::{StatedFailures, StatementProblem};
pub use symptoms::{Checklist, Symptoms};
