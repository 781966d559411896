//! Why a run failed, or passed: it is made again with one thing less at a time.
//!
//! A run without a fault, without what is unusual around it, or in which a step of the protocol has no
//! effect, is a run of the same seed and the same streams: whatever differs, differs because of that.
//! What mattered is what changes the verdict or the margins by its absence.

mod effect;
mod hindsight;
mod removal;

use firedrill_judge::Verdict;
use firedrill_protocol::{Breakdown, Briefing, RecoveryProtocol};
use firedrill_scenarios::{
    Outcome, Plan, Recording, Rehearsal, RunError, describe_divergence, first_divergence,
};
use firedrill_sim::Time;
use thiserror::Error;

pub use effect::{Effect, Ending, Margins, NOTICEABLE};
pub use hindsight::{Cause, Hindsight, Lag};
pub use removal::{Removal, Step};

use crate::pool::{Flow, run_in_order};
use crate::sweep::CampaignError;

/// A run, and what mattered in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The run, with its record.
    pub outcome: Outcome,
    /// The run with one thing less: its faults, what is unusual around it, the protocol's steps.
    pub counterfactuals: Vec<Counterfactual>,
    /// The run without any fault, and with each of them alone: made when it fails whichever single
    /// fault is taken out.
    pub in_isolation: Vec<Counterfactual>,
    /// So many steps were left out, the last in time: see [`MOST_STEPS`].
    pub steps_left_out: usize,
    /// Each incident beside what somebody did who knew everything.
    pub hindsights: Vec<Hindsight>,
}

/// A run with something less.
#[derive(Clone, Debug, PartialEq)]
pub struct Counterfactual {
    /// What it is without.
    pub removal: Removal,
    /// How it ended.
    pub ending: Ending,
    /// What its clocks had left.
    pub margins: Margins,
    /// What the absence did.
    pub effect: Effect,
    /// Whether it is the same run, event by event.
    pub is_identical: bool,
}

/// Why a run could not be explained.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum ExplainError {
    /// The plan cannot be run.
    #[error(transparent)]
    Unrunnable(#[from] CampaignError),
    /// The run differs from itself, so a difference says nothing.
    #[error(
        "two runs of the same plan differ, so what differs without a fault or a step says nothing: {divergence}"
    )]
    NotDeterministic {
        /// Where first, in a sentence.
        divergence: String,
    },
    /// The foreign protocol broke down in the run itself.
    #[error("the protocol under test broke down at {at}: {breakdown}")]
    Broken {
        /// When.
        at: Time,
        /// How.
        breakdown: Breakdown,
    },
}

/// More steps than these are not taken out (choice; a long incident has a few dozen).
pub const MOST_STEPS: usize = 80;

impl Explanation {
    /// Whether something failed in the run, as stated or not.
    pub fn is_of_a_failure(&self) -> bool {
        self.outcome.judgement.fingerprint().is_some()
    }

    /// What the run's clocks had left.
    pub fn margins(&self) -> Margins {
        Margins::of(&self.outcome.judgement)
    }

    /// Runs that were made besides the two of the plan as it is.
    pub fn runs(&self) -> usize {
        self.counterfactuals.len() + self.in_isolation.len()
    }

    /// Whether the run fails whichever single fault is taken out.
    pub fn is_over_determined(&self) -> bool {
        let mut faults =
            self.counterfactuals.iter().filter(|it| matches!(it.removal, Removal::Fault(_)));
        self.is_of_a_failure() && faults.all(|it| it.ending.is_failure())
    }

    /// Whether a foreign protocol broke down in one of the runs.
    pub fn has_broken(&self) -> bool {
        let mut all = self.counterfactuals.iter().chain(&self.in_isolation);
        all.any(|it| it.ending == Ending::Broken)
    }
}

/// Explains a run. `protocol` makes the protocol under test; `observe` is told how many runs are to be
/// made each time that their number changes, and of each as it ends. The explanation is the same
/// whatever the number of `jobs`.
pub fn explain<P: RecoveryProtocol>(
    plan: &Plan,
    jobs: usize,
    protocol: impl Fn(&Briefing) -> P + Sync,
    mut observe: impl FnMut(Progress),
) -> Result<Explanation, ExplainError> {
    let outcome = original(plan, &protocol)?;
    let mut steps = removal::steps(&outcome);
    let steps_left_out = steps.len().saturating_sub(MOST_STEPS);
    steps.truncate(MOST_STEPS);
    let hindsights = hindsight::of(plan, &outcome);
    let mut again =
        |removals: Vec<Removal>| without(plan, &outcome, removals, jobs, &protocol, &mut observe);
    let counterfactuals = again(removal::single(plan, &steps))?;
    let mut explanation = Explanation {
        counterfactuals,
        in_isolation: vec![],
        steps_left_out,
        hindsights,
        outcome: outcome.clone(),
    };
    if explanation.is_over_determined() && plan.faults.len() > 1 {
        let alone = (0..plan.faults.len()).map(Removal::EveryFaultBut);
        explanation.in_isolation =
            again(core::iter::once(Removal::EveryFault).chain(alone).collect())?;
    }
    Ok(explanation)
}

/// How far an explanation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many runs more are to be made.
    Planned(usize),
    /// One of them is.
    Made,
}

/// The run as it is, twice: a run that differs from itself explains nothing.
fn original<P: RecoveryProtocol>(
    plan: &Plan,
    protocol: &(impl Fn(&Briefing) -> P + Sync),
) -> Result<Outcome, ExplainError> {
    let outcome = rehearse(plan, &[], protocol, Recording::Keep)?;
    if let Verdict::Broken { at, breakdown } = &outcome.judgement.verdict {
        return Err(ExplainError::Broken { at: *at, breakdown: breakdown.clone() });
    }
    let again = rehearse(plan, &[], protocol, Recording::Discard)?;
    if again.digest != outcome.digest || again.judgement != outcome.judgement {
        let divergence =
            first_divergence(plan, protocol).map_err(|error| unrunnable(plan, error))?;
        let elusive = || "the two ended differently, and two more did not".to_owned();
        let divergence = divergence.as_ref().map_or_else(elusive, describe_divergence);
        return Err(ExplainError::NotDeterministic { divergence });
    }
    Ok(outcome)
}

fn without<P: RecoveryProtocol>(
    plan: &Plan,
    outcome: &Outcome,
    removals: Vec<Removal>,
    jobs: usize,
    protocol: &(impl Fn(&Briefing) -> P + Sync),
    observe: &mut impl FnMut(Progress),
) -> Result<Vec<Counterfactual>, ExplainError> {
    observe(Progress::Planned(removals.len()));
    let work = |index: usize| {
        let removal: &Removal = &removals[index];
        let run = rehearse(&removal.plan(plan), &removal.hollow(), protocol, Recording::Discard)?;
        Ok(Counterfactual::of(removal.clone(), &run, outcome))
    };
    let results = run_in_order(removals.len(), jobs, work, |result| {
        observe(Progress::Made);
        if result.is_ok() { Flow::Continue } else { Flow::StopAfterThis }
    });
    results.into_iter().collect()
}

fn rehearse<P: RecoveryProtocol>(
    plan: &Plan,
    hollow: &[firedrill_model::HollowStep],
    protocol: impl Fn(&Briefing) -> P,
    recording: Recording,
) -> Result<Outcome, ExplainError> {
    let rehearsal = Rehearsal::new(plan, protocol, recording);
    let rehearsal = rehearsal.map_err(|error| unrunnable(plan, error))?;
    Ok(rehearsal.without_effect(hollow).run())
}

fn unrunnable(plan: &Plan, error: RunError) -> ExplainError {
    CampaignError { reference: plan.reference(), error: Box::new(error) }.into()
}

impl Counterfactual {
    fn of(removal: Removal, run: &Outcome, explained: &Outcome) -> Self {
        let ending = Ending::of(&run.judgement, &explained.judgement);
        let (before, margins) = (Margins::of(&explained.judgement), Margins::of(&run.judgement));
        let was_failure = explained.judgement.fingerprint().is_some();
        let effect = Effect::of(was_failure, &ending, before, margins);
        let is_identical = run.digest == explained.digest;
        Self { removal, ending, margins, effect, is_identical }
    }

    /// How much larger or smaller the margins are than those of the run that is explained.
    pub fn distance(&self, explained: Margins) -> f64 {
        self.margins.distance(explained)
    }
}
