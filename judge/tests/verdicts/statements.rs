//! Runs that are stated to fail: they pass if they fail as stated, and in nothing else.

use firedrill_judge::{Expectation, Judge, Property, StatedFailures, Verdict};
use firedrill_model::Transition;
use firedrill_model::nouns::{Action, Playbook, Severity};

use crate::telling::{MEMORY, Telling, asks, check_fails, healthy, with_memory};

/// A run that is stated to fail in these properties.
fn stating(names: &[&str]) -> Telling {
    let expectation = Expectation::Incident { types: vec![MEMORY], severity: Severity::Critical };
    let mut stated = StatedFailures::default();
    names.iter().for_each(|name| stated.state(name, &[], &expectation).unwrap());
    let judge = Judge::new(Playbook::built_in(), expectation).stating(stated);
    Telling::of_memory(Severity::Critical).told_to(judge)
}

/// A leak that is answered at once and gone after so long.
fn leak(told: Telling, seconds: u64) -> Telling {
    told.stays(1, with_memory(310))
        .happens(with_memory(310), asks(MEMORY, Action::FlushDataBuffers))
        .stays(seconds - 1, with_memory(310))
}

const LOSES_A_SWIPE: Transition = Transition::ProcessEnded { swipes_lost: 1 };

#[test]
fn a_run_that_fails_as_stated_passes_with_its_failure_on_paper() {
    let told = leak(stating(&["restores-in-time"]), 80).stays(20, healthy());
    let judgement = told.end();
    assert_eq!(judgement.verdict, Verdict::Passed);
    let failed: Vec<_> = judgement.violations.iter().map(|violation| violation.property).collect();
    assert_eq!(failed, [Property::RestoresInTime]);
    assert!(judgement.stated.contains(&Property::RestoresInTime));
    assert!(!judgement.stated.contains(&Property::NoSwipeLost));
}

#[test]
fn a_failure_that_nobody_stated_is_one() {
    let told = leak(stating(&["restores-in-time"]), 80).happens(with_memory(310), LOSES_A_SWIPE);
    check_fails(&told.stays(20, healthy()).end(), Property::NoSwipeLost, 80);
}

#[test]
fn what_is_stated_to_fail_and_holds_contradicts() {
    let told = leak(stating(&["restores-in-time", "no-swipe-lost"]), 5)
        .happens(with_memory(310), LOSES_A_SWIPE)
        .stays(20, healthy());
    let held = vec![Property::RestoresInTime];
    let verdict = told.end().verdict;
    assert_eq!(verdict, Verdict::Contradicted { held });
    assert_eq!(verdict.name(), "contradicted");
}

#[test]
fn a_run_that_ends_in_an_incident_is_decided_once_its_deadline_is_past() {
    let decided = leak(stating(&["restores-in-time"]), 80).end();
    assert_eq!(decided.verdict, Verdict::Passed);
    let undecided = leak(stating(&["no-swipe-lost"]), 5).happens(with_memory(310), LOSES_A_SWIPE);
    let verdict = undecided.end().verdict;
    assert!(matches!(verdict, Verdict::Unexercised { .. }), "{verdict:?}");
}
