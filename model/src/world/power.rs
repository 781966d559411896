//! What the app draws, from what it does.

use firedrill_sim::det_math;

use super::faulting::Faults;
use crate::app::Modes;
use crate::device::{ClusterLoad, Hardware, PowerDraw};

/// The app's healthy draw adds up to 0.21 W, 1.6 % of a full charge an hour, under the playbook's
/// 2 %. How it splits is assumed.
const UI_60_FPS_W: f64 = 0.10;
const RADIO_W: f64 = 0.06;
/// Matching, prefetch and analytics keep one little core busy for so much of what it can do at its
/// highest point (assumed): at 999 MHz, the point that a governor gives it, that is 0.05 W.
const BACKGROUND_UTILISATION: f64 = 0.385;
/// Cores pinned at their highest point leak and wake more (assumed).
const PINNED_CORES_W: f64 = 0.06;

/// What decides what the app draws.
pub(super) struct App<'a> {
    /// What is suspended or degraded.
    pub(super) modes: &'a Modes,
    /// What goes wrong.
    pub(super) faults: &'a Faults,
    /// Whether the process runs.
    pub(super) is_up: bool,
    /// Whether any feed traffic is allowed.
    pub(super) radio_is_up: bool,
    /// Whether a task that somebody waits for computes right now.
    pub(super) is_computing: bool,
}

/// What the app draws now. Computations that somebody waits for are short: their energy is added
/// when they end, but the frequency that they ask for counts for every core of their cluster.
pub(super) fn draw(hardware: &Hardware, app: &App<'_>) -> PowerDraw {
    if !app.is_up {
        return PowerDraw::default();
    }
    let (modes, faults) = (app.modes, app.faults);
    let loads = [big_load(hardware, app), little_load(hardware, modes)];
    let [big, little] = hardware.device.clusters();
    let pinned_w = if modes.optimizer { PINNED_CORES_W } else { 0.0 };
    let traffic = if modes.degraded { 0.25 } else { 1.0 };
    let radio_w = RADIO_W * traffic + faults.radio_watts();
    PowerDraw {
        ui_w: if modes.degraded { UI_60_FPS_W / 2.0 } else { UI_60_FPS_W },
        radio_w: if app.radio_is_up { radio_w } else { 0.0 },
        background_w: little.watts_at(loads[1].busy, loads[1].mhz),
        cores_w: big.watts_at(loads[0].busy, loads[0].mhz) + pinned_w,
        gpu_w: faults.render_loop_watts(modes),
        loads,
    }
}

/// Frequency of the big cores while they compute what somebody waits for.
pub(super) fn urgent_mhz(hardware: &Hardware, modes: &Modes) -> f64 {
    let big = &hardware.device.cores;
    hardware.allowed_mhz(if modes.optimizer { big.top_mhz() } else { big.usual_mhz })
}

/// Runaway threads spin for their share of time whatever the frequency. Nobody waits for them, so
/// alone they never get more than the usual point.
fn big_load(hardware: &Hardware, app: &App<'_>) -> ClusterLoad {
    let big = &hardware.device.cores;
    let busy = det_math::min(app.faults.runaway_threads(app.modes), f64::from(big.count));
    if busy == 0.0 || app.is_computing || app.modes.optimizer {
        return ClusterLoad { busy, mhz: urgent_mhz(hardware, app.modes) };
    }
    let busiest = det_math::min(busy, 1.0);
    let wanted = det_math::min(big.point_for(busiest), big.usual_mhz);
    ClusterLoad { busy, mhz: hardware.allowed_mhz(wanted) }
}

/// Background operations have a fixed amount of work: at a lower frequency they take longer.
fn little_load(hardware: &Hardware, modes: &Modes) -> ClusterLoad {
    let little = &hardware.device.little_cores;
    let work = if modes.background_suspended { 0.0 } else { BACKGROUND_UTILISATION };
    let mhz = hardware.allowed_little_mhz(little.point_for(work));
    ClusterLoad { busy: det_math::min(1.0, work * little.top_mhz() / mhz), mhz }
}
