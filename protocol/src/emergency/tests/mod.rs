//! The protocol as its hosts see it.

mod escalations;
mod host;
mod invariants;
mod recoveries;
mod responses;
mod verification;
