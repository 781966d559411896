//! `firedrill schema`

use clap::Args;

use crate::command_error::CommandError;
use crate::console;
use crate::exit_code::ExitCode;

/// Print the JSON Schema of scenario files, for editors and validators
#[derive(Debug, Args)]
pub(crate) struct Schema {}

impl Schema {
    pub(crate) fn execute(&self) -> Result<ExitCode, CommandError> {
        console::print(&format!("{:#}\n", firedrill_scenarios::schema()))?;
        Ok(ExitCode::Passed)
    }
}
