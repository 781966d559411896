//! The protocol as its hosts see it.

mod any_input;
mod baselines;
mod escalations;
mod host;
mod invariants;
mod relaunches;
mod responses;
mod verification;
mod watcher;
