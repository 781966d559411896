//! What happens when level 1 is not enough.

use super::host::{Answer, Host, at, healthy, mb};
use crate::action::{Action, ActionOutcome};
use crate::boundary::{OperatorEvent, Output};
use crate::escalation::EscalationLevel;
use crate::metrics::{HealthMetrics, ThermalState};
use crate::notice::{NoticeKind, Role};

fn told(host: &Host, kind: NoticeKind) -> Option<u64> {
    let notice = host
        .outputs
        .iter()
        .find(|(_, output)| matches!(output, Output::Notify(notice) if notice.kind == kind));
    notice.map(|(when, _)| (*when - at(0)).as_secs())
}

fn leaky(second: u64, usage: f64) -> Option<HealthMetrics> {
    let usage = usage + super::host::noise(second, 9);
    Some(HealthMetrics { memory_usage: Some(mb(usage)), ..healthy(second) })
}

#[test]
fn what_only_a_rollback_cures_goes_up_to_level_three_and_comes_down_to_normal() {
    let mut host = Host::new();
    host.run(700, &|second, host| {
        let sick = second >= 10 && !host.did(Action::RollbackVersion);
        leaky(second, if sick { 280.0 } else { 185.0 })
    });
    assert!(!host.is_in_emergency_mode());
    insta::assert_snapshot!(host.transcript());
}

#[test]
fn without_success_full_recovery_is_tried_again_and_again() {
    let mut host = Host::new();
    host.run(3600, &|second, _| leaky(second, if second >= 10 { 280.0 } else { 185.0 }));
    assert_eq!(host.protocol.status().escalation, EscalationLevel::FullSystemRecovery);
    assert!(told(&host, NoticeKind::UserCommunication).is_some());
    assert!(told(&host, NoticeKind::ComplianceReview).is_some());
    assert!(host.count(Action::FullSystemRecovery) >= 10);
    assert_eq!(host.count(Action::RollbackVersion), 1);
}

#[test]
fn every_restart_is_preceded_by_its_own_flush() {
    let mut host = Host::new();
    host.run(3600, &|second, _| leaky(second, if second >= 10 { 280.0 } else { 185.0 }));
    let mut flushed = false;
    for (_, action) in &host.done {
        match action {
            Action::FlushDataBuffers => flushed = true,
            Action::RollbackVersion | Action::FullSystemRecovery => {
                assert!(core::mem::take(&mut flushed), "{action} without a flush");
            }
            _ => {}
        }
    }
}

#[test]
fn memory_near_the_devices_limit_does_not_wait_for_level_two_to_end() {
    let mut host = Host::new();
    // An essential component leaks 40 MB/s: only a restart frees it.
    host.run(120, &|second, host| {
        let from = host.since(Action::RollbackVersion).map_or(10, |_| u64::MAX);
        leaky(second, 185.0 + second.saturating_sub(from) as f64 * 40.0)
    });
    let rollback = host.done.iter().find(|(_, action)| *action == Action::RollbackVersion);
    assert!(rollback.is_some_and(|(when, _)| *when < at(40)), "{}", host.transcript());
    assert!(!host.is_in_emergency_mode());
}

#[test]
fn growth_past_the_critical_line_pages_at_once_but_leaves_people_a_minute() {
    let mut host = Host::new();
    host.run(300, &|second, host| {
        let from = host.since(Action::RollbackVersion).map_or(10, |_| u64::MAX);
        leaky(second, 185.0 + second.saturating_sub(from) as f64 * 4.0)
    });
    let paged = told(&host, NoticeKind::Page).unwrap();
    let rollback = host.done.iter().find(|(_, action)| *action == Action::RollbackVersion);
    let rollback = rollback.map(|(when, _)| (*when - at(0)).as_secs()).unwrap();
    assert!(paged < 60, "{}", host.transcript());
    assert!((60..120).contains(&(rollback - paged)), "{}", host.transcript());
    assert!(!host.is_in_emergency_mode());
}

#[test]
fn a_restart_that_is_refused_is_tried_once_more_with_a_flush_of_its_own() {
    let mut host = Host::new();
    host.answers = |action| match action {
        Action::RollbackVersion => Answer::Fails,
        _ => Answer::Completes,
    };
    host.run(450, &|second, _| leaky(second, if second >= 10 { 280.0 } else { 185.0 }));
    let asked = host.outputs.iter().filter_map(|(_, output)| match output {
        Output::Perform(command) => Some(command.action),
        _ => None,
    });
    let restarts = [Action::FlushDataBuffers, Action::RollbackVersion];
    let later = asked.skip_while(|action| *action != Action::RollbackVersion);
    let next: Vec<_> = later.take(3).collect();
    assert_eq!(next, [&restarts[1..], &restarts[..]].concat());
}

#[test]
fn a_dead_interface_is_not_waited_on_for_minutes() {
    let mut host = Host::new();
    host.run(150, &|second, host| {
        let dead = second >= 10 && !host.did(Action::RollbackVersion);
        let multiplier = healthy(second).performance_multiplier.filter(|_| !dead);
        Some(HealthMetrics {
            ui_responsive: Some(!dead),
            performance_multiplier: multiplier,
            ..healthy(second)
        })
    });
    assert!(host.did(Action::RollbackVersion), "{}", host.transcript());
    assert!(!host.is_in_emergency_mode(), "{}", host.transcript());
}

#[test]
fn heat_alone_pages_people_but_restarts_nothing() {
    let mut host = Host::new();
    host.run(1800, &|second, _| {
        let state = if second >= 10 { ThermalState::Serious } else { ThermalState::Fair };
        Some(HealthMetrics { thermal_state: Some(state), ..healthy(second) })
    });
    assert_eq!(host.protocol.status().escalation, EscalationLevel::ManualIntervention);
    assert!(!host.did(Action::RollbackVersion));
    let pages = host.outputs.iter().filter_map(|(_, output)| match output {
        Output::Notify(notice) if notice.kind == NoticeKind::Page => Some(notice.to),
        _ => None,
    });
    assert_eq!(pages.collect::<Vec<_>>(), [Role::EngineeringLead, Role::Platform, Role::Product]);
}

#[test]
fn a_page_goes_to_the_platform_team_unless_it_is_acknowledged() {
    let platform_paged = |acknowledge: bool| {
        let mut host = Host::new();
        let sick = |second, _: &Host| leaky(second, if second >= 10 { 280.0 } else { 185.0 });
        host.run(150, &sick);
        assert!(told(&host, NoticeKind::Page).is_some());
        if acknowledge {
            host.operator(OperatorEvent::Acknowledged(Role::EngineeringLead));
        }
        host.run(300, &sick);
        host.outputs.iter().any(|(_, output)| {
            matches!(output, Output::Notify(notice)
                if notice.kind == NoticeKind::Page && notice.to == Role::Platform)
        })
    };
    assert!(platform_paged(false));
    assert!(!platform_paged(true));
}

#[test]
fn a_manual_step_that_cures_ends_the_emergency() {
    let mut host = Host::new();
    let sick = |second: u64, _: &Host| {
        leaky(second, if (10..200).contains(&second) { 280.0 } else { 185.0 })
    };
    host.run(200, &sick);
    assert_eq!(host.protocol.status().escalation, EscalationLevel::ManualIntervention);
    let step = Action::RollbackConfiguration;
    let lead = Role::EngineeringLead;
    host.operator(OperatorEvent::ManualStep(lead, step, ActionOutcome::Completed));
    host.run(260, &sick);
    assert!(!host.is_in_emergency_mode(), "{}", host.transcript());
    assert!(told(&host, NoticeKind::PostMortemRequest).is_some());
}

#[test]
fn a_rollback_that_hangs_is_followed_by_full_recovery() {
    let mut host = Host::new();
    host.answers = |action| match action {
        Action::RollbackVersion => Answer::Hangs,
        _ => Answer::Completes,
    };
    host.run(900, &|second, host| {
        let sick = second >= 10 && !host.did(Action::FullSystemRecovery);
        leaky(second, if sick { 280.0 } else { 185.0 })
    });
    assert!(host.did(Action::FullSystemRecovery));
    assert!(!host.is_in_emergency_mode());
}
