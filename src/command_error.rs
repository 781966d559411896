//! Why a command was not carried out.

use std::io;

use firedrill_campaign::CampaignError;
use firedrill_campaign::explain::ExplainError;
use firedrill_campaign::month::Month;
use firedrill_campaign::shrink::{Fate, ShrinkError};
use firedrill_protocol::{Breakdown, BreakdownKind};
use firedrill_reports::plot::PlotError;
use firedrill_scenarios::{NameError, NotStored, ScenarioRef, escaped};
use thiserror::Error;

use crate::baseline::BaselineError;
use crate::date::DateError;
use crate::exit_code::ExitCode;
use crate::files::FileError;
use crate::month_folder::MonthFolderError;
use crate::nothing_to_shrink::NothingToShrink;
use crate::outputs::OutputError;
use crate::record_file::RecordFileError;
use crate::run_argument::RunArgumentError;
use crate::seeds::TooFewSeeds;
use crate::selection::SelectionError;
use crate::timeline_choice::WindowError;

/// Why a command was not carried out.
#[derive(Debug, Error)]
pub(crate) enum CommandError {
    /// The arguments do not name scenarios.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// The argument does not name a run.
    #[error(transparent)]
    RunArgument(#[from] RunArgumentError),
    /// The run has no such part.
    #[error(transparent)]
    Window(#[from] WindowError),
    /// A file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file cannot be written, or must not.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A run cannot be drawn.
    #[error(transparent)]
    Plot(#[from] PlotError),
    /// A run cannot be made.
    #[error(transparent)]
    Unrunnable(Box<CampaignError>),
    /// A run is not worth storing.
    #[error("{reference} is not kept: {reason}\n  see it with `{replay}`")]
    NotStored {
        /// Which run.
        reference: ScenarioRef,
        /// Why.
        #[source]
        reason: NotStored,
        /// The command that shows it.
        replay: String,
    },
    /// The file to write is there, and only the work can tell what would take its place.
    #[error(
        "`{path}` is there already\n  name another file with `--out`, or replace it with `--force`"
    )]
    Occupied {
        /// The file.
        path: String,
    },
    /// The file to write is there, and something in it would be lost.
    #[error(
        "`{path}` is there already and is not just what `keep` writes of {run} with this protocol\n  \
         name another file, or replace it with `--force`: what else it says is lost then"
    )]
    OccupiedByOther {
        /// The file.
        path: String,
        /// What was to be written.
        run: ScenarioRef,
    },
    /// A plan's file is there, and holds something else.
    #[error(
        "`{path}` is there already and is not the plan that might be written\n  \
         name another folder with `--write-plans`, or move the file away"
    )]
    OccupiedPlan {
        /// The file.
        path: String,
    },
    /// The run was found with a weakness that there is not.
    #[error(
        "the incident was found with the weakness `{name}`, which this version does not have\n  \
         `firedrill list weaknesses` shows every weakness; choose one with `--weakness`"
    )]
    NoSuchWeakness {
        /// The weakness.
        name: String,
    },
    /// The run was found with a foreign protocol, whose command is not stored.
    #[error(
        "the incident was found with the protocol `{name}`\n  name its command with `--protocol COMMAND`; \
         for the shipped one, run the plan: `firedrill plan FILE`"
    )]
    OtherProtocol {
        /// What it called itself.
        name: String,
    },
    /// The file to write gives the incident a name that it cannot have.
    #[error("`{path}` names no incident: {problem}\n  the file's name becomes the incident's")]
    FileName {
        /// The path.
        path: String,
        /// What is wrong with the name.
        #[source]
        problem: NameError,
    },
    /// A stored incident is found by its ending.
    #[error(
        "`{path}` does not end in `.toml`\n  a stored incident is a scenario file: name one, such as `{path}.toml`"
    )]
    NotToml {
        /// The path.
        path: String,
    },
    /// A plan says what happens, but not what was found.
    #[error(
        "`{path}` is a plan, not a stored incident\n  store its run with `firedrill keep {path} --out FILE.toml`"
    )]
    PlanNotStored {
        /// The path.
        path: String,
    },
    /// The folder has nothing to verify.
    #[error("`{path}` has no stored incident\n  `firedrill keep RUN --out FILE.toml` stores one")]
    NothingStored {
        /// The folder.
        path: String,
    },
    /// There is no folder of the usual name, and no other was named.
    #[error(
        "there is no folder `{path}` here, which is verified unless a path is given\n  \
         name a folder or files: `firedrill verify FILE.toml`"
    )]
    NoUsualFolder {
        /// The folder.
        path: String,
    },
    /// A run cannot be shrunk.
    #[error("{}", why_not(.0))]
    Shrink(#[from] ShrinkError),
    /// A file is no baseline for these runs.
    #[error(
        "`{path}` is no baseline for this run: {error}\n  \
         save one with `firedrill run … --save-baseline FILE`"
    )]
    Baseline {
        /// The file.
        path: String,
        /// Why not.
        #[source]
        error: BaselineError,
    },
    /// A run does not fail, so nothing can be taken from it.
    #[error(transparent)]
    NothingToShrink(#[from] NothingToShrink),
    /// There is no foreign protocol to be tested.
    #[error("{0}\n  check `--protocol`: its first word is the program, and no shell reads it")]
    NotStarted(String),
    /// A foreign protocol broke down outside any run.
    #[error("the protocol under test broke down: {}", last_words(.0))]
    Protocol(Box<Breakdown>),
    /// A run cannot be explained.
    #[error("{}", unexplained(.0))]
    Unexplained(Box<ExplainError>),
    /// A record cannot be read to where it differs, or to its end.
    #[error("{error}{}", so_far(*.events))]
    Uncompared {
        /// Events that were the same so far.
        events: u64,
        /// Why it cannot be read.
        #[source]
        error: Box<RecordFileError>,
    },
    /// There are not so many seeds.
    #[error(transparent)]
    Seeds(#[from] TooFewSeeds),
    /// A report has no date.
    #[error(transparent)]
    Date(#[from] DateError),
    /// GitHub is to be told, and there is no GitHub.
    #[error(
        "`--github` is for a job of GitHub Actions, whose summary is the file that GITHUB_STEP_SUMMARY names, and \
         that is not set\n  leave `--github` out, or set it to a file"
    )]
    NoGithubJob,
    /// A month cannot be made in its folder.
    #[error(transparent)]
    MonthFolder(#[from] MonthFolderError),
    /// The month has not begun.
    #[error("{month} has not begun by {date}\n  name a month that has, or the date with `--date`")]
    FutureMonth {
        /// The month.
        month: Month,
        /// The date of the report.
        date: String,
    },
    /// The date has no month that could be written.
    #[error("`{date}` is of no month with a year of four digits\n  name a date with `--date`")]
    NoMonth {
        /// The date.
        date: String,
    },
    /// There is no such scenario to make a month of.
    #[error("there is no scenario `{}`\n  `firedrill list scenarios` shows every one", escaped(.name))]
    NoSuchScenario {
        /// Its name.
        name: String,
    },
    /// Somebody wanted it to end before it was done.
    #[error("interrupted\n  what was done is kept: the same command goes on where it stopped")]
    Interrupted,
    /// The output went nowhere, though somebody was listening.
    #[error("the output cannot be written: {0}")]
    StandardOutput(#[from] io::Error),
}

impl From<CampaignError> for CommandError {
    fn from(error: CampaignError) -> Self {
        Self::Unrunnable(Box::new(error))
    }
}

impl From<ExplainError> for CommandError {
    fn from(error: ExplainError) -> Self {
        Self::Unexplained(Box::new(error))
    }
}

impl From<Breakdown> for CommandError {
    fn from(breakdown: Breakdown) -> Self {
        match breakdown.kind {
            // A command that cannot be started is a mistake of whoever wrote it.
            BreakdownKind::NotStarted => Self::NotStarted(breakdown.about),
            _ => Self::Protocol(Box::new(breakdown)),
        }
    }
}

impl CommandError {
    /// What it amounts to.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Shrink(ShrinkError::NotDeterministic { .. }) => ExitCode::NotDeterministic,
            Self::Protocol(_) => ExitCode::ContractBroken,
            Self::NotStored { reason: NotStored::Unexercised { .. }, .. } => ExitCode::Unexercised,
            Self::NotStored { reason: NotStored::Broken(_), .. } => ExitCode::ContractBroken,
            Self::Unexplained(error) => match **error {
                ExplainError::Broken { .. } => ExitCode::ContractBroken,
                ExplainError::NotDeterministic { .. } => ExitCode::NotDeterministic,
                ExplainError::Unrunnable(_) => ExitCode::BadInput,
            },
            _ => ExitCode::BadInput,
        }
    }

    /// The error as it is shown. Mistakes in files come with their own heading and snippet.
    pub(crate) fn report(&self) -> String {
        match self {
            Self::Selection(SelectionError::Mistakes(mistakes))
            | Self::RunArgument(RunArgumentError::Mistakes(mistakes)) => mistakes.to_string(),
            Self::RunArgument(RunArgumentError::Incident(error)) => error.to_string(),
            // Whatever a stranger's file or program put into it moves no cursor.
            other => {
                let said = format!("error: {other}");
                said.lines().map(escaped).collect::<Vec<_>>().join("\n")
            }
        }
    }
}

fn unexplained(error: &ExplainError) -> String {
    match error {
        ExplainError::Broken { at, breakdown } => {
            format!("the protocol under test broke down at {at}: {}", last_words(breakdown))
        }
        other => other.to_string(),
    }
}

/// What a comparison that was not ended has shown.
fn so_far(events: u64) -> String {
    match events {
        0 => String::new(),
        1 => "\n  the first event is the same in both".to_owned(),
        events => format!("\n  events 1 to {events} are the same in both"),
    }
}

fn last_words(breakdown: &Breakdown) -> String {
    let stderr = breakdown.stderr.iter().map(|line| format!("\n  stderr: {line}"));
    let said = format!("{breakdown}{}", stderr.collect::<String>());
    said.lines().map(escaped).collect::<Vec<_>>().join("\n")
}

fn why_not(error: &ShrinkError) -> String {
    match error {
        ShrinkError::NotDeterministic { first, again } => format!(
            "the run cannot be shrunk, for the same plan is run in different ways:\n  first it fails \
             {}\n  then it {again}{}\n  a protocol that uses time, threads or chance of its own does that; \
             `firedrill run --check-determinism` says where two runs differ",
            first.fingerprint,
            if **again == Fate::Same { ", but not event by event" } else { "" }
        ),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use firedrill_campaign::shrink::{Failure, FailureStanding, Fate};
    use firedrill_judge::{Fingerprint, Property};
    use firedrill_model::nouns::Phase;

    use super::*;

    #[test]
    fn a_run_that_comes_to_different_things_is_4_and_says_to_which() {
        let fingerprint = Fingerprint {
            property: Property::RestoresInTime,
            phase: Phase::Recovering,
            incident: None,
        };
        let first = Box::new(Failure { fingerprint, standing: FailureStanding::Failed });
        let again = Box::new(Fate::Recovers);
        let error = CommandError::from(ShrinkError::NotDeterministic { first, again });
        assert_eq!(error.exit_code(), ExitCode::NotDeterministic);
        let report = error.report();
        assert!(report.contains("first it fails restores-in-time while recovering"), "{report}");
        assert!(report.contains("\n  then it recovers\n"), "{report}");
    }
}
