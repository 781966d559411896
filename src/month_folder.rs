//! The folder of a month's recovery test: what is in it, what may be done with that, and the ledger while
//! the test is under way.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use firedrill_campaign::ledger::{Heading, Ledger, LedgerError, Row};
use firedrill_campaign::month::Month;
use firedrill_reports::{Summary, SummaryError};
use thiserror::Error;

use crate::files::{self, FileError, shown};
use crate::writing;

/// Why a month is not made.
#[derive(Debug, Error)]
pub(crate) enum MonthFolderError {
    /// The reports would stand among the sources of a crate.
    #[error("`{path}` is the folder of a crate\n  name a folder for reports with `--out`")]
    Crate {
        /// The folder.
        path: String,
    },
    /// The month was made before.
    #[error(
        "{month} has been made already: `{path}` is there\n  make it anew with `--force`, or elsewhere with `--out`"
    )]
    Made {
        /// The month.
        month: Month,
        /// Its summary.
        path: String,
    },
    /// The folder has a report that no summary belongs to.
    #[error(
        "`{path}` is there, but no `{SUMMARY}` beside it: that month is half-written, or the file is not firedrill's\n  \
         make the month anew with `--force`, or elsewhere with `--out`"
    )]
    HalfWritten {
        /// The file.
        path: String,
    },
    /// The ledger is of something else.
    #[error(
        "`{path}` cannot be gone on with: {error}\n  give the options that it was begun with, or begin anew with `--force`"
    )]
    Ledger {
        /// The ledger.
        path: String,
        /// Why.
        #[source]
        error: LedgerError,
    },
    /// An earlier month cannot be read.
    #[error(
        "`{path}` cannot be part of the trend: {error}\n  make that month anew with `firedrill monthly --month {month} --force`, \
         or move its folder away"
    )]
    Earlier {
        /// Its summary.
        path: String,
        /// The month.
        month: Month,
        /// Why.
        #[source]
        error: SummaryError,
    },
    /// A file or folder cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
}

/// What makes a month a finished one.
pub(crate) const SUMMARY: &str = "summary.json";
/// The month for people.
pub(crate) const REPORT: &str = "report.md";
/// The App Store compliance sheet.
pub(crate) const COMPLIANCE: &str = "compliance.md";
/// The runs so far, while the month is under way.
const LEDGER: &str = "ledger.jsonl";

/// The folder of a month.
#[derive(Clone, Debug)]
pub(crate) struct MonthFolder {
    out: PathBuf,
    month: Month,
    path: PathBuf,
}

/// Months before this one.
#[derive(Debug, Default)]
pub(crate) struct Earlier {
    /// Their summaries, oldest first.
    pub(crate) summaries: Vec<Summary>,
    /// Those that were begun and not finished.
    pub(crate) unfinished: Vec<Month>,
}

/// A ledger that is written to.
#[derive(Debug)]
pub(crate) struct LedgerFile {
    path: PathBuf,
    file: File,
}

impl MonthFolder {
    /// The month's folder below `out`. Says before the work is done why nothing could be written there.
    pub(crate) fn of(out: &Path, month: Month) -> Result<Self, MonthFolderError> {
        if out.join("Cargo.toml").is_file() {
            return Err(MonthFolderError::Crate { path: shown(out) });
        }
        let path = out.join(month.to_string());
        writing::check_folder(&path)?;
        Ok(Self { out: out.to_owned(), month, path })
    }

    /// A file in it.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Summaries of the months before this one.
    pub(crate) fn earlier(&self) -> Result<Earlier, MonthFolderError> {
        let mut earlier = Earlier::default();
        for month in self.earlier_months()? {
            let folder = self.out.join(month.to_string());
            let path = folder.join(SUMMARY);
            if !files::exists(&path)? {
                let is_begun = files::exists(&folder.join(LEDGER))?;
                earlier.unfinished.extend(is_begun.then_some(month));
                continue;
            }
            match Summary::from_json(&files::read(&path)?, month) {
                Ok(summary) => earlier.summaries.push(summary),
                Err(error) => {
                    return Err(MonthFolderError::Earlier { path: shown(&path), month, error });
                }
            }
        }
        Ok(earlier)
    }

    /// Refuses a month that is there, unless it may be made anew.
    pub(crate) fn check_free(&self, force: bool) -> Result<(), MonthFolderError> {
        let path = self.file(SUMMARY);
        if force {
            return Ok(());
        }
        if files::exists(&path)? {
            return Err(MonthFolderError::Made { month: self.month, path: shown(&path) });
        }
        if files::exists(&self.file(LEDGER))? {
            return Ok(());
        }
        for name in [REPORT, COMPLIANCE] {
            let path = self.file(name);
            if files::exists(&path)? {
                return Err(MonthFolderError::HalfWritten { path: shown(&path) });
            }
        }
        Ok(())
    }

    /// The places of the runs that are to be made, with the ledger that they are written to: where an
    /// interrupted test of the same runs stopped, otherwise from the beginning.
    pub(crate) fn begin(
        &self,
        heading: &Heading,
        force: bool,
    ) -> Result<(LedgerFile, Vec<u64>), MonthFolderError> {
        writing::make_folder(&self.path)?;
        let path = self.file(LEDGER);
        let (whole_bytes, missing) = match self.stopped(heading, force)? {
            Some(ledger) => (ledger.whole_bytes as u64, ledger.missing()),
            None => (0, (0..heading.runs()).collect()),
        };
        let opened = OpenOptions::new().append(true).create(true).open(&path);
        let opened = opened.and_then(|file| {
            file.set_len(whole_bytes)?;
            let mut ledger = LedgerFile { path: path.clone(), file };
            if whole_bytes == 0 {
                ledger.line(&heading.to_line())?;
            }
            Ok(ledger)
        });
        let ledger = opened.map_err(|error| FileError::Unwritable { path: shown(&path), error })?;
        Ok((ledger, missing))
    }

    /// What an interrupted test left; `None` to begin anew.
    fn stopped(&self, heading: &Heading, force: bool) -> Result<Option<Ledger>, MonthFolderError> {
        let path = self.file(LEDGER);
        if !files::exists(&path)? {
            return Ok(None);
        }
        let error = match self.read(heading) {
            // With a summary beside it all of it is written: whoever forces means to make it anew.
            Ok(ledger) if ledger.missing().is_empty() && files::exists(&self.file(SUMMARY))? => {
                return Ok(None);
            }
            Ok(ledger) => return Ok(Some(ledger)),
            Err(MonthFolderError::Ledger { error: LedgerError::Empty, .. }) => return Ok(None),
            Err(error) => error,
        };
        match (error, force) {
            (MonthFolderError::Ledger { .. }, true) => Ok(None),
            (error, _) => Err(error),
        }
    }

    /// The ledger as it stands.
    pub(crate) fn read(&self, heading: &Heading) -> Result<Ledger, MonthFolderError> {
        let path = self.file(LEDGER);
        let bytes = files::read(&path)?;
        // A line that was torn may end within a character; a whole one never does.
        let text = String::from_utf8_lossy(&bytes);
        Ledger::read(&text, heading)
            .map_err(|error| MonthFolderError::Ledger { path: shown(&path), error })
    }

    /// Removes the ledger: what it was for is written.
    pub(crate) fn remove_ledger(&self) -> Result<(), MonthFolderError> {
        let path = self.file(LEDGER);
        let removed = fs::remove_file(&path);
        Ok(removed.map_err(|error| FileError::Unwritable { path: shown(&path), error })?)
    }

    fn earlier_months(&self) -> Result<Vec<Month>, FileError> {
        let entries = match fs::read_dir(&self.out) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(vec![]),
            Err(error) => return Err(files::failure(&self.out, error)),
        };
        let mut months = vec![];
        for entry in entries {
            let name = entry.map_err(|error| files::failure(&self.out, error))?.file_name();
            let month = name.to_str().and_then(|name| name.parse::<Month>().ok());
            months.extend(month.filter(|month| *month < self.month));
        }
        months.sort_unstable();
        Ok(months)
    }
}

impl LedgerFile {
    /// Writes a row down, so that an interruption at any later time does not lose it.
    pub(crate) fn add(&mut self, row: &Row) -> Result<(), FileError> {
        let written = self.line(&row.to_line());
        written.map_err(|error| FileError::Unwritable { path: shown(&self.path), error })
    }

    fn line(&mut self, line: &str) -> io::Result<()> {
        self.file.write_all(format!("{line}\n").as_bytes())
    }
}
