//! `firedrill run`

use std::ffi::OsString;
use std::path::Path;

use clap::{Args, ValueEnum};
use firedrill_campaign::ledger::{Heading, Row};
use firedrill_campaign::{Campaign, Trial};
use firedrill_reports::{
    ComparedWith, Detail, Palette, Regression, Report, Substitute, Timing, document, summary,
};
use firedrill_sim::Seed;

use crate::baseline::BaselineChoice;
use crate::campaign_files::CampaignFiles;
use crate::command_error::CommandError;
use crate::console;
use crate::exit_code::ExitCode;
use crate::jobs::Jobs;
use crate::outputs::Outputs;
use crate::progress::Progress;
use crate::protocol_choice::ProtocolChoice;
use crate::seeds::Seeds;
use crate::selection::Selection;
use crate::stopwatch::Stopwatch;

/// Run scenarios under many seeds and say what passed, and by what margin
///
/// The table gives, for each scenario, the SLA clock with the least margin of any run: in per cent of
/// its limit (negative: beyond it), what it took and what it may take, and the seed that it is from.
/// Each incident type and each severity has a clock of its own, from when that severity began.
#[derive(Debug, Args)]
pub(crate) struct Run {
    /// Suites or scenarios by name, TOML files, folders of TOML files
    ///
    /// A name means the embedded suite or scenario of that name before any file: write `./quick` for
    /// a folder called `quick`.
    #[arg(value_name = "SUITE|SCENARIO|PATH", default_value = "quick")]
    what: Vec<OsString>,
    #[command(flatten)]
    seeds: Seeds,
    #[command(flatten)]
    jobs: Jobs,
    /// How to print the results
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Make every run twice and compare them event by event
    #[arg(long)]
    check_determinism: bool,
    /// Stop after the first run that does not pass
    #[arg(long)]
    fail_fast: bool,
    /// Show only what did not pass, and the last line
    #[arg(long, short)]
    quiet: bool,
    /// Show every combination of incident, severity, procedure, escalation and fault family reached
    #[arg(long, conflicts_with = "quiet")]
    coverage: bool,
    #[command(flatten)]
    baseline: BaselineChoice,
    #[command(flatten)]
    files: CampaignFiles,
    #[command(flatten)]
    protocol: ProtocolChoice,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A table for people
    Text,
    /// One JSON document, format 1; all of it is reproducible but `timing`
    Json,
}

impl Run {
    pub(crate) fn execute(&self) -> Result<ExitCode, CommandError> {
        let selection = Selection::read(&self.what)?;
        let seeds = self.seeds.of(&selection.scenarios)?;
        let mut outputs = Outputs::beside_all(selection.sources.iter().map(Path::new));
        self.baseline.expect(&mut outputs)?;
        let files = self.files.prepare(&mut outputs)?;
        let campaign = Campaign {
            scenarios: &selection.scenarios,
            seeds: &seeds,
            jobs: self.jobs.count(),
            fail_fast: self.fail_fast,
            check_determinism: self.check_determinism,
        };
        let protocol = self.protocol.start()?;
        let named = protocol.substitute();
        let heading = heading(&selection, &seeds, named.as_ref());
        // Before anything is run: what cannot be compared should not be waited for.
        let gate = self.baseline.open(&heading)?;
        let mut progress =
            Progress::of(campaign.len(), "runs", !self.quiet && console::is_watched());
        let stopwatch = Stopwatch::start();
        let observe = |trial: &Trial| progress.advance(trial.is_good());
        let results = campaign.run(|briefing| protocol.brief(briefing), observe)?;
        let timing = Timing { wall: stopwatch.elapsed(), jobs: campaign.jobs };
        // Before anything is printed: the bar and the results may share a terminal.
        drop(progress);
        let trials = results.iter().flat_map(|result| &result.trials);
        let rows: Vec<Row> = match self.baseline.is_given() {
            true => trials.map(Row::of).collect(),
            false => vec![],
        };
        let comparison = gate.map(|gate| gate.compare(&rows));
        let file = self.baseline.file();
        let mut report = Report {
            results: &results,
            sources: &selection.sources,
            seeds: seeds.len(),
            compared: self.check_determinism,
            protocol: named.as_ref(),
            regression: Regression::NotCompared,
            baseline: comparison.as_ref().map(|it| ComparedWith { file: &file, comparison: it }),
            timing,
        };
        let worse = report.regressions();
        report.regression = Regression::of(worse.as_deref());
        // What the runs came to is printed and written even when one of them cannot be.
        let printed = console::print(&self.formatted(&report));
        if let Some(files) = files {
            files.write(&report, matches!(self.format, Format::Json))?;
        }
        printed?;
        protocol.dismiss()?;
        self.baseline.save(&heading, &rows)?;
        Ok(ExitCode::of_run(report.standing(), report.regression))
    }

    fn formatted(&self, report: &Report<'_>) -> String {
        let detail = match (self.quiet, self.coverage) {
            (true, _) => Detail::FailuresOnly,
            (false, false) => Detail::Everything,
            (false, true) => Detail::Combinations,
        };
        match self.format {
            Format::Text => summary(report, detail, &Palette::COLOURED, console::width()),
            Format::Json => document(report),
        }
    }
}

/// What these runs are of.
fn heading(selection: &Selection, seeds: &[Seed], protocol: Option<&Substitute>) -> Heading {
    // There is always a seed.
    let ends = (seeds.first().copied(), seeds.last().copied());
    let seeds = (ends.0.unwrap_or(Seed(1)), ends.1.unwrap_or(Seed(1)));
    Heading::of(&selection.scenarios, seeds, protocol.map(Substitute::title))
}
