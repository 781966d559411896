//! A formula with a name, that a scenario holds its runs to.

use core::fmt;
use core::str::FromStr;

use firedrill_sim::Time;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::formula::Formula;
use super::signal::Measure;
use crate::property::Property;

/// The name of a temporal property, in the letters of every name: `memory-stays-below-the-limit`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PropertyName {
    /// The name, zeros behind it; in place, so that a [`Property`] stays a small value to copy.
    bytes: [u8; Self::LENGTH_MAX],
}

impl PropertyName {
    /// Longest name in characters.
    pub const LENGTH_MAX: usize = 64;

    /// The name as text.
    pub fn as_str(&self) -> &str {
        let length = self.bytes.iter().position(|byte| *byte == 0).unwrap_or(Self::LENGTH_MAX);
        // Every byte is a lower-case letter, a digit or a hyphen.
        core::str::from_utf8(&self.bytes[..length]).unwrap_or_default()
    }
}

impl FromStr for PropertyName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let is_allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let is_name = !text.is_empty()
            && text.len() <= Self::LENGTH_MAX
            && text.bytes().all(is_allowed)
            && !text.starts_with('-')
            && !text.ends_with('-');
        if !is_name {
            return Err(NameError::NoName);
        }
        if Property::ALL.iter().any(|property| property.name() == text) {
            return Err(NameError::Taken);
        }
        let mut bytes = [0; Self::LENGTH_MAX];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        Ok(Self { bytes })
    }
}

/// Why a text names no temporal property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// It is not in the letters of a name.
    #[error(
        "a property's name is 1 to 64 lower-case letters, digits and hyphens, no hyphen outside"
    )]
    NoName,
    /// Another property, that every run is held to, has it.
    #[error("every run is held to a property of this name already")]
    Taken,
}

impl fmt::Display for PropertyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for PropertyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Serialize for PropertyName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for PropertyName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// What a scenario asks of its runs besides the promises that every run is held to.
#[derive(Clone, Debug, PartialEq)]
pub struct TemporalProperty {
    /// Its name, which no other property of the run has.
    pub name: PropertyName,
    /// What must hold at the run's first sample.
    pub formula: Formula,
}

/// What a temporal property came to in a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TemporalFinding {
    /// Which one.
    pub name: PropertyName,
    /// Its formula, as written.
    pub formula: String,
    /// How far it is from failing, or from holding when negative, in base units of the signal that
    /// decided. Infinite (`null` in JSON) when only empty windows did.
    pub robustness: f64,
    /// The unit of the robustness, if all comparisons of the formula have the same.
    #[serde(skip)]
    pub measure: Option<Measure>,
    /// When it was certain that it does not hold; `None` if it holds.
    pub violated_at: Option<Time>,
}

impl TemporalFinding {
    /// Whether it holds; at robustness zero it may or may not.
    pub const fn holds(&self) -> bool {
        self.violated_at.is_none()
    }
}
