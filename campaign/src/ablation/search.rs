//! The search for a run that shows a weakness.

use firedrill_judge::{Judgement, Property, Verdict, Violation};
use firedrill_protocol::EmergencyRecoveryProtocol;
use firedrill_scenarios::{Plan, Recording, Scenario, run};
use firedrill_sim::{Seed, Time};

use super::weakness::Weakness;
use crate::pool::{Flow, run_in_order};
use crate::sweep::CampaignError;

/// Which weaknesses are looked for, and where.
#[derive(Clone, Copy, Debug)]
pub struct Ablation<'a> {
    /// The weaknesses, in the order of the rows.
    pub weaknesses: &'a [&'static Weakness],
    /// The scenarios.
    pub scenarios: &'a [Scenario],
    /// The seeds that each is run with.
    pub seeds: &'a [Seed],
    /// How many threads search.
    pub jobs: usize,
    /// How far to search.
    pub thoroughness: Thoroughness,
}

/// How far to search for a weakness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thoroughness {
    /// Until a run shows it.
    FirstCatch,
    /// In every scenario, until a seed shows it there.
    Matrix,
}

/// What the search for one weakness came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// By its place in [`Ablation::weaknesses`].
    pub weakness: usize,
    /// The scenarios that were tried, in that order.
    pub cells: Vec<Cell>,
    /// Runs made.
    pub runs: usize,
}

/// A weakness in a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// By its place in [`Ablation::scenarios`].
    pub scenario: usize,
    /// The first run that showed it; `None` if none did.
    pub catch: Option<Catch>,
}

/// A promise that the whole protocol keeps in a run and the weakened one breaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Catch {
    /// The run's seed.
    pub seed: Seed,
    /// The promise.
    pub property: Property,
    /// When it was certain.
    pub at: Time,
    /// What happened, in a sentence.
    pub about: String,
    /// Further promises that the same run breaks, in the order of time.
    pub also: Vec<Property>,
}

impl Row {
    /// The first catch, with its scenario.
    pub fn first_catch(&self) -> Option<(usize, &Catch)> {
        self.cells.iter().find_map(|cell| Some((cell.scenario, cell.catch.as_ref()?)))
    }
}

impl Ablation<'_> {
    /// Looks for every weakness. `observe` sees each row as it ends, on the caller's thread, in no
    /// particular order; the rows are the same whatever the number of threads.
    pub fn run(&self, mut observe: impl FnMut(&Row)) -> Result<Vec<Row>, CampaignError> {
        let kept = self.broken_by_the_whole()?;
        let work = |weakness: usize| self.look_for(weakness, &kept);
        let rows = run_in_order(self.weaknesses.len(), self.jobs, work, |row| match row {
            Ok(row) => {
                observe(row);
                Flow::Continue
            }
            Err(_) => Flow::StopAfterThis,
        });
        rows.into_iter().collect()
    }

    /// What the whole protocol itself breaks in each run: no weakness is caught by that.
    fn broken_by_the_whole(&self) -> Result<Vec<Vec<Property>>, CampaignError> {
        let work = |index: usize| {
            let (scenario, seed) = (index / self.seeds.len(), index % self.seeds.len());
            self.judge(scenario, self.seeds[seed], None)
        };
        let count = self.scenarios.len() * self.seeds.len();
        let judgements = run_in_order(count, self.jobs, work, |result| match result {
            Ok(_) => Flow::Continue,
            Err(_) => Flow::StopAfterThis,
        });
        let broken = |judgement: Judgement| {
            judgement.violations.into_iter().map(|violation| violation.property).collect()
        };
        judgements.into_iter().map(|judgement| judgement.map(broken)).collect()
    }

    fn look_for(&self, weakness: usize, broken: &[Vec<Property>]) -> Result<Row, CampaignError> {
        let mut row = Row { weakness, cells: Vec::new(), runs: 0 };
        for scenario in self.order(self.weaknesses[weakness]) {
            row.cells.push(Cell { scenario, catch: None });
        }
        for (place, seed) in self.seeds.iter().enumerate() {
            for tried in 0..row.cells.len() {
                let Cell { scenario, catch: None } = row.cells[tried] else { continue };
                let judgement = self.judge(scenario, *seed, Some(self.weaknesses[weakness]))?;
                row.runs += 1;
                let broken = &broken[scenario * self.seeds.len() + place];
                row.cells[tried].catch = caught(&judgement, broken, *seed);
                let is_found = row.cells[tried].catch.is_some();
                if is_found && self.thoroughness == Thoroughness::FirstCatch {
                    if place == 0 {
                        row.cells.truncate(tried + 1);
                    }
                    return Ok(row);
                }
            }
        }
        Ok(row)
    }

    /// The scenarios, those first in which the weakness is likely to show.
    fn order(&self, weakness: &Weakness) -> Vec<usize> {
        let likely = weakness.likely_in.iter().filter_map(|name| {
            self.scenarios.iter().position(|scenario| scenario.name().as_str() == *name)
        });
        let mut order: Vec<_> = likely.collect();
        let others = (0..self.scenarios.len()).filter(|scenario| !order.contains(scenario));
        let others: Vec<_> = others.collect();
        order.extend(others);
        order
    }

    fn judge(
        &self,
        scenario: usize,
        seed: Seed,
        weakness: Option<&'static Weakness>,
    ) -> Result<Judgement, CampaignError> {
        let plan = Plan::draw(&self.scenarios[scenario], seed);
        let outcome = match weakness {
            None => run(&plan, EmergencyRecoveryProtocol::briefed, Recording::Discard),
            Some(weakness) => run(&plan, |told| weakness.weaken(told), Recording::Discard),
        };
        match outcome {
            Ok(outcome) => Ok(outcome.judgement),
            Err(error) => {
                Err(CampaignError { reference: plan.reference(), error: Box::new(error) })
            }
        }
    }
}

/// What a run failed that the whole protocol kept in it. What nobody could have kept shows nothing.
fn caught(judgement: &Judgement, broken: &[Property], seed: Seed) -> Option<Catch> {
    let Verdict::Failed(first) = &judgement.verdict else { return None };
    let is_new = |violation: &&Violation| !broken.contains(&violation.property);
    let news = core::iter::once(first).chain(&judgement.violations).find(is_new)?;
    let (property, at, about) = (news.property, news.at, news.about.clone());
    let others = judgement.violations.iter().filter(is_new).map(|violation| violation.property);
    let also = others.filter(|other| *other != property).collect();
    Some(Catch { seed, property, at, about, also })
}
