//! Faults of the monitor in force.

use firedrill_protocol::RecoveryProtocol;
use firedrill_sim::Agenda;

use super::Faults;
use crate::faults::{FaultKind, MonitoringFault};
use crate::world::{Event, World};

impl Faults {
    /// The share of samples that never reaches the protocol.
    pub(in crate::world) fn lost_samples(&self) -> Option<f64> {
        self.find(|kind| match kind {
            FaultKind::Monitoring(MonitoringFault::SamplesDropped { lost }) => {
                Some(lost.fraction())
            }
            _ => None,
        })
    }
}

impl<P: RecoveryProtocol> World<P> {
    pub(super) fn monitoring_fault_begins(
        &mut self,
        _number: usize,
        fault: MonitoringFault,
        _agenda: &mut Agenda<Event>,
    ) {
        match fault {
            // The next sample shows it.
            MonitoringFault::SamplesDropped { .. } => {}
        }
    }

    pub(super) fn monitoring_fault_ends(
        &mut self,
        _number: usize,
        fault: MonitoringFault,
        _agenda: &mut Agenda<Event>,
    ) {
        match fault {
            MonitoringFault::SamplesDropped { .. } => {}
        }
    }
}
