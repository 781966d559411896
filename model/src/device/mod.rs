//! The device: cores, heat, battery. Phones are data.

mod battery;
mod catalogue;
mod cores;
mod governor;
mod hardware;
mod junction;
mod peak_power;
mod power_allocator;
mod step_wise;
mod thermal;

pub use battery::{Battery, Branches, Cell};
pub use cores::{Cores, OperatingPoint};
pub use governor::{Governor, SkinMitigation};
pub use hardware::{Charger, Hardware, PowerDraw, Wear};
pub use junction::{ClusterLoad, JunctionControl, ThermalPolicy};
pub use thermal::{Thermal, ThermalNetwork};

use firedrill_protocol::Bytes;

use crate::units::Watts;

/// A phone, as data.
///
/// Apple publishes none of these for its own parts, so each stands for a published neighbour: core
/// power and trips from the Linux device tree of the hi3660, skin mitigation from the Pixel
/// (marlin), the thermal network derived, the battery's energy from the iPhone's own data sheet or
/// from teardowns.
#[derive(Debug)]
pub struct Device {
    /// Its name in scenario files.
    pub name: &'static str,
    /// The big cores, on which the app computes what a person waits for.
    pub cores: Cores,
    /// The little cores, on which its background operations run.
    pub little_cores: Cores,
    /// How heat leaves it.
    pub thermal: ThermalNetwork,
    /// Skin temperatures at which the system caps the big cores, mildest first.
    pub skin_mitigation: &'static [SkinMitigation],
    /// How it keeps its junction cool.
    pub junction: JunctionControl,
    /// Energy of a full battery when new, Wh.
    pub battery_wh: f64,
    /// The battery's cell when new.
    pub cell: Cell,
    /// How worn the battery is.
    pub wear: Wear,
    /// What display and system draw whatever the app does.
    pub system_power: Watts,
    /// Footprint at which the system kills the app.
    pub jetsam_limit: Bytes,
}

impl Device {
    /// The two clusters, big cores first.
    pub const fn clusters(&self) -> [&Cores; 2] {
        [&self.cores, &self.little_cores]
    }
}
