//! When the protocol believes that all is well, and when it must not.

use core::time::Duration;

use super::host::{Host, at, healthy, mb, noise};
use crate::action::Action;
use crate::boundary::{LifecycleEvent, OperatorEvent, Output, RecoveryProtocol};
use crate::incident::{IncidentType, TriggerCondition};
use crate::metrics::HealthMetrics;
use crate::notice::{NoticeKind, Role};
use crate::procedure::RecoveryProcedure;
use crate::status::Phase;

fn drill(host: &mut Host) {
    let incident = IncidentType::CriticalPerformanceDegradation;
    host.operator(OperatorEvent::Triggered(Role::EngineeringLead, incident));
}

#[test]
fn an_hour_of_healthy_noise_is_no_emergency() {
    let mut host = Host::new();
    host.run(3600, &|second, _| Some(healthy(second)));
    assert_eq!(host.transcript(), "");
}

#[test]
fn an_idle_hour_is_no_emergency() {
    let mut host = Host::new();
    host.run(3600, &|second, _| {
        Some(HealthMetrics { performance_multiplier: None, error_rate: None, ..healthy(second) })
    });
    assert_eq!(host.transcript(), "");
}

#[test]
fn an_idle_user_does_not_keep_an_emergency_open_for_ever() {
    let mut host = Host::new();
    host.run(20, &|second, _| Some(healthy(second)));
    drill(&mut host);
    host.run(150, &|second, _| {
        Some(HealthMetrics { performance_multiplier: None, ..healthy(second) })
    });
    assert!(!host.is_in_emergency_mode(), "{}", host.transcript());
}

#[test]
fn readings_that_cannot_be_believed_end_no_emergency() {
    let disbelieved: [fn(u64) -> Option<HealthMetrics>; 8] = [
        |_| None,
        |second| Some(HealthMetrics { memory_usage: None, ..healthy(second) }),
        |second| Some(HealthMetrics { performance_multiplier: Some(f64::NAN), ..healthy(second) }),
        |second| Some(HealthMetrics { battery_drain_pct_per_hour: Some(0.0), ..healthy(second) }),
        |second| Some(HealthMetrics { taken_at: at(second - second % 30), ..healthy(second / 30) }),
        |second| Some(HealthMetrics { memory_usage: Some(mb(200.0)), ..healthy(second) }),
        |second| Some(HealthMetrics { memory_usage: Some(mb(0.18)), ..healthy(second) }),
        |second| Some(HealthMetrics { taken_at: at(second), ..healthy(1) }),
    ];
    for (index, script) in disbelieved.into_iter().enumerate() {
        let mut host = Host::new();
        host.run(20, &|second, _| Some(healthy(second)));
        drill(&mut host);
        host.run(200, &|second, _| script(second));
        assert!(host.is_in_emergency_mode(), "script {index}\n{}", host.transcript());
        let resumed = host.outputs.iter().any(
            |(_, output)| matches!(output, Output::Status(status) if status.phase == Phase::Resuming),
        );
        assert!(!resumed, "script {index}\n{}", host.transcript());
    }
}

#[test]
fn a_silent_monitor_is_answered_within_the_critical_response_time() {
    let mut host = Host::new();
    host.run(60, &|second, _| (second <= 20).then(|| healthy(second)));
    let (when, action) = host.done[0];
    assert_eq!(action, Action::OpenCircuitBreaker);
    assert!(when <= at(32), "{when:?}");
    assert_eq!(host.protocol.status().trigger, Some(TriggerCondition::SystemUnresponsive));
}

#[test]
fn a_host_that_slept_does_not_blame_the_monitor() {
    let mut host = Host::new();
    host.run(20, &|second, _| Some(healthy(second)));
    host.protocol.handle_timeout(at(7200));
    assert!(!host.is_in_emergency_mode());
    host.protocol.handle_timeout(host.protocol.poll_timeout().unwrap());
    assert!(host.is_in_emergency_mode(), "but silence from then on counts");
}

#[test]
fn a_stage_that_relapses_comes_back_once_its_cause_is_gone() {
    let mut host = Host::new();
    // Background work of this version is what slows the sampler.
    host.run(400, &|second, host| {
        let suspended =
            host.is_on(Action::SuspendBackgroundOperations, Action::ResumeBackgroundOperations);
        let slow = second >= 10 && !suspended && !host.did(Action::RollbackVersion);
        let healthy = healthy(second);
        let multiplier = if slow { Some(150.0) } else { healthy.performance_multiplier };
        Some(HealthMetrics { performance_multiplier: multiplier, ..healthy })
    });
    assert!(!host.is_in_emergency_mode(), "{}", host.transcript());
    assert_eq!(host.count(Action::ResumeBackgroundOperations), 2, "{}", host.transcript());
    assert_eq!(host.count(Action::RollbackVersion), 1);
    let post_mortem = host.outputs.iter().any(|(_, output)| {
        matches!(output, Output::Notify(notice) if notice.kind == NoticeKind::PostMortemRequest)
    });
    assert!(post_mortem);
}

#[test]
fn memory_that_recovery_leaves_between_its_warning_and_its_target_is_known() {
    let mut host = Host::new();
    host.run(900, &|second, _| {
        let usage = if second >= 10 { 197.0 } else { 185.0 };
        Some(HealthMetrics { memory_usage: Some(mb(usage)), ..healthy(second) })
    });
    assert!(!host.is_in_emergency_mode());
    assert!(host.did(Action::ClearNonEssentialCaches));
    assert_eq!(host.count(Action::SurgicalMemoryCleanup), 1, "{}", host.transcript());
}

#[test]
fn errors_that_the_window_remembers_for_a_minute_need_no_escalation() {
    let mut host = Host::new();
    host.run(200, &|second, host| {
        let cured = host.since(Action::EnableFallbacks).unwrap_or(0).min(60) as f64;
        let rate = if second < 10 { 0.0 } else { 0.3 * (1.0 - cured / 60.0) };
        Some(HealthMetrics { error_rate: Some(rate), ..healthy(second) })
    });
    assert!(!host.is_in_emergency_mode(), "{}", host.transcript());
    let paged = |output: &Output| matches!(output, Output::Notify(notice) if notice.kind == NoticeKind::Page);
    assert!(!host.outputs.iter().any(|(_, output)| paged(output)), "{}", host.transcript());
}

#[test]
fn the_optimizers_own_heat_ends_the_boost_not_the_recovery() {
    let mut host = Host::new();
    host.run(200, &|second, host| {
        let slow = second >= 10 && !host.did(Action::OptimizeSampler);
        let heats =
            host.is_on(Action::EnterOptimizerEmergencyMode, Action::LeaveOptimizerEmergencyMode);
        let healthy = healthy(second);
        let multiplier = if slow { Some(150.0) } else { healthy.performance_multiplier };
        let drain = healthy.battery_drain_pct_per_hour.map(|x| if heats { 2.0 * x } else { x });
        Some(HealthMetrics {
            performance_multiplier: multiplier,
            battery_drain_pct_per_hour: drain,
            ..healthy
        })
    });
    assert!(!host.is_in_emergency_mode(), "{}", host.transcript());
    assert!(host.since(Action::LeaveOptimizerEmergencyMode) > Some(120), "{}", host.transcript());
}

#[test]
fn a_relaunch_forgets_what_was_suspended_and_starts_over_if_symptoms_return() {
    let mut host = Host::new();
    let sick = |second: u64, _: &Host| {
        let usage = if second >= 10 { 310.0 } else { 185.0 };
        Some(HealthMetrics { memory_usage: Some(mb(usage)), ..healthy(second) })
    };
    host.run(30, &sick);
    assert_eq!(host.count(Action::SuspendMemoryIntensiveTasks), 1);
    host.protocol.handle_relaunched(at(30), None);
    host.run(45, &sick);
    assert_eq!(host.count(Action::SuspendMemoryIntensiveTasks), 2);
}

#[test]
fn a_memory_warning_is_a_symptom_however_well_the_footprint_looks() {
    for usage in [185.0, 230.0] {
        let mut host = Host::new();
        let looks = |second| HealthMetrics { memory_usage: Some(mb(usage)), ..healthy(second) };
        host.run(2, &|second, _| Some(looks(second)));
        assert!(!host.is_in_emergency_mode());
        host.protocol.handle_lifecycle(at(2), LifecycleEvent::MemoryWarning);
        assert_eq!(host.protocol.status().incident, Some(IncidentType::MemoryLeakEmergency));
        host.run(90, &|second, _| Some(healthy(second)));
        assert!(host.did(Action::SurgicalMemoryCleanup));
        assert!(!host.is_in_emergency_mode(), "{}", host.transcript());
    }
}

#[test]
fn a_procedure_can_be_executed_by_itself() {
    let mut host = Host::new();
    host.run(20, &|second, _| Some(healthy(second)));
    let cleanup = RecoveryProcedure::ImmediateMemoryCleanup;
    host.protocol.execute_recovery_procedure(at(20), cleanup);
    assert_eq!(host.protocol.status().procedure, Some(cleanup));
    host.run(60, &|second, _| Some(healthy(second)));
    assert!(host.did(Action::SurgicalMemoryCleanup));
    assert!(!host.did(Action::FlushDataBuffers), "no immediate action was asked for");
    assert!(!host.is_in_emergency_mode());
}

#[test]
fn the_playbooks_own_call_triggers_an_emergency() {
    let mut host = Host::new();
    let incident = IncidentType::CriticalPerformanceDegradation;
    let trigger = TriggerCondition::PerformanceBelow200X;
    host.protocol.trigger_emergency_response(at(5), incident, "Weekly emergency drill", trigger);
    let status = host.protocol.status();
    assert_eq!((status.incident, status.trigger), (Some(incident), Some(trigger)));
    assert_eq!(status.phase, Phase::Responding);
}

#[test]
fn an_emergency_that_nobody_can_see_the_end_of_goes_back_to_the_last_good_version() {
    let mut host = Host::new();
    host.run(20, &|second, _| Some(healthy(second)));
    drill(&mut host);
    host.run(200, &|second, host| {
        let drain = host.did(Action::RollbackVersion).then_some(1.6 + 0.1 * noise(second, 5));
        Some(HealthMetrics { battery_drain_pct_per_hour: drain, ..healthy(second) })
    });
    assert_eq!(host.count(Action::RollbackVersion), 1, "{}", host.transcript());
    assert!(host.did(Action::FlushDataBuffers));
    assert!(!host.is_in_emergency_mode(), "{}", host.transcript());
}

#[test]
fn an_emergency_ends_on_the_samples_that_arrive_though_most_are_lost() {
    let mut host = Host::new();
    host.run(20, &|second, _| Some(healthy(second)));
    drill(&mut host);
    host.run(140, &|second, _| (second % 4 == 0).then(|| healthy(second)));
    assert!(!host.is_in_emergency_mode(), "{}", host.transcript());
    assert!(!host.did(Action::RollbackVersion));
}

#[test]
fn samples_that_are_late_end_an_emergency_later() {
    let ends = |late: u64| {
        let mut host = Host::new();
        host.run(20, &|second, _| Some(healthy(second)));
        drill(&mut host);
        host.run(150, &|second, _| {
            (second > 20 + late)
                .then(|| HealthMetrics { taken_at: at(second - late), ..healthy(second) })
        });
        assert!(!host.is_in_emergency_mode(), "{}", host.transcript());
        host.outputs.last().unwrap().0
    };
    let stages = 4;
    assert!(ends(8) >= ends(0) + Duration::from_secs(8 + stages * 3));
}
