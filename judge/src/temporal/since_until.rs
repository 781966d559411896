//! `until` and `since` over a stream: amortised constant work a sample.
//!
//! One sample turns what follows it, x, into `max(q, min(p, x))`, and such functions compose into
//! another of their kind. So a window of them slides as any associative operation does, on two
//! stacks; the samples between now and the window, where only p must hold, are a window of their own.

use std::collections::VecDeque;

use super::formula::{Bounds, Direction, Over};
use super::window::{Ahead, Behind, both, either};

/// x becomes `max(floor, min(ceiling, x))`.
#[derive(Clone, Copy, Debug)]
struct Step {
    floor: f64,
    ceiling: f64,
}

impl Step {
    /// Changes nothing.
    const NONE: Self = Self { floor: f64::NEG_INFINITY, ceiling: f64::INFINITY };

    fn of(p: f64, q: f64) -> Self {
        Self { floor: q, ceiling: p }
    }

    /// First `inner`, then this one.
    fn after(self, inner: Self) -> Self {
        Self {
            floor: either(self.floor, both(self.ceiling, inner.floor)),
            ceiling: both(self.ceiling, inner.ceiling),
        }
    }
}

/// A queue of steps that knows their composition.
#[derive(Clone, Debug)]
struct Steps {
    direction: Direction,
    /// The oldest on top, each composed with all below it.
    old: Vec<Step>,
    young: Vec<Step>,
    young_composed: Step,
    /// Place of the oldest.
    first: usize,
}

impl Steps {
    const fn new(direction: Direction, first: usize) -> Self {
        Self { direction, old: vec![], young: vec![], young_composed: Step::NONE, first }
    }

    /// Ahead, the older of two comes to the result last; behind, the younger does.
    fn compose(&self, older: Step, younger: Step) -> Step {
        match self.direction {
            Direction::Ahead => older.after(younger),
            Direction::Behind => younger.after(older),
        }
    }

    fn push(&mut self, step: Step) {
        self.young_composed = self.compose(self.young_composed, step);
        self.young.push(step);
    }

    fn forget_before(&mut self, first: usize) {
        while self.first < first && !(self.old.is_empty() && self.young.is_empty()) {
            if self.old.is_empty() {
                self.turn();
            }
            self.old.pop();
            self.first += 1;
        }
    }

    fn turn(&mut self) {
        let mut below = Step::NONE;
        while let Some(step) = self.young.pop() {
            below = self.compose(step, below);
            self.old.push(below);
        }
        self.young_composed = Step::NONE;
    }

    /// Whether q holds somewhere, and p from now to there.
    fn robustness(&self) -> f64 {
        let old = self.old.last().copied().unwrap_or(Step::NONE);
        self.compose(old, self.young_composed).floor
    }
}

/// `p until[a,b] q`.
#[derive(Clone, Debug)]
pub(super) struct Until {
    bounds: Bounds,
    steps: Steps,
    /// p at every sample before the window; `None` when the window begins now.
    before: Option<Ahead>,
    /// What is known of `before`, of samples whose window has not ended.
    known_before: VecDeque<f64>,
    taken: usize,
    given: usize,
}

impl Until {
    pub(super) fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            steps: Steps::new(Direction::Ahead, bounds.first),
            before: before(bounds).map(|bounds| Ahead::new(Over::All, bounds)),
            known_before: VecDeque::new(),
            taken: 0,
            given: 0,
        }
    }

    pub(super) fn take(&mut self, p: f64, q: f64) -> Option<f64> {
        let at = self.taken;
        self.taken += 1;
        if at >= self.bounds.first {
            self.steps.push(Step::of(p, q));
        }
        self.known_before.extend(self.before.as_mut().and_then(|before| before.take(p)));
        (self.bounds.last.is_some_and(|last| at >= last)).then(|| self.give())
    }

    pub(super) fn give_rest(&mut self) -> Option<f64> {
        (self.given < self.taken).then(|| self.give())
    }

    fn give(&mut self) -> f64 {
        self.steps.forget_before(self.given + self.bounds.first);
        self.given += 1;
        let within = self.steps.robustness();
        let Some(before) = &mut self.before else { return within };
        let before = self.known_before.pop_front().or_else(|| before.give_rest());
        both(before.unwrap_or(f64::INFINITY), within)
    }
}

/// `p since[a,b] q`.
#[derive(Clone, Debug)]
pub(super) struct Since {
    bounds: Bounds,
    steps: Steps,
    /// What holds since the beginning, when the window reaches there.
    running: f64,
    after: Option<Behind>,
    /// Samples that are too young for the window.
    young: VecDeque<Step>,
    taken: usize,
}

impl Since {
    pub(super) fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            steps: Steps::new(Direction::Behind, 0),
            running: f64::NEG_INFINITY,
            after: before(bounds).map(|bounds| Behind::new(Over::All, bounds)),
            young: VecDeque::new(),
            taken: 0,
        }
    }

    pub(super) fn take(&mut self, p: f64, q: f64) -> f64 {
        let at = self.taken;
        self.taken += 1;
        let Some(last) = self.bounds.last else {
            self.running = either(q, both(p, self.running));
            return self.running;
        };
        self.young.push_back(Step::of(p, q));
        if self.young.len() > self.bounds.first
            && let Some(step) = self.young.pop_front()
        {
            self.steps.push(step);
        }
        self.steps.forget_before(at.saturating_sub(last));
        let within = self.steps.robustness();
        match &mut self.after {
            Some(after) => both(after.take(p), within),
            None => within,
        }
    }
}

/// The samples between now and a window that does not begin now.
fn before(bounds: Bounds) -> Option<Bounds> {
    let last = bounds.first.checked_sub(1)?;
    Some(Bounds { first: 0, last: Some(last) })
}
