//! A stored incident: a run that failed, as a scenario file that draws nothing and says what was found.

#[cfg(test)]
mod any_input;
mod found_with;
mod line_ends;
mod paper;
mod quantity;
mod rewriting;

use core::fmt;

use firedrill_judge::{Fingerprint, Verdict};
use firedrill_protocol::Breakdown;
use firedrill_sim::{ALGORITHM, DigestValue};
use thiserror::Error;

use crate::diagnostics::{Diagnostic, Diagnostics, quoted};
use crate::name::{ScenarioName, ScenarioRef};
use crate::plan::Plan;
use crate::rehearsal::Outcome;
use crate::scenario::{self, Placed, Stored};

pub use found_with::FoundWith;

/// A run that is kept because it failed. On paper it is a scenario file whose every range is a single
/// value, with a table `[incident]`: it can be read, edited and committed, and it replays after the
/// code that drew it has changed, because nothing is drawn.
///
/// ```
/// use firedrill_protocol::EmergencyRecoveryProtocol;
/// use firedrill_scenarios::{Incident, Plan, Recording, run, suites};
///
/// let scenario = suites::scenario("killed-out-of-the-blue").unwrap();
/// let plan = Plan::draw(&scenario, "0x1".parse().unwrap());
/// let outcome = run(&plan, EmergencyRecoveryProtocol::briefed, Recording::Discard).unwrap();
/// let incident = Incident::of(&plan, &outcome).unwrap();
/// let text = incident.to_toml();
/// let again = Incident::from_bytes("killed-out-of-the-blue-0x1.toml", text.as_bytes()).unwrap();
/// assert_eq!(again.plan, plan);
/// assert_eq!(again.found.fingerprint, outcome.judgement.fingerprint());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    /// Its own name: the file's stem.
    pub name: ScenarioName,
    /// What happened, for whoever opens the file; may be empty.
    pub about: String,
    /// The run.
    pub plan: Plan,
    /// The protocol that it was found with.
    pub found_with: FoundWith,
    /// What was found in it.
    pub found: Found,
}

/// What a run came to when it was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Version of firedrill that ran it.
    pub engine: String,
    /// Digest over every event.
    pub digest: DigestValue,
    /// Events handled.
    pub events: u64,
    /// How it failed, or failed before it was fixed. `None` for what was fixed before it was stored.
    pub fingerprint: Option<Fingerprint>,
    /// Whether it still failed.
    pub state: IncidentState,
}

/// Whether an incident still failed when its file was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncidentState {
    /// It failed.
    Open,
    /// It passed.
    Fixed,
}

/// Why a run is not stored.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum NotStored {
    /// There was no incident.
    #[error("nothing happened that could be stored: {missing}")]
    Unexercised {
        /// What is missing, in a sentence.
        missing: String,
    },
    /// Nothing failed.
    #[error("its verdict is `{verdict}`: no property failed, and only a failure is kept")]
    NothingFailed {
        /// The verdict's name.
        verdict: &'static str,
    },
    /// The protocol lives elsewhere and broke down, so the run says nothing.
    #[error("the protocol under test broke down, so there is nothing to store: {0}")]
    Broken(Box<Breakdown>),
}

/// Why a text is no stored incident.
#[derive(Clone, Debug, Error)]
pub enum IncidentError {
    /// It makes no sense.
    #[error(transparent)]
    Mistakes(#[from] Diagnostics),
    /// Whoever wanted to read its file could not.
    #[error("{why}")]
    NotRead {
        /// Why, in a sentence.
        why: String,
    },
    /// It makes sense, but its seed would open other streams here: it is another run.
    #[error("{mistakes}")]
    OtherAlgorithm {
        /// The algorithm that it names.
        algorithm: String,
        /// The same in its place.
        mistakes: Diagnostics,
    },
}

/// Version of firedrill that stores incidents here.
pub const ENGINE: &str = env!("CARGO_PKG_VERSION");

impl Incident {
    /// The incident that a run of this plan with the shipped protocol was. It is named after the scenario and the seed.
    pub fn of(plan: &Plan, outcome: &Outcome) -> Result<Self, NotStored> {
        let found = Found::of(outcome)?;
        if found.fingerprint.is_none() {
            return Err(NotStored::NothingFailed { verdict: outcome.judgement.verdict.name() });
        }
        let failed = outcome.judgement.failure();
        let about = failed.map_or_else(String::new, |failed| {
            let reference = plan.reference();
            format!(
                "Found as {reference} at {}: {}.",
                failed.at,
                failed.about.trim_end_matches('.')
            )
        });
        let found_with = FoundWith::Shipped;
        Ok(Self {
            name: usual_name(&plan.reference()),
            about,
            plan: plan.clone(),
            found_with,
            found,
        })
    }

    /// The same incident with another name.
    #[must_use]
    pub fn named(self, name: ScenarioName) -> Self {
        Self { name, ..self }
    }

    /// The same incident, found with another protocol.
    #[must_use]
    pub fn found_with(self, found_with: FoundWith) -> Self {
        Self { found_with, ..self }
    }

    /// The file: a scenario, then the table `[incident]`.
    ///
    /// Quantities stand in the largest unit in which they are exact.
    pub fn to_toml(&self) -> String {
        paper::write(self)
    }

    /// Reads a stored incident. `label` names the text in messages; when it is a path that ends in
    /// `.toml`, the incident's name must be the file's.
    pub fn from_bytes(label: &str, bytes: &[u8]) -> Result<Self, IncidentError> {
        let placed = scenario::read(label, bytes)?;
        let Some(stored) = placed.scenario.stored().cloned() else {
            let message = "this is a scenario, not a stored incident: it has no table `[incident]`";
            let diagnostic = Diagnostic::new(&placed.source, 0..0, message.to_owned());
            let note = "`firedrill keep SCENARIO@SEED` stores one of its runs";
            return Err(Diagnostics::from(diagnostic.note(note)).into());
        };
        if stored.algorithm != ALGORITHM {
            return Err(other_algorithm(&placed, &stored));
        }
        let scenario = &placed.scenario;
        let name = scenario.name().clone();
        let drawn_from = stored.scenario.unwrap_or_else(|| name.clone());
        let plan = Plan { scenario: drawn_from, ..Plan::draw(scenario, stored.seed) };
        let about = scenario.about().to_owned();
        Ok(Self { name, about, plan, found_with: stored.found_with, found: stored.found })
    }

    /// The file's text with what was found now, and with which protocol, in place of then; comments, order and
    /// everything outside `[incident]` stay as they are. What is fixed keeps the fingerprint that it
    /// had.
    ///
    /// `None` when the text is no stored incident.
    pub fn rewritten(text: &str, found_with: &FoundWith, found: &Found) -> Option<String> {
        rewriting::rewrite(text, found_with, found)
    }
}

impl Found {
    /// What a run came to.
    pub fn of(outcome: &Outcome) -> Result<Self, NotStored> {
        match &outcome.judgement.verdict {
            Verdict::Unexercised { missing } => {
                return Err(NotStored::Unexercised { missing: missing.clone() });
            }
            Verdict::Broken { breakdown, .. } => {
                return Err(NotStored::Broken(Box::new(breakdown.clone())));
            }
            _ => {}
        }
        let fingerprint = outcome.judgement.fingerprint();
        let state = match fingerprint {
            Some(_) => IncidentState::Open,
            None => IncidentState::Fixed,
        };
        let (digest, events) = (outcome.digest, outcome.events);
        Ok(Self { engine: ENGINE.to_owned(), digest, events, fingerprint, state })
    }
}

impl IncidentState {
    /// The word used in files and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Fixed => "fixed",
        }
    }
}

impl fmt::Display for IncidentState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// `hot-day-major-0x1f1`, the scenario's part cut where it would be too long for a name.
pub fn usual_name(run: &ScenarioRef) -> ScenarioName {
    let seed = run.seed.to_string();
    let room = ScenarioName::LENGTH_MAX - seed.len() - 1;
    let scenario = run.name.as_str();
    let scenario = scenario.get(..room).unwrap_or(scenario).trim_end_matches('-');
    // The beginning of a name, a hyphen, digits and letters: the scenario's own would do as well.
    format!("{scenario}-{seed}").parse().unwrap_or_else(|_| run.name.clone())
}

fn other_algorithm(placed: &Placed, stored: &Stored) -> IncidentError {
    let algorithm = quoted(&stored.algorithm);
    let message = format!("the incident was found with the algorithm {algorithm}");
    let diagnostic = Diagnostic::new(&placed.source, placed.algorithm_at.clone(), message)
        .note(format!("this version draws with `{ALGORITHM}`: the same seed is another run"))
        .note(format!("it replays with firedrill {}, which wrote it", stored.found.engine));
    IncidentError::OtherAlgorithm {
        algorithm: stored.algorithm.clone(),
        mistakes: diagnostic.into(),
    }
}

#[cfg(test)]
mod tests;
