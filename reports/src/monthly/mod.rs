//! A month's recovery test, for people and programs.
//!
//! [`Summary`] holds all that a month found; whatever else is written of the month follows from it and
//! from the summaries of earlier ones: [`monthly_report`], [`compliance_sheet`].

mod compliance;
mod compliance_rows;
mod filling;
mod page;
mod report;
mod schema;
mod sections;
mod summary;
#[cfg(test)]
mod tests;
mod trend;
mod words;

pub use compliance::compliance_sheet;
pub use filling::{NoticeCheck, NoticeReading, Unfilled, read_notices};
pub use report::monthly_report;
pub use schema::monthly_schema;
pub use summary::{Summary, SummaryError, TestedProtocol};
