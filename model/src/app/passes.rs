//! Latencies of the scoring passes of the last seconds, from which the multiplier follows.

use std::collections::VecDeque;

use firedrill_sim::{Span, Time};

/// Passes completed in the monitor's window.
#[derive(Clone, Debug)]
pub struct Passes {
    recent: VecDeque<(Time, Span)>,
    sum: Span,
    last: Span,
}

/// The monitor's window (choice).
const WINDOW: Span = Span::from_secs(10);

impl Passes {
    /// A window in which one pass took `typical`.
    pub fn starting_with(typical: Span) -> Self {
        Self { recent: VecDeque::with_capacity(32), sum: Span::ZERO, last: typical }
    }

    /// A pass ended.
    pub fn record(&mut self, now: Time, took: Span) {
        self.recent.push_back((now, took));
        self.sum += took;
        self.last = took;
    }

    /// Forgets passes that left the window.
    pub fn settle(&mut self, now: Time) {
        while let Some((at, took)) = self.recent.front().copied()
            && now.saturating_since(at) > WINDOW
        {
            self.sum -= took;
            self.recent.pop_front();
        }
    }

    /// Mean latency of the passes that ended in the window, as last settled; `None` when none did.
    pub fn measured(&self) -> Option<Span> {
        let count = self.recent.len() as u64;
        if count == 0 { None } else { Some(self.sum / count) }
    }

    /// The same, with a pass that has been under way for `unfinished` counted as if it ended now
    /// when that is longer than the others, and with the last known latency for an empty window:
    /// the truth, where a monitor only sees what completed.
    pub fn true_latency(&self, unfinished: Option<Span>) -> Span {
        let mean = self.measured().unwrap_or(self.last);
        match unfinished {
            Some(waiting) if waiting > mean => {
                (self.sum + waiting) / (self.recent.len() as u64 + 1)
            }
            _ => mean,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_that_never_ends_shows_in_the_truth_only() {
        let mut passes = Passes::starting_with(Span::from_millis(8));
        passes.record(Time::ZERO, Span::from_millis(8));
        assert_eq!(passes.measured(), Some(Span::from_millis(8)));
        let truth = passes.true_latency(Some(Span::from_secs(2)));
        assert_eq!(truth, Span::from_millis(1004));
        passes.settle(Time::ZERO + Span::from_secs(11));
        assert_eq!(passes.measured(), None);
        assert_eq!(passes.true_latency(None), Span::from_millis(8));
    }
}
