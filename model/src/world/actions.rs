//! What recovery actions do, and how long they take.

use firedrill_protocol::{Action, ActionOutcome, Command, RecoveryProtocol};
use firedrill_sim::{Agenda, LogNormal, Seed, Span, Stream};

use super::host::{Ticket, timestamp};
use super::process::LAUNCH;
use super::{Event, Process, Transition, World};
use crate::app::{Component, Sampling, TaskKind};
use crate::faults::{
    ConcurrencyFault, FaultKind, InterfaceFault, MemoryFault, SamplerFault, SideEffect,
    ThermalFault, half_of,
};

/// How long actions take.
#[derive(Clone, Debug)]
pub(super) struct ActionTimes {
    stream: Stream,
}

/// Spread of an action's duration: standard deviation of its logarithm (assumed).
const SPREAD: f64 = 0.15;
/// A task that has held or waited for a lock this long is taken to be stuck.
const STUCK_AFTER: Span = Span::from_millis(500);

impl ActionTimes {
    pub(super) fn new(seed: Seed) -> Self {
        Self { stream: Stream::open(seed, "actions/durations") }
    }

    pub(super) fn visit_streams(&self, visit: &mut dyn FnMut(&str, u64)) {
        visit(self.stream.name(), self.stream.words_drawn());
    }

    fn draw(&mut self, action: Action) -> Span {
        let median_s = median_seconds(action);
        match LogNormal::new(0.0, SPREAD) {
            Ok(spread) => Span::from_secs_f64(median_s * spread.sample(&mut self.stream)),
            Err(error) => unreachable!("the spread is a constant: {error}"),
        }
    }
}

/// Median duration of an action in seconds (assumed; chosen so that each procedure fits the duration
/// that the playbook gives it).
const fn median_seconds(action: Action) -> f64 {
    match action {
        Action::OpenCircuitBreaker => 0.2,
        Action::EnableFallbacks => 0.3,
        Action::EnterOptimizerEmergencyMode
        | Action::ReleaseTemporaryData
        | Action::ForceGarbageCollection
        | Action::EnableBypass
        | Action::RestoreFullQuality => 1.0,
        Action::FlushDataBuffers => 1.5,
        Action::ClearNonEssentialCaches | Action::ReallocateResources => 2.0,
        Action::OptimizeSampler => 3.0,
        Action::SurgicalMemoryCleanup => 4.0,
        Action::RestartApp => 1.0,
        Action::RollbackConfiguration => 8.0,
        Action::RollbackVersion => 20.0,
        Action::FullSystemRecovery => 25.0,
        Action::LeaveOptimizerEmergencyMode
        | Action::SuspendBackgroundOperations
        | Action::ActivateAlgorithmFailsafe
        | Action::SuspendMemoryIntensiveTasks
        | Action::SuspendIntensiveComputations
        | Action::ReduceAlgorithmFrequency
        | Action::SuspendCriticalTasks
        | Action::EnableGracefulDegradation
        | Action::ResumeBackgroundOperations
        | Action::ResumeComputations => 0.5,
    }
}

impl<P: RecoveryProtocol> World<P> {
    /// An action was asked for; its effect comes when it ends.
    pub(super) fn begin_action(
        &mut self,
        ticket: Ticket,
        command: Command,
        agenda: &mut Agenda<Event>,
    ) {
        self.note(Transition::ActionAsked(command), agenda);
        let usual = self.action_times.draw(command.action);
        let takes = self.faults.step_takes(command.action);
        let duration =
            takes.map_or(usual, |takes| Span::from_secs_f64(usual.as_secs_f64() * takes));
        if !self.faults.step_hangs(command.action) {
            agenda.after(duration, Event::ActionEnds(ticket));
        }
        self.arm_strikes(duration, agenda);
    }

    /// An action has been carried out: it takes effect, and the protocol learns that it ended.
    pub(super) fn action_ends(&mut self, ticket: Ticket, agenda: &mut Agenda<Event>) {
        let Some(running) = self.host.take_running(ticket) else { return };
        let (command, id) = (running.command, running.command.id);
        // What needs the app cannot be done while it is down; restarts and rollbacks can.
        let is_possible = self.process == Process::Up || restarts(command.action);
        let outcome = if !is_possible {
            ActionOutcome::Failed
        } else if self.host.is_hollow(&running) {
            self.pretend(command.action)
        } else {
            self.attempt(command.action, agenda)
        };
        self.note(Transition::ActionEnded(id, command.action, outcome), agenda);
        // Who lived in a process that is gone by now is not there to be told.
        if !running.is_orphan && self.process != Process::Down {
            self.host.protocol.handle_step_finished(timestamp(agenda.now()), id, outcome);
            self.pump(agenda);
        }
    }

    /// Carries an action out as far as what is wrong with it lets it, and says what it reports.
    fn attempt(&mut self, action: Action, agenda: &mut Agenda<Event>) -> ActionOutcome {
        if self.faults.step_fails(action) || self.faults.lacks_a_target(action) {
            return ActionOutcome::Failed;
        }
        let effect = self.faults.side_effect(action);
        let outcome = match self.faults.step_stops_half_way(action) {
            Some(report) => {
                if let Some(lesser) = half_of(action) {
                    self.carry_out(lesser, agenda);
                }
                report.outcome()
            }
            None => {
                self.carry_out(action, agenda);
                ActionOutcome::Completed
            }
        };
        if let Some(effect) = effect {
            self.happens_besides(effect, agenda);
        }
        outcome
    }

    fn happens_besides(&mut self, effect: SideEffect, agenda: &mut Agenda<Event>) {
        match effect {
            SideEffect::JournalBuffer => {
                let swipes_lost = self.journal.lose_buffer();
                self.note(Transition::BufferDeleted { swipes_lost }, agenda);
            }
            SideEffect::ScoreCache => self.sampler.clear_cache(),
            // While the process is down there are no feeds to cut off.
            SideEffect::Breaker => {
                if self.process == Process::Up {
                    self.open_breaker(agenda);
                }
            }
        }
    }

    /// An action takes its full effect.
    pub(super) fn carry_out(&mut self, action: Action, agenda: &mut Agenda<Event>) {
        match action {
            Action::EnterOptimizerEmergencyMode => self.modes.optimizer = true,
            Action::LeaveOptimizerEmergencyMode => self.modes.optimizer = false,
            Action::SuspendBackgroundOperations
            | Action::SuspendIntensiveComputations
            | Action::SuspendCriticalTasks => self.suspend(action, agenda),
            Action::EnableGracefulDegradation => self.degrade(agenda),
            Action::EnableBypass => self.enable_bypass(agenda),
            Action::OptimizeSampler => self.optimize_sampler(agenda),
            Action::ActivateAlgorithmFailsafe => {
                self.sampler.set_sampling(Sampling::CachedRanking, agenda.now());
            }
            Action::ReduceAlgorithmFrequency => {
                self.sampler.set_sampling(self.sampler.sampling().less(), agenda.now());
            }
            Action::OpenCircuitBreaker => self.cut_feeds(action, agenda),
            Action::EnableFallbacks => self.feeds.enable_fallbacks(),
            Action::ReallocateResources => self.reallocate(agenda),
            Action::ResumeBackgroundOperations => self.modes.background_suspended = false,
            Action::ResumeComputations => self.resume_computations(agenda),
            Action::RestoreFullQuality => {
                self.modes.degraded = false;
                self.sampler.set_sampling(Sampling::Full, agenda.now());
            }
            Action::SurgicalMemoryCleanup
            | Action::ClearNonEssentialCaches
            | Action::ReleaseTemporaryData
            | Action::ForceGarbageCollection
            | Action::FlushDataBuffers
            | Action::SuspendMemoryIntensiveTasks => self.clean_up(action, agenda),
            Action::RollbackConfiguration => self.replace(action, agenda),
            Action::RestartApp | Action::RollbackVersion | Action::FullSystemRecovery => {
                if action == Action::FullSystemRecovery {
                    self.reinstall(agenda);
                }
                self.replace(action, agenda);
                self.restart(LAUNCH, agenda);
            }
        }
        self.update_load(agenda);
    }

    /// A runaway task that is suspended is ended, and connections that are cut stay cut: neither
    /// comes back when operations resume.
    fn suspend(&mut self, action: Action, agenda: &mut Agenda<Event>) {
        if action == Action::SuspendIntensiveComputations {
            self.modes.computations_suspended = true;
            self.end_faults(action, agenda, |kind| {
                matches!(kind, FaultKind::Concurrency(ConcurrencyFault::PriorityInversion { .. }))
            });
        } else {
            self.modes.background_suspended = true;
        }
        self.end_faults(action, agenda, |kind| {
            matches!(kind, FaultKind::Thermals(ThermalFault::BackgroundLoad { .. }))
        });
        if action == Action::SuspendCriticalTasks {
            self.modes.feeds_suspended = true;
            self.end_faults(action, agenda, |kind| {
                matches!(kind, FaultKind::Thermals(ThermalFault::RadioDrain { .. }))
            });
        }
    }

    /// Half the frames, a quarter of the traffic, and no animations.
    fn degrade(&mut self, agenda: &mut Agenda<Event>) {
        self.modes.degraded = true;
        self.end_faults(Action::EnableGracefulDegradation, agenda, |kind| {
            // Decorative animation stops, and with it the loop that drives it.
            matches!(
                kind,
                FaultKind::Interface(InterfaceFault::FrameStorm { .. })
                    | FaultKind::Thermals(ThermalFault::GpuDrain { .. })
            )
        });
    }

    fn clean_up(&mut self, action: Action, agenda: &mut Agenda<Event>) {
        match action {
            Action::SurgicalMemoryCleanup => {
                let faults = &self.faults;
                let cleared = self.memory.surgical_cleanup(|part| faults.is_passed_by(part));
                for fault in cleared {
                    self.end_fault(fault, Some(action), agenda);
                }
                let knows = |part| !self.faults.is_passed_by(part);
                let (images, jobs) = (knows(Component::ImageCache), knows(Component::Jobs));
                self.end_faults(action, agenda, |kind| match kind {
                    FaultKind::Memory(MemoryFault::CacheWithoutEviction { .. }) => images,
                    FaultKind::Memory(MemoryFault::FragmentationBurst { .. }) => jobs,
                    FaultKind::Sampler(SamplerFault::BulkJobLoad { .. }) => jobs,
                    _ => false,
                });
                if jobs {
                    self.jobs.evict_all();
                    self.jobs_changed(agenda);
                }
            }
            Action::ReleaseTemporaryData => {
                for fault in self.memory.release_temporary() {
                    self.end_fault(fault, Some(action), agenda);
                }
                if self.faults.journal_is_temporary() {
                    let swipes_lost = self.journal.delete_buffer();
                    self.note(Transition::BufferDeleted { swipes_lost }, agenda);
                }
            }
            Action::ClearNonEssentialCaches => {
                self.clear_caches();
            }
            Action::ForceGarbageCollection => self.memory.drain_autorelease(),
            Action::SuspendMemoryIntensiveTasks => self.memory.pause_intensive(agenda.now()),
            Action::FlushDataBuffers => {
                self.journal.write_through();
                self.persist_posterior();
            }
            other => unreachable!("{other} is no clean-up: `carry_out` lists them"),
        }
        self.memory_changed(agenda);
    }

    fn optimize_sampler(&mut self, agenda: &mut Agenda<Event>) {
        self.modes.engine_pinned = true;
        let at_most_reduced = self.sampler.sampling().max(Sampling::Reduced);
        self.sampler.set_sampling(at_most_reduced, agenda.now());
        let configured = |kind: &FaultKind| {
            matches!(
                kind,
                FaultKind::Sampler(
                    SamplerFault::EngineReloadEverySwipe { .. }
                        | SamplerFault::ScoreCacheThrash { .. }
                        | SamplerFault::DivergingEngines { .. }
                )
            )
        };
        self.end_faults(Action::OptimizeSampler, agenda, configured);
    }

    fn enable_bypass(&mut self, agenda: &mut Agenda<Event>) {
        self.modes.bypass = true;
        let bypassed = |kind: &FaultKind| {
            matches!(
                kind,
                FaultKind::Concurrency(
                    ConcurrencyFault::LockOrderInversion { .. }
                        | ConcurrencyFault::Convoy { .. }
                        | ConcurrencyFault::LostWakeUp { .. }
                        | ConcurrencyFault::ActorReentrancy { .. }
                )
            )
        };
        self.end_faults(Action::EnableBypass, agenda, bypassed);
    }

    fn cut_feeds(&mut self, action: Action, agenda: &mut Agenda<Event>) {
        self.open_breaker(agenda);
        self.end_faults(action, agenda, |kind| {
            matches!(kind, FaultKind::Thermals(ThermalFault::RadioDrain { .. }))
        });
    }

    /// Cancels tasks that are stuck. A pass that was waiting is scored again; a swipe is never
    /// dropped, it waits for the lock that this frees.
    fn reallocate(&mut self, agenda: &mut Agenda<Event>) {
        let mut rescore = false;
        let mut holders = Vec::new();
        self.executor.cancel(agenda, |kind, stuck_for| {
            let stuck =
                stuck_for.is_some_and(|span| span >= STUCK_AFTER) && !kind.is_on_the_main_thread();
            match kind {
                kind if kind.is_a_pass() => rescore |= stuck,
                TaskKind::LockHolder(fault) | TaskKind::Compaction(fault) if stuck => {
                    holders.push(fault);
                }
                _ => {}
            }
            stuck
        });
        for fault in holders {
            self.end_fault(fault, Some(Action::ReallocateResources), agenda);
        }
        if rescore {
            self.score(agenda);
        }
        self.after_tasks(agenda);
    }

    fn resume_computations(&mut self, agenda: &mut Agenda<Event>) {
        self.modes.computations_suspended = false;
        self.modes.feeds_suspended = false;
        self.memory.resume_intensive(agenda.now());
        self.memory_changed(agenda);
    }
}

/// Actions that end the process and start it again.
pub(super) const fn restarts(action: Action) -> bool {
    matches!(action, Action::RestartApp | Action::RollbackVersion | Action::FullSystemRecovery)
}
