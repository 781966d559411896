//! What memory pressure makes MemoryBudgetManager and the app give up, and when.

use crate::scripted::{Script, room};
use firedrill_model::app::Component;
use firedrill_model::faults::{Fault, MemoryFault};
use firedrill_model::{Duration, PerMinute, World};
use firedrill_protocol::{Bytes, Playbook};
use firedrill_sim::{Simulation, Span, Time};

/// A phone that nobody swipes on, with buffers of these sizes left behind in these seconds.
fn spikes(spikes: &[(u64, u64)]) -> Simulation<World<Script>> {
    let faults = spikes.iter().map(|(second, mb)| {
        let kind = MemoryFault::AllocationSpike { size: Bytes::mb(*mb) };
        Fault::new(Duration(Span::from_secs(*second)), kind)
    });
    let mut config = room(faults.collect());
    config.conditions.swipes = PerMinute::new(0.0);
    World::simulation(&config, &Playbook::built_in(), Script::new(vec![])).unwrap()
}

/// What the image cache holds this long after the start.
fn images(simulation: &mut Simulation<World<Script>>, millis: u64) -> Bytes {
    let at = Time::ZERO + Span::from_millis(millis);
    simulation.run_until(at);
    simulation.handler().held_by(Component::ImageCache, at)
}

#[test]
fn at_high_use_the_image_cache_gives_up_a_quarter_and_in_an_emergency_half() {
    for (spike_mb, left_mb) in [(30, 24), (40, 18), (70, 12)] {
        let mut simulation = spikes(&[(10, spike_mb)]);
        assert_eq!(images(&mut simulation, 10_400), Bytes::mb(24), "it takes half a second");
        assert_eq!(images(&mut simulation, 11_000), Bytes::mb(left_mb), "{spike_mb} MB");
    }
}

#[test]
fn above_the_limit_everything_that_can_be_fetched_again_goes() {
    let mut simulation = spikes(&[(10, 120)]);
    assert_eq!(images(&mut simulation, 11_000), Bytes::ZERO);
    let total = simulation.handler().truth(simulation.now()).memory;
    assert_eq!(total, Bytes::mb(185 + 120 - 24 - 3 - 8), "images, web view and documents");
}

#[test]
fn pressure_no_higher_than_a_minute_ago_trims_nothing_more() {
    let soon = &mut spikes(&[(10, 40), (40, 30)]);
    assert_eq!(images(soon, 41_000), Bytes::mb(18));
    let rising = &mut spikes(&[(10, 40), (40, 40)]);
    assert_eq!(images(rising, 41_000), Bytes::mb(9), "an emergency is another matter");
    let later = &mut spikes(&[(10, 40), (80, 40)]);
    assert_eq!(images(later, 81_000), Bytes::mb(9));
}
