//! Which one run an argument names.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use firedrill_reports::Reproduction;
use firedrill_scenarios::{
    Diagnostics, FoundWith, Incident, IncidentError, Plan, PlanError, Scenario, suites,
};
use firedrill_sim::{Seed, SeedError};
use thiserror::Error;

use crate::files::{self, FileError};
use crate::input::Input;
use crate::record_file;
use crate::suggestion;
use crate::writing;

/// A plan, and the line that anyone can paste to see its run.
#[derive(Debug)]
pub(crate) struct RunArgument {
    pub(crate) plan: Plan,
    pub(crate) reproduction: Reproduction,
    /// The protocol that it was found with, if it is a stored incident.
    pub(crate) found_with: FoundWith,
    /// The file that it was read from, if it is none of the embedded scenarios.
    pub(crate) file: Option<PathBuf>,
}

/// Why an argument does not name a run.
#[derive(Debug, Error)]
pub(crate) enum RunArgumentError {
    /// No scenario of that name is embedded, and no file has that path.
    #[error("there is no scenario or file `{text}`\n{}", hint(.suggestion.as_deref()))]
    Unknown {
        /// What was written.
        text: String,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// A scenario has as many runs as there are seeds.
    #[error("`{text}` is a scenario, not one run of it\n  add a seed, such as `{text}@0x1`")]
    NoSeed {
        /// What was written.
        text: String,
    },
    /// A plan is one run already.
    #[error(
        "`{path}` is a plan, which has its seed in it\n  see its run with `firedrill replay {path}`"
    )]
    PlanWithSeed {
        /// The plan's path.
        path: String,
    },
    /// What stands behind the `@` is no seed.
    #[error(
        "`{text}` names no run: {problem}\n  a run is a scenario and a seed, such as `healthy-hour@0x1`"
    )]
    Seed {
        /// What was written.
        text: String,
        /// What is wrong with the seed.
        #[source]
        problem: SeedError,
    },
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file is no scenario.
    #[error(transparent)]
    Mistakes(#[from] Diagnostics),
    /// The file is a stored incident that cannot be replayed.
    #[error(transparent)]
    Incident(IncidentError),
    /// A record has the plan of its run, and is none itself.
    #[error(
        "`{path}` is a record; its plan is in its first line: \
         `head -1 {path} | jq .plan > plan.json`\n  \
         then name `plan.json`, and the `protocol` of that line with an option if it is not null"
    )]
    Record {
        /// The record's path.
        path: String,
    },
    /// The file is no plan.
    #[error("{0}\n  `firedrill plan SCENARIO@SEED` prints a plan as it should be")]
    Plan(#[from] PlanError),
}

impl RunArgumentError {
    fn no_seed(text: &str) -> Self {
        Self::NoSeed { text: files::shown(text.as_ref()) }
    }
}

impl RunArgument {
    /// Reads `SCENARIO@SEED`, `PATH.toml@SEED`, or the path of a stored incident or a plan.
    pub(crate) fn read(argument: &OsStr) -> Result<Self, RunArgumentError> {
        Self::read_from(argument, None)
    }

    /// The same of an argument that is the path of a file which is open.
    pub(crate) fn read_open(argument: &OsStr, input: Input) -> Result<Self, RunArgumentError> {
        Self::read_from(argument, Some(input))
    }

    fn read_from(argument: &OsStr, input: Option<Input>) -> Result<Self, RunArgumentError> {
        let text = files::text(argument)?;
        let path = Path::new(text);
        let bytes = || input.map_or_else(|| files::read(path), Input::into_bytes);
        // A path may have an `@` of its own: the seed stands behind the last one.
        let (source, seed) = match text.rsplit_once('@') {
            Some((source, seed)) => (source, Some(seed.parse::<Seed>())),
            None => (text, None),
        };
        match seed {
            Some(Ok(seed)) => Self::of_seed(source, seed),
            _ if suites::file(text).is_some() => Err(RunArgumentError::no_seed(text)),
            _ if is_toml(path) => Self::of_incident(text, &bytes()?),
            _ if files::exists(path)? => Self::of_plan(text, &bytes()?),
            Some(Err(problem)) => Err(RunArgumentError::Seed { text: files::shown(path), problem }),
            None => Err(unknown(text)),
        }
    }

    fn of_seed(source: &str, seed: Seed) -> Result<Self, RunArgumentError> {
        let plan = Plan::draw(&scenario(source)?, seed);
        let is_embedded = suites::file(source).is_some();
        let reproduction = match is_read_once(source) {
            true if !is_embedded => Reproduction::read_once(source, &format!("FILE.toml@{seed}")),
            _ => Reproduction::of_seed(source, seed),
        };
        let file = (!is_embedded).then(|| source.into());
        Ok(Self { plan, reproduction, found_with: FoundWith::Shipped, file })
    }

    fn of_incident(text: &str, bytes: &[u8]) -> Result<Self, RunArgumentError> {
        if !Scenario::from_bytes(text, bytes)?.is_incident() {
            return Err(RunArgumentError::no_seed(text));
        }
        let incident = Incident::from_bytes(text, bytes).map_err(RunArgumentError::Incident)?;
        let Incident { plan, found_with, .. } = incident;
        Ok(Self { plan, reproduction: of_file(text, "toml"), found_with, file: Some(text.into()) })
    }

    fn of_plan(text: &str, bytes: &[u8]) -> Result<Self, RunArgumentError> {
        if record_file::is_record(bytes) {
            return Err(RunArgumentError::Record { path: files::shown(text.as_ref()) });
        }
        let (plan, found_with) = (Plan::from_json(text, bytes)?, FoundWith::Shipped);
        Ok(Self { plan, reproduction: of_file(text, "json"), found_with, file: Some(text.into()) })
    }
}

/// The line that shows the run of this file, with a name of its own for what has none.
fn of_file(path: &str, ending: &str) -> Reproduction {
    match is_read_once(path) {
        true => Reproduction::read_once(path, &format!("FILE.{ending}")),
        false => Reproduction::of_plan(path),
    }
}

/// Whether what was read cannot be read again: nobody else has this process's pipes.
fn is_read_once(path: &str) -> bool {
    writing::is_open_already(Path::new(path))
}

fn scenario(source: &str) -> Result<Scenario, RunArgumentError> {
    if let Some(file) = suites::file(source) {
        return Ok(Scenario::from_bytes(file.label, file.text.as_bytes())?);
    }
    let path = Path::new(source);
    if !files::exists(path)? {
        return Err(unknown(source));
    }
    if path.extension() == Some(OsStr::new("json")) {
        return Err(RunArgumentError::PlanWithSeed { path: files::shown(path) });
    }
    Ok(Scenario::from_bytes(source, &files::read(path)?)?)
}

/// Whether it is a scenario's file, a stored incident's perhaps.
fn is_toml(path: &Path) -> bool {
    path.extension() == Some(OsStr::new("toml")) && path.exists() && !path.is_dir()
}

fn unknown(text: &str) -> RunArgumentError {
    let suggestion = suggestion::scenario(text).map(str::to_owned);
    RunArgumentError::Unknown { text: files::shown(text.as_ref()), suggestion }
}

fn hint(suggestion: Option<&str>) -> String {
    let list = "`firedrill list scenarios` shows every scenario";
    match suggestion {
        Some(name) => format!("  did you mean `{name}`? {list}"),
        None => format!("  {list}"),
    }
}
