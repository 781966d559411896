//! What a campaign leaves behind for continuous integration: files, and what GitHub shows.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use clap::Args;
use firedrill_reports::Report;
use firedrill_reports::ci::{self, Occasion, OutputFile};

use crate::command_error::CommandError;
use crate::outputs::Outputs;
use crate::{console, date, github_job, writing};

/// The options that ask for them. docs/ci.md says how to use each.
#[derive(Clone, Debug, Args)]
pub(crate) struct CampaignFiles {
    #[command(flatten)]
    wanted: Wanted,
    /// The date that the files bear, such as 2026-11-28 or 2026-11-28T06:00:00Z
    ///
    /// The environment's `SOURCE_DATE_EPOCH` unless given, else the clock's. With the same date, the same runs
    /// give the same bytes.
    #[arg(long, value_name = "DATE", value_parser = date::parse, requires = "Wanted")]
    date: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, Args)]
struct Wanted {
    /// Write a JUnit report: a suite a scenario, a case a property
    #[arg(long, value_name = "FILE.xml")]
    junit: Option<PathBuf>,
    /// Write the pipeline's `performance_report.json`; `firedrill schema performance-report` describes it
    #[arg(long, value_name = "FILE.json")]
    performance_report: Option<PathBuf>,
    /// Write a report in the Common Test Report Format, ctrf.io
    #[arg(long, value_name = "FILE.json")]
    ctrf: Option<PathBuf>,
    /// Write the figures as OpenMetrics text, for Prometheus
    #[arg(long = "openmetrics", value_name = "FILE.txt")]
    open_metrics: Option<PathBuf>,
    /// Add to the summary of the GitHub job, and print annotations
    ///
    /// The summary goes to the file that `GITHUB_STEP_SUMMARY` names. Annotations go to standard output; with
    /// `--format json` to standard error, where GitHub sees them too.
    #[arg(long)]
    github: bool,
}

/// What is to be written, with all that is known before the first run.
#[derive(Debug)]
pub(crate) struct Prepared {
    files: Vec<(Format, PathBuf)>,
    /// The file of the job's summary, when GitHub is told.
    summary: Option<PathBuf>,
    occasion: Occasion,
}

/// A format with a file of its own.
#[derive(Clone, Copy, Debug)]
enum Format {
    Junit,
    PerformanceReport,
    Ctrf,
    OpenMetrics,
}

impl CampaignFiles {
    /// Looks at the environment and the paths, so that nothing is run whose results go nowhere. `None` when
    /// nothing is asked for.
    pub(crate) fn prepare(&self, outputs: &mut Outputs) -> Result<Option<Prepared>, CommandError> {
        let files = self.wanted.files();
        if files.is_empty() && !self.wanted.github {
            return Ok(None);
        }
        for (format, path) in &files {
            outputs.expect(format.option(), path)?;
        }
        let summary = match self.wanted.github {
            true => Some(github_job::summary_file().ok_or(CommandError::NoGithubJob)?),
            false => None,
        };
        let named = files.iter().map(|(format, path)| OutputFile {
            format: format.name(),
            path: path.to_string_lossy().into_owned(),
        });
        let occasion = Occasion {
            at: date::given_or_now(self.date)?,
            build: github_job::build(),
            output_files: named.collect(),
        };
        Ok(Some(Prepared { files, summary, occasion }))
    }
}

impl Wanted {
    fn files(&self) -> Vec<(Format, PathBuf)> {
        let all = [
            (Format::Junit, &self.junit),
            (Format::PerformanceReport, &self.performance_report),
            (Format::Ctrf, &self.ctrf),
            (Format::OpenMetrics, &self.open_metrics),
        ];
        all.into_iter().filter_map(|(format, path)| Some((format, path.clone()?))).collect()
    }
}

impl Prepared {
    /// Writes everything, whatever the runs came to. When one file cannot be written the others are, and
    /// the first error is returned.
    pub(crate) fn write(&self, report: &Report<'_>, is_document: bool) -> Result<(), CommandError> {
        let mut results = vec![];
        for (format, path) in &self.files {
            results.push(self.write_one(*format, path, report));
        }
        if let Some(summary) = &self.summary {
            let text = ci::job_summary(report);
            results.push(writing::add_to(summary, text.as_bytes()).map_err(CommandError::from));
            let annotations = ci::annotations(report);
            results.push(match is_document {
                true => console::print_beside(&annotations),
                false => console::print(&annotations),
            });
        }
        results.into_iter().collect()
    }

    fn write_one(
        &self,
        format: Format,
        path: &Path,
        report: &Report<'_>,
    ) -> Result<(), CommandError> {
        let text = match format {
            Format::Junit => ci::junit(report, &self.occasion),
            Format::PerformanceReport => ci::performance_report(report, &self.occasion),
            Format::Ctrf => ci::ctrf(report, &self.occasion),
            Format::OpenMetrics => ci::open_metrics(report),
        };
        Ok(writing::write(path, text.as_bytes())?)
    }
}

impl Format {
    const fn name(self) -> &'static str {
        match self {
            Self::Junit => "junit",
            Self::PerformanceReport => "performance-report",
            Self::Ctrf => "ctrf",
            Self::OpenMetrics => "openmetrics",
        }
    }

    const fn option(self) -> &'static str {
        match self {
            Self::Junit => "--junit",
            Self::PerformanceReport => "--performance-report",
            Self::Ctrf => "--ctrf",
            Self::OpenMetrics => "--openmetrics",
        }
    }
}
