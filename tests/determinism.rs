//! A planted source of nondeterminism is found, and named.

#![allow(clippy::unwrap_used, reason = "a test that cannot run its scenario fails")]

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use firedrill_campaign::Campaign;

use firedrill_protocol::{
    Action, ActionOutcome, Briefing, Command, CommandId, EmergencyStatus, HealthMetrics,
    IncidentType, LifecycleEvent, OperatorEvent, Output, Purpose, RecoveryProtocol, Timestamp,
};
use firedrill_reports::{Detail, Palette, Regression, Report, Timing, document, summary};
use firedrill_scenarios::{Plan, describe_divergence, first_divergence, suites};
use firedrill_sim::Seed;
use firedrill_sim::lockstep::Divergence;

/// Asks for one clean-up, at an instant that may depend on which run this is.
struct Planted {
    at: Timestamp,
    output: Option<Output>,
    asked: bool,
}

impl Planted {
    fn asking_at(seconds: u64) -> Self {
        let at = Timestamp::from_nanos(seconds * 1_000_000_000);
        Self { at, output: None, asked: false }
    }
}

impl RecoveryProtocol for Planted {
    fn handle_metrics(&mut self, now: Timestamp, _: &HealthMetrics) {
        if now >= self.at && !self.asked {
            self.asked = true;
            self.output = Some(Output::Perform(Command {
                id: CommandId(1),
                action: Action::FlushDataBuffers,
                incident: IncidentType::MemoryLeakEmergency,
                purpose: Purpose::Immediate,
            }));
        }
    }

    fn handle_step_finished(&mut self, _: Timestamp, _: CommandId, _: ActionOutcome) {}

    fn handle_operator(&mut self, _: Timestamp, _: OperatorEvent) {}

    fn handle_lifecycle(&mut self, _: Timestamp, _: LifecycleEvent) {}

    fn handle_relaunched(&mut self, _: Timestamp, _: Option<&str>) {}

    fn handle_timeout(&mut self, _: Timestamp) {}

    fn poll_output(&mut self) -> Option<Output> {
        self.output.take()
    }

    fn poll_timeout(&self) -> Option<Timestamp> {
        None
    }

    fn emergency_status(&self) -> EmergencyStatus {
        EmergencyStatus::NORMAL
    }
}

fn divergence(protocol: impl Fn(&Briefing) -> Planted) -> Option<Divergence> {
    let scenario = suites::scenario("healthy-hour").unwrap();
    first_divergence(&Plan::draw(&scenario, Seed(1)), protocol).unwrap()
}

#[test]
fn a_run_that_differs_the_second_time_is_located_to_event_part_and_stream() {
    let runs = Cell::new(0);
    let divergence = divergence(|_| {
        runs.set(runs.get() + 1);
        Planted::asking_at(100 + runs.get())
    });
    let sentence = describe_divergence(&divergence.unwrap());
    assert!(sentence.contains("at 01m41.000s in monitor"), "{sentence}");
    assert!(sentence.ends_with("drawn differently from: actions/durations"), "{sentence}");
}

#[test]
fn the_same_protocol_twice_does_not_differ() {
    assert_eq!(divergence(|_| Planted::asking_at(100)), None);
}

#[test]
fn a_campaign_that_compares_shows_where_a_run_differs_and_what_came_before() {
    let scenarios = [suites::scenario("memory-leak-critical").unwrap()];
    let seeds = [Seed(42)];
    let campaign = Campaign {
        scenarios: &scenarios,
        seeds: &seeds,
        jobs: 1,
        fail_fast: false,
        check_determinism: true,
    };
    let runs = AtomicU64::new(0);
    let planted = |_: &Briefing| Planted::asking_at(75 + runs.fetch_add(1, Ordering::Relaxed));
    let results = campaign.run(planted, |_| {}).unwrap();
    let report = Report {
        results: &results,
        sources: &["memory-leak-critical".to_owned()],
        seeds: 1,
        compared: true,
        protocol: None,
        regression: Regression::NotCompared,
        baseline: None,
        timing: Timing { wall: Duration::from_secs(1), jobs: 1 },
    };
    let text = summary(&report, Detail::FailuresOnly, &Palette::PLAIN, None);
    let begin = text.find("not deterministic: ").unwrap();
    let block = text[begin..].split("\n\n").next().unwrap();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/reports");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("not_deterministic", block));
    assert!(block.contains("the last event that both share: "), "{block}");
    assert!(block.contains(" began: leak of image-cache"), "{block}");
    assert!(block.contains("drawn differently from: actions/durations"), "{block}");
    assert!(document(&report).contains("\"divergence\": \"event "));
}
