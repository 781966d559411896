//! What a swarm's runs reach between them.

#![allow(clippy::unwrap_used, reason = "a test that cannot run its scenario fails")]

use firedrill_campaign::{Campaign, Reach, ScenarioResult};
use firedrill_protocol::EmergencyRecoveryProtocol;
use firedrill_scenarios::{Axis, Landmark, Scenario, suites};
use firedrill_sim::Seed;

fn run<'a>(scenarios: &'a [Scenario], seeds: &'a [Seed], jobs: usize) -> Vec<ScenarioResult<'a>> {
    let (fail_fast, check_determinism) = (false, false);
    let campaign = Campaign { scenarios, seeds, jobs, fail_fast, check_determinism };
    let protocol = EmergencyRecoveryProtocol::briefed;
    campaign.run(protocol, |_| {}).unwrap()
}

fn reach(results: &[ScenarioResult<'_>]) -> Reach {
    let trials = results.iter().flat_map(|result| &result.trials);
    Reach::of(trials.map(|trial| &trial.outcome.coverage))
}

fn demanding(scenario: &str, landmarks: &str) -> Scenario {
    let text = suites::file(scenario).unwrap().text;
    let key = "severity = \"critical\"";
    let text = text.replace(key, &format!("{key}\nsometimes = [{landmarks}]"));
    Scenario::from_bytes("<text>", text.as_bytes()).unwrap()
}

fn landmark(text: &str) -> Landmark {
    text.parse().unwrap()
}

#[test]
fn threads_change_neither_digests_nor_what_was_reached() {
    let suite = suites::find("stress").unwrap().load().unwrap();
    let seeds = [1, 2, 3].map(Seed);
    let (one, three) = (run(suite.scenarios(), &seeds, 1), run(suite.scenarios(), &seeds, 3));
    assert_eq!(reach(&one), reach(&three));
    for (one, three) in one.iter().zip(&three) {
        assert_eq!(one.digest(), three.digest(), "{}", one.scenario.name());
    }
}

#[test]
fn every_stress_scenario_reaches_what_it_demands_in_ten_seeds() {
    let suite = suites::find("stress").unwrap().load().unwrap();
    let seeds: Vec<_> = (1..=10).map(Seed).collect();
    let results = run(suite.scenarios(), &seeds, 2);
    for result in &results {
        assert!(!result.scenario.sometimes().is_empty(), "{}", result.scenario.name());
        assert_eq!(result.never_reached(), [], "{}", result.scenario.name());
    }
    let reach = reach(&results);
    assert_eq!(reach.never(Axis::Incident), []);
    assert_eq!(reach.never(Axis::Severity), []);
    assert_eq!(reach.never(Axis::Family), []);
}

#[test]
fn one_run_of_many_is_enough_and_none_is_named() {
    let wanted = "\"family:memory\", \"escalation:full-system-recovery\"";
    let scenarios = [demanding("memory-leak-critical", wanted)];
    let seeds = [1, 2].map(Seed);
    let results = run(&scenarios, &seeds, 1);
    assert_eq!(results[0].never_reached(), [landmark("escalation:full-system-recovery")]);
    assert_eq!(reach(&results).count(landmark("family:memory")), 2);
    assert_eq!(reach(&results).count(landmark("family:feeds")), 0);
}
