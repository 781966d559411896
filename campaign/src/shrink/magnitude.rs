//! Magnitudes of a plan: every number that can be turned down.

use firedrill_model::faults::{FaultKind, ParameterShape, ParameterSpec, ParameterValue};
use firedrill_model::{Celsius, Conditions, Duration, FromBase, PerMinute, Share};
use firedrill_protocol::quantity::Dimension;
use firedrill_scenarios::{CONDITIONS, Plan};

use super::readable::Scale;

/// Where a number stands in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A parameter of a fault, by their places in the plan and in the catalogue.
    Parameter {
        /// Which fault.
        fault: usize,
        /// Which parameter.
        parameter: usize,
    },
    /// After how long a fault's cause ends by itself.
    Lasting {
        /// Which fault.
        fault: usize,
    },
    /// When a fault begins.
    Onset {
        /// Which fault.
        fault: usize,
    },
    /// A condition, by its place in [`CONDITIONS`].
    Condition(usize),
}

/// Faults begin then unless it matters when: the app has settled.
const USUAL_ONSET: f64 = 60e9;
/// No cause lasts less.
const LASTING_MIN: f64 = 1e6;

/// The magnitudes of a plan: what faults do, for how long and from when, then the conditions.
pub(super) fn magnitudes(plan: &Plan) -> Vec<Place> {
    let faults = || plan.faults.iter().enumerate();
    let parameters = faults().flat_map(|(fault, it)| {
        let parameters = it.kind.spec().parameters.iter().enumerate();
        let numbers = parameters
            .filter(|(_, parameter)| matches!(parameter.shape, ParameterShape::Quantity(_)));
        numbers.map(move |(parameter, _)| Place::Parameter { fault, parameter })
    });
    let lasting = faults().filter(|(_, fault)| fault.lasts.is_some());
    let lasting = lasting.map(|(fault, _)| Place::Lasting { fault });
    let onsets = faults().map(|(fault, _)| Place::Onset { fault });
    let conditions = (0..CONDITIONS.len()).map(Place::Condition);
    parameters.chain(lasting).chain(onsets).chain(conditions).collect()
}

impl Place {
    /// What is measured.
    pub fn dimension(self, plan: &Plan) -> Dimension {
        match self {
            Self::Parameter { fault, parameter } => match spec(plan, fault, parameter).shape {
                ParameterShape::Quantity(dimension) => dimension,
                ParameterShape::Word(_) => Dimension::Count,
            },
            Self::Lasting { .. } | Self::Onset { .. } => Dimension::Duration,
            Self::Condition(index) => CONDITIONS[index].dimension,
        }
    }

    /// The number in base units; the run's length for a cause that does not end by itself.
    pub fn value(self, plan: &Plan) -> f64 {
        let nanos = |duration: Duration| duration.0.as_nanos() as f64;
        match self {
            Self::Parameter { fault, parameter } => {
                match plan.faults[fault].kind.values()[parameter].1 {
                    ParameterValue::Number(number) => number,
                    ParameterValue::Word(_) => 0.0,
                }
            }
            Self::Lasting { fault } => nanos(plan.faults[fault].lasts.unwrap_or(plan.duration)),
            Self::Onset { fault } => nanos(plan.faults[fault].at),
            Self::Condition(index) => condition(plan, index),
        }
    }

    /// The plan with another number there.
    #[must_use]
    pub fn with(self, plan: &Plan, base: f64) -> Plan {
        let mut plan = plan.clone();
        match self {
            Self::Parameter { fault, parameter } => {
                let kind = &mut plan.faults[fault].kind;
                let mut values = kind.values();
                values[parameter].1 = ParameterValue::Number(base);
                if let Ok(changed) = FaultKind::from_parameters(kind.name(), &values) {
                    *kind = changed;
                }
            }
            Self::Lasting { fault } => {
                plan.faults[fault].lasts = Some(Duration::from_base(base));
            }
            Self::Onset { fault } => plan.faults[fault].at = Duration::from_base(base),
            Self::Condition(index) => set_condition(&mut plan.conditions, index, base),
        }
        plan
    }

    /// The plan with what is usual there.
    pub(super) fn usual(self, plan: &Plan) -> Plan {
        match self {
            Self::Parameter { fault, parameter } => match spec(plan, fault, parameter).typical() {
                ParameterValue::Number(typical) => {
                    self.with(plan, self.scale(plan, typical).floor(typical))
                }
                ParameterValue::Word(_) => plan.clone(),
            },
            Self::Lasting { fault } => {
                let mut plan = plan.clone();
                plan.faults[fault].lasts = None;
                plan
            }
            Self::Onset { .. } => self.with(plan, USUAL_ONSET),
            Self::Condition(index) => self.with(plan, CONDITIONS[index].typical()),
        }
    }

    /// Values at which the failure may end, the likelier first: the limits. For instants and
    /// conditions only what is usual, for no limit of theirs is milder than it.
    pub(super) fn ends(self, plan: &Plan) -> Vec<f64> {
        match self {
            Self::Parameter { fault, parameter } => match spec(plan, fault, parameter).limits() {
                Some((low, high)) => vec![low, high],
                None => vec![],
            },
            Self::Lasting { fault } => {
                let left =
                    plan.duration.0.as_nanos().saturating_sub(plan.faults[fault].at.0.as_nanos());
                vec![LASTING_MIN, left as f64]
            }
            Self::Onset { .. } => vec![USUAL_ONSET],
            Self::Condition(index) => vec![CONDITIONS[index].typical()],
        }
    }

    /// The numbers that can be read there.
    pub(super) fn scale(self, plan: &Plan, about: f64) -> Scale {
        match self {
            Self::Onset { .. } => Scale::seconds(),
            _ => Scale::of(self.dimension(plan), about),
        }
    }
}

fn spec(plan: &Plan, fault: usize, parameter: usize) -> &'static ParameterSpec {
    &plan.faults[fault].kind.spec().parameters[parameter]
}

const fn condition(plan: &Plan, index: usize) -> f64 {
    let Conditions { ambient, charge, swipes } = plan.conditions;
    [ambient.get(), charge.get(), swipes.get()][index]
}

fn set_condition(conditions: &mut Conditions, index: usize, base: f64) {
    match index {
        0 => conditions.ambient = Celsius::from_base(base),
        1 => conditions.charge = Share::from_base(base),
        _ => conditions.swipes = PerMinute::from_base(base),
    }
}

#[cfg(test)]
mod tests {
    use firedrill_scenarios::suites;
    use firedrill_sim::Seed;

    use super::*;

    #[test]
    fn every_magnitude_of_every_scenario_is_read_as_it_was_written() {
        for suite in suites::ALL {
            for scenario in suite.load().unwrap().into_scenarios() {
                let plan = Plan::draw(&scenario, Seed(1));
                for place in magnitudes(&plan) {
                    assert_eq!(place.with(&plan, place.value(&plan)), plan, "{place:?}");
                    for end in place.ends(&plan) {
                        assert_eq!(place.value(&place.with(&plan, end)), end, "{place:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn conditions_stand_in_the_order_of_their_table() {
        let plan = Plan::draw(&suites::scenario("healthy-hour").unwrap(), Seed(1));
        for (index, spec) in CONDITIONS.iter().enumerate() {
            let changed = Place::Condition(index).with(&plan, 47.0).to_json();
            assert!(changed.contains(&format!("\"{}\": \"47", spec.name)), "{changed}");
        }
    }
}
