//! Faults of heat and power in force.

use firedrill_protocol::RecoveryProtocol;
use firedrill_sim::Agenda;

use super::Faults;
use crate::app::Modes;
use crate::faults::{FaultKind, ThermalFault};
use crate::units::Celsius;
use crate::world::{Event, World};

impl Faults {
    /// Threads that spin or decode, unless what they belong to is suspended.
    pub(in crate::world) fn runaway_threads(&self, modes: &Modes) -> f64 {
        if modes.computations_suspended {
            return 0.0;
        }
        if modes.background_suspended {
            return self.decoding_threads();
        }
        let spinning = self.sum(|kind| match kind {
            FaultKind::Thermals(ThermalFault::BackgroundLoad { threads }) => threads.fraction(),
            _ => 0.0,
        });
        spinning + self.decoding_threads()
    }

    /// Extra power of a radio that is kept up.
    pub(in crate::world) fn radio_watts(&self) -> f64 {
        self.sum(|kind| match kind {
            FaultKind::Thermals(ThermalFault::RadioDrain { power }) => power.get(),
            _ => 0.0,
        })
    }

    /// Temperature of the surroundings: the hottest fault's, or the usual one.
    fn ambient(&self) -> Celsius {
        let mut ambient = None;
        for kind in self.kinds() {
            if let FaultKind::Thermals(ThermalFault::AmbientHeat { ambient: hot }) = kind
                && ambient.is_none_or(|known: Celsius| hot.get() > known.get())
            {
                ambient = Some(*hot);
            }
        }
        ambient.unwrap_or(self.usual_ambient)
    }
}

impl<P: RecoveryProtocol> World<P> {
    pub(super) fn thermal_fault_begins(
        &mut self,
        _number: usize,
        fault: ThermalFault,
        agenda: &mut Agenda<Event>,
    ) {
        self.thermal_cause_changed(fault, agenda);
    }

    pub(super) fn thermal_fault_ends(
        &mut self,
        _number: usize,
        fault: ThermalFault,
        agenda: &mut Agenda<Event>,
    ) {
        self.thermal_cause_changed(fault, agenda);
    }

    fn thermal_cause_changed(&mut self, fault: ThermalFault, agenda: &mut Agenda<Event>) {
        match fault {
            ThermalFault::AmbientHeat { .. } => {
                self.hardware.set_ambient(agenda.now(), self.faults.ambient());
                self.schedule_governor(agenda);
            }
            ThermalFault::BackgroundLoad { .. } | ThermalFault::RadioDrain { .. } => {
                self.update_load(agenda);
            }
        }
    }
}
