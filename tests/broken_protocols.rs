//! The judge can fail: the shipped protocol, broken by hand in nine ways, and the property that names
//! each break.

#![allow(clippy::unwrap_used, reason = "a test that cannot run its scenario fails")]

#[path = "broken_protocols/notices.rs"]
mod notices;

use core::time::Duration;
use std::collections::VecDeque;

use firedrill_judge::{Property, Verdict};
use firedrill_protocol::{
    Action, ActionOutcome, Briefing, Bytes, Command, CommandId, Delivery,
    EmergencyRecoveryProtocol, EmergencyStatus, EscalationLevel, HealthMetrics, LifecycleEvent,
    NoticeId, NoticeKind, OperatorEvent, Output, Phase, RecoveryProtocol, ThermalState, Timestamp,
};
use firedrill_scenarios::{Outcome, Plan, Recording, run, suites};
use firedrill_sim::Seed;

/// A way to break a protocol, at its boundary.
trait Break {
    /// Changes a sample on its way in; `None` drops it.
    fn sample(&mut self, _now: Timestamp, sample: HealthMetrics) -> Option<HealthMetrics> {
        Some(sample)
    }

    /// Changes an output on its way out.
    fn output(&mut self, output: Output) -> Fate {
        Fate::Passes(output)
    }
}

/// What becomes of an output.
enum Fate {
    Passes(Output),
    /// It never happens, and the protocol waits for it in vain.
    Vanishes,
    /// It never happens, and the protocol is told that it was done.
    IsFaked(CommandId),
    /// It happens, and something else besides.
    Doubles(Output, Output),
    /// It happens this much later.
    Waits(Duration, Output),
}

/// The shipped protocol behind a break.
struct Broken<B> {
    inner: EmergencyRecoveryProtocol,
    by: B,
    now: Timestamp,
    /// What is still to happen, and from when on.
    held: Vec<(Timestamp, Output)>,
}

impl<B: Break> RecoveryProtocol for Broken<B> {
    fn handle_metrics(&mut self, now: Timestamp, sample: &HealthMetrics) {
        self.now = now;
        if let Some(sample) = self.by.sample(now, *sample) {
            self.inner.handle_metrics(now, &sample);
        }
    }

    fn handle_step_finished(&mut self, now: Timestamp, id: CommandId, outcome: ActionOutcome) {
        self.now = now;
        self.inner.handle_step_finished(now, id, outcome);
    }

    fn handle_operator(&mut self, now: Timestamp, event: OperatorEvent) {
        self.now = now;
        self.inner.handle_operator(now, event);
    }

    fn handle_lifecycle(&mut self, now: Timestamp, event: LifecycleEvent) {
        self.now = now;
        self.inner.handle_lifecycle(now, event);
    }

    fn handle_relaunched(&mut self, now: Timestamp, saved: Option<&str>) {
        self.now = now;
        self.inner.handle_relaunched(now, saved);
    }

    fn handle_delivery(&mut self, now: Timestamp, notice: NoticeId, delivery: Delivery) {
        self.now = now;
        self.inner.handle_delivery(now, notice, delivery);
    }

    fn saved_state(&self) -> String {
        self.inner.saved_state()
    }

    fn handle_timeout(&mut self, now: Timestamp) {
        self.now = now;
        self.inner.handle_timeout(now);
    }

    fn poll_output(&mut self) -> Option<Output> {
        if let Some(index) = self.held.iter().position(|(due, _)| *due <= self.now) {
            return Some(self.held.remove(index).1);
        }
        loop {
            match self.by.output(self.inner.poll_output()?) {
                Fate::Passes(output) => return Some(output),
                Fate::Vanishes => {}
                Fate::Doubles(output, other) => {
                    self.held.push((self.now, other));
                    return Some(output);
                }
                Fate::Waits(span, output) => self.held.push((self.now + span, output)),
                Fate::IsFaked(id) => {
                    self.inner.handle_step_finished(self.now, id, ActionOutcome::Completed);
                }
            }
        }
    }

    fn poll_timeout(&self) -> Option<Timestamp> {
        self.inner.poll_timeout()
    }

    fn emergency_status(&self) -> EmergencyStatus {
        self.inner.emergency_status()
    }
}

/// Seeds each break is tried on: it must be caught on every one.
const SEEDS: u64 = 10;

fn rehearse<P: RecoveryProtocol>(
    scenario: &str,
    seed: u64,
    protocol: impl FnOnce(&Briefing) -> P,
) -> Outcome {
    let scenario = suites::scenario(scenario).unwrap();
    run(&Plan::draw(&scenario, Seed(seed)), protocol, Recording::Discard).unwrap()
}

/// Checks that the unbroken protocol passes, and that the break makes this property fail first.
#[track_caller]
fn check<B: Break>(scenario: &str, broken_by: impl Fn() -> B, property: Property) {
    for seed in 1..=SEEDS {
        let whole = EmergencyRecoveryProtocol::briefed;
        let sound = rehearse(scenario, seed, whole);
        assert_eq!(sound.judgement.verdict, Verdict::Passed, "unbroken, {}", sound.reference);
        let broken = rehearse(scenario, seed, |playbook| Broken {
            inner: whole(playbook),
            by: broken_by(),
            now: Timestamp::ZERO,
            held: Vec::new(),
        });
        match broken.judgement.verdict {
            Verdict::Failed(violation) => {
                assert_eq!(
                    violation.property, property,
                    "{}: {}",
                    broken.reference, violation.about
                );
            }
            verdict => panic!("{} was not caught: {verdict:?}", broken.reference),
        }
    }
}

struct NeverResponds;

impl Break for NeverResponds {
    fn output(&mut self, output: Output) -> Fate {
        match output {
            Output::Perform(_) => Fate::Vanishes,
            other => Fate::Passes(other),
        }
    }
}

#[test]
fn a_protocol_that_never_responds_fails_to_respond_in_time() {
    for scenario in ["engine-reload-critical", "memory-leak-critical", "battery-runaway-critical"] {
        check(scenario, || NeverResponds, Property::RespondsInTime);
    }
}

/// The empty handlers of old: everything that would free memory is logged as done. Nobody is paged
/// either: people would see that nothing was done, and restart the app.
struct NeverCleansUp;

impl Break for NeverCleansUp {
    fn output(&mut self, output: Output) -> Fate {
        let command = match output {
            Output::Notify(notice) if notice.kind == NoticeKind::Page => return Fate::Vanishes,
            Output::Perform(command) => command,
            other => return Fate::Passes(other),
        };
        let frees = matches!(
            command.action,
            Action::SurgicalMemoryCleanup
                | Action::ClearNonEssentialCaches
                | Action::ReleaseTemporaryData
                | Action::ForceGarbageCollection
                | Action::RestartApp
                | Action::RollbackVersion
                | Action::FullSystemRecovery
        );
        if frees { Fate::IsFaked(command.id) } else { Fate::Passes(output) }
    }
}

#[test]
fn a_protocol_that_responds_but_never_cleans_up_fails_to_restore_in_time() {
    check("memory-leak-moderate", || NeverCleansUp, Property::RestoresInTime);
    check("memory-leak-critical", || NeverCleansUp, Property::RestoresInTime);
}

/// Blind to temperature and to the power that makes it.
struct IgnoresHeat;

impl Break for IgnoresHeat {
    fn sample(&mut self, _: Timestamp, mut sample: HealthMetrics) -> Option<HealthMetrics> {
        sample.thermal_state = Some(ThermalState::Nominal);
        sample.battery_drain_pct_per_hour = sample.battery_drain_pct_per_hour.map(|_| 1.6);
        Some(sample)
    }
}

#[test]
fn a_protocol_that_ignores_heat_fails_to_respond_in_time() {
    check("hot-day-major", || IgnoresHeat, Property::RespondsInTime);
}

#[derive(Default)]
struct NeverLeaves {
    last: Option<EmergencyStatus>,
}

impl Break for NeverLeaves {
    fn output(&mut self, output: Output) -> Fate {
        let Output::Status(status) = output else { return Fate::Passes(output) };
        if status.is_in_emergency_mode() {
            self.last = Some(status);
            return Fate::Passes(output);
        }
        let stays = self.last.map(|last| EmergencyStatus { phase: Phase::Verifying, ..last });
        stays.map_or(Fate::Vanishes, |status| Fate::Passes(Output::Status(status)))
    }
}

#[test]
fn a_protocol_that_never_leaves_emergency_mode_fails_to_end_it() {
    for scenario in ["memory-spike-major", "lock-hold-critical", "radio-drain-critical"] {
        check(scenario, NeverLeaves::default, Property::EmergencyModeEnds);
    }
}

/// The failsafe of old: switched on in every emergency, and off only in the log.
struct LeavesFailsafeOn;

impl Break for LeavesFailsafeOn {
    fn output(&mut self, output: Output) -> Fate {
        let Output::Perform(command) = output else { return Fate::Passes(output) };
        let restores = command.action == Action::RestoreFullQuality;
        if restores { Fate::IsFaked(command.id) } else { Fate::Passes(output) }
    }
}

#[test]
fn a_protocol_that_leaves_the_failsafe_on_fails_to_restore_quality() {
    for scenario in ["engine-reload-critical", "battery-runaway-critical"] {
        check(scenario, || LeavesFailsafeOn, Property::QualityIsRestored);
    }
}

/// A monitor's pipeline that is a minute behind and stamps samples on arrival.
#[derive(Default)]
struct RespondsTooLate {
    queue: VecDeque<HealthMetrics>,
}

impl Break for RespondsTooLate {
    fn sample(&mut self, now: Timestamp, sample: HealthMetrics) -> Option<HealthMetrics> {
        self.queue.push_back(sample);
        if self.queue.len() <= 60 {
            // The first, healthy minute comes through at once: silence would be an alarm of its own.
            return Some(sample);
        }
        self.queue.pop_front().map(|old| HealthMetrics { taken_at: now, ..old })
    }
}

#[test]
fn a_protocol_that_responds_a_minute_late_fails_to_respond_in_time() {
    for scenario in ["engine-reload-critical", "battery-runaway-critical", "deadlock-critical"] {
        check(scenario, RespondsTooLate::default, Property::RespondsInTime);
    }
}

/// Announces the lowest level again after a higher one, as if people had been called off.
#[derive(Default)]
struct LowersTheLevel {
    announced_higher: bool,
}

impl Break for LowersTheLevel {
    fn output(&mut self, output: Output) -> Fate {
        let Output::Status(status) = output else { return Fate::Passes(output) };
        let lowest = EscalationLevel::AutomaticRecovery;
        let is_higher = status.is_in_emergency_mode() && status.escalation > lowest;
        let lowered = self.announced_higher && is_higher;
        self.announced_higher |= is_higher;
        let escalation = if lowered { lowest } else { status.escalation };
        Fate::Passes(Output::Status(EmergencyStatus { escalation, ..status }))
    }
}

#[test]
fn a_protocol_that_lowers_the_escalation_level_is_caught() {
    check("engine-leak-needs-rollback", LowersTheLevel::default, Property::EscalationNeverGoesDown);
}

/// Gives every command the number of the first.
#[derive(Default)]
struct ReusesNumbers {
    first: Option<CommandId>,
}

impl Break for ReusesNumbers {
    fn output(&mut self, output: Output) -> Fate {
        let Output::Perform(command) = output else { return Fate::Passes(output) };
        let id = *self.first.get_or_insert(command.id);
        Fate::Passes(Output::Perform(Command { id, ..command }))
    }
}

#[test]
fn a_protocol_that_uses_a_command_number_twice_breaks_the_contract() {
    for scenario in ["memory-spike-major", "radio-drain-critical"] {
        check(scenario, ReusesNumbers::default, Property::KeepsContract);
    }
}

/// A monitor that counts every megabyte twice.
struct CountsTwice;

impl Break for CountsTwice {
    fn sample(&mut self, _: Timestamp, mut sample: HealthMetrics) -> Option<HealthMetrics> {
        sample.memory_usage = sample.memory_usage.map(|memory| Bytes::new(memory.get() * 2));
        Some(sample)
    }
}

#[test]
fn a_protocol_that_sees_twice_the_memory_declares_an_emergency_in_a_healthy_hour() {
    check("healthy-hour", || CountsTwice, Property::HealthyStaysHealthy);
}
