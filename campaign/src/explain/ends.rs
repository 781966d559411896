//! What a step ended, and when that ends without the step's effect.

use firedrill_model::Transition;
use firedrill_model::nouns::Action;
use firedrill_scenarios::{Entry, Outcome};
use firedrill_sim::Time;

use super::removal::Step;

/// A cause that a step ended in the run that is explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The fault, by its number in the plan.
    pub fault: usize,
    /// When the step ended it.
    pub at: Time,
    /// When it ends without the step's effect, and by which action; `None` when it lasts to the end.
    pub otherwise: Option<(Time, Option<Action>)>,
}

/// The faults that a step ended, each at its first end by the step.
pub(super) fn by(step: &Step, outcome: &Outcome) -> Vec<(usize, Time)> {
    let hollow = step.hollow();
    let mut ended: Vec<(usize, Time)> = vec![];
    for entry in outcome.record.iter().flatten() {
        match entry.transition {
            Transition::FaultEnded(fault, Some(by))
                if by == step.action
                    && (hollow.from..hollow.until).contains(&entry.at)
                    && ended.iter().all(|(known, _)| *known != fault) =>
            {
                ended.push((fault, entry.at));
            }
            _ => {}
        }
    }
    ended
}

/// What a step ended, beside the run in which it has no effect. Both records were kept.
pub(super) fn compared(step: &Step, explained: &Outcome, without: &Outcome) -> Vec<Ended> {
    let otherwise = |fault: usize| {
        let after = |entry: &&Entry| entry.at >= step.first_asked();
        without.record.iter().flatten().filter(after).find_map(|entry| match entry.transition {
            Transition::FaultEnded(ended, by) if ended == fault => Some((entry.at, by)),
            _ => None,
        })
    };
    let ended = by(step, explained).into_iter();
    ended.map(|(fault, at)| Ended { fault, at, otherwise: otherwise(fault) }).collect()
}
