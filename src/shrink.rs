//! `firedrill shrink`

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::RangedU64ValueParser;
use firedrill_campaign::shrink::{ShrinkError, Shrinking, Shrunk, minimal_name};
use firedrill_reports::{Palette, Reproduction, Shrinkage, Timing, shrinkage, shrinkage_sentence};
use firedrill_scenarios::{FoundWith, Incident, Plan, ScenarioName, ScenarioRef, usual_name};

use crate::command_error::CommandError;
use crate::console;
use crate::exit_code::ExitCode;
use crate::files;
use crate::interruption;
use crate::jobs::Jobs;
use crate::kept_file::Place;
use crate::nothing_to_shrink::NothingToShrink;
use crate::outputs::Outputs;
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
    /// `SCENARIO@SEED`, `PATH.toml@SEED`, or the file of a stored incident or a plan: a run that fails
    #[arg(value_name = "RUN")]
    run: OsString,
    /// Write the regression to this file; the smallest run's name in the current folder unless given
    #[arg(long, value_name = "FILE.toml", value_parser = regression_file)]
    out: Option<PathBuf>,
    /// Replace the regression's file if it is there, whatever it holds
    #[arg(long)]
    force: bool,
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
    #[command(flatten)]
    jobs: Jobs,
    #[command(flatten)]
    protocol: ProtocolChoice,
}

/// What was written: each file with what it is, and what shows the run again.
struct Written {
    files: Vec<(&'static str, String)>,
    reproduction: Reproduction,
}

/// A file's `about` may be no longer; only that of many faults that are not minimal yet would be.
const ABOUT_MAX: usize = 4000;

const EXAMPLES: &str = "\
Examples:
  firedrill shrink swarm-everything@0xf         a run that failed in CI
  firedrill shrink failed.json --budget 200     a stored plan, in 200 runs at most";

impl Shrink {
    pub(crate) fn execute(&self) -> Result<ExitCode, CommandError> {
        let RunArgument { plan, reproduction: original, found_with, file } =
            RunArgument::read(&self.run)?;
        let smallest = smallest(&plan);
        let path = self.out.clone();
        let path = path.unwrap_or_else(|| format!("{}.toml", usual_name(&smallest)).into());
        let mut outputs = Outputs::beside(file.as_deref());
        match self.force {
            true => outputs.expect_replaced("--out", &path)?,
            false => outputs.expect("--out", &path)?,
        }
        if let Some(path) = &self.plan {
            outputs.expect("--plan", path)?;
        }
        let place = Place::of_unknown(&path, self.force)?;
        let protocol = self.protocol.start_for(&found_with)?;
        let found_with = protocol.found_with();
        let jobs = self.jobs.count();
        let shrinking = Shrinking { plan: &plan, jobs, budget: self.budget };
        let mut spinner = Spinner::of(console::is_watched());
        let stopwatch = Stopwatch::start();
        let shrunk = shrinking.run(
            |briefing| protocol.brief(briefing),
            interruption::is_wanted,
            |glimpse| {
                // It is known to fail: the run itself is the best so far.
                interruption::have_something();
                spinner.show(&glimpse);
            },
        );
        drop(spinner);
        let original = original.with(protocol.substitute().as_ref());
        let shrunk = shrunk.map_err(|error| match error {
            ShrinkError::NothingFails(outcome) => {
                CommandError::from(NothingToShrink::of(&outcome, &original))
            }
            other => other.into(),
        })?;
        let timing = Timing { wall: stopwatch.elapsed(), jobs };
        let Written { files: written, reproduction } =
            self.write(&mut outputs, &plan, &shrunk, &original, (&path, &place), found_with)?;
        let reproduction = reproduction.with(protocol.substitute().as_ref());
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

    /// Writes the files.
    fn write(
        &self,
        outputs: &mut Outputs,
        before: &Plan,
        shrunk: &Shrunk,
        original: &Reproduction,
        (path, place): (&Path, &Place),
        found_with: FoundWith,
    ) -> Result<Written, CommandError> {
        let reference = before.reference();
        let stored = Incident::of(&shrunk.plan, &shrunk.outcome);
        let stored = stored.map(|incident| incident.found_with(found_with));
        let mut incident = stored.map_err(|reason| CommandError::NotStored {
            reference: reference.clone(),
            reason,
            replay: original.replay(),
        })?;
        let sentence = shrinkage_sentence(before, shrunk);
        let about = format!("Shrunk from {reference}: {sentence}.");
        incident.about = about.chars().take(ABOUT_MAX).collect();
        if let Some(name) = stem(path) {
            incident = incident.named(name);
        }
        outputs.write(path, incident.to_toml().as_bytes())?;
        let reproduction = Reproduction::of_plan(files::text(path.as_os_str())?);
        let mut written = vec![("regression", files::shown(path) + place.words())];
        if let Some(path) = &self.plan {
            outputs.write(path, shrunk.plan.to_json().as_bytes())?;
            written.push(("plan", files::shown(path)));
        }
        Ok(Written { files: written, reproduction })
    }
}

/// The name of the smallest run, before it is found.
fn smallest(plan: &Plan) -> ScenarioRef {
    ScenarioRef { name: minimal_name(&plan.scenario), seed: plan.seed }
}

/// An incident is found by its file's name, so that has to be a name.
fn regression_file(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    if path.extension() != Some(OsStr::new("toml")) {
        return Err("it must end in `.toml`".to_owned());
    }
    let stem = path.file_stem().and_then(OsStr::to_str).unwrap_or_default();
    match stem.parse::<ScenarioName>() {
        Ok(_) => Ok(path),
        Err(problem) => Err(format!("the file's name is the regression's: {problem}")),
    }
}

fn stem(path: &Path) -> Option<ScenarioName> {
    path.file_stem()?.to_str()?.parse().ok()
}
