//! What a replay leaves behind besides what it prints: the files that its reader asked for.

use std::path::PathBuf;

use clap::Args;
use firedrill_reports::{Reproduction, trace};
use firedrill_scenarios::{Outcome, Plan};

use crate::command_error::CommandError;
use crate::files;

/// The options that ask for files.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Artifacts {
    /// Write the run as a Perfetto trace too, in virtual time: open it with ui.perfetto.dev
    ///
    /// docs/traces.md has the tracks and what the arrows mean.
    #[arg(long, value_name = "FILE.pftrace")]
    trace: Option<PathBuf>,
}

impl Artifacts {
    /// Writes every file that was asked for, each whole or not at all.
    pub(crate) fn write(
        &self,
        plan: &Plan,
        outcome: &Outcome,
        reproduction: &Reproduction,
    ) -> Result<(), CommandError> {
        if let Some(path) = &self.trace {
            files::write(path, &trace(plan, outcome, reproduction))?;
        }
        Ok(())
    }
}
