//! What lasted from when to when: faults, escalation levels, procedures, severities.

use std::collections::BTreeMap;

use firedrill_model::Ui;
use firedrill_model::nouns::{
    Action, EmergencyStatus, EscalationLevel, RecoveryProcedure, Severity, ThermalState,
};
use firedrill_scenarios::Entry;
use firedrill_sim::{Span, Time};

use crate::fault_stays::{self, Stay};

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
    let lasted = |Stay { began, ended }| match ended {
        None => (Lasted { from: began, until: end }, Ending::Open),
        Some((at, by)) => {
            (Lasted { from: began, until: at }, by.map_or(Ending::Itself, Ending::By))
        }
    };
    let faults = fault_stays::of(record).into_iter();
    faults.map(|(fault, stays)| (fault, stays.into_iter().map(lasted).collect())).collect()
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

/// Why nobody gets an answer from the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Silence {
    /// The main thread is busy or waits, for longer than the interface counts as responsive.
    Blocked,
    /// The process is not up.
    Relaunching,
    /// The system has suspended it.
    Suspended,
}

/// When nobody got an answer, and why; shorter blocks than `bearable` are none.
pub(super) fn silences(record: &[Entry], end: Time, bearable: Span) -> Vec<(Silence, Lasted)> {
    changes(record, end, |entry| match entry.truth.ui {
        Ui::Blocked(span) => (span > bearable).then_some(Silence::Blocked),
        Ui::Relaunching => Some(Silence::Relaunching),
        Ui::Suspended => Some(Silence::Suspended),
        Ui::Responsive => None,
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
    use super::*;
    use crate::examples;
    use firedrill_model::Transition;
    use firedrill_model::nouns::Phase;

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

    #[test]
    fn an_app_is_silent_while_it_is_blocked_for_longer_than_can_be_borne_down_or_suspended() {
        let with = |(at, ui)| {
            let mut entry = examples::entry_at_second((at, &Transition::Deadlocked));
            entry.truth.ui = ui;
            entry
        };
        let blocked = |millis| Ui::Blocked(Span::from_millis(millis));
        let record = [
            (1, blocked(250)),
            (2, blocked(1_250)),
            (3, blocked(2_250)),
            (4, Ui::Responsive),
            (6, Ui::Relaunching),
            (7, Ui::Suspended),
            (9, Ui::Responsive),
        ];
        let silences = silences(&record.map(with), END, Span::from_millis(250));
        let found: Vec<_> = silences.iter().map(|(why, lasted)| (*why, secs(lasted))).collect();
        let expected = [
            (Silence::Blocked, (2.0, 4.0)),
            (Silence::Relaunching, (6.0, 7.0)),
            (Silence::Suspended, (7.0, 9.0)),
        ];
        assert_eq!(found, expected);
    }
}
