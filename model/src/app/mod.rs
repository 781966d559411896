//! The app: what it computes, remembers, locks and shows.

mod bandit;
mod component;
mod feeds;
mod journal;
mod lock;
mod memory;
mod modes;
mod passes;
mod priority;
mod quality;
mod ranking;
mod sampler;
mod score_cache;
mod task;
mod tasks;
mod wait_graph;

pub use bandit::{Bandit, Posterior};
pub use component::Component;
pub use feeds::{Breaker, Feeds, Poll};
pub use journal::{Journal, WRITE_AFTER};
pub use lock::Lock;
pub(crate) use lock::LockTable;
pub use memory::{Memory, PAGE, Pressure, SizeClass, in_blocks, rounded};
pub use modes::Modes;
pub use passes::Passes;
pub use priority::{PerPriority, Priority, shares};
pub use quality::{Quality, RANKING_LASTS, Sampling};
pub use ranking::CachedRanking;
pub use sampler::{PassConditions, Sampler};
pub use score_cache::{Lookup, ScoreCache};
pub use task::{Signal, Stage, TaskId, TaskKind};
pub use tasks::{Executor, Finished, TaskAccounts};
pub use wait_graph::{LockId, WaitGraph};
