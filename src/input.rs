//! A file that is read once, whatever it is: a pipe gives nothing a second time.

use std::fs::File;
use std::io::{BufReader, Chain, Cursor, Read as _};
use std::path::{Path, PathBuf};

use firedrill_scenarios::{NotText, without_mark};

use crate::files::{self, FileError};

/// A file that is open, with its first bytes.
#[derive(Debug)]
pub(crate) struct Input {
    path: PathBuf,
    head: Vec<u8>,
    rest: File,
}

/// The whole of an [`Input`], to be read line by line.
pub(crate) type Lines = BufReader<Chain<Cursor<Vec<u8>>, File>>;

/// As many first bytes tell what is in a file.
const HEAD_BYTES: u64 = 32;

/// No scenario or plan is nearly this large. Reading stops here, so that a device file without an
/// end is refused like any file that is too large.
const BYTES_MAX: u64 = 16 * 1024 * 1024;

impl Input {
    /// Opens a file and reads its first bytes, however few of them a pipe gives at a time.
    pub(crate) fn open(path: &Path) -> Result<Self, FileError> {
        if path.is_dir() {
            return Err(FileError::IsFolder { path: files::shown(path) });
        }
        let failed = |error| files::failure(path, error);
        let mut rest = File::open(path).map_err(failed)?;
        let mut head = vec![];
        rest.by_ref().take(HEAD_BYTES).read_to_end(&mut head).map_err(failed)?;
        Ok(Self { path: path.to_owned(), head, rest })
    }

    /// The same of a file that has to be a text, and is refused by what it is otherwise.
    pub(crate) fn of_text(path: &Path) -> Result<Self, FileError> {
        let input = Self::open(path)?;
        match NotText::of(&input.head) {
            Some(found) => Err(FileError::NotText { path: files::shown(path), found }),
            None => Ok(input),
        }
    }

    /// Where it was found.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The first bytes of its text, without a byte order mark.
    pub(crate) fn head(&self) -> &[u8] {
        without_mark(&self.head)
    }

    /// Everything in it, as it is.
    pub(crate) fn into_bytes(self) -> Result<Vec<u8>, FileError> {
        self.into_bytes_up_to(BYTES_MAX)
    }

    /// The same of a file that may be longer than any scenario.
    pub(crate) fn into_bytes_up_to(self, bytes_max: u64) -> Result<Vec<u8>, FileError> {
        let Self { path, head: mut bytes, rest } = self;
        let left = bytes_max.saturating_sub(bytes.len() as u64);
        let read = rest.take(left).read_to_end(&mut bytes);
        read.map_err(|error| files::failure(&path, error))?;
        Ok(bytes)
    }

    /// Its lines, without a byte order mark.
    pub(crate) fn into_lines(self) -> Lines {
        let head = self.head().to_owned();
        BufReader::new(Cursor::new(head).chain(self.rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_an_end_is_read_only_so_far() {
        let endless = Path::new("/dev/zero");
        if endless.exists() {
            let bytes = Input::open(endless).unwrap().into_bytes().unwrap();
            assert_eq!(bytes.len() as u64, BYTES_MAX);
        }
    }

    #[test]
    fn what_was_looked_at_is_read_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("it");
        for length in [0, 1, 31, 32, 33, 10_000] {
            let text = format!("\u{feff}{}", "x".repeat(length));
            std::fs::write(&path, &text).unwrap();
            assert_eq!(Input::open(&path).unwrap().into_bytes().unwrap(), text.as_bytes());
            let mut lines = String::new();
            Input::open(&path).unwrap().into_lines().read_to_string(&mut lines).unwrap();
            assert_eq!(lines, "x".repeat(length));
        }
    }
}
