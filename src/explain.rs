//! `firedrill explain`

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use firedrill_campaign::explain::{self, explain};
use firedrill_reports::{ExplanationReport, Palette, explanation, explanation_document};
use firedrill_scenarios::Plan;

use crate::command_error::CommandError;
use crate::console;
use crate::exit_code::ExitCode;
use crate::files;
use crate::jobs::Jobs;
use crate::outputs::Outputs;
use crate::progress::Progress;
use crate::protocol_choice::ProtocolChoice;
use crate::run_argument::RunArgument;
use crate::writing;

/// Say why one run failed, or passed: it is run again with one thing less at a time
///
/// Without each fault, with what is unusual around it as usual, and with each step of the protocol
/// carried out without effect. All of these are runs of the same seed and the same streams, so what
/// differs differs because of that. The run is also set beside a clairvoyant, who knows every fault.
/// The exit code says whether it could be explained, not how it ended.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Explain {
    /// `SCENARIO@SEED`, `PATH.toml@SEED`, or the file of a stored incident or a plan
    #[arg(value_name = "RUN")]
    run: OsString,
    /// How to print the explanation
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write the plans of the runs without a fault, or with one alone, into this folder
    ///
    /// A file of such a name that holds something else is not replaced.
    #[arg(long, value_name = "DIR")]
    write_plans: Option<PathBuf>,
    #[command(flatten)]
    jobs: Jobs,
    #[command(flatten)]
    protocol: ProtocolChoice,
}

const EXAMPLES: &str = "\
Examples:
  firedrill explain swarm-everything@0xf               what mattered in it
  firedrill explain plan.json --write-plans without    the same, and its runs with a fault less to replay
  firedrill explain hot-day-major@1 --weakness boost-in-heat
                                                       what a weakness of the protocol does to a run";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A table and sentences for people
    Text,
    /// One JSON document, format 1: `firedrill schema explanation`
    Json,
}

impl Explain {
    pub(crate) fn execute(&self) -> Result<ExitCode, CommandError> {
        let RunArgument { plan, reproduction, found_with, file } = RunArgument::read(&self.run)?;
        let mut outputs = Outputs::beside(file.as_deref());
        if let Some(folder) = &self.write_plans {
            outputs.expect_in("--write-plans", folder, ExplanationReport::is_name_of_plan)?;
            refuse_others(folder, &plan)?;
        }
        let protocol = self.protocol.start_for(&found_with)?;
        let reproduction = reproduction.with(protocol.substitute().as_ref());
        let mut progress = Progress::of(0, "runs", console::is_watched());
        let explained = explain(
            &plan,
            self.jobs.count(),
            |briefing| protocol.brief(briefing),
            |step| match step {
                explain::Progress::Planned(count) => progress.extend(count),
                explain::Progress::Made => progress.advance(true),
            },
        )?;
        // Before anything is printed: the bar and the explanation may share a terminal.
        drop(progress);
        let unwritten = ExplanationReport {
            plan: &plan,
            explanation: &explained,
            reproduction: &reproduction,
            written: &[],
        };
        let written = self.write_plans(&mut outputs, &unwritten)?;
        let report = ExplanationReport { written: &written, ..unwritten };
        console::print(&match self.format {
            Format::Text => explanation(&report, &Palette::COLOURED),
            Format::Json => explanation_document(&report),
        })?;
        protocol.dismiss()?;
        Ok(if explained.has_broken() { ExitCode::ContractBroken } else { ExitCode::Passed })
    }

    /// The paths of the plans that were asked for.
    fn write_plans(
        &self,
        outputs: &mut Outputs,
        report: &ExplanationReport<'_>,
    ) -> Result<Vec<String>, CommandError> {
        let Some(folder) = &self.write_plans else { return Ok(vec![]) };
        writing::make_folder(folder)?;
        let mut written = vec![];
        for (name, plan) in report.plans() {
            let path = folder.join(name);
            outputs.write(&path, plan.to_json().as_bytes())?;
            written.push(files::text(path.as_os_str())?.to_owned());
        }
        Ok(written)
    }
}

/// The plans of another run have the same names, and one that was edited is somebody's work.
fn refuse_others(folder: &Path, plan: &Plan) -> Result<(), CommandError> {
    for (name, plan) in ExplanationReport::possible_plans(plan) {
        let path = folder.join(name);
        if path.is_file() && files::read(&path)? != plan.to_json().as_bytes() {
            return Err(CommandError::OccupiedPlan { path: files::shown(&path) });
        }
    }
    Ok(())
}
