//! Feeds: requests with retries and timeouts, and how many operations failed of late.

use std::collections::VecDeque;

use firedrill_sim::{Seed, Span, Stream, Time};

use super::Breaker;
use super::breaker::CircuitBreaker;
use crate::delay::Delay;

/// The app's 28 job feeds.
#[derive(Clone, Debug)]
pub struct Feeds {
    breaker: CircuitBreaker,
    fallbacks: bool,
    cursor: usize,
    recent: VecDeque<Operation>,
    recent_failures: usize,
    /// Until when servers answer 429.
    throttled_until: Time,
    latency: Stream,
    failures: Stream,
    pacing: Stream,
    statuses: Stream,
    contents: Stream,
}

#[derive(Clone, Copy, Debug)]
struct Operation {
    at: Time,
    failed: bool,
}

/// What becomes of a poll.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Poll {
    /// A request goes out.
    Sent {
        /// Its answer, or its timeout, comes after this.
        after: Span,
        /// What is under way.
        request: Request,
    },
    /// The breaker refused it, and the local store answered.
    Fallback,
    /// The breaker refused it.
    Refused,
}

/// An attempt under way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Which attempt of its operation it is, from 0.
    pub attempt: usize,
    /// Whether a half-open breaker let it out. Probes are never retried.
    pub is_probe: bool,
    /// Whether it ends without an answer.
    pub times_out: bool,
    /// Whether it is part of a burst that servers turn away.
    pub in_a_burst: bool,
}

/// What servers do to requests.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Servers {
    /// Share of attempts that fail, when not the usual one.
    pub failing: Option<f64>,
    /// Median latency, when not the usual one.
    pub latency: Option<Span>,
    /// Share of good answers with nothing in them.
    pub empty: Option<f64>,
    /// Share of good answers that crash whoever parses them.
    pub poisoned: Option<f64>,
}

/// What a good answer has in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contents {
    /// New jobs.
    Jobs,
    /// Nothing.
    Empty,
    /// Something that crashes its parser.
    Poison,
}

/// Feed polls go round 28 feeds, one every three seconds (choice).
const FEEDS: usize = 28;
const POLL_EVERY_S: f64 = 3.0;
/// P50 and P95 of five published feeds, in ms.
const LATENCY_MS: [(f64, f64); 5] =
    [(450.0, 890.0), (320.0, 650.0), (380.0, 720.0), (890.0, 1900.0), (280.0, 610.0)];
/// P95 over P50 of a slow feed, as of the published ones (derived).
const LATENCY_SPREAD: f64 = 2.0;
/// An attempt without an answer is given up after this; feeds have 10 to 15 s (choice).
const TIMEOUT: Span = Span::from_secs(12);
/// Attempts fail this often in good times (assumed).
const USUAL_FAILURE: f64 = 0.001;
/// Retries come after these.
const BACKOFF: [Span; 3] = [Span::from_millis(100), Span::from_millis(200), Span::from_millis(400)];
/// The breaker stays open for 60 s, give or take 30 %.
const OPEN_S: f64 = 60.0;
const OPEN_JITTER: f64 = 0.3;
/// A throttled request puts the end of the throttling off by this (assumed).
const PENALTY: Span = Span::from_secs(2);
/// Servers turn a burst of more requests than this away (assumed).
const LARGEST_BURST: u64 = 5;
/// Errors are counted over this window (choice).
const ERROR_WINDOW: Span = Span::from_secs(60);

impl Feeds {
    /// Feeds of a healthy app.
    pub fn new(seed: Seed) -> Self {
        Self {
            breaker: CircuitBreaker::closed(),
            fallbacks: false,
            cursor: 0,
            recent: VecDeque::with_capacity(64),
            recent_failures: 0,
            throttled_until: Time::ZERO,
            latency: Stream::open(seed, "feeds/latency"),
            failures: Stream::open(seed, "feeds/failures"),
            pacing: Stream::open(seed, "feeds/pacing"),
            statuses: Stream::open(seed, "feeds/statuses"),
            contents: Stream::open(seed, "feeds/contents"),
        }
    }

    /// When the next poll is due, `slower` times less often than usual.
    pub fn next_poll(&mut self, slower: f64) -> Span {
        Span::from_secs_f64(POLL_EVERY_S * slower * self.pacing.between(0.8, 1.2))
    }

    /// The next feed's turn.
    pub fn poll(&mut self, servers: &Servers) -> Poll {
        self.cursor = (self.cursor + 1) % FEEDS;
        let is_probe = self.breaker.state() != Breaker::Closed;
        if self.breaker.admits() {
            let (after, request) = self.send(Request { is_probe, ..Request::default() }, servers);
            return Poll::Sent { after, request };
        }
        if self.fallbacks { Poll::Fallback } else { Poll::Refused }
    }

    /// One request of a herd of `size` that goes out at once from a half-open breaker.
    pub fn stampede(&mut self, size: u64, servers: &Servers) -> (Span, Request) {
        self.cursor = (self.cursor + 1) % FEEDS;
        let in_a_burst = size > LARGEST_BURST;
        self.send(Request { is_probe: true, in_a_burst, ..Request::default() }, servers)
    }

    /// An attempt ends. Draws whether it failed.
    pub fn attempt_fails(&mut self, now: Time, request: Request, servers: &Servers) -> bool {
        if request.times_out {
            return true;
        }
        if now < self.throttled_until {
            self.throttled_until += PENALTY;
            return true;
        }
        request.in_a_burst || self.failures.chance(servers.failing.unwrap_or(USUAL_FAILURE))
    }

    /// Draws whether a failed attempt carries a status that is taken for final.
    pub fn is_taken_for_final(&mut self, request: Request, unretried: f64) -> bool {
        !request.times_out && self.statuses.chance(unretried)
    }

    /// The retry after a failed attempt, and when it ends; `None` when there is none left.
    pub fn retry(&mut self, request: Request, servers: &Servers) -> Option<(Span, Request)> {
        if request.is_probe || self.breaker.state() != Breaker::Closed {
            return None;
        }
        let backoff = BACKOFF.get(request.attempt)?;
        let again = Request { attempt: request.attempt + 1, ..request };
        let (after, again) = self.send(again, servers);
        Some((*backoff + after, again))
    }

    /// Draws what a good answer has in it.
    pub fn contents(&mut self, servers: &Servers) -> Contents {
        let mut drawn = |share: Option<f64>| share.is_some_and(|x| self.contents.chance(x));
        if drawn(servers.poisoned) {
            Contents::Poison
        } else if drawn(servers.empty) {
            Contents::Empty
        } else {
            Contents::Jobs
        }
    }

    /// A request ended for good. Returns the breaker's new state if that changed it. With fallbacks
    /// on, the local store answers for a probe that failed: the breaker learns of it, the person
    /// does not.
    pub fn finish(&mut self, now: Time, request: Request, failed: bool) -> Option<Breaker> {
        self.finish_locally(now, failed && !(request.is_probe && self.fallbacks));
        self.breaker.learn(failed, request.is_probe)
    }

    /// An operation that never left the device ended. It proves nothing to the breaker.
    pub fn finish_locally(&mut self, now: Time, failed: bool) {
        self.recent.push_back(Operation { at: now, failed });
        self.recent_failures += usize::from(failed);
    }

    /// Opens the breaker.
    pub fn open(&mut self) {
        self.breaker.open();
    }

    /// How long the breaker stays open this time.
    pub fn draw_open_time(&mut self) -> Span {
        let factor = self.pacing.between(1.0 - OPEN_JITTER, 1.0 + OPEN_JITTER);
        Span::from_secs_f64(OPEN_S * factor)
    }

    /// Its open time is over: probes may go out.
    pub fn half_open(&mut self) {
        self.breaker.half_open();
    }

    /// The breaker's state.
    pub fn breaker(&self) -> Breaker {
        self.breaker.state()
    }

    /// From now on the local store answers what the breaker refuses.
    pub fn enable_fallbacks(&mut self) {
        self.fallbacks = true;
    }

    /// Whether the local store answers what cannot be had otherwise.
    pub fn has_fallbacks(&self) -> bool {
        self.fallbacks
    }

    /// Servers throttle the app until then, if it keeps quiet.
    pub fn throttle(&mut self, until: Time) {
        self.throttled_until = self.throttled_until.max(until);
    }

    /// Servers stop throttling.
    pub fn unthrottle(&mut self) {
        self.throttled_until = Time::ZERO;
    }

    /// Until when servers throttle the app, as things stand.
    pub fn throttled_until(&self) -> Time {
        self.throttled_until
    }

    /// The process starts again.
    pub fn relaunch(&mut self) {
        self.breaker = CircuitBreaker::closed();
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
        let usual = [&self.latency, &self.failures, &self.pacing];
        for stream in usual.into_iter().chain([&self.statuses, &self.contents]) {
            visit(stream.name(), stream.words_drawn());
        }
    }

    fn send(&mut self, request: Request, servers: &Servers) -> (Span, Request) {
        let latency = self.draw_latency(servers.latency);
        let times_out = latency >= TIMEOUT;
        (if times_out { TIMEOUT } else { latency }, Request { times_out, ..request })
    }

    fn draw_latency(&mut self, slow: Option<Span>) -> Span {
        let (median, p95) = match slow.map(Span::as_millis_f64) {
            Some(median) => (median, median * LATENCY_SPREAD),
            None => LATENCY_MS[self.cursor % LATENCY_MS.len()],
        };
        Delay::in_ms(median, p95).draw(&mut self.latency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::ZERO;
    const USUAL: Servers = Servers { failing: None, latency: None, empty: None, poisoned: None };

    fn request() -> Request {
        Request::default()
    }

    #[test]
    fn an_open_breaker_refuses_and_fallbacks_answer() {
        let mut feeds = Feeds::new(Seed(1));
        assert!(matches!(feeds.poll(&USUAL), Poll::Sent { .. }));
        feeds.open();
        assert_eq!(feeds.poll(&USUAL), Poll::Refused);
        feeds.enable_fallbacks();
        assert_eq!(feeds.poll(&USUAL), Poll::Fallback);
    }

    #[test]
    fn failures_leave_the_error_rate_with_the_window() {
        let mut feeds = Feeds::new(Seed(1));
        feeds.finish(NOW, request(), true);
        feeds.finish(NOW + Span::from_secs(30), request(), false);
        assert_eq!(feeds.error_rate(), Some(0.5));
        feeds.settle(NOW + Span::from_secs(61));
        assert_eq!(feeds.error_rate(), Some(0.0));
        feeds.settle(NOW + Span::from_secs(100));
        assert_eq!(feeds.error_rate(), None);
    }

    #[test]
    fn retries_end_after_three_and_probes_have_none() {
        let mut feeds = Feeds::new(Seed(1));
        assert!(feeds.retry(Request { attempt: 2, ..request() }, &USUAL).is_some());
        assert!(feeds.retry(Request { attempt: 3, ..request() }, &USUAL).is_none());
        assert!(feeds.retry(Request { is_probe: true, ..request() }, &USUAL).is_none());
    }

    #[test]
    fn no_attempt_waits_longer_than_its_timeout() {
        let mut feeds = Feeds::new(Seed(1));
        let slow = Servers { latency: Some(Span::from_secs(600)), ..USUAL };
        let Poll::Sent { after, request } = feeds.poll(&slow) else { panic!("it was sent") };
        assert_eq!(after, TIMEOUT);
        assert!(feeds.attempt_fails(NOW + after, request, &slow));
    }

    #[test]
    fn a_request_to_a_throttling_server_puts_the_end_off() {
        let mut feeds = Feeds::new(Seed(1));
        let until = NOW + Span::from_secs(60);
        feeds.throttle(until);
        assert!(feeds.attempt_fails(NOW, request(), &USUAL));
        assert_eq!(feeds.throttled_until(), until + PENALTY);
    }
}
