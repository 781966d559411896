//! Units that every room speaks: instants of the protocol's own timeline, bytes, multipliers.

use core::fmt;
use core::ops::{Add, Sub};
use core::time::Duration;

use serde::{Deserialize, Serialize};

/// An instant on the host's timeline, in nanoseconds since the host started.
///
/// The protocol has no clock: every instant it knows was handed to it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The instant the host started.
    pub const ZERO: Self = Self(0);

    /// The instant `nanos` nanoseconds after the host started.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// Nanoseconds since the host started.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// The time since `earlier`, zero when `earlier` lies ahead.
    pub const fn saturating_since(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    /// Saturates at the end of time (584 years), which no run reaches.
    fn add(self, span: Duration) -> Self {
        let nanos = u64::try_from(span.as_nanos()).unwrap_or(u64::MAX);
        Self(self.0.saturating_add(nanos))
    }
}

impl Sub for Timestamp {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        self.saturating_since(earlier)
    }
}

/// An amount of memory. One MB is 1024² bytes, as in the playbook's own code.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Bytes(u64);

impl Bytes {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Exactly `bytes` bytes.
    pub const fn new(bytes: u64) -> Self {
        Self(bytes)
    }

    /// `kb` times 1024 bytes.
    pub const fn kb(kb: u64) -> Self {
        Self(kb * 1024)
    }

    /// `mb` times 1024² bytes.
    pub const fn mb(mb: u64) -> Self {
        Self(mb * 1024 * 1024)
    }

    /// The number of bytes.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The amount in MB, for people and formulas; accounting stays in integers.
    pub fn as_mb(self) -> f64 {
        self.0 as f64 / (1024.0 * 1024.0)
    }

    /// What is left after taking `other`, at least zero.
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Add for Bytes {
    type Output = Self;

    /// Panics on overflow: 16 EiB on a phone is a bug, not a number.
    #[track_caller]
    fn add(self, other: Self) -> Self {
        match self.0.checked_add(other.0) {
            Some(sum) => Self(sum),
            None => panic!("memory accounting overflowed: {self} + {other}"),
        }
    }
}

impl Sub for Bytes {
    type Output = Self;

    /// Panics when more is taken than there is.
    #[track_caller]
    fn sub(self, other: Self) -> Self {
        match self.0.checked_sub(other.0) {
            Some(rest) => Self(rest),
            None => panic!("memory accounting went below zero: {self} - {other}"),
        }
    }
}

impl core::iter::Sum for Bytes {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} MB", self.as_mb())
    }
}
