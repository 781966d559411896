//! Records in files, read line by line.

use std::io::{BufRead as _, Read as _};
use std::path::Path;

use firedrill_reports::record::{Piece, RECORD_LINE_BYTES_MAX, RecordError, RecordReader};
use firedrill_scenarios::without_mark;
use thiserror::Error;

use crate::files::{self, FileError};
use crate::input::{Input, Lines};

/// How every record begins.
const BEGINNING: &[u8] = b"{\"record\"";

/// A record in a file. What it holds does not grow with the file.
#[derive(Debug)]
pub(crate) struct RecordFile {
    path: String,
    input: Lines,
    line: Vec<u8>,
    reader: RecordReader,
    is_over: bool,
}

/// Why a record could not be read.
#[derive(Debug, Error)]
pub(crate) enum RecordFileError {
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is no record, or not a whole one.
    #[error("{path}:{error}")]
    Record {
        /// The path.
        path: String,
        /// What is wrong, and where.
        #[source]
        error: RecordError,
    },
}

/// Whether a file with these bytes begins like a record.
pub(crate) fn is_record(bytes: &[u8]) -> bool {
    without_mark(bytes).starts_with(BEGINNING)
}

impl RecordFile {
    /// The file, if it is meant to be a record: one whose name ends in `.jsonl`, or that begins like a
    /// record. Otherwise it comes back unread.
    pub(crate) fn of(input: Input) -> Result<Self, Input> {
        let is_named_so = input.path().extension().is_some_and(|extension| extension == "jsonl");
        if !is_named_so && !input.head().starts_with(BEGINNING) {
            return Err(input);
        }
        Ok(Self {
            path: files::shown(input.path()),
            input: input.into_lines(),
            line: vec![],
            reader: RecordReader::default(),
            is_over: false,
        })
    }

    fn read(&mut self) -> Result<Option<Piece>, RecordFileError> {
        let wrong = |path: &str, error| RecordFileError::Record { path: path.to_owned(), error };
        loop {
            if let Some(piece) = self.reader.pop() {
                return Ok(Some(piece));
            }
            self.line.clear();
            // A line that is too long is read only so far that the reader sees it.
            let mut input = (&mut self.input).take(RECORD_LINE_BYTES_MAX as u64 + 1);
            let read = input.read_until(b'\n', &mut self.line);
            if read.map_err(|error| files::failure(Path::new(&self.path), error))? == 0 {
                self.reader.finish().map_err(|error| wrong(&self.path, error))?;
                return Ok(None);
            }
            self.reader.push(&self.line).map_err(|error| wrong(&self.path, error))?;
        }
    }
}

impl Iterator for RecordFile {
    type Item = Result<Piece, RecordFileError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let read = self.read();
        self.is_over = !matches!(read, Ok(Some(_)));
        read.transpose()
    }
}
