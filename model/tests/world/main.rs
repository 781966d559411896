//! The world as a whole, under scripted protocols.

#![allow(clippy::unwrap_used, reason = "a test that cannot build its world fails")]

mod any_protocol;
mod causes;
mod contract;
mod governors;
mod scripted;
mod thermal_faults;
mod workloads;
