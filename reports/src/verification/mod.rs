//! Stored incidents, and what they come to today.

mod document;
mod row;
mod table;
#[cfg(test)]
mod tests;

use firedrill_campaign::{Answer, Verification};
use firedrill_scenarios::{Incident, IncidentError};

pub use document::verification_document;
pub use table::verification_table;

use crate::report::Timing;
use crate::substitute::Substitute;

/// Stored incidents that were run again.
#[derive(Clone, Copy, Debug)]
pub struct VerificationReport<'a> {
    /// The files, in the order of the report.
    pub files: &'a [VerifiedFile],
    /// What was tested, when it is not the shipped protocol.
    pub protocol: Option<&'a Substitute>,
    /// What it took.
    pub timing: Timing,
}

/// A file that was to be verified.
#[derive(Debug)]
pub struct VerifiedFile {
    /// Its path, as a command line names it.
    pub path: String,
    /// The incident with its answer, or why it is none.
    pub content: Result<(Incident, Verification), IncidentError>,
    /// What the incident was run with because it was found with that; `None` for the shipped protocol,
    /// and where [`VerificationReport::protocol`] took its place.
    pub own: Option<Substitute>,
    /// Whether what was found now has been written into it.
    pub is_rewritten: bool,
}

/// How a file's record and today's run agree. Ordered: the worst of several is their maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Accord {
    /// It comes to what the file says.
    AsRecorded,
    /// What it is about does not happen any more, or cannot be run here.
    NoLongerExercised,
    /// It comes to something else.
    Changed,
    /// The file makes no sense.
    Unreadable,
    /// The protocol lives elsewhere and broke down.
    Broken,
}

impl VerificationReport<'_> {
    /// The worst accord of any file.
    pub fn accord(&self) -> Accord {
        self.files.iter().map(VerifiedFile::accord).max().unwrap_or(Accord::AsRecorded)
    }

    pub(crate) fn count(&self, accord: Accord) -> usize {
        self.files.iter().filter(|file| file.accord() == accord).count()
    }
}

impl VerifiedFile {
    /// How the file's record and today's run agree.
    pub fn accord(&self) -> Accord {
        match &self.content {
            Err(IncidentError::OtherAlgorithm { .. }) => Accord::NoLongerExercised,
            Err(IncidentError::Mistakes(_) | IncidentError::NotRead { .. }) => Accord::Unreadable,
            Ok((incident, verification)) => match &verification.answer {
                Answer::Unexercised { .. }
                | Answer::CannotRun { .. }
                | Answer::OtherProtocol { .. } => Accord::NoLongerExercised,
                Answer::Broken { .. } => Accord::Broken,
                _ if self.is_rewritten => Accord::AsRecorded,
                answer if answer.is_recorded_as(incident.found.state) => Accord::AsRecorded,
                _ => Accord::Changed,
            },
        }
    }

    /// The words used on screens and in documents.
    pub(crate) const fn answer(&self) -> &'static str {
        match &self.content {
            Err(IncidentError::OtherAlgorithm { .. }) => "other algorithm",
            Err(IncidentError::Mistakes(_) | IncidentError::NotRead { .. }) => "unreadable",
            Ok((_, verification)) => verification.answer.name(),
        }
    }
}
