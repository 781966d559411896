//! Why a command was not carried out.

use std::io;

use firedrill_campaign::CampaignError;
use thiserror::Error;

use crate::run_argument::RunArgumentError;
use crate::selection::SelectionError;

/// Why a command was not carried out. Always [`ExitCode::BadInput`](crate::ExitCode::BadInput).
#[derive(Debug, Error)]
pub(crate) enum CommandError {
    /// The arguments do not name scenarios.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// The argument does not name a run.
    #[error(transparent)]
    RunArgument(#[from] RunArgumentError),
    /// A run cannot be made.
    #[error(transparent)]
    Unrunnable(Box<CampaignError>),
    /// The output went nowhere, though somebody was listening.
    #[error("the output cannot be written: {0}")]
    Output(#[from] io::Error),
}

impl From<CampaignError> for CommandError {
    fn from(error: CampaignError) -> Self {
        Self::Unrunnable(Box::new(error))
    }
}

impl CommandError {
    /// The error as it is shown. Mistakes in files come with their own heading and snippet.
    pub(crate) fn report(&self) -> String {
        match self {
            Self::Selection(SelectionError::Mistakes(mistakes))
            | Self::RunArgument(RunArgumentError::Mistakes(mistakes)) => mistakes.to_string(),
            other => format!("error: {other}"),
        }
    }
}
