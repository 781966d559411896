//! What is said of a file that is not as recorded: before, now, and what to do.

use firedrill_campaign::Answer;
use firedrill_scenarios::{Incident, IncidentError, IncidentState, escaped};

use super::{VerificationReport, VerifiedFile};
use crate::reproduction::{Reproduction, quoted};
use crate::substitute::{Substitute, last_words};

impl VerifiedFile {
    /// What the file says, in a line.
    pub(super) fn before(&self) -> Option<String> {
        let (Incident { found, .. }, _) = self.content.as_ref().ok()?;
        Some(match (found.state, &found.fingerprint) {
            (IncidentState::Open, Some(fingerprint)) => fingerprint.to_string(),
            (IncidentState::Fixed, Some(fingerprint)) => format!("fixed, it was: {fingerprint}"),
            (state, None) => state.to_string(),
        })
    }

    /// What it comes to today, in lines.
    pub(super) fn now(&self) -> Vec<String> {
        let (incident, verification) = match &self.content {
            Ok(content) => content,
            Err(error) => return error.to_string().lines().map(str::to_owned).collect(),
        };
        match &verification.answer {
            Answer::SameFailure => {
                vec![incident.found.fingerprint.map_or_else(String::new, |same| same.to_string())]
            }
            Answer::DifferentFailure(fingerprint) => vec![fingerprint.to_string()],
            Answer::Fixed => vec!["every property holds".to_owned()],
            Answer::Unexercised { missing } => vec![missing.clone()],
            Answer::CannotRun { why } => vec![why.clone()],
            Answer::OtherProtocol { name } => {
                vec![format!("not run: it was found with the protocol {}", quoted_name(name))]
            }
            Answer::Broken { at, breakdown } => last_words(*at, breakdown),
        }
    }

    /// What a person does next.
    pub(super) fn next(&self, report: &VerificationReport<'_>) -> Next {
        let (incident, verification) = match &self.content {
            Ok(content) => content,
            Err(IncidentError::Mistakes(_)) => return Next::only("mend the file:"),
            Err(IncidentError::NotRead { .. }) => return Next::only("see to the file:"),
            Err(IncidentError::OtherAlgorithm { .. }) => return Next::only(OTHER_ALGORITHM),
        };
        let update = |sentence| match report.protocol {
            Some(Substitute::Weakened { .. }) => Next::only(WEAKENED),
            protocol => {
                let option = protocol.map(Substitute::option).unwrap_or_default();
                let path = quoted(&self.path);
                let command = Some(format!("firedrill verify {path} --update{option}"));
                Next { sentence, command }
            }
        };
        let was_fixed = incident.found.state == IncidentState::Fixed;
        match &verification.answer {
            Answer::Fixed => update("see that it was meant, then record it:"),
            Answer::SameFailure | Answer::DifferentFailure(_) if was_fixed => {
                update("it is back: mend it, or open it again:")
            }
            Answer::SameFailure | Answer::DifferentFailure(_) => {
                update("look whether it has the same cause, then record it:")
            }
            Answer::Unexercised { .. } => Next::only(UNEXERCISED),
            Answer::OtherProtocol { .. } => Next {
                sentence: "name the command of that protocol:",
                command: Some(format!(
                    "firedrill verify {} --protocol COMMAND",
                    quoted(&self.path)
                )),
            },
            Answer::CannotRun { .. } => Next::only("edit the file, or delete it"),
            Answer::Broken { .. } if report.protocol.is_some() => Next::only("mend the protocol"),
            Answer::Broken { .. } => Next::only("tell the authors of firedrill"),
        }
    }

    pub(super) fn replay(&self, report: &VerificationReport<'_>) -> Option<String> {
        let (_, verification) = self.content.as_ref().ok()?;
        // Nothing has been run, and what would be is not known.
        if matches!(verification.answer, Answer::OtherProtocol { .. }) {
            return None;
        }
        let protocol = report.protocol.or(self.own.as_ref());
        Some(Reproduction::of_plan(&self.path).with(protocol).replay())
    }
}

/// What a person does next.
pub(super) struct Next {
    pub(super) sentence: &'static str,
    /// With which command, to be pasted.
    pub(super) command: Option<String>,
}

impl Next {
    const fn only(sentence: &'static str) -> Self {
        Self { sentence, command: None }
    }
}

/// A name that a stranger chose, for a terminal.
fn quoted_name(name: &str) -> String {
    format!("`{}`", escaped(name))
}

const OTHER_ALGORITHM: &str = "replay it with the version that wrote it; keep a run of today's that \
                               fails in the same way, and delete this one:";
const WEAKENED: &str = "nothing: what a weakened protocol comes to is not recorded";
const UNEXERCISED: &str = "see in the replay what happens instead; edit the file until it happens \
                           again, or delete it";
