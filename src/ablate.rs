//! `firedrill ablate`

use std::ffi::OsString;

use clap::builder::{PossibleValuesParser, RangedU64ValueParser};
use clap::{Args, ValueEnum};
use firedrill_campaign::ablation::{Ablation, Thoroughness, Weakness, find, weaknesses};
use firedrill_reports::{
    AblationReport, Palette, Timing, ablation_document, ablation_matrix, ablation_table,
};
use firedrill_sim::Seed;

use crate::command_error::CommandError;
use crate::console;
use crate::exit_code::ExitCode;
use crate::jobs::Jobs;
use crate::progress::Progress;
use crate::selection::Selection;
use crate::stopwatch::Stopwatch;

/// Weaken the protocol on purpose, in one way at a time, and say which promise notices
///
/// Each weakness is rehearsed like the whole protocol, on the same seeds. It is caught when it breaks
/// a promise that the whole protocol keeps in the same run. A weakness that no run shows has survived:
/// either nothing holds a protocol to what it breaks, or no scenario calls for it. Then the exit code
/// is 1.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Ablate {
    /// Suites or scenarios by name, TOML files, folders of TOML files
    #[arg(value_name = "SUITE|SCENARIO|PATH", default_values = ["quick", "comprehensive", "production", "drill"])]
    what: Vec<OsString>,
    /// Look for this weakness only; may be given several times
    #[arg(
        long,
        value_name = "WEAKNESS",
        value_parser = PossibleValuesParser::new(weaknesses().map(|weakness| weakness.name)),
        hide_possible_values = true
    )]
    only: Vec<String>,
    /// Try every weakness in every scenario, and print the matrix
    #[arg(long)]
    matrix: bool,
    /// Run this seed only, such as 0x2a or 42
    #[arg(long, value_name = "SEED", conflicts_with = "seeds")]
    seed: Option<Seed>,
    /// Run the seeds 1 to N
    #[arg(
        long,
        value_name = "N",
        default_value_t = 2,
        value_parser = RangedU64ValueParser::<u64>::new().range(1..=100_000)
    )]
    seeds: u64,
    #[command(flatten)]
    jobs: Jobs,
    /// How to print the results
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Show only what survived, and the last line
    #[arg(long, short, conflicts_with = "matrix")]
    quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  firedrill ablate                              every weakness, until a run of four suites shows it
  firedrill ablate comprehensive --matrix       which scenario shows which weakness
  firedrill ablate quick --only false-alarm     one weakness, in another suite
  firedrill list weaknesses                     what each of them is";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A table for people
    Text,
    /// One JSON document, format 1; all of it is reproducible but `timing`
    Json,
}

impl Ablate {
    pub(crate) fn execute(&self) -> Result<ExitCode, CommandError> {
        let selection = Selection::read(&self.what)?;
        let (weaknesses, seeds) = (self.weaknesses(), self.seeds());
        let ablation = Ablation {
            weaknesses: &weaknesses,
            scenarios: &selection.scenarios,
            seeds: &seeds,
            jobs: self.jobs.count(),
            thoroughness: if self.matrix { Thoroughness::Matrix } else { Thoroughness::FirstCatch },
        };
        let is_shown = !self.quiet && console::is_watched();
        let mut progress = Progress::of(weaknesses.len(), "weaknesses", is_shown);
        let stopwatch = Stopwatch::start();
        let rows = ablation.run(|row| {
            let is_equivalent = weaknesses[row.weakness].equivalent.is_some();
            progress.advance(is_equivalent || row.first_catch().is_some());
        })?;
        let timing = Timing { wall: stopwatch.elapsed(), jobs: ablation.jobs };
        // Before anything is printed: the bar and the results may share a terminal.
        drop(progress);
        let report = AblationReport {
            weaknesses: &weaknesses,
            scenarios: &selection.scenarios,
            sources: &selection.sources,
            seeds: seeds.len(),
            rows: &rows,
            timing,
        };
        console::print(&self.formatted(&report))?;
        Ok(if report.has_survivors() { ExitCode::Failed } else { ExitCode::Passed })
    }

    /// In the order of the catalogue, whatever the order of the arguments.
    fn weaknesses(&self) -> Vec<&'static Weakness> {
        if self.only.is_empty() {
            return weaknesses().collect();
        }
        let wanted: Vec<_> = self.only.iter().filter_map(|name| find(name)).collect();
        weaknesses().filter(|weakness| wanted.iter().any(|w| w.name == weakness.name)).collect()
    }

    fn seeds(&self) -> Vec<Seed> {
        match self.seed {
            Some(seed) => vec![seed],
            None => (1..=self.seeds).map(Seed).collect(),
        }
    }

    fn formatted(&self, report: &AblationReport<'_>) -> String {
        match self.format {
            Format::Text if self.matrix => ablation_matrix(report, &Palette::COLOURED),
            Format::Text => ablation_table(report, self.quiet, &Palette::COLOURED),
            Format::Json => ablation_document(report),
        }
    }
}
