//! `firedrill plan`

use std::ffi::OsString;

use clap::Args;

use crate::command_error::CommandError;
use crate::console;
use crate::exit_code::ExitCode;
use crate::run_argument::RunArgument;

/// Print the plan of one run: every draw and fault as JSON, replayable alone
#[derive(Debug, Args)]
pub(crate) struct PlanCommand {
    /// `SCENARIO@SEED` or `PATH.toml@SEED`
    #[arg(value_name = "RUN")]
    run: OsString,
}

impl PlanCommand {
    pub(crate) fn execute(&self) -> Result<ExitCode, CommandError> {
        let run = RunArgument::read(&self.run)?;
        console::print(&run.plan.to_json())?;
        Ok(ExitCode::Passed)
    }
}
