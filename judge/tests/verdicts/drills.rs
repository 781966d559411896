//! Emergencies that somebody triggers by hand, in an app in which nothing is the matter.

use firedrill_judge::{Expectation, Judge, Judgement, Property, Verdict};
use firedrill_model::Transition;
use firedrill_model::nouns::{
    Action, EmergencyStatus, EscalationLevel, IncidentType, Notice, NoticeId, NoticeKind,
    OperatorEvent, Phase, Playbook, Role, Severity,
};

use crate::telling::{MEMORY, PERFORMANCE, Telling, answers, check_fails, healthy};

fn triggered(incident: IncidentType) -> Transition {
    Transition::OperatorActed(OperatorEvent::Triggered(Role::EngineeringLead, incident))
}

fn announced(phase: Phase, incident: IncidentType) -> Transition {
    let is_normal = phase == Phase::Normal;
    Transition::StatusAnnounced(EmergencyStatus {
        phase,
        incident: (!is_normal).then_some(incident),
        severity: (!is_normal).then_some(Severity::Critical),
        ..EmergencyStatus::NORMAL
    })
}

fn notice(kind: NoticeKind, incident: IncidentType, id: u64) -> Notice {
    let (to, severity) = (Role::EngineeringLead, Severity::Critical);
    let escalation = EscalationLevel::AutomaticRecovery;
    Notice { id: NoticeId(id), kind, to, incident, severity, escalation }
}

const fn sent(notice: Notice) -> Transition {
    Transition::NoticeSent(notice)
}

const fn delivered(notice: Notice) -> Transition {
    Transition::NoticeDelivered(notice)
}

/// A healthy run, ten seconds in, in which a critical degradation is triggered.
fn drill() -> Telling {
    Telling::new(Expectation::Healthy)
        .stays(10, healthy())
        .happens(healthy(), triggered(PERFORMANCE))
}

/// The drill announced, answered by these, and over after so many seconds more.
fn answered_by(actions: &[Transition], seconds: u64) -> Telling {
    let telling = drill().stays(1, healthy());
    let telling = telling.happens(healthy(), announced(Phase::Responding, PERFORMANCE));
    let alert = notice(NoticeKind::InternalAlert, PERFORMANCE, 1);
    let telling = telling.all_happen(healthy(), &[sent(alert), delivered(alert)]);
    let telling = telling.stays(1, healthy()).all_happen(healthy(), actions);
    let telling = telling.stays(seconds, healthy());
    let resolved = notice(NoticeKind::Resolved, PERFORMANCE, 2);
    let telling = telling.all_happen(healthy(), &[sent(resolved), delivered(resolved)]);
    telling.happens(healthy(), announced(Phase::Normal, PERFORMANCE)).stays(60, healthy())
}

fn violated(judgement: &Judgement) -> Vec<Property> {
    judgement.violations.iter().map(|violation| violation.property).collect()
}

#[test]
fn a_drill_that_is_answered_in_full_and_verified_passes_and_is_no_false_alarm() {
    let judgement = answered_by(&answers(PERFORMANCE), 10).end();
    assert_eq!((violated(&judgement), &judgement.verdict), (vec![], &Verdict::Passed));
    let drill = judgement.drills[0];
    let seconds = [drill.detection, drill.response, drill.complete, drill.end];
    assert_eq!(seconds.map(|at| at.unwrap().as_nanos() / 1_000_000_000), [11, 12, 12, 22]);
}

#[test]
fn a_drill_that_nobody_answers_is_late_after_the_critical_response_time() {
    let judgement = drill().stays(60, healthy()).end();
    check_fails(&judgement, Property::AnswersTheDrill, 41);
    let about = &judgement.violations[0].about;
    assert!(about.ends_with("was not announced within 30 s"), "{about}");
    assert_eq!(judgement.violations[0].incident, Some(PERFORMANCE));
}

#[test]
fn every_immediate_action_is_called_for_the_boost_included_and_in_its_order() {
    let all = answers(PERFORMANCE);
    for left_out in 0..all.len() {
        let mut rest = all.clone();
        rest.remove(left_out);
        let judgement = answered_by(&rest, 10).end();
        assert!(violated(&judgement).contains(&Property::AnswersTheDrill), "{left_out}");
    }
    let swapped = [all[1], all[0], all[2]];
    let about = answered_by(&swapped, 10).end().violations[0].about.clone();
    let said = "activate-algorithm-failsafe was asked for before enter-optimizer-emergency-mode";
    assert!(about.starts_with(said), "{about}");
}

#[test]
fn once_anything_is_the_matter_the_boost_is_for_the_protocol_to_say() {
    let hot = firedrill_model::Truth { drain_pct_per_hour: 2.5, ..healthy() };
    let telling = Telling::new(Expectation::Anything).untold().stays(10, hot);
    let telling = telling.happens(hot, triggered(PERFORMANCE));
    let telling = telling.happens(hot, announced(Phase::Responding, PERFORMANCE));
    let telling = telling.all_happen(hot, &answers(PERFORMANCE)[1..]).stays(40, healthy());
    let judgement = telling.happens(healthy(), announced(Phase::Normal, PERFORMANCE)).end();
    assert!(!violated(&judgement).contains(&Property::AnswersTheDrill), "{judgement:?}");
}

#[test]
fn an_end_before_the_checklist_can_have_held_is_no_answer() {
    let judgement = answered_by(&answers(PERFORMANCE), 9).end();
    check_fails(&judgement, Property::AnswersTheDrill, 21);
}

#[test]
fn a_drill_accounts_for_its_own_type_alone_and_only_until_it_is_over() {
    let other = drill().happens(healthy(), announced(Phase::Responding, MEMORY)).end();
    assert!(violated(&other).contains(&Property::HealthyStaysHealthy));
    let again = answered_by(&answers(PERFORMANCE), 10);
    let again = again.happens(healthy(), announced(Phase::Responding, PERFORMANCE)).end();
    assert!(violated(&again).contains(&Property::HealthyStaysHealthy));
    let alert = notice(NoticeKind::InternalAlert, MEMORY, 9);
    let told = drill().all_happen(healthy(), &[sent(alert), delivered(alert)]).end();
    assert!(violated(&told).contains(&Property::TellsNobodyElse));
}

#[test]
fn a_run_that_ends_in_a_drill_or_never_has_it_is_unexercised() {
    let missing = |judgement: Judgement| match judgement.verdict {
        Verdict::Unexercised { missing } => missing,
        verdict => panic!("{verdict:?}"),
    };
    let short = missing(drill().stays(5, healthy()).end());
    assert!(
        short.starts_with("the run ended in an emergency that was triggered by hand"),
        "{short}"
    );
    let judge = Judge::new(Playbook::built_in(), Expectation::Healthy).awaiting(1);
    let telling = Telling::new(Expectation::Healthy).told_to(judge).stays(60, healthy());
    assert!(missing(telling.end()).contains("never was"));
}

#[test]
fn what_a_drill_suspended_has_to_come_back() {
    let suspended = firedrill_model::Truth { is_suspended: true, ..healthy() };
    let judgement = answered_by(&answers(PERFORMANCE), 10).stays(70, suspended).end();
    assert!(violated(&judgement).contains(&Property::QualityIsRestored));
    let in_time = answered_by(&answers(PERFORMANCE), 10).stays(20, suspended).end();
    assert!(!violated(&in_time).contains(&Property::QualityIsRestored));
}

#[test]
fn an_action_done_by_hand_need_not_be_asked_for() {
    let mut all = answers(PERFORMANCE);
    let by_hand = OperatorEvent::ManualStep(
        Role::Platform,
        Action::ActivateAlgorithmFailsafe,
        firedrill_model::nouns::ActionOutcome::Completed,
    );
    all[1] = Transition::OperatorActed(by_hand);
    assert_eq!(violated(&answered_by(&all, 10).end()), []);
}
