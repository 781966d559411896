//! Baselines in files: saved by one run, held against by another.

use std::path::PathBuf;

use clap::Args;
use firedrill_campaign::gate::{Gate, GateError, Tolerance};
use firedrill_campaign::ledger::{Heading, Row};
use firedrill_protocol::quantity::{self, Dimension};
use thiserror::Error;

use crate::command_error::CommandError;
use crate::files;
use crate::input::Input;
use crate::outputs::{OutputError, Outputs};
use crate::writing;

/// The options that save a baseline or compare with one.
#[derive(Clone, Debug, Args)]
pub(crate) struct BaselineChoice {
    /// Store what these runs came to, for a later `--baseline`
    ///
    /// Lines of JSON: what was run, then a line a run. docs/baselines.md says more.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "fail_fast"])]
    save_baseline: Option<PathBuf>,
    /// Compare with the runs in this file, seed by seed; what is worse ends with exit code 1
    ///
    /// Worse is a run that passed and does not any more, or a figure of a scenario that is worse by
    /// more than the tolerance in the median or in 95 % of the runs: performance, memory, drain,
    /// response and restoration.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// By how much of what it was a figure may be worse
    #[arg(
        long,
        value_name = "SHARE",
        default_value = "1%",
        requires = "baseline",
        value_parser = tolerance
    )]
    tolerance: Tolerance,
}

/// Why a file is no baseline for these runs.
#[derive(Debug, Error)]
pub(crate) enum BaselineError {
    /// It is longer than any baseline that is read here.
    #[error("it is larger than {} MB", BYTES_MAX / 1024 / 1024)]
    TooLarge,
    /// It is no text.
    #[error("it is not text: byte {at} is not valid UTF-8")]
    NotText {
        /// Which byte, counted from 1.
        at: usize,
    },
    /// It is no ledger, or one of something else.
    #[error(transparent)]
    Gate(#[from] GateError),
}

/// A row has some 2 KB: this is a quarter of a million runs.
const BYTES_MAX: u64 = 512 * 1024 * 1024;

impl BaselineChoice {
    /// Whether rows of the runs are wanted.
    pub(crate) const fn is_given(&self) -> bool {
        self.save_baseline.is_some() || self.baseline.is_some()
    }

    /// The file to compare with, as it was named.
    pub(crate) fn file(&self) -> String {
        self.baseline.as_deref().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Says before anything is run that the baseline is going to be written: that it cannot be should not
    /// turn out after hours.
    pub(crate) fn expect(&self, outputs: &mut Outputs) -> Result<(), OutputError> {
        match &self.save_baseline {
            Some(path) => outputs.expect("--save-baseline", path),
            None => Ok(()),
        }
    }

    /// Reads the baseline to compare with, if there is one, for runs of what the heading says.
    pub(crate) fn open(&self, ours: &Heading) -> Result<Option<Gate>, CommandError> {
        let Some(path) = &self.baseline else { return Ok(None) };
        let bytes = Input::of_text(path)?.into_bytes_up_to(BYTES_MAX + 1)?;
        let opened = opened(bytes, ours, self.tolerance);
        let path = files::shown(path);
        Ok(Some(opened.map_err(|error| CommandError::Baseline { path, error })?))
    }

    /// Writes the baseline that was asked for, if one was.
    pub(crate) fn save(&self, heading: &Heading, rows: &[Row]) -> Result<(), CommandError> {
        let Some(path) = &self.save_baseline else { return Ok(()) };
        let lines = core::iter::once(heading.to_line()).chain(rows.iter().map(Row::to_line));
        let text: String = lines.map(|line| line + "\n").collect();
        Ok(writing::write(path, text.as_bytes())?)
    }
}

fn opened(bytes: Vec<u8>, ours: &Heading, tolerance: Tolerance) -> Result<Gate, BaselineError> {
    if bytes.len() as u64 > BYTES_MAX {
        return Err(BaselineError::TooLarge);
    }
    let text = String::from_utf8(bytes)
        .map_err(|error| BaselineError::NotText { at: error.utf8_error().valid_up_to() + 1 })?;
    Ok(Gate::open(&text, ours, tolerance)?)
}

fn tolerance(text: &str) -> Result<Tolerance, String> {
    let percent = quantity::parse(text, Dimension::Share).map_err(|error| error.to_string())?;
    Tolerance::new(percent / 100.0).ok_or_else(|| "it must not be negative".to_owned())
}
