//! The world as a whole, under scripted protocols.

#![allow(clippy::unwrap_used, reason = "a test that cannot build its world fails")]

mod any_protocol;
mod causes;
mod concurrency_faults;
mod contract;
mod feed_faults;
mod governors;
mod hollow_steps;
mod interface_faults;
mod memory_faults;
mod monitoring_faults;
mod pressure;
mod recovery_faults;
mod sampler_faults;
mod sampler_figures;
mod scripted;
mod team;
mod thermal_faults;
mod triggers;
mod workloads;
