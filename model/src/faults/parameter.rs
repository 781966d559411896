//! Parameters of faults: their shapes, limits and how a written value becomes a typed one.

use firedrill_protocol::Bytes;
use firedrill_protocol::quantity::{self, Dimension};
use thiserror::Error;

use crate::app::{Component, Lock};
use crate::duration::Duration;
use crate::units::{BytesPerSecond, Celsius, FromBase, PerMinute, Share, Watts};

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
}

impl ParameterSpec {
    /// The limits in base units, for quantities.
    pub fn limits(&self) -> Option<(f64, f64)> {
        let ParameterShape::Quantity(dimension) = self.shape else { return None };
        let low = quantity::parse(self.lowest, dimension).ok()?;
        let high = quantity::parse(self.highest, dimension).ok()?;
        Some((low, high))
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
}

macro_rules! quantities {
    ($($type:ty: $dimension:ident,)*) => {$(
        impl FaultParameter for $type {
            const SHAPE: ParameterShape = ParameterShape::Quantity(Dimension::$dimension);
            fn read(value: ParameterValue) -> Option<Self> {
                match value {
                    ParameterValue::Number(base) => Some(Self::from_base(base)),
                    ParameterValue::Word(_) => None,
                }
            }
        }
    )*};
}

quantities! {
    Bytes: Size,
    BytesPerSecond: Rate,
    Celsius: Temperature,
    Duration: Duration,
    PerMinute: Frequency,
    Share: Share,
    Watts: Power,
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
        }
    )*};
}

words! { Component, Lock, }

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
