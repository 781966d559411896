//! The world as a whole, under scripted protocols.

#![allow(clippy::unwrap_used, reason = "a test that cannot build its world fails")]

mod any_protocol;
mod causes;
mod contract;
mod monitoring_faults;
mod recovery_faults;
mod scripted;
mod team;
