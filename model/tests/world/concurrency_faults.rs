//! Faults of tasks and locks: the symptom emerges, the right action clears it, a wrong one does not.

use firedrill_model::faults::{ConcurrencyFault, FeedFault};
use firedrill_model::{Count, Duration, Share, Transition, Truth, Ui};
use firedrill_protocol::Action;
use firedrill_sim::Span;

use crate::scripted::{Incident, check};

fn millis(ms: u64) -> Duration {
    Duration(Span::from_millis(ms))
}

fn unresponsive(truth: &Truth) -> bool {
    truth.ui.blocked() >= Span::from_secs(2)
}

#[test]
fn a_convoy_blocks_swipes_until_writes_go_around_the_lock() {
    let kind = ConcurrencyFault::Convoy { every: millis(20), write: millis(2_000) };
    check(Incident::new(kind), unresponsive, Action::EnableBypass, Action::OpenCircuitBreaker);
}

#[test]
fn a_convoy_that_is_cancelled_forms_again() {
    let kind = ConcurrencyFault::Convoy { every: millis(20), write: millis(2_000) };
    let truth = Incident::new(kind).run(&[Action::ReallocateResources]);
    assert!(unresponsive(&truth), "{truth:?}");
}

#[test]
fn a_starved_holder_blocks_the_main_thread_until_somebody_lets_go_of_the_cores() {
    let threads = Share::new(420.0);
    let burst = Duration(Span::from_secs(1800));
    let kind = ConcurrencyFault::PriorityInversion { threads, burst, work: millis(20_000) };
    check(
        Incident::new(kind),
        unresponsive,
        Action::SuspendIntensiveComputations,
        Action::OpenCircuitBreaker,
    );
    check(
        Incident::new(kind),
        unresponsive,
        Action::ReallocateResources,
        Action::ActivateAlgorithmFailsafe,
    );
}

#[test]
fn no_priority_is_inverted_while_a_core_is_free() {
    let kind = |threads| ConcurrencyFault::PriorityInversion {
        threads: Share::new(threads),
        burst: Duration(Span::from_secs(600)),
        work: millis(900),
    };
    // It takes the work's own time, and nobody has waited that long two minutes later.
    assert!(!unresponsive(&Incident::new(kind(200.0)).acting_after(10).run(&[])));
    let starved = Incident::new(kind(420.0)).run(&[]);
    assert_eq!(starved.ui.blocked(), Span::ZERO, "at a hundredth of a core it took 90 s");
    let during = Incident::new(kind(420.0)).acting_after(20).run(&[]);
    assert!(during.ui.blocked() > Span::from_secs(60), "{during:?}");
}

#[test]
fn a_lost_wake_up_stops_ranking_for_good_until_the_sleeper_is_cancelled() {
    check(
        Incident::new(ConcurrencyFault::LostWakeUp { gap: millis(100) })
            .acting_after(300)
            .with(Action::EnableBypass),
        |truth| truth.pass_blocked > Span::from_secs(10),
        Action::ReallocateResources,
        Action::ClearNonEssentialCaches,
    );
}

#[test]
fn a_sleeper_holds_up_everybody_and_no_cycle_is_to_be_found() {
    let kind = ConcurrencyFault::LostWakeUp { gap: millis(100) };
    let truth = Incident::new(kind).acting_after(300).run(&[]);
    assert!(unresponsive(&truth), "the main thread waits behind a refresh: {truth:?}");
    let noted = Incident::new(kind).transitions();
    assert!(!noted.contains(&Transition::Deadlocked), "waiting for nobody is no cycle");
}

#[test]
fn a_herd_keeps_the_breaker_from_closing_long_after_servers_are_well() {
    let burst = FeedFault::FeedErrorBurst { failing: Share::new(100.0) };
    let herd = ConcurrencyFault::HalfOpenHerd { herd: Count::new(20) };
    let symptom = |truth: &Truth| truth.jobs_age > Span::from_secs(180);
    let over = |incident: Incident| incident.lasting(100).acting_after(400);
    assert!(!symptom(&over(Incident::new(burst)).run(&[])), "one probe at a time is let in");
    let with_herd = Incident::new(burst).lasting(100).and_lasting(herd).acting_after(400);
    check(with_herd, symptom, Action::RollbackVersion, Action::ReallocateResources);
}

#[test]
fn requests_that_an_actor_let_in_all_rank_the_same_deck() {
    check(
        Incident::new(ConcurrencyFault::ActorReentrancy { suspended: millis(20_000) }),
        |truth| truth.multiplier < 200.0,
        Action::EnableBypass,
        Action::ClearNonEssentialCaches,
    );
}

#[test]
fn a_failsafe_hides_what_re_entrancy_costs() {
    let kind = ConcurrencyFault::ActorReentrancy { suspended: millis(20_000) };
    let truth = Incident::new(kind).run(&[Action::ActivateAlgorithmFailsafe]);
    assert!(truth.multiplier > 357.0, "{truth:?}");
    assert!(!matches!(truth.ui, Ui::Relaunching));
}
