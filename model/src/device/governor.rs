//! The governor: what temperature does to frequency.

use firedrill_protocol::ThermalState;
use firedrill_sim::{Span, det_math};

use super::Device;
use super::junction::{ClusterLoad, JunctionLoop, Steps};
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

/// Two loops: skin mitigation with set and clear points, and the device's policy at the junction.
#[derive(Clone, Debug)]
pub struct Governor {
    skin_level: usize,
    steps: Steps,
    junction: JunctionLoop,
    /// What the skin's sensor reads whatever the skin is like.
    stuck_skin_c: Option<f64>,
    /// Whether it forgets to let go of a cap.
    keeps_caps: bool,
}

/// Polling while nothing is throttled, and while the junction is (Linux: polling-delay and
/// polling-delay-passive).
const POLL: Span = Span::from_secs(1);
const POLL_PASSIVE: Span = Span::from_millis(100);

impl Governor {
    /// Nothing capped.
    pub fn new(device: &Device) -> Self {
        Self {
            skin_level: 0,
            steps: [0, 0],
            junction: JunctionLoop::new(device.junction.policy),
            stuck_skin_c: None,
            keeps_caps: false,
        }
    }

    /// The skin's sensor is stuck at this reading, or works again.
    pub fn set_stuck_skin(&mut self, reading: Option<Celsius>) {
        self.stuck_skin_c = reading.map(Celsius::get);
    }

    /// Whether caps, once set, are kept whatever the temperature.
    pub fn set_keeps_caps(&mut self, keeps: bool) {
        self.keeps_caps = keeps;
    }

    /// Reads the temperatures once. Returns whether a cap changed.
    pub fn poll(&mut self, device: &Device, thermal: &Thermal, loads: &[ClusterLoad; 2]) -> bool {
        let before = (self.skin_level, self.steps);
        self.poll_skin(device, self.skin_reading(thermal));
        self.steps = self.junction.poll(device, thermal.junction().get(), self.steps, loads);
        if self.keeps_caps {
            self.skin_level = self.skin_level.max(before.0);
            self.steps = [self.steps[0].max(before.1[0]), self.steps[1].max(before.1[1])];
        }
        before != (self.skin_level, self.steps)
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
        let (junction, skin) = thermal.steady(ambient, power);
        // Between now and the steady state a node can pass the larger of the two only by heat that
        // the other one gives up. The junction holds 1/30 of the skin's, so 30 K of difference lift
        // the skin by less than the kelvin left here.
        let hottest_skin = match self.stuck_skin_c {
            Some(reading) => reading + 1.0,
            None => det_math::max(skin, thermal.skin().get()),
        };
        let hottest_junction = det_math::max(junction, thermal.junction().get());
        let skin_set = device.skin_mitigation.first().map_or(f64::INFINITY, |level| level.set_c);
        let junction_is_cool = hottest_junction < device.junction.switch_on.get() - 1.0;
        let is_cool = hottest_skin < skin_set - 1.0 && junction_is_cool;
        if is_cool && (self.is_free() || self.keeps_caps) {
            return None;
        }
        // A stuck reading that has had its effect has no other.
        if junction_is_cool && self.steps == [0, 0] && self.stuck_skin_has_settled(device) {
            return None;
        }
        Some(if self.steps == [0, 0] { POLL } else { POLL_PASSIVE })
    }

    /// Whether it caps nothing now.
    pub fn is_free(&self) -> bool {
        self.skin_level == 0 && self.steps == [0, 0]
    }

    /// The frequency allowed to the big cores now, at most `wanted_mhz`.
    pub fn allowed_mhz(&self, device: &Device, wanted_mhz: f64) -> f64 {
        let junction_cap = device.cores.mhz_below_top(self.steps[0]);
        let skin_cap = match self.skin_level {
            0 => f64::INFINITY,
            level => device.skin_mitigation[level - 1].cap_mhz,
        };
        det_math::min(wanted_mhz, det_math::min(junction_cap, skin_cap))
    }

    /// The same for the little cores, which skin mitigation leaves alone.
    pub fn allowed_little_mhz(&self, device: &Device, wanted_mhz: f64) -> f64 {
        det_math::min(wanted_mhz, device.little_cores.mhz_below_top(self.steps[1]))
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
        let junction = match self.steps[0] {
            0 => ThermalState::Nominal,
            steps if steps + 1 >= device.cores.points.len() => ThermalState::Serious,
            _ => ThermalState::Fair,
        };
        skin.max(junction)
    }

    fn skin_reading(&self, thermal: &Thermal) -> f64 {
        self.stuck_skin_c.unwrap_or(thermal.skin().get())
    }

    fn poll_skin(&mut self, device: &Device, skin_c: f64) {
        self.skin_level = level_at(device.skin_mitigation, self.skin_level, skin_c);
    }

    fn stuck_skin_has_settled(&self, device: &Device) -> bool {
        self.stuck_skin_c.is_some_and(|reading| {
            let settled = level_at(device.skin_mitigation, self.skin_level, reading);
            settled == self.skin_level || self.keeps_caps && settled < self.skin_level
        })
    }
}

/// The level of mitigation at a skin temperature, coming from `level`.
fn level_at(levels: &[SkinMitigation], mut level: usize, skin_c: f64) -> usize {
    while level < levels.len() && skin_c >= levels[level].set_c {
        level += 1;
    }
    while level > 0 && skin_c < levels[level - 1].clear_c {
        level -= 1;
    }
    level
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDLE: [ClusterLoad; 2] = [ClusterLoad { busy: 0.0, mhz: 903.0 }; 2];

    fn at(skin_c: f64) -> Thermal {
        Thermal::in_balance(Device::ALL[0].thermal, Celsius::new(skin_c), Watts::new(0.0))
    }

    #[test]
    fn skin_mitigation_sets_and_clears_at_different_temperatures() {
        let device = &Device::ALL[0];
        let mut governor = Governor::new(device);
        for (skin_c, mhz, state) in [
            (46.9, 2112.0, ThermalState::Nominal),
            (47.0, 1670.0, ThermalState::Fair),
            (45.0, 1670.0, ThermalState::Fair),
            (51.5, 1133.0, ThermalState::Critical),
            (48.5, 1440.0, ThermalState::Serious),
            (43.9, 2112.0, ThermalState::Nominal),
        ] {
            governor.poll(device, &at(skin_c), &IDLE);
            assert_eq!(governor.allowed_mhz(device, 2112.0), mhz, "at {skin_c} °C");
            assert_eq!(governor.thermal_state(device), state, "at {skin_c} °C");
        }
    }

    #[test]
    fn a_cool_phone_is_not_polled() {
        let device = &Device::ALL[0];
        let governor = Governor::new(device);
        let next = |ambient_c, watts| {
            governor.next_poll(device, &at(25.0), Celsius::new(ambient_c), Watts::new(watts))
        };
        assert_eq!(next(25.0, 1.0), None);
        assert_eq!(next(46.0, 1.0), Some(POLL));
    }

    #[test]
    fn a_stuck_sensor_is_believed_and_asked_no_more_often_than_it_can_change() {
        let device = &Device::ALL[0];
        let mut governor = Governor::new(device);
        let next =
            |g: &Governor| g.next_poll(device, &at(25.0), Celsius::new(25.0), Watts::new(1.0));
        governor.set_stuck_skin(Some(Celsius::new(50.0)));
        assert_eq!(next(&governor), Some(POLL));
        governor.poll(device, &at(25.0), &IDLE);
        assert_eq!(governor.thermal_state(device), ThermalState::Serious);
        assert_eq!(next(&governor), None);
        governor.set_stuck_skin(None);
        assert_eq!(next(&governor), Some(POLL));
        governor.poll(device, &at(25.0), &IDLE);
        assert_eq!(governor.thermal_state(device), ThermalState::Nominal);
        governor.set_stuck_skin(Some(Celsius::new(25.0)));
        governor.poll(device, &at(60.0), &IDLE);
        assert_eq!(governor.allowed_mhz(device, 2112.0), 2112.0, "hot, and nobody knows");
    }

    #[test]
    fn a_governor_that_keeps_its_caps_lets_go_once_it_is_mended() {
        let device = &Device::ALL[0];
        let mut governor = Governor::new(device);
        governor.set_keeps_caps(true);
        for skin_c in [50.0, 30.0] {
            governor.poll(device, &at(skin_c), &IDLE);
            assert_eq!(governor.allowed_mhz(device, 2112.0), 1440.0, "at {skin_c} °C");
        }
        governor.set_keeps_caps(false);
        governor.poll(device, &at(30.0), &IDLE);
        assert_eq!(governor.allowed_mhz(device, 2112.0), 2112.0);
    }
}
