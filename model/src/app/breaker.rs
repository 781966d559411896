//! The feeds' circuit breaker.

/// The breaker's three states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breaker {
    /// Requests go out.
    Closed,
    /// No request goes out.
    Open,
    /// One probe at a time goes out; so many have succeeded.
    HalfOpen {
        /// Successful probes so far.
        successes: u32,
    },
}

/// The breaker with what it counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct CircuitBreaker {
    state: Breaker,
    failures_in_a_row: u32,
    probe_is_out: bool,
}

/// Five failures open it: operations that failed with all their retries, one after another (choice:
/// attempts would open it at the first hiccup of one server).
const FAILURES_TO_OPEN: u32 = 5;
/// Two good probes close it.
const PROBES_TO_CLOSE: u32 = 2;

impl CircuitBreaker {
    /// A closed one.
    pub(super) const fn closed() -> Self {
        Self { state: Breaker::Closed, failures_in_a_row: 0, probe_is_out: false }
    }

    /// Its state.
    pub(super) const fn state(&self) -> Breaker {
        self.state
    }

    /// Somebody, or what it counted, opens it.
    pub(super) fn open(&mut self) {
        *self = Self { state: Breaker::Open, ..Self::closed() };
    }

    /// Its open time is over.
    pub(super) fn half_open(&mut self) {
        *self = Self { state: Breaker::HalfOpen { successes: 0 }, ..Self::closed() };
    }

    /// Whether a request may go out; it then counts as sent.
    pub(super) fn admits(&mut self) -> bool {
        match self.state {
            Breaker::Closed => true,
            Breaker::Open => false,
            Breaker::HalfOpen { .. } => !core::mem::replace(&mut self.probe_is_out, true),
        }
    }

    /// A request ended. Returns its new state if that changed it. What was sent before it opened
    /// proves nothing any more.
    pub(super) fn learn(&mut self, failed: bool, is_probe: bool) -> Option<Breaker> {
        match (self.state, failed) {
            (Breaker::Closed, false) => {
                self.failures_in_a_row = 0;
                return None;
            }
            (Breaker::Closed, true) => {
                self.failures_in_a_row += 1;
                if self.failures_in_a_row < FAILURES_TO_OPEN {
                    return None;
                }
                self.open();
            }
            (Breaker::HalfOpen { .. }, true) if is_probe => self.open(),
            (Breaker::HalfOpen { successes }, false) if is_probe => {
                *self = Self::closed();
                if successes + 1 < PROBES_TO_CLOSE {
                    self.state = Breaker::HalfOpen { successes: successes + 1 };
                }
            }
            (Breaker::Open | Breaker::HalfOpen { .. }, _) => return None,
        }
        Some(self.state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_failures_in_a_row_open_it() {
        let mut breaker = CircuitBreaker::closed();
        for _ in 0..4 {
            assert_eq!(breaker.learn(true, false), None);
        }
        assert_eq!(breaker.learn(false, false), None, "a success starts the count anew");
        for _ in 0..4 {
            assert_eq!(breaker.learn(true, false), None);
        }
        assert_eq!(breaker.learn(true, false), Some(Breaker::Open));
        assert!(!breaker.admits());
    }

    #[test]
    fn half_open_it_lets_one_probe_out_at_a_time() {
        let mut breaker = CircuitBreaker::closed();
        breaker.half_open();
        assert!(breaker.admits());
        assert!(!breaker.admits());
        assert_eq!(breaker.learn(false, true), Some(Breaker::HalfOpen { successes: 1 }));
        assert!(breaker.admits());
        assert_eq!(breaker.learn(false, true), Some(Breaker::Closed));
        breaker.half_open();
        assert_eq!(breaker.learn(true, true), Some(Breaker::Open));
    }

    #[test]
    fn an_answer_from_before_it_opened_proves_nothing() {
        let mut breaker = CircuitBreaker::closed();
        breaker.half_open();
        assert_eq!(breaker.learn(true, false), None);
        assert_eq!(breaker.state(), Breaker::HalfOpen { successes: 0 });
    }
}
