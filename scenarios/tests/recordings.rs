//! What is kept of a run, and that keeping it changes nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot run its scenario fails")]

use std::collections::BTreeMap;

use firedrill_protocol::EmergencyRecoveryProtocol;
use firedrill_scenarios::{Outcome, Plan, Recording, run, suites};
use firedrill_sim::Seed;

fn rehearse(recording: Recording) -> Outcome {
    let plan = Plan::draw(&suites::scenario("memory-leak-critical").unwrap(), Seed(42));
    run(&plan, EmergencyRecoveryProtocol::briefed, recording).unwrap()
}

#[test]
fn a_run_is_the_same_whatever_is_kept_of_it() {
    let discarded = rehearse(Recording::Discard);
    assert!(discarded.record.is_none() && discarded.trail.is_none());
    let kept = rehearse(Recording::Keep);
    assert!(kept.record.is_some() && kept.trail.is_none());
    let every = rehearse(Recording::EveryEvent);
    assert_eq!(every.record, kept.record);
    assert_eq!(Outcome { record: None, trail: None, locks: vec![], ..every }, discarded);
    assert_eq!(Outcome { record: None, locks: vec![], ..kept }, discarded);
}

#[test]
fn the_trail_has_every_event_and_ends_in_the_digest_of_the_run() {
    let Outcome { trail, events, digest, .. } = rehearse(Recording::EveryEvent);
    let trail = trail.unwrap();
    assert!(trail.iter().map(|event| event.number).eq(1..=events));
    assert!(trail.is_sorted_by_key(|event| event.at));
    assert_eq!(trail.last().unwrap().digest, digest);
}

#[test]
fn the_trail_names_a_stream_whenever_it_is_drawn_from_and_only_then() {
    let trail = rehearse(Recording::EveryEvent).trail.unwrap();
    let mut positions = BTreeMap::new();
    for (name, words) in trail.iter().flat_map(|event| &event.drawn) {
        let before = positions.insert(name.clone(), *words).unwrap_or(0);
        assert!(before < *words, "{name}: {before} to {words}");
    }
    assert!(positions.len() > 5, "{positions:?}");
    // The monitor's noise moves with every sample and at no other time.
    let noisy = trail.iter().filter(|event| event.drawn.iter().any(|it| &*it.0 == "monitor/noise"));
    assert_eq!(noisy.count(), 900);
}

#[test]
fn an_entry_belongs_to_the_event_that_brought_it_about() {
    let Outcome { trail, record, .. } = rehearse(Recording::EveryEvent);
    let (trail, record) = (trail.unwrap(), record.unwrap());
    assert!(record.is_sorted_by_key(|entry| entry.event));
    for entry in record {
        let event = &trail[entry.event as usize - 1];
        assert_eq!((event.number, event.at), (entry.event, entry.at));
    }
}
