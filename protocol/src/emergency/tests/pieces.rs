//! Lanes, timers, cases and the words of a report, each by itself.

use core::time::Duration;

use super::super::classification::{Signal, severity_of};
use super::super::detection::Detector;
use super::super::lanes::{Lane, Lanes, Order};
use super::super::procedures::{Case, Work, incident_of, steps};
use super::super::timer::{Timer, Timers};
use super::super::trust::{Reading, Readings};
use super::host::{at, healthy, mb};
use crate::action::{Action, Purpose};
use crate::incident::{IncidentType, TriggerCondition};
use crate::playbook::{IncidentResponse, Playbook};
use crate::procedure::RecoveryProcedure;
use crate::severity::Severity;
use crate::units::Timestamp;

const BYPASS: Order = Order {
    action: Action::EnableBypass,
    incident: IncidentType::SystemInstability,
    purpose: Purpose::Immediate,
};

#[test]
fn a_lane_carries_one_command_until_it_is_answered_or_given_up() {
    let mut lanes = Lanes::default();
    let immediate = Lane::Immediate(IncidentType::SystemInstability);
    assert!(Lane::ALL.into_iter().all(|lane| lanes.is_free(lane)));
    let first = lanes.launch(immediate, BYPASS, false);
    assert_eq!((first.id.0, first.action, first.incident), (1, BYPASS.action, BYPASS.incident));
    let busy: Vec<_> = Lane::ALL.into_iter().filter(|lane| !lanes.is_free(*lane)).collect();
    assert_eq!(busy, [immediate]);
    assert_eq!(lanes.flight(immediate).map(|flight| flight.command), Some(first));
    assert!(lanes.carry(Action::EnableBypass) && !lanes.carry(Action::RestartApp));
    let second = lanes.launch(Lane::Main, Order { action: Action::RestartApp, ..BYPASS }, true);
    assert_eq!(second.id.0, 2);
    assert_eq!(lanes.land(second.id).map(|(_, flight)| flight.retried), Some(true));
    assert_eq!(lanes.abandon(immediate).map(|flight| flight.command), Some(first));
    assert!(lanes.abandon(immediate).is_none() && lanes.land(first.id).is_none());
    assert!(!lanes.carry(Action::EnableBypass));
}

#[test]
fn a_timer_is_set_until_it_is_stopped_or_taken_and_taken_no_sooner_than_due() {
    let mut timers = Timers::default();
    assert_eq!((timers.next(), timers.take_due(at(99))), (None, None));
    timers.set(Timer::Level, at(5));
    timers.set(Timer::Page, at(7));
    assert!(timers.is_set(Timer::Level) && !timers.is_set(Timer::Watch));
    assert_eq!(timers.next(), Some(at(5)));
    assert_eq!(timers.take_due(Timestamp::from_nanos(at(5).as_nanos() - 1)), None);
    assert_eq!(timers.take_due(at(5)), Some((Timer::Level, at(5))));
    assert_eq!(timers.take_due(at(6)), None);
    timers.stop(Timer::Page);
    assert_eq!(timers.next(), None);
    timers.set(Timer::Page, Timestamp::from_nanos(u64::MAX - 1));
    assert!(timers.is_set(Timer::Page));
    timers.set(Timer::Page, Timestamp::from_nanos(u64::MAX));
    assert!(!timers.is_set(Timer::Page), "the end of time never comes");
}

fn case(work: Work) -> Case {
    Case {
        incident: IncidentType::MemoryLeakEmergency,
        trigger: None,
        severity: Severity::Major,
        opened_at: at(1),
        settled: false,
        work,
        until: None,
        granted_until: None,
    }
}

#[test]
fn a_procedures_time_begins_with_its_first_step_and_is_not_put_off() {
    let playbook = Playbook::built_in();
    let cleanup = RecoveryProcedure::ImmediateMemoryCleanup;
    let mut case = case(Work::by_itself(cleanup, 1));
    let taken: Vec<_> = (10..20)
        .map_while(|second| case.take_step(at(second), &playbook, |_| true))
        .map(|(_, action)| action)
        .collect();
    assert_eq!(taken, steps(cleanup));
    assert_eq!(case.until, Some(at(10) + Duration::from_secs(30)));
    assert_eq!(case.work, Work::Verifying { procedure: cleanup, following: 1 });
    let mut idle = self::case(Work::Done);
    assert_eq!(idle.take_step(at(1), &playbook, |_| true), None);
    assert_eq!(idle.until, None);
}

#[test]
fn the_next_procedure_follows_only_when_the_one_before_failed() {
    let (cleanup, cooldown) =
        (RecoveryProcedure::ImmediateMemoryCleanup, RecoveryProcedure::ThermalCooldown);
    let response =
        IncidentResponse { immediate_actions: vec![], procedures: vec![cleanup, cooldown] };
    let concluded = |is_broken, following| {
        let mut case = case(Work::Verifying { procedure: cleanup, following });
        case.until = Some(at(9));
        case.conclude(&response, is_broken);
        assert_eq!(case.until, None);
        case.work
    };
    assert_eq!(concluded(true, 1), Work::by_itself(cooldown, 2));
    assert_eq!(concluded(true, 2), Work::Done, "there is no third");
    assert_eq!(concluded(false, 1), Work::Done);
    let mut responding = case(Work::FIRST);
    responding.conclude(&response, true);
    assert_eq!(responding.work, Work::FIRST, "no procedure was under way");
}

#[test]
fn a_response_is_taken_again_only_once_it_was_taken() {
    let again = |work| {
        let mut case = case(work);
        case.take_again();
        case.work
    };
    let boost = RecoveryProcedure::EmergencyPerformanceBoost;
    assert_eq!(again(Work::Done), Work::AGAIN);
    assert_eq!(again(Work::Verifying { procedure: boost, following: 1 }), Work::AGAIN);
    assert_eq!(again(Work::FIRST), Work::FIRST);
    assert_eq!(again(Work::by_itself(boost, 1)), Work::by_itself(boost, 1));
}

#[test]
fn each_procedure_answers_the_incident_whose_list_has_it() {
    let playbook = Playbook::built_in();
    for procedure in RecoveryProcedure::ALL {
        let incident = incident_of(procedure);
        assert!(playbook.response(incident).procedures.contains(&procedure), "{procedure}");
        assert!(!steps(procedure).is_empty());
    }
}

#[test]
fn a_reported_condition_is_as_severe_as_the_line_that_it_names() {
    for signal in Signal::ALL {
        for severity in Severity::ALL {
            let reported = severity_of(signal.trigger(severity));
            let has_one_name =
                matches!(signal, Signal::Drain | Signal::Thermal | Signal::Interface)
                    || (signal == Signal::Errors && severity == Severity::Critical);
            assert!(has_one_name || reported == severity, "{signal:?} {severity}");
        }
    }
    assert_eq!(severity_of(TriggerCondition::Manual), Severity::Critical);
    assert_eq!(severity_of(TriggerCondition::ThermalThrottling), Severity::Major);
    assert_eq!(severity_of(TriggerCondition::SystemUnresponsive), Severity::Critical);
    assert_eq!(severity_of(TriggerCondition::BatteryDrainAbove10PctPerHour), Severity::Critical);
}

#[test]
fn each_signal_is_a_symptom_of_its_type_and_blind_by_its_own_rule() {
    assert_eq!(
        Signal::ALL.map(Signal::incident),
        [
            IncidentType::CriticalPerformanceDegradation,
            IncidentType::MemoryLeakEmergency,
            IncidentType::BatteryDrainCrisis,
            IncidentType::BatteryDrainCrisis,
            IncidentType::SystemInstability,
            IncidentType::SystemInstability,
        ]
    );
    assert_eq!(Signal::ALL.map(Signal::index), [0, 1, 2, 3, 4, 5]);
    let seen = Readings::of(&healthy(1));
    let blind = |readings| Signal::ALL.into_iter().filter(move |s| s.is_blind(&readings));
    assert_eq!(blind(seen).count(), 0);
    let absent = Readings {
        performance: Reading::Absent,
        errors: Reading::Absent,
        memory: Reading::Absent,
        drain: Reading::Absent,
        thermal: Reading::Absent,
        responsive: Reading::Absent,
        ..seen
    };
    let always_there = [Signal::Memory, Signal::Drain, Signal::Thermal, Signal::Interface];
    assert_eq!(blind(absent).collect::<Vec<_>>(), always_there, "the idle are not blind");
    let absurd = Readings {
        performance: Reading::Implausible,
        errors: Reading::Implausible,
        memory: Reading::Measured(mb(185.0)),
        ..seen
    };
    assert_eq!(blind(absurd).collect::<Vec<_>>(), [Signal::Performance, Signal::Errors]);
}

#[test]
fn a_slow_start_is_excused_for_twenty_seconds_and_a_mild_one_for_thirty() {
    let playbook = Playbook::built_in();
    let first_confirmed = |multiplier| {
        let mut detector = Detector::default();
        detector.expect_launch(at(100));
        (101..200).find(|second| {
            let performance = Reading::Measured(multiplier);
            let readings =
                Readings { performance, taken_at: at(*second), ..Readings::of(&healthy(*second)) };
            detector.observe(&playbook, &readings).iter().any(Option::is_some)
        })
    };
    // Three samples confirm a critical performance, five a major one.
    assert_eq!(first_confirmed(100.0), Some(100 + 20 + 2));
    assert_eq!(first_confirmed(238.0), Some(100 + 30 + 4));
}
