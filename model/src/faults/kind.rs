//! A fault's mechanism with its parameters realised: one kind of one family.

use core::fmt;

use firedrill_protocol::quantity;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::catalogue::{
    ConcurrencyFault, FeedFault, InterfaceFault, MemoryFault, MonitoringFault, RecoveryFault,
    SamplerFault, ThermalFault,
};
use super::parameter::{ParameterError, ParameterShape, ParameterSpec, ParameterValue};
use super::spec::FaultSpec;

macro_rules! families {
    ($($(#[$doc:meta])* $family:ident($type:ident),)*) => {
        /// A fault's mechanism with its parameters realised.
        #[derive(Clone, Copy, Debug, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum FaultKind { $($(#[$doc])* $family($type),)* }

        /// Every kind of fault there is, family by family.
        pub fn catalogue() -> impl Iterator<Item = &'static FaultSpec> + Clone {
            const FAMILIES: &[&[FaultSpec]] = &[$($type::SPECS),*];
            FAMILIES.iter().copied().flatten()
        }

        impl FaultKind {
            /// Its name in scenario files.
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$family(fault) => fault.name(),)* }
            }

            /// Its catalogue entry.
            pub const fn spec(&self) -> &'static FaultSpec {
                match self { $(Self::$family(fault) => fault.spec(),)* }
            }

            /// Its parameters, in the catalogue's order.
            pub fn values(&self) -> Vec<(&'static str, ParameterValue)> {
                match self { $(Self::$family(fault) => fault.values(),)* }
            }

            /// The kind called `name` with these parameters: all of them, nothing else, each
            /// within its limits.
            pub fn from_parameters(
                name: &str,
                values: &[(&str, ParameterValue)],
            ) -> Result<Self, ParameterError> {
                $(if let Some(read) = $type::read(name, values) {
                    return read.map(Self::$family);
                })*
                Err(ParameterError::UnknownKind { name: name.to_owned() })
            }
        }
    };
}

families! {
    /// Of the memory.
    Memory(MemoryFault),
    /// Of the sampler.
    Sampler(SamplerFault),
    /// Of tasks and locks.
    Concurrency(ConcurrencyFault),
    /// Of heat and power.
    Thermals(ThermalFault),
    /// Of feeds.
    Feeds(FeedFault),
    /// Of the interface.
    Interface(InterfaceFault),
    /// Of the monitor.
    Monitoring(MonitoringFault),
    /// Of recovery itself.
    Recovery(RecoveryFault),
}

impl FaultKind {
    /// Whether every parameter lies within its limits: always so for what was read or drawn, not
    /// for what was put together in code.
    pub fn check(&self) -> Result<(), ParameterError> {
        Self::from_parameters(self.name(), &self.values()).map(|_| ())
    }
}

impl FaultSpec {
    /// The kind of that name.
    pub fn find(name: &str) -> Option<&'static Self> {
        catalogue().find(|spec| spec.name == name)
    }
}

/// Read through [`FaultKind::from_parameters`], so that what is read lies within the limits.
impl<'de> Deserialize<'de> for FaultKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(KindVisitor)
    }
}

/// A parameter as a plan writes it: bytes and counts as numbers, all else as text.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a text or a number")]
enum Written {
    Number(f64),
    Text(String),
}

struct KindVisitor;

impl<'de> Visitor<'de> for KindVisitor {
    type Value = FaultKind;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fault")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FaultKind, A::Error> {
        let mut kind: Option<String> = None;
        let mut written: Vec<(String, Written)> = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            if key == "kind" {
                kind = Some(map.next_value()?);
            } else {
                written.push((key, map.next_value()?));
            }
        }
        let kind = kind.ok_or_else(|| A::Error::missing_field("kind"))?;
        let spec = FaultSpec::find(&kind)
            .ok_or_else(|| A::Error::custom(ParameterError::UnknownKind { name: kind.clone() }))?;
        let mut values = Vec::with_capacity(written.len());
        for (key, value) in &written {
            let parameter = spec.parameters.iter().find(|parameter| parameter.name == key);
            let parameter = parameter
                .ok_or_else(|| A::Error::custom(ParameterError::Unknown { name: key.clone() }))?;
            values.push((parameter.name, value_of(parameter, value).map_err(A::Error::custom)?));
        }
        FaultKind::from_parameters(spec.name, &values).map_err(A::Error::custom)
    }
}

fn value_of(spec: &'static ParameterSpec, written: &Written) -> Result<ParameterValue, String> {
    match (spec.shape, written) {
        (ParameterShape::Quantity(dimension), Written::Text(text)) => {
            let base = quantity::parse(text, dimension);
            base.map(ParameterValue::Number).map_err(|error| format!("`{}`: {error}", spec.name))
        }
        (ParameterShape::Quantity(_), Written::Number(number)) => {
            Ok(ParameterValue::Number(*number))
        }
        (ParameterShape::Word(words), Written::Text(text)) => {
            let word = words.iter().find(|word| *word == text);
            let message = || format!("`{}` cannot be `{text}`", spec.name);
            word.map(|word| ParameterValue::Word(word)).ok_or_else(message)
        }
        (ParameterShape::Word(_), Written::Number(_)) => {
            Err(ParameterError::WrongShape { name: spec.name }.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::Family;
    use super::*;

    #[test]
    fn no_two_kinds_share_a_name() {
        let names: BTreeSet<_> = catalogue().map(|spec| spec.name).collect();
        assert_eq!(names.len(), catalogue().count());
    }

    #[test]
    fn every_usual_value_lies_within_its_limits() {
        for spec in catalogue() {
            for parameter in spec.parameters {
                assert!(parameter.usual_is_possible(), "{}: {}", spec.name, parameter.name);
            }
        }
    }

    #[test]
    fn heavy_actions_clear_what_sits_where_they_act() {
        for spec in catalogue() {
            for action in firedrill_protocol::Action::ALL {
                if spec.seat.is_replaced_by(*action) {
                    assert!(spec.cleared_by.contains(action), "{}: {action}", spec.name);
                }
            }
        }
    }

    #[test]
    fn a_release_has_no_kind_of_its_own() {
        assert!(catalogue().all(|spec| spec.family != Family::Release));
    }

    #[test]
    fn a_fault_finds_its_own_entry() {
        for spec in catalogue() {
            assert_eq!(spec.usual().spec().name, spec.name);
        }
    }

    #[test]
    fn a_fault_reads_itself_back() {
        for spec in catalogue() {
            let kind = spec.usual();
            let json = serde_json::to_string(&kind).unwrap();
            assert_eq!(serde_json::from_str::<FaultKind>(&json).unwrap(), kind, "{json}");
        }
    }

    #[test]
    fn what_is_no_fault_is_refused_in_a_sentence() {
        let error = |json: &str| serde_json::from_str::<FaultKind>(json).unwrap_err().to_string();
        let errors = [
            error(r#"{}"#),
            error(r#"{"kind": 0}"#),
            error(r#"{"kind": "laek"}"#),
            error(r#"{"kind": "allocation-spike"}"#),
            error(r#"{"kind": "allocation-spike", "size": "2GB"}"#),
            error(r#"{"kind": "allocation-spike", "size": "2s"}"#),
            error(r#"{"kind": "allocation-spike", "size": "1MB", "colour": "red"}"#),
            error(r#"{"kind": "leak", "rate": "1MB/s", "component": "fridge"}"#),
            error(r#"{"kind": "leak", "rate": "1MB/s", "component": 1}"#),
        ];
        insta::assert_snapshot!(errors.join("\n"));
    }
}
