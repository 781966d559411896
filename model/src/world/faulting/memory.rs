//! Memory faults in force.

use firedrill_protocol::{Bytes, RecoveryProtocol};
use firedrill_sim::Agenda;

use super::Faults;
use crate::app::Component;
use crate::faults::{FaultKind, MemoryFault};
use crate::world::{Event, World};

/// Blocks that a mask of 64 bits can track.
const TRACKED: u64 = 64;

impl Faults {
    /// What each swipe adds to an image cache that evicts nothing.
    pub(in crate::world) fn images_without_eviction(&self) -> Option<Bytes> {
        self.find(|kind| match kind {
            FaultKind::Memory(MemoryFault::CacheWithoutEviction { per_swipe }) => Some(*per_swipe),
            _ => None,
        })
    }

    /// What each swipe leaves behind in reference cycles.
    pub(in crate::world) fn left_in_cycles(&self) -> Option<Bytes> {
        self.find(|kind| match kind {
            FaultKind::Memory(MemoryFault::ReferenceCycle { per_swipe }) => Some(*per_swipe),
            _ => None,
        })
    }

    /// Whether a clean-up that is meant for this component empties something else.
    pub(in crate::world) fn is_passed_by(&self, cleaned: Component) -> bool {
        self.kinds().any(|kind| match kind {
            FaultKind::Memory(MemoryFault::CleanupOfTheWrongCache { component }) => {
                *component == cleaned
            }
            _ => false,
        })
    }

    /// How much is fetched ahead and held on to.
    pub(in crate::world) fn prefetch_ahead(&self) -> Option<Bytes> {
        self.find(|kind| match kind {
            FaultKind::Memory(MemoryFault::PurgeRefillsAtOnce { ahead }) => Some(*ahead),
            _ => None,
        })
    }

    /// Whether the system's memory warnings arrive.
    pub(in crate::world) fn memory_warnings_arrive(&self) -> bool {
        !self
            .kinds()
            .any(|kind| matches!(kind, FaultKind::Memory(MemoryFault::MemoryWarningLost {})))
    }

    /// Whether the journal's buffer is in a temporary file.
    pub(in crate::world) fn journal_is_temporary(&self) -> bool {
        self.kinds()
            .any(|kind| matches!(kind, FaultKind::Memory(MemoryFault::JournalInTemporaryFiles {})))
    }

    /// How many buffers each pass takes that nobody will free, and their size.
    pub(in crate::world) fn untracked_blocks(&self) -> Option<(u64, Bytes)> {
        self.find(|kind| match kind {
            FaultKind::Memory(MemoryFault::TrackingMaskOverflow { blocks, block }) => {
                Some((blocks.get().saturating_sub(TRACKED), *block))
            }
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
            MemoryFault::FragmentationBurst { size, block, freed } => {
                self.memory.allocate_and_scatter(Component::Jobs, size, block, freed);
            }
            MemoryFault::CleanupWithoutCoolDown { .. } => {
                self.schedule_budget_cleanup(number, agenda);
            }
            MemoryFault::CacheWithoutEviction { .. }
            | MemoryFault::ReferenceCycle { .. }
            | MemoryFault::CleanupOfTheWrongCache { .. }
            | MemoryFault::PurgeRefillsAtOnce { .. }
            | MemoryFault::MemoryWarningLost {}
            | MemoryFault::JournalInTemporaryFiles {}
            | MemoryFault::TrackingMaskOverflow { .. } => {}
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
            MemoryFault::PurgeRefillsAtOnce { .. } => self.memory.release_prefetched(),
            MemoryFault::AllocationSpike { .. }
            | MemoryFault::CacheWithoutEviction { .. }
            | MemoryFault::ReferenceCycle { .. }
            | MemoryFault::FragmentationBurst { .. }
            | MemoryFault::CleanupOfTheWrongCache { .. }
            | MemoryFault::MemoryWarningLost {}
            | MemoryFault::JournalInTemporaryFiles {}
            | MemoryFault::CleanupWithoutCoolDown { .. }
            | MemoryFault::TrackingMaskOverflow { .. } => {}
        }
        self.memory_changed(agenda);
    }

    /// The next clean-up of a budget manager that knows no cool-down, as long as that fault lasts.
    pub(in crate::world) fn schedule_budget_cleanup(
        &mut self,
        number: usize,
        agenda: &mut Agenda<Event>,
    ) {
        let Some(fault) = self.faults.all.get(number).filter(|_| self.faults.in_force[number])
        else {
            return;
        };
        if let FaultKind::Memory(MemoryFault::CleanupWithoutCoolDown { every }) = fault.kind {
            agenda.after(every.0, Event::BudgetCleansUp(number));
        }
    }
}
