//! Memory faults in force.

use firedrill_protocol::{Bytes, RecoveryProtocol};
use firedrill_sim::Agenda;

use super::Faults;
use crate::faults::{FaultKind, MemoryFault};
use crate::world::{Event, World};

impl Faults {
    /// What each swipe adds to an image cache that evicts nothing.
    pub(in crate::world) fn images_without_eviction(&self) -> Option<Bytes> {
        self.find(|kind| match kind {
            FaultKind::Memory(MemoryFault::CacheWithoutEviction { per_swipe }) => Some(*per_swipe),
            _ => None,
        })
    }
}

impl<P: RecoveryProtocol> World<P> {
    pub(super) fn memory_fault_begins(
        &mut self,
        number: usize,
        fault: MemoryFault,
        agenda: &mut Agenda<Event>,
    ) {
        match fault {
            MemoryFault::Leak { component, rate } => {
                self.memory.start_leak(number, component, rate, agenda.now());
            }
            MemoryFault::AllocationSpike { size } => self.memory.abandon(number, size),
            MemoryFault::CacheWithoutEviction { .. } => {}
        }
        self.memory_changed(agenda);
    }

    pub(super) fn memory_fault_ends(
        &mut self,
        number: usize,
        fault: MemoryFault,
        agenda: &mut Agenda<Event>,
    ) {
        match fault {
            MemoryFault::Leak { .. } => self.memory.stop_leak(number, agenda.now()),
            MemoryFault::AllocationSpike { .. } | MemoryFault::CacheWithoutEviction { .. } => {}
        }
        self.memory_changed(agenda);
    }
}
