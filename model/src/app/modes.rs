//! What is suspended or degraded at the moment. A relaunch brings everything back.

/// Switches that recovery actions flip. All off is normal operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modes {
    /// Cores pinned at their highest point.
    pub optimizer: bool,
    /// Matching, prefetch and analytics are paused.
    pub background_suspended: bool,
    /// Anything else that keeps cores busy is paused.
    pub computations_suspended: bool,
    /// Feeds are not polled, the radio rests.
    pub feeds_suspended: bool,
    /// Half the frame rate, a quarter of the feed traffic.
    pub degraded: bool,
    /// The serial path is taken instead of the newest concurrent one.
    pub bypass: bool,
    /// One engine instance is kept alive.
    pub engine_pinned: bool,
}

impl Modes {
    /// Whether anything is paused that runs in normal operation.
    pub const fn is_anything_suspended(self) -> bool {
        self.background_suspended || self.computations_suspended || self.feeds_suspended
    }
}
