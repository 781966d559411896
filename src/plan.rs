//! `firedrill plan`

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;
use firedrill_scenarios::{FoundWith, escaped};

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
        let RunArgument { plan, file, found_with, .. } = RunArgument::read(&self.run)?;
        let mut outputs = Outputs::beside(file.as_deref());
        match &self.out {
            Some(path) => {
                outputs.expect("--out", path)?;
                outputs.write(path, plan.to_json().as_bytes())?;
            }
            None => console::print(&plan.to_json())?,
        }
        if let Some(note) = note(&found_with) {
            console::print_beside(&note)?;
        }
        Ok(ExitCode::Passed)
    }
}

/// What a plan does not hold: the protocol that its run was found with, unless that is the shipped one.
fn note(found_with: &FoundWith) -> Option<String> {
    let (found, option) = match found_with {
        FoundWith::Shipped => return None,
        FoundWith::Weakness(name) => {
            let name = escaped(name);
            (format!("the weakness `{name}`"), format!("--weakness {name}"))
        }
        FoundWith::Foreign(name) => {
            (format!("the protocol `{}`", escaped(name)), "--protocol COMMAND".to_owned())
        }
    };
    Some(format!(
        "note: the incident was found with {found}, which a plan does not hold\n  \
         replay the plan with `{option}` to see it again\n"
    ))
}
