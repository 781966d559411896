//! The device's continuous state, advanced between events: heat, charge, the app's drain.

use firedrill_protocol::ThermalState;
use firedrill_sim::{Span, Time, det_math};

use super::{Battery, Device, Governor, Thermal};
use crate::units::{Celsius, Share, Watts};

/// Heat, charge and drain. Power is constant between two calls that change it.
#[derive(Clone, Debug)]
pub struct Hardware {
    /// What it is.
    pub device: &'static Device,
    thermal: Thermal,
    battery: Battery,
    governor: Governor,
    ambient: Celsius,
    power: PowerDraw,
    app_average_w: f64,
    app_joules: f64,
    total_joules: f64,
    advanced_to: Time,
}

/// What the app draws, by cause. The system's share is the device's own.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PowerDraw {
    /// Frames of the interface.
    pub ui_w: f64,
    /// Radio traffic.
    pub radio_w: f64,
    /// Background operations at rest.
    pub background_w: f64,
    /// Busy cores.
    pub cores_w: f64,
}

/// Time constant of the drain reading (assumed): long enough to ride over one scoring pass, short
/// enough to be a symptom of now.
const DRAIN_AVERAGE_S: f64 = 10.0;

impl PowerDraw {
    /// All of it.
    pub fn total(&self) -> f64 {
        self.ui_w + self.radio_w + self.background_w + self.cores_w
    }
}

impl Hardware {
    /// A device that has drawn `power` long enough to be in balance.
    pub fn new(device: &'static Device, ambient: Celsius, charge: Share, power: PowerDraw) -> Self {
        let watts = Watts::new(device.system_power.get() + power.total());
        Self {
            device,
            thermal: Thermal::in_balance(device.thermal, ambient, watts),
            battery: Battery::rested(device.cell, charge),
            governor: Governor::new(),
            ambient,
            power,
            app_average_w: power.total(),
            app_joules: 0.0,
            total_joules: 0.0,
            advanced_to: Time::ZERO,
        }
    }

    /// Lets time pass until `now`.
    pub fn advance(&mut self, now: Time) {
        let span = now - self.advanced_to;
        if span == Span::ZERO {
            return;
        }
        self.advanced_to = now;
        let (seconds, watts) = (span.as_secs_f64(), self.watts());
        self.thermal.advance(span, self.ambient, watts);
        self.battery.advance(span, watts);
        let app_w = self.power.total();
        let kept = det_math::exp(-seconds / DRAIN_AVERAGE_S);
        self.app_average_w = app_w + (self.app_average_w - app_w) * kept;
        self.app_joules += app_w * seconds;
        self.total_joules += watts.get() * seconds;
    }

    /// Changes what the app draws, from `now` on.
    pub fn set_power(&mut self, now: Time, power: PowerDraw) {
        if power != self.power {
            self.advance(now);
            self.power = power;
        }
    }

    /// Changes the surroundings, from `now` on.
    pub fn set_ambient(&mut self, now: Time, ambient: Celsius) {
        self.advance(now);
        self.ambient = ambient;
    }

    /// Adds the energy of a computation that just ended: too short to be a change of power.
    pub fn add_app_joules(&mut self, joules: f64) {
        self.thermal.add_joules(joules);
        self.battery.take_joules(joules);
        self.app_average_w += joules / DRAIN_AVERAGE_S;
        self.app_joules += joules;
        self.total_joules += joules;
    }

    /// The governor reads the temperatures. Returns whether its cap changed.
    pub fn poll_governor(&mut self, now: Time) -> bool {
        self.advance(now);
        self.governor.poll(self.device, &self.thermal)
    }

    /// When the governor wants to poll next, if any temperature can reach a set point.
    pub fn next_governor_poll(&self) -> Option<Span> {
        self.governor.next_poll(self.device, &self.thermal, self.ambient, self.watts())
    }

    /// Frequency that the app's threads get when they want `wanted_mhz`.
    pub fn allowed_mhz(&self, wanted_mhz: f64) -> f64 {
        self.governor.allowed_mhz(self.device, wanted_mhz)
    }

    /// The operating system's thermal state.
    pub fn thermal_state(&self) -> ThermalState {
        self.governor.thermal_state(self.device)
    }

    /// Drain attributable to the app, per cent of a full charge an hour, averaged over about ten
    /// seconds, as of `now`.
    pub fn drain_pct_per_hour(&self, now: Time) -> f64 {
        let seconds = (now - self.advanced_to).as_secs_f64();
        let app_w = self.power.total();
        let average = if seconds > 0.0 {
            let kept = det_math::exp(-seconds / DRAIN_AVERAGE_S);
            app_w + (self.app_average_w - app_w) * kept
        } else {
            self.app_average_w
        };
        average / self.device.battery_wh * 100.0
    }

    /// Junction temperature when last advanced.
    pub fn junction(&self) -> Celsius {
        self.thermal.junction()
    }

    /// Skin temperature when last advanced.
    pub fn skin(&self) -> Celsius {
        self.thermal.skin()
    }

    /// State of charge when last advanced.
    pub fn charge(&self) -> Share {
        self.battery.charge()
    }

    /// Voltage at the battery's terminals under the present load.
    pub fn volts(&self) -> f64 {
        self.battery.terminal_volts(self.watts())
    }

    /// Energy used since the start: the app's and everything's, in joules.
    pub fn joules(&self) -> (f64, f64) {
        (self.app_joules, self.total_joules)
    }

    fn watts(&self) -> Watts {
        Watts::new(self.device.system_power.get() + self.power.total())
    }
}
