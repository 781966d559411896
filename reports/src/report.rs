//! What a report of many runs is made from, and what they amount to.

use core::time::Duration;

use firedrill_campaign::{Reach, ScenarioResult, Trial};
use firedrill_scenarios::Landmark;
use firedrill_sim::{DigestValue, Span};

use crate::gate::ComparedWith;
use crate::regression::Regression;
use crate::reproduction::Reproduction;
use crate::substitute::Substitute;
use firedrill_campaign::Standing;

/// A finished campaign.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The runs, by scenario.
    pub results: &'a [ScenarioResult<'a>],
    /// How each scenario is named on a command line: its name, or the path of its file. In the
    /// order of the results; more when the campaign stopped early.
    pub sources: &'a [String],
    /// How many seeds each scenario was to be run with.
    pub seeds: usize,
    /// Whether every run was made twice and compared.
    pub compared: bool,
    /// The protocol under test, when it is a foreign one.
    pub protocol: Option<&'a Substitute>,
    /// What a comparison with a stored baseline came to.
    pub regression: Regression<'a>,
    /// That comparison, if there was one.
    pub baseline: Option<ComparedWith<'a>>,
    /// What it took.
    pub timing: Timing,
}

/// What a campaign took on this machine: nothing here is reproducible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// Wall-clock time.
    pub wall: Duration,
    /// Threads that ran it.
    pub jobs: usize,
}

/// Sums over all runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) runs: usize,
    pub(crate) passed: usize,
    pub(crate) unexercised: usize,
    pub(crate) infeasible: usize,
    pub(crate) excused: usize,
    pub(crate) failed: usize,
    pub(crate) not_deterministic: usize,
    pub(crate) broken: usize,
    pub(crate) simulated: Span,
    pub(crate) events: u64,
    pub(crate) digest: DigestValue,
}

impl<'a> Report<'a> {
    /// The worst standing of any run or scenario.
    pub fn standing(&self) -> Standing {
        Standing::worst(self.results.iter().map(|result| self.standing_of(result)))
    }

    /// The worst standing of a scenario's runs; unexercised when they left out between them what
    /// the scenario demands.
    pub(crate) fn standing_of(&self, result: &ScenarioResult<'_>) -> Standing {
        let left_out = !self.never_reached(result).is_empty();
        let demanded = left_out.then_some(Standing::Unexercised);
        Standing::worst(result.trials.iter().map(Standing::of).chain(demanded))
    }

    /// What a scenario demands and none of its runs reached. Nothing is known of a scenario that
    /// was stopped at a failure.
    pub(crate) fn never_reached(&self, result: &ScenarioResult<'_>) -> Vec<Landmark> {
        if result.trials.len() < self.seeds { vec![] } else { result.never_reached() }
    }

    /// What all runs reached between them.
    pub(crate) fn reach(&self) -> Reach {
        Reach::of(self.trials().map(|trial| &trial.outcome.coverage))
    }

    pub(crate) fn totals(&self) -> Totals {
        let standing = |wanted| self.trials().filter(|trial| Standing::of(trial) == wanted).count();
        let simulated = self.trials().map(|trial| trial.outcome.simulated);
        Totals {
            runs: self.trials().count(),
            passed: standing(Standing::Passed),
            unexercised: standing(Standing::Unexercised),
            infeasible: standing(Standing::Infeasible),
            excused: standing(Standing::Excused),
            failed: standing(Standing::Failed),
            not_deterministic: standing(Standing::NotDeterministic),
            broken: standing(Standing::Broken),
            simulated: simulated.fold(Span::ZERO, Span::saturating_add),
            events: self.trials().map(|trial| trial.outcome.events).sum(),
            digest: DigestValue::combine(self.trials().map(|trial| trial.outcome.digest)),
        }
    }

    /// How many runs were planned.
    pub(crate) const fn planned(&self) -> usize {
        self.sources.len() * self.seeds
    }

    /// The one line that shows this run again.
    pub(crate) fn reproduction(&self, source: &str, trial: &Trial) -> Reproduction {
        Reproduction::of_seed(source, trial.outcome.reference.seed).with(self.protocol)
    }

    /// Each scenario's runs, and how it is named on a command line.
    pub(crate) fn scenarios(&self) -> impl Iterator<Item = (&'a ScenarioResult<'a>, &'a str)> {
        self.results.iter().zip(self.sources.iter().map(String::as_str))
    }

    fn trials(&self) -> impl Iterator<Item = &'a Trial> {
        self.results.iter().flat_map(|result| &result.trials)
    }
}

impl Timing {
    /// Virtual seconds a second, 0 when no time was measured.
    pub(crate) fn ratio(self, simulated: Span) -> f64 {
        self.per_second(simulated.as_secs_f64())
    }

    /// So many a second, 0 when no time was measured.
    pub(crate) fn per_second(self, amount: f64) -> f64 {
        let secs = self.wall.as_secs_f64();
        if secs > 0.0 { amount / secs } else { 0.0 }
    }
}
