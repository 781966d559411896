//! Each kind of fault, three facts: its symptom emerges, the right action removes the cause, a wrong
//! one does not.

use crate::scripted::{Incident, check, ends};
use firedrill_model::app::{Component, Lock};
use firedrill_model::faults::{
    ConcurrencyFault, FeedFault, MemoryFault, SamplerFault, ThermalFault, catalogue,
};
use firedrill_model::{BytesPerSecond, Celsius, Duration, Share, Transition, Truth, Ui, Watts};
use firedrill_protocol::{Action, Bytes, ThermalState};
use firedrill_sim::Span;

fn seconds(seconds: u64) -> Duration {
    Duration(Span::from_secs(seconds))
}

#[test]
fn a_leak_grows_until_its_component_is_rebuilt() {
    let (component, rate) = (Component::WebView, BytesPerSecond::new(2 << 20));
    check(
        Incident::new(MemoryFault::Leak { component, rate }),
        |truth| truth.memory > Bytes::mb(300),
        Action::SurgicalMemoryCleanup,
        Action::ClearNonEssentialCaches,
    );
}

#[test]
fn a_leak_in_the_matching_engine_outlives_the_clean_up_but_not_a_rollback() {
    let (component, rate) = (Component::MatchingEngine, BytesPerSecond::new(2 << 20));
    check(
        Incident::new(MemoryFault::Leak { component, rate }),
        |truth| truth.memory > Bytes::mb(300),
        Action::RollbackVersion,
        Action::SurgicalMemoryCleanup,
    );
}

#[test]
fn abandoned_buffers_go_when_temporary_data_is_released() {
    check(
        Incident::new(MemoryFault::AllocationSpike { size: Bytes::mb(80) }),
        |truth| truth.memory > Bytes::mb(250),
        Action::ReleaseTemporaryData,
        Action::ForceGarbageCollection,
    );
}

#[test]
fn a_cache_without_eviction_fills_again_unless_budgets_are_enforced() {
    // Pressure trims the cache at 220 and 250 MB, after which it fills again: it moves between the
    // two and about 205 MB, never under the baseline.
    check(
        Incident::new(MemoryFault::CacheWithoutEviction { per_swipe: Bytes::mb(2) }),
        |truth| truth.memory > Bytes::mb(200),
        Action::SurgicalMemoryCleanup,
        Action::ClearNonEssentialCaches,
    );
}

#[test]
fn two_tasks_that_hold_what_the_other_wants_stop_the_app_until_one_is_cancelled() {
    let window = Duration(Span::from_secs(2));
    check(
        Incident::new(ConcurrencyFault::LockOrderInversion { window })
            .acting_after(300)
            .with(Action::EnableBypass),
        |truth| truth.ui.blocked() > Span::from_secs(2),
        Action::ReallocateResources,
        Action::ClearNonEssentialCaches,
    );
}

#[test]
fn a_held_lock_blocks_the_main_thread_until_its_holder_is_cancelled() {
    let kind = ConcurrencyFault::LongLockHold { lock: Lock::JobStore, hold: seconds(3600) };
    check(
        Incident::new(kind),
        |truth| matches!(truth.ui, Ui::Blocked(_)),
        Action::ReallocateResources,
        Action::OpenCircuitBreaker,
    );
}

#[test]
fn background_load_drains_the_battery_until_it_is_suspended() {
    check(
        Incident::new(ThermalFault::BackgroundLoad { threads: Share::new(300.0) }),
        |truth| truth.drain_pct_per_hour > 10.0,
        Action::SuspendIntensiveComputations,
        Action::OpenCircuitBreaker,
    );
}

#[test]
fn a_radio_kept_up_drains_the_battery_until_its_traffic_stops() {
    check(
        Incident::new(ThermalFault::RadioDrain { power: Watts::new(1.5) }),
        |truth| truth.drain_pct_per_hour > 10.0,
        Action::SuspendCriticalTasks,
        Action::SuspendIntensiveComputations,
    );
}

#[test]
fn failing_feeds_show_as_errors_until_the_store_answers_for_them() {
    let failing = FeedFault::FeedErrorBurst { failing: Share::new(98.0) };
    let with_breaker = Incident::new(failing).with(Action::OpenCircuitBreaker);
    check(
        with_breaker,
        |truth| truth.error_rate > 0.1,
        Action::EnableFallbacks,
        Action::ReallocateResources,
    );
}

#[test]
fn an_engine_reloaded_on_every_swipe_is_slow_until_it_is_kept_alive() {
    let kind = SamplerFault::EngineReloadEverySwipe { reload: Duration(Span::from_millis(25)) };
    check(
        Incident::new(kind),
        |truth| truth.multiplier < 200.0,
        Action::OptimizeSampler,
        Action::ActivateAlgorithmFailsafe,
    );
}

#[test]
fn a_hot_day_throttles_the_phone_and_no_action_cools_the_day() {
    let hot = Incident::new(ThermalFault::AmbientHeat { ambient: Celsius::new(60.0) });
    let symptom = |truth: &Truth| truth.thermal_state >= ThermalState::Serious;
    assert!(!symptom(&hot.without_fault().run(&[])));
    assert!(symptom(&hot.clone().acting_after(1200).run(&[Action::FullSystemRecovery])));
    assert!(!symptom(&hot.lasting(1_200).acting_after(6_000).run(&[])), "evening cools it");
}

#[test]
fn what_no_action_clears_ends_when_its_time_is_over() {
    let outside = catalogue().filter(|spec| spec.cleared_by.is_empty());
    let mut kinds = 0;
    for spec in outside {
        let ended = Incident::new(spec.usual()).lasting(30).observe(&[Action::FullSystemRecovery]);
        let by_itself = |t: &Transition| *t == Transition::FaultEnded(0, None);
        let by_action = |t: &Transition| matches!(t, Transition::FaultEnded(0, Some(_)));
        assert_eq!((ended.count(by_itself), ended.count(by_action)), (1, 0), "{}", spec.name);
        kinds += 1;
    }
    assert!(kinds >= 10, "only {kinds} kinds: the catalogue has changed");
}

#[test]
fn a_leak_that_reaches_the_systems_limit_kills_the_app_once() {
    let rate = BytesPerSecond::new(32 << 20);
    let kinds = [Component::WebView, Component::MatchingEngine]
        .map(|component| MemoryFault::Leak { component, rate });
    let ended = Incident::new(kinds[0]).and(kinds[1]).transitions();
    let kills = ended.iter().filter(|t| matches!(t, Transition::Jetsammed { .. })).count();
    let starts = ended.iter().filter(|t| **t == Transition::ProcessUp).count();
    assert_eq!((kills, starts), (1, 1), "both leaks died with the process");
}

#[test]
fn what_ends_a_fault_is_what_its_catalogue_entry_says() {
    for spec in catalogue() {
        let ending: Vec<_> =
            Action::ALL.iter().copied().filter(|action| ends(spec.usual(), *action)).collect();
        let mut documented = spec.cleared_by.to_vec();
        documented.sort();
        assert_eq!(ending, documented, "{}", spec.name);
    }
}

#[test]
fn what_a_release_brings_comes_back_until_the_version_is_rolled_back() {
    let rate = BytesPerSecond::new(4 << 20);
    let leak = MemoryFault::Leak { component: Component::WebView, rate };
    let incident = Incident::new(leak).brought_by_a_release();
    let symptom = |truth: &Truth| truth.memory > Bytes::mb(220);
    assert!(symptom(&incident.run(&[Action::SurgicalMemoryCleanup])), "it leaks again");
    assert!(symptom(&incident.run(&[Action::RestartApp])), "the same code starts again");
    assert!(!symptom(&incident.run(&[Action::RollbackVersion])));
}
