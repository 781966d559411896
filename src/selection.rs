//! Which scenarios the arguments name.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::Path;

use firedrill_scenarios::suites::{self, EmbeddedFile};
use firedrill_scenarios::{Diagnostics, Scenario, ScenarioRef, load_suite};
use thiserror::Error;

use crate::files::{self, FileError};
use crate::suggestion;
use crate::writing;

/// Scenarios to run, each with what names it on a command line.
#[derive(Debug)]
pub(crate) struct Selection {
    pub(crate) scenarios: Vec<Scenario>,
    /// A name or a path, in the order of the scenarios.
    pub(crate) sources: Vec<String>,
}

/// Why arguments do not name scenarios.
#[derive(Debug, Error)]
pub(crate) enum SelectionError {
    /// It is neither a suite nor a scenario nor a path.
    #[error("there is no suite, scenario, file or folder `{text}`\n{}", hint(.suggestion.as_deref()))]
    Unknown {
        /// What was written.
        text: String,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// It names one run, which `run` is not for.
    #[error(
        "`{reference}` is one run of a scenario\n  see it with `firedrill replay {reference}`, or run it with `firedrill run {} --seed {}`",
        .reference.name, .reference.seed
    )]
    OneRun {
        /// The run.
        reference: ScenarioRef,
    },
    /// A plan has no seeds to be run under.
    #[error("`{path}` is a plan, not a scenario\n  see its run with `firedrill replay {path}`")]
    IsPlan {
        /// The path.
        path: String,
    },
    /// A folder without scenarios.
    #[error(
        "the folder `{path}` has no scenario\n  only files that end in `.toml` and stand in the folder itself are read"
    )]
    EmptyFolder {
        /// The path.
        path: String,
    },
    /// Two arguments name the same scenario.
    #[error(
        "`{source_named}` is named twice, by `{first}` and by `{second}`\n  leave one of them out"
    )]
    NamedTwice {
        /// The name or path of the scenario.
        source_named: String,
        /// The argument that names it first.
        first: String,
        /// The argument that names it again.
        second: String,
    },
    /// A file or folder cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// What was read are no scenarios, or two of them have one name.
    #[error(transparent)]
    Mistakes(#[from] Diagnostics),
}

/// A scenario's text and where it is from.
struct Picked {
    /// Names the text in messages.
    label: String,
    source: String,
    bytes: Vec<u8>,
    argument: String,
}

impl Selection {
    /// Reads what the arguments name, in their order; the files of a folder in the order of their
    /// names.
    pub(crate) fn read(arguments: &[OsString]) -> Result<Self, SelectionError> {
        let mut picked = vec![];
        for argument in arguments {
            picked.extend(pick(argument)?);
        }
        refuse_repetition(&picked)?;
        let (sources, files) =
            picked.into_iter().map(|file| (file.source, (file.label, file.bytes))).unzip();
        // A name of its own is seen only when a suite is empty, and an argument names something.
        let scenarios = load_suite("arguments", files)?.into_scenarios();
        Ok(Self { scenarios, sources })
    }
}

fn pick(argument: &OsStr) -> Result<Vec<Picked>, SelectionError> {
    let text = files::text(argument)?;
    if let Some(suite) = suites::find(text) {
        return Ok(suite.files.iter().map(|file| embedded(file, text)).collect());
    }
    if let Some(file) = suites::file(text) {
        return Ok(vec![embedded(file, text)]);
    }
    let path = Path::new(text);
    if path.is_dir() {
        return folder(path, text);
    }
    if !files::exists(path)? {
        return Err(unknown(text));
    }
    if path.extension() == Some(OsStr::new("json")) {
        return Err(SelectionError::IsPlan { path: files::shown(path) });
    }
    Ok(vec![of_file(path, text, files::read(path)?)?])
}

fn embedded(file: &EmbeddedFile, argument: &str) -> Picked {
    Picked {
        label: file.label.to_owned(),
        source: file.stem().to_owned(),
        bytes: file.text.as_bytes().to_vec(),
        argument: argument.to_owned(),
    }
}

fn folder(path: &Path, argument: &str) -> Result<Vec<Picked>, SelectionError> {
    let files = files::toml_files(path)?;
    if files.is_empty() {
        return Err(SelectionError::EmptyFolder { path: files::shown(path) });
    }
    files.iter().map(|path| of_file(path, argument, files::read_found(path)?)).collect()
}

fn of_file(path: &Path, argument: &str, bytes: Vec<u8>) -> Result<Picked, SelectionError> {
    let label = files::text(path.as_os_str())?.to_owned();
    // A pipe gives its scenario once: whoever runs it again has to store it first.
    let source = match writing::is_open_already(path) {
        true => "FILE.toml".to_owned(),
        false => label.clone(),
    };
    Ok(Picked { label, source, bytes, argument: argument.to_owned() })
}

fn unknown(text: &str) -> SelectionError {
    match text.parse::<ScenarioRef>() {
        Ok(reference) => SelectionError::OneRun { reference },
        Err(_) if text.contains(['/', '\\']) || text.ends_with(".toml") => {
            FileError::Absent { path: files::shown(text.as_ref()) }.into()
        }
        Err(_) => {
            let suggestion = suggestion::suite_or_scenario(text).map(str::to_owned);
            SelectionError::Unknown { text: files::shown(text.as_ref()), suggestion }
        }
    }
}

/// The same text twice would be reported as two scenarios of one name, in one place.
fn refuse_repetition(picked: &[Picked]) -> Result<(), SelectionError> {
    let mut known: BTreeMap<String, &Picked> = BTreeMap::new();
    for file in picked {
        let canonical = std::fs::canonicalize(&file.source);
        // An embedded scenario has no file, so its name is its own place.
        let place = match canonical {
            Ok(path) if file.source == file.label => path.to_string_lossy().into_owned(),
            _ => file.label.clone(),
        };
        if let Some(first) = known.insert(place, file) {
            return Err(SelectionError::NamedTwice {
                source_named: files::shown(file.source.as_ref()),
                first: files::shown(first.argument.as_ref()),
                second: files::shown(file.argument.as_ref()),
            });
        }
    }
    Ok(())
}

fn hint(suggestion: Option<&str>) -> String {
    let list = "`firedrill list` shows every suite and scenario";
    match suggestion {
        Some(name) => format!("  did you mean `{name}`? {list}"),
        None => format!("  {list}"),
    }
}
