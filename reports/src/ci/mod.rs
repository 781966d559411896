//! A campaign for the machines of continuous integration: a file a format, each a pure function from the
//! report to text.
//!
//! - what all of them say: `cases`, with what is wrong in `finding`; `validation`, with its `metric`s;
//!   `purpose` for the suites;
//! - what they are told of the world outside: [`Occasion`];
//! - the formats: [`junit()`], [`performance_report()`], [`ctrf()`], [`open_metrics()`], and what GitHub
//!   shows, [`job_summary()`] and [`annotations()`].

mod cases;
mod ctrf;
mod finding;
mod github;
mod junit;
mod metric;
mod occasion;
mod open_metrics;
mod performance_report;
mod purpose;
mod ranking;
#[cfg(test)]
mod tests;
mod validation;
mod words;

pub use ctrf::ctrf;
pub use github::{annotations, job_summary};
pub use junit::junit;
pub use occasion::{Build, Occasion, OutputFile};
pub use open_metrics::open_metrics;
pub use performance_report::{performance_report, performance_report_schema};
