//! The wall clock.

#![expect(clippy::disallowed_types, reason = "the one place that times the command's own work")]

use std::time::Duration;

/// How long something takes. Nothing that a run comes to depends on it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch {
    started: std::time::Instant,
}

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self { started: std::time::Instant::now() }
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.started.elapsed()
    }
}
