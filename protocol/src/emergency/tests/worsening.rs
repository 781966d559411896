//! When waiting for a level to end would be waiting for the worst, and when it would not.

use super::host::{Host, at, healthy, mb, noise};
use crate::action::Action;
use crate::boundary::Output;
use crate::metrics::{HealthMetrics, ThermalState};
use crate::notice::NoticeKind;
use crate::playbook::Playbook;

/// A run in which the footprint is so many MB from second 10 on.
fn run(usage: impl Fn(u64) -> f64) -> Host {
    let mut host = Host::new();
    host.run(120, &|second, _| {
        let usage = if second >= 10 { usage(second) } else { 185.0 } + noise(second, 9);
        Some(HealthMetrics { memory_usage: Some(mb(usage)), ..healthy(second) })
    });
    host
}

/// The second at which people are paged.
fn paged_at(usage: impl Fn(u64) -> f64) -> Option<u64> {
    let host = run(usage);
    let page = host.outputs.iter().find(
        |(_, output)| matches!(output, Output::Notify(notice) if notice.kind == NoticeKind::Page),
    );
    page.map(|(when, _)| (*when - at(0)).as_secs())
}

#[test]
fn memory_that_stays_where_the_measures_left_it_waits_for_the_levels_time() {
    for usage in [310.0, 500.0] {
        assert_eq!(paged_at(|_| usage), Some(45), "{usage} MB");
    }
    let creeping = |second: u64| 310.0 + (second - 10) as f64 / 2.0;
    assert_eq!(paged_at(creeping), Some(45), "a tenth more is growth, less is noise");
}

#[test]
fn memory_that_grows_in_spite_of_the_measures_waits_for_nothing() {
    let growing = |second: u64| 310.0 + (second - 10) as f64 * 4.0;
    assert!(paged_at(growing).is_some_and(|second| second < 30));
}

#[test]
fn memory_at_three_times_the_critical_line_is_rolled_back_after_two_samples() {
    let rolled_back = |usage: &dyn Fn(u64) -> f64| run(usage).did(Action::RollbackVersion);
    assert!(rolled_back(&|_| 905.0));
    assert!(!rolled_back(&|_| 895.0), "just below the line it is the levels' business");
    let once = |second| if second == 30 { 1000.0 } else { 500.0 };
    assert!(!rolled_back(&once), "one sample alone may be misread");
}

#[test]
fn a_second_incident_pages_nobody_before_the_first_page_had_its_time() {
    let mut host = Host::new();
    // A leak pages people at second 45; seconds later the device is hot as well.
    host.run(240, &|second, _| {
        let usage = if second >= 10 { 310.0 } else { 185.0 } + noise(second, 9);
        let state = if second >= 50 { ThermalState::Critical } else { ThermalState::Fair };
        let (memory_usage, thermal_state) = (Some(mb(usage)), Some(state));
        Some(HealthMetrics { memory_usage, thermal_state, ..healthy(second) })
    });
    let pages: Vec<_> = host
        .outputs
        .iter()
        .filter(|(_, output)| {
            matches!(output, Output::Notify(notice) if notice.kind == NoticeKind::Page)
        })
        .map(|(when, _)| *when)
        .collect();
    let patience = Playbook::built_in().notice(NoticeKind::Page).unanswered_for.unwrap();
    assert!(pages.len() >= 2, "{}", host.transcript());
    assert!(pages.windows(2).all(|pair| pair[1] - pair[0] >= patience), "{pages:?}");
}
