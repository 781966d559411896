//! The number that a whole run follows from.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// Names how draws follow from a seed: a seed means a run only together with this tag. It changes
/// whenever the same seed would draw different bits.
pub const ALGORITHM: &str = "firedrill-1/chacha8";

/// A run's seed. Written in hexadecimal, `0x2a`; read in hexadecimal or decimal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seed(pub u64);

/// Why a text is no [`Seed`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SeedError {
    /// There is no digit.
    #[error("a seed needs at least one digit, got `{}`", .0.escape_debug())]
    Empty(String),
    /// A character is not a digit of the base.
    #[error("a seed is decimal or `0x` and hexadecimal digits, got `{}`", .0.escape_debug())]
    NotANumber(String),
    /// The number takes more than 64 bits.
    #[error("a seed has at most 64 bits, got `{}`", .0.escape_debug())]
    TooLarge(String),
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

impl FromStr for Seed {
    type Err = SeedError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (digits, radix) = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            Some(digits) => (digits, 16),
            None => (text, 10),
        };
        if digits.is_empty() {
            return Err(SeedError::Empty(text.to_owned()));
        }
        // `from_str_radix` would accept a sign.
        if !digits.chars().all(|c| c.is_digit(radix)) {
            return Err(SeedError::NotANumber(text.to_owned()));
        }
        match u64::from_str_radix(digits, radix) {
            Ok(number) => Ok(Self(number)),
            Err(_) => Err(SeedError::TooLarge(text.to_owned())),
        }
    }
}

impl Serialize for Seed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Seed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_hexadecimal_and_decimal() {
        assert_eq!("0x2a".parse(), Ok(Seed(42)));
        assert_eq!("0X2A".parse(), Ok(Seed(42)));
        assert_eq!("42".parse(), Ok(Seed(42)));
        assert_eq!("18446744073709551615".parse(), Ok(Seed(u64::MAX)));
        assert_eq!(Seed(42).to_string(), "0x2a");
    }

    #[test]
    fn refuses_what_is_no_seed() {
        let refused = |text: &str| text.parse::<Seed>().unwrap_err();
        let text = |text: &str| text.to_owned();
        assert_eq!(refused(""), SeedError::Empty(text("")));
        assert_eq!(refused("0x"), SeedError::Empty(text("0x")));
        assert_eq!(refused("+1"), SeedError::NotANumber(text("+1")));
        assert_eq!(refused("2a"), SeedError::NotANumber(text("2a")));
        assert_eq!(
            refused("0x10000000000000000"),
            SeedError::TooLarge(text("0x10000000000000000"))
        );
    }

    #[test]
    fn is_its_text_in_serde() {
        assert_eq!(serde_json::to_string(&Seed(42)).unwrap(), r#""0x2a""#);
        assert_eq!(serde_json::from_str::<Seed>(r#""42""#).unwrap(), Seed(42));
        assert!(serde_json::from_str::<Seed>("42").is_err());
    }
}
