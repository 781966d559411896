//! Faults of heat and power, three facts each: the symptom emerges, what helps helps, what does not
//! does not.

use firedrill_model::faults::ThermalFault;
use firedrill_model::{Celsius, Share, Truth, Watts};
use firedrill_protocol::{Action, ThermalState};

use crate::scripted::Incident;

const COOL: fn(&Truth) -> bool = |truth| truth.thermal_state == ThermalState::Nominal;

/// A cause outside the app: nothing that was done removes it.
#[track_caller]
fn outlives_every_action(incident: &Incident, symptom: fn(&Truth) -> bool) {
    assert!(!symptom(&incident.without_fault().run(&[])), "without the fault");
    for action in [Action::RestartApp, Action::FullSystemRecovery] {
        assert!(symptom(&incident.run(&[action])), "after {action}");
    }
}

#[test]
fn a_charger_heats_the_phone_and_fills_the_battery_without_draining_the_app() {
    let losses = Watts::new(3.0);
    let charging = Incident::new(ThermalFault::ChargingHeat { losses }).acting_after(1200);
    let (alone, charged) = (charging.without_fault().run(&[]), charging.run(&[]));
    // 3 W times 4.1 K/W, most of it after two time constants of ten minutes.
    let warmer_k = charged.skin.get() - alone.skin.get();
    assert!((9.5..12.3).contains(&warmer_k), "{warmer_k} K");
    assert!((charged.drain_pct_per_hour - alone.drain_pct_per_hour).abs() < 0.2);
    assert!(alone.charge.get() < 80.0 && charged.charge.get() >= 79.9, "{charged:?}");
    outlives_every_action(&charging, |truth| truth.skin.get() > 32.0);
}

#[test]
fn a_charger_in_a_warm_place_throttles_the_phone_unless_it_draws_less() {
    let charging = Incident::new(ThermalFault::ChargingHeat { losses: Watts::new(3.2) })
        .and(ThermalFault::AmbientHeat { ambient: Celsius::new(33.0) })
        .and(ThermalFault::RadioDrain { power: Watts::new(1.0) })
        .acting_after(1200);
    let hot = |truth: &Truth| truth.thermal_state > ThermalState::Nominal;
    assert!(hot(&charging.run(&[])) && !hot(&charging.without_fault().run(&[])));
    assert!(hot(&charging.run(&[Action::SuspendIntensiveComputations])));
    assert!(charging.run(&[Action::SuspendCriticalTasks]).skin < charging.run(&[]).skin);
}

#[test]
fn a_sensor_stuck_hot_throttles_a_cool_phone_and_no_action_mends_it() {
    let reading = Celsius::new(51.5);
    let stuck = Incident::new(ThermalFault::StuckSensor { reading });
    outlives_every_action(&stuck, |truth| truth.mhz < 1200.0 && truth.skin.get() < 30.0);
    let slow = |truth: &Truth| truth.multiplier < 300.0;
    assert!(slow(&stuck.run(&[])));
    assert!(!slow(&stuck.run(&[Action::ReduceAlgorithmFrequency])), "less work fits the cap");
    assert!(slow(&stuck.run(&[Action::EnterOptimizerEmergencyMode])), "a boost does not lift it");
}

#[test]
fn a_sensor_stuck_cool_lets_a_hot_phone_run() {
    let heat = ThermalFault::AmbientHeat { ambient: Celsius::new(60.0) };
    let hot = Incident::new(heat).acting_after(1200);
    let stuck = hot.clone().and(ThermalFault::StuckSensor { reading: Celsius::new(25.0) });
    let (seen, unseen) = (hot.run(&[]), stuck.run(&[]));
    assert!(seen.skin.get() > 54.0 && !COOL(&seen));
    assert!(unseen.skin.get() > 54.0 && COOL(&unseen) && unseen.mhz == 2112.0, "{unseen:?}");
}

#[test]
fn a_governor_that_keeps_its_caps_slows_a_phone_that_has_long_cooled() {
    let load = ThermalFault::BackgroundLoad { threads: Share::new(400.0) };
    let act_at = 900;
    let mended = Incident::new(load).acting_after(act_at);
    let kept = mended.clone().and(ThermalFault::ThrottleThatStays {});
    let capped = |truth: &Truth| truth.mhz < 2112.0;
    let over = Action::SuspendIntensiveComputations;
    assert!(!COOL(&mended.run(&[])), "four busy cores are too hot");
    assert!(!capped(&mended.run(&[over])) && capped(&kept.run(&[over])));
    assert!(capped(&kept.run(&[Action::FullSystemRecovery])));
    // Nothing lifts the cap, but less work at the same cap is done sooner.
    let capped_pace = kept.run(&[over]).multiplier;
    let sooner = |truth: &Truth| truth.multiplier > 1.5 * capped_pace;
    assert!(!sooner(&kept.run(&[over, Action::EnableBypass])));
    for relief in [
        Action::OptimizeSampler,
        Action::ReduceAlgorithmFrequency,
        Action::ActivateAlgorithmFailsafe,
    ] {
        assert!(sooner(&kept.run(&[over, relief])), "{relief}");
    }
    let alone = Incident::new(ThermalFault::ThrottleThatStays {});
    assert!(!capped(&alone.run(&[])), "it sets no cap by itself");
}

#[test]
fn an_aged_cell_makes_a_larger_part_of_the_same_draw() {
    let (capacity, resistance) = (Share::new(80.0), Share::new(200.0));
    let radio = ThermalFault::RadioDrain { power: Watts::new(1.0) };
    let fresh = Incident::new(radio);
    let aged = fresh.clone().and(ThermalFault::AgedCell { capacity, resistance });
    let critical = |truth: &Truth| truth.drain_pct_per_hour > 10.0;
    assert!(!critical(&fresh.run(&[])) && critical(&aged.run(&[])));
    let ratio = aged.run(&[]).drain_pct_per_hour / fresh.run(&[]).drain_pct_per_hour;
    assert!((ratio - 1.25).abs() < 0.02, "{ratio}");
    assert!(!critical(&aged.run(&[Action::OpenCircuitBreaker])));
    assert!(critical(&aged.run(&[Action::SuspendIntensiveComputations])));
}

#[test]
fn a_sagging_voltage_caps_the_cores_until_the_load_falls() {
    let resistance = Share::new(4000.0);
    let load = ThermalFault::BackgroundLoad { threads: Share::new(300.0) };
    let warm = Incident::new(load);
    let cold = warm.clone().and(ThermalFault::VoltageSag { resistance });
    let capped = |truth: &Truth| truth.mhz < 1500.0;
    assert!(!capped(&warm.run(&[])) && capped(&cold.run(&[])));
    assert!(!capped(&cold.run(&[Action::SuspendIntensiveComputations])));
    assert!(capped(&cold.run(&[Action::EnterOptimizerEmergencyMode])));
    assert!(capped(&cold.run(&[Action::OpenCircuitBreaker])));
}

#[test]
fn a_render_loop_drains_until_degradation_stops_its_animation() {
    let drain = Incident::new(ThermalFault::GpuDrain { power: Watts::new(2.0) });
    let critical = |truth: &Truth| truth.drain_pct_per_hour > 10.0;
    assert!(!critical(&drain.without_fault().run(&[])) && critical(&drain.run(&[])));
    assert!(!critical(&drain.run(&[Action::EnableGracefulDegradation])));
    assert!(!critical(&drain.run(&[Action::RestartApp])));
    assert!(critical(&drain.run(&[Action::SuspendCriticalTasks])));
}
