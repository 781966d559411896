//! The file that a stored incident is written to, which may be there already.

use std::path::Path;

use firedrill_scenarios::{FoundWith, Incident, ScenarioRef};

use crate::command_error::CommandError;
use crate::files;

/// What is there before an incident is written to its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nothing, or no file: a device.
    Free,
    /// The same incident, or whatever may be replaced by force.
    Replaced,
}

impl Place {
    /// Looks before the work is done. A file that holds the same run, found with the same protocol, is
    /// replaced; any other only by force: it may be the one record of another failure.
    pub(crate) fn of(
        path: &Path,
        run: &ScenarioRef,
        found_with: &FoundWith,
        force: bool,
    ) -> Result<Self, CommandError> {
        if !path.is_file() {
            return Ok(Self::Free);
        }
        if force {
            return Ok(Self::Replaced);
        }
        let label = files::text(path.as_os_str())?;
        let stored = Incident::from_bytes(label, &files::read(path)?);
        let is_same = stored.is_ok_and(|stored| {
            stored.plan.reference() == *run && stored.found_with == *found_with
        });
        match is_same {
            true => Ok(Self::Replaced),
            false => Err(CommandError::Occupied { path: files::shown(path), run: run.clone() }),
        }
    }

    /// Behind the file's name, for people.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Free => "",
            Self::Replaced => " (replaced)",
        }
    }
}
