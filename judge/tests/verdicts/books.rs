//! What the judge's books show while a run is under way.

use firedrill_judge::temporal::{Formula, TemporalProperty};
use firedrill_judge::{Checklist, Expectation, Judge, Property, Sight, Symptoms, Verdict};
use firedrill_model::nouns::{Action, EmergencyStatus, Phase, Playbook, Severity};
use firedrill_model::{Transition, Truth};
use firedrill_sim::{Span, Time};

use crate::telling::{MEMORY, Telling, alarm, asks, check_fails, healthy, second, with_memory};

#[test]
fn the_books_show_what_was_last_seen_and_announced() {
    let told = Telling::new(Expectation::Anything);
    assert_eq!(told.judge().seen(), None, "nothing was seen yet");
    assert_eq!(told.judge().announced(), EmergencyStatus::NORMAL);
    let told = told.stays(1, healthy()).happens(with_memory(205), alarm());
    let (playbook, truth) = (Playbook::built_in(), with_memory(205));
    let sight = Sight {
        symptoms: Symptoms::of(&truth, &playbook),
        checklist: Checklist::of(&truth, &playbook),
    };
    assert_eq!(told.judge().seen(), Some(&sight));
    assert_eq!(told.judge().announced().phase, Phase::Responding);
}

#[test]
fn an_incident_is_in_the_books_from_its_onset_and_stays_there_once_restored() {
    let told = Telling::of_memory(Severity::Minor).stays(5, healthy());
    assert_eq!((told.judge().ongoing(), told.judge().restored()), (None, &[][..]));
    let told = told.stays(3, with_memory(205));
    assert_eq!((told.judge().ongoing(), told.judge().restored()), (Some(second(6)), &[][..]));
    let told = told.stays(20, healthy());
    assert_eq!(told.judge().ongoing(), None);
    let restorations: Vec<_> = told.judge().restored().iter().map(|i| i.restoration).collect();
    assert_eq!(restorations, [Some(second(9))]);
}

#[test]
fn the_severity_of_a_truth_is_the_worst_of_its_symptoms() {
    let judge = Judge::new(Playbook::built_in(), Expectation::Anything);
    assert_eq!(judge.severity(&healthy()), None);
    let two = Truth { multiplier: 340.0, ..with_memory(260) };
    assert_eq!(judge.severity(&two), Some(Severity::Major));
}

#[test]
fn a_failure_is_in_the_books_at_once_and_only_its_first_time() {
    let lost = |swipes_lost| Transition::ProcessEnded { swipes_lost };
    let killed = Transition::Jetsammed { swipes_lost: 0 };
    let told = Telling::new(Expectation::Anything).stays(1, healthy());
    assert_eq!(told.judge().violations(), []);
    let told = told
        .happens(healthy(), lost(3))
        .stays(4, healthy())
        .happens(healthy(), lost(5))
        .happens(healthy(), killed);
    let books: Vec<_> = told.judge().violations().iter().map(|v| (v.property, v.at)).collect();
    let (swipe, kill) = (Property::NoSwipeLost, Property::NoJetsamKill);
    assert_eq!(books, [(swipe, second(1)), (kill, second(5))]);
}

#[test]
fn what_is_lost_is_a_failure_and_nothing_lost_is_none() {
    let told = |transition: Transition| {
        Telling::new(Expectation::Anything).stays(1, healthy()).happens(healthy(), transition).end()
    };
    check_fails(&told(Transition::BufferDeleted { swipes_lost: 1 }), Property::NoSwipeLost, 1);
    assert_eq!(told(Transition::BufferDeleted { swipes_lost: 0 }).verdict, Verdict::Passed);
    assert_eq!(told(Transition::ProcessEnded { swipes_lost: 0 }).verdict, Verdict::Passed);
    let killed = told(Transition::Jetsammed { swipes_lost: 2 });
    let failed: Vec<_> = killed.violations.iter().map(|violation| violation.property).collect();
    assert_eq!(failed, [Property::NoJetsamKill, Property::NoSwipeLost]);
}

/// A critical leak that was answered at once and has been there for ten seconds, under a judge who has
/// a failure in the books already and watches a formula.
fn leaking() -> Telling {
    let formula = Formula::parse("always not critical").unwrap();
    let property = TemporalProperty { name: "calm".parse().unwrap(), formula };
    let expectation = Expectation::Incident { types: vec![MEMORY], severity: Severity::Critical };
    let judge =
        Judge::new(Playbook::built_in(), expectation).hold_to(&[property], Span::from_secs(60));
    let lost = Transition::ProcessEnded { swipes_lost: 1 };
    Telling::of_memory(Severity::Critical)
        .told_to(judge)
        .happens(healthy(), lost)
        .stays(1, with_memory(310))
        .happens(with_memory(310), asks(MEMORY, Action::FlushDataBuffers))
        .stays(9, with_memory(310))
}

#[test]
fn a_lenient_judge_holds_nothing_of_the_past_against_anybody() {
    let told = leaking();
    assert_eq!(told.judge().violations().len(), 1);
    assert_eq!(told.judge().next_sample(), Some(Time::ZERO));
    let lenient = told.judge().lenient();
    assert_eq!(lenient.violations(), []);
    assert_eq!(lenient.next_sample(), None, "it watches no formula");
    assert_eq!(lenient.ongoing(), told.judge().ongoing());
    assert_eq!(told.judge().violations().len(), 1, "the strict judge forgets nothing");
}

#[test]
fn a_lenient_judge_grants_every_levels_budget_to_the_incident_under_way() {
    // Beside the 60 s of response and clean-up: five minutes and twice three for people and restarts.
    let restored_after = |seconds: u64| {
        let strict = leaking();
        let lenient = strict.told_to(strict.judge().lenient());
        lenient.stays(seconds - 10, with_memory(310)).stays(20, healthy()).end()
    };
    assert_eq!(restored_after(719).verdict, Verdict::Passed);
    check_fails(&restored_after(722), Property::RestoresInTime, 722);
}

#[test]
fn a_lenient_judge_grants_every_levels_budget_to_incidents_to_come() {
    let told = |judge: Judge| {
        Telling::of_memory(Severity::Critical)
            .told_to(judge)
            .stays(5, healthy())
            .stays(1, with_memory(310))
            .happens(with_memory(310), asks(MEMORY, Action::FlushDataBuffers))
            .stays(100, with_memory(310))
            .stays(20, healthy())
            .end()
    };
    let expectation = Expectation::Incident { types: vec![MEMORY], severity: Severity::Critical };
    let strict = Judge::new(Playbook::built_in(), expectation);
    assert_eq!(told(strict.lenient()).verdict, Verdict::Passed);
    check_fails(&told(strict), Property::RestoresInTime, 67);
}
