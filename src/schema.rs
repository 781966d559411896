//! `firedrill schema`

use clap::{Args, ValueEnum};

use crate::command_error::CommandError;
use crate::console;
use crate::exit_code::ExitCode;

/// Print a JSON Schema: of scenario files, foreign protocols, records, explanations or reports
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Of what
    #[arg(value_name = "FORMAT", value_enum, default_value_t = Format::Scenario)]
    of: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Scenario files, for editors and validators
    Scenario,
    /// The lines between firedrill and a foreign protocol
    Protocol,
    /// What `report --format json` writes
    Report,
    /// What `run --performance-report` writes
    PerformanceReport,
    /// What `firedrill explain --format json` prints
    Explanation,
    /// The lines of a run's record, as `replay --record` writes it
    Record,
}

impl Schema {
    pub(crate) fn execute(&self) -> Result<ExitCode, CommandError> {
        let schema = match self.of {
            Format::Scenario => firedrill_scenarios::schema(),
            Format::Protocol => firedrill_bridge::schema(),
            Format::Report => firedrill_reports::documents_schema(),
            Format::PerformanceReport => firedrill_reports::ci::performance_report_schema(),
            Format::Explanation => firedrill_reports::explanation_schema(),
            Format::Record => firedrill_reports::record::record_schema(),
        };
        console::print(&format!("{schema:#}\n"))?;
        Ok(ExitCode::Passed)
    }
}
