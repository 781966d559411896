//! Faults of the interface: the symptom emerges, the right action clears it, a wrong one does not.

use firedrill_model::faults::InterfaceFault;
use firedrill_model::{Duration, Truth};
use firedrill_protocol::Action;
use firedrill_sim::Span;

use crate::scripted::{Incident, check};

fn millis(ms: u64) -> Duration {
    Duration(Span::from_millis(ms))
}

#[test]
fn a_file_read_blocks_the_main_thread_though_it_waits_for_no_lock() {
    check(
        Incident::new(InterfaceFault::BlockingFileRead { read: millis(30_000) }).acting_after(190),
        |truth| truth.ui.blocked() > Span::from_secs(2),
        Action::RollbackVersion,
        Action::ReallocateResources,
    );
}

#[test]
fn a_storm_of_frames_drains_the_battery_until_animations_end() {
    check(
        Incident::new(InterfaceFault::FrameStorm { frame: millis(25) }),
        |truth| truth.drain_pct_per_hour > 10.0,
        Action::EnableGracefulDegradation,
        Action::SuspendIntensiveComputations,
    );
}

#[test]
fn frames_that_take_too_long_are_frames_that_are_missing() {
    let fps = |ms| {
        let storm = Incident::new(InterfaceFault::FrameStorm { frame: millis(ms) });
        storm.acting_after(70).run(&[]).frames_per_second
    };
    assert!((fps(16) - 60.0).abs() < 1e-9, "{}", fps(16));
    assert!((fps(40) - 25.0).abs() < 1.0, "{}", fps(40));
}

#[test]
fn a_hung_main_thread_needs_a_new_process() {
    let hung = Incident::new(InterfaceFault::FullHang {});
    let symptom = |truth: &Truth| truth.ui.blocked() > Span::from_secs(30);
    check(hung.clone(), symptom, Action::RestartApp, Action::ReallocateResources);
    check(hung, symptom, Action::FullSystemRecovery, Action::EnableBypass);
}
