//! Writing files whole, and looking before whether that can be done.

use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::files::{FileError, shown};

/// Writes a file whole, or leaves what was there: to a temporary file beside it, which then takes its
/// name and keeps its permissions. Links are followed. What is no file, such as `/dev/stdout`, is
/// written to as it is.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    check_name(path)?;
    let written = if is_open_already(path) { append(path, bytes) } else { replace(path, bytes) };
    written.map_err(|error| unwritable(path, error))
}

/// Writes behind what a file holds, and makes the file if there is none.
pub(crate) fn add_to(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let file = fs::OpenOptions::new().append(true).create(true).open(path);
    let written = file.and_then(|mut file| file.write_all(bytes));
    written.map_err(|error| unwritable(path, error))
}

/// Says before the work is done why [`write`] would fail after it, as far as that can be known.
pub(crate) fn check(path: &Path) -> Result<(), FileError> {
    check_name(path)?;
    // To open a pipe is to wait for its other end.
    if is_open_already(path) {
        return Ok(());
    }
    let temporary = Target::of(path).and_then(|target| target.temporary());
    temporary.map(drop).map_err(|error| unwritable(path, error))
}

/// Makes a folder, unless it is there.
pub(crate) fn make_folder(path: &Path) -> Result<(), FileError> {
    fs::create_dir_all(path).map_err(|error| unwritable(path, error))
}

/// Says before the work is done why [`make_folder`] would fail after it, or a file in the folder.
pub(crate) fn check_folder(path: &Path) -> Result<(), FileError> {
    // What is there already of the way to it.
    let there = path.ancestors().find(|part| *part != Path::new("") && fs::metadata(part).is_ok());
    let there = there.unwrap_or(Path::new("."));
    if !there.is_dir() {
        return Err(FileError::IsFile { path: shown(there) });
    }
    temporary_in(there).map(drop).map_err(|error| unwritable(path, error))
}

/// Whether the path names a pipe, a terminal, a device or what this process has open, rather than a
/// place in a folder. `/dev/stdout` is a regular file for a shell's `> FILE`, but another file with its
/// name would be none of it. `/dev/shm` is a folder like any other.
pub(crate) fn is_open_already(path: &Path) -> bool {
    let of_the_system = std::path::absolute(path).is_ok_and(|path| {
        let is_below = |folder| path.starts_with(folder);
        (is_below("/dev") && !is_below("/dev/shm")) || is_below("/proc")
    });
    path.exists() && !path.is_dir() && (of_the_system || !path.is_file())
}

fn unwritable(path: &Path, error: io::Error) -> FileError {
    FileError::Unwritable { path: shown(path), error }
}

/// A path may be a folder's by what is there or by how it is written.
fn check_name(path: &Path) -> Result<(), FileError> {
    let is_written_so = path.as_os_str().as_encoded_bytes().last().copied();
    let ends_in_separator =
        is_written_so.is_some_and(|last| std::path::is_separator(char::from(last)));
    if path.is_dir() || ends_in_separator {
        return Err(FileError::IsFolder { path: shown(path) });
    }
    match path.file_name() {
        Some(_) => Ok(()),
        None => Err(FileError::NoName { path: shown(path) }),
    }
}

fn append(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::OpenOptions::new().append(true).open(path)?.write_all(bytes)
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = Target::of(path)?;
    let mut file = target.temporary()?;
    file.write_all(bytes)?;
    if let Some(permissions) = target.permissions {
        file.as_file().set_permissions(permissions)?;
    }
    file.as_file().sync_all()?;
    file.persist(&target.path)?;
    Ok(())
}

/// A place in a folder.
struct Target {
    path: PathBuf,
    /// Of the file that is there.
    permissions: Option<fs::Permissions>,
}

impl Target {
    /// Follows links, and refuses what is there and must not be written.
    fn of(path: &Path) -> io::Result<Self> {
        let path = match path.is_symlink() {
            true => fs::canonicalize(path)?,
            false => path.to_owned(),
        };
        let permissions = match fs::metadata(&path) {
            Ok(known) => Some(known.permissions()),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        if permissions.as_ref().is_some_and(fs::Permissions::readonly) {
            return Err(io::Error::new(ErrorKind::PermissionDenied, "it is read-only"));
        }
        Ok(Self { path, permissions })
    }

    /// The file that takes its name when it is whole.
    fn temporary(&self) -> io::Result<NamedTempFile> {
        let folder = folder_of(&self.path);
        if !folder.try_exists()? {
            let sentence = format!("there is no file or folder `{}`", shown(folder));
            return Err(io::Error::new(ErrorKind::NotFound, sentence));
        }
        temporary_in(folder)
    }
}

/// The folder that a file of this path is in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

fn temporary_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    // As any program's new file: who may read it is for the umask to say.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    // The error's own words name the temporary file.
    builder.tempfile_in(folder).map_err(|error| io::Error::from(error.kind()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("it.txt");
        check(&path).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        write(&path, b"a longer text").unwrap();
        write(&path, b"short").unwrap();
        check(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"short");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_cannot_be_written_is_said_with_its_path_before_and_after() {
        let folder = tempfile::tempdir().unwrap();
        let absent = folder.path().join("no/such/it.txt");
        for error in [check(&absent).unwrap_err(), write(&absent, b"").unwrap_err()] {
            assert!(error.to_string().contains("no/such/it.txt` cannot be written"), "{error}");
        }
        for is_folder in [folder.path().to_owned(), folder.path().join("new/")] {
            assert!(matches!(check(&is_folder), Err(FileError::IsFolder { .. })));
            assert!(matches!(write(&is_folder, b""), Err(FileError::IsFolder { .. })));
        }
        assert!(matches!(check(Path::new("")), Err(FileError::NoName { .. })));
        let long = folder.path().join("x".repeat(1000));
        check(&long).unwrap_err();
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn shared_memory_is_a_folder_like_any_other() {
        let Ok(folder) = tempfile::tempdir_in("/dev/shm") else { return };
        let path = folder.path().join("it");
        write(&path, b"old").unwrap();
        write(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert!(is_open_already(Path::new("/dev/null")));
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
        assert_eq!(fs::read(&real).unwrap(), b"new");
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&real, fs::Permissions::from_mode(0o400)).unwrap();
        for refused in [check(&real).unwrap_err(), write(&real, b"newer").unwrap_err()] {
            assert!(refused.to_string().contains("it is read-only"), "{refused}");
        }
        assert_eq!(fs::read(&real).unwrap(), b"new");
        symlink(folder.path().join("absent"), folder.path().join("dangling")).unwrap();
        check(&folder.path().join("dangling")).unwrap_err();
        write(&folder.path().join("dangling"), b"").unwrap_err();
        assert!(folder.path().join("dangling").is_symlink());
    }
}
