//! Recovery protocols that live in other processes, in whatever language.
//!
//! - the lines that go back and forth: [`wire`], specified in `docs/foreign-protocols.md`, and as JSON
//!   Schema: [`schema()`];
//! - a protocol under test: [`Foreign`], started by a [`ForeignCommand`], plays runs as
//!   [`ForeignProtocol`]s;
//! - the processes themselves: `child`, with `lines` and `last_words`; whoever is interrupted ends them
//!   all: [`Leash`].
//!
//! Whatever a child does, the answer is a [`Breakdown`](firedrill_protocol::Breakdown): never an
//! endless wait, never a panic, never memory without bound. Wall-clock time decides only when to give
//! a child up.

mod child;
mod command;
mod foreign;
mod last_words;
mod leash;
mod lines;
mod playing;
mod schema;
pub mod wire;

pub use command::{CommandError, ForeignCommand};
pub use foreign::Foreign;
pub use leash::{AllEnded, Leash};
pub use playing::ForeignProtocol;
pub use schema::schema;
