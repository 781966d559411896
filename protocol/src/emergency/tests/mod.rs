//! The protocol as its hosts see it.

mod escalations;
mod host;
mod invariants;
mod responses;
mod telling;
mod verification;
