//! The memory's own tests.

use proptest::prelude::*;

use super::*;

const SECOND: Time = Time::from_nanos(1_000_000_000);

#[test]
fn components_at_rest_add_up_to_the_documented_185_mb() {
    assert_eq!(Memory::at_rest().total(Time::ZERO), Bytes::mb(185));
    assert_eq!(Memory::after_launch().total(Time::ZERO), Bytes::mb(140));
}

#[test]
fn clearing_all_non_essential_yields_the_documented_45_mb() {
    let mut memory = Memory::at_rest();
    memory.clear_non_essential(|_| false);
    assert_eq!(memory.total(Time::ZERO), Bytes::mb(140));
}

#[test]
fn a_leak_grows_to_the_byte_and_only_a_rebuild_frees_it() {
    let mut memory = Memory::at_rest();
    memory.start_leak(0, Component::ImageCache, BytesPerSecond::new(3), Time::ZERO);
    assert_eq!(memory.total(SECOND), Bytes::mb(185) + Bytes::new(3));
    memory.clear_non_essential(|_| false);
    assert_eq!(memory.held_by(Component::ImageCache, SECOND), Bytes::new(3));
    assert_eq!(memory.surgical_cleanup(|_| false), [0]);
    assert_eq!(memory.held_by(Component::ImageCache, SECOND), Bytes::ZERO);
}

#[test]
fn a_leak_in_the_matching_engine_survives_the_clean_up() {
    let mut memory = Memory::at_rest();
    memory.start_leak(0, Component::MatchingEngine, BytesPerSecond::new(1 << 20), Time::ZERO);
    assert!(memory.surgical_cleanup(|_| false).is_empty());
    assert_eq!(memory.total(SECOND), Bytes::mb(186));
}

#[test]
fn pausing_decoding_stops_its_leaks_until_it_resumes() {
    let mut memory = Memory::at_rest();
    memory.start_leak(0, Component::WebView, BytesPerSecond::new(1 << 20), Time::ZERO);
    memory.pause_intensive(SECOND);
    let later = SECOND + Span::from_secs(10);
    assert_eq!(memory.total(later), Bytes::mb(186));
    memory.resume_intensive(later);
    assert_eq!(memory.total(later + Span::from_secs(1)), Bytes::mb(187));
}

#[test]
fn the_instant_a_line_is_passed_is_exact() {
    let mut memory = Memory::at_rest();
    memory.start_leak(0, Component::Ui, BytesPerSecond::new(1 << 20), Time::ZERO);
    memory.start_leak(1, Component::WebView, BytesPerSecond::new(77), Time::ZERO);
    let line = Bytes::mb(200);
    let at = memory.passes_at(line, Time::ZERO).unwrap();
    assert!(memory.total(at) > line);
    assert!(memory.total(at - Span::from_micros(3)) <= line);
}

#[test]
fn each_documented_yield_that_can_hold_does() {
    let yields = |act: fn(&mut Memory)| {
        let mut memory = Memory::at_rest();
        act(&mut memory);
        Bytes::mb(185) - memory.total(Time::ZERO)
    };
    assert_eq!(yields(|memory| drop(memory.release_temporary())), Bytes::mb(5));
    assert_eq!(yields(Memory::drain_autorelease), Bytes::mb(10));
    assert_eq!(yields(|memory| memory.empty(|c| c == Component::Documents)), Bytes::mb(8));
    assert_eq!(yields(|memory| memory.trim_images(Share::new(50.0))), Bytes::mb(12));
}

#[test]
fn a_full_image_cache_gives_up_the_documented_15_mb_of_its_half() {
    let mut memory = Memory::at_rest();
    memory.cache_images(Bytes::mb(6), true);
    let before = memory.total(Time::ZERO);
    memory.trim_images(Share::new(50.0));
    assert_eq!(before - memory.total(Time::ZERO), Bytes::mb(15));
}

#[test]
fn a_cache_over_its_budget_is_evicted_down_to_rest() {
    let mut memory = Memory::at_rest();
    memory.cache_images(Bytes::mb(7), true);
    assert_eq!(memory.held_by(Component::ImageCache, Time::ZERO), Bytes::mb(24));
    memory.cache_images(Bytes::mb(70), false);
    assert_eq!(memory.held_by(Component::ImageCache, Time::ZERO), Bytes::mb(94));
}

#[test]
fn emptied_caches_fill_again_up_to_rest_and_no_further() {
    let mut memory = Memory::after_launch();
    (0..200).for_each(|_| memory.refill_caches());
    assert_eq!(memory.total(Time::ZERO), Bytes::mb(185 - 24));
}

#[test]
fn what_a_cycle_retains_outlives_every_clean_up() {
    let mut memory = Memory::after_launch();
    memory.retain(Component::Ui, Bytes::mb(50), Bytes::new(1536));
    memory.surgical_cleanup(|_| false);
    memory.clear_non_essential(|_| false);
    memory.drain_autorelease();
    assert!(memory.total(Time::ZERO) >= Bytes::mb(190));
}

#[test]
fn a_cache_that_the_clean_up_does_not_know_keeps_everything() {
    let mut memory = Memory::at_rest();
    memory.start_leak(0, Component::ImageCache, BytesPerSecond::new(1 << 20), Time::ZERO);
    memory.cache_images(Bytes::mb(20), false);
    let spared = |component| component == Component::ImageCache;
    assert!(memory.surgical_cleanup(spared).is_empty());
    memory.clear_non_essential(spared);
    assert_eq!(memory.held_by(Component::ImageCache, SECOND), Bytes::mb(45));
}

/// Something that happens to memory.
#[derive(Clone, Copy, Debug)]
struct Step {
    what: u8,
    component: Component,
    size: u64,
    block: u64,
    share: f64,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let blocks = prop_oneof![1u64..1024, 1u64..65_536, 1u64..(8 << 20)];
    let components = proptest::sample::select(Component::ALL.to_vec());
    let step = (0u8..15, components, 0u64..(64 << 20), blocks, 0.0..=100.0).prop_map(
        |(what, component, size, block, share)| Step { what, component, size, block, share },
    );
    proptest::collection::vec(step, 0..60)
}

fn take(memory: &mut Memory, number: usize, step: Step, now: Time) {
    let Step { component, share, .. } = step;
    let (size, block, share) = (Bytes::new(step.size), Bytes::new(step.block), Share::new(share));
    match step.what {
        0 => memory.start_leak(number, component, BytesPerSecond::new(step.size), now),
        1 => memory.stop_leak(number / 2, now),
        2 => memory.abandon(number, size),
        3 => memory.allocate_and_scatter(component, size, block, share),
        4 => memory.retain(component, size, block),
        5 => memory.cache_images(size, number.is_multiple_of(2)),
        6 => memory.refill_caches(),
        7 => memory.prefetch(size),
        8 => memory.pause_intensive(now),
        9 => memory.resume_intensive(now),
        10 => drop(memory.surgical_cleanup(|other| other == component)),
        11 => memory.clear_non_essential(|other| other == component),
        12 => memory.purge(),
        13 => memory.trim_images(share),
        _ => drop(memory.release_temporary()),
    }
}

proptest! {
    #[test]
    fn accounts_add_up_after_any_sequence(steps in steps()) {
        let mut memory = Memory::at_rest();
        for (number, step) in steps.into_iter().enumerate() {
            let now = Time::ZERO + Span::from_secs(number as u64);
            let line = memory.total(now) + Bytes::mb(1);
            take(&mut memory, number, step, now);
            let held: Bytes = Component::ALL.into_iter().map(|c| memory.held_by(c, now)).sum();
            let parts = held + memory.fragmentation() + memory.abandoned();
            prop_assert_eq!(parts, memory.total(now));
            for heap in &memory.heaps {
                prop_assert!(heap.live() <= heap.pages());
                prop_assert_eq!(heap.pages().get() % PAGE.get(), 0);
            }
            prop_assert!(memory.prefetched() <= memory.held_by(Component::ImageCache, now));
            if let Some(at) = memory.passes_at(line, now) {
                prop_assert!(memory.total(at) > line);
            }
        }
    }
}
