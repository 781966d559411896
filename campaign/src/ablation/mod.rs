//! Ablation: the proof that the judge can fail.
//!
//! The shipped protocol is weakened on purpose, in one way at a time, and rehearsed like the whole
//! one. A weakness that no run shows is a promise that nothing holds anybody to.

mod breaking;
mod catalogue;
mod search;
mod weakened;
mod weakness;

pub use breaking::{Break, Passage};
pub use catalogue::{GROUPS, find, weaknesses};
pub use search::{Ablation, Catch, Cell, Row, Thoroughness};
pub use weakened::Weakened;
pub use weakness::{Group, Weakness};
