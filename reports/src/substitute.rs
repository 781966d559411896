//! What is tested in the shipped protocol's place, as reports name it, and how it broke down.

use core::time::Duration;

use firedrill_protocol::Breakdown;
use firedrill_scenarios::escaped;
use firedrill_sim::Time;
use serde::Serialize;

use crate::reproduction::quoted;

/// The protocol under test, when it is not the one shipped with firedrill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Substitute {
    /// Somebody else's.
    Foreign {
        /// What it calls itself.
        name: String,
        /// The command that starts it, as it was written.
        command: String,
        /// How long it may take for an answer, if that was chosen. It changes no run that ends in
        /// time, so documents name it only in the lines that can be pasted.
        #[serde(skip)]
        reply_timeout: Option<Duration>,
    },
    /// The shipped one with a weakness of the catalogue.
    Weakened {
        /// The weakness.
        weakness: &'static str,
    },
}

impl Substitute {
    /// What follows a command of firedrill's to have it test this protocol again.
    pub(crate) fn option(&self) -> String {
        match self {
            Self::Foreign { command, reply_timeout, .. } => {
                let command = quoted(command);
                // `Debug` writes every digit of a time, with its unit: `1.5s`, `200ms`.
                let patience = reply_timeout.map(|limit| format!(" --reply-timeout {limit:?}"));
                format!(" --protocol {command}{}", patience.unwrap_or_default())
            }
            Self::Weakened { weakness } => format!(" --weakness {weakness}"),
        }
    }

    /// Its name for a reader, fit for a terminal.
    pub fn title(&self) -> String {
        match self {
            Self::Foreign { name, .. } => escaped(name),
            Self::Weakened { weakness } => format!("the shipped protocol, weakened: {weakness}"),
        }
    }
}

/// When, how and with which last words, a line each. Whatever a stranger wrote moves no cursor.
pub(crate) fn last_words(at: Time, breakdown: &Breakdown) -> Vec<String> {
    let mut lines = vec![format!("at {at}: {}", escaped(&breakdown.about))];
    lines.extend(breakdown.stderr.iter().map(|line| format!("stderr: {}", escaped(line))));
    lines
}
