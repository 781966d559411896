//! `firedrill plan`

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use crate::command_error::CommandError;
use crate::console;
use crate::exit_code::ExitCode;
use crate::files;
use crate::run_argument::RunArgument;

/// Print the plan of one run: every draw and fault as JSON, replayable alone
#[derive(Debug, Args)]
pub(crate) struct PlanCommand {
    /// `SCENARIO@SEED`, `PATH.toml@SEED`, or the file of a stored incident
    #[arg(value_name = "RUN")]
    run: OsString,
    /// Write the plan to this file instead
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl PlanCommand {
    pub(crate) fn execute(&self) -> Result<ExitCode, CommandError> {
        let run = RunArgument::read(&self.run)?;
        let json = run.plan.to_json();
        match &self.out {
            Some(path) => files::write(path, json.as_bytes())?,
            None => console::print(&json)?,
        }
        Ok(ExitCode::Passed)
    }
}
