//! The protocol as its hosts see it.

mod distrust;
mod escalations;
mod host;
mod invariants;
mod lines;
mod measures;
mod pieces;
mod recoveries;
mod responses;
mod telling;
mod verification;
mod worsening;
