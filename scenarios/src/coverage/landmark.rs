//! What a run can reach, as words: `procedure:thermal-cooldown`.

use core::fmt;
use core::str::FromStr;

use firedrill_model::faults::{Family, FaultSpec, catalogue};
use firedrill_protocol::{EscalationLevel, IncidentType, RecoveryProcedure, Severity};
use thiserror::Error;

/// Something that a run can reach.
///
/// ```
/// use firedrill_scenarios::Landmark;
///
/// let landmark: Landmark = "procedure:thermal-cooldown".parse().unwrap();
/// assert_eq!(landmark.to_string(), "procedure:thermal-cooldown");
/// assert!("procedure:prayer".parse::<Landmark>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Landmark {
    /// The truth showed symptoms of this type.
    Incident(IncidentType),
    /// The truth showed symptoms this severe.
    Severity(Severity),
    /// The protocol announced this procedure.
    Procedure(RecoveryProcedure),
    /// The protocol announced this level.
    Escalation(EscalationLevel),
    /// A fault of this family began.
    Family(Family),
    /// A fault of the kind of this name began.
    Fault(&'static str),
}

/// What a landmark is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Axis {
    /// Incident types.
    Incident,
    /// Severities.
    Severity,
    /// Recovery procedures.
    Procedure,
    /// Escalation levels.
    Escalation,
    /// Families of faults.
    Family,
    /// Kinds of faults.
    Fault,
}

/// Why a text is no landmark.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LandmarkError {
    /// There is no colon.
    #[error("`{text}` does not say what it is about, such as `severity:critical`")]
    NoAxis {
        /// What was written.
        text: String,
    },
    /// Nothing of that name can be reached.
    #[error("a run reaches no `{name}`")]
    UnknownAxis {
        /// What stands before the colon.
        name: String,
        /// What stands behind it.
        value: String,
    },
    /// The axis has no such value.
    #[error("there is no {} `{value}`", axis.about())]
    UnknownValue {
        /// What it is about.
        axis: Axis,
        /// What stands behind the colon.
        value: String,
    },
}

impl Axis {
    /// Every axis.
    pub const ALL: [Self; 6] = [
        Self::Incident,
        Self::Severity,
        Self::Procedure,
        Self::Escalation,
        Self::Family,
        Self::Fault,
    ];

    /// The word used in files and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Incident => "incident",
            Self::Severity => "severity",
            Self::Procedure => "procedure",
            Self::Escalation => "escalation",
            Self::Family => "family",
            Self::Fault => "fault",
        }
    }

    /// Everything on this axis, in its own order.
    pub fn landmarks(self) -> Vec<Landmark> {
        match self {
            Self::Incident => IncidentType::ALL.map(Landmark::Incident).into(),
            Self::Severity => Severity::ALL.map(Landmark::Severity).into(),
            Self::Procedure => RecoveryProcedure::ALL.map(Landmark::Procedure).into(),
            Self::Escalation => EscalationLevel::ALL.map(Landmark::Escalation).into(),
            Self::Family => Family::ALL.map(Landmark::Family).into(),
            Self::Fault => catalogue().map(|spec| Landmark::Fault(spec.name)).collect(),
        }
    }

    const fn about(self) -> &'static str {
        match self {
            Self::Incident => "incident type",
            Self::Severity => "severity",
            Self::Procedure => "recovery procedure",
            Self::Escalation => "escalation level",
            Self::Family => "family of faults",
            Self::Fault => "kind of fault",
        }
    }
}

impl Landmark {
    /// What it is about.
    pub const fn axis(self) -> Axis {
        match self {
            Self::Incident(_) => Axis::Incident,
            Self::Severity(_) => Axis::Severity,
            Self::Procedure(_) => Axis::Procedure,
            Self::Escalation(_) => Axis::Escalation,
            Self::Family(_) => Axis::Family,
            Self::Fault(_) => Axis::Fault,
        }
    }

    /// Its word on its axis.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Incident(incident) => incident.name(),
            Self::Severity(severity) => severity.name(),
            Self::Procedure(procedure) => procedure.name(),
            Self::Escalation(level) => level.name(),
            Self::Family(family) => family.name(),
            Self::Fault(name) => name,
        }
    }

    /// That a fault of this kind began.
    pub const fn of_fault(spec: &'static FaultSpec) -> Self {
        Self::Fault(spec.name)
    }
}

impl fmt::Display for Landmark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.axis().name(), self.value())
    }
}

impl FromStr for Landmark {
    type Err = LandmarkError;

    fn from_str(text: &str) -> Result<Self, LandmarkError> {
        let Some((name, value)) = text.split_once(':') else {
            return Err(LandmarkError::NoAxis { text: text.to_owned() });
        };
        let Some(axis) = Axis::ALL.into_iter().find(|axis| axis.name() == name) else {
            let (name, value) = (name.to_owned(), value.to_owned());
            return Err(LandmarkError::UnknownAxis { name, value });
        };
        let found = axis.landmarks().into_iter().find(|landmark| landmark.value() == value);
        found.ok_or_else(|| LandmarkError::UnknownValue { axis, value: value.to_owned() })
    }
}

impl LandmarkError {
    /// What could have stood there.
    pub(crate) fn known(&self) -> Vec<&'static str> {
        match self {
            Self::NoAxis { .. } | Self::UnknownAxis { .. } => Axis::ALL.map(Axis::name).into(),
            Self::UnknownValue { axis, .. } => {
                axis.landmarks().into_iter().map(Landmark::value).collect()
            }
        }
    }

    /// What was probably meant; `nearest` picks the word that another is a misspelling of.
    pub(crate) fn nearest_of(
        &self,
        nearest: impl Fn(&str, &[&'static str]) -> Option<&'static str>,
    ) -> Option<String> {
        let of = |axis: Axis, value: &str| {
            let known: Vec<_> = axis.landmarks().into_iter().map(Landmark::value).collect();
            nearest(value, &known).map(|value| format!("{}:{value}", axis.name()))
        };
        match self {
            Self::NoAxis { text } => Axis::ALL.into_iter().find_map(|axis| of(axis, text)),
            Self::UnknownAxis { name, value } => {
                let known = Axis::ALL.map(Axis::name);
                let axis = nearest(name, &known)?;
                let axis = Axis::ALL.into_iter().find(|known| known.name() == axis)?;
                of(axis, value)
            }
            Self::UnknownValue { axis, value } => of(*axis, value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_landmark_is_read_back_from_its_words() {
        let all: Vec<_> = Axis::ALL.into_iter().flat_map(Axis::landmarks).collect();
        assert!(all.len() > 30);
        for landmark in all {
            assert_eq!(landmark.to_string().parse(), Ok(landmark));
        }
    }
}
