//! The app: what it computes, remembers, locks and shows.

mod component;
mod feeds;
mod jobs;
mod journal;
mod lock;
mod memory;
mod modes;
mod passes;
mod sampler;
mod tasks;
mod workload;

pub use component::Component;
pub use feeds::{Breaker, Feeds, Poll};
pub use jobs::Jobs;
pub use journal::{Journal, WRITE_AFTER};
pub use lock::Lock;
pub(crate) use lock::LockTable;
pub use memory::Memory;
pub use modes::Modes;
pub use passes::Passes;
pub use sampler::{Quality, Sampler};
pub use tasks::{Executor, Finished, Stage, TaskId, TaskKind};
pub use workload::{Phase, Workload};
