//! What the clairvoyant can and cannot do, and what it excuses.

#![allow(clippy::unwrap_used, reason = "a test that cannot run its scenario fails")]

use firedrill_judge::{Property, Verdict};
use firedrill_protocol::{
    Action, ActionOutcome, Briefing, CommandId, Delivery, EmergencyRecoveryProtocol,
    EmergencyStatus, HealthMetrics, LifecycleEvent, NoticeId, NoticeKind, OperatorEvent, Output,
    RecoveryProtocol, Timestamp,
};
use firedrill_scenarios::{Outcome, Plan, Recording, Scenario, run, suites};
use firedrill_sim::{Seed, Span, Time};

/// Does nothing, ever.
struct Lazy;

impl RecoveryProtocol for Lazy {
    fn handle_metrics(&mut self, _: Timestamp, _: &HealthMetrics) {}
    fn handle_step_finished(&mut self, _: Timestamp, _: CommandId, _: ActionOutcome) {}
    fn handle_operator(&mut self, _: Timestamp, _: OperatorEvent) {}
    fn handle_lifecycle(&mut self, _: Timestamp, _: LifecycleEvent) {}
    fn handle_relaunched(&mut self, _: Timestamp, _: Option<&str>) {}
    fn handle_timeout(&mut self, _: Timestamp) {}
    fn poll_output(&mut self) -> Option<Output> {
        None
    }
    fn poll_timeout(&self) -> Option<Timestamp> {
        None
    }
    fn emergency_status(&self) -> EmergencyStatus {
        EmergencyStatus::NORMAL
    }
}

/// The shipped protocol, whose restarts and rollbacks never happen though it is told they did, and
/// whose pages reach nobody who could do them by hand.
struct Rooted {
    inner: EmergencyRecoveryProtocol,
    now: Timestamp,
}

impl RecoveryProtocol for Rooted {
    fn handle_metrics(&mut self, now: Timestamp, sample: &HealthMetrics) {
        self.now = now;
        self.inner.handle_metrics(now, sample);
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
        loop {
            let output = self.inner.poll_output()?;
            match output {
                Output::Perform(command) if is_restart(command.action) => {
                    let done = ActionOutcome::Completed;
                    self.inner.handle_step_finished(self.now, command.id, done);
                }
                Output::Notify(notice) if notice.kind == NoticeKind::Page => {}
                output => return Some(output),
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

fn is_restart(action: Action) -> bool {
    matches!(action, Action::RestartApp | Action::RollbackVersion | Action::FullSystemRecovery)
}

fn shipped(briefing: &Briefing) -> EmergencyRecoveryProtocol {
    EmergencyRecoveryProtocol::briefed(briefing)
}

fn scenario(text: &str) -> Scenario {
    Scenario::from_bytes("<text>", text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

fn rehearse<P: RecoveryProtocol>(
    scenario: &Scenario,
    seed: u64,
    protocol: impl FnOnce(&Briefing) -> P,
) -> Outcome {
    run(&Plan::draw(scenario, Seed(seed)), protocol, Recording::Discard).unwrap()
}

const OVEN: &str = r#"
    name = "oven"
    title = "A heat that no action cools"
    duration = "80m"
    [[fault]]
    kind = "ambient-heat"
    at = "60s"
    ambient = "60C"
    [expect]
    incidents = ["battery-drain-crisis"]
    severity = "major"
"#;

#[test]
fn heat_that_no_action_cools_is_infeasible_and_not_the_protocols_fault() {
    let outcome = rehearse(&scenario(OVEN), 1, shipped);
    let Verdict::Infeasible { what, why, allowed } = outcome.judgement.verdict else {
        panic!("{:?}", outcome.judgement);
    };
    assert_eq!(what.property, Property::RestoresInTime);
    assert!(!allowed);
    assert!(why.contains("clairvoyant"), "{why}");
    assert_eq!(outcome.foresights[0].restoration, None);
}

#[test]
fn a_scenario_may_allow_what_nobody_can_do() {
    let text = format!("{OVEN}\n    may_be_infeasible = true\n");
    let outcome = rehearse(&scenario(&text), 1, shipped);
    let verdict = outcome.judgement.verdict;
    assert!(matches!(verdict, Verdict::Infeasible { allowed: true, .. }), "{verdict:?}");
}

#[test]
fn a_response_that_never_came_is_not_excused_by_the_heat() {
    let outcome = rehearse(&scenario(OVEN), 1, |_| Lazy);
    match outcome.judgement.verdict {
        Verdict::Failed(violation) => assert_eq!(violation.property, Property::RespondsInTime),
        verdict => panic!("{verdict:?}"),
    }
}

#[test]
fn who_does_nothing_in_a_feasible_scenario_fails() {
    for name in ["memory-leak-critical", "deadlock-critical", "radio-drain-critical"] {
        for seed in 1..=3 {
            let outcome = rehearse(&suites::scenario(name).unwrap(), seed, |_| Lazy);
            let verdict = outcome.judgement.verdict;
            assert!(matches!(verdict, Verdict::Failed(_)), "{name}@{seed}: {verdict:?}");
            // A leak that nobody stops ends with a kill, which restores the app in its own way.
            let excusable = |violation: &firedrill_judge::Violation| {
                matches!(violation.property, Property::RestoresInTime | Property::NoJetsamKill)
            };
            assert!(outcome.judgement.violations.iter().any(excusable), "{name}@{seed}");
            assert!(outcome.foresights[0].restoration.is_some(), "{name}@{seed}");
        }
    }
}

#[test]
fn one_strategy_that_keeps_a_property_is_enough_to_hold_its_failure_against_a_protocol() {
    // A leak that only a restart ends, growing too slowly for the system to kill the app.
    let text = "name = 'x'\ntitle = 'X'\nduration = '40m'\n\
                [[fault]]\nkind = 'leak'\nat = '60s'\ncomponent = 'matching-engine'\nrate = '60KB/s'\n\
                [expect]\nincidents = ['memory-leak-emergency']\nseverity = 'minor'\n";
    let rooted = |briefing: &Briefing| Rooted { inner: shipped(briefing), now: Timestamp::ZERO };
    let outcome = rehearse(&scenario(text), 1, rooted);
    // Who never restarts does not page either, and so fails in more than this.
    let mut violations = outcome.judgement.violations.iter();
    assert!(violations.any(|violation| violation.property == Property::RestoresInTime));
    let verdict = outcome.judgement.verdict;
    assert!(matches!(verdict, Verdict::Failed(_)), "{verdict:?}");
}

#[test]
fn a_kill_that_could_have_been_averted_is_not_excused() {
    let text = "name = 'spikes'\ntitle = 'Spikes'\nduration = '20m'\n\
                [[fault]]\nkind = 'allocation-spike'\nat = '60s'\nsize = '900MB'\n\
                [[fault]]\nkind = 'allocation-spike'\nat = '61s'\nsize = '1GB'\n\
                [[fault]]\nkind = 'allocation-spike'\nat = '62s'\nsize = '1GB'\n\
                [expect]\nanything = true\n";
    let outcome = rehearse(&scenario(text), 1, |_| Lazy);
    let mut violations = outcome.judgement.violations.iter();
    assert!(violations.any(|violation| violation.property == Property::NoJetsamKill));
    assert!(matches!(outcome.judgement.verdict, Verdict::Failed(_)));
}

#[test]
fn the_fork_changes_nothing_in_the_run() {
    let scenario = suites::scenario("compound-leak-and-runaway").unwrap();
    let plan = Plan::draw(&scenario, Seed(0x2a));
    let playbook = plan.playbook().unwrap();
    let world = firedrill_model::World::simulation(
        &plan.world(),
        &playbook,
        shipped(&plan.world().briefing(playbook.clone())),
    );
    let mut alone = world.unwrap();
    alone.run_until(Time::ZERO + plan.duration.0);
    let outcome = run(&plan, shipped, Recording::Discard).unwrap();
    assert!(!outcome.foresights.is_empty());
    assert_eq!((outcome.digest, outcome.events), (alone.digest(), alone.events()));
}

#[test]
fn the_clairvoyant_is_never_slower_than_the_shipped_protocol_in_the_quick_suite() {
    let mut compared = 0;
    let mut gained = Span::ZERO;
    for scenario in suites::find("quick").unwrap().load().unwrap().scenarios() {
        for seed in 1..=5 {
            let outcome = rehearse(scenario, seed, shipped);
            let incidents = &outcome.judgement.incidents;
            assert_eq!(incidents.len(), outcome.foresights.len());
            for (incident, foresight) in incidents.iter().zip(&outcome.foresights) {
                let Some(restored) = incident.restoration else { continue };
                let Some(best) = foresight.restoration else {
                    panic!("{} at {}: the clairvoyant is slower", outcome.reference, incident.onset)
                };
                assert!(best <= restored, "{} at {}", outcome.reference, incident.onset);
                compared += 1;
                gained += restored - best;
            }
        }
    }
    assert!(compared > 50, "only {compared} incidents were compared");
    assert!(gained > Span::from_mins(5), "the clairvoyant gained only {gained}");
}
