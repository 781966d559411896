//! The figures and dispatches of a run are those that its record tells of.

#![allow(clippy::unwrap_used, reason = "a run that cannot be made fails the test")]

use firedrill_model::Transition;
use firedrill_protocol::{EmergencyRecoveryProtocol, OperatorEvent, Role};
use firedrill_scenarios::{Outcome, Plan, Recording, run, suites};
use firedrill_sim::Seed;

/// Runs in which people are told, asked and absent, and in which memory, heat and speed suffer.
fn outcomes() -> impl Iterator<Item = Outcome> {
    let names =
        ["engine-leak-needs-rollback", "hot-day-major", "nobody-answers", "swarm-everything"];
    names.into_iter().flat_map(|name| {
        let scenario = suites::scenario(name).unwrap();
        (1..=5).map(move |seed| {
            let plan = Plan::draw(&scenario, Seed(seed));
            run(&plan, EmergencyRecoveryProtocol::briefed, Recording::Keep).unwrap()
        })
    })
}

#[test]
fn no_moment_of_the_record_is_worse_than_the_figures() {
    let mut moments = 0;
    for outcome in outcomes() {
        let figures = outcome.figures.unwrap();
        for entry in outcome.record.as_deref().unwrap_or_default() {
            let truth = &entry.truth;
            assert!(figures.lowest_multiplier <= truth.multiplier, "{}", outcome.reference);
            assert!(figures.highest_memory >= truth.memory, "{}", outcome.reference);
            assert!(figures.highest_drain_pct_per_hour >= truth.drain_pct_per_hour);
            assert!(figures.highest_error_rate >= truth.error_rate);
            assert!(figures.highest_junction_c >= truth.junction.get());
            assert!(figures.highest_skin_c >= truth.skin.get());
            assert!(figures.worst_thermal_state >= truth.thermal_state);
            assert!(figures.longest_silence >= truth.ui.blocked());
            moments += 1;
        }
        assert!(figures.mean_multiplier >= figures.lowest_multiplier);
        assert!(figures.mean_memory <= figures.highest_memory);
        assert!(figures.last_memory <= figures.highest_memory);
    }
    assert!(moments > 10_000, "{moments}");
}

#[test]
fn a_leak_that_was_critical_has_been_over_300_mb_and_ends_below_200() {
    let scenario = suites::scenario("memory-leak-critical").unwrap();
    let plan = Plan::draw(&scenario, Seed(1));
    let outcome = run(&plan, EmergencyRecoveryProtocol::briefed, Recording::Discard).unwrap();
    let figures = outcome.figures.unwrap();
    assert!(figures.highest_memory.get() > 300 << 20, "{figures:?}");
    assert!(figures.last_memory.get() < 200 << 20, "{figures:?}");
    assert!(figures.last_multiplier >= 357.0, "{figures:?}");
}

#[test]
fn every_notice_of_the_record_is_a_dispatch_with_its_own_times() {
    let (mut sent, mut arrived, mut answered, mut missed) = (0, 0, 0, 0);
    for outcome in outcomes() {
        let record = outcome.record.as_deref().unwrap_or_default();
        for dispatch in &outcome.dispatches {
            let first = |wanted: &dyn Fn(&Transition) -> bool| {
                record.iter().find(|entry| wanted(&entry.transition)).map(|entry| entry.at)
            };
            let id = dispatch.notice.id;
            let sent_at = first(&|t| matches!(t, Transition::NoticeSent(n) if n.id == id));
            let arrived_at = first(&|t| matches!(t, Transition::NoticeDelivered(n) if n.id == id));
            assert_eq!((sent_at, arrived_at), (Some(dispatch.sent), dispatch.arrived));
            sent += 1;
            arrived += usize::from(dispatch.arrived.is_some());
            missed += usize::from(dispatch.is_missed());
            let Some(answer) = dispatch.answered else { continue };
            answered += 1;
            assert!(dispatch.arrived.is_some_and(|arrived| arrived <= answer));
            let role = dispatch.answerer().unwrap();
            let acted = |entry: &firedrill_scenarios::Entry| {
                entry.at == answer
                    && matches!(
                        entry.transition,
                        Transition::OperatorActed(
                            OperatorEvent::Acknowledged(by)
                            | OperatorEvent::ManualStep(by, ..)
                            | OperatorEvent::Attended(by, _)
                        ) if by == role
                    )
            };
            assert!(record.iter().any(acted), "{} {dispatch:?}", outcome.reference);
        }
        let mut ids: Vec<_> = outcome.dispatches.iter().map(|d| d.notice.id).collect();
        ids.dedup();
        assert_eq!(ids.len(), outcome.dispatches.len());
        let distinct = record.iter().filter_map(|entry| match entry.transition {
            Transition::NoticeSent(notice) => Some(notice.id.0),
            _ => None,
        });
        let distinct: std::collections::BTreeSet<_> = distinct.collect();
        assert_eq!(distinct.len(), outcome.dispatches.len());
    }
    // Each kind of fate was seen.
    assert!(
        sent > 60 && arrived > 50 && answered > 5 && missed > 5,
        "{sent} {arrived} {answered} {missed}"
    );
}

#[test]
fn what_nobody_is_there_to_answer_is_missed() {
    let scenario = suites::scenario("nobody-answers").unwrap();
    let plan = Plan::draw(&scenario, Seed(1));
    let outcome = run(&plan, EmergencyRecoveryProtocol::briefed, Recording::Discard).unwrap();
    let pages: Vec<_> =
        outcome.dispatches.iter().filter(|d| d.answerer() == Some(Role::EngineeringLead)).collect();
    assert!(!pages.is_empty());
    assert!(pages.iter().all(|page| page.is_missed()), "{pages:?}");
}
