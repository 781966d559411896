//! Peak-performance management: a battery whose voltage would fall too low under load gets less
//! load, by a cap on the big cores.

use firedrill_sim::det_math;

use super::{Battery, Device, PowerDraw};

/// The cap in force, in operating points below the highest.
#[derive(Clone, Debug, Default)]
pub(super) struct PeakPower {
    steps: usize,
}

/// Below this terminal voltage the power supply of a phone gives up (assumed; Apple says only that
/// it prevents unexpected shutdowns).
const CUT_OFF_V: f64 = 3.2;
/// A higher point is allowed again when it needs at most this share of what the battery can give
/// (assumed), so that the cap does not flap.
const RELEASE: f64 = 0.9;
/// A battery that is charged this far and whose resistance has grown no more than this can give
/// more than any phone of the catalogue draws (derived, tested): nothing to watch.
const SAFE_CHARGE: f64 = 0.06;
const SAFE_GROWTH: f64 = 2.0;

impl PeakPower {
    /// Whether there is anything to watch.
    pub(super) fn is_needed(&self, battery: &Battery, growth: f64) -> bool {
        self.steps > 0 || battery.charge().fraction() < SAFE_CHARGE || growth > SAFE_GROWTH
    }

    /// Looks at charge and load once. Returns whether the cap changed.
    pub(super) fn poll(
        &mut self,
        device: &Device,
        battery: &Battery,
        growth: f64,
        draw: &PowerDraw,
    ) -> bool {
        let most_w = most_watts(device, battery, growth);
        let last = device.cores.points.len() - 1;
        let fits = |steps: &usize| {
            let usable = if *steps < self.steps { RELEASE } else { 1.0 };
            peak_watts(device, draw, *steps) <= usable * most_w
        };
        let steps = (0..last).find(fits).unwrap_or(last);
        core::mem::replace(&mut self.steps, steps) != steps
    }

    /// The frequency allowed to the big cores, at most `wanted_mhz`.
    pub(super) fn allowed_mhz(&self, device: &Device, wanted_mhz: f64) -> f64 {
        det_math::min(wanted_mhz, device.cores.mhz_below_top(self.steps))
    }
}

/// What the phone may draw at any moment with this cap: what it draws for the time being, and one
/// more core for a computation that somebody waits for.
fn peak_watts(device: &Device, draw: &PowerDraw, steps: usize) -> f64 {
    let cores = &device.cores;
    let cap_mhz = cores.mhz_below_top(steps);
    let burst = det_math::min(draw.loads[0].busy + 1.0, f64::from(cores.count));
    let without_cores_w = draw.total() - draw.cores_w;
    device.system_power.get() + without_cores_w + cores.watts_at(burst, cap_mhz)
}

/// The power at which the terminal voltage is just the cut-off: V (E - V) / R.
fn most_watts(device: &Device, battery: &Battery, growth: f64) -> f64 {
    let headroom_v = battery.open_circuit_volts() - CUT_OFF_V;
    CUT_OFF_V * headroom_v / (ohms(battery.charge().fraction(), device.cell.amp_hours) * growth)
}

/// Resistance of a fresh battery that a load of some seconds sees: R0 and R1 of Chen and
/// Rincón-Mora's 850 mAh cell, so many in parallel as the capacity asks for.
fn ohms(charge: f64, amp_hours: f64) -> f64 {
    let exp = det_math::exp;
    let cell = 0.1562 * exp(-24.37 * charge) + 0.07446 + 0.3208 * exp(-29.14 * charge) + 0.04669;
    cell / (amp_hours / 0.85)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::ClusterLoad;
    use crate::units::Share;

    fn charged(percent: f64) -> Battery {
        Battery::rested(Device::ALL[0].cell, Share::new(percent))
    }

    fn drawing(busy: f64) -> PowerDraw {
        let loads = [ClusterLoad { busy, mhz: 2112.0 }, ClusterLoad::default()];
        PowerDraw { ui_w: 0.2, cores_w: busy * 1.1616, loads, ..PowerDraw::default() }
    }

    #[test]
    fn a_battery_that_is_not_watched_can_give_what_any_phone_draws() {
        for device in Device::ALL {
            let cores = device.clusters().map(|c| c.watts_at(f64::from(c.count), c.top_mhz()));
            // The largest radio and graphics faults of the catalogue are 5 W each.
            let most_w = cores[0] + cores[1] + 5.0;
            let least_w = most_watts(device, &charged(SAFE_CHARGE * 100.0), 1.0);
            assert!(least_w > most_w, "{}: {least_w} W, {most_w} W", device.name);
        }
    }

    #[test]
    fn a_cold_cell_caps_the_cores_until_the_load_falls() {
        let device = &Device::ALL[0];
        let (mut peak, battery) = (PeakPower::default(), charged(20.0));
        // 20 %: E = 3.725 V, R0 + R1 = 0.0310 ohm fresh; fifteen times that gives 3.61 W.
        let most_w = most_watts(device, &battery, 15.0);
        assert!((most_w - 3.61).abs() < 0.01, "{most_w} W");
        // 0.64 W beside the cores: one core fits at any point (2.21 W in all), four at 1421 MHz
        // (2.64 W), not at 1805 (3.86 W).
        assert!(!peak.poll(device, &battery, 15.0, &drawing(0.0)));
        assert!(peak.poll(device, &battery, 15.0, &drawing(3.0)));
        assert_eq!(peak.allowed_mhz(device, 2112.0), 1421.0);
        assert!(peak.poll(device, &battery, 15.0, &drawing(0.0)));
        assert_eq!(peak.allowed_mhz(device, 2112.0), 2112.0);
    }
}
