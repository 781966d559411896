//! A scenario's own properties in real runs: sampled at whole seconds, told when certain, reported.

#![allow(clippy::unwrap_used, reason = "a test that cannot run its scenario fails")]

use firedrill_judge::{Property, Verdict};
use firedrill_model::nouns::{Bytes, Severity};
use firedrill_protocol::EmergencyRecoveryProtocol;
use firedrill_scenarios::{Outcome, Plan, Recording, Scenario, run};
use firedrill_sim::{Seed, Span, Time};

const LEAK: &str = r#"
name = "leak"
title = "A leak"
duration = "5m"

[[fault]]
kind = "leak"
at = "60s"
component = "image-cache"
rate = "7MB/s"

[expect]
incidents = ["memory-leak-emergency"]
severity = "major"
"#;

fn outcome(properties: &[(&str, &str)]) -> Outcome {
    let tables = properties
        .iter()
        .map(|(name, holds)| format!("[[property]]\nname = \"{name}\"\nholds = \"{holds}\"\n"));
    let text = format!("{LEAK}{}", tables.collect::<String>());
    let scenario = Scenario::from_bytes("leak.toml", text.as_bytes()).unwrap();
    // By way of its JSON, as a replay reads it.
    let json = Plan::draw(&scenario, Seed(7)).to_json();
    let plan = Plan::from_json("plan.json", json.as_bytes()).unwrap();
    run(&plan, EmergencyRecoveryProtocol::briefed, Recording::Keep).unwrap()
}

/// The first whole second at which the record shows that much memory.
fn first_second_above(outcome: &Outcome, limit: Bytes) -> Time {
    let record = outcome.record.as_ref().unwrap().iter();
    let is_whole = |at: Time| at.as_nanos().is_multiple_of(1_000_000_000);
    let mut above = record.filter(|entry| entry.truth.memory > limit && is_whole(entry.at));
    above.next().unwrap().at
}

#[test]
fn a_violation_is_told_at_the_first_second_that_shows_it() {
    let outcome = outcome(&[("below-220", "always[0,200s](memory <= 220MB)")]);
    let expected = first_second_above(&outcome, Bytes::mb(220));
    let Verdict::Failed(violation) = &outcome.judgement.verdict else {
        panic!("{:?}", outcome.judgement.verdict)
    };
    assert_eq!(violation.property.name(), "below-220");
    assert_eq!(violation.at, expected);
    assert_eq!(violation.about, "always[0,200s](memory <= 220MB) does not hold");
    let found = &outcome.judgement.properties[0];
    assert_eq!((found.violated_at, found.holds()), (Some(expected), false));
    // The worst sample decides how far it failed: the leak went beyond the major line at 250 MB.
    assert!((-80.0..-30.0).contains(&(found.robustness / 1024.0 / 1024.0)), "{found:?}");
}

#[test]
fn every_property_is_reported_and_each_that_fails_is_a_violation() {
    let outcome = outcome(&[
        ("below-1000", "always(memory <= 1000MB)"),
        ("never-minor", "always(not minor)"),
        ("never-major", "always(not major)"),
        ("answered", "always(major implies eventually[0,30s] responded)"),
        ("restored", "eventually[0,5m](always[0,30s] restored)"),
        ("in-order", "always((once major) implies (once (memory_leak and not major)))"),
    ]);
    let properties = &outcome.judgement.properties;
    let held: Vec<_> =
        properties.iter().map(|found| (found.name.as_str(), found.holds())).collect();
    let expected = [
        ("below-1000", true),
        ("never-minor", false),
        ("never-major", false),
        ("answered", true),
        ("restored", true),
        ("in-order", true),
    ];
    assert_eq!(held, expected);
    let violated = outcome.judgement.violations.iter().map(|violation| violation.property);
    let violated: Vec<_> = violated.map(|property| property.name().to_owned()).collect();
    assert_eq!(violated, ["never-minor", "never-major"], "in order of time");
}

#[test]
fn a_property_changes_nothing_of_the_run_that_it_watches() {
    let (watched, free) = (outcome(&[("never", "always major")]), outcome(&[]));
    assert_eq!((watched.digest, watched.events), (free.digest, free.events));
    assert_eq!(watched.judgement.incidents, free.judgement.incidents);
    assert_eq!(free.judgement.verdict, Verdict::Passed);
    assert!(matches!(
        &watched.judgement.verdict,
        Verdict::Failed(violation)
            if violation.at == Time::ZERO && matches!(violation.property, Property::Temporal(_))
    ));
}

#[test]
fn the_last_sample_is_the_runs_last_instant() {
    let late = outcome(&[("late", "eventually[5m,5m] major")]);
    assert_eq!(late.judgement.properties[0].violated_at, Some(Time::ZERO + Span::from_mins(5)));
    let worst = late.judgement.incidents[0].types[0].worst;
    assert_eq!(worst, Severity::Major, "it was major, only not then");
}
