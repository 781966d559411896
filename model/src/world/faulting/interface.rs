//! Interface faults in force.

use firedrill_protocol::RecoveryProtocol;
use firedrill_sim::{Agenda, Span};

use super::Faults;
use crate::faults::{FaultKind, InterfaceFault};
use crate::world::{Event, World};

impl Faults {
    /// How long the main thread reads a file for each swipe.
    pub(in crate::world) fn blocking_read(&self) -> Option<Span> {
        self.find(|kind| match kind {
            FaultKind::Interface(InterfaceFault::BlockingFileRead { read }) => Some(read.0),
            _ => None,
        })
    }
}

impl<P: RecoveryProtocol> World<P> {
    pub(super) fn interface_fault_begins(
        &mut self,
        _number: usize,
        fault: InterfaceFault,
        _agenda: &mut Agenda<Event>,
    ) {
        match fault {
            // The next swipe pays.
            InterfaceFault::BlockingFileRead { .. } => {}
        }
    }

    pub(super) fn interface_fault_ends(
        &mut self,
        _number: usize,
        fault: InterfaceFault,
        _agenda: &mut Agenda<Event>,
    ) {
        match fault {
            InterfaceFault::BlockingFileRead { .. } => {}
        }
    }
}
