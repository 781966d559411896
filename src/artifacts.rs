//! What a replay leaves behind besides what it prints: the files that its reader asked for.

use clap::Args;
use firedrill_reports::Reproduction;
use firedrill_scenarios::{Outcome, Plan};

use crate::command_error::CommandError;

/// The options that ask for files.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Artifacts {}

impl Artifacts {
    /// Writes every file that was asked for, each whole or not at all.
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "no file can be asked for yet"
    )]
    pub(crate) const fn write(
        &self,
        _plan: &Plan,
        _outcome: &Outcome,
        _reproduction: &Reproduction,
    ) -> Result<(), CommandError> {
        Ok(())
    }
}
