//! The step machine: proposes smaller plans, is told what they came to, and ends.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use firedrill_scenarios::Plan;

use super::failure::Fate;
use super::inquiry::Inquiry;
use super::steps::{self, Shape};
use super::threshold::Threshold;

/// Shrinks a plan that fails, by asking what smaller ones come to. Runs nothing and has no clock, like
/// every protocol here: whoever drives it says what happened.
///
/// ```
/// use firedrill_campaign::shrink::{Fate, Shrinker};
/// use firedrill_scenarios::{Plan, suites};
///
/// let scenario = suites::scenario("swarm-everything").unwrap();
/// let plan = Plan::draw(&scenario, "0x2".parse().unwrap());
/// let mut shrinker = Shrinker::new(plan);
/// // As if every plan with a fault failed.
/// while !shrinker.candidates().is_empty() {
///     let fate = |plan: &Plan| if plan.faults.is_empty() { Fate::Recovers } else { Fate::Same };
///     let fates: Vec<_> = shrinker.candidates().iter().map(fate).collect();
///     shrinker.tell(&fates);
/// }
/// assert_eq!(shrinker.best().faults.len(), 1);
/// ```
///
/// Inside, the steps are one asynchronous story that waits for answers: no task, no executor, and the
/// same answers always lead to the same plan.
pub struct Shrinker {
    inquiry: Inquiry,
    steps: Pin<Box<dyn Future<Output = Shape>>>,
    shape: Option<Shape>,
    candidates: Vec<Plan>,
}

impl Shrinker {
    /// Begins with a plan that fails.
    pub fn new(plan: Plan) -> Self {
        let inquiry = Inquiry::about(plan);
        let steps = Box::pin(steps::shrink(inquiry.clone()));
        let mut shrinker = Self { inquiry, steps, shape: None, candidates: vec![] };
        shrinker.go_on();
        shrinker
    }

    /// Plans whose fate it wants to know next, in order; none when it has ended.
    pub fn candidates(&self) -> &[Plan] {
        &self.candidates
    }

    /// Whether it need not be told of the candidates after the first that fails in the same way.
    pub fn wants_first(&self) -> bool {
        self.inquiry.desk().borrow().wants_first
    }

    /// What it tries, in a few words.
    pub fn aim(&self) -> &'static str {
        self.inquiry.desk().borrow().aim
    }

    /// The fates of the candidates, in order; of all, or up to the first [`Fate::Same`] where
    /// [that is enough](Self::wants_first). Without candidates nothing happens.
    pub fn tell(&mut self, fates: &[Fate]) {
        if self.candidates.is_empty() {
            return;
        }
        self.inquiry.desk().borrow_mut().answer(fates.to_vec());
        self.go_on();
    }

    /// The smallest plan so far that fails in the same way.
    pub fn best(&self) -> Plan {
        self.inquiry.best()
    }

    /// Of each fault of the best plan its place in the plan that it began with. Faults go and none moves, so
    /// these increase; what is of one kind was of it.
    pub fn origins(&self) -> Vec<usize> {
        self.inquiry.desk().borrow().origins.clone()
    }

    /// Where the best plan's magnitudes stand, once it has ended.
    pub fn thresholds(&self) -> Option<&[Threshold]> {
        self.shape.as_ref().map(|shape| shape.thresholds.as_slice())
    }

    /// Whether it has ended with nothing left to try. It hardly ever ends otherwise: then steps undid each
    /// other.
    pub fn is_minimal(&self) -> bool {
        self.shape.as_ref().is_some_and(|shape| shape.is_minimal)
    }

    /// Lets the steps go on until they ask again, or end.
    fn go_on(&mut self) {
        if self.shape.is_some() {
            return;
        }
        let mut context = Context::from_waker(Waker::noop());
        if let Poll::Ready(shape) = self.steps.as_mut().poll(&mut context) {
            self.shape = Some(shape);
        }
        self.candidates.clone_from(&self.inquiry.desk().borrow().question);
    }
}

impl fmt::Debug for Shrinker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shrinker")
            .field("inquiry", &self.inquiry)
            .field("shape", &self.shape)
            .finish_non_exhaustive()
    }
}
