//! A component that grows, in closed form between the instants at which its rate changes.

use firedrill_protocol::Bytes;
use firedrill_sim::Time;

use crate::app::Component;
use crate::units::BytesPerSecond;

/// A component that grows. Its bytes are counted as they are asked for: the pages that they take
/// are at most one more, too little to give up the closed form for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leak {
    pub(super) fault: usize,
    pub(super) component: Component,
    rate: BytesPerSecond,
    counted_from: Time,
    counted: Bytes,
    growing: bool,
}

impl Leak {
    pub(super) fn new(
        fault: usize,
        component: Component,
        rate: BytesPerSecond,
        growing: bool,
        now: Time,
    ) -> Self {
        Self { fault, component, rate, counted_from: now, counted: Bytes::ZERO, growing }
    }

    /// What it has grown by.
    pub(super) fn leaked(&self, now: Time) -> Bytes {
        if !self.growing {
            return self.counted;
        }
        let nanos = u128::from((now - self.counted_from).as_nanos());
        let grown = u128::from(self.rate.get()) * nanos / 1_000_000_000;
        // A rate of 64 MB/s for the longest run (a day) is 2^53: it fits.
        self.counted + Bytes::new(u64::try_from(grown).unwrap_or(u64::MAX))
    }

    /// How fast it grows at the moment, bytes a second.
    pub(super) fn growth(&self) -> u64 {
        if self.growing { self.rate.get() } else { 0 }
    }

    /// It stops growing until it is resumed.
    pub(super) fn pause(&mut self, now: Time) {
        self.counted = self.leaked(now);
        self.growing = false;
    }

    /// It grows again.
    pub(super) fn resume(&mut self, now: Time) {
        self.counted = self.leaked(now);
        self.counted_from = now;
        self.growing = true;
    }

    /// Its cause is gone: it never grows again, what has leaked stays.
    pub(super) fn stop(&mut self, now: Time) {
        self.pause(now);
        self.rate = BytesPerSecond::new(0);
    }
}
