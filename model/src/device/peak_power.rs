//! Peak-performance management: a battery whose voltage would fall too low under load gets less
//! load, by a cap on the big cores.

use firedrill_sim::det_math;

use super::{Battery, Device, PowerDraw, Wear};
use crate::units::Watts;

/// The cap in force, in operating points below the highest.
#[derive(Clone, Debug, Default)]
pub(super) struct PeakPower {
    steps: usize,
}

/// Below this terminal voltage the power supply of a phone gives up (assumed; Apple says only that
/// it prevents unexpected shutdowns).
const CUT_OFF_V: f64 = 3.2;
/// A higher point is allowed again when the voltage would stay this far above the cut-off
/// (assumed), so that the cap does not flap.
const RELEASE_V: f64 = 0.05;
/// A battery that is charged this far and whose resistance has grown no more than this holds its
/// voltage under all that a phone of the catalogue can draw (derived, tested): nothing to watch.
const SAFE_CHARGE: f64 = 0.06;
const SAFE_GROWTH: f64 = 2.0;

impl PeakPower {
    /// Whether there is anything to watch.
    pub(super) fn is_needed(&self, battery: &Battery, wear: &Wear) -> bool {
        let (charge, growth) = (battery.charge().fraction(), wear.resistance);
        self.steps > 0 || charge < SAFE_CHARGE || growth > SAFE_GROWTH
    }

    /// Looks at charge and load once. Returns whether the cap changed.
    pub(super) fn poll(&mut self, device: &Device, battery: &Battery, draw: &PowerDraw) -> bool {
        let last = device.cores.points.len() - 1;
        let holds = |steps: &usize| {
            let least_v = if *steps < self.steps { CUT_OFF_V + RELEASE_V } else { CUT_OFF_V };
            battery.terminal_volts(peak(device, draw, *steps)) >= least_v
        };
        let steps = (0..last).find(holds).unwrap_or(last);
        core::mem::replace(&mut self.steps, steps) != steps
    }

    /// Whether it caps nothing now.
    pub(super) fn is_free(&self) -> bool {
        self.steps == 0
    }

    /// The frequency allowed to the big cores, at most `wanted_mhz`.
    pub(super) fn allowed_mhz(&self, device: &Device, wanted_mhz: f64) -> f64 {
        det_math::min(wanted_mhz, device.cores.mhz_below_top(self.steps))
    }
}

/// What the phone may draw at any moment with this cap: what it draws for the time being, and one
/// more core for a computation that somebody waits for.
fn peak(device: &Device, draw: &PowerDraw, steps: usize) -> Watts {
    let cores = &device.cores;
    let burst = det_math::min(draw.loads[0].busy + 1.0, f64::from(cores.count));
    let cores_w = cores.watts_at(burst, cores.mhz_below_top(steps));
    Watts::new(device.system_power.get() + draw.total() - draw.cores_w + cores_w)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::ClusterLoad;
    use crate::units::Share;

    fn drawing(busy: f64) -> PowerDraw {
        let loads = [ClusterLoad { busy, mhz: 2112.0 }, ClusterLoad::default()];
        PowerDraw { ui_w: 0.2, cores_w: busy * 1.1616, loads, ..PowerDraw::default() }
    }

    #[test]
    fn a_battery_that_is_not_watched_can_feed_all_that_its_phone_has() {
        for device in Device::ALL {
            let mut battery = Battery::rested(device.cell, Share::new(SAFE_CHARGE * 100.0));
            battery.age(1.0, SAFE_GROWTH);
            let cores_w = device.clusters().map(|c| c.watts_at(f64::from(c.count), c.top_mhz()));
            // Display and system, and half a watt for everything else.
            let all = Watts::new(cores_w[0] + cores_w[1] + device.system_power.get() + 0.5);
            let volts = battery.terminal_volts(all);
            assert!(volts > CUT_OFF_V, "{}: {volts} V", device.name);
        }
    }

    #[test]
    fn a_cold_cell_caps_the_cores_until_the_load_falls() {
        let device = &Device::ALL[0];
        let mut battery = Battery::rested(device.cell, Share::new(20.0));
        battery.age(1.0, 25.0);
        // At 20 % E is 3.725 V, and 25 R0 = 0.4756 ohm take it to 3.2 V at 3.53 W. Beside 0.64 W
        // one core fits at any point (2.21 W), four at 1421 MHz (2.64 W), not at 1805 (3.86 W).
        let edge = |watts| battery.terminal_volts(Watts::new(watts)) - CUT_OFF_V;
        assert!(edge(3.52) > 0.0 && edge(3.54) < 0.0, "{} {}", edge(3.52), edge(3.54));
        let mut peak = PeakPower::default();
        assert!(!peak.poll(device, &battery, &drawing(0.0)));
        assert!(peak.poll(device, &battery, &drawing(3.0)));
        assert_eq!(peak.allowed_mhz(device, 2112.0), 1421.0);
        assert!(!peak.poll(device, &battery, &drawing(3.0)), "and stays there");
        assert!(peak.poll(device, &battery, &drawing(0.0)));
        assert_eq!(peak.allowed_mhz(device, 2112.0), 2112.0);
    }
}
