//! What is learnt of the healthy app, when, and what never is.

use core::time::Duration;

use super::host::{Host, at, briefing, healthy, mb, noise};
use crate::action::{Action, ActionOutcome};
use crate::baseline::Baseline;
use crate::boundary::{LifecycleEvent, OperatorEvent, Output, RecoveryProtocol};
use crate::metrics::HealthMetrics;
use crate::notice::{NoticeKind, Role};

/// Until a window of observation and the afterthought have passed.
const A_WINDOW: u64 = 662;

/// A healthy second at another speed and size.
fn going(second: u64, multiplier: f64, usage: f64) -> HealthMetrics {
    HealthMetrics {
        performance_multiplier: Some(multiplier * (1.0 + 0.01 * noise(second, 1))),
        memory_usage: Some(mb(usage + noise(second, 2))),
        ..healthy(second)
    }
}

fn learnt(host: &Host) -> Vec<(u64, Baseline)> {
    let learnt = host.outputs.iter().filter_map(|(when, output)| match output {
        Output::Baseline(baseline) => Some(((*when - at(0)).as_secs(), *baseline)),
        _ => None,
    });
    learnt.collect()
}

fn run(seconds: u64, multiplier: f64, usage: f64) -> Host {
    let mut host = Host::new();
    host.run(seconds, &|second, _| Some(going(second, multiplier, usage)));
    host
}

#[track_caller]
fn check_learnt(host: &Host, multiplier: f64, usage: f64) {
    let [(_, baseline)] = learnt(host)[..] else { panic!("{:?}", learnt(host)) };
    assert!((baseline.performance_multiplier - multiplier).abs() < 2.0, "{baseline:?}");
    assert!((baseline.memory_usage.as_mb() - usage).abs() < 0.5, "{baseline:?}");
}

#[test]
fn performance_or_memory_that_improved_is_learnt_and_noise_is_not() {
    check_learnt(&run(A_WINDOW, 480.0 * 1.06, 185.0), 508.8, 185.0);
    check_learnt(&run(A_WINDOW, 480.0, 185.0 * 0.94), 480.0, 173.9);
    assert_eq!(learnt(&run(3 * A_WINDOW, 480.0 * 1.04, 185.0 * 0.97)), []);
    // Smaller, but slower by a fifth: that is a regression and no improvement.
    assert_eq!(learnt(&run(3 * A_WINDOW, 480.0 * 0.8, 185.0 * 0.9)), []);
}

#[test]
fn a_new_version_is_learnt_whether_or_not_it_is_better() {
    let mut host = Host::new();
    let system = |second: u64, _: &Host| Some(going(second, 430.0, 190.0));
    host.run(A_WINDOW, &system);
    assert_eq!(learnt(&host), []);
    host.protocol.handle_lifecycle(host.now, LifecycleEvent::Updated);
    host.run(2 * A_WINDOW, &system);
    check_learnt(&host, 430.0, 190.0);
    host.run(6 * A_WINDOW, &system);
    assert_eq!(learnt(&host).len(), 1, "once an update");
}

#[test]
fn a_consistent_day_is_learnt_and_valid_for_another() {
    let mut host = Host::new();
    let day = 24 * 3600;
    host.run(day + A_WINDOW, &|second, _| Some(going(second, 470.0, 188.0)));
    check_learnt(&host, 470.0, 188.0);
    let (second, baseline) = learnt(&host)[0];
    assert!((day..day + A_WINDOW).contains(&second), "{second}");
    assert_eq!(baseline.valid_until, at(second) + Duration::from_secs(day));
}

#[test]
fn a_missing_or_expired_baseline_is_reported_once_in_whichever_process() {
    let reports = |host: &Host| {
        let is_report = |output: &Output| {
            matches!(output, Output::Notify(notice)
                if notice.kind == NoticeKind::InvalidBaseline && notice.to == Role::Platform)
        };
        let reported = host.outputs.iter().filter(|(_, output)| is_report(output));
        reported.map(|(when, _)| (*when - at(0)).as_secs()).collect::<Vec<_>>()
    };
    let expired = briefing().baseline.map(|known| Baseline { valid_until: at(30), ..known });
    for (baseline, second) in [(None, 1), (expired, 30)] {
        let mut host = Host::briefed(crate::boundary::Briefing { baseline, ..briefing() });
        host.run(100, &|second, _| Some(healthy(second)));
        host.relaunch();
        host.run(200, &|second, _| Some(healthy(second)));
        assert_eq!(reports(&host), [second]);
        assert!(!host.is_in_emergency_mode(), "it is no incident");
    }
}

#[test]
fn a_configuration_is_not_put_back_without_a_valid_baseline() {
    for (baseline, times) in [(briefing().baseline, 1), (None, 0)] {
        let mut host = Host::briefed(crate::boundary::Briefing { baseline, ..briefing() });
        host.run(400, &|second, _| {
            Some(going(second, 480.0, if second < 10 { 185.0 } else { 280.0 }))
        });
        assert_eq!(host.count(Action::RollbackConfiguration), times, "{}", host.transcript());
    }
}

#[test]
fn what_is_learnt_is_known_in_the_next_process() {
    let mut host = run(A_WINDOW, 520.0, 170.0);
    host.relaunch();
    host.run(4 * A_WINDOW, &|second, _| Some(going(second, 520.0, 170.0)));
    check_learnt(&host, 520.0, 170.0);
}

/// A new version runs that would be learnt if the seconds were healthy ones.
fn after_an_update(system: &dyn Fn(u64) -> HealthMetrics) -> Host {
    let mut host = Host::new();
    host.protocol.handle_lifecycle(host.now, LifecycleEvent::Updated);
    host.run(4 * A_WINDOW, &|second, _| Some(system(second)));
    host
}

#[test]
fn nothing_is_learnt_of_an_app_that_is_not_well() {
    let within_the_checklist_past_a_line = |second| going(second, 480.0, 197.0);
    let barely = |second| going(second, 361.0, 185.0);
    let ill_now_and_then = |second: u64| {
        let usage = if second.is_multiple_of(300) { 230.0 } else { 185.0 };
        going(second, 480.0, usage)
    };
    let absurd = |second| going(second, 10_000.0, 185.0);
    let idle = |second| HealthMetrics { performance_multiplier: None, ..healthy(second) };
    let stuck = |second| HealthMetrics {
        performance_multiplier: Some(500.0),
        battery_drain_pct_per_hour: Some(1.5 + 0.001 * noise(second, 3)),
        ..healthy(second)
    };
    let systems: [&dyn Fn(u64) -> HealthMetrics; 6] =
        [&within_the_checklist_past_a_line, &barely, &ill_now_and_then, &absurd, &idle, &stuck];
    for (number, system) in systems.into_iter().enumerate() {
        assert_eq!(learnt(&after_an_update(system)), [], "system {number}");
    }
    check_learnt(&after_an_update(&|second| going(second, 480.0, 185.0)), 480.0, 185.0);
}

#[test]
fn nothing_is_learnt_while_a_measure_is_in_force() {
    let mut host = Host::new();
    host.protocol.handle_lifecycle(host.now, LifecycleEvent::Updated);
    let bypass = |action| {
        let lead = Role::EngineeringLead;
        OperatorEvent::ManualStep(lead, action, ActionOutcome::Completed)
    };
    host.operator(bypass(Action::ActivateAlgorithmFailsafe));
    host.run(2 * A_WINDOW, &|second, _| Some(healthy(second)));
    assert_eq!(learnt(&host), []);
    host.operator(bypass(Action::RestoreFullQuality));
    host.run(4 * A_WINDOW, &|second, _| Some(healthy(second)));
    assert_eq!(learnt(&host).len(), 1);
}
