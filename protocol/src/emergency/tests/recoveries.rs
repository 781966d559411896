//! What becomes of causes that recovery does not remove at once.

use super::host::{Answer, Host, at, healthy, mb, noise};
use crate::action::Action;
use crate::boundary::Output;
use crate::escalation::EscalationLevel;
use crate::incident::IncidentType;
use crate::metrics::HealthMetrics;
use crate::notice::NoticeKind;
use crate::procedure::RecoveryProcedure;
use crate::status::Phase;

const ONSET: u64 = 10;

/// Passes are slow at full quality until `cure` was carried out; the failsafe hides it.
fn slow_until(cure: Action) -> impl Fn(u64, &Host) -> Option<HealthMetrics> {
    move |second, host| {
        let relieved = host.is_on(Action::ActivateAlgorithmFailsafe, Action::RestoreFullQuality);
        let slow = second >= ONSET && !host.did(cure) && !relieved;
        let healthy = healthy(second);
        let multiplier = if slow { Some(230.0) } else { healthy.performance_multiplier };
        Some(HealthMetrics { performance_multiplier: multiplier, ..healthy })
    }
}

fn highest(host: &Host) -> EscalationLevel {
    let levels = host.outputs.iter().filter_map(|(_, output)| match output {
        Output::Status(status) => Some(status.escalation),
        _ => None,
    });
    levels.max().unwrap()
}

fn is_back(host: &Host, off: Action, on: Action) -> bool {
    !host.is_on(off, on) || host.since(off) >= host.since(Action::RollbackVersion)
}

#[test]
fn a_relapse_at_full_quality_puts_the_configuration_back_and_quality_after_it() {
    let mut host = Host::new();
    host.run(400, &slow_until(Action::RollbackConfiguration));
    assert!(!host.is_in_emergency_mode(), "{}", host.transcript());
    assert_eq!(highest(&host), EscalationLevel::ManualIntervention);
    assert!(!host.did(Action::RollbackVersion));
    assert!(!host.is_on(Action::ActivateAlgorithmFailsafe, Action::RestoreFullQuality));
}

#[test]
fn a_cause_in_the_code_is_rolled_back_after_the_configuration_did_not_help() {
    let mut host = Host::new();
    host.run(600, &slow_until(Action::RollbackVersion));
    assert!(!host.is_in_emergency_mode(), "{}", host.transcript());
    assert_eq!(highest(&host), EscalationLevel::EmergencyRollback);
    assert_eq!(host.count(Action::RollbackVersion), 1);
    assert!(is_back(&host, Action::ActivateAlgorithmFailsafe, Action::RestoreFullQuality));
}

#[test]
fn what_nothing_cures_is_met_again_after_cool_downs_that_grow() {
    let mut host = Host::new();
    // The weather: it lasts a quarter of an hour, and no restart changes it.
    let script = |second: u64, host: &Host| {
        let restarts = [Action::RollbackVersion, Action::FullSystemRecovery];
        let restarted = restarts.into_iter().filter_map(|action| host.since(action)).min();
        let failsafe = host.since(Action::ActivateAlgorithmFailsafe);
        let relieved = host.is_on(Action::ActivateAlgorithmFailsafe, Action::RestoreFullQuality)
            && failsafe.is_some_and(|since| restarted.is_none_or(|restarted| since < restarted));
        let slow = (ONSET..900).contains(&second) && !relieved;
        let healthy = healthy(second);
        let multiplier = if slow { Some(320.0) } else { healthy.performance_multiplier };
        Some(HealthMetrics { performance_multiplier: multiplier, ..healthy })
    };
    host.run(900, &script);
    let tries: Vec<u64> = host
        .done
        .iter()
        .filter(|(_, action)| *action == Action::RestoreFullQuality)
        .map(|(when, _)| (*when - at(0)).as_secs())
        .collect();
    let gaps: Vec<u64> = tries.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!((3..=10).contains(&tries.len()), "{tries:?}\n{}", host.transcript());
    assert!(gaps[0] < gaps[2] && gaps.iter().all(|gap| *gap >= 30), "{gaps:?}");
    host.run(1200, &script);
    assert!(!host.is_in_emergency_mode(), "{}", host.transcript());
    assert!(is_back(&host, Action::ActivateAlgorithmFailsafe, Action::RestoreFullQuality));
}

#[test]
fn an_incident_that_comes_back_after_the_emergency_goes_further_up_each_time() {
    let mut host = Host::new();
    // The release leaks again soon after each clean-up.
    host.run(1200, &|second, host| {
        let since = host.since(Action::SurgicalMemoryCleanup).unwrap_or(second);
        let leaks = second >= ONSET && !host.did(Action::RollbackVersion) && since > 60;
        let usage = if leaks || second == ONSET { 320.0 } else { 185.0 };
        let usage = if second < 15 && second >= ONSET { 320.0 } else { usage };
        Some(HealthMetrics { memory_usage: Some(mb(usage + noise(second, 9))), ..healthy(second) })
    });
    assert_eq!(host.count(Action::RollbackVersion), 1, "{}", host.transcript());
    assert!(!host.is_in_emergency_mode(), "{}", host.transcript());
}

#[test]
fn a_restart_waits_for_a_flush_that_fails_and_calls_people() {
    let mut host = Host::new();
    host.answers = |action| match action {
        Action::FlushDataBuffers => Answer::Fails,
        _ => Answer::Completes,
    };
    host.run(900, &|second, _| {
        let usage = if second >= ONSET { 280.0 } else { 185.0 } + noise(second, 9);
        Some(HealthMetrics { memory_usage: Some(mb(usage)), ..healthy(second) })
    });
    assert!(highest(&host) >= EscalationLevel::EmergencyRollback);
    let asked = |wanted: Action| {
        host.outputs.iter().filter(
            move |(_, output)| matches!(output, Output::Perform(command) if command.action == wanted),
        )
    };
    assert_eq!(asked(Action::RollbackVersion).count(), 0, "swipes would be lost");
    assert!(asked(Action::FlushDataBuffers).count() > 10, "it is tried again");
    let pages = host.outputs.iter().filter(
        |(_, output)| matches!(output, Output::Notify(notice) if notice.kind == NoticeKind::Page),
    );
    assert!(pages.count() > 2);
}

#[test]
fn a_process_that_dies_in_the_middle_of_its_recovery_begins_it_anew_at_once() {
    let mut host = Host::new();
    let sick = |second: u64, _: &Host| {
        let multiplier = if second >= ONSET { 95.0 } else { 480.0 };
        Some(HealthMetrics { performance_multiplier: Some(multiplier), ..healthy(second) })
    };
    host.run(16, &sick);
    assert_eq!(host.count(Action::EnterOptimizerEmergencyMode), 1);
    host.relaunch();
    host.run(18, &sick);
    assert_eq!(host.count(Action::EnterOptimizerEmergencyMode), 2, "{}", host.transcript());
    host.relaunch();
    host.run(24, &sick);
    assert!(host.did(Action::RollbackVersion), "it dies again and again\n{}", host.transcript());
}

#[test]
fn a_pass_that_never_ends_is_no_idle_user() {
    let mut host = Host::new();
    host.run(60, &|second, host| {
        let stuck = second >= 20 && !host.did(Action::ReallocateResources);
        let healthy = healthy(second);
        let multiplier = healthy.performance_multiplier.filter(|_| !stuck);
        Some(HealthMetrics { performance_multiplier: multiplier, ..healthy })
    });
    let first = host.done.first().copied();
    assert_eq!(first.map(|(_, action)| action), Some(Action::OpenCircuitBreaker));
    assert!(first.is_some_and(|(when, _)| when < at(35)));
    assert!(!host.is_in_emergency_mode(), "{}", host.transcript());
}

#[test]
fn an_interface_that_is_blocked_again_and_again_is_answered_though_it_answers_in_between() {
    let stutters = |lasts: u64| {
        let mut host = Host::new();
        host.run(60, &|second, host| {
            let blocked = second >= 20 && second % 7 < lasts && !host.did(Action::EnableBypass);
            Some(HealthMetrics { ui_responsive: Some(!blocked), ..healthy(second) })
        });
        host.done.first().map(|(when, _)| (*when - at(0)).as_secs())
    };
    assert_eq!(stutters(1), None, "too short to be severe");
    assert!(stutters(2).is_some_and(|second| second < 35));
}

#[test]
fn a_drain_that_full_service_costs_keeps_no_emergency_open() {
    let mut host = Host::new();
    host.run(400, &|second, host| {
        let leaks = second >= ONSET && !host.did(Action::SurgicalMemoryCleanup);
        let suspended = host.is_on(Action::EnableGracefulDegradation, Action::RestoreFullQuality);
        // An aged cell in the heat: a little above the checklist's line, and far below any severity.
        let drain = if second < ONSET || suspended { 1.2 } else { 2.6 } + 0.05 * noise(second, 3);
        let usage = if leaks { 260.0 } else { 185.0 } + noise(second, 9);
        Some(HealthMetrics {
            memory_usage: Some(mb(usage)),
            battery_drain_pct_per_hour: Some(drain),
            ..healthy(second)
        })
    });
    assert!(!host.is_in_emergency_mode(), "{}", host.transcript());
    assert!(!host.did(Action::RollbackVersion), "{}", host.transcript());
    assert!(!host.is_on(Action::EnableGracefulDegradation, Action::RestoreFullQuality));
}

#[test]
fn a_procedure_is_announced_until_it_is_verified_and_no_longer_than_it_lasts() {
    let mut host = Host::new();
    host.run(200, &|second, host| {
        let cured = host.since(Action::EnableFallbacks).is_some_and(|since| since > 40);
        let rate = if second >= ONSET && !cured { 0.3 } else { 0.0 };
        Some(HealthMetrics { error_rate: Some(rate), ..healthy(second) })
    });
    let breaker = RecoveryProcedure::CircuitBreakerActivation;
    let announced = host.outputs.iter().find_map(|(_, output)| match output {
        Output::Status(status) if status.phase == Phase::Verifying => Some(*status),
        _ => None,
    });
    assert_eq!(announced.and_then(|status| status.procedure), Some(breaker));
    assert_eq!(announced.and_then(|status| status.incident), Some(IncidentType::SystemInstability));
    assert!(!host.is_in_emergency_mode(), "{}", host.transcript());
}

#[test]
fn what_is_stuck_is_freed_once_more_after_the_way_round_is_open() {
    let mut host = Host::new();
    host.run(60, &|second, host| {
        // What was freed runs into the same trap until the bypass is there.
        let bypassed = host.since(Action::EnableBypass);
        let freed = host.since(Action::ReallocateResources) < bypassed && bypassed.is_some();
        let stuck = second >= ONSET && !freed;
        Some(HealthMetrics { ui_responsive: Some(!stuck), ..healthy(second) })
    });
    assert!(!host.is_in_emergency_mode(), "{}", host.transcript());
    assert_eq!(host.count(Action::ReallocateResources), 2);
}
