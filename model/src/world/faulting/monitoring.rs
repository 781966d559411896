//! Faults of the monitor in force.

use firedrill_protocol::RecoveryProtocol;
use firedrill_sim::{Agenda, Span};

use super::Faults;
use crate::faults::{FaultKind, MonitoringFault};
use crate::monitor::Stamp;
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

    /// How late samples are.
    pub(in crate::world) fn sample_delay(&self) -> Option<Span> {
        self.find(|kind| match kind {
            FaultKind::Monitoring(MonitoringFault::SamplesLate { delay }) => Some(delay.0),
            _ => None,
        })
    }

    /// How often a sample is delivered.
    pub(in crate::world) fn deliveries(&self) -> u64 {
        let copies = self.find(|kind| match kind {
            FaultKind::Monitoring(MonitoringFault::SamplesDuplicated { copies }) => {
                Some(copies.get())
            }
            _ => None,
        });
        1 + copies.unwrap_or(0)
    }

    /// Whether the last sample is delivered again, and the time that it claims.
    pub(in crate::world) fn frozen_samples(&self) -> Option<Stamp> {
        self.find(|kind| match kind {
            FaultKind::Monitoring(MonitoringFault::SamplesFrozen { stamp }) => Some(*stamp),
            _ => None,
        })
    }

    /// Every fault of the monitor, with its number.
    pub(in crate::world) fn of_the_monitor(
        &self,
    ) -> impl Iterator<Item = (usize, MonitoringFault)> {
        let numbered = self.all.iter().zip(&self.in_force).enumerate();
        numbered.filter_map(|(number, (fault, on))| match fault.kind {
            FaultKind::Monitoring(kind) if *on => Some((number, kind)),
            _ => None,
        })
    }
}

impl<P: RecoveryProtocol> World<P> {
    /// The next sample shows it.
    pub(super) fn monitoring_fault_begins(
        &mut self,
        _number: usize,
        _fault: MonitoringFault,
        _agenda: &mut Agenda<Event>,
    ) {
    }

    pub(super) fn monitoring_fault_ends(
        &mut self,
        number: usize,
        _fault: MonitoringFault,
        _agenda: &mut Agenda<Event>,
    ) {
        self.monitor.forget_fault(number);
    }
}
