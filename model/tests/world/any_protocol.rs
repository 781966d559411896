//! What holds in any world, whatever goes wrong and however wildly a protocol acts.

use crate::scripted::{Script, room};
use firedrill_model::app::{Component, Workload};
use firedrill_model::device::Device;
use firedrill_model::faults::{
    Fault, FaultKind, FaultSpec, Origin, ParameterShape, ParameterSpec, ParameterValue, catalogue,
};
use firedrill_model::{Duration, Transition, Ui, World, WorldConfig};
use firedrill_protocol::{Action, Bytes, EmergencyRecoveryProtocol, Playbook};
use firedrill_sim::{Span, Time};
use proptest::prelude::*;
use proptest::sample::select;

/// Any kind of the catalogue, with any parameters within its limits.
fn kinds() -> impl Strategy<Value = FaultKind> {
    let specs: Vec<&'static FaultSpec> = catalogue().collect();
    let draws = proptest::collection::vec(0.0_f64..=1.0, 8);
    (select(specs), draws).prop_map(|(spec, draws)| {
        let value = |(parameter, draw): (&ParameterSpec, &f64)| {
            let value = match (parameter.shape, parameter.limits()) {
                (ParameterShape::Word(words), _) => {
                    let index = (*draw * words.len() as f64) as usize;
                    ParameterValue::Word(words[index.min(words.len() - 1)])
                }
                (_, Some((low, high))) => {
                    // Small values are as likely as large ones: limits span magnitudes.
                    ParameterValue::Number(low + (high - low) * draw * draw * draw)
                }
                (ParameterShape::Quantity(_), None) => panic!("{} has no limits", parameter.name),
            };
            (parameter.name, value)
        };
        let values: Vec<_> = spec.parameters.iter().zip(&draws).map(value).collect();
        FaultKind::from_parameters(spec.name, &values).unwrap()
    })
}

fn faults() -> impl Strategy<Value = Vec<Fault>> {
    let origins = prop_oneof![4 => Just(Origin::Chance), 1 => Just(Origin::Release)];
    let lasting = proptest::option::of(0u64..300);
    let fault = (0u64..400, lasting, origins, kinds()).prop_map(|(at, lasts, origin, kind)| {
        let seconds = |s| Duration(Span::from_secs(s));
        Fault { at: seconds(at), lasts: lasts.map(seconds), origin, kind }
    });
    proptest::collection::vec(fault, 0..8)
}

fn actions() -> impl Strategy<Value = Vec<(u64, Action)>> {
    proptest::collection::vec((0u64..600, select(Action::ALL.to_vec())), 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn accounts_add_up_after_every_event(
        faults in faults(),
        actions in actions(),
        device in select(Device::ALL.iter().map(|device| device.name).collect::<Vec<_>>()),
        workload in select(Workload::ALL.to_vec()),
    ) {
        let (playbook, end) = (Playbook::built_in(), Time::ZERO + Span::from_secs(600));
        let script = Script::new(actions);
        let config = WorldConfig { device: device.to_owned(), workload, ..room(faults) };
        let mut simulation = World::simulation(&config, &playbook, script).unwrap();
        let mut swipes_lost_so_far = 0;
        let mut joules_so_far = 0.0;
        let mut regret_so_far = 0.0;
        let mut asleep: Option<(Bytes, u64, Span)> = None;
        while simulation.agenda().next_time().is_some_and(|next| next <= end) {
            simulation.step();
            let (now, world) = (simulation.now(), simulation.handler());
            let truth = world.truth(now);
            prop_assert!(truth.multiplier.is_finite() && truth.multiplier > 0.0, "{truth:?}");
            prop_assert!(truth.drain_pct_per_hour >= 0.0, "{truth:?}");
            prop_assert!((0.0..=1.0).contains(&truth.error_rate), "{truth:?}");
            prop_assert!((0.0..=100.0).contains(&truth.charge.get()), "{truth:?}");
            prop_assert!((-20.0..200.0).contains(&truth.skin.get()), "{truth:?}");
            let held: Bytes = Component::ALL.into_iter().map(|c| world.held_by(c, now)).sum();
            prop_assert_eq!(held + world.fragmentation() + world.abandoned(), truth.memory);
            if !matches!(truth.ui, Ui::Relaunching) {
                // A leak is noticed a moment after it passed the line, never long after.
                prop_assert!(truth.memory <= Bytes::mb(2068 + 1), "{truth:?}");
            }
            let (app_joules, total_joules) = world.joules();
            prop_assert!(app_joules <= total_joules && total_joules >= joules_so_far);
            joules_so_far = total_joules;
            let tasks = world.tasks();
            prop_assert_eq!(tasks.started, tasks.finished + tasks.cancelled + tasks.present);
            let (brought, jobs) = world.deck();
            prop_assert_eq!(brought, jobs.iter().sum::<u64>());
            prop_assert!((0.0..=60.0).contains(&truth.frames_per_second), "{truth:?}");
            let (imported, evicted, jobs) = world.imports();
            prop_assert_eq!(imported, evicted + jobs);
            let (made, lost) = world.swipes();
            prop_assert!(lost <= made);
            // Each swipe is a decision, and none costs more than a job that is liked for certain.
            prop_assert!(truth.regret >= regret_so_far && truth.regret <= made as f64, "{truth:?}");
            regret_so_far = truth.regret;
            let (jobs, unscored) = world.jobs();
            prop_assert!(unscored <= jobs, "{unscored} of {jobs}");
            let noted: u64 = world.transitions().iter().map(swipes_lost).sum();
            prop_assert_eq!(lost - swipes_lost_so_far, noted);
            swipes_lost_so_far = lost;
            // A suspended app does nothing: it grows no memory, takes no swipe, gets no further.
            let state = (truth.memory, made, truth.ui.blocked());
            asleep = (truth.ui == Ui::Suspended).then(|| asleep.unwrap_or(state));
            prop_assert!(asleep.is_none_or(|asleep| asleep == state), "{asleep:?} is now {state:?}");
            simulation.handler_mut().clear_transitions();
        }
    }

    #[test]
    fn the_shipped_protocol_keeps_its_contract(faults in faults()) {
        let playbook = Playbook::built_in();
        let protocol = EmergencyRecoveryProtocol::new(playbook.clone());
        let mut simulation = World::simulation(&room(faults), &playbook, protocol).unwrap();
        simulation.run_until(Time::ZERO + Span::from_secs(900));
        let broken = |transition: &&Transition| matches!(transition, Transition::ContractBroken(_));
        prop_assert_eq!(simulation.handler().transitions().iter().find(broken), None);
    }

    #[test]
    fn a_cloned_world_goes_on_as_the_original_does(faults in faults(), actions in actions()) {
        let playbook = Playbook::built_in();
        let script = Script::new(actions);
        let mut original = World::simulation(&room(faults), &playbook, script).unwrap();
        original.run_until(Time::ZERO + Span::from_secs(200));
        let mut fork = original.clone();
        original.run_until(Time::ZERO + Span::from_secs(400));
        fork.run_until(Time::ZERO + Span::from_secs(400));
        prop_assert_eq!(original.digest(), fork.digest());
        prop_assert_eq!(original.events(), fork.events());
    }
}

fn swipes_lost(transition: &Transition) -> u64 {
    match transition {
        Transition::ProcessEnded { swipes_lost }
        | Transition::Jetsammed { swipes_lost }
        | Transition::ProcessDied { swipes_lost, .. }
        | Transition::BufferDeleted { swipes_lost } => *swipes_lost,
        _ => 0,
    }
}
