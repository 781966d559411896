//! What tasks did with locks, in real runs: noted beside a record, and in no digest.

#![allow(clippy::unwrap_used, reason = "a test that cannot run its scenario fails")]

use std::collections::BTreeMap;

use firedrill_model::Transition;
use firedrill_model::app::{LockChange, LockNote, WaitGraph};
use firedrill_protocol::EmergencyRecoveryProtocol;
use firedrill_scenarios::{Outcome, Plan, Recording, run, suites};
use firedrill_sim::Seed;

fn rehearse(scenario: &str, recording: Recording) -> Outcome {
    let plan = Plan::draw(&suites::scenario(scenario).unwrap(), Seed(1));
    run(&plan, EmergencyRecoveryProtocol::briefed, recording).unwrap()
}

#[test]
fn watching_locks_changes_nothing_else() {
    let kept = rehearse("deadlock-critical", Recording::Keep);
    let discarded = rehearse("deadlock-critical", Recording::Discard);
    assert!(kept.locks.len() > 1_000, "{}", kept.locks.len());
    assert_eq!(Outcome { record: None, locks: vec![], ..kept }, discarded);
}

#[test]
fn every_deadlock_of_the_record_is_a_cycle_in_the_notes() {
    let outcome = rehearse("deadlock-critical", Recording::Keep);
    let record = outcome.record.iter().flatten();
    let deadlocks = record.filter(|entry| entry.transition == Transition::Deadlocked);
    let deadlocks: Vec<_> = deadlocks.map(|entry| entry.at).collect();
    assert!(!deadlocks.is_empty());
    for at in deadlocks {
        let then: Vec<_> = outcome.locks.iter().filter(|note| note.at <= at).copied().collect();
        let before: Vec<_> = outcome.locks.iter().filter(|note| note.at < at).copied().collect();
        assert_eq!(graph(&then).deadlocked().len(), 2);
        assert_eq!(graph(&before).deadlocked(), []);
    }
}

/// Who holds and who waits after these notes.
fn graph(notes: &[LockNote]) -> WaitGraph {
    let (mut held, mut waiting) = (BTreeMap::new(), BTreeMap::new());
    for note in notes {
        match note.change {
            LockChange::Taken => {
                assert_eq!(held.insert(note.lock, note.task), None, "held twice: {note:?}");
                waiting.remove(&note.task);
            }
            LockChange::Released => assert_eq!(held.remove(&note.lock), Some(note.task)),
            LockChange::Waited(holder) => {
                assert_eq!(held.get(&note.lock), Some(&holder));
                waiting.insert(note.task, note.lock);
            }
            LockChange::GaveUp => assert_eq!(waiting.remove(&note.task), Some(note.lock)),
        }
    }
    let mut graph = WaitGraph::new();
    held.iter().for_each(|(lock, task)| graph.hold(*task, lock.id()));
    waiting.iter().for_each(|(task, lock)| graph.wait(*task, lock.id()));
    graph
}
