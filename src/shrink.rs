//! `firedrill shrink`

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::RangedU64ValueParser;
use firedrill_campaign::shrink::{Shrinking, Shrunk};
use firedrill_reports::{Palette, Reproduction, Shrinkage, Timing, shrinkage};

use crate::command_error::CommandError;
use crate::console;
use crate::exit_code::ExitCode;
use crate::files;
use crate::interruption;
use crate::progress::Spinner;
use crate::protocol_choice::ProtocolChoice;
use crate::run_argument::RunArgument;
use crate::stopwatch::Stopwatch;

/// Find the smallest run that fails as this one does: which faults it takes, and how much of each
///
/// Faults are left out, the run is shortened, whatever can be usual is made so, and every number that is
/// left is turned down to where the failure ends. A step counts only if the failure stays the same:
/// property, what the protocol had announced, and incident type. Ctrl-C ends it with the best so far.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Shrink {
    /// `SCENARIO@SEED`, `PATH.toml@SEED`, or the file of a plan: a run that fails
    #[arg(value_name = "RUN")]
    run: OsString,
    /// Write the regression to this file; the smallest run's name in the current folder unless given
    #[arg(long, value_name = "FILE.toml")]
    out: Option<PathBuf>,
    /// Write the smallest run's plan to this file, too
    #[arg(long, value_name = "FILE.json")]
    plan: Option<PathBuf>,
    /// Make so many runs at most, and be content with what is left by then
    #[arg(
        long,
        value_name = "RUNS",
        default_value_t = 100_000,
        value_parser = RangedU64ValueParser::<u64>::new().range(1..)
    )]
    budget: u64,
    /// Threads; as many as there are processors unless given
    #[arg(
        long,
        value_name = "N",
        value_parser = RangedU64ValueParser::<usize>::new().range(1..=256)
    )]
    jobs: Option<usize>,
    #[command(flatten)]
    protocol: ProtocolChoice,
}

const EXAMPLES: &str = "\
Examples:
  firedrill shrink swarm-everything@0xf         a run that failed in CI
  firedrill shrink failed.json --budget 200     a stored plan, in 200 runs at most";

impl Shrink {
    pub(crate) fn execute(&self) -> Result<ExitCode, CommandError> {
        let RunArgument { plan, .. } = RunArgument::read(&self.run)?;
        let protocol = self.protocol.start()?;
        let jobs = self.jobs();
        let shrinking = Shrinking { plan: &plan, jobs, budget: self.budget };
        interruption::listen();
        let mut spinner = Spinner::of(console::is_watched());
        let stopwatch = Stopwatch::start();
        let shrunk = shrinking.run(
            |briefing| protocol.brief(briefing),
            interruption::is_wanted,
            |glimpse| spinner.show(&glimpse),
        );
        drop(spinner);
        let shrunk = shrunk?;
        let timing = Timing { wall: stopwatch.elapsed(), jobs };
        let (written, replayable) = self.write(&shrunk)?;
        let reproduction = Reproduction::of_plan(&replayable).with(protocol.substitute().as_ref());
        let report = Shrinkage {
            before: &plan,
            shrunk: &shrunk,
            timing,
            written: &written,
            reproduction: &reproduction,
            width: console::width(),
        };
        console::print(&shrinkage(&report, &Palette::COLOURED))?;
        protocol.dismiss()?;
        Ok(ExitCode::Passed)
    }

    /// Writes the files: what each is with its path, and the path of the one that `replay` takes.
    fn write(
        &self,
        shrunk: &Shrunk,
    ) -> Result<(Vec<(&'static str, String)>, String), CommandError> {
        let usual = format!("{}-{}.json", shrunk.plan.scenario, shrunk.plan.seed);
        let path = self.plan.as_deref().unwrap_or_else(|| Path::new(&usual));
        files::write(path, shrunk.plan.to_json().as_bytes())?;
        let path = files::text(path.as_os_str())?.to_owned();
        Ok((vec![("plan", path.clone())], path))
    }

    fn jobs(&self) -> usize {
        let processors = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        self.jobs.unwrap_or_else(processors)
    }
}
