//! `firedrill plan`

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use crate::command_error::CommandError;
use crate::console;
use crate::exit_code::ExitCode;
use crate::outputs::Outputs;
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
        let RunArgument { plan, file, .. } = RunArgument::read(&self.run)?;
        let mut outputs = Outputs::beside(file.as_deref());
        match &self.out {
            Some(path) => {
                outputs.expect("--out", path)?;
                outputs.write(path, plan.to_json().as_bytes())?;
            }
            None => console::print(&plan.to_json())?,
        }
        Ok(ExitCode::Passed)
    }
}
