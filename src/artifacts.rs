//! What a replay leaves behind besides what it prints: the files that its reader asked for.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{OsStringValueParser, TypedValueParser as _};
use firedrill_reports::record::record;
use firedrill_reports::{Reproduction, trace};
use firedrill_scenarios::{Outcome, Plan, Recording};

use crate::command_error::CommandError;
use crate::outputs::{OutputError, Outputs};
use crate::picture::PictureFile;

/// The options that ask for files.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Artifacts {
    /// Draw the run into this file: what went wrong, what was done, and five panels against the
    /// playbook's lines
    ///
    /// The ending says how: .svg or .png. docs/pictures.md says how to read it.
    #[arg(
        long,
        value_name = "FILE",
        value_parser = OsStringValueParser::new().try_map(PictureFile::parse)
    )]
    plot: Option<PictureFile>,
    /// Write every event of the run into this file, as lines of JSON, for `firedrill diff`
    ///
    /// docs/records.md says what each line means; `firedrill schema record` prints the JSON Schema.
    #[arg(long, value_name = "FILE.jsonl")]
    record: Option<PathBuf>,
    /// Write the run as a Perfetto trace too, in virtual time: open it with ui.perfetto.dev
    ///
    /// docs/traces.md has the tracks and what the arrows mean.
    #[arg(long, value_name = "FILE.pftrace")]
    trace: Option<PathBuf>,
}

impl Artifacts {
    /// What of the run has to be kept for the files.
    pub(crate) const fn recording(&self) -> Recording {
        match self.record {
            Some(_) => Recording::EveryEvent,
            None => Recording::Keep,
        }
    }

    /// Tells before the run which files are going to be written.
    pub(crate) fn expect(&self, outputs: &mut Outputs) -> Result<(), OutputError> {
        if let Some(picture) = &self.plot {
            outputs.expect("--plot", picture.path())?;
        }
        if let Some(path) = &self.record {
            outputs.expect("--record", path)?;
        }
        if let Some(path) = &self.trace {
            outputs.expect("--trace", path)?;
        }
        Ok(())
    }

    /// Writes every file that was asked for, each whole or not at all.
    pub(crate) fn write(
        &self,
        outputs: &mut Outputs,
        plan: &Plan,
        outcome: &Outcome,
        reproduction: &Reproduction,
    ) -> Result<(), CommandError> {
        if let Some(picture) = &self.plot {
            outputs.write(picture.path(), &picture.draw(plan, outcome, reproduction)?)?;
        }
        if let Some(path) = &self.record {
            outputs.write(path, record(plan, outcome, reproduction.protocol()).as_bytes())?;
        }
        if let Some(path) = &self.trace {
            outputs.write(path, &trace(plan, outcome, reproduction))?;
        }
        Ok(())
    }
}
