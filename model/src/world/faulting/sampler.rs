//! Sampler faults in force.

use firedrill_protocol::RecoveryProtocol;
use firedrill_sim::Agenda;

use super::Faults;
use crate::faults::{FaultKind, SamplerFault};
use crate::world::{Event, World};

impl Faults {
    /// What a reloaded engine costs each pass.
    pub(in crate::world) fn engine_reload_ms(&self) -> Option<f64> {
        self.find(|kind| match kind {
            FaultKind::Sampler(SamplerFault::EngineReloadEverySwipe { reload }) => {
                Some(reload.0.as_millis_f64())
            }
            _ => None,
        })
    }
}

impl<P: RecoveryProtocol> World<P> {
    pub(super) fn sampler_fault_begins(
        &mut self,
        _number: usize,
        fault: SamplerFault,
        _agenda: &mut Agenda<Event>,
    ) {
        match fault {
            // The next pass pays.
            SamplerFault::EngineReloadEverySwipe { .. } => {}
        }
    }

    pub(super) fn sampler_fault_ends(
        &mut self,
        _number: usize,
        fault: SamplerFault,
        _agenda: &mut Agenda<Event>,
    ) {
        match fault {
            SamplerFault::EngineReloadEverySwipe { .. } => {}
        }
    }
}
