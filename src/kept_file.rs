//! The file that a stored incident is written to, which may be there already.

use std::path::Path;

use firedrill_scenarios::{FoundWith, Incident, Plan};

use crate::command_error::CommandError;
use crate::files;

/// What is there before an incident is written to its file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Place {
    /// Nothing, or no file: a device.
    Free,
    /// Whatever it is, it may be replaced by force.
    Forced,
    /// This very incident, as it was written and not touched since.
    Same(Box<Incident>),
}

impl Place {
    /// The place of an incident that only the work finds. Whatever is there may be worth more than what
    /// is found in too few runs, so it goes only by force.
    pub(crate) fn of_unknown(path: &Path, force: bool) -> Result<Self, CommandError> {
        match (path.is_file(), force) {
            (false, _) => Ok(Self::Free),
            (true, true) => Ok(Self::Forced),
            (true, false) => Err(CommandError::Occupied { path: files::shown(path) }),
        }
    }

    /// The place of an incident with this plan. A file that holds the same plan, found with the same
    /// protocol, may be replaced when nobody has written anything into it: a comment would be lost.
    pub(crate) fn of_plan(
        path: &Path,
        plan: &Plan,
        found_with: &FoundWith,
        force: bool,
    ) -> Result<Self, CommandError> {
        if force || !path.is_file() {
            return Self::of_unknown(path, force);
        }
        let label = files::text(path.as_os_str())?;
        let bytes = files::read(path)?;
        let stored = Incident::from_bytes(label, &bytes).ok();
        let same = stored.filter(|stored| {
            stored.plan == *plan
                && stored.found_with == *found_with
                && stored.to_toml().as_bytes() == bytes
        });
        match same {
            Some(stored) => Ok(Self::Same(Box::new(stored))),
            None => Err(edited(path, plan)),
        }
    }

    /// Whether nothing but what was found would change, once that is known.
    pub(crate) fn check(&self, path: &Path, incident: &Incident) -> Result<(), CommandError> {
        let Self::Same(stored) = self else { return Ok(()) };
        match **stored == (Incident { found: stored.found.clone(), ..incident.clone() }) {
            true => Ok(()),
            false => Err(edited(path, &incident.plan)),
        }
    }

    /// Behind the file's name, for people.
    pub(crate) const fn words(&self) -> &'static str {
        match self {
            Self::Free => "",
            Self::Forced | Self::Same(_) => " (replaced)",
        }
    }
}

fn edited(path: &Path, plan: &Plan) -> CommandError {
    CommandError::OccupiedByOther { path: files::shown(path), run: plan.reference() }
}
