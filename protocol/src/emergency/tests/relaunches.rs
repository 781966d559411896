//! What outlives the process, and what does not.

use core::time::Duration;

use super::super::EmergencyRecoveryProtocol;
use super::host::{Host, at, healthy, mb, noise};
use crate::action::Action;
use crate::boundary::{OperatorEvent, Output, RecoveryProtocol};
use crate::escalation::EscalationLevel;
use crate::incident::{IncidentType, TriggerCondition};
use crate::metrics::HealthMetrics;
use crate::notice::{NoticeKind, Role};
use crate::playbook::Playbook;
use crate::status::{EmergencyStatus, Phase};

/// A leak that nothing stops.
fn sick(second: u64, _: &Host) -> Option<HealthMetrics> {
    let memory_usage = Some(mb(if second < 10 { 185.0 } else { 280.0 } + noise(second, 9)));
    Some(HealthMetrics { memory_usage, ..healthy(second) })
}

fn well(second: u64, _: &Host) -> Option<HealthMetrics> {
    Some(healthy(second))
}

/// A host in the middle of level 2, whose engineering lead was paged and has not answered.
fn escalated() -> Host {
    let mut host = Host::new();
    let mut second = 10;
    while host.protocol.status().escalation == EscalationLevel::AutomaticRecovery {
        second += 1;
        host.run(second, &sick);
    }
    host
}

fn count(host: &Host, kind: NoticeKind, to: Role) -> usize {
    let is_it = |output: &Output| matches!(output, Output::Notify(notice) if notice.kind == kind && notice.to == to);
    host.outputs.iter().filter(|(_, output)| is_it(output)).count()
}

#[test]
fn an_emergency_goes_on_where_the_last_process_left_it() {
    let mut host = escalated();
    let before = host.protocol.status();
    let (paged_again, level_over) = (host.now, host.now + Duration::from_secs(300));
    host.relaunch();
    assert_eq!(host.protocol.status(), EmergencyStatus { procedure: None, ..before });
    // The page of before is still open, and the level ends when it would have.
    host.run((paged_again - at(0)).as_secs() + 61, &sick);
    assert_eq!(count(&host, NoticeKind::Page, Role::Platform), 1);
    host.run((level_over - at(0)).as_secs() - 1, &sick);
    assert_eq!(host.protocol.status().escalation, EscalationLevel::ManualIntervention);
    host.run((level_over - at(0)).as_secs() + 1, &sick);
    assert_eq!(host.protocol.status().escalation, EscalationLevel::EmergencyRollback);
}

#[test]
fn what_came_due_while_the_app_was_down_is_due_when_it_is_up() {
    let mut host = escalated();
    let saved = host.saved.clone();
    let up = host.now + Duration::from_secs(400);
    let mut next = EmergencyRecoveryProtocol::new(Playbook::built_in());
    next.handle_relaunched(up, saved.as_deref());
    let due = next.poll_timeout().expect("a page and a level are open");
    assert!(due <= up);
    // What people did meanwhile is heard first: a page that was answered is not repeated.
    next.handle_operator(up, OperatorEvent::Acknowledged(Role::EngineeringLead));
    next.handle_timeout(up);
    host.outputs.clear();
    while let Some(output) = next.poll_output() {
        host.outputs.push((up, output));
    }
    assert_eq!(count(&host, NoticeKind::Page, Role::Platform), 0);
    assert_eq!(next.status().escalation, EscalationLevel::EmergencyRollback);
}

#[test]
fn what_was_in_force_is_not_in_a_new_process_and_the_checklist_has_to_hold_anew() {
    let mut host = escalated();
    let suspends = Action::SuspendMemoryIntensiveTasks;
    let before = host.count(suspends);
    assert!(before > 0);
    host.relaunch();
    let up = (host.now - at(0)).as_secs();
    host.run(up + 11, &well);
    assert_eq!(host.count(suspends), before + 1, "a new process suspends nothing by itself");
    assert!(host.is_in_emergency_mode(), "the checklist has not held for ten seconds");
    host.run(up + 120, &well);
    assert!(!host.is_in_emergency_mode());
    // Everybody who was told of the emergency is told of its end, in whichever process.
    assert_eq!(count(&host, NoticeKind::Resolved, Role::EngineeringLead), 1);
}

#[test]
fn a_text_that_cannot_be_read_is_nothing_saved_and_the_status_says_so() {
    let incident = IncidentType::MemoryLeakEmergency;
    let host = escalated();
    let text = host.saved.clone().expect("an emergency is saved");
    let another_version = text.replace("\"version\":1", "\"version\":2");
    let ahead = text.replace("\"saved_at\":", "\"saved_at\":9");
    let no_case = Host::new().protocol.saved_state().replace("null", "{}");
    let bad = ["{", "null", "\u{0}", &text[..text.len() - 1], &another_version, &ahead, &no_case];
    for text in bad {
        let mut next = EmergencyRecoveryProtocol::new(Playbook::built_in());
        next.handle_relaunched(host.now, Some(text));
        let outputs: Vec<_> = core::iter::from_fn(|| next.poll_output()).collect();
        assert_eq!(next.status(), EmergencyStatus::NORMAL, "{text}");
        assert_eq!(outputs, [Output::Status(EmergencyStatus::NORMAL), Output::Save], "{text}");
        // An id that an earlier process may have used is not used again.
        next.trigger_emergency_response(host.now, incident, "", TriggerCondition::Manual);
        let Some(Output::Notify(notice)) = next.poll_output() else { panic!("nobody is told") };
        assert!(notice.id.0 > 1_000);
    }
}

#[test]
fn a_process_that_finds_nothing_says_so_and_sees_for_itself() {
    let mut host = escalated();
    host.saved = None;
    host.relaunch();
    assert_eq!(host.outputs.last().map(|(_, o)| *o), Some(Output::Status(EmergencyStatus::NORMAL)));
    host.run((host.now - at(0)).as_secs() + 10, &sick);
    let status = host.protocol.status();
    assert!(status.is_in_emergency_mode());
    assert_eq!(status.escalation, EscalationLevel::AutomaticRecovery, "how far it was is lost");
}

#[test]
fn a_text_cannot_put_a_deadline_off() {
    let host = escalated();
    let text = host.saved.clone().expect("an emergency is saved");
    let later = text.replace("\"level\":", "\"level\":9").replace("\"page\":", "\"page\":9");
    let mut next = EmergencyRecoveryProtocol::new(Playbook::built_in());
    let later = later.replacen("\"level\":9\"", "\"level\":\"", 1);
    next.handle_relaunched(host.now, Some(&later));
    assert_eq!(next.status().phase, Phase::Escalated, "{later}");
    for _ in 0..3 {
        let due = next.poll_timeout().expect("deadlines are set");
        assert!(due <= host.now + Duration::from_secs(300), "{later}");
        next.handle_timeout(due);
    }
}

#[test]
fn nothing_is_saved_while_nothing_happens() {
    let mut host = Host::new();
    host.run(3600, &well);
    assert_eq!(host.saved, None);
    let mut host = Host::new();
    host.run(400, &sick);
    let said = host.outputs.len();
    assert!(host.saves * 4 < said, "{} times, though only {said} things were said", host.saves);
}

#[test]
fn what_is_saved_can_be_reviewed() {
    let host = escalated();
    insta::assert_snapshot!(host.saved.as_deref().unwrap_or_default());
}

#[test]
fn what_was_said_of_an_emergency_is_known_in_every_process_until_it_is_over() {
    let mut host = Host::new();
    let (incident, trigger) = (IncidentType::MemoryLeakEmergency, TriggerCondition::Manual);
    let text = "the deck shows last week's jobs";
    host.protocol.trigger_emergency_response(host.now, incident, text, trigger);
    host.run(2, &sick);
    host.relaunch();
    assert_eq!(host.protocol.description(), Some(text));
    assert!(host.protocol.status_description().ends_with(text));
    host.run(120, &well);
    assert_eq!(host.protocol.description(), None);
    assert_eq!(host.protocol.status_description(), "normal operation");
}
