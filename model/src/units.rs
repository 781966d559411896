//! The world's own units. Each reads and writes itself as people do: `"38.5C"`, `"1.2W"`.

use core::fmt;

use firedrill_protocol::quantity::{self, Dimension};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident($inner:ty), $dimension:ident, $unit:literal, $round:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
        pub struct $name($inner);

        impl $name {
            /// The dimension it is written in.
            pub const DIMENSION: Dimension = Dimension::$dimension;

            /// Wraps a value in base units.
            pub const fn new(value: $inner) -> Self {
                Self(value)
            }

            /// The value in base units.
            pub const fn get(self) -> $inner {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", self.0, $unit)
            }
        }

        impl FromBase for $name {
            fn from_base(base: f64) -> Self {
                Self($round(base))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                let base = quantity::parse(&text, Self::DIMENSION).map_err(D::Error::custom)?;
                Ok(Self::from_base(base))
            }
        }
    };
}

quantity! {
    /// A temperature in degrees Celsius.
    Celsius(f64), Temperature, "C", core::convert::identity
}
quantity! {
    /// A power in watts.
    Watts(f64), Power, "W", core::convert::identity
}
quantity! {
    /// A share or probability in per cent, so that what is written is exactly what is held.
    Share(f64), Share, "%", core::convert::identity
}
quantity! {
    /// Events a minute.
    PerMinute(f64), Frequency, "/min", core::convert::identity
}
quantity! {
    /// A number of things.
    Count(u64), Count, "", round_to_u64
}
quantity! {
    /// Bytes a second.
    BytesPerSecond(u64), Rate, "B/s", round_to_u64
}

impl Share {
    /// The share as a fraction, 0 to 1.
    pub fn fraction(self) -> f64 {
        self.0 / 100.0
    }
}

/// Values that are made from a number in base units of their dimension.
pub trait FromBase: Sized {
    /// The value of `base` base units. Integers round to the nearest.
    fn from_base(base: f64) -> Self;
}

/// Rounds to the nearest integer; `as` saturates, and quantities are at most 2^53.
pub(crate) fn round_to_u64(base: f64) -> u64 {
    (base + 0.5) as u64
}
