//! What is not as usual around a run, faults aside.

use firedrill_model::app::Workload;
use firedrill_model::{Conditions, FromBase};

use crate::conditions::CONDITIONS;
use crate::{Plan, Scenario};

/// Something around a run that can be other than usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Circumstance {
    /// The device.
    Device,
    /// What the person does with the app over time.
    Workload,
    /// Temperature of the surroundings.
    Ambient,
    /// Battery charge at the start.
    Charge,
    /// Swipes a minute while the person uses the app.
    Swipes,
    /// Emergencies that somebody triggers by hand.
    Triggers,
}

impl Circumstance {
    /// Every circumstance.
    pub const ALL: [Self; 6] =
        [Self::Device, Self::Workload, Self::Ambient, Self::Charge, Self::Swipes, Self::Triggers];

    /// The word used in files and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Workload => "workload",
            Self::Ambient => "ambient",
            Self::Charge => "charge",
            Self::Swipes => "swipes",
            Self::Triggers => "triggers",
        }
    }

    /// The circumstances of a plan that no scenario has which does not name them.
    pub fn unusual(plan: &Plan) -> Vec<Self> {
        let usual = |place: usize, value| CONDITIONS[place].usual_range().contains(value);
        let is_unusual = |circumstance: &Self| match circumstance {
            Self::Device => plan.device != Scenario::USUAL_DEVICE,
            Self::Workload => !plan.workload.is_steady(),
            Self::Ambient => !usual(0, plan.conditions.ambient.get()),
            Self::Charge => !usual(1, plan.conditions.charge.get()),
            Self::Swipes => !usual(2, plan.conditions.swipes.get()),
            Self::Triggers => !plan.triggers.is_empty(),
        };
        Self::ALL.into_iter().filter(is_unusual).collect()
    }

    /// The plan with this as usual: the middle of what scenarios draw that do not say.
    pub fn made_usual(self, plan: &Plan) -> Plan {
        let mut plan = plan.clone();
        match self {
            Self::Device => Scenario::USUAL_DEVICE.clone_into(&mut plan.device),
            Self::Workload => plan.workload = Workload::Steady,
            Self::Ambient => plan.conditions.ambient = middle(0),
            Self::Charge => plan.conditions.charge = middle(1),
            Self::Triggers => plan.triggers.clear(),
            Self::Swipes => plan.conditions.swipes = middle(2),
        }
        plan
    }

    /// The conditions that are usual.
    pub fn usual_conditions() -> Conditions {
        Conditions { ambient: middle(0), charge: middle(1), swipes: middle(2) }
    }
}

/// The middle of what is usual, by the condition's place in [`CONDITIONS`].
fn middle<T: FromBase>(place: usize) -> T {
    T::from_base(CONDITIONS[place].typical())
}

#[cfg(test)]
mod tests {
    use firedrill_sim::Seed;

    use super::*;
    use crate::suites;

    fn plan(scenario: &str) -> Plan {
        Plan::draw(&suites::scenario(scenario).unwrap(), Seed(1))
    }

    #[test]
    fn what_a_scenario_does_not_name_is_usual() {
        assert_eq!(Circumstance::unusual(&plan("memory-leak-critical")), []);
        assert_eq!(Circumstance::unusual(&plan("hot-day-major")), [Circumstance::Ambient]);
    }

    #[test]
    fn what_was_made_usual_is_usual_and_nothing_else_changes() {
        let mut plan = plan("memory-leak-critical");
        plan.device = "iphone-15-pro".to_owned();
        plan.workload = Workload::PowerUser;
        plan.conditions = Conditions {
            ambient: FromBase::from_base(40.0),
            charge: FromBase::from_base(5.0),
            swipes: FromBase::from_base(60.0),
        };
        plan.triggers = vec![firedrill_model::Trigger {
            at: FromBase::from_base(60e9),
            by: firedrill_protocol::Role::Platform,
            incident: firedrill_protocol::IncidentType::MemoryLeakEmergency,
            about: "Weekly emergency drill".to_owned(),
        }];
        assert_eq!(Circumstance::unusual(&plan), Circumstance::ALL);
        for circumstance in Circumstance::ALL {
            let others: Vec<_> =
                Circumstance::ALL.into_iter().filter(|other| *other != circumstance).collect();
            assert_eq!(Circumstance::unusual(&circumstance.made_usual(&plan)), others);
        }
    }
}
