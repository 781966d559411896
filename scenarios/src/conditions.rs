//! The surroundings and the person: ranges that every scenario has.

use firedrill_model::{Conditions, FromBase};
use firedrill_protocol::quantity::Dimension;
use firedrill_sim::Seed;

use crate::limits;
use crate::range::QuantityRange;

/// One condition.
#[derive(Debug)]
pub struct ConditionSpec {
    /// Its key.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    /// How it is measured.
    pub dimension: Dimension,
    /// The smallest and the largest value that make sense.
    pub limits: (&'static str, &'static str),
    /// The range it is drawn from when a scenario does not say.
    pub usual: &'static str,
}

impl ConditionSpec {
    /// A value in the middle of what is usual, in base units.
    pub fn typical(&self) -> f64 {
        let range = self.usual_range();
        (range.low() + range.high()) / 2.0
    }

    /// What is usual, in base units.
    pub(crate) fn usual_range(&self) -> QuantityRange {
        match QuantityRange::parse(self.usual, self.dimension) {
            Ok(range) => range,
            // A test reads each of the table.
            Err(error) => unreachable!("{}: {error}", self.name),
        }
    }
}

/// Every condition, in the order of [`ConditionRanges`].
pub const CONDITIONS: [ConditionSpec; 3] = [
    ConditionSpec {
        name: "ambient",
        about: "Temperature of the surroundings.",
        dimension: Dimension::Temperature,
        limits: ("-20C", "60C"),
        usual: "20C..26C",
    },
    ConditionSpec {
        name: "charge",
        about: "Battery charge at the start.",
        dimension: Dimension::Share,
        limits: ("1%", "100%"),
        usual: "60%..90%",
    },
    ConditionSpec {
        name: "swipes",
        about: "Swipes a minute while the person uses the app.",
        dimension: Dimension::Frequency,
        limits: ("1/min", "120/min"),
        usual: "12/min..18/min",
    },
];

/// What [`Conditions`] are drawn from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ConditionRanges {
    /// Temperature of the surroundings.
    pub ambient: QuantityRange,
    /// Battery charge at the start.
    pub charge: QuantityRange,
    /// Swipes a minute.
    pub swipes: QuantityRange,
}

impl ConditionRanges {
    pub(crate) const fn new([ambient, charge, swipes]: [QuantityRange; CONDITIONS.len()]) -> Self {
        Self { ambient, charge, swipes }
    }

    pub(crate) fn draw(&self, seed: Seed) -> Conditions {
        Conditions {
            ambient: FromBase::from_base(self.ambient.draw(seed, "plan/conditions/ambient")),
            charge: FromBase::from_base(self.charge.draw(seed, "plan/conditions/charge")),
            swipes: FromBase::from_base(self.swipes.draw(seed, "plan/conditions/swipes")),
        }
    }
}

/// The first condition outside its limits.
pub(crate) fn outside_limits(conditions: &Conditions) -> Option<&'static ConditionSpec> {
    let values = [conditions.ambient.get(), conditions.charge.get(), conditions.swipes.get()];
    let outside = |(spec, value): &(&ConditionSpec, f64)| {
        let (low, high) = limits::in_base_units(spec.limits, spec.dimension);
        !(low..=high).contains(value)
    };
    CONDITIONS.iter().zip(values).find(outside).map(|(spec, _)| spec)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_conditions_lie_within_their_limits() {
        for spec in &CONDITIONS {
            let (low, high) = limits::in_base_units(spec.limits, spec.dimension);
            let usual = QuantityRange::parse(spec.usual, spec.dimension).unwrap();
            assert!(low.is_finite() && low <= usual.low(), "{}", spec.name);
            assert!(high.is_finite() && usual.high() <= high, "{}", spec.name);
            assert!(usual.contains(spec.typical()), "{}", spec.name);
        }
    }
}
