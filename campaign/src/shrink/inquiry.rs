//! Questions and answers between the steps, which are written as one story, and whoever runs the plans.

use core::cell::RefCell;
use core::future::poll_fn;
use core::ops::Range;
use core::task::Poll;
use std::collections::BTreeMap;
use std::rc::Rc;

use firedrill_scenarios::Plan;

use super::failure::Fate;

/// The steps' end: asks what plans come to, and keeps the smallest that fails in the same way.
#[derive(Clone, Debug)]
pub(super) struct Inquiry {
    desk: Rc<RefCell<Desk>>,
}

/// What lies between the two.
#[derive(Debug)]
pub(super) struct Desk {
    /// The smallest plan so far that fails in the same way.
    pub(super) best: Plan,
    /// Of each of its faults the place in the plan that is shrunk.
    pub(super) origins: Vec<usize>,
    /// What is tried, in a few words.
    pub(super) aim: &'static str,
    /// Plans whose fate is asked for.
    pub(super) question: Vec<Plan>,
    /// Whether the first that fails in the same way ends the question.
    pub(super) wants_first: bool,
    answer: Option<Vec<Fate>>,
    /// The fate of every plan that was ever asked for, by its text.
    known: BTreeMap<String, Fate>,
}

impl Desk {
    /// Takes the fates of the question's plans, in order; of none after the first that fails in the same
    /// way if that was enough.
    pub(super) fn answer(&mut self, fates: Vec<Fate>) {
        for (plan, fate) in self.question.drain(..).zip(&fates) {
            self.known.insert(plan.to_json(), *fate);
        }
        self.answer = Some(fates);
    }
}

impl Inquiry {
    /// About a plan that fails.
    pub(super) fn about(plan: Plan) -> Self {
        let known = BTreeMap::from([(plan.to_json(), Fate::Same)]);
        let origins = (0..plan.faults.len()).collect();
        let desk = Desk {
            best: plan,
            origins,
            aim: "",
            question: vec![],
            wants_first: true,
            answer: None,
            known,
        };
        Self { desk: Rc::new(RefCell::new(desk)) }
    }

    pub(super) fn desk(&self) -> &RefCell<Desk> {
        &self.desk
    }

    /// The smallest plan so far.
    pub(super) fn best(&self) -> Plan {
        self.desk.borrow().best.clone()
    }

    /// Makes a plan that is known to fail in the same way the best one. It has the same faults, whatever
    /// their numbers: where each comes from stays true.
    pub(super) fn adopt(&self, plan: Plan) {
        let mut desk = self.desk.borrow_mut();
        debug_assert!(kinds(&desk.best).eq(kinds(&plan)), "faults go by `leave_out_first` alone");
        desk.best = plan;
    }

    pub(super) fn aim(&self, aim: &'static str) {
        self.desk.borrow_mut().aim = aim;
    }

    /// The fate of one plan.
    pub(super) async fn fate(&self, plan: Plan) -> Fate {
        self.fates(vec![plan]).await.pop().unwrap_or(Fate::Impossible)
    }

    /// The fate of each plan.
    pub(super) async fn fates(&self, plans: Vec<Plan>) -> Vec<Fate> {
        let known: Vec<_> = plans.iter().map(|plan| self.known(plan)).collect();
        let unknown = plans.into_iter().zip(&known).filter(|(_, known)| known.is_none());
        let mut asked = self.ask(unknown.map(|(plan, _)| plan).collect(), false).await.into_iter();
        known.into_iter().filter_map(|known| known.or_else(|| asked.next())).collect()
    }

    /// Makes the first of the plans that fails in the same way the best one, and says which it was.
    pub(super) async fn adopt_first(&self, plans: Vec<Plan>) -> Option<usize> {
        let first = self.first(&plans).await?;
        self.adopt(plans.into_iter().nth(first)?);
        Some(first)
    }

    /// Leaves out the first of these parts of the faults without which the best plan fails in the same way,
    /// and says which it was. No fault goes in another way, so that those that stay are known for what they
    /// were.
    pub(super) async fn leave_out_first(&self, parts: Vec<Range<usize>>) -> Option<usize> {
        let plan = self.best();
        let without = |part: &Range<usize>| {
            let mut plan = plan.clone();
            plan.faults.drain(part.clone());
            plan
        };
        let first = self.first(&parts.iter().map(without).collect::<Vec<_>>()).await?;
        let mut desk = self.desk.borrow_mut();
        desk.best.faults.drain(parts[first].clone());
        desk.origins.drain(parts[first].clone());
        Some(first)
    }

    /// The first of the plans that fails in the same way.
    async fn first(&self, plans: &[Plan]) -> Option<usize> {
        let known: Vec<_> = plans.iter().map(|plan| self.known(plan)).collect();
        let certain = known.iter().position(|known| *known == Some(Fate::Same));
        let open: Vec<_> =
            (0..certain.unwrap_or(plans.len())).filter(|at| known[*at].is_none()).collect();
        let asked = self.ask(open.iter().map(|at| plans[*at].clone()).collect(), true).await;
        let found = asked.iter().position(|fate| *fate == Fate::Same).map(|place| open[place]);
        found.or(certain)
    }

    /// What need not be run.
    fn known(&self, plan: &Plan) -> Option<Fate> {
        let known = self.desk.borrow().known.get(&plan.to_json()).copied();
        known.or_else(|| plan.check().is_err().then_some(Fate::Impossible))
    }

    async fn ask(&self, plans: Vec<Plan>, wants_first: bool) -> Vec<Fate> {
        if plans.is_empty() {
            return vec![];
        }
        {
            let mut desk = self.desk.borrow_mut();
            desk.question = plans;
            desk.wants_first = wants_first;
        }
        poll_fn(|_| match self.desk.borrow_mut().answer.take() {
            Some(fates) => Poll::Ready(fates),
            None => Poll::Pending,
        })
        .await
    }
}

fn kinds(plan: &Plan) -> impl Iterator<Item = &'static str> {
    plan.faults.iter().map(|fault| fault.kind.name())
}
