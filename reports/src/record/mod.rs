//! The record of a run: every event on paper, to be compared with that of another.
//!
//! - written by [`record()`], or part by part: [`pieces`], [`Piece`];
//! - read by [`RecordReader`], which is handed lines and keeps none;
//! - two of them compared: [`compare`], and in words [`difference()`];
//! - the format: `docs/records.md`, and [`record_schema()`].

mod after;
mod comparing;
mod difference;
mod event;
mod faults_apart;
mod format;
mod payload;
mod problem;
mod reading;
mod shape;
mod telling;
mod writing;

pub use comparing::{Interrupted, RecordComparison, compare};
pub use event::RecordedEvent;
pub use format::{RECORD_VERSION, record_schema};
pub use problem::{RECORD_LINE_BYTES_MAX, RecordError, RecordProblem};
pub use reading::RecordReader;
pub use telling::difference;
pub(crate) use telling::parting;
pub use writing::{End, Heading, Piece, pieces, record};
