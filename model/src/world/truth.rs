//! Ground truth: what really is, for the judge and for pictures. No protocol ever sees it.

use firedrill_protocol::{Bytes, ThermalState};
use firedrill_sim::Span;

use crate::app::Quality;
use crate::units::{Celsius, Share};

/// What really is at one instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Truth {
    /// 3570 ms over the mean latency of the scoring passes of the last ten seconds, passes still
    /// waiting included.
    pub multiplier: f64,
    /// The footprint.
    pub memory: Bytes,
    /// The app's drain, per cent of a full charge an hour, averaged over about ten seconds.
    pub drain_pct_per_hour: f64,
    /// Failed over all operations of the last minute, 0 when there were none.
    pub error_rate: f64,
    /// The operating system's thermal state.
    pub thermal_state: ThermalState,
    /// The interface.
    pub ui: Ui,
    /// Where the app stands on its ladder of degradation.
    pub quality: Quality,
    /// Whether background operations, computations or feeds are suspended.
    pub is_suspended: bool,
    /// The sampler's cumulative expected regret: swipes that the person would have liked and did not
    /// get to see.
    pub regret: f64,
    /// Frames that the interface shows in a second, 60 when all is well.
    pub frames_per_second: f64,
    /// For how long no feed has brought a job.
    pub jobs_age: Span,
    /// How long a scoring pass has been waiting for a lock or a signal: it is stuck, not slow.
    pub pass_blocked: Span,
    /// Junction temperature.
    pub junction: Celsius,
    /// Skin temperature.
    pub skin: Celsius,
    /// Battery charge.
    pub charge: Share,
    /// Frequency that the app's threads get.
    pub mhz: f64,
}

/// What the person sees of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ui {
    /// It answers.
    Responsive,
    /// The main thread has been busy for this long with what it began first, whatever it does or waits
    /// for: nothing else is answered meanwhile.
    Blocked(Span),
    /// The process is not up.
    Relaunching,
    /// The system has suspended the app: nobody looks at it, and it would not answer.
    Suspended,
}

impl Ui {
    /// How long the main thread has not answered.
    pub fn blocked(self) -> Span {
        match self {
            Self::Blocked(span) => span,
            Self::Responsive | Self::Relaunching | Self::Suspended => Span::ZERO,
        }
    }
}
