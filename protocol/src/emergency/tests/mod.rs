//! The protocol as its hosts see it.

mod escalations;
mod host;
mod invariants;
mod measures;
mod pieces;
mod responses;
mod telling;
mod verification;
