//! Concurrency faults in force.

use firedrill_protocol::RecoveryProtocol;
use firedrill_sim::{Agenda, Span};

use super::Faults;
use crate::app::{Lock, Stage, TaskKind};
use crate::faults::{ConcurrencyFault, FaultKind};
use crate::world::{Event, Process, World};

/// No more short writes than this wait at once: the platform's thread pools have 64 threads, and a
/// reading that finds none free is dropped.
const POOL_THREADS: usize = 64;

impl Faults {
    /// How long a refresh holds the job store while locks are taken in the wrong order.
    pub(in crate::world) fn inversion_window(&self) -> Option<Span> {
        self.find(|kind| match kind {
            FaultKind::Concurrency(ConcurrencyFault::LockOrderInversion { window }) => {
                Some(window.0)
            }
            _ => None,
        })
    }

    /// The moment between a check and falling asleep in which a wake-up is lost.
    pub(in crate::world) fn wake_up_gap(&self) -> Option<Span> {
        self.find(|kind| match kind {
            FaultKind::Concurrency(ConcurrencyFault::LostWakeUp { gap }) => Some(gap.0),
            _ => None,
        })
    }

    /// How many requests a half-open breaker lets go at once.
    pub(in crate::world) fn herd(&self) -> Option<u64> {
        self.find(|kind| match kind {
            FaultKind::Concurrency(ConcurrencyFault::HalfOpenHerd { herd }) => Some(herd.get()),
            _ => None,
        })
    }

    /// How long a ranking request is suspended between check and act.
    pub(in crate::world) fn ranking_suspended(&self) -> Option<Span> {
        self.find(|kind| match kind {
            FaultKind::Concurrency(ConcurrencyFault::ActorReentrancy { suspended }) => {
                Some(suspended.0)
            }
            _ => None,
        })
    }

    /// Threads that decode images, at the priority of what the person waits for.
    pub(in crate::world) fn decoding_threads(&self) -> f64 {
        self.sum(|kind| match kind {
            FaultKind::Concurrency(ConcurrencyFault::PriorityInversion { threads, .. }) => {
                threads.fraction()
            }
            _ => 0.0,
        })
    }
}

impl<P: RecoveryProtocol> World<P> {
    pub(super) fn concurrency_fault_begins(
        &mut self,
        number: usize,
        fault: ConcurrencyFault,
        agenda: &mut Agenda<Event>,
    ) {
        match fault {
            ConcurrencyFault::LongLockHold { lock, hold } => {
                let stages = [Stage::Acquire(lock), Stage::Wait(hold.0), Stage::Release(lock)];
                self.executor.spawn(TaskKind::LockHolder(number), &stages, agenda);
                self.after_tasks(agenda);
            }
            ConcurrencyFault::Convoy { every, .. } => {
                self.faults.act_after(number, every.0, agenda);
            }
            ConcurrencyFault::PriorityInversion { burst, work, .. } => {
                self.faults.act_after(number, burst.0, agenda);
                let stages = [
                    Stage::Acquire(Lock::JobStore),
                    Stage::Compute(work.0.as_millis_f64()),
                    Stage::Release(Lock::JobStore),
                ];
                self.executor.spawn(TaskKind::Compaction(number), &stages, agenda);
                self.after_tasks(agenda);
            }
            // The next refresh, pass, probe or request shows it.
            ConcurrencyFault::LockOrderInversion { .. }
            | ConcurrencyFault::LostWakeUp { .. }
            | ConcurrencyFault::HalfOpenHerd { .. }
            | ConcurrencyFault::ActorReentrancy { .. } => {}
        }
    }

    /// A fault that does something from time to time does it.
    pub(super) fn concurrency_fault_acts(
        &mut self,
        number: usize,
        fault: ConcurrencyFault,
        agenda: &mut Agenda<Event>,
    ) {
        match fault {
            ConcurrencyFault::Convoy { every, write } => {
                self.faults.act_after(number, every.0, agenda);
                let kind = TaskKind::ShortWrite(number);
                if self.process == Process::Up && self.executor.count(kind) < POOL_THREADS {
                    let lock = Lock::JobStore;
                    let stages = [Stage::Acquire(lock), Stage::Wait(write.0), Stage::Release(lock)];
                    self.executor.spawn(kind, &stages, agenda);
                    self.after_tasks(agenda);
                }
            }
            // Every image is decoded.
            ConcurrencyFault::PriorityInversion { .. } => self.end_fault(number, None, agenda),
            _ => {}
        }
    }

    pub(super) fn concurrency_fault_ends(
        &mut self,
        number: usize,
        fault: ConcurrencyFault,
        agenda: &mut Agenda<Event>,
    ) {
        match fault {
            ConcurrencyFault::LongLockHold { .. }
            | ConcurrencyFault::Convoy { .. }
            | ConcurrencyFault::PriorityInversion { .. } => {
                self.executor.cancel(agenda, |kind, _| match kind {
                    TaskKind::LockHolder(fault) | TaskKind::ShortWrite(fault) => fault == number,
                    _ => false,
                });
                self.after_tasks(agenda);
            }
            ConcurrencyFault::LockOrderInversion { .. }
            | ConcurrencyFault::LostWakeUp { .. }
            | ConcurrencyFault::HalfOpenHerd { .. }
            | ConcurrencyFault::ActorReentrancy { .. } => {}
        }
    }
}
