//! Every scenario under every seed.

use firedrill_judge::{Reading, Verdict};
use firedrill_protocol::{Briefing, RecoveryProtocol};
use firedrill_scenarios::{
    Comparison, Landmark, Outcome, Parting, Plan, Recording, RunError, Scenario, ScenarioRef,
    compare, run,
};
use firedrill_sim::{DigestValue, Seed};
use thiserror::Error;

use crate::pool::{Flow, run_in_order};

/// What to run, and how.
#[derive(Clone, Copy, Debug)]
pub struct Campaign<'a> {
    /// The scenarios, in the order of the results.
    pub scenarios: &'a [Scenario],
    /// The seeds that each is run with.
    pub seeds: &'a [Seed],
    /// How many threads run it.
    pub jobs: usize,
    /// Stop after the first run in order that did not pass.
    pub fail_fast: bool,
    /// Run everything twice and compare event by event.
    pub check_determinism: bool,
}

/// One run of a campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// What it came to.
    pub outcome: Outcome,
    /// Where two runs of it differed first; `None` when they did not or were not compared.
    pub parting: Option<Box<Parting>>,
}

/// All runs of one scenario.
#[derive(Clone, Debug)]
pub struct ScenarioResult<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Its runs, in the order of the seeds.
    pub trials: Vec<Trial>,
}

/// Why a campaign could not be run.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{reference} cannot be run: {error}")]
pub struct CampaignError {
    /// Which run.
    pub reference: ScenarioRef,
    /// Why.
    #[source]
    pub error: Box<RunError>,
}

impl Campaign<'_> {
    /// How many runs there are.
    pub const fn len(&self) -> usize {
        self.scenarios.len() * self.seeds.len()
    }

    /// Whether there is nothing to run.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<'a> Campaign<'a> {
    /// Runs everything. `protocol` makes the protocol under test; `observe` sees each run as it
    /// ends, on the caller's thread, in no particular order.
    pub fn run<P: RecoveryProtocol>(
        &self,
        protocol: impl Fn(&Briefing) -> P + Sync,
        mut observe: impl FnMut(&Trial),
    ) -> Result<Vec<ScenarioResult<'a>>, CampaignError> {
        let work = |index: usize| {
            let scenario = &self.scenarios[index / self.seeds.len()];
            let plan = Plan::draw(scenario, self.seeds[index % self.seeds.len()]);
            self.try_plan(&plan, &protocol).map_err(|error| CampaignError {
                reference: plan.reference(),
                error: Box::new(error),
            })
        };
        let trials = run_in_order(self.len(), self.jobs, work, |result| match result {
            Ok(trial) => {
                observe(trial);
                if self.fail_fast && !trial.is_good() {
                    Flow::StopAfterThis
                } else {
                    Flow::Continue
                }
            }
            Err(_) => Flow::StopAfterThis,
        });
        self.by_scenario(trials)
    }

    fn try_plan<P: RecoveryProtocol>(
        &self,
        plan: &Plan,
        protocol: impl Fn(&Briefing) -> P,
    ) -> Result<Trial, RunError> {
        let mut outcome = run(plan, &protocol, Recording::Discard)?;
        let is_broken = matches!(outcome.judgement.verdict, Verdict::Broken { .. });
        if is_broken || !self.check_determinism {
            return Ok(Trial { outcome, parting: None });
        }
        let Comparison { parting, broken } = compare(plan, &protocol)?;
        // Who broke down the second time broke down.
        if let Some((at, breakdown)) = broken {
            outcome.judgement.verdict = Verdict::Broken { at, breakdown };
        }
        Ok(Trial { outcome, parting: parting.map(Box::new) })
    }

    fn by_scenario(
        &self,
        trials: Vec<Result<Trial, CampaignError>>,
    ) -> Result<Vec<ScenarioResult<'a>>, CampaignError> {
        let mut results: Vec<ScenarioResult<'a>> = Vec::new();
        for (index, trial) in trials.into_iter().enumerate() {
            let scenario = &self.scenarios[index / self.seeds.len()];
            if index % self.seeds.len() == 0 {
                results.push(ScenarioResult { scenario, trials: Vec::new() });
            }
            if let Some(result) = results.last_mut() {
                result.trials.push(trial?);
            }
        }
        Ok(results)
    }
}

impl Trial {
    /// Whether it passed, or could not be passed and that is allowed, and was the same twice.
    pub fn is_good(&self) -> bool {
        let is_allowed = matches!(
            self.outcome.judgement.verdict,
            Verdict::Passed | Verdict::Infeasible { allowed: true, .. }
        );
        is_allowed && self.parting.is_none()
    }
}

impl ScenarioResult<'_> {
    /// How many runs passed.
    pub fn passed(&self) -> usize {
        self.trials
            .iter()
            .filter(|trial| trial.outcome.judgement.verdict == Verdict::Passed)
            .count()
    }

    /// The response clock with the smallest margin of any run, with the run that has it.
    pub fn least_response(&self) -> Option<(Reading, &Outcome)> {
        self.least(|outcome| outcome.judgement.response_clock)
    }

    /// The restoration clock with the smallest margin of any run, with the run that has it.
    pub fn least_restoration(&self) -> Option<(Reading, &Outcome)> {
        self.least(|outcome| outcome.judgement.restoration_clock)
    }

    /// What the scenario demands of at least one of its runs, and none reached.
    pub fn never_reached(&self) -> Vec<Landmark> {
        let reached = |landmark: &&Landmark| {
            let reaches = |trial: &Trial| trial.outcome.coverage.landmarks.contains(landmark);
            self.trials.iter().any(reaches)
        };
        let demanded = self.scenario.sometimes().iter();
        demanded.filter(|landmark| !reached(landmark)).copied().collect()
    }

    /// Digest over all runs, in the order of the seeds.
    pub fn digest(&self) -> DigestValue {
        DigestValue::combine(self.trials.iter().map(|trial| trial.outcome.digest))
    }

    fn least(&self, clock: impl Fn(&Outcome) -> Option<Reading>) -> Option<(Reading, &Outcome)> {
        let clocks = self
            .trials
            .iter()
            .filter_map(|trial| clock(&trial.outcome).map(|reading| (reading, &trial.outcome)));
        clocks.reduce(|least, next| if next.0.margin() < least.0.margin() { next } else { least })
    }
}
