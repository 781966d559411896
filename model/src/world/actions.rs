//! What recovery actions do, and how long they take.

use firedrill_protocol::{
    Action, ActionOutcome, Command, CommandId, OperatorEvent, RecoveryProtocol, Role,
};
use firedrill_sim::{Agenda, LogNormal, Seed, Span, Stream};

use super::host::timestamp;
use super::process::LAUNCH;
use super::{Event, Process, Transition, World};
use crate::app::{Quality, TaskKind};
use crate::faults::{ConcurrencyFault, FaultKind, MemoryFault, SamplerFault, ThermalFault};

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
    pub(super) fn begin_action(&mut self, command: Command, agenda: &mut Agenda<Event>) {
        self.note(Transition::ActionAsked(command), agenda);
        let duration = self.action_times.draw(command.action);
        agenda.after(duration, Event::ActionEnds(command.id));
    }

    /// An action has been carried out: it takes effect, and the protocol learns that it ended.
    pub(super) fn action_ends(&mut self, id: CommandId, agenda: &mut Agenda<Event>) {
        let Some(command) = self.host.take_running(id) else { return };
        // What needs the app cannot be done while it is down; restarts and rollbacks can.
        let is_possible = self.process == Process::Up || restarts(command.action);
        let outcome = if is_possible && !self.faults.step_fails(command.action) {
            self.carry_out(command.action, agenda);
            ActionOutcome::Completed
        } else {
            ActionOutcome::Failed
        };
        self.note(Transition::ActionEnded(id, command.action, outcome), agenda);
        self.host.protocol.handle_step_finished(timestamp(agenda.now()), id, outcome);
        self.pump(agenda);
    }

    /// Somebody who was paged puts the last good configuration back.
    pub(super) fn operator_acts(&mut self, role: Role, agenda: &mut Agenda<Event>) {
        let action = Action::RollbackConfiguration;
        self.team.release(role);
        self.carry_out(action, agenda);
        let event = OperatorEvent::ManualStep(role, action, ActionOutcome::Completed);
        self.tell_operator(event, agenda);
    }

    fn carry_out(&mut self, action: Action, agenda: &mut Agenda<Event>) {
        match action {
            Action::EnterOptimizerEmergencyMode => self.modes.optimizer = true,
            Action::LeaveOptimizerEmergencyMode => self.modes.optimizer = false,
            Action::SuspendBackgroundOperations
            | Action::SuspendIntensiveComputations
            | Action::SuspendCriticalTasks => self.suspend(action, agenda),
            Action::EnableGracefulDegradation => {
                self.modes.degraded = true;
                // Decorative animation stops, and with it the loop that drives it.
                self.end_faults(action, agenda, |kind| {
                    matches!(kind, FaultKind::Thermals(ThermalFault::GpuDrain { .. }))
                });
            }
            Action::EnableBypass => self.enable_bypass(agenda),
            Action::OptimizeSampler => self.optimize_sampler(agenda),
            Action::ActivateAlgorithmFailsafe => self.sampler.set_quality(Quality::CachedRanking),
            Action::ReduceAlgorithmFrequency => self.reduce_quality(),
            Action::OpenCircuitBreaker => self.cut_feeds(action, agenda),
            Action::EnableFallbacks => self.feeds.enable_fallbacks(),
            Action::ReallocateResources => self.reallocate(agenda),
            Action::ResumeBackgroundOperations => self.modes.background_suspended = false,
            Action::ResumeComputations => self.resume_computations(agenda),
            Action::RestoreFullQuality => {
                self.modes.degraded = false;
                self.sampler.set_quality(Quality::Full);
            }
            Action::SurgicalMemoryCleanup
            | Action::ClearNonEssentialCaches
            | Action::ReleaseTemporaryData
            | Action::ForceGarbageCollection
            | Action::FlushDataBuffers
            | Action::SuspendMemoryIntensiveTasks => self.clean_up(action, agenda),
            Action::RollbackConfiguration => self.replace(action, agenda),
            Action::RestartApp | Action::RollbackVersion | Action::FullSystemRecovery => {
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

    fn clean_up(&mut self, action: Action, agenda: &mut Agenda<Event>) {
        match action {
            Action::SurgicalMemoryCleanup => {
                for fault in self.memory.surgical_cleanup() {
                    self.end_fault(fault, Some(action), agenda);
                }
                let unbounded = |kind: &FaultKind| {
                    matches!(kind, FaultKind::Memory(MemoryFault::CacheWithoutEviction { .. }))
                };
                self.end_faults(action, agenda, unbounded);
                self.jobs.evict_all();
                self.memory.set_imported_jobs(self.jobs.bytes());
            }
            Action::ReleaseTemporaryData => {
                for fault in self.memory.release_temporary() {
                    self.end_fault(fault, Some(action), agenda);
                }
            }
            Action::ClearNonEssentialCaches => {
                self.memory.clear_non_essential();
                self.sampler.clear_cache();
            }
            Action::ForceGarbageCollection => self.memory.drain_autorelease(),
            Action::SuspendMemoryIntensiveTasks => self.memory.pause_intensive(agenda.now()),
            Action::FlushDataBuffers => self.journal.write_through(),
            other => unreachable!("{other} is no clean-up: `carry_out` lists them"),
        }
        self.memory_changed(agenda);
    }

    fn optimize_sampler(&mut self, agenda: &mut Agenda<Event>) {
        self.modes.engine_pinned = true;
        self.reduce_quality();
        let reloads = |kind: &FaultKind| {
            matches!(kind, FaultKind::Sampler(SamplerFault::EngineReloadEverySwipe { .. }))
        };
        self.end_faults(Action::OptimizeSampler, agenda, reloads);
    }

    fn reduce_quality(&mut self) {
        let lower = self.sampler.quality().max(Quality::Reduced);
        self.sampler.set_quality(lower);
    }

    fn enable_bypass(&mut self, agenda: &mut Agenda<Event>) {
        self.modes.bypass = true;
        let inverted = |kind: &FaultKind| {
            matches!(kind, FaultKind::Concurrency(ConcurrencyFault::LockOrderInversion { .. }))
        };
        self.end_faults(Action::EnableBypass, agenda, inverted);
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
                TaskKind::ScoringPass => rescore |= stuck,
                TaskKind::LockHolder(fault) if stuck => holders.push(fault),
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
const fn restarts(action: Action) -> bool {
    matches!(action, Action::RestartApp | Action::RollbackVersion | Action::FullSystemRecovery)
}
