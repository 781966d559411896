//! Faults of feeds: the symptom emerges, the right action clears it, a wrong one does not.

use firedrill_model::app::Breaker;
use firedrill_model::faults::FeedFault;
use firedrill_model::{Duration, Share, Transition, Truth};
use firedrill_protocol::Action;
use firedrill_sim::Span;

use crate::scripted::{Incident, check};

fn errors(truth: &Truth) -> bool {
    truth.error_rate > 0.1
}

fn seconds(seconds: u64) -> Duration {
    Duration(Span::from_secs(seconds))
}

#[test]
fn slow_feeds_time_out_until_the_store_answers_for_them() {
    check(
        Incident::new(FeedFault::SlowFeed { latency: seconds(40) })
            .with(Action::OpenCircuitBreaker),
        errors,
        Action::EnableFallbacks,
        Action::ReallocateResources,
    );
}

#[test]
fn throttling_is_waited_for_and_the_store_answers_meanwhile() {
    check(
        Incident::new(FeedFault::RateLimit { window: seconds(1800) }),
        errors,
        Action::EnableFallbacks,
        Action::RestartApp,
    );
}

#[test]
fn retries_put_the_end_of_throttling_off() {
    let throttled = Incident::new(FeedFault::RateLimit { window: seconds(60) });
    let ended = |incident: &Incident| {
        let noted = incident.transitions();
        noted.contains(&Transition::FaultEnded(0, None))
    };
    assert!(!ended(&throttled.clone().observed_for(125)), "requests until the breaker opened");
    assert!(ended(&throttled.observed_for(600)), "the breaker kept the app quiet");
}

#[test]
fn a_hiccup_shows_when_nothing_is_retried() {
    let hiccup = FeedFault::FeedErrorBurst { failing: Share::new(30.0) };
    let retried = Incident::new(hiccup).acting_after(300);
    assert!(!errors(&retried.run(&[])), "retries hide it");
    let unretried = FeedFault::ServerErrorsNeverRetried { unretried: Share::new(100.0) };
    let incident = retried.and(unretried);
    check(incident, errors, Action::RollbackVersion, Action::ReallocateResources);
}

#[test]
fn empty_answers_leave_errors_alone_and_make_passes_look_fast() {
    let silent = Incident::new(FeedFault::SilentFailure { empty: Share::new(100.0) });
    let truth = silent.clone().acting_after(900).run(&[Action::FullSystemRecovery]);
    assert!(truth.jobs_age > Span::from_secs(900), "nothing the app does fills them: {truth:?}");
    assert!(truth.error_rate < 0.01, "{truth:?}");
    assert!(truth.multiplier > 2000.0, "{truth:?}");
    let over = silent.lasting(600).acting_after(900).run(&[]);
    assert!(over.jobs_age < Span::from_secs(30), "jobs come again by themselves: {over:?}");
    let healthy = silent_free();
    assert!(healthy.jobs_age < Span::from_secs(30) && healthy.multiplier < 1000.0, "{healthy:?}");
}

fn silent_free() -> Truth {
    let silent = Incident::new(FeedFault::SilentFailure { empty: Share::new(100.0) });
    silent.without_fault().acting_after(900).run(&[])
}

#[test]
fn a_poisoned_answer_leaves_a_lock_in_dead_hands_until_it_is_taken_away() {
    let poison = FeedFault::PoisonedResponse { poisoned: Share::new(100.0) };
    check(
        Incident::new(poison).with(Action::EnableBypass),
        |truth| truth.ui.blocked() > Span::from_secs(2),
        Action::ReallocateResources,
        Action::SurgicalMemoryCleanup,
    );
}

#[test]
fn without_a_bypass_the_next_poisoned_answer_does_it_again() {
    let poison = FeedFault::PoisonedResponse { poisoned: Share::new(100.0) };
    let truth = Incident::new(poison).run(&[Action::ReallocateResources]);
    assert!(truth.ui.blocked() > Span::from_secs(2), "{truth:?}");
}

#[test]
fn five_failed_operations_open_the_breaker_by_themselves() {
    let failing = FeedFault::FeedErrorBurst { failing: Share::new(100.0) };
    let noted = Incident::new(failing).transitions();
    assert!(noted.contains(&Transition::BreakerChanged(Breaker::Open)));
    let some = FeedFault::FeedErrorBurst { failing: Share::new(30.0) };
    let noted = Incident::new(some).transitions();
    assert!(!noted.contains(&Transition::BreakerChanged(Breaker::Open)), "retries succeed");
}
