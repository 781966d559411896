//! The device's continuous state, advanced between events: heat, charge, the app's drain.

use firedrill_protocol::ThermalState;
use firedrill_sim::{Span, Time, det_math};

use super::peak_power::PeakPower;
use super::{Battery, ClusterLoad, Device, Governor, Thermal};
use crate::units::{Celsius, Share, Watts};

/// Heat, charge and drain. Power is constant between two calls that change it.
#[derive(Clone, Debug)]
pub struct Hardware {
    /// What it is.
    pub device: &'static Device,
    thermal: Thermal,
    battery: Battery,
    governor: Governor,
    peak_power: PeakPower,
    wear: Wear,
    charger: Option<Charger>,
    ambient: Celsius,
    power: PowerDraw,
    app_average_w: f64,
    app_joules: f64,
    total_joules: f64,
    advanced_to: Time,
}

/// What time and cold have done to a battery since it was new.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wear {
    /// Capacity left, as a share of the device's.
    pub capacity: f64,
    /// Internal resistance, as a multiple of the device's.
    pub resistance: f64,
}

/// A charger at work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Charger {
    /// What coil, converter and cell turn into heat beneath the skin.
    pub losses: Watts,
}

/// What the app draws, by cause. The system's share is the device's own.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PowerDraw {
    /// Frames of the interface.
    pub ui_w: f64,
    /// Radio traffic.
    pub radio_w: f64,
    /// Background operations at rest, on little cores.
    pub background_w: f64,
    /// Busy big cores.
    pub cores_w: f64,
    /// The graphics processor, beyond the frames that are needed.
    pub gpu_w: f64,
    /// What the two clusters do for the time being, big cores first.
    pub loads: [ClusterLoad; 2],
}

/// Time constant of the drain reading (assumed): long enough to ride over one scoring pass, short
/// enough to be a symptom of now.
const DRAIN_AVERAGE_S: f64 = 10.0;
/// Peak-performance management looks this often (assumed).
const POLL: Span = Span::from_secs(1);

/// Energy that reaches the phone for each joule lost on the way: three quarters of what a wireless
/// charger draws (assumed).
const DELIVERED_PER_LOSS: f64 = 3.0;
/// The system stops charging here (iOS: optimised charging waits at 80 %).
const CHARGED: f64 = 0.8;

impl Wear {
    /// As on the data sheet.
    pub const NONE: Self = Self { capacity: 1.0, resistance: 1.0 };

    /// Both kinds of wear at once.
    pub const fn and(self, more: Self) -> Self {
        Self {
            capacity: self.capacity * more.capacity,
            resistance: self.resistance * more.resistance,
        }
    }
}

impl PowerDraw {
    /// All of it.
    pub fn total(&self) -> f64 {
        self.ui_w + self.radio_w + self.background_w + self.cores_w + self.gpu_w
    }
}

impl Hardware {
    /// A device that has drawn `power` long enough to be in balance.
    pub fn new(device: &'static Device, ambient: Celsius, charge: Share, power: PowerDraw) -> Self {
        let watts = Watts::new(device.system_power.get() + power.total());
        let mut battery = Battery::rested(device.cell, charge);
        battery.age(device.wear.capacity, device.wear.resistance);
        Self {
            device,
            thermal: Thermal::in_balance(device.thermal, ambient, watts),
            battery,
            governor: Governor::new(device),
            peak_power: PeakPower::default(),
            wear: device.wear,
            charger: None,
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
        self.thermal.advance(span, self.surroundings(), watts);
        self.battery.advance(span, self.battery_watts());
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

    /// A charger is put on or taken off at `now`.
    pub fn set_charger(&mut self, now: Time, charger: Option<Charger>) {
        self.advance(now);
        self.charger = charger;
    }

    /// The battery is worn so much more than the device's own from `now` on.
    pub fn set_more_wear(&mut self, now: Time, more: Wear) {
        self.advance(now);
        self.wear = self.device.wear.and(more);
        self.battery.age(self.wear.capacity, self.wear.resistance);
    }

    /// The governor itself, for what goes wrong in it.
    pub fn governor_mut(&mut self) -> &mut Governor {
        &mut self.governor
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
        let peak = self.peak_power.is_needed(&self.battery, &self.wear)
            && self.peak_power.poll(self.device, &self.battery, &self.power);
        self.governor.poll(self.device, &self.thermal, &self.power.loads) || peak
    }

    /// When the governor wants to poll next, if any temperature can reach a set point.
    pub fn next_governor_poll(&self) -> Option<Span> {
        let (ambient, watts) = (self.surroundings(), self.watts());
        let heat = self.governor.next_poll(self.device, &self.thermal, ambient, watts);
        let watches_voltage = self.peak_power.is_needed(&self.battery, &self.wear);
        heat.or_else(|| watches_voltage.then_some(POLL))
    }

    /// Frequency that the app's threads on big cores get when they want `wanted_mhz`.
    pub fn allowed_mhz(&self, wanted_mhz: f64) -> f64 {
        debug_assert!(wanted_mhz <= self.device.cores.top_mhz(), "nobody wants what there is not");
        if self.governor.is_free() && self.peak_power.is_free() {
            return wanted_mhz;
        }
        let mhz = self.governor.allowed_mhz(self.device, wanted_mhz);
        self.peak_power.allowed_mhz(self.device, mhz)
    }

    /// The same on little cores.
    pub fn allowed_little_mhz(&self, wanted_mhz: f64) -> f64 {
        self.governor.allowed_little_mhz(self.device, wanted_mhz)
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
        average / (self.device.battery_wh * self.wear.capacity) * 100.0
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
        self.battery.terminal_volts(self.battery_watts())
    }

    /// Energy used since the start: the app's and everything's, in joules.
    pub fn joules(&self) -> (f64, f64) {
        (self.app_joules, self.total_joules)
    }

    fn watts(&self) -> Watts {
        Watts::new(self.device.system_power.get() + self.power.total())
    }

    /// What leaves the battery; negative while it charges.
    fn battery_watts(&self) -> Watts {
        let drawn_w = self.watts().get();
        let net_w = match self.charger {
            None => drawn_w,
            Some(_) if self.battery.charge().fraction() >= CHARGED => 0.0,
            Some(charger) => drawn_w - charger.losses.get() * DELIVERED_PER_LOSS,
        };
        Watts::new(net_w)
    }

    /// The surroundings as the skin feels them: heat beneath it counts like so many kelvin more
    /// around it, which is exact since the network is linear.
    fn surroundings(&self) -> Celsius {
        let losses_w = self.charger.map_or(0.0, |charger| charger.losses.get());
        Celsius::new(self.ambient.get() + losses_w * self.device.thermal.skin_ambient_k_per_w)
    }
}
