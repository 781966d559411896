//! A protocol that lives outside firedrill, as reports name it, and how it broke down.

use firedrill_protocol::Breakdown;
use firedrill_scenarios::escaped;
use firedrill_sim::Time;
use serde::Serialize;

use crate::reproduction::quoted;

/// The protocol under test, when it is not the one shipped with firedrill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Foreign {
    /// What it calls itself.
    pub name: String,
    /// The command that starts it, as it was written.
    pub command: String,
}

impl Foreign {
    /// What follows a command of firedrill's to have it test this protocol again.
    pub(crate) fn option(&self) -> String {
        format!(" --protocol {}", quoted(&self.command))
    }
}

/// When, how and with which last words, a line each. Whatever a stranger wrote moves no cursor.
pub(crate) fn last_words(at: Time, breakdown: &Breakdown) -> Vec<String> {
    let mut lines = vec![format!("at {at}: {}", escaped(&breakdown.about))];
    lines.extend(breakdown.stderr.iter().map(|line| format!("stderr: {}", escaped(line))));
    lines
}
