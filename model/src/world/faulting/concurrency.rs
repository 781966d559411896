//! Concurrency faults in force.

use firedrill_protocol::RecoveryProtocol;
use firedrill_sim::{Agenda, Span};

use super::Faults;
use crate::app::{Stage, TaskKind};
use crate::faults::{ConcurrencyFault, FaultKind};
use crate::world::{Event, World};

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
}

impl<P: RecoveryProtocol> World<P> {
    pub(super) fn concurrency_fault_begins(
        &mut self,
        number: usize,
        fault: ConcurrencyFault,
        agenda: &mut Agenda<Event>,
    ) {
        match fault {
            ConcurrencyFault::LockOrderInversion { .. } => {}
            ConcurrencyFault::LongLockHold { lock, hold } => {
                let stages = [Stage::Acquire(lock), Stage::Wait(hold.0), Stage::Release(lock)];
                self.executor.spawn(TaskKind::LockHolder(number), &stages, agenda);
                self.after_tasks(agenda);
            }
        }
    }

    pub(super) fn concurrency_fault_ends(
        &mut self,
        number: usize,
        fault: ConcurrencyFault,
        agenda: &mut Agenda<Event>,
    ) {
        match fault {
            ConcurrencyFault::LockOrderInversion { .. } => {}
            ConcurrencyFault::LongLockHold { .. } => {
                self.executor.cancel(agenda, |kind, _| kind == TaskKind::LockHolder(number));
                self.after_tasks(agenda);
            }
        }
    }
}
