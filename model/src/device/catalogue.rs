//! The phones, as data.

use firedrill_protocol::Bytes;

use super::{
    Cell, Cores, Device, JunctionControl, OperatingPoint, SkinMitigation, ThermalNetwork,
    ThermalPolicy, Wear,
};
use crate::units::{Celsius, Watts};

/// Linux device tree of the hi3660: four big cores.
const BIG: Cores = Cores {
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
};

/// Linux device tree of the hi3660: four little cores.
const LITTLE: Cores = Cores {
    count: 4,
    switching_nf: 110.0,
    usual_mhz: 1709.0,
    points: &[
        OperatingPoint { mhz: 533.0, volts: 0.7 },
        OperatingPoint { mhz: 999.0, volts: 0.8 },
        OperatingPoint { mhz: 1402.0, volts: 0.9 },
        OperatingPoint { mhz: 1709.0, volts: 1.0 },
        OperatingPoint { mhz: 1844.0, volts: 1.1 },
    ],
};

/// Skin mitigation of the Pixel (marlin).
const SKIN_MITIGATION: &[SkinMitigation] = &[
    SkinMitigation { set_c: 47.0, clear_c: 44.0, cap_mhz: 1670.0 },
    SkinMitigation { set_c: 49.0, clear_c: 48.0, cap_mhz: 1440.0 },
    SkinMitigation { set_c: 51.0, clear_c: 50.0, cap_mhz: 1133.0 },
    SkinMitigation { set_c: 54.0, clear_c: 52.0, cap_mhz: 768.0 },
];

/// Trips and sustainable power of the hi3660's device tree.
const fn junction(policy: ThermalPolicy) -> JunctionControl {
    JunctionControl {
        switch_on: Celsius::new(65.0),
        target: Celsius::new(75.0),
        sustainable: Watts::new(4.5),
        policy,
    }
}

/// Derived: time constants of 29 s and 637 s.
const NETWORK: ThermalNetwork = ThermalNetwork {
    skin_ambient_k_per_w: 4.1,
    skin_j_per_k: 150.0,
    junction_skin_k_per_w: 6.0,
    junction_j_per_k: 5.0,
};

/// Mean open-circuit voltage of the cell over a discharge (derived from its curve): what turns the
/// published watt-hours into ampere-hours.
const MEAN_VOLTS: f64 = 3.84;

const fn cell(watt_hours: f64) -> Cell {
    Cell { amp_hours: watt_hours / MEAN_VOLTS }
}

/// The limit published for the iPhone 11, the closest device with a figure. Newer phones have more
/// memory, so none of them kills earlier.
const JETSAM_LIMIT: Bytes = Bytes::mb(2068);

/// What display and system draw whatever the app does (assumed: the whole phone in use draws about
/// 5 %/h, of which the app's healthy share is subtracted).
const SYSTEM_POWER: Watts = Watts::new(0.44);

/// The battery of the iPhone 13 in Wh: what teardowns read on its label, no data sheet of Apple's.
const IPHONE_13_WH: f64 = 12.41;

/// An aged battery: the capacity below which Apple offers a new one; its resistance is assumed.
const AGED: Wear = Wear { capacity: 0.8, resistance: 1.8 };

impl Device {
    /// Every device there is.
    pub const ALL: &'static [Self] = &[
        Self {
            name: "iphone-15",
            cores: BIG,
            little_cores: LITTLE,
            thermal: NETWORK,
            skin_mitigation: SKIN_MITIGATION,
            junction: junction(ThermalPolicy::StepWise),
            // Published.
            battery_wh: 12.98,
            cell: Cell { amp_hours: 3.38 },
            wear: Wear::NONE,
            system_power: SYSTEM_POWER,
            jetsam_limit: JETSAM_LIMIT,
        },
        Self {
            name: "iphone-15-pro",
            cores: BIG,
            little_cores: LITTLE,
            // Its frame of titanium conducts heat worse than aluminium (assumed: 5 %).
            thermal: ThermalNetwork { skin_ambient_k_per_w: 4.3, ..NETWORK },
            skin_mitigation: SKIN_MITIGATION,
            // (assumed) one phone of the catalogue runs the other of Linux's two governors.
            junction: junction(ThermalPolicy::PowerAllocator),
            // Published.
            battery_wh: 12.70,
            cell: cell(12.70),
            wear: Wear::NONE,
            system_power: SYSTEM_POWER,
            jetsam_limit: JETSAM_LIMIT,
        },
        Self {
            name: "iphone-13",
            cores: BIG,
            little_cores: LITTLE,
            thermal: NETWORK,
            skin_mitigation: SKIN_MITIGATION,
            junction: junction(ThermalPolicy::StepWise),
            battery_wh: IPHONE_13_WH,
            cell: cell(IPHONE_13_WH),
            wear: Wear::NONE,
            system_power: SYSTEM_POWER,
            jetsam_limit: JETSAM_LIMIT,
        },
        Self {
            name: "iphone-13-aged",
            cores: BIG,
            little_cores: LITTLE,
            // The paste between chip and frame has dried out (assumed: a third more resistance).
            thermal: ThermalNetwork { junction_skin_k_per_w: 8.0, ..NETWORK },
            skin_mitigation: SKIN_MITIGATION,
            junction: junction(ThermalPolicy::StepWise),
            battery_wh: IPHONE_13_WH,
            cell: cell(IPHONE_13_WH),
            wear: AGED,
            system_power: SYSTEM_POWER,
            jetsam_limit: JETSAM_LIMIT,
        },
    ];

    /// The device of that name.
    pub fn find(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|device| device.name == name)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_device_can_be_found_by_a_name_of_its_own() {
        let names: BTreeSet<_> = Device::ALL.iter().map(|device| device.name).collect();
        assert_eq!(names.len(), Device::ALL.len());
        for device in Device::ALL {
            assert_eq!(Device::find(device.name).unwrap().name, device.name);
        }
    }

    #[test]
    fn every_device_is_one_that_could_be() {
        for device in Device::ALL {
            for cores in [&device.cores, &device.little_cores] {
                let points = cores.points.windows(2);
                let climb = |pair: &[OperatingPoint]| {
                    pair[0].mhz < pair[1].mhz && pair[0].volts < pair[1].volts
                };
                assert!(points.into_iter().all(climb), "{}", device.name);
                let usual = |point: &OperatingPoint| point.mhz == cores.usual_mhz;
                assert!(cores.points.iter().any(usual), "{}", device.name);
            }
            let ratio = device.battery_wh / device.cell.amp_hours;
            assert!((3.8..3.9).contains(&ratio), "{}: {ratio} V", device.name);
        }
    }
}
