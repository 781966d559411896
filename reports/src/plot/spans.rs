//! What lasted from when to when: faults, escalation levels, procedures, severities.

use std::collections::BTreeMap;

use firedrill_model::Transition;
use firedrill_model::nouns::{
    Action, EmergencyStatus, EscalationLevel, RecoveryProcedure, Severity, ThermalState,
};
use firedrill_scenarios::Entry;
use firedrill_sim::Time;

/// From when to when something lasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lasted {
    pub(super) from: Time,
    /// The end of the run if it did not end before.
    pub(super) until: Time,
}

/// How a fault's cause went away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// It was still there at the end of the run.
    Open,
    /// By itself.
    Itself,
    /// By this action.
    By(Action),
}

/// The times in which the cause of one fault was there, in order.
pub(super) type FaultTimes = Vec<(Lasted, Ending)>;

/// The times of each fault that began, by its number in the plan.
pub(super) fn faults(record: &[Entry], end: Time) -> BTreeMap<usize, FaultTimes> {
    let mut faults: BTreeMap<usize, FaultTimes> = BTreeMap::new();
    for entry in record {
        match entry.transition {
            Transition::FaultBegan(number) => {
                let lasted = Lasted { from: entry.at, until: end };
                faults.entry(number).or_default().push((lasted, Ending::Open));
            }
            Transition::FaultEnded(number, by) => {
                let last = faults.get_mut(&number).and_then(|times| times.last_mut());
                if let Some((lasted, ending @ Ending::Open)) = last {
                    lasted.until = entry.at;
                    *ending = by.map_or(Ending::Itself, Ending::By);
                }
            }
            _ => {}
        }
    }
    faults
}

/// When each escalation level was in charge of an emergency.
pub(super) fn levels(record: &[Entry], end: Time) -> Vec<(EscalationLevel, Lasted)> {
    changes(record, end, |entry| {
        let EmergencyStatus { escalation, .. } = entry.announced;
        entry.announced.is_in_emergency_mode().then_some(escalation)
    })
}

/// When each procedure was under way.
pub(super) fn procedures(record: &[Entry], end: Time) -> Vec<(RecoveryProcedure, Lasted)> {
    changes(record, end, |entry| entry.announced.procedure)
}

/// When the truth was how severe.
pub(super) fn severities(record: &[Entry], end: Time) -> Vec<(Severity, Lasted)> {
    changes(record, end, |entry| entry.severity)
}

/// When the device was in which thermal state, when it was not nominal.
pub(super) fn thermal_states(record: &[Entry], end: Time) -> Vec<(ThermalState, Lasted)> {
    changes(record, end, |entry| {
        Some(entry.truth.thermal_state).filter(|state| *state != ThermalState::Nominal)
    })
}

/// What an entry says holds until another says otherwise.
fn changes<T: Copy + PartialEq>(
    record: &[Entry],
    end: Time,
    said: impl Fn(&Entry) -> Option<T>,
) -> Vec<(T, Lasted)> {
    let mut spans: Vec<(T, Lasted)> = vec![];
    let mut before = None;
    for entry in record {
        let now = said(entry);
        if now == before {
            continue;
        }
        if before.is_some()
            && let Some((_, lasted)) = spans.last_mut()
        {
            lasted.until = entry.at;
        }
        spans.extend(now.map(|now| (now, Lasted { from: entry.at, until: end })));
        before = now;
    }
    // What changed back within an instant was never there.
    spans.retain(|(_, lasted)| lasted.from < lasted.until);
    spans
}

#[cfg(test)]
mod tests {
    use firedrill_model::nouns::Phase;
    use firedrill_sim::Span;

    use super::*;
    use crate::examples;

    const END: Time = Time::from_nanos(900_000_000_000);

    fn secs(lasted: &Lasted) -> (f64, f64) {
        (lasted.from.as_secs_f64(), lasted.until.as_secs_f64())
    }

    fn record(entries: &[(u64, Transition)]) -> Vec<Entry> {
        entries.iter().map(|(at, what)| examples::entry_at_second((*at, what))).collect()
    }

    #[test]
    fn a_fault_lasts_from_its_beginning_to_what_ended_it_and_may_come_again() {
        let action = Action::SurgicalMemoryCleanup;
        let record = record(&[
            (10, Transition::FaultBegan(1)),
            (20, Transition::FaultBegan(0)),
            (30, Transition::FaultEnded(1, Some(action))),
            (40, Transition::FaultBegan(1)),
            (50, Transition::FaultEnded(1, None)),
        ]);
        let faults = faults(&record, END);
        let of = |number| -> Vec<_> {
            let times: &FaultTimes = &faults[&number];
            times.iter().map(|(lasted, ending)| (secs(lasted), *ending)).collect()
        };
        assert_eq!(of(0), [((20.0, 900.0), Ending::Open)]);
        assert_eq!(of(1), [((10.0, 30.0), Ending::By(action)), ((40.0, 50.0), Ending::Itself)]);
    }

    #[test]
    fn a_procedure_lasts_until_another_or_none_is_announced() {
        let with = |at: u64, procedure| {
            let mut entry = examples::entry_at_second((at, &Transition::Deadlocked));
            entry.announced.phase = Phase::Recovering;
            entry.announced.procedure = procedure;
            entry
        };
        let boost = RecoveryProcedure::EmergencyPerformanceBoost;
        let cleanup = RecoveryProcedure::ImmediateMemoryCleanup;
        let record = [
            with(1, None),
            with(2, Some(boost)),
            with(3, Some(boost)),
            with(5, Some(cleanup)),
            with(5, None),
            with(7, Some(boost)),
        ];
        let procedures = procedures(&record, END);
        let found: Vec<_> = procedures.iter().map(|(name, lasted)| (*name, secs(lasted))).collect();
        assert_eq!(found, [(boost, (2.0, 5.0)), (boost, (7.0, 900.0))]);
    }

    #[test]
    fn levels_are_seen_only_in_an_emergency() {
        let (_, outcome) = examples::short_run();
        let levels = levels(&outcome.record.unwrap(), END);
        let found: Vec<_> =
            levels.iter().map(|(level, lasted)| (level.level(), secs(lasted))).collect();
        assert_eq!(found, [(1, (79.0, 150.0))]);
    }

    #[test]
    fn severities_follow_the_truth() {
        let (_, outcome) = examples::short_run();
        let severities = severities(&outcome.record.unwrap(), END);
        let found: Vec<_> = severities.iter().map(|(name, lasted)| (*name, secs(lasted))).collect();
        let expected = [(Severity::Minor, (74.0, 79.0)), (Severity::Critical, (79.0, 84.0))];
        assert_eq!(found, expected);
        assert_eq!(END, Time::ZERO + Span::from_mins(15));
    }
}
