//! Why there is nothing to shrink in a run, and what to do instead.

use std::ffi::OsStr;
use std::path::Path;

use firedrill_judge::Verdict;
use firedrill_reports::Reproduction;
use firedrill_scenarios::{Outcome, escaped};
use thiserror::Error;

/// A run does not fail.
#[derive(Debug, Error)]
#[error(
    "there is nothing to shrink: {run} {came_to}\n  only a run that fails can be shrunk; {next}"
)]
pub(crate) struct NothingToShrink {
    /// As it was named, and what it is called if that is something else.
    run: String,
    came_to: String,
    next: String,
}

impl NothingToShrink {
    /// Of a run that came to this. `original` shows it again.
    pub(crate) fn of(outcome: &Outcome, original: &Reproduction) -> Self {
        let (word, reference) = (original.word(), outcome.reference.to_string());
        // A file need not be called what its run is called.
        let run = if word == reference { reference } else { format!("{word} ({reference})") };
        Self { run, came_to: came_to(&outcome.judgement.verdict), next: next(outcome, original) }
    }
}

fn came_to(verdict: &Verdict) -> String {
    let said = match verdict {
        Verdict::Unexercised { missing } => format!("is unexercised: {missing}"),
        Verdict::Broken { breakdown, .. } => {
            format!("is broken, for the protocol broke down: {breakdown}")
        }
        Verdict::Contradicted { held } => {
            let held: Vec<_> = held.iter().map(ToString::to_string).collect();
            format!("is contradicted: {} held and is stated to fail", held.join(" and "))
        }
        verdict => verdict.name().to_owned(),
    };
    said.lines().map(escaped).collect::<Vec<_>>().join("\n  ")
}

fn next(outcome: &Outcome, original: &Reproduction) -> String {
    if let Verdict::Broken { .. } = outcome.judgement.verdict {
        return format!("see what its protocol said last with\n  `{}`", original.replay());
    }
    match original.search(1000) {
        Some(search) => format!("look for one with\n  `{search}`"),
        None if is_incident(&original.word()) => {
            format!("see what became of what it was stored for with\n  `{}`", original.verify())
        }
        None => format!("see what happens in it with\n  `{}`", original.replay()),
    }
}

fn is_incident(word: &str) -> bool {
    Path::new(word.trim_end_matches('\'')).extension() == Some(OsStr::new("toml"))
}
