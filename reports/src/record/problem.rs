//! Why a text is no record.

use firedrill_scenarios::escaped;
use thiserror::Error;

use super::difference::shortened;
use super::format::RECORD_VERSION;

/// Longest line of a record in bytes. The first one, with the plan, is the longest by far.
pub const RECORD_LINE_BYTES_MAX: usize = 8 * 1024 * 1024;

/// What is wrong with a record, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{line}:{column}: {}", escaped(&shortened(&.problem.to_string())))]
pub struct RecordError {
    /// The line, from 1.
    pub line: u64,
    /// The column in bytes, from 1.
    pub column: usize,
    /// What is wrong there.
    #[source]
    pub problem: RecordProblem,
}

/// What is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RecordProblem {
    /// There is nothing in it.
    #[error("the record is empty")]
    Empty,
    /// It does not begin like a record.
    #[error("a record begins with a line like {{\"record\":{RECORD_VERSION},…}}")]
    NoHeading,
    /// Another version of firedrill wrote it.
    #[error(
        "it has record format {version}, this version of firedrill reads format \
         {RECORD_VERSION}: record the run anew"
    )]
    OtherVersion {
        /// Its version.
        version: String,
    },
    /// No line of a record is that long.
    #[error("the line is longer than {RECORD_LINE_BYTES_MAX} bytes (8 MB): this is no record")]
    LineTooLong,
    /// So much never happens at once.
    #[error("more happens in event {event} than in any event of a run: this is no record")]
    TooMuchHappened {
        /// Which event.
        event: u64,
    },
    /// The line is no JSON, or not of the format.
    #[error("{0}")]
    Malformed(String),
    /// A line that fits stands where it cannot.
    #[error("{0}")]
    OutOfOrder(String),
    /// The last line is missing.
    #[error(
        "the record is truncated after event {events}: its last line, which has the verdict, is missing"
    )]
    Truncated {
        /// Events that it has.
        events: u64,
    },
}
