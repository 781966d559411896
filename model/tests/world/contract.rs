//! The host holds any protocol to the boundary's contract, and names each breach.

use firedrill_model::{ContractBreach, Transition, World};
use firedrill_protocol::{
    Action, ActionOutcome, Command, CommandId, EmergencyStatus, HealthMetrics, IncidentType,
    LifecycleEvent, OperatorEvent, Output, Playbook, Purpose, RecoveryProtocol, Timestamp,
};
use firedrill_sim::{Span, Time};

use crate::scripted::room;

/// Ways to break the contract.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Breach {
    RepeatsAnId,
    NeverStopsTalking,
    WantsToBeWokenInThePast,
}

/// Behaves until the third sample.
#[derive(Clone, Debug)]
struct Unruly {
    breach: Breach,
    samples: u32,
    said: u32,
}

impl Unruly {
    fn breaks_now(&self, breach: Breach) -> bool {
        self.breach == breach && self.samples >= 3
    }
}

impl RecoveryProtocol for Unruly {
    fn handle_metrics(&mut self, _: Timestamp, _: &HealthMetrics) {
        self.samples += 1;
        self.said = 0;
    }

    fn handle_step_finished(&mut self, _: Timestamp, _: CommandId, _: ActionOutcome) {}

    fn handle_operator(&mut self, _: Timestamp, _: OperatorEvent) {}

    fn handle_lifecycle(&mut self, _: Timestamp, _: LifecycleEvent) {}

    fn handle_relaunched(&mut self, _: Timestamp, _: Option<&str>) {}

    fn handle_timeout(&mut self, _: Timestamp) {}

    fn poll_output(&mut self) -> Option<Output> {
        self.said += 1;
        if self.breaks_now(Breach::NeverStopsTalking) {
            return Some(Output::Status(EmergencyStatus::NORMAL));
        }
        let repeats = self.breaks_now(Breach::RepeatsAnId) && self.said <= 2;
        repeats.then_some(Output::Perform(Command {
            id: CommandId(7),
            action: Action::FlushDataBuffers,
            incident: IncidentType::MemoryLeakEmergency,
            purpose: Purpose::Immediate,
        }))
    }

    fn poll_timeout(&self) -> Option<Timestamp> {
        self.breaks_now(Breach::WantsToBeWokenInThePast).then_some(Timestamp::ZERO)
    }

    fn emergency_status(&self) -> EmergencyStatus {
        EmergencyStatus::NORMAL
    }
}

#[track_caller]
fn check(breach: Breach, expect: ContractBreach) {
    let protocol = Unruly { breach, samples: 0, said: 0 };
    let playbook = Playbook::built_in();
    let mut simulation = World::simulation(&room(Vec::new()), &playbook, protocol).unwrap();
    simulation.run_until(Time::ZERO + Span::from_secs(60));
    let broken = Transition::ContractBroken(expect);
    let noted = simulation.handler().transitions();
    let count = noted.iter().filter(|transition| **transition == broken).count();
    assert_eq!(count, 1, "the breach is noted once, and the run goes on to its end");
    assert!(matches!(noted.last(), Some(Transition::Sampled(_))));
}

#[test]
fn an_id_used_twice_is_a_breach() {
    check(Breach::RepeatsAnId, ContractBreach::CommandIdReused(CommandId(7)));
}

#[test]
fn output_without_end_is_a_breach() {
    check(Breach::NeverStopsTalking, ContractBreach::EndlessOutput);
}

#[test]
fn a_timer_stuck_in_the_past_is_a_breach() {
    check(Breach::WantsToBeWokenInThePast, ContractBreach::StuckTimer);
}
