//! Faults of recovery itself in force.

use firedrill_protocol::{Action, RecoveryProtocol};
use firedrill_sim::Agenda;

use super::Faults;
use crate::faults::{FaultKind, RecoveryFault};
use crate::world::{Event, World};

impl Faults {
    /// Whether this action does nothing.
    pub(in crate::world) fn step_fails(&self, action: Action) -> bool {
        self.kinds().any(|kind| {
            matches!(kind, FaultKind::Recovery(RecoveryFault::StepFails { step }) if *step == action)
        })
    }
}

impl<P: RecoveryProtocol> World<P> {
    pub(super) fn recovery_fault_begins(
        &mut self,
        _number: usize,
        fault: RecoveryFault,
        _agenda: &mut Agenda<Event>,
    ) {
        match fault {
            // The next step shows it.
            RecoveryFault::StepFails { .. } => {}
        }
    }

    pub(super) fn recovery_fault_ends(
        &mut self,
        _number: usize,
        fault: RecoveryFault,
        _agenda: &mut Agenda<Event>,
    ) {
        match fault {
            RecoveryFault::StepFails { .. } => {}
        }
    }
}
