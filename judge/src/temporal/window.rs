//! The least, or the greatest, value in a window that slides over a stream: amortised constant work
//! a value, by a queue that is monotonic.

use std::collections::VecDeque;

use super::formula::{Bounds, Over};

/// The robustness of two of which both must hold. The order is total, -0 below +0: a zero's sign
/// tells whether it holds.
pub(super) fn both(one: f64, other: f64) -> f64 {
    if other.total_cmp(&one).is_lt() { other } else { one }
}

/// The robustness of two of which one must hold.
pub(super) fn either(one: f64, other: f64) -> f64 {
    if other.total_cmp(&one).is_gt() { other } else { one }
}

impl Over {
    /// What is true over nothing at all.
    pub(super) const fn nothing(self) -> f64 {
        match self {
            Self::All => f64::INFINITY,
            Self::Any => f64::NEG_INFINITY,
        }
    }

    /// Whether of two values the second decides whatever the first is.
    fn is_decided_by(self, first: f64, second: f64) -> bool {
        match self {
            Self::All => second.total_cmp(&first).is_le(),
            Self::Any => second.total_cmp(&first).is_ge(),
        }
    }
}

/// Values with their places, of which only those are kept that may still be the extreme.
#[derive(Clone, Debug)]
struct Extreme {
    over: Over,
    queue: VecDeque<(usize, f64)>,
}

impl Extreme {
    const fn new(over: Over) -> Self {
        Self { over, queue: VecDeque::new() }
    }

    fn push(&mut self, at: usize, value: f64) {
        while self.queue.back().is_some_and(|(_, last)| self.over.is_decided_by(*last, value)) {
            self.queue.pop_back();
        }
        self.queue.push_back((at, value));
    }

    /// The extreme of what was pushed, all before `first` forgotten.
    fn from(&mut self, first: usize) -> f64 {
        while self.queue.front().is_some_and(|(at, _)| *at < first) {
            self.queue.pop_front();
        }
        self.queue.front().map_or(self.over.nothing(), |(_, value)| *value)
    }
}

/// A window ahead. What it says of a sample is known when its last sample has come, or at the end.
#[derive(Clone, Debug)]
pub(super) struct Ahead {
    bounds: Bounds,
    extreme: Extreme,
    taken: usize,
    given: usize,
}

impl Ahead {
    pub(super) const fn new(over: Over, bounds: Bounds) -> Self {
        Self { bounds, extreme: Extreme::new(over), taken: 0, given: 0 }
    }

    /// Takes the next value; gives what has become known of the oldest sample.
    pub(super) fn take(&mut self, value: f64) -> Option<f64> {
        let at = self.taken;
        self.taken += 1;
        if at >= self.bounds.first {
            self.extreme.push(at, value);
        }
        (self.bounds.last.is_some_and(|last| at >= last)).then(|| self.give())
    }

    /// What is known of the next sample when nothing more comes; `None` when all are given.
    pub(super) fn give_rest(&mut self) -> Option<f64> {
        (self.given < self.taken).then(|| self.give())
    }

    fn give(&mut self) -> f64 {
        let first = self.given + self.bounds.first;
        self.given += 1;
        self.extreme.from(first)
    }
}

/// A window behind: what it says of a sample is known at once.
#[derive(Clone, Debug)]
pub(super) struct Behind {
    bounds: Bounds,
    extreme: Extreme,
    /// Values that are too young for the window.
    young: VecDeque<f64>,
    taken: usize,
}

impl Behind {
    pub(super) const fn new(over: Over, bounds: Bounds) -> Self {
        Self { bounds, extreme: Extreme::new(over), young: VecDeque::new(), taken: 0 }
    }

    pub(super) fn take(&mut self, value: f64) -> f64 {
        let at = self.taken;
        self.taken += 1;
        self.young.push_back(value);
        if self.young.len() > self.bounds.first
            && let Some(old) = self.young.pop_front()
        {
            self.extreme.push(at - self.bounds.first, old);
        }
        self.extreme.from(self.bounds.last.map_or(0, |last| at.saturating_sub(last)))
    }
}
