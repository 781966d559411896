//! Feeds: requests with retries, a circuit breaker, and how many operations failed of late.

use std::collections::VecDeque;

use firedrill_sim::{LogNormal, Seed, Span, Stream, Time};

/// The app's 28 job feeds.
#[derive(Clone, Debug)]
pub struct Feeds {
    breaker: Breaker,
    fallbacks: bool,
    cursor: usize,
    recent: VecDeque<Operation>,
    recent_failures: usize,
    latency: Stream,
    failures: Stream,
    pacing: Stream,
}

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

#[derive(Clone, Copy, Debug)]
struct Operation {
    at: Time,
    failed: bool,
}

/// What becomes of a poll.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Poll {
    /// A request goes out; its first answer comes after this.
    Sent(Span),
    /// The breaker refused it, and the local store answered.
    Fallback,
    /// The breaker refused it.
    Refused,
}

/// Feed polls go round 28 feeds, one every three seconds (choice).
const FEEDS: usize = 28;
const POLL_EVERY_S: f64 = 3.0;
/// P50 and P95 of five published feeds, in ms.
const LATENCY_MS: [(f64, f64); 5] =
    [(450.0, 890.0), (320.0, 650.0), (380.0, 720.0), (890.0, 1900.0), (280.0, 610.0)];
/// Attempts fail this often in good times (assumed).
const USUAL_FAILURE: f64 = 0.001;
/// Retries come after these.
const BACKOFF: [Span; 3] = [Span::from_millis(100), Span::from_millis(200), Span::from_millis(400)];
/// The breaker stays open for 60 s, give or take 30 %, and closes after two good probes.
const OPEN_S: f64 = 60.0;
const OPEN_JITTER: f64 = 0.3;
const PROBES_TO_CLOSE: u32 = 2;
/// Errors are counted over this window (choice).
const ERROR_WINDOW: Span = Span::from_secs(60);

impl Feeds {
    /// Feeds of a healthy app.
    pub fn new(seed: Seed) -> Self {
        Self {
            breaker: Breaker::Closed,
            fallbacks: false,
            cursor: 0,
            recent: VecDeque::with_capacity(64),
            recent_failures: 0,
            latency: Stream::open(seed, "feeds/latency"),
            failures: Stream::open(seed, "feeds/failures"),
            pacing: Stream::open(seed, "feeds/pacing"),
        }
    }

    /// When the next poll is due, `slower` times less often than usual.
    pub fn next_poll(&mut self, slower: f64) -> Span {
        Span::from_secs_f64(POLL_EVERY_S * slower * self.pacing.between(0.8, 1.2))
    }

    /// The next feed's turn.
    pub fn poll(&mut self) -> Poll {
        self.cursor = (self.cursor + 1) % FEEDS;
        match self.breaker {
            Breaker::Closed | Breaker::HalfOpen { .. } => Poll::Sent(self.draw_latency()),
            Breaker::Open if self.fallbacks => Poll::Fallback,
            Breaker::Open => Poll::Refused,
        }
    }

    /// Draws whether an attempt fails; `failing` is the share of bad answers during a burst.
    pub fn attempt_fails(&mut self, failing: Option<f64>) -> bool {
        self.failures.chance(failing.unwrap_or(USUAL_FAILURE))
    }

    /// When the retry after attempt number `attempt` (from 0) answers; `None` when there is none
    /// left. A probe of a half-open breaker is never retried.
    pub fn retry_after(&mut self, attempt: usize) -> Option<Span> {
        if matches!(self.breaker, Breaker::HalfOpen { .. }) {
            return None;
        }
        BACKOFF.get(attempt).map(|backoff| *backoff + self.draw_latency())
    }

    /// A request ended. Returns the breaker's new state if that changed it. With fallbacks on, the
    /// local store answers for a probe that failed: the breaker learns of it, the person does not.
    pub fn finish(&mut self, now: Time, failed: bool) -> Option<Breaker> {
        let Breaker::HalfOpen { successes } = self.breaker else {
            self.finish_locally(now, failed);
            return None;
        };
        self.finish_locally(now, failed && !self.fallbacks);
        self.breaker = match (failed, successes + 1) {
            (true, _) => Breaker::Open,
            (false, successes) if successes >= PROBES_TO_CLOSE => Breaker::Closed,
            (false, successes) => Breaker::HalfOpen { successes },
        };
        Some(self.breaker)
    }

    /// An operation that never left the device ended. It proves nothing to the breaker.
    pub fn finish_locally(&mut self, now: Time, failed: bool) {
        self.recent.push_back(Operation { at: now, failed });
        self.recent_failures += usize::from(failed);
    }

    /// Opens the breaker.
    pub fn open(&mut self) {
        self.breaker = Breaker::Open;
    }

    /// How long the breaker stays open this time.
    pub fn draw_open_time(&mut self) -> Span {
        let factor = self.pacing.between(1.0 - OPEN_JITTER, 1.0 + OPEN_JITTER);
        Span::from_secs_f64(OPEN_S * factor)
    }

    /// Its open time is over: probes may go out.
    pub fn half_open(&mut self) {
        self.breaker = Breaker::HalfOpen { successes: 0 };
    }

    /// The breaker's state.
    pub fn breaker(&self) -> Breaker {
        self.breaker
    }

    /// From now on the local store answers what the breaker refuses.
    pub fn enable_fallbacks(&mut self) {
        self.fallbacks = true;
    }

    /// The process starts again.
    pub fn relaunch(&mut self) {
        self.breaker = Breaker::Closed;
        self.fallbacks = false;
    }

    /// Forgets operations that left the window.
    pub fn settle(&mut self, now: Time) {
        while let Some(oldest) = self.recent.front()
            && now.saturating_since(oldest.at) > ERROR_WINDOW
        {
            self.recent_failures -= usize::from(oldest.failed);
            self.recent.pop_front();
        }
    }

    /// Failed over all operations in the window, as last settled; `None` when there were none.
    pub fn error_rate(&self) -> Option<f64> {
        if self.recent.is_empty() {
            return None;
        }
        Some(self.recent_failures as f64 / self.recent.len() as f64)
    }

    /// Streams it draws from, with their positions.
    pub fn visit_streams(&self, visit: &mut dyn FnMut(&str, u64)) {
        for stream in [&self.latency, &self.failures, &self.pacing] {
            visit(stream.name(), stream.words_drawn());
        }
    }

    fn draw_latency(&mut self) -> Span {
        let (median, p95) = LATENCY_MS[self.cursor % LATENCY_MS.len()];
        match LogNormal::from_median_and_p95(median, p95) {
            Ok(latency) => Span::from_secs_f64(latency.sample(&mut self.latency) / 1000.0),
            Err(error) => unreachable!("published quantiles are positive and ordered: {error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::ZERO;

    #[test]
    fn an_open_breaker_refuses_and_fallbacks_answer() {
        let mut feeds = Feeds::new(Seed(1));
        assert!(matches!(feeds.poll(), Poll::Sent(_)));
        feeds.open();
        assert_eq!(feeds.poll(), Poll::Refused);
        feeds.enable_fallbacks();
        assert_eq!(feeds.poll(), Poll::Fallback);
    }

    #[test]
    fn two_good_probes_close_the_breaker_and_a_bad_one_opens_it() {
        let mut feeds = Feeds::new(Seed(1));
        feeds.half_open();
        assert_eq!(feeds.finish(NOW, true), Some(Breaker::Open));
        feeds.half_open();
        assert_eq!(feeds.finish(NOW, false), Some(Breaker::HalfOpen { successes: 1 }));
        assert_eq!(feeds.finish(NOW, false), Some(Breaker::Closed));
    }

    #[test]
    fn failures_leave_the_error_rate_with_the_window() {
        let mut feeds = Feeds::new(Seed(1));
        feeds.finish(NOW, true);
        feeds.finish(NOW + Span::from_secs(30), false);
        assert_eq!(feeds.error_rate(), Some(0.5));
        feeds.settle(NOW + Span::from_secs(61));
        assert_eq!(feeds.error_rate(), Some(0.0));
        feeds.settle(NOW + Span::from_secs(100));
        assert_eq!(feeds.error_rate(), None);
    }

    #[test]
    fn retries_end_after_three() {
        let mut feeds = Feeds::new(Seed(1));
        assert!(feeds.retry_after(2).is_some());
        assert!(feeds.retry_after(3).is_none());
    }
}
