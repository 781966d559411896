//! The device: cores, heat, battery. Phones are data.

mod battery;
mod cores;
mod governor;
mod hardware;
mod thermal;

pub use battery::{Battery, Branches, Cell};
pub use cores::{Cores, OperatingPoint};
pub use governor::{Governor, SkinMitigation};
pub use hardware::{Hardware, PowerDraw};
pub use thermal::{Thermal, ThermalNetwork};

use firedrill_protocol::Bytes;

use crate::units::{Celsius, Watts};

/// A phone, as data.
///
/// Apple publishes none of these for its own parts, so each stands for a published neighbour: core
/// power and trips from the Linux device tree of the hi3660, skin mitigation from the Pixel
/// (marlin), the thermal network derived, the battery's energy from the iPhone's own data sheet.
#[derive(Debug)]
pub struct Device {
    /// Its name in scenario files.
    pub name: &'static str,
    /// The cores that the app computes on.
    pub cores: Cores,
    /// How heat leaves it.
    pub thermal: ThermalNetwork,
    /// Skin temperatures at which the system caps frequency, mildest first.
    pub skin_mitigation: &'static [SkinMitigation],
    /// Junction temperature from which the governor steps down.
    pub junction_trip: Celsius,
    /// Energy of a full battery, Wh.
    pub battery_wh: f64,
    /// The battery's cell.
    pub cell: Cell,
    /// What display and system draw whatever the app does (assumed: the whole phone in use draws
    /// about 5 %/h, of which the app's healthy share is subtracted).
    pub system_power: Watts,
    /// Footprint at which the system kills the app.
    pub jetsam_limit: Bytes,
}

impl Device {
    /// Every device there is.
    pub const ALL: &'static [Self] = &[Self {
        name: "iphone-15",
        cores: Cores {
            count: 4,
            switching_nf: 550.0,
            usual_mhz: 2112.0,
            points: &[
                OperatingPoint { mhz: 903.0, volts: 0.7 },
                OperatingPoint { mhz: 1421.0, volts: 0.8 },
                OperatingPoint { mhz: 1805.0, volts: 0.9 },
                OperatingPoint { mhz: 2112.0, volts: 1.0 },
                OperatingPoint { mhz: 2362.0, volts: 1.1 },
            ],
        },
        thermal: ThermalNetwork {
            skin_ambient_k_per_w: 4.1,
            skin_j_per_k: 150.0,
            junction_skin_k_per_w: 6.0,
            junction_j_per_k: 5.0,
        },
        skin_mitigation: &[
            SkinMitigation { set_c: 47.0, clear_c: 44.0, cap_mhz: 1670.0 },
            SkinMitigation { set_c: 49.0, clear_c: 48.0, cap_mhz: 1440.0 },
            SkinMitigation { set_c: 51.0, clear_c: 50.0, cap_mhz: 1133.0 },
            SkinMitigation { set_c: 54.0, clear_c: 52.0, cap_mhz: 768.0 },
        ],
        junction_trip: Celsius::new(65.0),
        battery_wh: 12.98,
        cell: Cell { amp_hours: 3.38 },
        system_power: Watts::new(0.44),
        // The limit published for the iPhone 11, the closest device with a figure.
        jetsam_limit: Bytes::mb(2068),
    }];

    /// The device of that name.
    pub fn find(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|device| device.name == name)
    }
}
