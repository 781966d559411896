//! What the judge must and must not accept.

use firedrill_judge::{Checklist, Expectation, Judgement, Property, Symptoms, Verdict, Violation};
use firedrill_model::app::Quality;
use firedrill_model::nouns::{
    Action, Bytes, CommandId, EscalationLevel, IncidentType, Phase, Playbook, Severity,
    ThermalState,
};
use firedrill_model::{ContractBreach, Transition, Truth, Ui};
use firedrill_sim::{Span, Time};

use crate::telling::{
    BATTERY, INSTABILITY, MEMORY, PERFORMANCE, Telling, announces, answers, asks, check_fails,
    healthy, second, with_memory,
};

#[track_caller]
fn check_severity(truth: Truth, incident: IncidentType, expect: Option<Severity>) {
    let symptoms = Symptoms::of(&truth, &Playbook::built_in());
    assert_eq!(symptoms.get(incident), expect, "{truth:?}");
}

#[test]
fn each_severity_line_is_crossed_where_the_playbook_draws_it() {
    use Severity::{Critical, Major, Minor, Moderate};
    for (multiplier, expect) in [
        (357.0, None),
        (356.9, Some(Minor)),
        (350.0, Some(Minor)),
        (349.9, Some(Moderate)),
        (300.0, Some(Moderate)),
        (299.9, Some(Major)),
        (200.0, Some(Major)),
        (199.9, Some(Critical)),
    ] {
        check_severity(Truth { multiplier, ..healthy() }, PERFORMANCE, expect);
    }
    let over = |mb: u64| Bytes::mb(mb) + Bytes::new(1);
    for (memory, expect) in [
        (Bytes::mb(195), None),
        (over(195), Some(Minor)),
        (Bytes::mb(220), Some(Minor)),
        (over(220), Some(Moderate)),
        (over(250), Some(Major)),
        (Bytes::mb(300), Some(Major)),
        (over(300), Some(Critical)),
    ] {
        check_severity(Truth { memory, ..healthy() }, MEMORY, expect);
    }
    for (error_rate, expect) in [
        (0.01, None),
        (0.011, Some(Minor)),
        (0.05, Some(Minor)),
        (0.06, Some(Moderate)),
        (0.10, Some(Moderate)),
        (0.11, Some(Major)),
        (0.9, Some(Major)),
    ] {
        check_severity(Truth { error_rate, ..healthy() }, INSTABILITY, expect);
    }
    for (drain_pct_per_hour, expect) in [(9.9, None), (10.0, None), (10.1, Some(Critical))] {
        check_severity(Truth { drain_pct_per_hour, ..healthy() }, BATTERY, expect);
    }
    for (thermal_state, expect) in [
        (ThermalState::Fair, None),
        (ThermalState::Serious, Some(Major)),
        (ThermalState::Critical, Some(Critical)),
    ] {
        check_severity(Truth { thermal_state, ..healthy() }, BATTERY, expect);
    }
    for (ms, expect) in [(1_999, None), (2_000, Some(Critical))] {
        let ui = Ui::Blocked(Span::from_millis(ms));
        check_severity(Truth { ui, ..healthy() }, INSTABILITY, expect);
    }
}

#[test]
fn a_pass_that_waits_for_a_lock_is_instability_not_slowness() {
    let stuck = Truth { multiplier: 10.0, pass_blocked: Span::from_secs(1), ..healthy() };
    check_severity(stuck, PERFORMANCE, None);
    check_severity(stuck, INSTABILITY, Some(Severity::Critical));
}

#[test]
fn a_hang_that_shows_late_began_when_its_line_was_passed() {
    let hung = |ms: u64| Truth { ui: Ui::Blocked(Span::from_millis(ms)), ..healthy() };
    let expectation =
        Expectation::Incident { types: vec![INSTABILITY], severity: Severity::Critical };
    let judgement = Telling::new(expectation)
        .stays(60, healthy())
        .stays(1, hung(2_700))
        .stays(1, hung(3_700))
        .happens(hung(3_700), asks(INSTABILITY, Action::OpenCircuitBreaker))
        .stays(20, healthy())
        .end();
    // At 61 s the main thread had been hung for 0.7 s more than the two that count.
    assert_eq!(judgement.incidents[0].onset, Time::ZERO + Span::from_millis(60_300));
    assert!((judgement.response_clock.unwrap().margin() - 28.3 / 30.0).abs() < 1e-9);
}

#[test]
fn each_checklist_line_is_the_playbooks() {
    let broken = |truth: Truth| !Checklist::of(&truth, &Playbook::built_in()).holds();
    assert!(!broken(healthy()));
    assert!(!broken(Truth { multiplier: 357.0, memory: Bytes::mb(200), ..healthy() }));
    assert!(!broken(Truth { drain_pct_per_hour: 2.0, error_rate: 0.01, ..healthy() }));
    assert!(broken(Truth { multiplier: 356.99, ..healthy() }));
    assert!(broken(Truth { memory: Bytes::mb(200) + Bytes::new(1), ..healthy() }));
    assert!(broken(Truth { drain_pct_per_hour: 2.01, ..healthy() }));
    assert!(broken(Truth { error_rate: 0.0101, ..healthy() }));
    assert!(broken(Truth { thermal_state: ThermalState::Serious, ..healthy() }));
    assert!(broken(Truth { ui: Ui::Blocked(Span::from_millis(251)), ..healthy() }));
    assert!(broken(Truth { ui: Ui::Relaunching, ..healthy() }));
}

#[test]
fn each_line_of_the_checklist_is_one_types_own() {
    let broken_for = |truth: Truth| {
        let checklist = Checklist::of(&truth, &Playbook::built_in());
        IncidentType::ALL.into_iter().filter(|i| !checklist.holds_for(*i)).collect::<Vec<_>>()
    };
    assert_eq!(broken_for(healthy()), []);
    assert_eq!(broken_for(Truth { multiplier: 300.0, ..healthy() }), [PERFORMANCE]);
    assert_eq!(broken_for(with_memory(201)), [MEMORY]);
    assert_eq!(broken_for(Truth { drain_pct_per_hour: 3.0, ..healthy() }), [BATTERY]);
    let hot = Truth { thermal_state: ThermalState::Serious, ..healthy() };
    assert_eq!(broken_for(hot), [BATTERY]);
    assert_eq!(broken_for(Truth { error_rate: 0.02, ..healthy() }), [INSTABILITY]);
    assert_eq!(broken_for(Truth { ui: Ui::Relaunching, ..healthy() }), [INSTABILITY]);
    assert_eq!(broken_for(Truth { ui: Ui::Suspended, ..healthy() }), [INSTABILITY]);
}

#[test]
fn a_prompt_response_and_restoration_pass_with_their_margins() {
    let judgement = Telling::of_memory(Severity::Critical)
        .stays(60, healthy())
        .stays(3, with_memory(310))
        .happens(with_memory(310), asks(MEMORY, Action::FlushDataBuffers))
        .stays(4, with_memory(310))
        .stays(30, healthy())
        .end();
    assert_eq!(judgement.verdict, Verdict::Passed);
    // Onset at 61 s, answered at 63 s of 30 s, restored at 68 s of 30 s + 30 s.
    assert!((judgement.response_clock.unwrap().margin() - 28.0 / 30.0).abs() < 1e-12);
    assert!((judgement.restoration_clock.unwrap().margin() - 53.0 / 60.0).abs() < 1e-12);
}

#[test]
fn no_response_fails_when_the_response_time_is_over() {
    let judgement = Telling::of_memory(Severity::Critical)
        .stays(60, healthy())
        .stays(40, with_memory(310))
        .end();
    check_fails(&judgement, Property::RespondsInTime, 92);
}

#[test]
fn the_wrong_types_action_is_no_response() {
    let judgement = Telling::of_memory(Severity::Critical)
        .stays(60, healthy())
        .stays(3, with_memory(310))
        .happens(with_memory(310), asks(BATTERY, Action::SuspendCriticalTasks))
        .happens(with_memory(310), asks(MEMORY, Action::OpenCircuitBreaker))
        .stays(40, with_memory(310))
        .end();
    let late = |violation: &&Violation| violation.property == Property::RespondsInTime;
    let late = judgement.violations.iter().find(late).unwrap();
    assert_eq!(late.at, second(92));
}

#[test]
fn a_second_incident_type_needs_a_response_of_its_own() {
    let hot_too = Truth { drain_pct_per_hour: 15.0, ..with_memory(310) };
    let judgement = Telling::of_memory(Severity::Critical)
        .stays(60, healthy())
        .stays(1, with_memory(310))
        .happens(with_memory(310), asks(MEMORY, Action::FlushDataBuffers))
        .stays(40, hot_too)
        .end();
    check_fails(&judgement, Property::RespondsInTime, 93);
}

#[test]
fn a_response_without_restoration_fails_when_procedures_had_their_time() {
    let judgement = Telling::of_memory(Severity::Critical)
        .stays(60, healthy())
        .stays(2, with_memory(310))
        .happens(with_memory(310), asks(MEMORY, Action::FlushDataBuffers))
        .stays(100, with_memory(310))
        .end();
    check_fails(&judgement, Property::RestoresInTime, 122);
}

#[test]
fn an_escalation_grants_its_budget_only_when_it_is_announced_in_time() {
    let told = |announced_after: u64| {
        Telling::of_memory(Severity::Critical)
            .stays(60, healthy())
            .stays(2, with_memory(310))
            .all_happen(with_memory(310), &answers(MEMORY))
            .stays(announced_after, with_memory(310))
            .happens(
                with_memory(310),
                announces(Phase::Escalated, EscalationLevel::ManualIntervention),
            )
            .stays(40, with_memory(310))
            .stays(10, healthy())
            .happens(healthy(), announces(Phase::Normal, EscalationLevel::AutomaticRecovery))
            .stays(20, healthy())
            .end()
    };
    assert_eq!(told(50).verdict, Verdict::Passed);
    check_fails(&told(70), Property::RestoresInTime, 122);
    assert!(
        told(70).restoration_clock.unwrap().margin() < 0.0,
        "what is granted later mends nothing"
    );
}

#[test]
fn a_restoration_that_begins_before_the_deadline_is_in_time() {
    let restored_after = |seconds: u64| {
        Telling::of_memory(Severity::Critical)
            .stays(60, healthy())
            .stays(1, with_memory(310))
            .happens(with_memory(310), asks(MEMORY, Action::FlushDataBuffers))
            .stays(seconds - 1, with_memory(310))
            .stays(30, healthy())
            .end()
    };
    assert_eq!(restored_after(60).verdict, Verdict::Passed);
    assert_eq!(restored_after(60).restoration_clock.unwrap().margin(), 0.0);
    check_fails(&restored_after(62), Property::RestoresInTime, 122);
}

#[test]
fn nine_seconds_of_health_are_no_restoration() {
    let mut telling = Telling::of_memory(Severity::Critical).stays(60, healthy());
    telling = telling.stays(1, with_memory(310));
    telling = telling.happens(with_memory(310), asks(MEMORY, Action::FlushDataBuffers));
    for _ in 0..8 {
        telling = telling.stays(9, healthy()).stays(1, with_memory(310));
    }
    check_fails(&telling.end(), Property::RestoresInTime, 122);
}

#[test]
fn an_incident_that_never_happened_is_unexercised() {
    let quiet = Telling::of_memory(Severity::Minor).stays(100, healthy()).end();
    assert!(matches!(quiet.verdict, Verdict::Unexercised { .. }), "{:?}", quiet.verdict);
    let mild = Telling::of_memory(Severity::Critical)
        .stays(5, with_memory(210))
        .stays(20, healthy())
        .end();
    assert!(matches!(mild.verdict, Verdict::Unexercised { .. }), "{:?}", mild.verdict);
}

#[test]
fn a_run_that_ends_during_an_incident_decides_nothing() {
    let judgement =
        Telling::of_memory(Severity::Minor).stays(60, healthy()).stays(20, with_memory(205)).end();
    assert!(matches!(judgement.verdict, Verdict::Unexercised { .. }), "{:?}", judgement.verdict);
}

#[test]
fn a_healthy_run_must_not_cross_a_line_nor_enter_emergency_mode() {
    let crossed = Telling::new(Expectation::Healthy).stays(5, healthy()).stays(1, with_memory(196));
    check_fails(&crossed.end(), Property::HealthyStaysHealthy, 6);
    let alarm = announces(Phase::Responding, EscalationLevel::AutomaticRecovery);
    let alarmed = Telling::new(Expectation::Healthy).stays(5, healthy()).happens(healthy(), alarm);
    check_fails(&alarmed.end(), Property::HealthyStaysHealthy, 5);
}

fn after_a_spike(reduced_for: u64) -> Judgement {
    let reduced = Truth { quality: Quality::Critical, ..healthy() };
    let calm = announces(Phase::Normal, EscalationLevel::AutomaticRecovery);
    let alarm = announces(Phase::Responding, EscalationLevel::AutomaticRecovery);
    Telling::of_memory(Severity::Minor)
        .stays(1, with_memory(205))
        .happens(with_memory(205), alarm)
        .all_happen(with_memory(205), &answers(MEMORY))
        .stays(20, reduced)
        .happens(reduced, calm)
        .stays(reduced_for - 20, reduced)
        .stays(20, healthy())
        .end()
}

#[test]
fn quality_must_be_back_within_two_minutes_of_restoration() {
    check_fails(&after_a_spike(125), Property::QualityIsRestored, 123);
    assert_eq!(after_a_spike(120).verdict, Verdict::Passed);
}

#[test]
fn quality_given_up_without_need_long_after_an_incident_has_two_minutes_of_its_own() {
    let reduced = Truth { quality: Quality::Moderate, ..healthy() };
    let told = |reduced_for| {
        let told = Telling::of_memory(Severity::Minor)
            .stays(1, with_memory(205))
            .happens(with_memory(205), asks(MEMORY, Action::FlushDataBuffers));
        told.stays(500, healthy()).stays(reduced_for, reduced).stays(20, healthy()).end()
    };
    assert_eq!(told(120).verdict, Verdict::Passed);
    check_fails(&told(125), Property::QualityIsRestored, 623);
}

#[test]
fn quality_given_up_just_two_minutes_after_a_restoration_has_two_of_its_own() {
    let reduced = Truth { quality: Quality::Moderate, ..healthy() };
    let judgement = Telling::of_memory(Severity::Minor)
        .stays(1, with_memory(205))
        .happens(with_memory(205), asks(MEMORY, Action::FlushDataBuffers))
        .stays(120, healthy())
        .stays(120, reduced)
        .stays(20, healthy())
        .end();
    assert_eq!(judgement.incidents[0].restoration, Some(Time::ZERO + Span::from_secs(2)));
    assert_eq!(judgement.verdict, Verdict::Passed);
}

#[test]
fn emergency_mode_must_end_within_two_minutes_of_restoration() {
    let judgement = Telling::of_memory(Severity::Minor)
        .stays(1, with_memory(205))
        .happens(with_memory(205), announces(Phase::Responding, EscalationLevel::AutomaticRecovery))
        .stays(200, healthy())
        .end();
    check_fails(&judgement, Property::EmergencyModeEnds, 123);
}

#[test]
fn escalation_must_not_go_down_within_an_emergency() {
    let at = |level| announces(Phase::Escalated, level);
    let judgement = Telling::of_memory(Severity::Minor)
        .stays(1, with_memory(205))
        .happens(with_memory(205), at(EscalationLevel::EmergencyRollback))
        .happens(with_memory(205), at(EscalationLevel::ManualIntervention))
        .stays(20, healthy())
        .end();
    check_fails(&judgement, Property::EscalationNeverGoesDown, 1);
}

#[test]
fn a_breach_of_the_boundarys_contract_is_named() {
    let breach = ContractBreach::CommandIdReused(CommandId(7));
    let judgement = Telling::new(Expectation::Healthy)
        .stays(3, healthy())
        .happens(healthy(), Transition::ContractBroken(breach))
        .end();
    check_fails(&judgement, Property::KeepsContract, 3);
}

#[test]
fn kills_and_lost_swipes_are_never_accepted() {
    let killed = Telling::new(Expectation::Healthy)
        .stays(1, healthy())
        .happens(healthy(), Transition::Jetsammed { swipes_lost: 0 });
    check_fails(&killed.end(), Property::NoJetsamKill, 1);
    let lost = Telling::new(Expectation::Healthy)
        .stays(1, healthy())
        .happens(healthy(), Transition::ProcessEnded { swipes_lost: 2 });
    check_fails(&lost.end(), Property::NoSwipeLost, 1);
}
