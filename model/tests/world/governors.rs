//! The two governors at work on whole phones: what four spinning threads heat, they hold.

use firedrill_model::faults::{Fault, ThermalFault};
use firedrill_model::{Celsius, Duration, Share, Truth, World, WorldConfig};
use firedrill_protocol::{Playbook, ThermalState};
use firedrill_sim::{Span, Time};

use crate::scripted::{Script, room};

/// Truths once a second from minute 20 to minute 30 of four threads spinning in a warm room.
fn hot(device: &str) -> Vec<Truth> {
    let load = ThermalFault::BackgroundLoad { threads: Share::new(400.0) };
    let fault = Fault::new(Duration(Span::from_secs(10)), load);
    let mut config = WorldConfig { device: device.to_owned(), ..room(vec![fault]) };
    config.conditions.ambient = Celsius::new(28.0);
    let mut simulation =
        World::simulation(&config, &Playbook::built_in(), Script::new(vec![])).unwrap();
    let seconds = 1200..1800;
    seconds
        .map(|second| {
            let at = Time::ZERO + Span::from_secs(second);
            simulation.run_until(at);
            simulation.handler().truth(at)
        })
        .collect()
}

fn hottest(truths: &[Truth]) -> f64 {
    truths.iter().fold(0.0, |most, t| if t.junction.get() > most { t.junction.get() } else { most })
}

fn mean_mhz(truths: &[Truth]) -> f64 {
    truths.iter().map(|truth| truth.mhz).sum::<f64>() / truths.len() as f64
}

#[test]
fn step_wise_holds_the_junction_at_its_trip() {
    let truths = hot("iphone-15");
    assert!((64.0..67.0).contains(&hottest(&truths)), "{}", hottest(&truths));
    assert!(truths.iter().any(|truth| truth.thermal_state >= ThermalState::Fair));
}

#[test]
fn power_allocator_lets_the_junction_come_nearer_to_its_target_and_computes_more() {
    let (stepped, dealt) = (hot("iphone-15"), hot("iphone-15-pro"));
    assert!(hottest(&dealt) > hottest(&stepped) + 2.0, "{}", hottest(&dealt));
    assert!(hottest(&dealt) < 76.0, "{}", hottest(&dealt));
    assert!(mean_mhz(&dealt) > mean_mhz(&stepped));
}

#[test]
fn dried_out_paste_costs_frequency() {
    let (fresh, dry) = (hot("iphone-13"), hot("iphone-13-aged"));
    assert!(mean_mhz(&dry) < mean_mhz(&fresh) - 100.0, "{} {}", mean_mhz(&dry), mean_mhz(&fresh));
}
