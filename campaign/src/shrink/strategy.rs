//! Plans for property tests: drawn as scenarios draw them, shrunk as `firedrill shrink` shrinks them.

use core::fmt;
use core::ops::Deref;

use firedrill_scenarios::{Plan, Scenario};
use firedrill_sim::Seed;
use proptest::arbitrary::any;
use proptest::sample::Index;
use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::failure::Fate;
use super::shrinker::Shrinker;

/// Runs of some scenarios, drawn by seed. A scenario with a `[swarm]` draws anything that goes wrong.
///
/// A test that fails prints a plan that `firedrill replay` takes, with as little in it as there can be:
///
/// ```should_panic
/// use firedrill_campaign::shrink::plans;
/// use firedrill_scenarios::suites;
/// use proptest::prelude::*;
///
/// let swarm = suites::scenario("swarm-everything").unwrap();
/// proptest!(|(plan in plans([swarm]))| {
///     prop_assert!(plan.faults.is_empty());
/// });
/// ```
pub fn plans(scenarios: impl IntoIterator<Item = Scenario>) -> Plans {
    Plans { scenarios: scenarios.into_iter().collect() }
}

/// The strategy of [`plans`].
#[derive(Clone, Debug)]
pub struct Plans {
    scenarios: Vec<Scenario>,
}

/// A plan that a test is given. When it is shown, it shows its JSON and what to do with it.
#[derive(Clone, PartialEq)]
pub struct DrawnPlan(pub Plan);

/// A plan and the smaller ones that are tried when a test fails with it.
#[derive(Debug)]
pub struct PlanTree {
    plan: Plan,
    shrinker: Option<Shrinker>,
    /// What the candidates came to so far; the next one is under test.
    fates: Vec<Fate>,
}

impl Strategy for Plans {
    type Tree = PlanTree;
    type Value = DrawnPlan;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let (which, seed) = any::<(Index, u64)>().new_tree(runner)?.current();
        let scenario = self.scenarios.get(which.index(self.scenarios.len().max(1)));
        let plan = Plan::draw(scenario.ok_or("there is no scenario to draw from")?, Seed(seed));
        Ok(PlanTree { plan, shrinker: None, fates: vec![] })
    }
}

impl PlanTree {
    fn tell(&mut self, fate: Fate) -> bool {
        let Some(shrinker) = &mut self.shrinker else { return false };
        if shrinker.candidates().is_empty() {
            return false;
        }
        self.fates.push(fate);
        let is_enough = fate == Fate::Same && shrinker.wants_first();
        if is_enough || self.fates.len() == shrinker.candidates().len() {
            shrinker.tell(&core::mem::take(&mut self.fates));
        }
        !shrinker.candidates().is_empty()
    }
}

impl ValueTree for PlanTree {
    type Value = DrawnPlan;

    fn current(&self) -> DrawnPlan {
        let Some(shrinker) = &self.shrinker else { return DrawnPlan(self.plan.clone()) };
        let candidate = shrinker.candidates().get(self.fates.len());
        DrawnPlan(candidate.cloned().unwrap_or_else(|| shrinker.best()))
    }

    /// The test fails with the current plan.
    fn simplify(&mut self) -> bool {
        if self.shrinker.is_some() {
            return self.tell(Fate::Same);
        }
        let shrinker = self.shrinker.insert(Shrinker::new(self.plan.clone()));
        !shrinker.candidates().is_empty()
    }

    /// The test passes with the current plan.
    fn complicate(&mut self) -> bool {
        self.tell(Fate::Recovers)
    }
}

impl Deref for DrawnPlan {
    type Target = Plan;

    fn deref(&self) -> &Plan {
        &self.0
    }
}

impl fmt::Debug for DrawnPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(plan) = self;
        let reference = plan.reference();
        writeln!(
            f,
            "a plan of {reference}; its run is shown by `firedrill replay plan.json`, where"
        )?;
        write!(f, "plan.json has the lines from here to the closing brace:\n{}", plan.to_json())
    }
}
