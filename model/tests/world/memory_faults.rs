//! Each kind of memory fault that needs more than one fact: what it takes to show, what frees it.

use crate::scripted::check;
use crate::scripted::{Incident, Script, room};
use firedrill_model::app::Component;
use firedrill_model::faults::{Fault, MemoryFault};
use firedrill_model::{BytesPerSecond, Count, Duration, PerMinute, Share, Truth, World};
use firedrill_protocol::{Action, Bytes, Playbook};
use firedrill_sim::{Span, Time};

fn above(mb: u64) -> impl Fn(&Truth) -> bool {
    move |truth| truth.memory > Bytes::mb(mb)
}

fn burst(block: Bytes) -> Incident {
    let (size, freed) = (Bytes::mb(150), Share::new(90.0));
    Incident::new(MemoryFault::FragmentationBurst { size, block, freed })
}

fn prefetch(ahead_mb: u64) -> Incident {
    Incident::new(MemoryFault::PurgeRefillsAtOnce { ahead: Bytes::mb(ahead_mb) })
}

fn leak(component: Component) -> MemoryFault {
    MemoryFault::Leak { component, rate: BytesPerSecond::new(2 << 20) }
}

fn mask(blocks: u64) -> Incident {
    let (blocks, block) = (Count::new(blocks), Bytes::kb(16));
    Incident::new(MemoryFault::TrackingMaskOverflow { blocks, block })
}

#[test]
fn view_models_in_cycles_pile_up_until_the_app_restarts_and_no_clean_up_frees_them() {
    check(
        Incident::new(MemoryFault::ReferenceCycle { per_swipe: Bytes::mb(4) }),
        |truth| truth.memory > Bytes::mb(300),
        Action::RestartApp,
        Action::SurgicalMemoryCleanup,
    );
}

#[test]
fn pages_of_a_burst_of_small_blocks_stay_until_their_owner_is_rebuilt() {
    check(
        burst(Bytes::new(64)),
        |truth| truth.memory > Bytes::mb(250),
        Action::SurgicalMemoryCleanup,
        Action::ForceGarbageCollection,
    );
}

#[test]
fn a_burst_of_blocks_that_fill_a_page_each_gives_its_pages_back() {
    assert!(!above(220)(&burst(Bytes::kb(15)).run(&[])));
}

#[test]
fn a_clean_up_of_the_wrong_cache_frees_nothing_until_the_version_is_rolled_back() {
    let component = Component::ImageCache;
    let wrong = MemoryFault::CleanupOfTheWrongCache { component };
    for action in [Action::SurgicalMemoryCleanup, Action::ClearNonEssentialCaches] {
        check(
            Incident::new(wrong).and(leak(component)),
            |truth| truth.memory > Bytes::mb(300),
            Action::RollbackVersion,
            action,
        );
    }
}

#[test]
fn the_same_clean_up_helps_where_it_knows_the_cache() {
    let component = Component::WebView;
    let wrong = MemoryFault::CleanupOfTheWrongCache { component: Component::ImageCache };
    let incident = Incident::new(wrong).and(leak(component));
    assert!(above(300)(&incident.run(&[])));
    assert!(!above(300)(&incident.run(&[Action::SurgicalMemoryCleanup])));
}

#[test]
fn purged_caches_are_full_again_until_the_prefetch_is_configured_back() {
    check(
        prefetch(100),
        |truth| truth.memory > Bytes::mb(250),
        Action::RollbackConfiguration,
        Action::ClearNonEssentialCaches,
    );
}

#[test]
fn a_purge_lasts_while_the_tasks_that_prefetch_are_suspended() {
    let suspended = prefetch(100).with(Action::SuspendMemoryIntensiveTasks);
    assert!(above(250)(&suspended.run(&[])), "suspending alone empties nothing");
    assert!(!above(220)(&suspended.run(&[Action::ClearNonEssentialCaches])));
    let resumed = [Action::ClearNonEssentialCaches, Action::ResumeComputations];
    assert!(above(250)(&suspended.run(&resumed)), "the cause was only suspended");
}

#[test]
fn a_warning_that_arrives_empties_what_is_purgeable_and_one_that_is_lost_does_not() {
    let spike = MemoryFault::AllocationSpike { size: Bytes::mb(125) };
    assert!(!above(300)(&Incident::new(spike).run(&[])), "the app heard the warning");
    check(
        Incident::new(spike).and(MemoryFault::MemoryWarningLost {}),
        |truth| truth.memory > Bytes::mb(300),
        Action::ClearNonEssentialCaches,
        Action::SuspendMemoryIntensiveTasks,
    );
}

#[test]
fn caches_that_are_emptied_all_the_time_make_every_pass_a_cold_one() {
    check(
        Incident::new(MemoryFault::CleanupWithoutCoolDown { every: Duration(Span::from_secs(1)) }),
        |truth| truth.multiplier < 300.0,
        Action::RollbackConfiguration,
        Action::ClearNonEssentialCaches,
    );
}

#[test]
fn cold_passes_that_cost_less_are_fast_enough() {
    let every = Duration(Span::from_secs(1));
    let incident = Incident::new(MemoryFault::CleanupWithoutCoolDown { every });
    for relief in [Action::OptimizeSampler, Action::ActivateAlgorithmFailsafe] {
        let truth = incident.run(&[relief]);
        assert!(truth.multiplier > 357.0, "{relief}: {truth:?}");
    }
}

#[test]
fn buffers_beyond_the_64th_pile_up_again_after_a_restart_but_not_after_a_rollback() {
    check(
        mask(320),
        |truth| truth.memory > Bytes::mb(220),
        Action::RollbackVersion,
        Action::RestartApp,
    );
}

#[test]
fn a_mask_of_64_bits_frees_64_buffers() {
    assert!(!above(195)(&mask(64).run(&[])));
}

/// Swipes lost of somebody fast when temporary data is released in the 90th second, after these.
fn lost_by_releasing_after(actions: &[(u64, Action)], faults: Vec<Fault>) -> u64 {
    let mut config = room(faults);
    config.conditions.swipes = PerMinute::new(140.0);
    let release = (90, Action::ReleaseTemporaryData);
    let script = Script::new([actions, &[release]].concat());
    let mut simulation = World::simulation(&config, &Playbook::built_in(), script).unwrap();
    simulation.run_until(Time::ZERO + Span::from_secs(120));
    let (made, lost) = simulation.handler().swipes();
    assert!(made > 150, "{made} swipes are too few to prove anything");
    lost
}

#[test]
fn swipes_in_a_temporary_file_are_lost_with_it_unless_they_were_flushed_first() {
    let kind = MemoryFault::JournalInTemporaryFiles {};
    let fault = vec![Fault::new(Duration(Span::from_secs(10)), kind)];
    let flushed = (80, Action::FlushDataBuffers);
    let again = [(30, Action::FlushDataBuffers), (38, Action::RestartApp)];
    let rolled_back = [(30, Action::FlushDataBuffers), (38, Action::RollbackVersion)];
    assert_eq!(lost_by_releasing_after(&[], vec![]), 0);
    assert!(lost_by_releasing_after(&[], fault.clone()) > 0);
    assert_eq!(lost_by_releasing_after(&[flushed], fault.clone()), 0);
    assert!(lost_by_releasing_after(&again, fault.clone()) > 0, "a new process buffers again");
    assert_eq!(lost_by_releasing_after(&rolled_back, fault), 0, "another version");
}
