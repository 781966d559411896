//! The protocol as its hosts see it.

mod any_input;
mod baselines;
mod distrust;
mod escalations;
mod host;
mod invariants;
mod lines;
mod measures;
mod pieces;
mod recoveries;
mod relaunches;
mod responses;
mod telling;
mod verification;
mod watcher;
mod worsening;
