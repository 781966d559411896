//! The team under a protocol that only tells people things: who answers, what they do, and what
//! keeps them from it.

use firedrill_model::faults::{Fault, FaultKind, MemoryFault, RecoveryFault};
use firedrill_model::{Absent, Duration, Transition, World};
use firedrill_protocol::{
    Action, ActionOutcome, Bytes, CommandId, EmergencyStatus, EscalationLevel, HealthMetrics,
    IncidentType, LifecycleEvent, Notice, NoticeId, NoticeKind, OperatorEvent, Output, Playbook,
    RecoveryProtocol, Role, Severity, Timestamp,
};
use firedrill_sim::{Span, Time};

use crate::scripted::room;

/// Says one thing at the hundredth sample.
#[derive(Clone, Debug)]
struct Caller {
    notice: Notice,
    samples: u32,
}

impl RecoveryProtocol for Caller {
    fn handle_metrics(&mut self, _: Timestamp, _: &HealthMetrics) {
        self.samples += 1;
    }

    fn handle_step_finished(&mut self, _: Timestamp, _: CommandId, _: ActionOutcome) {}

    fn handle_operator(&mut self, _: Timestamp, _: OperatorEvent) {}

    fn handle_lifecycle(&mut self, _: Timestamp, _: LifecycleEvent) {}

    fn handle_relaunched(&mut self, _: Timestamp, _: Option<&str>) {}

    fn handle_timeout(&mut self, _: Timestamp) {}

    fn poll_output(&mut self) -> Option<Output> {
        if self.samples != 100 {
            return None;
        }
        self.samples += 1;
        Some(Output::Notify(self.notice))
    }

    fn poll_timeout(&self) -> Option<Timestamp> {
        None
    }

    fn emergency_status(&self) -> EmergencyStatus {
        EmergencyStatus::NORMAL
    }
}

fn page(to: Role, incident: IncidentType, escalation: EscalationLevel) -> Notice {
    let (id, kind) = (NoticeId(1), NoticeKind::Page);
    Notice { id, kind, to, incident, severity: Severity::Critical, escalation }
}

/// What people did in an hour, as the record has it.
fn acts(notice: Notice, faults: &[FaultKind]) -> (Vec<OperatorEvent>, Vec<Transition>) {
    let beginning = |kind: &FaultKind| Fault::new(Duration(Span::from_secs(60)), *kind);
    let config = room(faults.iter().map(beginning).collect());
    let caller = Caller { notice, samples: 0 };
    let mut simulation = World::simulation(&config, &Playbook::built_in(), caller).unwrap();
    simulation.run_until(Time::ZERO + Span::from_mins(60));
    let transitions = simulation.handler().transitions().to_vec();
    let acted = transitions.iter().filter_map(|transition| match transition {
        Transition::OperatorActed(event) => Some(*event),
        _ => None,
    });
    (acted.collect(), transitions)
}

const LEVEL_2: EscalationLevel = EscalationLevel::ManualIntervention;
const LEVEL_3: EscalationLevel = EscalationLevel::EmergencyRollback;
const LEAK: IncidentType = IncidentType::MemoryLeakEmergency;

#[track_caller]
fn check_step(notice: Notice, faults: &[FaultKind], action: Action, outcome: ActionOutcome) {
    let role = notice.to;
    let expect =
        [OperatorEvent::Acknowledged(role), OperatorEvent::ManualStep(role, action, outcome)];
    assert_eq!(acts(notice, faults).0, expect);
}

#[test]
fn the_lead_rolls_the_configuration_back_and_at_level_3_the_version() {
    let (lead, done) = (Role::EngineeringLead, ActionOutcome::Completed);
    check_step(page(lead, LEAK, LEVEL_2), &[], Action::RollbackConfiguration, done);
    check_step(page(lead, LEAK, LEVEL_3), &[], Action::RollbackVersion, done);
}

#[test]
fn the_platform_team_turns_what_it_runs() {
    let (platform, done) = (Role::Platform, ActionOutcome::Completed);
    let step = |incident, action| check_step(page(platform, incident, LEVEL_2), &[], action, done);
    step(LEAK, Action::RestartApp);
    step(IncidentType::SystemInstability, Action::OpenCircuitBreaker);
    step(IncidentType::BatteryDrainCrisis, Action::SuspendCriticalTasks);
}

#[test]
fn a_manual_step_removes_the_cause_that_it_would_remove_for_a_protocol() {
    let cache = MemoryFault::CacheWithoutEviction { per_swipe: Bytes::mb(1) };
    let notice = page(Role::EngineeringLead, LEAK, LEVEL_2);
    let ended = Transition::FaultEnded(0, Some(Action::RollbackConfiguration));
    assert!(acts(notice, &[cache.into()]).1.contains(&ended));
    let told = Notice { kind: NoticeKind::InternalAlert, ..notice };
    assert!(!acts(told, &[cache.into()]).1.contains(&ended), "who is not called does not act");
}

#[test]
fn people_have_no_more_to_go_back_to_than_a_protocol() {
    let (lead, failed) = (Role::EngineeringLead, ActionOutcome::Failed);
    let expired = [RecoveryFault::BaselineExpired {}.into()];
    check_step(page(lead, LEAK, LEVEL_2), &expired, Action::RollbackConfiguration, failed);
    let invalid = [RecoveryFault::RollbackTargetInvalid {}.into()];
    check_step(page(lead, LEAK, LEVEL_3), &invalid, Action::RollbackVersion, failed);
}

#[test]
fn users_are_told_and_reviews_are_held() {
    let tell = |kind, to| Notice { kind, ..page(to, LEAK, LEVEL_3) };
    let (told, _) = acts(tell(NoticeKind::UserCommunication, Role::Users), &[]);
    assert_eq!(told, [OperatorEvent::Attended(Role::Product, NoticeKind::UserCommunication)]);
    let (held, _) = acts(tell(NoticeKind::ComplianceReview, Role::Compliance), &[]);
    assert_eq!(held, [OperatorEvent::Attended(Role::Compliance, NoticeKind::ComplianceReview)]);
}

#[test]
fn what_goes_through_a_dead_channel_reaches_nobody_and_the_record_says_so() {
    let notice = page(Role::EngineeringLead, LEAK, LEVEL_2);
    let (acted, noted) = acts(notice, &[RecoveryFault::AlertChannelDown {}.into()]);
    assert_eq!(acted, []);
    assert!(noted.contains(&Transition::NoticeSent(notice)));
    assert!(noted.contains(&Transition::NoticeLost(notice)));
    assert!(!acts(notice, &[]).1.contains(&Transition::NoticeLost(notice)));
}

/// Instants of arrival, and what the protocol is told: the channel's faults differ in both.
#[test]
fn a_notice_takes_its_time_through_the_channel_and_a_channel_that_ends_says_so() {
    let notice = page(Role::EngineeringLead, LEAK, LEVEL_2);
    assert!(acts(notice, &[]).1.contains(&Transition::NoticeDelivered(notice)));
    let (_, noted) = acts(notice, &[RecoveryFault::AlertChannelDown {}.into()]);
    assert!(noted.contains(&Transition::ChannelChanged { is_up: false }));
    assert!(!noted.contains(&Transition::NoticeDelivered(notice)));
}

#[test]
fn a_notice_whose_confirmation_is_lost_arrives_and_is_answered_all_the_same() {
    let notice = page(Role::EngineeringLead, LEAK, LEVEL_2);
    let (acted, noted) = acts(notice, &[RecoveryFault::DeliveryUnconfirmed {}.into()]);
    assert_eq!(acted.len(), 2);
    assert!(noted.contains(&Transition::NoticeDelivered(notice)));
    assert!(!noted.contains(&Transition::NoticeLost(notice)));
}

#[test]
fn who_is_absent_does_not_answer_and_others_do() {
    let absent = |who| [RecoveryFault::NobodyAnswers { who }.into()];
    let lead = page(Role::EngineeringLead, LEAK, LEVEL_2);
    let platform = page(Role::Platform, LEAK, LEVEL_2);
    assert_eq!(acts(lead, &absent(Absent::EngineeringLead)).0, []);
    assert_eq!(acts(platform, &absent(Absent::EngineeringLead)).0.len(), 2);
    assert_eq!(acts(platform, &absent(Absent::Everybody)).0, []);
}
