//! Reading files and folders.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use firedrill_scenarios::{NotText, escaped};
use thiserror::Error;

use crate::input::Input;

/// Why a file or folder could not be read or written.
#[derive(Debug, Error)]
pub(crate) enum FileError {
    /// There is nothing of that name.
    #[error("there is no file or folder `{path}`: check the path from the current folder")]
    Absent {
        /// The path.
        path: String,
    },
    /// A folder stands where a file is wanted.
    #[error("`{path}` is a folder, not a file: name one of the files in it")]
    IsFolder {
        /// The path.
        path: String,
    },
    /// A file stands where a folder is wanted.
    #[error("`{path}` is a file, not a folder: name another place")]
    IsFile {
        /// The path.
        path: String,
    },
    /// The path ends where no file can be.
    #[error("`{path}` names no file: end it with a file's name")]
    NoName {
        /// The path.
        path: String,
    },
    /// A link leads nowhere.
    #[error("`{path}` is a link to what is not there: mend the link, or delete it")]
    Dangling {
        /// The path.
        path: String,
    },
    /// A folder holds what is no file.
    #[error("`{path}` is a pipe or device, and of a folder only files are read: move it away")]
    NoFile {
        /// The path.
        path: String,
    },
    /// It is no text, and its first bytes say what it is.
    #[error("`{path}` is {}, not UTF-8 text: {}", .found.what(), .found.remedy())]
    NotText {
        /// The path.
        path: String,
        /// What it is.
        found: NotText,
    },
    /// It is there but cannot be read.
    #[error("`{path}` cannot be read: {error}; check that you may read it")]
    Unreadable {
        /// The path.
        path: String,
        /// What the system says.
        #[source]
        error: io::Error,
    },
    /// It cannot be written.
    #[error("`{path}` cannot be written: {error}; {}", remedy(.error.kind()))]
    Unwritable {
        /// The path.
        path: String,
        /// What the system says.
        #[source]
        error: io::Error,
    },
    /// Its name cannot be shown, compared or pasted.
    #[error("the name of `{path}` is not valid Unicode: rename it")]
    NotUnicode {
        /// The path, as far as it can be shown.
        path: String,
    },
}

/// A path with hidden characters escaped, so that none can move a terminal's cursor.
pub(crate) fn shown(path: &Path) -> String {
    escaped(&path.to_string_lossy())
}

/// Whether there is something of that name. What cannot even be looked at is an error of its own, not
/// an absence.
pub(crate) fn exists(path: &Path) -> Result<bool, FileError> {
    path.try_exists().map_err(|error| failure(path, error))
}

/// The path as text.
pub(crate) fn text(path: &OsStr) -> Result<&str, FileError> {
    path.to_str().ok_or_else(|| FileError::NotUnicode { path: shown(path.as_ref()) })
}

/// The bytes of a file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    Input::open(path)?.into_bytes()
}

/// The bytes of a file that was found in a folder. Nobody named it, so a pipe, which might be waited for
/// without an end, is refused.
pub(crate) fn read_found(path: &Path) -> Result<Vec<u8>, FileError> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => read(path),
        Ok(_) => Err(FileError::NoFile { path: shown(path) }),
        Err(error) if error.kind() == ErrorKind::NotFound && path.is_symlink() => {
            Err(FileError::Dangling { path: shown(path) })
        }
        Err(error) => Err(failure(path, error)),
    }
}

/// The TOML files of a folder, sorted by name. Hidden ones are an editor's, not a suite's; folders are
/// none, whatever they are called.
pub(crate) fn toml_files(folder: &Path) -> Result<Vec<PathBuf>, FileError> {
    let failed = |error| failure(folder, error);
    let mut files = vec![];
    for entry in fs::read_dir(folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        let is_toml = Path::new(&name).extension() == Some(OsStr::new("toml"));
        let is_hidden = name.as_encoded_bytes().starts_with(b".");
        let path = folder.join(&name);
        if is_toml && !is_hidden && !path.is_dir() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// What to do when a file cannot be written.
const fn remedy(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::NotFound | ErrorKind::PermissionDenied => {
            "check that its folder exists and that you may write there"
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "make room there, or name another place"
        }
        _ => "name another place",
    }
}

/// What the system says, as an error.
pub(crate) fn failure(path: &Path, error: io::Error) -> FileError {
    let path = shown(path);
    match error.kind() {
        ErrorKind::NotFound => FileError::Absent { path },
        _ => FileError::Unreadable { path, error },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_cannot_move_the_cursor() {
        assert_eq!(shown(Path::new("a\u{1b}[2J\n")), "a\\u{1b}[2J\\n");
    }

    #[test]
    fn only_toml_files_that_are_not_hidden_belong_to_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.toml", "a.toml", ".a.toml", "notes.md", "toml"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        fs::create_dir(folder.path().join("c.toml")).unwrap();
        let files = toml_files(folder.path()).unwrap();
        assert_eq!(files, ["a.toml", "b.toml"].map(|name| folder.path().join(name)));
    }
}
