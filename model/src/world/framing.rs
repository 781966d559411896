//! Frames: what the interface shows, and what that costs the main thread and the GPU.

use firedrill_protocol::RecoveryProtocol;
use firedrill_sim::{Time, det_math};

use super::{HANG, Process, World};

/// The display's rate; 60 frames a second, alert below 55.
const DISPLAY_FPS: f64 = 60.0;
/// What the GPU draws while it draws every frame anew (assumed).
const GPU_W: f64 = 1.0;

impl<P: RecoveryProtocol> World<P> {
    /// What the main thread has to finish before it handles a touch, in ms at the usual frequency.
    /// Usual frames leave it idle.
    pub(super) fn frame_in_hand_ms(&self) -> f64 {
        self.faults.stormy_frame().map_or(0.0, |frame| frame.as_millis_f64())
    }

    /// Frames shown in a second, as of now.
    pub(super) fn frames_per_second(&self, now: Time) -> f64 {
        if self.process == Process::Down || self.ui(now).blocked() >= HANG {
            return 0.0;
        }
        let wanted = if self.modes.degraded { DISPLAY_FPS / 2.0 } else { DISPLAY_FPS };
        let Some(frame) = self.faults.stormy_frame() else { return wanted };
        let speed = self.allowed_mhz() / self.hardware.device.cores.usual_mhz;
        det_math::min(wanted, speed / frame.as_secs_f64())
    }

    /// Share of the main thread that frames take when a view is invalidated in each.
    pub(super) fn main_thread_share(&self) -> f64 {
        let frame = self.faults.stormy_frame();
        frame.map_or(0.0, |frame| det_math::min(1.0, frame.as_secs_f64() * DISPLAY_FPS))
    }

    /// What a storm of frames draws: a core as far as it is busy, and the GPU.
    pub(super) fn storm_watts(&self) -> f64 {
        let share = self.main_thread_share();
        if share == 0.0 || self.process == Process::Down {
            return 0.0;
        }
        share * self.hardware.device.cores.watts_per_core(self.allowed_mhz()) + GPU_W
    }
}
