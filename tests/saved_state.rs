//! What a protocol saves is what carries an emergency over the death of the app: without it the same
//! protocol begins at level 1 with every process.

#![allow(clippy::unwrap_used, reason = "a test that cannot run its scenario fails")]

use firedrill_judge::Verdict;
use firedrill_protocol::{
    ActionOutcome, Briefing, CommandId, Delivery, EmergencyRecoveryProtocol, EmergencyStatus,
    HealthMetrics, LifecycleEvent, NoticeId, OperatorEvent, Output, RecoveryProtocol, Timestamp,
};
use firedrill_scenarios::{Outcome, Plan, Recording, run, suites};
use firedrill_sim::Seed;

/// The shipped protocol, and a host that loses whatever it is given to keep.
struct Forgetful(EmergencyRecoveryProtocol);

impl RecoveryProtocol for Forgetful {
    fn handle_metrics(&mut self, now: Timestamp, sample: &HealthMetrics) {
        self.0.handle_metrics(now, sample);
    }

    fn handle_step_finished(&mut self, now: Timestamp, id: CommandId, outcome: ActionOutcome) {
        self.0.handle_step_finished(now, id, outcome);
    }

    fn handle_operator(&mut self, now: Timestamp, event: OperatorEvent) {
        self.0.handle_operator(now, event);
    }

    fn handle_lifecycle(&mut self, now: Timestamp, event: LifecycleEvent) {
        self.0.handle_lifecycle(now, event);
    }

    fn handle_relaunched(&mut self, now: Timestamp, _: Option<&str>) {
        self.0.handle_relaunched(now, None);
    }

    fn handle_delivery(&mut self, now: Timestamp, notice: NoticeId, delivery: Delivery) {
        self.0.handle_delivery(now, notice, delivery);
    }

    fn handle_timeout(&mut self, now: Timestamp) {
        self.0.handle_timeout(now);
    }

    fn poll_output(&mut self) -> Option<Output> {
        self.0.poll_output()
    }

    fn poll_timeout(&self) -> Option<Timestamp> {
        self.0.poll_timeout()
    }

    fn emergency_status(&self) -> EmergencyStatus {
        self.0.emergency_status()
    }
}

const SEEDS: u64 = 10;

fn rehearse<P: RecoveryProtocol>(seed: u64, protocol: impl FnOnce(&Briefing) -> P) -> Outcome {
    let scenario = suites::scenario("crash-during-recovery").unwrap();
    run(&Plan::draw(&scenario, Seed(seed)), protocol, Recording::Discard).unwrap()
}

#[test]
fn an_app_that_crashes_in_every_step_is_rolled_back_only_by_who_remembers_the_last_process() {
    for seed in 1..=SEEDS {
        let shipped = rehearse(seed, EmergencyRecoveryProtocol::briefed);
        assert_eq!(shipped.judgement.verdict, Verdict::Passed, "{}", shipped.reference);
        let forgetful =
            rehearse(seed, |briefing| Forgetful(EmergencyRecoveryProtocol::briefed(briefing)));
        let verdict = forgetful.judgement.verdict;
        assert!(matches!(verdict, Verdict::Failed(_)), "{}: {verdict:?}", forgetful.reference);
    }
}
