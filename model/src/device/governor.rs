//! The governor: what temperature does to frequency.

use firedrill_protocol::ThermalState;
use firedrill_sim::{Span, det_math};

use super::Device;
use super::thermal::Thermal;
use crate::units::{Celsius, Watts};

/// A skin temperature at which the system caps frequency, and the one at which it lets go.
#[derive(Clone, Copy, Debug)]
pub struct SkinMitigation {
    /// Set at or above.
    pub set_c: f64,
    /// Cleared below.
    pub clear_c: f64,
    /// The cap while set.
    pub cap_mhz: f64,
}

/// Two loops as in Linux: skin mitigation with set and clear points, and step_wise at the junction
/// (at or over the trip and rising one point down; under it and falling one point up).
#[derive(Clone, Debug)]
pub struct Governor {
    skin_level: usize,
    junction_steps: usize,
    last_junction_c: f64,
}

/// Under the trip by this much before the junction loop steps up.
const HYSTERESIS_K: f64 = 1.0;
/// Polling while nothing is throttled, and while the junction is (Linux: polling-delay and
/// polling-delay-passive).
const POLL: Span = Span::from_secs(1);
const POLL_PASSIVE: Span = Span::from_millis(100);

impl Governor {
    /// Nothing capped.
    pub const fn new() -> Self {
        Self { skin_level: 0, junction_steps: 0, last_junction_c: 0.0 }
    }

    /// Reads the temperatures once. Returns whether the cap changed.
    pub fn poll(&mut self, device: &Device, thermal: &Thermal) -> bool {
        let before = (self.skin_level, self.junction_steps);
        self.poll_skin(device, thermal.skin().get());
        self.poll_junction(device, thermal.junction().get());
        before != (self.skin_level, self.junction_steps)
    }

    /// When to poll next; `None` while no temperature can reach a set point under this power, so
    /// that a cool phone costs nothing.
    pub fn next_poll(
        &self,
        device: &Device,
        thermal: &Thermal,
        ambient: Celsius,
        power: Watts,
    ) -> Option<Span> {
        if self.junction_steps > 0 {
            return Some(POLL_PASSIVE);
        }
        let (junction, skin) = thermal.steady(ambient, power);
        // Between now and the steady state a node can pass the larger of the two only by heat that
        // the other one gives up. The junction holds 1/30 of the skin's, so 30 K of difference lift
        // the skin by less than the kelvin left here.
        let hottest_skin = det_math::max(skin, thermal.skin().get());
        let hottest_junction = det_math::max(junction, thermal.junction().get());
        let skin_set = device.skin_mitigation.first().map_or(f64::INFINITY, |level| level.set_c);
        let cool = self.skin_level == 0
            && hottest_skin < skin_set - 1.0
            && hottest_junction < device.junction_trip.get() - 1.0;
        if cool { None } else { Some(POLL) }
    }

    /// The frequency allowed now, at most `wanted_mhz`.
    pub fn allowed_mhz(&self, device: &Device, wanted_mhz: f64) -> f64 {
        let points = device.cores.points;
        let junction_cap = points[points.len() - 1 - self.junction_steps].mhz;
        let skin_cap = match self.skin_level {
            0 => f64::INFINITY,
            level => device.skin_mitigation[level - 1].cap_mhz,
        };
        det_math::min(wanted_mhz, det_math::min(junction_cap, skin_cap))
    }

    /// The operating system's thermal state (assumed mapping, Apple publishes none): one step of
    /// skin mitigation is fair, two are serious, three or more critical; a junction that throttles
    /// is at least fair, at the lowest point serious.
    pub fn thermal_state(&self, device: &Device) -> ThermalState {
        let skin = match self.skin_level {
            0 => ThermalState::Nominal,
            1 => ThermalState::Fair,
            2 => ThermalState::Serious,
            _ => ThermalState::Critical,
        };
        let junction = match self.junction_steps {
            0 => ThermalState::Nominal,
            steps if steps + 1 >= device.cores.points.len() => ThermalState::Serious,
            _ => ThermalState::Fair,
        };
        skin.max(junction)
    }

    fn poll_skin(&mut self, device: &Device, skin_c: f64) {
        let levels = device.skin_mitigation;
        while self.skin_level < levels.len() && skin_c >= levels[self.skin_level].set_c {
            self.skin_level += 1;
        }
        while self.skin_level > 0 && skin_c < levels[self.skin_level - 1].clear_c {
            self.skin_level -= 1;
        }
    }

    fn poll_junction(&mut self, device: &Device, junction_c: f64) {
        let trip = device.junction_trip.get();
        let rising = junction_c >= self.last_junction_c;
        if junction_c >= trip && rising {
            self.junction_steps = (self.junction_steps + 1).min(device.cores.points.len() - 1);
        } else if junction_c < trip - HYSTERESIS_K && !rising {
            self.junction_steps = self.junction_steps.saturating_sub(1);
        }
        self.last_junction_c = junction_c;
    }
}

impl Default for Governor {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(skin_c: f64) -> Thermal {
        Thermal::in_balance(Device::ALL[0].thermal, Celsius::new(skin_c), Watts::new(0.0))
    }

    #[test]
    fn skin_mitigation_sets_and_clears_at_different_temperatures() {
        let device = &Device::ALL[0];
        let mut governor = Governor::new();
        for (skin_c, mhz, state) in [
            (46.9, 2112.0, ThermalState::Nominal),
            (47.0, 1670.0, ThermalState::Fair),
            (45.0, 1670.0, ThermalState::Fair),
            (51.5, 1133.0, ThermalState::Critical),
            (48.5, 1440.0, ThermalState::Serious),
            (43.9, 2112.0, ThermalState::Nominal),
        ] {
            governor.poll(device, &at(skin_c));
            assert_eq!(governor.allowed_mhz(device, 2112.0), mhz, "at {skin_c} °C");
            assert_eq!(governor.thermal_state(device), state, "at {skin_c} °C");
        }
    }

    #[test]
    fn a_cool_phone_is_not_polled() {
        let device = &Device::ALL[0];
        let governor = Governor::new();
        let next = |ambient_c, watts| {
            governor.next_poll(device, &at(25.0), Celsius::new(ambient_c), Watts::new(watts))
        };
        assert_eq!(next(25.0, 1.0), None);
        assert_eq!(next(46.0, 1.0), Some(POLL));
    }
}
