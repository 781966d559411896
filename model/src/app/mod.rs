//! The app: what it computes, remembers, locks and shows.

mod bandit;
mod component;
mod feeds;
mod jobs;
mod journal;
mod lock;
mod memory;
mod modes;
mod passes;
mod priority;
mod sampler;
mod task;
mod tasks;
mod wait_graph;
mod workload;

pub use bandit::{Bandit, Posterior};
pub use component::Component;
pub use feeds::{Breaker, Feeds, Poll};
pub use jobs::Jobs;
pub use journal::{Journal, WRITE_AFTER};
pub use lock::Lock;
pub(crate) use lock::LockTable;
pub use memory::Memory;
pub use modes::Modes;
pub use passes::Passes;
pub use priority::{PerPriority, Priority, shares};
pub use sampler::{Quality, Sampler};
pub use task::{Signal, Stage, TaskId, TaskKind};
pub use tasks::{Executor, Finished, TaskAccounts};
pub use wait_graph::{LockId, WaitGraph};
pub use workload::{Phase, Workload};
