//! Parameters of faults: their shapes, limits and how a written value becomes a typed one.

use firedrill_protocol::quantity::{self, Dimension};
use firedrill_protocol::{Action, Bytes};
use thiserror::Error;

use super::mishap::{Moment, Report, SideEffect};
use super::{FaultKind, FaultSpec};
use crate::app::{Component, Lock};
use crate::duration::Duration;
use crate::monitor::{ClockJump, Reading, Stamp, UnitConfusion};
use crate::team::Absent;
use crate::units::{BytesPerSecond, Celsius, Count, FromBase, PerMinute, Share, Watts};

/// One parameter of a fault kind.
#[derive(Debug)]
pub struct ParameterSpec {
    /// Its key in scenario files and plans.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    /// A quantity, or one of some words.
    pub shape: ParameterShape,
    /// The smallest value that makes sense, as text; empty for words.
    pub lowest: &'static str,
    /// The largest value that makes sense, as text; empty for words.
    pub highest: &'static str,
    /// What a fault that is drawn without being described has: a range of quantities, or words.
    pub usual: &'static str,
}

impl ParameterSpec {
    /// The limits in base units, for quantities.
    pub fn limits(&self) -> Option<(f64, f64)> {
        let ParameterShape::Quantity(dimension) = self.shape else { return None };
        let low = quantity::parse(self.lowest, dimension).ok()?;
        let high = quantity::parse(self.highest, dimension).ok()?;
        Some((low, high))
    }

    /// The usual range in base units, for quantities.
    pub fn usual_range(&self) -> Option<(f64, f64)> {
        let ParameterShape::Quantity(dimension) = self.shape else { return None };
        let (low, high) = self.usual.split_once("..")?;
        let low = quantity::parse(low, dimension).ok()?;
        Some((low, quantity::parse(high, dimension).ok()?))
    }

    /// The usual words, for words.
    pub fn usual_words(&self) -> Vec<&'static str> {
        let ParameterShape::Word(words) = self.shape else { return Vec::new() };
        let known = |word: &str| words.iter().copied().find(|known| *known == word);
        self.usual.split(", ").filter_map(known).collect()
    }

    /// Whether the usual values can be read and lie within the limits.
    pub fn usual_is_possible(&self) -> bool {
        match self.shape {
            ParameterShape::Quantity(_) => match (self.limits(), self.usual_range()) {
                (Some((lowest, highest)), Some((low, high))) => {
                    lowest <= low && low <= high && high <= highest
                }
                _ => false,
            },
            ParameterShape::Word(_) => {
                let words = self.usual_words();
                !words.is_empty() && words.len() == self.usual.split(", ").count()
            }
        }
    }

    /// A value in the middle of what is usual.
    pub fn typical(&self) -> ParameterValue {
        match self.usual_range() {
            Some((low, high)) => ParameterValue::Number((low + high) / 2.0),
            None => ParameterValue::Word(self.usual_words().first().copied().unwrap_or_default()),
        }
    }
}

impl FaultSpec {
    /// A fault of this kind with values in the middle of what is usual.
    pub fn usual(&self) -> FaultKind {
        let values: Vec<_> =
            self.parameters.iter().map(|parameter| (parameter.name, parameter.typical())).collect();
        match FaultKind::from_parameters(self.name, &values) {
            Ok(kind) => kind,
            // Tested for each kind of the catalogue.
            Err(error) => unreachable!("{}: {error}", self.name),
        }
    }
}

/// What kind of value a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterShape {
    /// A number with a unit.
    Quantity(Dimension),
    /// One of these words.
    Word(&'static [&'static str]),
}

/// A realised parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ParameterValue {
    /// A number in base units of its dimension.
    Number(f64),
    /// One of the shape's words.
    Word(&'static str),
}

/// Why parameters do not make a fault.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ParameterError {
    /// There is no such kind.
    #[error("unknown fault kind `{name}`")]
    UnknownKind {
        /// What was asked for.
        name: String,
    },
    /// A parameter is not given.
    #[error("parameter `{name}` is missing")]
    Missing {
        /// The parameter.
        name: &'static str,
    },
    /// A parameter that the kind does not have.
    #[error("unknown parameter `{name}`")]
    Unknown {
        /// What was given.
        name: String,
    },
    /// A value of the wrong shape.
    #[error("parameter `{name}` has a value of another shape")]
    WrongShape {
        /// The parameter.
        name: &'static str,
    },
    /// A value beyond the limits.
    #[error("parameter `{name}` must lie between {lowest} and {highest}")]
    OutOfLimits {
        /// The parameter.
        name: &'static str,
        /// The lower limit as text.
        lowest: &'static str,
        /// The upper limit as text.
        highest: &'static str,
    },
}

/// A type that a fault parameter can have.
pub(super) trait FaultParameter: Sized {
    /// How it is written.
    const SHAPE: ParameterShape;
    /// The typed value, if the shape fits.
    fn read(value: ParameterValue) -> Option<Self>;
    /// What it was read from.
    fn value(self) -> ParameterValue;
}

macro_rules! quantities {
    ($($type:ty: $dimension:ident, $base:expr;)*) => {$(
        impl FaultParameter for $type {
            const SHAPE: ParameterShape = ParameterShape::Quantity(Dimension::$dimension);
            fn read(value: ParameterValue) -> Option<Self> {
                match value {
                    ParameterValue::Number(base) => Some(Self::from_base(base)),
                    ParameterValue::Word(_) => None,
                }
            }
            fn value(self) -> ParameterValue {
                let base: fn(Self) -> f64 = $base;
                ParameterValue::Number(base(self))
            }
        }
    )*};
}

quantities! {
    Bytes: Size, |size| size.get() as f64;
    BytesPerSecond: Rate, |rate| rate.get() as f64;
    Celsius: Temperature, Celsius::get;
    Count: Count, |count| count.get() as f64;
    Duration: Duration, |duration| duration.0.as_nanos() as f64;
    PerMinute: Frequency, PerMinute::get;
    Share: Share, Share::get;
    Watts: Power, Watts::get;
}

macro_rules! words {
    ($($type:ty,)*) => {$(
        impl FaultParameter for $type {
            const SHAPE: ParameterShape = ParameterShape::Word(<$type>::NAMES);
            fn read(value: ParameterValue) -> Option<Self> {
                match value {
                    ParameterValue::Word(word) => Self::from_name(word),
                    ParameterValue::Number(_) => None,
                }
            }
            fn value(self) -> ParameterValue {
                ParameterValue::Word(self.name())
            }
        }
    )*};
}

words! {
    Absent, Action, ClockJump, Component, Lock, Moment, Reading, Report, SideEffect, Stamp,
    UnitConfusion,
}

/// Refuses parameters that the kind does not have.
pub(super) fn check_names(
    specs: &[ParameterSpec],
    values: &[(&str, ParameterValue)],
) -> Result<(), ParameterError> {
    match values.iter().find(|(name, _)| specs.iter().all(|spec| spec.name != *name)) {
        Some((name, _)) => Err(ParameterError::Unknown { name: (*name).to_owned() }),
        None => Ok(()),
    }
}

/// Reads one parameter out of `values` and checks its limits.
pub(super) fn take<T: FaultParameter>(
    specs: &'static [ParameterSpec],
    name: &'static str,
    values: &[(&str, ParameterValue)],
) -> Result<T, ParameterError> {
    let Some((_, value)) = values.iter().find(|(given, _)| *given == name) else {
        return Err(ParameterError::Missing { name });
    };
    let spec = specs.iter().find(|spec| spec.name == name);
    if let (Some(spec), ParameterValue::Number(base)) = (spec, value)
        && let Some((low, high)) = spec.limits()
        && !(low..=high).contains(base)
    {
        let (lowest, highest) = (spec.lowest, spec.highest);
        return Err(ParameterError::OutOfLimits { name, lowest, highest });
    }
    T::read(*value).ok_or(ParameterError::WrongShape { name })
}
