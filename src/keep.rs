//! `firedrill keep`

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::Args;
use firedrill_campaign::CampaignError;
use firedrill_reports::Reproduction;
use firedrill_scenarios::{FoundWith, Incident, Outcome, Plan, Recording, ScenarioName, run};

use crate::command_error::CommandError;
use crate::console;
use crate::exit_code::ExitCode;
use crate::files;
use crate::kept_file::Place;
use crate::outputs::Outputs;
use crate::protocol_choice::ProtocolChoice;
use crate::run_argument::RunArgument;
use crate::writing;

/// Keep one run as a stored incident: a scenario file that draws nothing and says what was found
///
/// The file can be read, edited and committed, and replays after the code that drew the run has
/// changed. `firedrill verify` runs such files again and says what became of each.
#[derive(Debug, Args)]
pub(crate) struct Keep {
    /// `SCENARIO@SEED`, `PATH.toml@SEED`, or the file of a stored incident or a plan
    #[arg(value_name = "RUN")]
    run: OsString,
    /// Write the incident to this file, whose name becomes its own
    #[arg(long, value_name = "FILE.toml")]
    out: Option<PathBuf>,
    /// Replace the file, whatever it holds
    ///
    /// A file that `keep` wrote of the same run with the same protocol is replaced without, unless somebody
    /// has edited it.
    #[arg(long, requires = "out")]
    force: bool,
    #[command(flatten)]
    protocol: ProtocolChoice,
}

impl Keep {
    pub(crate) fn execute(&self) -> Result<ExitCode, CommandError> {
        let RunArgument { plan, reproduction, found_with, file } = RunArgument::read(&self.run)?;
        let name = self.out.as_deref().map(name_of).transpose()?.flatten();
        let mut outputs = Outputs::beside(file.as_deref());
        if let Some(path) = &self.out {
            outputs.expect_replaced("--out", path)?;
        }
        let protocol = self.protocol.start_for(&found_with)?;
        let found_with = protocol.found_with();
        let place = self.place(&plan, &found_with)?;
        let reproduction = reproduction.with(protocol.substitute().as_ref());
        let outcome = run(&plan, |briefing| protocol.brief(briefing), Recording::Discard);
        let outcome = outcome.map_err(|error| CampaignError {
            reference: plan.reference(),
            error: Box::new(error),
        })?;
        let incident = incident(&plan, &outcome, name).map_err(|reason| {
            let (reference, replay) = (plan.reference(), reproduction.replay());
            CommandError::NotStored { reference, reason, replay }
        })?;
        let incident = incident.found_with(found_with);
        if let Some(path) = &self.out {
            place.check(path, &incident)?;
        }
        match &self.out {
            Some(path) => {
                outputs.write(path, incident.to_toml().as_bytes())?;
                console::print(&written(path, &place, &incident))?;
            }
            None => console::print(&incident.to_toml())?,
        }
        protocol.dismiss()?;
        Ok(ExitCode::Passed)
    }

    fn place(&self, plan: &Plan, found_with: &FoundWith) -> Result<Place, CommandError> {
        match &self.out {
            Some(path) => Place::of_plan(path, plan, found_with, self.force),
            None => Ok(Place::Free),
        }
    }
}

/// What was written, and what is next. Nothing for a device, which may be the output itself.
fn written(path: &Path, place: &Place, incident: &Incident) -> String {
    if !path.is_file() {
        return String::new();
    }
    let failure = incident.found.fingerprint.map(|failure| failure.to_string()).unwrap_or_default();
    let shown = files::shown(path);
    let word = Reproduction::of_plan(&path.to_string_lossy()).word();
    format!(
        "kept    {shown}{}\nfails   {failure}\nverify  firedrill verify {word}\n",
        place.words()
    )
}

fn incident(
    plan: &Plan,
    outcome: &Outcome,
    name: Option<ScenarioName>,
) -> Result<Incident, firedrill_scenarios::NotStored> {
    let incident = Incident::of(plan, outcome)?;
    Ok(match name {
        Some(name) => incident.named(name),
        None => incident,
    })
}

/// The name that a file gives its scenario; `None` for what is no file of a scenario, such as
/// `/dev/stdout`.
fn name_of(path: &Path) -> Result<Option<ScenarioName>, CommandError> {
    if writing::is_open_already(path) {
        return Ok(None);
    }
    if path.extension() != Some(OsStr::new("toml")) && !path.is_dir() {
        return Err(CommandError::NotToml { path: files::shown(path) });
    }
    let stem = files::text(path.file_stem().unwrap_or_default())?;
    match stem.parse() {
        Ok(name) => Ok(Some(name)),
        Err(problem) => Err(CommandError::FileName { path: files::shown(path), problem }),
    }
}
