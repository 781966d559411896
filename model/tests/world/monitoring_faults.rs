//! Faults of the monitor: what is told is no longer what is, the right action brings honest samples
//! back, a wrong one does not.

use firedrill_model::app::Component;
use firedrill_model::faults::{FaultKind, MemoryFault, MonitoringFault, ThermalFault};
use firedrill_model::{
    BytesPerSecond, ClockJump, Count, Duration, Reading, Share, Stamp, UnitConfusion,
};
use firedrill_protocol::{Action, Bytes, HealthMetrics};
use firedrill_sim::Span;

use crate::scripted::{Incident, Observed};

fn seconds(seconds: u64) -> Duration {
    Duration(Span::from_secs(seconds))
}

/// A leak that only a replaced process ends, so that what is told can be compared with something
/// that moves.
fn with_a_leak(fault: MonitoringFault) -> Incident {
    let (component, rate) = (Component::MatchingEngine, BytesPerSecond::new(1 << 20));
    Incident::new(fault).and(MemoryFault::Leak { component, rate })
}

/// Checks that what is told is a lie with the fault alone, true without it, true again after the
/// right action, and a lie after a wrong one.
#[track_caller]
fn check(incident: Incident, lies: fn(&Observed) -> bool, right: Action, wrong: Action) {
    let honest = incident.without_fault().observe(&[]);
    assert!(!lies(&honest), "without the fault: {:?}", honest.samples());
    let fooled = incident.observe(&[]);
    assert!(lies(&fooled), "nothing done: {:?} of {:?}", fooled.samples(), fooled.truth);
    let helped = incident.observe(&[right]);
    assert!(!lies(&helped), "after {right}: {:?} of {:?}", helped.samples(), helped.truth);
    let still = incident.observe(&[wrong]);
    assert!(lies(&still), "after {wrong}: {:?} of {:?}", still.samples(), still.truth);
}

fn last(observed: &Observed) -> HealthMetrics {
    *observed.samples().last().unwrap()
}

/// How old the last sample claims to be.
fn age_s(observed: &Observed) -> f64 {
    (observed.end.as_nanos() as f64 - last(observed).taken_at.as_nanos() as f64) / 1e9
}

/// Whether the footprint that was last told is wrong by far more than the monitor's noise.
fn memory_is_wrong(observed: &Observed) -> bool {
    last(observed)
        .memory_usage
        .is_none_or(|told| (told.as_mb() - observed.truth.memory.as_mb()).abs() > 6.0)
}

#[test]
fn dropped_samples_leave_the_protocol_blind_until_a_restart() {
    check(
        with_a_leak(MonitoringFault::SamplesDropped { lost: Share::new(90.0) }),
        |observed| observed.samples().len() < 30,
        Action::RestartApp,
        Action::RollbackConfiguration,
    );
}

#[test]
fn late_samples_tell_of_the_past_and_say_so() {
    let delay = seconds(20);
    check(
        with_a_leak(MonitoringFault::SamplesLate { delay }),
        |observed| age_s(observed) > 10.0 && memory_is_wrong(observed),
        Action::RestartApp,
        Action::ClearNonEssentialCaches,
    );
}

#[test]
fn duplicated_samples_are_told_twice() {
    check(
        with_a_leak(MonitoringFault::SamplesDuplicated { copies: Count::new(1) }),
        |observed| observed.samples().windows(2).any(|pair| pair[0] == pair[1]),
        Action::RestartApp,
        Action::RollbackConfiguration,
    );
}

#[test]
fn a_frozen_monitor_repeats_itself_and_may_even_date_it_anew() {
    check(
        with_a_leak(MonitoringFault::SamplesFrozen { stamp: Stamp::New }),
        |observed| memory_is_wrong(observed) && age_s(observed) < 2.0,
        Action::RestartApp,
        Action::OptimizeSampler,
    );
    check(
        with_a_leak(MonitoringFault::SamplesFrozen { stamp: Stamp::Old }),
        |observed| memory_is_wrong(observed) && age_s(observed) > 60.0,
        Action::RestartApp,
        Action::OptimizeSampler,
    );
}

#[test]
fn noise_scatters_a_reading_until_the_monitor_is_restarted() {
    let reading = Reading::Memory;
    check(
        with_a_leak(MonitoringFault::NoisyReadings { reading, spread: Share::new(40.0) }),
        |observed| {
            let told = observed.samples();
            let told: Vec<_> = told.iter().map(|s| s.memory_usage.unwrap().as_mb()).collect();
            told.windows(2).any(|pair| (pair[0] - pair[1]).abs() > 40.0)
        },
        Action::RestartApp,
        Action::ReallocateResources,
    );
}

#[test]
fn a_reading_that_is_no_number_reaches_the_protocol_as_such_until_a_rollback() {
    check(
        with_a_leak(MonitoringFault::NanReadings { reading: Reading::Drain }),
        |observed| last(observed).battery_drain_pct_per_hour.is_some_and(f64::is_nan),
        Action::RollbackVersion,
        Action::RestartApp,
    );
}

#[test]
fn a_missing_metric_read_as_zero_hides_a_leak_until_a_rollback() {
    check(
        with_a_leak(MonitoringFault::ZeroReadings { reading: Reading::Memory }),
        |observed| {
            last(observed).memory_usage == Some(Bytes::ZERO)
                && observed.truth.memory >= Bytes::mb(140)
        },
        Action::RollbackVersion,
        Action::RestartApp,
    );
}

#[test]
fn a_clamped_reading_sets_off_no_alert_whatever_the_app_drains() {
    let kind = ThermalFault::BackgroundLoad { threads: Share::new(300.0) };
    let clamped = MonitoringFault::ClampedReadings { reading: Reading::Drain };
    check(
        Incident::new(clamped).and(kind),
        |observed| {
            let told = last(observed).battery_drain_pct_per_hour.unwrap();
            told <= 2.0 && observed.truth.drain_pct_per_hour > 10.0
        },
        Action::RollbackVersion,
        Action::OpenCircuitBreaker,
    );
    // Neither alone makes the other: the drain is over, the clamp is not.
    let suspended = Incident::new(clamped).and(kind).observe(&[Action::SuspendCriticalTasks]);
    assert!(suspended.truth.drain_pct_per_hour < 2.0);
}

#[test]
fn decimal_megabytes_tell_too_much_and_kilobytes_read_as_bytes_nothing() {
    check(
        with_a_leak(MonitoringFault::UnitConfusion { confusion: UnitConfusion::DecimalMegabytes }),
        memory_is_wrong,
        Action::RollbackVersion,
        Action::RestartApp,
    );
    check(
        with_a_leak(MonitoringFault::UnitConfusion { confusion: UnitConfusion::KilobytesAsBytes }),
        |observed| last(observed).memory_usage.unwrap() < Bytes::mb(1),
        Action::RollbackVersion,
        Action::RestartApp,
    );
}

#[test]
fn an_average_that_starts_at_zero_reads_healthy_and_does_so_again_after_a_restart() {
    let (reading, window) = (Reading::Memory, seconds(600));
    check(
        with_a_leak(MonitoringFault::AverageFromZero { reading, window }),
        |observed| {
            last(observed).memory_usage.unwrap().as_mb() < observed.truth.memory.as_mb() / 2.0
        },
        Action::RollbackVersion,
        Action::RestartApp,
    );
}

#[test]
fn a_ring_buffer_read_by_slot_tells_old_news_as_new_until_a_rollback() {
    check(
        with_a_leak(MonitoringFault::RingBufferBySlot { slots: Count::new(50) }),
        |observed| {
            let told = observed.samples();
            age_s(observed) < 2.0
                && told
                    .windows(2)
                    .filter(|pair| pair[0].memory_usage == pair[1].memory_usage)
                    .count()
                    > 40
        },
        Action::RollbackVersion,
        Action::RestartApp,
    );
}

#[test]
fn a_clock_that_jumps_dates_samples_elsewhere_and_no_action_sets_it_right() {
    let jump = |direction| {
        let by = seconds(1800);
        with_a_leak(MonitoringFault::WallClockJump { by, direction })
    };
    for action in [Action::RestartApp, Action::FullSystemRecovery] {
        assert!(age_s(&jump(ClockJump::Forwards).observe(&[action])) < -1790.0);
        assert!(age_s(&jump(ClockJump::Backwards).observe(&[action])) > 200.0);
    }
    assert!(age_s(&jump(ClockJump::Forwards).without_fault().observe(&[])).abs() < 2.0);
    let over = jump(ClockJump::Forwards).lasting(30).observe(&[]);
    assert!(age_s(&over).abs() < 2.0, "it ends by itself when the clock is set right");
}

#[test]
fn what_is_told_never_changes_what_is() {
    let truth = with_a_leak(MonitoringFault::SamplesDropped { lost: Share::new(1.0) }).run(&[]);
    for spec in MonitoringFault::SPECS {
        let FaultKind::Monitoring(fault) = spec.usual() else { panic!("{}", spec.name) };
        assert_eq!(with_a_leak(fault).run(&[]), truth, "{}", spec.name);
    }
}
