//! Who must be told, and by when.

use firedrill_judge::{Expectation, Property, Verdict};
use firedrill_model::nouns::{
    EmergencyStatus, EscalationLevel, Notice, NoticeId, NoticeKind, Phase, Role, Severity,
};
use firedrill_model::{Transition, Truth};

use crate::telling::{MEMORY, Telling, all_clear, answers, check_fails, healthy, with_memory};

/// A run whose protocol says nothing but what the test says.
fn silent() -> Telling {
    Telling::of_memory(Severity::Critical).untold()
}

const ALERT: Notice = Notice {
    id: NoticeId(1),
    kind: NoticeKind::InternalAlert,
    to: Role::EngineeringLead,
    incident: MEMORY,
    severity: Severity::Critical,
    escalation: EscalationLevel::AutomaticRecovery,
};

const fn reaches(notice: Notice) -> Transition {
    Transition::NoticeDelivered(notice)
}

fn status(escalation: EscalationLevel) -> Transition {
    Transition::StatusAnnounced(EmergencyStatus {
        phase: Phase::Responding,
        incident: Some(MEMORY),
        severity: Some(Severity::Critical),
        escalation,
        ..EmergencyStatus::NORMAL
    })
}

const LEVEL_1: EscalationLevel = EscalationLevel::AutomaticRecovery;
const LEVEL_2: EscalationLevel = EscalationLevel::ManualIntervention;
const LEVEL_4: EscalationLevel = EscalationLevel::FullSystemRecovery;

/// A critical leak that is announced and answered in its first second, and never ends.
fn leak() -> Telling {
    let truth = with_memory(310);
    silent().stays(1, truth).happens(truth, status(LEVEL_1)).all_happen(truth, &answers(MEMORY))
}

fn leaking() -> Truth {
    with_memory(310)
}

fn is_told_in_time(told: &Telling) -> bool {
    let late = Property::TellsEverybodyInTime;
    told.judge().violations().iter().all(|violation| violation.property != late)
}

#[test]
fn an_alert_is_owed_within_the_response_time_of_what_shows() {
    let late = leak().stays(31, leaking()).end();
    check_fails(&late, Property::TellsEverybodyInTime, 32);
    let told = leak().stays(29, leaking()).happens(leaking(), reaches(ALERT)).stays(40, leaking());
    assert!(is_told_in_time(&told));
}

#[test]
fn an_alert_about_something_milder_is_not_enough() {
    let milder = Notice { severity: Severity::Major, ..ALERT };
    let told = leak().happens(leaking(), reaches(milder)).stays(31, leaking()).end();
    check_fails(&told, Property::TellsEverybodyInTime, 32);
}

#[test]
fn time_in_which_the_channel_is_down_does_not_count() {
    let down = Transition::ChannelChanged { is_up: false };
    let up = Transition::ChannelChanged { is_up: true };
    let cut_off = leak().happens(leaking(), down).stays(60, leaking()).happens(leaking(), up);
    let told = cut_off.stays(30, leaking());
    assert!(is_told_in_time(&told));
    assert!(!is_told_in_time(&told.stays(1, leaking())));
}

#[test]
fn the_same_under_another_id_is_once_too_often_and_under_its_own_is_nothing_new() {
    let again = Notice { id: NoticeId(2), ..ALERT };
    let worse = Notice { id: NoticeId(3), severity: Severity::Major, ..ALERT };
    let told = leak()
        .happens(leaking(), reaches(ALERT))
        .happens(leaking(), reaches(ALERT))
        .happens(leaking(), reaches(worse));
    assert_eq!(told.judge().violations(), []);
    let twice = told.happens(leaking(), reaches(again)).end();
    check_fails(&twice, Property::TellsEverybodyOnce, 1);
}

#[test]
fn a_new_emergency_may_be_told_like_the_last_one() {
    let told = leak().happens(leaking(), reaches(ALERT)).happens(leaking(), all_clear());
    let again = Notice { id: NoticeId(2), ..ALERT };
    let told = told.happens(leaking(), status(LEVEL_1)).happens(leaking(), reaches(again));
    assert_eq!(told.judge().violations(), []);
}

#[test]
fn users_are_told_at_level_4_and_not_before() {
    let (kind, to) = (NoticeKind::UserCommunication, Role::Users);
    let users = Notice { id: NoticeId(2), kind, to, ..ALERT };
    let early = leak().happens(leaking(), status(LEVEL_2)).happens(leaking(), reaches(users)).end();
    check_fails(&early, Property::TellsNobodyElse, 1);
    let told = leak().happens(leaking(), status(LEVEL_4)).happens(leaking(), reaches(users));
    assert_eq!(told.judge().violations(), []);
    let late = leak().happens(leaking(), reaches(ALERT)).happens(leaking(), status(LEVEL_4));
    check_fails(&late.stays(61, leaking()).end(), Property::TellsEverybodyInTime, 62);
}

#[test]
fn who_is_not_named_is_nobody_to_alert() {
    let wrong = Notice { to: Role::Product, ..ALERT };
    let told = leak().happens(leaking(), reaches(wrong)).end();
    check_fails(&told, Property::TellsNobodyElse, 1);
}

#[test]
fn nobody_is_told_in_a_healthy_run() {
    let told = Telling::new(Expectation::Healthy).untold().stays(1, healthy());
    let told = told.happens(healthy(), reaches(ALERT)).end();
    check_fails(&told, Property::TellsNobodyElse, 1);
}

#[test]
fn a_page_that_nobody_answers_is_owed_to_the_next_one() {
    let page = |number, to| {
        let (id, kind) = (NoticeId(number), NoticeKind::Page);
        reaches(Notice { id, kind, to, ..ALERT })
    };
    let (kind, to) = (NoticeKind::AppStoreNotification, Role::AppStoreTeam);
    let paged = || {
        leak()
            .happens(leaking(), reaches(ALERT))
            .happens(leaking(), status(LEVEL_2))
            .happens(leaking(), reaches(Notice { id: NoticeId(9), kind, to, ..ALERT }))
            .happens(leaking(), page(10, Role::EngineeringLead))
    };
    let late = |told: Telling| {
        let judgement = told.stays(300, leaking()).end();
        let property = Property::TellsEverybodyInTime;
        let mut violations = judgement.violations.into_iter();
        violations.find(|violation| violation.property == property).map(|violation| violation.at)
    };
    // A minute to answer, and a minute to reach the next one.
    let one = late(paged()).unwrap();
    assert_eq!(one.as_secs_f64() as u64, 122);
    let both = late(paged().happens(leaking(), page(11, Role::Platform))).unwrap();
    assert_eq!(both.as_secs_f64() as u64, 122);
    let acknowledged = firedrill_model::nouns::OperatorEvent::Acknowledged(Role::EngineeringLead);
    let answered = paged().happens(leaking(), Transition::OperatorActed(acknowledged));
    assert_eq!(late(answered), None);
}

#[test]
fn who_was_told_is_owed_the_end() {
    let over = leak().happens(leaking(), reaches(ALERT)).stays(10, healthy());
    let over = over.happens(healthy(), all_clear());
    check_fails(&leave(&over).end(), Property::TellsEverybodyInTime, 312);
    let (id, kind) = (NoticeId(2), NoticeKind::Resolved);
    let told = over.happens(healthy(), reaches(Notice { id, kind, ..ALERT }));
    assert_eq!(told.stays(400, healthy()).end().verdict, Verdict::Passed);
}

fn leave(told: &Telling) -> Telling {
    told.told_to(told.judge().clone()).stays(400, healthy())
}
