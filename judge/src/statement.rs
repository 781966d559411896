//! What a scenario states of its own runs: which properties fail in each of them.

use serde::Serialize;
use thiserror::Error;

use crate::expectation::Expectation;
use crate::property::{Property, Violation};
use crate::temporal::PropertyName;

/// The properties that a scenario states to fail; none for most scenarios.
///
/// Such a scenario proves that a promise can be broken, and that the judge says so. Its runs pass
/// exactly if each of these properties fails and all others hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct StatedFailures {
    /// In the order of the scenario, each once.
    properties: Vec<Property>,
}

/// Why a word cannot be stated to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum StatementProblem {
    /// The run is held to nothing of that name.
    #[error("no run of this scenario is held to a property of this name")]
    Unknown,
    /// It was stated before.
    #[error("it is listed twice")]
    Twice,
    /// The property speaks of healthy runs only, so it cannot fail in others.
    #[error("only a run that is expected to be `healthy` is held to it")]
    NeverHeldTo,
}

impl StatedFailures {
    /// States that the property of this name fails, too. `own` are the scenario's own properties.
    pub fn state(
        &mut self,
        name: &str,
        own: &[PropertyName],
        expectation: &Expectation,
    ) -> Result<(), StatementProblem> {
        let own = own.iter().map(|name| Property::Temporal(*name));
        let mut known = Property::ALL.into_iter().chain(own);
        let property =
            known.find(|property| property.name() == name).ok_or(StatementProblem::Unknown)?;
        if property == Property::HealthyStaysHealthy && *expectation != Expectation::Healthy {
            return Err(StatementProblem::NeverHeldTo);
        }
        if self.properties.contains(&property) {
            return Err(StatementProblem::Twice);
        }
        self.properties.push(property);
        Ok(())
    }

    /// Whether nothing is stated to fail.
    pub const fn is_empty(&self) -> bool {
        self.properties.is_empty()
    }

    /// The properties, in the order of the scenario.
    pub fn iter(&self) -> impl Iterator<Item = &Property> {
        self.properties.iter()
    }

    /// The same without this property.
    #[must_use]
    pub fn without(&self, property: &Property) -> Self {
        let others = self.properties.iter().filter(|other| *other != property);
        Self { properties: others.copied().collect() }
    }

    /// Whether this property is stated to fail.
    pub fn contains(&self, property: &Property) -> bool {
        self.properties.contains(property)
    }

    /// The failures that were not stated.
    pub fn unstated<'a>(
        &'a self,
        violations: &'a [Violation],
    ) -> impl Iterator<Item = &'a Violation> {
        violations.iter().filter(|violation| !self.contains(&violation.property))
    }

    /// What is stated to fail and held.
    pub fn held(&self, violations: &[Violation]) -> Vec<Property> {
        let failed = |property: &&Property| {
            violations.iter().any(|violation| violation.property == **property)
        };
        self.properties.iter().filter(|property| !failed(property)).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use firedrill_model::nouns::Phase;
    use firedrill_sim::Time;

    use super::*;

    fn stating(
        names: &[&str],
        expectation: &Expectation,
    ) -> Result<StatedFailures, StatementProblem> {
        let own = ["stays-cool".parse().unwrap()];
        let mut stated = StatedFailures::default();
        names.iter().try_for_each(|name| stated.state(name, &own, expectation)).map(|()| stated)
    }

    #[test]
    fn a_property_is_stated_once_and_only_where_runs_are_held_to_it() {
        let of = |names: &[&str]| stating(names, &Expectation::Anything);
        assert_eq!(of(&["no-swipe-lost", "stays-cool"]).unwrap().iter().count(), 2);
        assert_eq!(of(&["no-swipe-lost", "no-swipe-lost"]), Err(StatementProblem::Twice));
        assert_eq!(of(&["stays-hot"]), Err(StatementProblem::Unknown));
        assert_eq!(of(&["healthy-stays-healthy"]), Err(StatementProblem::NeverHeldTo));
        assert!(stating(&["healthy-stays-healthy"], &Expectation::Healthy).is_ok());
    }

    #[test]
    fn what_failed_and_what_was_stated_are_told_apart() {
        let stated = stating(&["no-swipe-lost", "stays-cool"], &Expectation::Anything).unwrap();
        let failed = |property| Violation {
            property,
            at: Time::ZERO,
            about: String::new(),
            phase: Phase::Normal,
            incident: None,
        };
        let violations = [failed(Property::NoSwipeLost), failed(Property::NoJetsamKill)];
        let unstated: Vec<_> = stated.unstated(&violations).map(|failed| failed.property).collect();
        assert_eq!(unstated, [Property::NoJetsamKill]);
        assert_eq!(stated.held(&violations), [Property::Temporal("stays-cool".parse().unwrap())]);
        assert!(!stated.is_empty() && StatedFailures::default().is_empty());
        let left = stated.without(&Property::NoSwipeLost);
        assert!(left.iter().eq([&Property::Temporal("stays-cool".parse().unwrap())]));
    }
}
