//! `firedrill diff`

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::Args;
use firedrill_campaign::CampaignError;
use firedrill_judge::Verdict;
use firedrill_reports::record::{self, Interrupted, Piece};
use firedrill_reports::{Palette, Substitute};
use firedrill_scenarios::{FoundWith, Outcome, Plan, Recording, run};

use crate::command_error::CommandError;
use crate::console;
use crate::exit_code::ExitCode;
use crate::files;
use crate::input::Input;
use crate::protocol_choice::ProtocolChoice;
use crate::record_file::{RecordFile, RecordFileError};
use crate::run_argument::RunArgument;
use crate::tested::UnderTest;

/// Compare two runs event by event: name the first that differs, and show what came before it
///
/// Equal runs give exit code 0. Runs that differ give 4 when plan, engine and protocol are the same,
/// for then they must not, and 1 when they are not. What is read of a record does not grow with its
/// size.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// A record of `replay --record`, or a run to be made now: `SCENARIO@SEED`, `PATH.toml@SEED`, or the
    /// file of a stored incident or a plan
    #[arg(value_name = "A")]
    a: OsString,
    /// The other one
    #[arg(value_name = "B")]
    b: OsString,
    #[command(flatten)]
    protocol: ProtocolChoice,
}

/// One of the two.
#[derive(Debug)]
enum Side {
    Recorded(Box<RecordFile>),
    Run(Box<(Plan, Outcome)>),
}

/// One of the two, before anything is run.
#[derive(Debug)]
enum Source {
    Record(RecordFile),
    Plan(Plan, FoundWith),
}

impl Diff {
    pub(crate) fn execute(&self) -> Result<ExitCode, CommandError> {
        // Both are looked at before either is run: a mistake in the second costs no run of the first.
        let (a, b) = (Source::of(&self.a)?, Source::of(&self.b)?);
        let runs_any = matches!(a, Source::Plan(..)) || matches!(b, Source::Plan(..));
        let (own_a, own_b) = (a.own(&self.protocol)?, b.own(&self.protocol)?);
        let protocol = if runs_any { self.protocol.start()? } else { UnderTest::Shipped };
        let of_a = own_a.as_ref().unwrap_or(&protocol);
        let of_b = own_b.as_ref().unwrap_or(&protocol);
        let (instead_a, instead_b) = (of_a.substitute(), of_b.substitute());
        let (mut a, mut b) = (a.read(of_a)?, b.read(of_b)?);
        let comparison =
            record::compare(a.pieces(instead_a.as_ref()), b.pieces(instead_b.as_ref()));
        let comparison = comparison.map_err(|Interrupted { events, error }| {
            CommandError::Uncompared { events, error: Box::new(error) }
        })?;
        let names = [files::shown(self.a.as_ref()), files::shown(self.b.as_ref())];
        let names = [names[0].as_str(), names[1].as_str()];
        let text = record::difference(&comparison, names, &Palette::COLOURED, console::width());
        console::print(&text)?;
        protocol.dismiss()?;
        // Two runs that broke down alike are alike, and show nothing.
        if a.is_broken() || b.is_broken() {
            return Ok(ExitCode::ContractBroken);
        }
        Ok(match (comparison.is_same(), comparison.must_be_same()) {
            (true, _) => ExitCode::Passed,
            (false, true) => ExitCode::NotDeterministic,
            (false, false) => ExitCode::Failed,
        })
    }
}

impl Source {
    fn of(argument: &OsStr) -> Result<Self, CommandError> {
        let path = Path::new(argument);
        let RunArgument { plan, found_with, .. } = if files::exists(path)? && !path.is_dir() {
            // What it is shows only when it is open, and then it must not be opened again.
            match RecordFile::of(Input::of_text(path)?) {
                Ok(file) => return Ok(Self::Record(file)),
                Err(input) => RunArgument::read_open(argument, input)?,
            }
        } else {
            RunArgument::read(argument)?
        };
        Ok(Self::Plan(plan, found_with))
    }

    /// What a stored incident was found with, when nothing else was chosen.
    fn own(&self, choice: &ProtocolChoice) -> Result<Option<UnderTest>, CommandError> {
        match self {
            Self::Record(_) => Ok(None),
            Self::Plan(_, found_with) => choice.own(found_with),
        }
    }

    fn read(self, protocol: &UnderTest) -> Result<Side, CommandError> {
        let plan = match self {
            Self::Record(file) => return Ok(Side::Recorded(Box::new(file))),
            Self::Plan(plan, _) => plan,
        };
        let outcome = run(&plan, |briefing| protocol.brief(briefing), Recording::EveryEvent);
        let outcome = outcome.map_err(|error| CampaignError {
            reference: plan.reference(),
            error: Box::new(error),
        })?;
        Ok(Side::Run(Box::new((plan, outcome))))
    }
}

impl Side {
    /// Whether it is a run, made here, that ended because the protocol broke down.
    fn is_broken(&self) -> bool {
        match self {
            Self::Recorded(_) => false,
            Self::Run(run) => matches!(run.1.judgement.verdict, Verdict::Broken { .. }),
        }
    }

    fn pieces(
        &mut self,
        substitute: Option<&Substitute>,
    ) -> Box<dyn Iterator<Item = Result<Piece, RecordFileError>> + '_> {
        match self {
            Self::Recorded(file) => Box::new(file),
            Self::Run(run) => Box::new(record::pieces(&run.0, &run.1, substitute).map(Ok)),
        }
    }
}
