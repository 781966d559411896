//! Reading files and folders.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use firedrill_scenarios::escaped;
use thiserror::Error;

/// No scenario or plan is nearly this large. Reading stops here, so that a device file without an
/// end is refused like any file that is too large.
const BYTES_MAX: u64 = 16 * 1024 * 1024;

/// Why a file or folder could not be read.
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
    #[error(
        "`{path}` cannot be written: {error}; check that its folder exists and that you may write there"
    )]
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
    let failed = |error| failure(path, error);
    if path.is_dir() {
        return Err(FileError::IsFolder { path: shown(path) });
    }
    let mut bytes = vec![];
    File::open(path).map_err(failed)?.take(BYTES_MAX).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// Writes a file whole, or leaves what was there: to a temporary file beside it, which then takes its
/// name and keeps its permissions. Links are followed. What is no file, such as `/dev/stdout`, is
/// written to as it is.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    if path.is_dir() {
        return Err(FileError::IsFolder { path: shown(path) });
    }
    let written = if is_open_already(path) { append(path, bytes) } else { replace(path, bytes) };
    written.map_err(|error| FileError::Unwritable { path: shown(path), error })
}

/// Fails when it is already clear that [`write`] will: before work whose results would go nowhere.
pub(crate) fn check_writable(path: &Path) -> Result<(), FileError> {
    if path.is_dir() {
        return Err(FileError::IsFolder { path: shown(path) });
    }
    let is_in_a_folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder.is_dir(),
        _ => true,
    };
    if is_in_a_folder {
        return Ok(());
    }
    let error = io::Error::from(ErrorKind::NotFound);
    Err(FileError::Unwritable { path: shown(path), error })
}

/// Writes behind what a file holds, and makes the file if there is none.
pub(crate) fn add_to(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let file = fs::OpenOptions::new().append(true).create(true).open(path);
    let written = file.and_then(|mut file| file.write_all(bytes));
    written.map_err(|error| FileError::Unwritable { path: shown(path), error })
}

/// Whether the path names a pipe, a terminal, a device or what this process has open, rather than a
/// place in a folder. `/dev/stdout` is a regular file for a shell's `> FILE`, but another file with its
/// name would be none of it.
fn is_open_already(path: &Path) -> bool {
    let of_the_system = std::path::absolute(path)
        .is_ok_and(|path| path.starts_with("/dev") || path.starts_with("/proc"));
    path.exists() && (of_the_system || !path.is_file())
}

fn append(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::OpenOptions::new().append(true).open(path)?.write_all(bytes)
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = match path.is_symlink() {
        true => fs::canonicalize(path)?,
        false => path.to_owned(),
    };
    let permissions = fs::metadata(&path).ok().map(|known| known.permissions());
    if permissions.as_ref().is_some_and(fs::Permissions::readonly) {
        return Err(io::Error::new(ErrorKind::PermissionDenied, "it is read-only"));
    }
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    // As any program's new file: who may read it is for the umask to say.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    // The error's own words name the temporary file.
    let mut file = builder.tempfile_in(folder).map_err(|error| io::Error::from(error.kind()))?;
    file.write_all(bytes)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    file.as_file().sync_all()?;
    file.persist(&path)?;
    Ok(())
}

/// Makes a folder, unless it is there.
pub(crate) fn make_folder(path: &Path) -> Result<(), FileError> {
    let unwritable = |error| FileError::Unwritable { path: shown(path), error };
    fs::create_dir_all(path).map_err(unwritable)
}

/// The TOML files of a folder, sorted by name. Hidden ones are an editor's, not a suite's.
pub(crate) fn toml_files(folder: &Path) -> Result<Vec<PathBuf>, FileError> {
    let failed = |error| failure(folder, error);
    let mut files = vec![];
    for entry in fs::read_dir(folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        let is_toml = Path::new(&name).extension() == Some(OsStr::new("toml"));
        let is_hidden = name.as_encoded_bytes().starts_with(b".");
        if is_toml && !is_hidden {
            files.push(folder.join(name));
        }
    }
    files.sort();
    Ok(files)
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
        let files = toml_files(folder.path()).unwrap();
        assert_eq!(files, ["a.toml", "b.toml"].map(|name| folder.path().join(name)));
    }

    #[test]
    fn a_file_without_an_end_is_read_only_so_far() {
        let endless = Path::new("/dev/zero");
        if endless.exists() {
            assert_eq!(read(endless).unwrap().len() as u64, BYTES_MAX);
        }
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("it.txt");
        write(&path, b"a longer text").unwrap();
        write(&path, b"short").unwrap();
        assert_eq!(read(&path).unwrap(), b"short");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_cannot_be_written_is_said_with_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let absent = write(&folder.path().join("no/such/it.txt"), b"").unwrap_err();
        assert!(absent.to_string().contains("no/such/it.txt` cannot be written"), "{absent}");
        assert!(matches!(write(folder.path(), b""), Err(FileError::IsFolder { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_and_a_file_keeps_its_permissions() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&real, "old").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o600)).unwrap();
        symlink(&real, &link).unwrap();
        write(&link, b"new").unwrap();
        assert!(link.is_symlink());
        assert_eq!(read(&real).unwrap(), b"new");
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&real, fs::Permissions::from_mode(0o400)).unwrap();
        let refused = write(&real, b"newer").unwrap_err().to_string();
        assert!(refused.contains("it is read-only"), "{refused}");
        assert_eq!(read(&real).unwrap(), b"new");
        symlink(folder.path().join("absent"), folder.path().join("dangling")).unwrap();
        write(&folder.path().join("dangling"), b"").unwrap_err();
        assert!(folder.path().join("dangling").is_symlink());
    }
}
