//! Where the protocol's timeline lies on tokio's clock.

use core::time::Duration;

use tokio::time::Instant;

use crate::units::Timestamp;

/// Instants of a protocol as instants of tokio's clock.
///
/// What is saved holds instants, so the timeline has to go on over processes: a host whose clock starts
/// with each process, as tokio's does, begins every one of them where the wall clock says.
#[derive(Clone, Copy, Debug)]
pub struct Timeline {
    origin: Instant,
    begins_at: Timestamp,
}

impl Timeline {
    /// A timeline on which it is `now`.
    pub fn starting_at(now: Timestamp) -> Self {
        Self { origin: Instant::now(), begins_at: now }
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        self.begins_at + self.origin.elapsed()
    }

    /// The instant of the clock; one beyond all clocks is in a century.
    pub(super) fn instant(&self, at: Timestamp) -> Instant {
        const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 3600);
        let ahead = at - self.begins_at;
        let ahead = if ahead < CENTURY { ahead } else { CENTURY };
        self.origin.checked_add(ahead).unwrap_or(self.origin)
    }
}
