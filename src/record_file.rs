//! Records in files, read line by line.

use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};
use std::path::Path;

use firedrill_reports::record::{Piece, RECORD_LINE_BYTES_MAX, RecordError, RecordReader};
use thiserror::Error;

use crate::files::{self, FileError};

/// A record in a file. What it holds does not grow with the file.
#[derive(Debug)]
pub(crate) struct RecordFile {
    path: String,
    input: BufReader<File>,
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

impl RecordFile {
    /// Opens a file if it is meant to be a record: one whose name ends in `.jsonl`, or that begins like a
    /// record.
    pub(crate) fn open(path: &Path) -> Result<Option<Self>, FileError> {
        if path.is_dir() || !files::exists(path)? {
            return Ok(None);
        }
        let failed = |error| files::failure(path, error);
        let mut input = BufReader::new(File::open(path).map_err(failed)?);
        let is_named_so = path.extension().is_some_and(|extension| extension == "jsonl");
        if !is_named_so && !input.fill_buf().map_err(failed)?.starts_with(b"{\"record\"") {
            return Ok(None);
        }
        Ok(Some(Self {
            path: files::shown(path),
            input,
            line: vec![],
            reader: RecordReader::default(),
            is_over: false,
        }))
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
