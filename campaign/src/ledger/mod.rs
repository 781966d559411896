//! A ledger: what is kept of each run of a campaign that is too long for one sitting, a line a run.
//!
//! The first line says what is being run; a ledger of anything else, or of another engine, is refused,
//! for its rows would not be those of the runs that are to come. The rest are rows in whatever order
//! the runs ended. A last line that was torn off in writing is dropped; one torn anywhere else is an
//! error.

mod heading;
mod reading;
mod row;

pub use heading::{Heading, HeadingScenario};
pub use reading::{Ledger, LedgerError};
pub use row::{Row, RowClock, RowIncident, RowViolation};
