//! The files that a command writes: all are known before the work, so that none is lost to another.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use thiserror::Error;

use crate::file_identity::FileIdentity;
use crate::files::{FileError, shown};
use crate::writing;

/// What a command reads and will write. Every path is told before the work; what makes no sense, or
/// cannot be written, is refused then.
#[derive(Debug, Default)]
pub(crate) struct Outputs {
    inputs: Vec<Named>,
    expected: Vec<(&'static str, Named)>,
    written: Vec<String>,
}

/// A file and what it was called.
#[derive(Debug)]
struct Named {
    path: String,
    identity: FileIdentity,
}

/// Why files are not written.
#[derive(Debug, Error)]
pub(crate) enum OutputError {
    /// Two options name one file.
    #[error(
        "`{first}` and `{second}` are the same file: one would overwrite the other\n  name two files"
    )]
    SameFile {
        /// The option that names it first, with the path.
        first: String,
        /// The option that names it again, with the path.
        second: String,
    },
    /// It is the file that the run is read from.
    #[error(
        "`{output}` would overwrite `{input}`, which the run is read from\n  name another {}",
        if *.is_folder { "folder" } else { "file" }
    )]
    OverInput {
        /// The option with its path.
        output: String,
        /// The input's path.
        input: String,
        /// Whether a folder is named, and the input would be one of its files.
        is_folder: bool,
    },
    /// The shell sends standard output there.
    #[error(
        "`{output}` is the file that standard output goes to: one would overwrite the other\n  \
         name another file"
    )]
    OverStandardOutput {
        /// The option with its path.
        output: String,
    },
    /// What was read from it is not in it any more.
    #[error(
        "`{path}` cannot be rewritten: it is a pipe or device\n  store what it gives in a file"
    )]
    ReadOnce {
        /// The path.
        path: String,
    },
    /// It cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// It cannot be written, and others have been.
    #[error("{error}\n  written already: {written}")]
    AfterOthers {
        /// Why it cannot be written.
        #[source]
        error: FileError,
        /// The paths of the others.
        written: String,
    },
}

impl Outputs {
    /// Of a command that reads this file, if it reads one.
    pub(crate) fn beside(input: Option<&Path>) -> Self {
        Self::beside_all(input)
    }

    /// Of a command that reads these files.
    pub(crate) fn beside_all<'a>(inputs: impl IntoIterator<Item = &'a Path>) -> Self {
        // What came through a pipe is not there any more to be overwritten.
        let files = inputs.into_iter().filter(|path| path.is_file());
        let named = |path| Some(Named { path: shown(path), identity: FileIdentity::of(path)? });
        Self { inputs: files.filter_map(named).collect(), ..Self::default() }
    }

    /// Says that the option's file is going to be written.
    pub(crate) fn expect(&mut self, option: &'static str, path: &Path) -> Result<(), OutputError> {
        writing::check(path)?;
        let Some(identity) = FileIdentity::of(path) else { return Ok(()) };
        if let Some(input) = self.inputs.iter().find(|input| input.identity == identity) {
            let (output, input) = (said(option, path), input.path.clone());
            return Err(OutputError::OverInput { output, input, is_folder: false });
        }
        self.expect_identity(option, path, identity)
    }

    /// The same of a file that may be the input's own, for what is there has been looked at.
    pub(crate) fn expect_replaced(
        &mut self,
        option: &'static str,
        path: &Path,
    ) -> Result<(), OutputError> {
        writing::check(path)?;
        match FileIdentity::of(path) {
            Some(identity) => self.expect_identity(option, path, identity),
            None => Ok(()),
        }
    }

    /// Says that a file is going to be written that was read: with what was in it, and more.
    pub(crate) fn expect_rewritten(&mut self, path: &Path) -> Result<(), OutputError> {
        if writing::is_open_already(path) {
            return Err(OutputError::ReadOnce { path: shown(path) });
        }
        Ok(writing::check(path)?)
    }

    /// Says that files are going to be written into the option's folder, under names that only the work
    /// can tell and `is_possible` knows.
    pub(crate) fn expect_in(
        &self,
        option: &'static str,
        folder: &Path,
        is_possible: impl Fn(&str) -> bool,
    ) -> Result<(), OutputError> {
        writing::check_folder(folder)?;
        let input_of = |name: &OsStr| {
            name.to_str().filter(|name| is_possible(name))?;
            let identity = FileIdentity::of(&folder.join(name))?;
            self.inputs.iter().find(|input| input.identity == identity)
        };
        // A folder that is not there yet has nothing to be overwritten.
        let mut entries = fs::read_dir(folder).into_iter().flatten().flatten();
        match entries.find_map(|entry| input_of(&entry.file_name())) {
            Some(input) => {
                let (output, input) = (said(option, folder), input.path.clone());
                Err(OutputError::OverInput { output, input, is_folder: true })
            }
            None => Ok(()),
        }
    }

    fn expect_identity(
        &mut self,
        option: &'static str,
        path: &Path,
        identity: FileIdentity,
    ) -> Result<(), OutputError> {
        let second = || said(option, path);
        let is_same = |known: &&(&str, Named)| known.1.identity == identity;
        if let Some((known, named)) = self.expected.iter().find(is_same) {
            let first = format!("{known} {}", named.path);
            return Err(OutputError::SameFile { first, second: second() });
        }
        // Whoever writes to `/dev/stdout` means just that.
        if !writing::is_open_already(path)
            && FileIdentity::of_standard_output().as_ref() == Some(&identity)
        {
            return Err(OutputError::OverStandardOutput { output: second() });
        }
        self.expected.push((option, Named { path: shown(path), identity }));
        Ok(())
    }

    /// Writes a file. Should that fail all the same, whoever asked learns which ones there are by then.
    pub(crate) fn write(&mut self, path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
        match writing::write(path, bytes) {
            Ok(()) => {
                self.written.push(format!("`{}`", shown(path)));
                Ok(())
            }
            Err(error) if self.written.is_empty() => Err(error.into()),
            Err(error) => Err(OutputError::AfterOthers { error, written: self.written.join(", ") }),
        }
    }
}

fn said(option: &str, path: &Path) -> String {
    format!("{option} {}", shown(path))
}
