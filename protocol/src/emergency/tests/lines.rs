//! What the checklist's lines say of the time that has passed, to the sample.

use core::time::Duration;

use super::super::checklist::{Checklist, FreshFrom};
use super::super::classification::Signal;
use super::super::dating::LATE_AFTER_PERIODS;
use super::super::trust::{Reading, Readings};
use super::host::{at, healthy, mb};
use crate::playbook::Playbook;
use crate::units::Timestamp;

const NANOSECOND: Duration = Duration::from_nanos(1);

fn well(taken_at: Timestamp) -> Readings {
    Readings { taken_at, ..Readings::of(&healthy(1)) }
}

fn leaking(taken_at: Timestamp) -> Readings {
    Readings { memory: Reading::Measured(mb(260.0)), ..well(taken_at) }
}

fn checklist(samples: impl IntoIterator<Item = Readings>) -> Checklist {
    let mut checklist = Checklist::default();
    for sample in samples {
        checklist.observe(&Playbook::built_in(), &sample, FreshFrom::default());
    }
    checklist
}

#[test]
fn samples_may_be_as_far_apart_as_a_late_one_and_no_farther() {
    let playbook = Playbook::built_in();
    let patience = playbook.monitor_period * LATE_AFTER_PERIODS;
    let held_after = |gap: Duration| {
        let before = (1..=6).map(|second| well(at(second)));
        let after = (0..4).map(move |second| well(at(6 + second) + gap));
        checklist(before.chain(after)).held_for()
    };
    assert_eq!(held_after(patience), Duration::from_secs(8) + patience);
    assert_eq!(held_after(patience + NANOSECOND), Duration::from_secs(3));
    let seen = checklist([well(at(5))]);
    assert!(seen.is_current(at(5) + patience, &playbook));
    assert!(!seen.is_current(at(5) + patience + NANOSECOND, &playbook));
    assert!(!Checklist::default().is_current(at(0), &playbook), "nothing was seen yet");
}

#[test]
fn a_sample_shows_what_was_done_before_it_was_taken() {
    let seen = checklist([well(at(5))]);
    assert!(seen.has_seen_since(at(4)));
    assert!(!seen.has_seen_since(at(5)));
    assert!(!Checklist::default().has_seen_since(at(0)));
}

#[test]
fn no_line_is_unbroken_while_one_is_broken_however_long_ago_that_was_seen() {
    let three = Duration::from_secs(3);
    let mended = checklist([well(at(1)), leaking(at(5)), well(at(6))]);
    assert!(!mended.is_unbroken_for(three, at(7)));
    assert!(mended.is_unbroken_for(three, at(8)));
    let broken = checklist([well(at(1)), leaking(at(5))]);
    assert!(!broken.is_unbroken_for(three, at(20)));
    assert!(checklist([well(at(1))]).is_unbroken_for(three, at(1)), "never seen broken");
}

#[test]
fn lines_look_well_since_the_first_sample_in_a_row_that_shows_it() {
    let three = Duration::from_secs(3);
    let seen = checklist([leaking(at(1)), well(at(2)), well(at(4))]);
    assert!(!seen.looks_well_for(three, at(4)));
    assert!(seen.looks_well_for(three, at(5)));
    assert!(!checklist([well(at(1)), leaking(at(2))]).looks_well_for(three, at(9)));
    assert!(!Checklist::default().looks_well_for(Duration::ZERO, at(9)));
}

#[test]
fn broken_samples_count_while_they_follow_each_other() {
    let of = |samples: &[Readings]| checklist(samples.iter().copied()).broken_in_a_row();
    assert_eq!(of(&[]), 0);
    assert_eq!(of(&[leaking(at(1)), leaking(at(2)), leaking(at(3))]), 3);
    assert_eq!(of(&[leaking(at(1)), well(at(2))]), 0);
    assert_eq!(of(&[leaking(at(1)), well(at(2)), leaking(at(3))]), 1);
    let mut restarted = checklist([leaking(at(1)), leaking(at(2))]);
    restarted.restart_hold(at(2));
    assert_eq!(restarted.broken_in_a_row(), 0);
}

#[test]
fn what_was_tolerated_is_broken_again_once_nothing_is_forgiven() {
    let mut checklist = checklist([leaking(at(1))]);
    assert!(!checklist.do_all_hold());
    checklist.tolerate_what_is_broken();
    assert!(checklist.do_all_hold());
    assert_eq!(checklist.broken_in_a_row(), 0);
    checklist.observe(&Playbook::built_in(), &leaking(at(2)), FreshFrom::default());
    assert!(checklist.do_all_hold(), "it is tolerated sample after sample");
    let before = checklist.finding(Signal::Interface);
    checklist.forgive_nothing();
    assert!(!checklist.do_all_hold());
    assert_eq!(checklist.finding(Signal::Interface), before, "what holds was never tolerated");
}
