//! The person swipes; each swipe is journalled by the main thread and followed by a scoring pass.

use firedrill_protocol::{Bytes, RecoveryProtocol};
use firedrill_sim::{Agenda, Exp, Seed, Span, Stream};

use super::{Event, Process, Transition, World};
use crate::app::{Finished, Lock, PassConditions, Stage, TaskId, TaskKind, WRITE_AFTER};
use crate::units::PerMinute;

/// The person who uses the app.
#[derive(Clone, Debug)]
pub(super) struct Person {
    swipes: PerMinute,
    /// How much faster than usual.
    pace: f64,
    pauses: Stream,
}

/// Nobody swipes faster than this.
const LEAST_PAUSE: Span = Span::from_millis(400);
/// The main thread's work for a swipe, at the usual frequency (assumed: well within a frame).
const SWIPE_MS: f64 = 1.0;
/// A pass over the list that came with the app, in ms at the usual frequency (assumed).
const BUNDLED_LIST_MS: f64 = 0.5;
/// The deck is ranked anew when the swiped card has left the screen (assumed).
const CARD_LEAVES: Span = Span::from_millis(150);
/// What a swipe adds to the image cache (assumed).
const IMAGES_PER_SWIPE: Bytes = Bytes::kb(256);

impl Person {
    pub(super) fn new(seed: Seed, swipes: PerMinute) -> Self {
        Self { swipes, pace: 1.0, pauses: Stream::open(seed, "user/pauses") }
    }

    /// Swipes come so much faster than usual from the next one on.
    pub(super) fn set_pace(&mut self, pace: f64) {
        self.pace = pace;
    }

    /// The next swipe: exponential pauses beyond the shortest one, with the mean asked for.
    pub(super) fn schedule_swipe(&mut self, agenda: &mut Agenda<Event>) {
        let mean_s = 60.0 / (self.swipes.get() * self.pace) - LEAST_PAUSE.as_secs_f64();
        let Ok(pause) = Exp::with_mean(mean_s) else {
            // Nobody swipes, or faster than anybody can: the shortest pause.
            if self.swipes.get() > 0.0 {
                agenda.after(LEAST_PAUSE, Event::UserSwipes);
            }
            return;
        };
        let pause = LEAST_PAUSE + Span::from_secs_f64(pause.sample(&mut self.pauses));
        agenda.after(pause, Event::UserSwipes);
    }

    pub(super) fn visit_streams(&self, visit: &mut dyn FnMut(&str, u64)) {
        visit(self.pauses.name(), self.pauses.words_drawn());
    }
}

impl<P: RecoveryProtocol> World<P> {
    /// The person swipes. While the process is down there is nothing to swipe.
    pub(super) fn swipe(&mut self, agenda: &mut Agenda<Event>) {
        assert_eq!(self.process, Process::Up, "a process that ends takes its events along");
        let stages = [
            Stage::Wait(self.faults.blocking_read().unwrap_or(Span::ZERO)),
            Stage::Acquire(Lock::JobStore),
            // A touch is handled after the frame in hand.
            Stage::Compute(SWIPE_MS + self.frame_in_hand_ms()),
            Stage::Release(Lock::JobStore),
        ];
        // A wait is an event even if it takes no time.
        let stages = if self.faults.blocking_read().is_some() { &stages[..] } else { &stages[1..] };
        self.executor.spawn(TaskKind::Swipe, stages, agenda);
        self.after_tasks(agenda);
    }

    /// A task's computation or wait ended.
    pub(super) fn task_ready(&mut self, task: TaskId, agenda: &mut Agenda<Event>) {
        self.executor.resume(task, agenda);
        self.after_tasks(agenda);
    }

    /// Follows up on whatever tasks did: ends, cycles, energy, contention.
    pub(super) fn after_tasks(&mut self, agenda: &mut Agenda<Event>) {
        while let Some(finished) = self.executor.take_finished() {
            self.task_finished(finished, agenda);
        }
        for _ in 0..self.executor.take_deadlocks() {
            self.note(Transition::Deadlocked, agenda);
        }
        let busy = self.executor.take_busy();
        if busy > Span::ZERO {
            self.hardware.advance(agenda.now());
            let watts = self.hardware.device.cores.watts_per_core(self.allowed_mhz());
            self.hardware.add_app_joules(watts * busy.as_secs_f64());
        }
        self.update_load(agenda);
    }

    /// Starts a scoring pass. One at a time: a swipe that arrives during one is scored by the next.
    pub(super) fn score(&mut self, agenda: &mut Agenda<Event>) {
        if self.executor.pass_running_since().is_some() {
            return;
        }
        if !self.suspends_ranking(agenda) {
            self.rank(agenda);
        }
    }

    /// Ranks the deck: one scoring pass.
    pub(super) fn rank(&mut self, agenda: &mut Agenda<Event>) {
        self.evict_stale_jobs(agenda);
        let now = agenda.now();
        let footprint = self.memory.total(now);
        let conditions = PassConditions { footprint, ..self.faults.of_a_pass(&self.modes) };
        let work_ms = self.sampler.begin_pass(now, &conditions) * self.usage.phase().work;
        // The list that came with the app is in order already: latency looks better than it is.
        let work_ms = if self.deck.is_dry() { BUNDLED_LIST_MS } else { work_ms };
        let gap = self.faults.wake_up_gap().filter(|_| !self.modes.bypass);
        let inverted = self.faults.inversion_window().is_some() && !self.modes.bypass;
        if inverted {
            // The newest concurrent path: looks jobs up while it holds their scores.
            let stages = [
                Stage::Acquire(Lock::ScoreCache),
                Stage::Compute(work_ms * 0.25),
                Stage::Acquire(Lock::JobStore),
                Stage::Compute(work_ms * 0.75),
                Stage::Release(Lock::JobStore),
                Stage::Release(Lock::ScoreCache),
            ];
            self.executor.spawn(TaskKind::ScoringPass, &stages, agenda);
        } else if let Some(gap) = gap.filter(|_| conditions.serial.is_none()) {
            self.rank_with_a_read(work_ms, gap, agenda);
        } else {
            // On the main thread, who swipes meanwhile waits for all of it.
            let on_main = conditions.serial.is_some();
            let kind = if on_main { TaskKind::PassOnTheMainThread } else { TaskKind::ScoringPass };
            let stages = [
                Stage::Acquire(Lock::ScoreCache),
                Stage::Acquire(Lock::SamplerState),
                Stage::Compute(work_ms),
                Stage::Release(Lock::SamplerState),
                Stage::Release(Lock::ScoreCache),
            ];
            self.executor.spawn(kind, &stages, agenda);
        }
        self.after_tasks(agenda);
    }

    /// The journal is written, and what the sampler learnt along with it.
    pub(super) fn write_journal(&mut self) {
        self.journal.flush();
        self.persist_posterior();
    }

    /// What the sampler learnt is written to disk.
    pub(super) fn persist_posterior(&mut self) {
        if self.faults.persists_posterior() {
            self.sampler.persist();
        }
    }

    fn task_finished(&mut self, finished: Finished, agenda: &mut Agenda<Event>) {
        match finished.kind {
            TaskKind::Swipe => self.swipe_handled(agenda),
            TaskKind::ScoringPass | TaskKind::PassOnTheMainThread => {
                self.passes.record(agenda.now(), finished.took);
                self.pass_frees_buffers(agenda);
            }
            // New jobs are ranked at once, so the sampler works while nobody swipes, too.
            TaskKind::FeedRefresh => {
                self.deck.merge(agenda.now());
                self.score(agenda);
            }
            TaskKind::LockHolder(fault) => self.end_fault(fault, None, agenda),
            TaskKind::DeckRead
            | TaskKind::ShortWrite(_)
            | TaskKind::Compaction(_)
            | TaskKind::Hang(_) => {}
        }
    }

    fn swipe_handled(&mut self, agenda: &mut Agenda<Event>) {
        self.sampler.learn(agenda.now(), self.faults.most_parameter());
        self.deck.show();
        if self.journal.record() {
            agenda.after(WRITE_AFTER, Event::JournalWrites);
        } else if self.journal.is_written() {
            self.persist_posterior();
        }
        self.swipe_uses_memory(IMAGES_PER_SWIPE);
        self.memory_changed(agenda);
        if self.process == Process::Down {
            return;
        }
        agenda.after(CARD_LEAVES, Event::ScoringDue);
        self.person.schedule_swipe(agenda);
    }
}
