//! Whether two paths are one file.

use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

use crate::writing::folder_of;

/// A file, whatever it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FileIdentity {
    /// One that is there.
    There(There),
    /// One that is not there yet.
    Absent {
        /// The folder that it will be in, without links.
        folder: PathBuf,
        /// The name that it will have.
        name: OsString,
    },
}

/// Device and inode, which links share.
#[cfg(unix)]
type There = (u64, u64);

/// The path without links.
#[cfg(not(unix))]
type There = PathBuf;

impl FileIdentity {
    /// `None` for what takes any number of files, such as a terminal or `/dev/null`, and for what cannot be
    /// looked at.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        match fs::metadata(path) {
            Ok(metadata) if is_character_device(&metadata) => None,
            Ok(metadata) => Some(Self::There(there(path, &metadata)?)),
            Err(_) => Some(Self::Absent {
                folder: fs::canonicalize(folder_of(path)).ok()?,
                name: path.file_name()?.to_owned(),
            }),
        }
    }

    /// The file that standard output goes to, if it is one that has a name.
    #[cfg(unix)]
    pub(crate) fn of_standard_output() -> Option<Self> {
        use std::os::fd::AsFd as _;

        let own = std::io::stdout().as_fd().try_clone_to_owned().ok()?;
        let metadata = fs::File::from(own).metadata().ok()?;
        let there = there(Path::new("/dev/stdout"), &metadata)?;
        metadata.is_file().then_some(Self::There(there))
    }

    /// The file that standard output goes to, which is not known here.
    #[cfg(not(unix))]
    pub(crate) fn of_standard_output() -> Option<Self> {
        None
    }
}

#[cfg(unix)]
fn there(_: &Path, metadata: &Metadata) -> Option<There> {
    use std::os::unix::fs::MetadataExt as _;

    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn there(path: &Path, _: &Metadata) -> Option<There> {
    fs::canonicalize(path).ok()
}

#[cfg(unix)]
fn is_character_device(metadata: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;

    metadata.file_type().is_char_device()
}

#[cfg(not(unix))]
fn is_character_device(metadata: &Metadata) -> bool {
    !metadata.is_file()
}
