//! One transcript for each incident type, from onset to the end of the emergency.

use super::host::{Answer, Host, at, healthy, mb};
use crate::action::{Action, Purpose};
use crate::boundary::{OperatorEvent, Output};
use crate::incident::IncidentType;
use crate::metrics::{HealthMetrics, ThermalState};
use crate::notice::Role;

const ONSET: u64 = 10;

#[test]
fn performance_degradation_is_boosted() {
    let mut host = Host::new();
    // An engine reloaded on every swipe: slow until the sampler keeps one instance.
    host.run(120, &|second, host| {
        let cured = host.since(Action::OptimizeSampler).is_some_and(|seconds| seconds >= 8);
        let slow = second >= ONSET && !cured;
        let multiplier = if slow { Some(95.0) } else { healthy(second).performance_multiplier };
        Some(HealthMetrics { performance_multiplier: multiplier, ..healthy(second) })
    });
    assert!(!host.is_in_emergency_mode());
    insta::assert_snapshot!(host.transcript());
}

#[test]
fn a_memory_leak_is_flushed_and_cleaned() {
    let mut host = Host::new();
    // 30 MB/s until the surgical clean-up, then the excess is gone once caches are cleared.
    host.run(120, &|second, host| {
        let leaked = match (second < ONSET, host.did(Action::SurgicalMemoryCleanup)) {
            (true, _) => 0.0,
            (false, false) => (second - ONSET) as f64 * 30.0,
            (false, true) if host.did(Action::ClearNonEssentialCaches) => 0.0,
            (false, true) => 40.0,
        };
        let usage = healthy(second).memory_usage.unwrap() + mb(leaked);
        Some(HealthMetrics { memory_usage: Some(usage), ..healthy(second) })
    });
    assert!(!host.is_in_emergency_mode());
    insta::assert_snapshot!(host.transcript());
}

#[test]
fn a_battery_drain_is_suspended_and_cooled() {
    let mut host = Host::new();
    host.run(150, &|second, host| {
        let stopped = host.since_first(Action::SuspendCriticalTasks).unwrap_or(0) as f64;
        let suspended = host.did(Action::SuspendCriticalTasks);
        let drain = match (second < ONSET, suspended) {
            (true, _) => 1.6,
            (false, false) => 25.0,
            (false, true) => 1.6 + 23.4 / (1.0 + stopped * stopped),
        };
        let hot = second >= ONSET + 3 && stopped < 40.0;
        let thermal = if hot { ThermalState::Serious } else { ThermalState::Fair };
        Some(HealthMetrics {
            battery_drain_pct_per_hour: Some(drain),
            thermal_state: Some(thermal),
            ..healthy(second)
        })
    });
    assert!(!host.is_in_emergency_mode());
    assert!(!host.did(Action::EnterOptimizerEmergencyMode));
    insta::assert_snapshot!(host.transcript());
}

#[test]
fn a_deadlock_is_broken_and_bypassed() {
    let mut host = Host::new();
    host.run(120, &|second, host| {
        let stuck = second >= ONSET && !host.did(Action::ReallocateResources);
        let multiplier = healthy(second).performance_multiplier.filter(|_| !stuck);
        Some(HealthMetrics {
            performance_multiplier: multiplier,
            ui_responsive: Some(!stuck),
            ..healthy(second)
        })
    });
    assert!(!host.is_in_emergency_mode());
    insta::assert_snapshot!(host.transcript());
}

/// The order of actions of an emergency in which everything goes wrong at once.
#[test]
fn a_compound_emergency_answers_each_incident_and_never_boosts_into_heat() {
    let mut host = Host::new();
    host.run(150, &|second, host| {
        let hot = second >= ONSET && host.since(Action::SuspendIntensiveComputations) < Some(20);
        let leaks = second >= ONSET && !host.did(Action::SurgicalMemoryCleanup);
        let slow = second >= ONSET && host.since(Action::OptimizeSampler) < Some(8);
        let healthy = healthy(second);
        Some(HealthMetrics {
            performance_multiplier: healthy
                .performance_multiplier
                .map(|x| if slow { 120.0 } else { x }),
            memory_usage: healthy.memory_usage.map(|x| if leaks { mb(310.0) } else { x }),
            thermal_state: Some(if hot { ThermalState::Critical } else { ThermalState::Fair }),
            ..healthy
        })
    });
    assert!(!host.is_in_emergency_mode());
    assert!(!host.did(Action::EnterOptimizerEmergencyMode));
    for incident in &IncidentType::ALL[..3] {
        let answered = host.outputs.iter().find(|(_, output)| {
            matches!(output, Output::Perform(command)
                if command.incident == *incident && command.purpose == Purpose::Immediate)
        });
        let (when, _) = answered.unwrap_or_else(|| panic!("{incident} was not answered"));
        assert!(*when <= at(ONSET + 4), "{incident} was answered at {when:?}");
    }
    insta::assert_snapshot!(host.transcript());
}

#[test]
fn a_drill_enters_emergency_mode_and_leaves_it() {
    let mut host = Host::new();
    host.run(20, &|second, _| Some(healthy(second)));
    let incident = IncidentType::CriticalPerformanceDegradation;
    host.operator(OperatorEvent::Triggered(Role::EngineeringLead, incident));
    assert!(host.is_in_emergency_mode());
    host.run(80, &|second, _| Some(healthy(second)));
    assert!(!host.is_in_emergency_mode());
    insta::assert_snapshot!(host.transcript());
}

#[test]
fn a_hanging_action_holds_up_neither_its_successors_nor_another_incident() {
    let mut host = Host::new();
    host.answers = |action| match action {
        Action::EnterOptimizerEmergencyMode => Answer::Hangs,
        Action::ActivateAlgorithmFailsafe => Answer::Fails,
        _ => Answer::Completes,
    };
    host.run(200, &|second, host| {
        let slow = second >= ONSET && host.since(Action::OptimizeSampler) < Some(8);
        let leaks = second >= ONSET + 6 && !host.did(Action::SurgicalMemoryCleanup);
        let healthy = healthy(second);
        Some(HealthMetrics {
            performance_multiplier: healthy
                .performance_multiplier
                .map(|x| if slow { 120.0 } else { x }),
            memory_usage: healthy.memory_usage.map(|x| if leaks { mb(310.0) } else { x }),
            ..healthy
        })
    });
    assert!(!host.is_in_emergency_mode());
    insta::assert_snapshot!(host.transcript());
}
