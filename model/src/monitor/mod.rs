//! ProductionHealthMonitor: samples the app once a period, with noise, and sees only what completed.

mod delivery;
mod distortion;
mod reading;

use firedrill_protocol::{Bytes, HealthMetrics, ThermalState, Timestamp};
use firedrill_sim::{Normal, Seed, Span, Stream};

pub use reading::{ClockJump, Reading, Stamp, UnitConfusion};

use crate::faults::MonitoringFault;
use delivery::Delivery;
use distortion::Distortion;

/// What the monitor can see when it samples.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Visible {
    /// The multiplier of passes completed in the window; `None` when none did.
    pub(crate) multiplier: Option<f64>,
    /// The footprint.
    pub(crate) memory: Bytes,
    /// The app's drain.
    pub(crate) drain_pct_per_hour: f64,
    /// Failed over all operations; `None` when there were none.
    pub(crate) error_rate: Option<f64>,
    /// The operating system's thermal state.
    pub(crate) thermal_state: ThermalState,
    /// Whether the main thread answers a ping.
    pub(crate) ui_responsive: bool,
    /// Share of the big cores in use.
    pub(crate) cpu_usage: f64,
}

/// The monitor's own noise.
#[derive(Clone, Debug)]
pub(crate) struct HealthMonitor {
    noise: Stream,
    losses: Stream,
    distortion: Distortion,
    delivery: Delivery,
}

/// Standard deviations of the readings (assumed).
const MULTIPLIER_NOISE: f64 = 0.005;
const MEMORY_NOISE_MB: f64 = 0.3;
const DRAIN_NOISE: f64 = 0.03;

impl HealthMonitor {
    /// A monitor with its own stream.
    pub(crate) fn new(seed: Seed) -> Self {
        let noise = Stream::open(seed, "monitor/noise");
        let losses = Stream::open(seed, "monitor/losses");
        let (distortion, delivery) = (Distortion::new(seed), Delivery::default());
        Self { noise, losses, distortion, delivery }
    }

    /// The process starts again: what the monitor remembered is gone, and so is what was under way.
    pub(crate) fn relaunch(&mut self) {
        self.distortion.forget_all();
        self.delivery.forget();
    }

    /// What a fault of the monitor makes of a sample taken every `period`.
    pub(crate) fn distort(
        &mut self,
        number: usize,
        fault: MonitoringFault,
        period: Span,
        sample: &mut HealthMetrics,
    ) {
        self.distortion.apply(number, fault, period, sample);
    }

    /// A fault of the monitor is over.
    pub(crate) fn forget_fault(&mut self, number: usize) {
        self.distortion.forget(number);
    }

    /// The sample that goes out: this one, or the last one again.
    pub(crate) fn send(&mut self, sample: HealthMetrics, frozen: Option<Stamp>) -> HealthMetrics {
        self.delivery.send(sample, frozen)
    }

    /// A sample takes its time. Returns what to ask for when it arrives.
    pub(crate) fn delay(&mut self, sample: HealthMetrics) -> u32 {
        self.delivery.delay(sample)
    }

    /// A sample arrives, unless the process that it was on its way to is gone.
    pub(crate) fn arrive(&mut self, id: u32) -> Option<HealthMetrics> {
        self.delivery.arrive(id)
    }

    /// Draws whether a sample is lost on its way.
    pub(crate) fn loses_a_sample(&mut self, lost: f64) -> bool {
        self.losses.chance(lost)
    }

    /// Takes one sample.
    pub(crate) fn sample(&mut self, taken_at: Timestamp, visible: &Visible) -> HealthMetrics {
        let multiplier_noise = self.normal(MULTIPLIER_NOISE);
        let memory_noise_mb = self.normal(MEMORY_NOISE_MB);
        let drain_noise = self.normal(DRAIN_NOISE);
        let memory_mb = visible.memory.as_mb() + memory_noise_mb;
        HealthMetrics {
            taken_at,
            performance_multiplier: visible.multiplier.map(|x| x * (1.0 + multiplier_noise)),
            memory_usage: Some(Bytes::new((memory_mb * 1024.0 * 1024.0) as u64)),
            battery_drain_pct_per_hour: Some(visible.drain_pct_per_hour * (1.0 + drain_noise)),
            error_rate: visible.error_rate,
            thermal_state: Some(visible.thermal_state),
            ui_responsive: Some(visible.ui_responsive),
            cpu_usage: Some(visible.cpu_usage),
        }
    }

    /// Streams it draws from, with their positions.
    pub(crate) fn visit_streams(&self, visit: &mut dyn FnMut(&str, u64)) {
        for stream in [&self.noise, &self.losses, self.distortion.noise()] {
            visit(stream.name(), stream.words_drawn());
        }
    }

    fn normal(&mut self, sd: f64) -> f64 {
        match Normal::new(0.0, sd) {
            Ok(normal) => normal.sample(&mut self.noise),
            Err(error) => unreachable!("the monitor's noise is a constant: {error}"),
        }
    }
}
