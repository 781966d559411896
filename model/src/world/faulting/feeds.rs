//! Feed faults in force.

use firedrill_protocol::RecoveryProtocol;
use firedrill_sim::Agenda;

use super::Faults;
use crate::faults::{FaultKind, FeedFault};
use crate::world::{Event, World};

impl Faults {
    /// The share of feed attempts that fail.
    pub(in crate::world) fn failing_share(&self) -> Option<f64> {
        self.find(|kind| match kind {
            FaultKind::Feeds(FeedFault::FeedErrorBurst { failing }) => Some(failing.fraction()),
            _ => None,
        })
    }
}

impl<P: RecoveryProtocol> World<P> {
    pub(super) fn feed_fault_begins(
        &mut self,
        _number: usize,
        fault: FeedFault,
        _agenda: &mut Agenda<Event>,
    ) {
        match fault {
            // The next answer shows it.
            FeedFault::FeedErrorBurst { .. } => {}
        }
    }

    pub(super) fn feed_fault_ends(
        &mut self,
        _number: usize,
        fault: FeedFault,
        _agenda: &mut Agenda<Event>,
    ) {
        match fault {
            FeedFault::FeedErrorBurst { .. } => {}
        }
    }
}
