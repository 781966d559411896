//! What a step ended, and when that ends without the step's effect.

use firedrill_model::Transition;
use firedrill_model::nouns::{Action, CommandId};
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

/// An end of a cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End {
    fault: usize,
    at: Time,
    by: Option<Action>,
    /// How often it had ended before: what is in the code comes back.
    before: usize,
}

/// The causes that a step ended, each at its first end by the step. An action belongs to the step that it was
/// asked for in, however late it takes effect; what people do by hand belongs to none.
pub(super) fn by(step: &Step, outcome: &Outcome) -> Vec<End> {
    let record = || outcome.record.iter().flatten();
    let all = ends(record());
    let mut running: Vec<(CommandId, Action, Time)> = vec![];
    let mut ended: Vec<End> = vec![];
    for entry in record() {
        match entry.transition {
            Transition::ActionAsked(asked) => running.push((asked.id, asked.action, entry.at)),
            Transition::ActionEnded(id, action, _) => {
                // Ids begin anew with each process, and what one that is gone had asked for may never end.
                let is_it = |of: &(CommandId, Action, Time)| (of.0, of.1) == (id, action);
                let Some(place) = running.iter().rposition(is_it) else { continue };
                let (_, _, asked) = running.remove(place);
                if action != step.action || !step.asked.contains(&asked) {
                    continue;
                }
                // What an action ends, it ends in the event in which it ends itself.
                for (event, end) in &all {
                    let is_first = ended.iter().all(|known| known.fault != end.fault);
                    if *event == entry.event && end.by.is_some() && is_first {
                        ended.push(*end);
                    }
                }
            }
            _ => {}
        }
    }
    ended
}

/// What a step ended, beside the run in which it has no effect. Both records were kept.
pub(super) fn compared(step: &Step, explained: &Outcome, without: &Outcome) -> Vec<Ended> {
    let all = ends(without.record.iter().flatten());
    let otherwise = |end: &End| {
        let is_it = |other: &End| (other.fault, other.before) == (end.fault, end.before);
        all.iter().find(|(_, other)| is_it(other)).map(|(_, other)| (other.at, other.by))
    };
    let ended = by(step, explained).into_iter();
    ended.map(|end| Ended { fault: end.fault, at: end.at, otherwise: otherwise(&end) }).collect()
}

/// Every end of a cause, with the event that it came in.
fn ends<'a>(record: impl Iterator<Item = &'a Entry>) -> Vec<(u64, End)> {
    let mut ends: Vec<(u64, End)> = vec![];
    for entry in record {
        if let Transition::FaultEnded(fault, by) = entry.transition {
            let before = ends.iter().filter(|(_, end)| end.fault == fault).count();
            ends.push((entry.event, End { fault, at: entry.at, by, before }));
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use firedrill_model::nouns::{ActionOutcome, Command, IncidentType, Purpose};
    use firedrill_protocol::EmergencyRecoveryProtocol;
    use firedrill_scenarios::{Plan, Recording, run, suites};
    use firedrill_sim::{Seed, Span};

    use super::super::removal::steps;
    use super::*;

    const CLEAN_UP: Action = Action::SurgicalMemoryCleanup;
    const OTHER: Action = Action::ForceGarbageCollection;

    fn at(second: u64) -> Time {
        Time::ZERO + Span::from_secs(second)
    }

    fn asked(id: u64) -> Transition {
        let (incident, purpose) = (IncidentType::MemoryLeakEmergency, Purpose::Immediate);
        Transition::ActionAsked(Command { id: CommandId(id), action: CLEAN_UP, incident, purpose })
    }

    fn done(id: u64) -> Transition {
        Transition::ActionEnded(CommandId(id), CLEAN_UP, ActionOutcome::Completed)
    }

    /// A run with an incident at each of these seconds, in which this happened: events by their second.
    fn told(onsets: &[u64], happened: &[(u64, Transition)]) -> Outcome {
        let plan = Plan::draw(&suites::scenario("memory-leak-critical").unwrap(), Seed(1));
        let made = run(&plan, EmergencyRecoveryProtocol::briefed, Recording::Keep).unwrap();
        let mut outcome = made.clone();
        let incident = &made.judgement.incidents[0];
        let incidents = onsets.iter().map(|onset| {
            let onset = at(*onset);
            firedrill_judge::IncidentSummary { onset, ..incident.clone() }
        });
        outcome.judgement.incidents = incidents.collect();
        let entry = &made.record.unwrap()[0];
        let entries = happened.iter().map(|(second, transition)| Entry {
            event: *second,
            at: at(*second),
            transition: *transition,
            ..entry.clone()
        });
        outcome.record = Some(entries.collect());
        outcome
    }

    /// The faults that each step ended, in the order of the steps.
    fn ended(outcome: &Outcome) -> Vec<Vec<usize>> {
        let faults = |step: &Step| by(step, outcome).iter().map(|end| end.fault).collect();
        steps(outcome).iter().map(faults).collect()
    }

    #[test]
    fn what_takes_effect_in_the_next_incident_belongs_to_the_step_that_asked() {
        let end = Transition::FaultEnded(0, Some(CLEAN_UP));
        let late = [(10, asked(1)), (30, asked(2)), (32, end), (32, done(1)), (34, done(2))];
        assert_eq!(ended(&told(&[5, 20], &late)), [vec![0], vec![]]);
    }

    #[test]
    fn what_a_process_left_undone_is_not_what_the_next_one_asks_for_by_the_same_number() {
        let end = Transition::FaultEnded(0, Some(CLEAN_UP));
        let again = [(10, asked(1)), (30, asked(1)), (34, end), (34, done(1))];
        assert_eq!(ended(&told(&[5, 20], &again)), [vec![], vec![0]]);
    }

    #[test]
    fn what_people_end_by_hand_belongs_to_no_step() {
        let end = Transition::FaultEnded(0, Some(CLEAN_UP));
        let by_hand = [(10, asked(1)), (12, end), (14, done(1))];
        assert_eq!(ended(&told(&[5], &by_hand)), [Vec::<usize>::new()]);
    }

    #[test]
    fn what_half_a_step_ends_the_step_has_ended_and_what_ends_meanwhile_it_has_not() {
        let (half, itself) =
            (Transition::FaultEnded(3, Some(OTHER)), Transition::FaultEnded(1, None));
        let happened = [(10, asked(1)), (14, half), (14, itself), (14, done(1))];
        assert_eq!(ended(&told(&[5], &happened)), [vec![3]]);
    }

    #[test]
    fn what_comes_back_is_compared_with_the_same_end() {
        let end = |by| Transition::FaultEnded(0, by);
        let both = [(10, asked(1)), (11, end(Some(OTHER)))];
        let whole = [both.as_slice(), &[(14, end(Some(CLEAN_UP))), (14, done(1))]].concat();
        let without = [both.as_slice(), &[(14, done(1)), (40, end(None))]].concat();
        let (whole, without) = (told(&[5], &whole), told(&[5], &without));
        let step = &steps(&whole)[0];
        let otherwise = Some((at(40), None));
        assert_eq!(compared(step, &whole, &without), [Ended { fault: 0, at: at(14), otherwise }]);
    }
}
