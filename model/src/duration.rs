//! Durations as plans write them: `"83.25s"`, exact to the nanosecond.

use core::fmt;

use firedrill_protocol::Bytes;
use firedrill_protocol::quantity::{self, Dimension};
use firedrill_sim::Span;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::units::{FromBase, round_to_u64};

/// A span of virtual time that people read and write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration(pub Span);

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = self.0.as_nanos();
        let (seconds, fraction) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
        if fraction == 0 {
            return write!(f, "{seconds}s");
        }
        let digits = format!("{fraction:09}");
        write!(f, "{seconds}.{}s", digits.trim_end_matches('0'))
    }
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let nanos = quantity::parse(&text, Dimension::Duration).map_err(D::Error::custom)?;
        Ok(Self::from_base(nanos))
    }
}

impl FromBase for Duration {
    fn from_base(base: f64) -> Self {
        Self(Span::from_nanos(round_to_u64(base)))
    }
}

impl FromBase for Bytes {
    fn from_base(base: f64) -> Self {
        Self::new(round_to_u64(base))
    }
}
