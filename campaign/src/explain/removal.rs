//! What can be taken out of a run: faults, circumstances, steps of the protocol.

use firedrill_model::nouns::Action;
use firedrill_model::{HollowStep, Transition};
use firedrill_scenarios::{Circumstance, Outcome, Plan};
use firedrill_sim::Time;

/// Something that a run is made again without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removal {
    /// A fault, by its number in the plan.
    Fault(usize),
    /// What is unusual around the run is as usual.
    Circumstance(Circumstance),
    /// A step of the protocol is carried out without effect.
    Step(Step),
    /// Every fault.
    EveryFault,
    /// Every fault but the one of this number.
    EveryFaultBut(usize),
}

/// An action as often as a protocol asked for it in the course of one incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The action.
    pub action: Action,
    /// The incident that had begun last, from 1; 0 before the first.
    pub incident: usize,
    /// When it was asked for, in order of time; never empty.
    pub asked: Vec<Time>,
    /// When the next incident began, and with it the next step.
    until: Time,
}

impl Step {
    /// What has no effect in its absence: the action whenever it is asked for from the first time on
    /// until the next incident, also if that is for its absence.
    pub fn hollow(&self) -> HollowStep {
        HollowStep { action: self.action, from: self.first_asked(), until: self.until }
    }

    /// When it was first asked for.
    pub fn first_asked(&self) -> Time {
        self.asked.first().copied().unwrap_or(Time::ZERO)
    }
}

impl Removal {
    /// The plan without it.
    pub fn plan(&self, plan: &Plan) -> Plan {
        let mut without = plan.clone();
        match self {
            Self::Fault(fault) => {
                without.faults.remove(*fault);
            }
            Self::Circumstance(circumstance) => return circumstance.made_usual(plan),
            Self::Step(_) => {}
            Self::EveryFault => without.faults.clear(),
            Self::EveryFaultBut(fault) => without.faults = vec![plan.faults[*fault]],
        }
        without
    }

    /// What has no effect without it.
    pub(super) fn hollow(&self) -> Vec<HollowStep> {
        match self {
            Self::Step(step) => vec![step.hollow()],
            _ => vec![],
        }
    }
}

/// Everything that can be taken out of a run by itself: the faults, what is unusual around it, and the
/// steps that the protocol took.
pub(super) fn single(plan: &Plan, steps: &[Step]) -> Vec<Removal> {
    let faults = (0..plan.faults.len()).map(Removal::Fault);
    let circumstances = Circumstance::unusual(plan).into_iter().map(Removal::Circumstance);
    faults.chain(circumstances).chain(steps.iter().cloned().map(Removal::Step)).collect()
}

/// The steps of a run whose record was kept, in the order in which each was first taken.
pub(super) fn steps(outcome: &Outcome) -> Vec<Step> {
    let onsets: Vec<_> =
        outcome.judgement.incidents.iter().map(|incident| incident.onset).collect();
    let mut steps: Vec<Step> = vec![];
    for entry in outcome.record.iter().flatten() {
        let Transition::ActionAsked(command) = entry.transition else { continue };
        let incident = onsets.iter().filter(|onset| **onset <= entry.at).count();
        let is_it = |step: &&mut Step| step.action == command.action && step.incident == incident;
        match steps.iter_mut().find(is_it) {
            Some(step) => step.asked.push(entry.at),
            None => steps.push(Step {
                action: command.action,
                incident,
                asked: vec![entry.at],
                until: onsets.get(incident).copied().unwrap_or(Time::MAX),
            }),
        }
    }
    steps
}
