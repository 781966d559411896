//! Shrinking with real runs.

use firedrill_judge::{Expectation, Judgement};
use firedrill_model::nouns::{IncidentType, Severity};
use firedrill_protocol::{Briefing, RecoveryProtocol};
use firedrill_scenarios::{Outcome, Plan, Recording, ScenarioName, run};
use thiserror::Error;

use super::failure::{Failure, Fate};
use super::shrinker::Shrinker;
use super::threshold::Threshold;
use crate::pool::{Flow, run_in_order};
use crate::sweep::CampaignError;

/// A run to shrink, and how.
#[derive(Clone, Copy, Debug)]
pub struct Shrinking<'a> {
    /// A plan that fails.
    pub plan: &'a Plan,
    /// How many threads try smaller plans. The result is the same with any number.
    pub jobs: usize,
    /// Most runs that are made of smaller plans.
    pub budget: u64,
}

/// What is left of a plan.
#[derive(Clone, Debug)]
pub struct Shrunk {
    /// The plan that is left, under a name of its own.
    pub plan: Plan,
    /// Of each of its faults the place in the plan that it is made from. They increase.
    pub origins: Vec<usize>,
    /// What its run comes to.
    pub outcome: Outcome,
    /// What fails in it, as in the plan that it is made from.
    pub failure: Failure,
    /// Where its magnitudes stand; empty unless it is minimal.
    pub thresholds: Vec<Threshold>,
    /// Runs made of smaller plans.
    pub runs: u64,
    /// Why shrinking ended.
    pub ending: Ending,
}

/// Why shrinking ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Nothing is left to try.
    Minimal,
    /// The budget is spent.
    OutOfBudget,
    /// Somebody wants the best so far.
    Interrupted,
    /// Steps undo each other.
    Unsettled,
}

/// How far it is.
#[derive(Clone, Copy, Debug)]
pub struct Glimpse {
    /// Faults left.
    pub faults: usize,
    /// Runs made of smaller plans.
    pub runs: u64,
    /// What is tried.
    pub aim: &'static str,
}

/// Why a plan cannot be shrunk.
#[derive(Clone, Debug, Error)]
pub enum ShrinkError {
    /// A plan cannot be run.
    #[error(transparent)]
    Unrunnable(#[from] CampaignError),
    /// Nothing fails in it.
    #[error("the run does not fail, so there is nothing to shrink")]
    NothingFails(Box<Outcome>),
    /// The same plan fails in different ways.
    #[error("two runs of the same plan come to different things")]
    NotDeterministic {
        /// What failed the first time.
        first: Box<Failure>,
        /// What another run came to.
        again: Box<Fate>,
    },
}

impl Shrinking<'_> {
    /// Shrinks. `protocol` makes the protocol under test; `observe` sees how far it is before each question;
    /// once `is_interrupted` says so, the best so far is what comes out.
    pub fn run<P: RecoveryProtocol>(
        &self,
        protocol: impl Fn(&Briefing) -> P + Sync,
        is_interrupted: impl Fn() -> bool + Sync,
        mut observe: impl FnMut(Glimpse),
    ) -> Result<Shrunk, ShrinkError> {
        let attempt = |plan: &Plan| attempt(plan, &protocol);
        let failure = self.failure(attempt)?;
        let mut shrinker = Shrinker::new(self.plan.clone());
        let mut runs = 0;
        let ending = loop {
            let faults = shrinker.best().faults.len();
            observe(Glimpse { faults, runs, aim: shrinker.aim() });
            let left = usize::try_from(self.budget - runs).unwrap_or(usize::MAX);
            let candidates = shrinker.candidates();
            if candidates.is_empty() {
                break if shrinker.is_minimal() { Ending::Minimal } else { Ending::Unsettled };
            }
            let wants_first = shrinker.wants_first();
            let count = candidates.len().min(left);
            let work = |index: usize| {
                if is_interrupted() {
                    return Ok(None);
                }
                let outcome = attempt(&candidates[index]);
                // An interruption may end the protocol's process: what became of that run says nothing.
                let counts = !is_interrupted();
                outcome.map(|outcome| counts.then(|| failure.fate(&outcome.judgement)))
            };
            let fates = run_in_order(count, self.jobs, work, |fate| match fate {
                Ok(Some(Fate::Same)) if wants_first => Flow::StopAfterThis,
                Ok(Some(_)) => Flow::Continue,
                Ok(None) | Err(_) => Flow::StopAfterThis,
            });
            let fates: Option<Vec<Fate>> = fates.into_iter().collect::<Result<_, _>>()?;
            let Some(fates) = fates else { break Ending::Interrupted };
            runs += fates.len() as u64;
            let is_answered =
                fates.len() == candidates.len() || wants_first && fates.last() == Some(&Fate::Same);
            if !is_answered {
                break Ending::OutOfBudget;
            }
            shrinker.tell(&fates);
        };
        let thresholds = match ending {
            Ending::Minimal => shrinker.thresholds().unwrap_or_default().to_vec(),
            _ => vec![],
        };
        let origins = shrinker.origins();
        let (plan, outcome) = self.finished(shrinker.best(), failure, attempt)?;
        Ok(Shrunk { plan, origins, outcome, failure, thresholds, runs, ending })
    }

    /// What fails in the plan, twice.
    fn failure(
        &self,
        attempt: impl Fn(&Plan) -> Result<Outcome, CampaignError>,
    ) -> Result<Failure, ShrinkError> {
        let outcome = attempt(self.plan)?;
        let Some(first) = Failure::of(&outcome.judgement) else {
            return Err(ShrinkError::NothingFails(Box::new(outcome)));
        };
        let again = attempt(self.plan)?;
        match first.fate(&again.judgement) {
            // Alike is not the same: what differs event by event fails alike by luck.
            Fate::Same if again.digest == outcome.digest => Ok(first),
            again => Err(not_deterministic(first, again)),
        }
    }

    /// The plan under a name of its own, expecting what happens in it, with its outcome.
    fn finished(
        &self,
        mut plan: Plan,
        failure: Failure,
        attempt: impl Fn(&Plan) -> Result<Outcome, CampaignError>,
    ) -> Result<(Plan, Outcome), ShrinkError> {
        self.rename(&mut plan, failure);
        let outcome = attempt(&plan)?;
        match failure.fate(&outcome.judgement) {
            Fate::Same => {}
            again => return Err(not_deterministic(failure, again)),
        }
        let expect = expectation(&plan.expect, &outcome.judgement);
        if expect != plan.expect {
            let fitted = Plan { expect, ..plan.clone() };
            let outcome = attempt(&fitted)?;
            if failure.fate(&outcome.judgement) == Fate::Same {
                return Ok((fitted, outcome));
            }
        }
        Ok((plan, outcome))
    }

    fn rename(&self, plan: &mut Plan, failure: Failure) {
        plan.scenario = minimal_name(&self.plan.scenario);
        let property = failure.fingerprint.property;
        let title = format!("{property} fails in what is left of {}", self.plan.reference());
        plan.title = title.chars().take(120).collect();
    }
}

/// The name of what is left of a run of this scenario.
pub fn minimal_name(scenario: &ScenarioName) -> ScenarioName {
    const SUFFIX: &str = "-minimal";
    let name = scenario.as_str();
    let stem = name.strip_suffix(SUFFIX).unwrap_or(name);
    let longest = ScenarioName::LENGTH_MAX - SUFFIX.len();
    let stem = stem[..stem.len().min(longest)].trim_end_matches('-');
    // The beginning of a name, a hyphen, letters: the scenario's own would do as well.
    format!("{stem}{SUFFIX}").parse().unwrap_or_else(|_| scenario.clone())
}

fn not_deterministic(first: Failure, again: Fate) -> ShrinkError {
    ShrinkError::NotDeterministic { first: Box::new(first), again: Box::new(again) }
}

fn attempt<P: RecoveryProtocol>(
    plan: &Plan,
    protocol: impl Fn(&Briefing) -> P,
) -> Result<Outcome, CampaignError> {
    run(plan, protocol, Recording::Discard)
        .map_err(|error| CampaignError { reference: plan.reference(), error: Box::new(error) })
}

/// What can still be expected: the types that show, as severe as they get.
fn expectation(expect: &Expectation, judgement: &Judgement) -> Expectation {
    let Expectation::Incident { types, severity } = expect else { return expect.clone() };
    let worst = |incident: IncidentType| -> Option<Severity> {
        let shown = judgement.incidents.iter().flat_map(|incident| &incident.types);
        shown.filter(|showing| showing.incident == incident).map(|showing| showing.worst).max()
    };
    let matter = judgement.fingerprint().and_then(|fingerprint| fingerprint.incident);
    let shown = types.iter().copied().filter(|incident| worst(*incident).is_some());
    let mut types: Vec<_> = shown.collect();
    if types.is_empty() {
        types.extend(matter);
    }
    match types.iter().filter_map(|incident| worst(*incident)).max() {
        Some(worst) => Expectation::Incident { types, severity: worst.min(*severity) },
        None => Expectation::Anything,
    }
}
