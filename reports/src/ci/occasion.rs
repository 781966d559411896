//! When, where and what for a report is made: all that does not follow from the runs.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

/// When, where and what for a report is made. With the same occasion, the same runs give the same bytes.
#[derive(Clone, Debug)]
pub struct Occasion {
    /// When the report is made, to the second.
    pub at: DateTime<Utc>,
    /// What was built, and by whom.
    pub build: Build,
    /// Every file that is written of the campaign.
    pub output_files: Vec<OutputFile>,
}

/// What was built, and by whom, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Build {
    /// The repository, as `owner/name`.
    pub repository: Option<String>,
    /// The commit.
    pub commit: Option<String>,
    /// The branch or tag.
    pub branch: Option<String>,
    /// The number of the job's run.
    pub number: Option<u64>,
    /// Where the job can be seen.
    pub url: Option<String>,
    /// The operating system that it ran on.
    pub os: String,
    /// The processor's architecture.
    pub arch: String,
    /// How firedrill was built: `debug` or `release`.
    pub profile: String,
}

/// A file that is written of the campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutputFile {
    /// Its format: `junit`.
    pub format: &'static str,
    /// Its path, as it was given.
    pub path: String,
}

impl Occasion {
    /// The time as RFC 3339 has it: `2026-11-28T06:00:00Z`.
    pub(crate) fn timestamp(&self) -> String {
        self.at.to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    /// The time in milliseconds since 1970; 0 for any time before.
    pub(crate) fn millis(&self) -> u64 {
        u64::try_from(self.at.timestamp()).unwrap_or_default().saturating_mul(1_000)
    }
}
