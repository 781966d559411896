//! Why a run failed, or passed: it is made again with one thing less at a time.
//!
//! A run without a fault, without what is unusual around it, or in which a step of the protocol has no
//! effect, is a run of the same seed and the same streams: whatever differs, differs because of that.
//! What mattered is what changes the verdict or the margins by its absence.

mod effect;
mod ends;
mod hindsight;
mod removal;

use firedrill_judge::{Property, Verdict};
use firedrill_protocol::{Breakdown, Briefing, RecoveryProtocol};
use firedrill_scenarios::{
    Outcome, Plan, Recording, Rehearsal, RunError, describe_divergence, first_divergence,
};
use firedrill_sim::{Seed, Time};
use thiserror::Error;

use effect::violated_only_by;
pub use effect::{Effect, Ending, Margins, NOTICEABLE};
pub use ends::Ended;
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
    /// So many steps were first asked for when all that failed had failed: they are not taken out.
    pub steps_too_late: usize,
    /// What the same plan comes to when the world draws otherwise.
    pub chance: Chance,
    /// Each incident beside what somebody did who knew everything.
    pub hindsights: Vec<Hindsight>,
}

/// What a plan comes to under other seeds: the same faults at the same times, but the person swipes and
/// actions end at other moments. What ends alike under few of them hangs on a coincidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chance {
    /// Seeds that were tried.
    pub runs: usize,
    /// Those that ended like the run that is explained: in the same way if it failed, without a failure
    /// if it did not.
    pub alike: usize,
    /// Those that failed, but not like it.
    pub otherwise: usize,
    /// Those in which a foreign protocol broke down.
    pub broken: usize,
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
    /// What the run violates that is explained, and this one does not.
    pub held: Vec<Property>,
    /// What this one violates, and the run that is explained does not.
    pub violated: Vec<Property>,
    /// What the step ended that it is without, and when that ends now; empty for whatever is no step.
    pub ended: Vec<Ended>,
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

/// Other seeds that the plan is run with (choice: enough to tell a coincidence from a rule).
pub const OTHER_SEEDS: u64 = 16;
/// More steps than these are not taken out (choice; a long incident has a few dozen).
pub const MOST_STEPS: usize = 80;

impl Chance {
    /// Whether a run that failed hangs on a coincidence: fewer than half of the others fail like it.
    pub const fn is_coincidence(&self) -> bool {
        self.alike * 2 < self.runs
    }
}

impl Explanation {
    /// How the run itself ended.
    pub fn ending(&self) -> Ending {
        Ending::of(&self.outcome.judgement, &self.outcome.judgement)
    }

    /// The number of the incident in which it failed, from 1; `None` when it did not, or before any.
    pub fn failing_incident(&self) -> Option<usize> {
        let judgement = &self.outcome.judgement;
        let failed_at = judgement.failure()?.at;
        let begun =
            judgement.incidents.iter().filter(|incident| incident.onset <= failed_at).count();
        (begun > 0).then_some(begun)
    }

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
        self.counterfactuals.len() + self.in_isolation.len() + self.chance.runs
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
        self.chance.broken > 0 || all.any(|it| it.ending == Ending::Broken)
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
    let again = Again { plan, outcome: &outcome, jobs, protocol: &protocol };
    let (steps, steps_too_late) = in_time(removal::steps(&outcome), &outcome);
    let steps_left_out = steps.len().saturating_sub(MOST_STEPS);
    let steps = &steps[..steps.len() - steps_left_out];
    let mut explanation = Explanation {
        counterfactuals: again.without(removal::single(plan, steps), &mut observe)?,
        in_isolation: vec![],
        steps_left_out,
        steps_too_late,
        chance: again.under_other_seeds(&mut observe)?,
        hindsights: hindsight::of(plan, &outcome),
        outcome: outcome.clone(),
    };
    if explanation.is_over_determined() && plan.faults.len() > 1 {
        let alone = (0..plan.faults.len()).map(Removal::EveryFaultBut);
        let isolated = core::iter::once(Removal::EveryFault).chain(alone).collect();
        explanation.in_isolation = again.without(isolated, &mut observe)?;
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

/// The steps that were first asked for before all that failed had failed, and how many were not: these
/// came too late to matter.
fn in_time(steps: Vec<Step>, outcome: &Outcome) -> (Vec<Step>, usize) {
    let all = steps.len();
    let last = outcome.judgement.failure().and(outcome.judgement.violations.last());
    let failed_at = last.map_or(Time::MAX, |violation| violation.at);
    let steps: Vec<_> = steps.into_iter().filter(|step| step.first_asked() <= failed_at).collect();
    let too_late = all - steps.len();
    (steps, too_late)
}

/// Makes a run again with something changed.
struct Again<'a, F> {
    plan: &'a Plan,
    outcome: &'a Outcome,
    jobs: usize,
    protocol: &'a F,
}

impl<P: RecoveryProtocol, F: Fn(&Briefing) -> P + Sync> Again<'_, F> {
    fn without(
        &self,
        removals: Vec<Removal>,
        observe: &mut impl FnMut(Progress),
    ) -> Result<Vec<Counterfactual>, ExplainError> {
        let work = |index: usize| {
            let removal: &Removal = &removals[index];
            let (plan, hollow) = (removal.plan(self.plan), removal.hollow());
            let run = rehearse(&plan, &hollow, self.protocol, self.recording(removal))?;
            Ok(Counterfactual::of(removal.clone(), &run, self.outcome))
        };
        self.all(removals.len(), work, observe)
    }

    /// What a step ended is looked for in the record of the run without its effect.
    fn recording(&self, removal: &Removal) -> Recording {
        match removal {
            Removal::Step(step) if !ends::by(step, self.outcome).is_empty() => Recording::Keep,
            _ => Recording::Discard,
        }
    }

    fn under_other_seeds(
        &self,
        observe: &mut impl FnMut(Progress),
    ) -> Result<Chance, ExplainError> {
        let explained = &self.outcome.judgement;
        let work = |index: usize| {
            let seed = Seed(self.plan.seed.0.wrapping_add(1 + index as u64));
            let plan = Plan { seed, ..self.plan.clone() };
            let run = rehearse(&plan, &[], self.protocol, Recording::Discard)?;
            Ok(Ending::of(&run.judgement, explained))
        };
        let endings = self.all(OTHER_SEEDS as usize, work, observe)?;
        let count = |which: fn(&Ending) -> bool| endings.iter().filter(|it| which(it)).count();
        let (runs, alike) = (endings.len(), count(|it| *it == Ending::SameFailure));
        let otherwise = count(|it| matches!(it, Ending::OtherFailure(_)));
        let is_failure = explained.fingerprint().is_some();
        let broken = count(|it| *it == Ending::Broken);
        let alike = if is_failure { alike } else { runs - otherwise - broken };
        Ok(Chance { runs, alike, otherwise, broken })
    }

    fn all<T: Send>(
        &self,
        count: usize,
        work: impl Fn(usize) -> Result<T, ExplainError> + Sync,
        observe: &mut impl FnMut(Progress),
    ) -> Result<Vec<T>, ExplainError> {
        observe(Progress::Planned(count));
        let results = run_in_order(count, self.jobs, work, |result| {
            observe(Progress::Made);
            if result.is_ok() { Flow::Continue } else { Flow::StopAfterThis }
        });
        results.into_iter().collect()
    }
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
        let (is, was) = (&run.judgement, &explained.judgement);
        let ended = match &removal {
            Removal::Step(step) => ends::compared(step, explained, run),
            _ => vec![],
        };
        Self {
            removal,
            ended,
            ending: Ending::of(is, was),
            margins: Margins::of(is),
            effect: Effect::of(was, is),
            held: violated_only_by(was, is),
            violated: violated_only_by(is, was),
            is_identical: run.digest == explained.digest,
        }
    }

    /// Whether only later failures are spared: it fails first as the run that is explained does, and no
    /// clock has more left. That speaks against nothing that is missing.
    pub fn only_spares(&self, explained: Margins) -> bool {
        self.effect == Effect::Lessens
            && self.ending == Ending::SameFailure
            && Effect::gains_nothing(explained, self.margins)
    }

    /// How much larger or smaller the margins are than those of the run that is explained.
    pub fn distance(&self, explained: Margins) -> f64 {
        self.margins.distance(explained)
    }
}
