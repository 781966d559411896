//! The app: what it computes, remembers, locks and shows.

mod breaker;
mod component;
mod deck;
mod feeds;
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

pub use breaker::Breaker;
pub use component::Component;
pub use deck::Deck;
pub use feeds::{Contents, Feeds, Poll, Request, Servers};
pub use journal::{Journal, WRITE_AFTER};
pub use lock::Lock;
pub(crate) use lock::LockTable;
pub use memory::{Memory, PAGE, Pressure, SizeClass, in_blocks, rounded};
pub use modes::Modes;
pub use passes::Passes;
pub use priority::{PerPriority, Priority, shares};
pub use sampler::{Quality, Sampler};
pub use task::{Signal, Stage, TaskId, TaskKind};
pub use tasks::{Executor, Finished, TaskAccounts};
pub use wait_graph::{LockId, WaitGraph};
