//! Stored incidents, run again.

use firedrill_judge::{Fingerprint, Verdict};
use firedrill_protocol::{Breakdown, Briefing, RecoveryProtocol};
use firedrill_scenarios::{Found, Incident, IncidentState, Outcome, Recording, run};
use firedrill_sim::Time;

use crate::pool::{Flow, run_in_order};

/// What a stored incident comes to today.
#[derive(Clone, Debug, PartialEq)]
pub struct Verification {
    /// The answer.
    pub answer: Answer,
    /// Whether the run is the one that was stored, bit for bit; `None` when there was none.
    pub same_run: Option<bool>,
    /// What would be stored now; `None` when there is nothing to store.
    pub found: Option<Found>,
}

/// How a stored incident fails today, if it does.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// In the way that is stored.
    SameFailure,
    /// In this way, which is not the stored one.
    DifferentFailure(Fingerprint),
    /// Not at all: every property holds.
    Fixed,
    /// What it is about did not happen.
    Unexercised {
        /// What is missing, in a sentence.
        missing: String,
    },
    /// The run cannot be made any more.
    CannotRun {
        /// Why, in a sentence.
        why: String,
    },
    /// It was found with a foreign protocol of this name, which is not there.
    OtherProtocol {
        /// What it called itself.
        name: String,
    },
    /// The protocol lives elsewhere and broke down, so there is no answer.
    Broken {
        /// When.
        at: Time,
        /// How.
        breakdown: Box<Breakdown>,
    },
}

impl Answer {
    /// The words used on screens.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::SameFailure => "same failure",
            Self::DifferentFailure(_) => "different failure",
            Self::Fixed => "fixed",
            Self::Unexercised { .. } => "no longer exercised",
            Self::CannotRun { .. } => "cannot be run",
            Self::OtherProtocol { .. } => "other protocol",
            Self::Broken { .. } => "protocol broke down",
        }
    }

    /// Whether this is what a file in this state says.
    pub const fn is_recorded_as(&self, state: IncidentState) -> bool {
        matches!(
            (self, state),
            (Self::SameFailure, IncidentState::Open) | (Self::Fixed, IncidentState::Fixed)
        )
    }
}

impl Verification {
    /// The answer for an incident that was not run.
    const fn without_a_run(answer: Answer) -> Self {
        Self { answer, same_run: None, found: None }
    }

    /// Compares a run with what was found in it before.
    pub fn of(incident: &Incident, outcome: &Outcome) -> Self {
        let found = Found::of(outcome).ok();
        let same_run = outcome.digest == incident.found.digest;
        Self { answer: answer(incident, outcome), same_run: Some(same_run), found }
    }
}

fn answer(incident: &Incident, outcome: &Outcome) -> Answer {
    match (&outcome.judgement.verdict, outcome.judgement.fingerprint()) {
        (Verdict::Broken { at, breakdown }, _) => {
            Answer::Broken { at: *at, breakdown: Box::new(breakdown.clone()) }
        }
        (Verdict::Unexercised { missing }, _) => Answer::Unexercised { missing: missing.clone() },
        (_, None) => Answer::Fixed,
        (_, now) if now == incident.found.fingerprint => Answer::SameFailure,
        (_, Some(now)) => Answer::DifferentFailure(now),
    }
}

/// Runs stored incidents on `jobs` threads and compares each with what was found in it before, in
/// their order. `protocol` makes what each is run with; one for which `unrunnable` has an answer is
/// not run. `observe` sees each as it ends, in no particular order.
pub fn verify<P: RecoveryProtocol>(
    incidents: &[&Incident],
    jobs: usize,
    protocol: impl Fn(&Incident, &Briefing) -> P + Sync,
    unrunnable: impl Fn(&Incident) -> Option<Answer> + Sync,
    mut observe: impl FnMut(&Verification),
) -> Vec<Verification> {
    let work = |index: usize| {
        let incident = incidents[index];
        if let Some(answer) = unrunnable(incident) {
            return Verification::without_a_run(answer);
        }
        match run(&incident.plan, |briefing| protocol(incident, briefing), Recording::Discard) {
            Ok(outcome) => Verification::of(incident, &outcome),
            Err(error) => Verification::without_a_run(Answer::CannotRun { why: error.to_string() }),
        }
    };
    run_in_order(incidents.len(), jobs, work, |verification| {
        observe(verification);
        Flow::Continue
    })
}
