//! Feeds are polled, answer or fail, and refresh the job store.

use firedrill_protocol::RecoveryProtocol;
use firedrill_sim::{Agenda, Span};

use super::{Event, Part, Transition, World};
use crate::app::{Breaker, Contents, Lock, Poll, Request, Stage, TaskKind};

/// A refresh holds the job store this long while it writes, and both locks while it strikes the
/// scores of the jobs that changed (assumed).
const REFRESH_WRITE: Span = Span::from_millis(40);
const STRIKE_SCORES_MS: f64 = 0.5;
/// A quarter of the traffic while degraded.
const DEGRADED_PACE: f64 = 4.0;

impl<P: RecoveryProtocol> World<P> {
    /// The next feed's turn.
    pub(super) fn poll_feed(&mut self, agenda: &mut Agenda<Event>) {
        let slower = if self.modes.degraded { DEGRADED_PACE } else { 1.0 };
        let slower = slower / self.usage.phase().feeds;
        agenda.after(self.feeds.next_poll(slower), Event::FeedPoll);
        if self.modes.feeds_suspended {
            return;
        }
        match self.feeds.poll(&self.faults.servers()) {
            Poll::Sent { after, request } => {
                agenda.after(after, Event::FeedAnswers(request));
            }
            Poll::Fallback => self.feeds.finish_locally(agenda.now(), false),
            Poll::Refused => self.feeds.finish_locally(agenda.now(), true),
        }
    }

    /// An attempt's answer is there, good or bad.
    pub(super) fn feed_answers(&mut self, request: Request, agenda: &mut Agenda<Event>) {
        let servers = self.faults.servers();
        let mut failed = self.feeds.attempt_fails(agenda.now(), request, &servers);
        if failed
            && !self.is_given_up(request)
            && let Some((after, again)) = self.feeds.retry(request, &servers)
        {
            agenda.after(after, Event::FeedAnswers(again));
            return;
        }
        let contents = if failed { Contents::Empty } else { self.feeds.contents(&servers) };
        // Around the shared path, an answer is parsed where a crash takes nothing along: it is
        // skipped, and missing like any other that failed.
        let is_caught = contents == Contents::Poison && self.modes.bypass;
        failed |= is_caught && !self.feeds.has_fallbacks();
        if let Some(breaker) = self.feeds.finish(agenda.now(), request, failed) {
            self.breaker_changed(breaker, agenda);
        }
        match contents {
            Contents::Jobs => self.refresh(agenda),
            Contents::Poison if !is_caught => self.choke(agenda),
            Contents::Poison | Contents::Empty => {}
        }
    }

    /// Opens the breaker: requests in flight and the refreshes they started are cancelled.
    pub(super) fn open_breaker(&mut self, agenda: &mut Agenda<Event>) {
        self.feeds.open();
        agenda.cancel_component(Part::Feeds.id());
        // The polls belong to the feeds too: they go on, and are refused.
        agenda.after(self.feeds.next_poll(1.0), Event::FeedPoll);
        self.executor.cancel(agenda, |kind, _| kind == TaskKind::FeedRefresh);
        self.breaker_changed(Breaker::Open, agenda);
        self.after_tasks(agenda);
    }

    /// The open time is over: probes may go out.
    pub(super) fn breaker_half_opens(&mut self, agenda: &mut Agenda<Event>) {
        self.timers.breaker = None;
        self.feeds.half_open();
        self.note(Transition::BreakerChanged(self.feeds.breaker()), agenda);
        if self.modes.feeds_suspended {
            return;
        }
        let (herd, servers) = (self.faults.herd().unwrap_or(0), self.faults.servers());
        for _ in 0..herd {
            let (after, request) = self.feeds.stampede(herd, &servers);
            agenda.after(after, Event::FeedAnswers(request));
        }
    }

    fn breaker_changed(&mut self, breaker: Breaker, agenda: &mut Agenda<Event>) {
        if breaker == Breaker::Open {
            if let Some(handle) = self.timers.breaker.take() {
                agenda.cancel(handle);
            }
            let open_for = self.feeds.draw_open_time();
            self.timers.breaker = Some(agenda.after(open_for, Event::BreakerHalfOpens));
        }
        self.note(Transition::BreakerChanged(breaker), agenda);
        // The radio rests while it is open.
        self.update_load(agenda);
    }

    /// Whether the code takes a failed attempt for a final answer.
    fn is_given_up(&mut self, request: Request) -> bool {
        let unretried = self.faults.unretried();
        unretried.is_some_and(|share| self.feeds.is_taken_for_final(request, share))
    }

    fn refresh(&mut self, agenda: &mut Agenda<Event>) {
        // Two refreshes at once would only queue for the job store.
        if self.executor.running_since(TaskKind::FeedRefresh).is_some() {
            return;
        }
        let window = self.faults.inversion_window().filter(|_| !self.modes.bypass);
        let stages = [
            Stage::Acquire(Lock::JobStore),
            Stage::Wait(window.unwrap_or(REFRESH_WRITE)),
            Stage::Acquire(Lock::ScoreCache),
            Stage::Compute(STRIKE_SCORES_MS),
            Stage::Release(Lock::ScoreCache),
            Stage::Release(Lock::JobStore),
        ];
        self.executor.spawn(TaskKind::FeedRefresh, &stages, agenda);
        self.after_tasks(agenda);
    }

    /// A refresh that crashes as soon as it has begun.
    fn choke(&mut self, agenda: &mut Agenda<Event>) {
        if self.executor.running_since(TaskKind::FeedRefresh).is_some() {
            return;
        }
        let stages =
            [Stage::Acquire(Lock::JobStore), Stage::Compute(STRIKE_SCORES_MS), Stage::Crash];
        self.executor.spawn(TaskKind::FeedRefresh, &stages, agenda);
        self.after_tasks(agenda);
    }
}
