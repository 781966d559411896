//! What the app draws, from what it does.

use firedrill_sim::det_math;

use super::faulting::Faults;
use crate::app::Modes;
use crate::device::{Cores, PowerDraw};

/// The app's healthy draw adds up to 0.21 W, 1.6 % of a full charge an hour, under the playbook's
/// 2 %. How it splits is assumed.
const UI_60_FPS_W: f64 = 0.10;
const RADIO_W: f64 = 0.06;
const BACKGROUND_W: f64 = 0.05;
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
}

/// What the app draws now.
pub(super) fn draw(cores: &Cores, mhz: f64, app: &App<'_>) -> PowerDraw {
    if !app.is_up {
        return PowerDraw::default();
    }
    let (modes, faults) = (app.modes, app.faults);
    let busy = det_math::min(faults.runaway_threads(modes), f64::from(cores.count));
    let pinned_w = if modes.optimizer { PINNED_CORES_W } else { 0.0 };
    let traffic = if modes.degraded { 0.25 } else { 1.0 };
    let radio_w = RADIO_W * traffic + faults.radio_watts();
    PowerDraw {
        ui_w: if modes.degraded { UI_60_FPS_W / 2.0 } else { UI_60_FPS_W },
        radio_w: if app.radio_is_up { radio_w } else { 0.0 },
        background_w: if modes.background_suspended { 0.0 } else { BACKGROUND_W },
        cores_w: busy * cores.watts_per_core(mhz) + pinned_w,
    }
}
