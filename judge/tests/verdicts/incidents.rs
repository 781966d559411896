//! How an incident is told afterwards: when it began, was noticed, answered and over.

use firedrill_judge::{Allowance, Expectation, Property, Reading, Showing, Verdict};
use firedrill_model::nouns::{
    Action, EscalationLevel, IncidentType, Notice, NoticeId, NoticeKind, Phase, Role, Severity,
    ThermalState,
};
use firedrill_model::{Transition, Truth};
use firedrill_sim::Span;

use crate::telling::{
    BATTERY, MEMORY, PERFORMANCE, Telling, alarm, all_clear, announces, answers, asks, check_fails,
    healthy, second, with_memory,
};

fn tells(kind: NoticeKind) -> Transition {
    Transition::NoticeSent(Notice {
        id: NoticeId(1),
        kind,
        to: Role::EngineeringLead,
        incident: MEMORY,
        severity: Severity::Critical,
        escalation: EscalationLevel::AutomaticRecovery,
    })
}

fn answers_memory() -> Transition {
    asks(MEMORY, Action::FlushDataBuffers)
}

#[test]
fn an_incident_is_detected_when_the_protocol_first_says_so() {
    let told = |first: Transition| {
        let judgement = Telling::of_memory(Severity::Critical)
            .stays(1, with_memory(310))
            .stays(4, with_memory(310))
            .happens(with_memory(310), first)
            .stays(4, with_memory(310))
            .happens(with_memory(310), alarm())
            .end();
        judgement.incidents[0].detection
    };
    assert_eq!(told(tells(NoticeKind::InternalAlert)), Some(second(5)), "an alert says so");
    assert_eq!(told(alarm()), Some(second(5)), "emergency mode says so");
    assert_eq!(told(tells(NoticeKind::PostMortemRequest)), Some(second(9)), "others do not");
}

#[test]
fn what_was_announced_before_the_onset_was_detected_at_the_onset() {
    let judgement = Telling::of_memory(Severity::Critical)
        .stays(5, healthy())
        .happens(healthy(), alarm())
        .stays(5, healthy())
        .stays(5, with_memory(310))
        .end();
    assert_eq!(judgement.incidents[0].onset, second(11));
    assert_eq!(judgement.incidents[0].detection, Some(second(11)));
}

#[test]
fn the_first_action_of_a_type_that_shows_is_the_response() {
    let judgement = Telling::of_memory(Severity::Critical)
        .stays(3, with_memory(310))
        .happens(with_memory(310), asks(BATTERY, Action::SuspendCriticalTasks))
        .stays(3, with_memory(310))
        .happens(with_memory(310), answers_memory())
        .stays(3, with_memory(310))
        .happens(with_memory(310), answers_memory())
        .stays(20, healthy())
        .end();
    assert_eq!(judgement.incidents[0].response, Some(second(6)));
    assert_eq!(judgement.incidents[0].restoration, Some(second(10)));
}

#[test]
fn an_action_in_the_instant_that_the_alarm_ends_still_answers() {
    let judgement = Telling::of_memory(Severity::Critical)
        .stays(3, with_memory(310))
        .all_happen(with_memory(310), &[vec![alarm()], answers(MEMORY), vec![all_clear()]].concat())
        .stays(40, with_memory(310))
        .end();
    assert_eq!(judgement.incidents[0].response, Some(second(3)));
    assert_eq!(judgement.violations, []);
}

#[test]
fn an_alarm_that_was_answered_before_the_symptoms_show_is_a_response_until_it_ends() {
    let told = |before_the_onset: &[Transition]| {
        Telling::of_memory(Severity::Critical)
            .stays(5, healthy())
            .happens(healthy(), alarm())
            .all_happen(healthy(), before_the_onset)
            .stays(40, with_memory(310))
            .end()
    };
    let answered = told(&answers(MEMORY));
    assert_eq!(answered.incidents[0].response, Some(second(6)));
    assert_eq!(answered.violations, []);
    let ended = [answers(MEMORY), vec![all_clear()]].concat();
    check_fails(&told(&ended), Property::RespondsInTime, 37);
    check_fails(&told(&[]), Property::RespondsInTime, 37);
}

#[test]
fn an_approach_to_the_limit_lasts_though_every_line_holds() {
    let judgement =
        Telling::of_memory(Severity::Minor).stays(5, healthy()).stays(700, with_memory(197)).end();
    check_fails(&judgement, Property::RespondsInTime, 607);
    assert_eq!(judgement.incidents.len(), 1, "it was never over");
    assert_eq!(judgement.incidents[0].restoration, None);
}

#[test]
fn a_line_that_does_not_hold_is_no_restoration_though_no_symptom_remains() {
    let warm = Truth { drain_pct_per_hour: 3.0, ..healthy() };
    let judgement = Telling::of_memory(Severity::Minor)
        .stays(5, with_memory(205))
        .happens(with_memory(205), answers_memory())
        .stays(30, warm)
        .stays(20, healthy())
        .end();
    assert_eq!(judgement.verdict, Verdict::Passed);
    assert_eq!(judgement.incidents[0].restoration, Some(second(36)));
}

#[test]
fn every_type_is_told_in_the_order_of_its_onset_with_its_worst() {
    let hot = Truth { thermal_state: ThermalState::Serious, ..with_memory(230) };
    let hotter = Truth { thermal_state: ThermalState::Critical, ..with_memory(210) };
    let judgement = Telling::new(Expectation::Anything)
        .stays(1, Truth { thermal_state: ThermalState::Serious, ..healthy() })
        .stays(2, hot)
        .stays(2, hotter)
        .stays(2, hot)
        .end();
    let shown = |incident, onset, worst| Showing { incident, onset: second(onset), worst };
    assert_eq!(
        judgement.incidents[0].types,
        [shown(BATTERY, 1, Severity::Critical), shown(MEMORY, 2, Severity::Moderate)]
    );
}

#[test]
fn types_that_show_together_are_told_in_the_playbooks_order() {
    let both = Truth { multiplier: 340.0, ..with_memory(230) };
    let judgement = Telling::new(Expectation::Anything).stays(1, both).end();
    let types: Vec<IncidentType> =
        judgement.incidents[0].types.iter().map(|showing| showing.incident).collect();
    assert_eq!(types, [PERFORMANCE, MEMORY]);
}

#[test]
fn the_highest_level_that_acted_is_told() {
    let at = |level| announces(Phase::Escalated, level);
    let judgement = Telling::of_memory(Severity::Minor)
        .stays(1, with_memory(205))
        .happens(with_memory(205), at(EscalationLevel::EmergencyRollback))
        .happens(with_memory(205), all_clear())
        .happens(with_memory(205), at(EscalationLevel::ManualIntervention))
        .end();
    assert_eq!(judgement.incidents[0].escalation, EscalationLevel::EmergencyRollback);
    assert_eq!(judgement.violations, [], "each emergency begins at level 1");
}

#[test]
fn a_level_may_stay_and_rise_within_an_emergency() {
    let at = |level| announces(Phase::Escalated, level);
    let judgement = Telling::of_memory(Severity::Minor)
        .stays(1, with_memory(205))
        .happens(with_memory(205), alarm())
        .happens(with_memory(205), alarm())
        .happens(with_memory(205), at(EscalationLevel::ManualIntervention))
        .end();
    assert_eq!(judgement.violations, []);
}

#[test]
fn a_level_that_is_announced_at_the_very_deadline_still_grants_its_budget() {
    let judgement = Telling::of_memory(Severity::Critical)
        .stays(1, with_memory(310))
        .happens(with_memory(310), answers_memory())
        .stays(60, with_memory(310))
        .happens(with_memory(310), announces(Phase::Escalated, EscalationLevel::ManualIntervention))
        .stays(30, healthy())
        .end();
    // 30 s to respond, 30 s of clean-up and five minutes of people: restored after 61 of 360 s.
    assert_eq!(judgement.restoration_clock.unwrap().margin(), 299.0 / 360.0);
}

#[test]
fn a_relapse_within_an_incident_needs_an_answer_of_its_own() {
    let hot = Truth { thermal_state: ThermalState::Serious, ..healthy() };
    let hot_and_leaking = Truth { memory: with_memory(310).memory, ..hot };
    let answered = [vec![alarm()], answers(BATTERY), answers(MEMORY), vec![all_clear()]].concat();
    let judgement = Telling::of_memory(Severity::Critical)
        .stays(1, hot_and_leaking)
        .all_happen(hot_and_leaking, &answered)
        .stays(20, hot)
        .stays(40, hot_and_leaking)
        .end();
    check_fails(&judgement, Property::RespondsInTime, 53);
}

#[test]
fn a_margin_is_one_at_once_zero_at_the_limit_and_negative_beyond() {
    let reading = |elapsed, limit| Reading {
        severity: Severity::Major,
        elapsed: Span::from_secs(elapsed),
        limit: Span::from_secs(limit),
        allowance: Allowance::NONE,
    };
    assert_eq!(reading(0, 120).margin(), 1.0);
    assert_eq!(reading(30, 120).margin(), 0.75);
    assert_eq!(reading(120, 120).margin(), 0.0);
    assert_eq!(reading(180, 120).margin(), -0.5);
    assert_eq!(reading(3, 0).margin(), -3.0, "of no time at all, every second is too late");
}

#[test]
fn of_two_equal_margins_the_first_is_told() {
    let (elapsed, limit) = (Span::from_secs(5), Span::from_secs(10));
    let of = |severity, elapsed| Reading { severity, elapsed, limit, allowance: Allowance::NONE };
    let (major, minor) = (of(Severity::Major, elapsed), of(Severity::Minor, elapsed));
    assert_eq!(major.lesser(minor), major);
    assert_eq!(minor.lesser(major), minor);
    let worse = of(Severity::Minor, limit);
    assert_eq!((major.lesser(worse), worse.lesser(major)), (worse, worse));
}
