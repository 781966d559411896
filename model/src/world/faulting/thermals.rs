//! Faults of heat and power in force.

use firedrill_protocol::RecoveryProtocol;
use firedrill_sim::Agenda;

use super::Faults;
use crate::app::Modes;
use crate::device::{Charger, Wear};
use crate::faults::{FaultKind, ThermalFault};
use crate::units::{Celsius, Watts};
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

    /// What needless frames cost: half of them are not drawn while degraded.
    pub(in crate::world) fn render_loop_watts(&self, modes: &Modes) -> f64 {
        let full_w = self.sum(|kind| match kind {
            FaultKind::Thermals(ThermalFault::GpuDrain { power }) => power.get(),
            _ => 0.0,
        });
        if modes.degraded { full_w / 2.0 } else { full_w }
    }

    /// Chargers at work; losses of several add up.
    fn charger(&self) -> Option<Charger> {
        let losses_w = self.sum(|kind| match kind {
            FaultKind::Thermals(ThermalFault::ChargingHeat { losses }) => losses.get(),
            _ => 0.0,
        });
        (losses_w > 0.0).then(|| Charger { losses: Watts::new(losses_w) })
    }

    /// What age and cold have done to the battery.
    fn wear(&self) -> Wear {
        let wear = self.kinds().map(|kind| match kind {
            FaultKind::Thermals(ThermalFault::AgedCell { capacity, resistance }) => {
                Wear { capacity: capacity.fraction(), resistance: resistance.fraction() }
            }
            FaultKind::Thermals(ThermalFault::VoltageSag { resistance }) => {
                Wear { resistance: resistance.fraction(), ..Wear::NONE }
            }
            _ => Wear::NONE,
        });
        wear.fold(Wear::NONE, Wear::and)
    }

    fn stuck_sensor(&self) -> Option<Celsius> {
        self.find(|kind| match kind {
            FaultKind::Thermals(ThermalFault::StuckSensor { reading }) => Some(*reading),
            _ => None,
        })
    }

    fn keeps_caps(&self) -> bool {
        let keeps = |kind: &FaultKind| {
            matches!(kind, FaultKind::Thermals(ThermalFault::ThrottleThatStays {}))
        };
        self.kinds().any(keeps)
    }

    /// The surroundings without faults are like this from now on.
    pub(in crate::world) fn set_usual_ambient(&mut self, ambient: Celsius) {
        self.usual_ambient = ambient;
    }

    /// Temperature of the surroundings: the hottest fault's, or the usual one.
    pub(in crate::world) fn ambient(&self) -> Celsius {
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
            ThermalFault::BackgroundLoad { .. }
            | ThermalFault::RadioDrain { .. }
            | ThermalFault::GpuDrain { .. } => self.update_load(agenda),
            ThermalFault::ChargingHeat { .. } => {
                self.hardware.set_charger(agenda.now(), self.faults.charger());
                self.schedule_governor(agenda);
            }
            ThermalFault::AgedCell { .. } | ThermalFault::VoltageSag { .. } => {
                self.hardware.set_more_wear(agenda.now(), self.faults.wear());
                self.schedule_governor(agenda);
            }
            ThermalFault::StuckSensor { .. } => {
                self.hardware.governor_mut().set_stuck_skin(self.faults.stuck_sensor());
                self.schedule_governor(agenda);
            }
            ThermalFault::ThrottleThatStays {} => {
                self.hardware.governor_mut().set_keeps_caps(self.faults.keeps_caps());
                self.schedule_governor(agenda);
            }
        }
    }
}
