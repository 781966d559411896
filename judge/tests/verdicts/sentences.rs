//! What the judge says of a failure: the sentence that people read first.

use firedrill_judge::{Expectation, Judgement, Property, Verdict, Violation};
use firedrill_model::app::Quality;
use firedrill_model::nouns::{Action, CommandId, EscalationLevel, Phase, Severity, ThermalState};
use firedrill_model::{ContractBreach, Transition, Truth, Ui};
use firedrill_sim::{Span, Time};

use crate::telling::{BATTERY, MEMORY, Telling, alarm, announces, asks, healthy, with_memory};

fn sentence(judgement: &Judgement, property: Property) -> &str {
    let mut violations = judgement.violations.iter();
    &violations.find(|violation| violation.property == property).unwrap().about
}

fn answers_memory() -> Transition {
    asks(MEMORY, Action::FlushDataBuffers)
}

#[test]
fn a_missing_response_is_missing_to_the_type_that_nobody_answered() {
    let both = Truth { thermal_state: ThermalState::Critical, ..with_memory(310) };
    let told = |answer| {
        let told = Telling::of_memory(Severity::Critical).stays(1, both).happens(both, answer);
        sentence(&told.stays(40, both).end(), Property::RespondsInTime).to_owned()
    };
    let heat_is_answered = told(asks(BATTERY, Action::SuspendCriticalTasks));
    assert_eq!(heat_is_answered, "no immediate action answered the memory-leak-emergency in time");
    let memory_is_answered = told(answers_memory());
    assert_eq!(memory_is_answered, "no immediate action answered the battery-drain-crisis in time");
}

#[test]
fn a_response_that_comes_too_late_is_told_as_one() {
    let judgement = Telling::of_memory(Severity::Critical)
        .stays(1, with_memory(310))
        .unseen(31)
        .happens(with_memory(310), answers_memory())
        .end();
    let said = sentence(&judgement, Property::RespondsInTime);
    assert_eq!(said, "the memory-leak-emergency was answered too late");
    assert_eq!(judgement.fingerprint().unwrap().incident, Some(MEMORY));
}

#[test]
fn a_late_response_is_one_to_the_type_whose_clock_ran_out() {
    // Performance has ten minutes, and comes first in every table; memory has thirty seconds.
    let both = Truth { multiplier: 356.0, ..with_memory(310) };
    let judgement = Telling::of_memory(Severity::Critical).stays(40, both).end();
    let said = sentence(&judgement, Property::RespondsInTime);
    assert_eq!(said, "no immediate action answered the memory-leak-emergency in time");
    let failed = judgement.violations.iter().find(|it| it.property == Property::RespondsInTime);
    assert_eq!(failed.unwrap().incident, Some(MEMORY));
}

#[test]
fn a_late_restoration_says_what_is_still_the_matter() {
    let told = |truth: Truth| {
        let told = Telling::of_memory(Severity::Critical)
            .stays(1, with_memory(310))
            .happens(with_memory(310), answers_memory())
            .stays(50, with_memory(310))
            .stays(300, truth);
        sentence(&told.end(), Property::RestoresInTime).to_owned()
    };
    assert_eq!(
        told(with_memory(201)),
        "not restored in time: the checklist lines for memory do not hold"
    );
    let all_wrong = Truth {
        multiplier: 356.0,
        drain_pct_per_hour: 2.5,
        error_rate: 0.02,
        thermal_state: ThermalState::Serious,
        ui: Ui::Blocked(Span::from_millis(300)),
        ..with_memory(201)
    };
    assert_eq!(
        told(all_wrong),
        "not restored in time: the checklist lines for performance, memory, battery drain, error rate, \
         thermal state, interface do not hold"
    );
    assert_eq!(told(with_memory(197)), "not restored in time: a minor symptom remains");
}

#[test]
fn health_that_comes_after_the_deadline_is_told_as_too_short() {
    let judgement = Telling::of_memory(Severity::Critical)
        .stays(1, with_memory(310))
        .happens(with_memory(310), answers_memory())
        .unseen(70)
        .stays(1, healthy())
        .end();
    let said = sentence(&judgement, Property::RestoresInTime);
    assert_eq!(said, "not restored in time: the lines did not hold for long enough");
}

#[test]
fn lost_swipes_are_counted_and_the_cause_is_told() {
    let told = |transition| {
        let told = Telling::new(Expectation::Anything).stays(1, healthy());
        sentence(&told.happens(healthy(), transition).end(), Property::NoSwipeLost).to_owned()
    };
    assert_eq!(
        told(Transition::ProcessEnded { swipes_lost: 1 }),
        "1 swipe was not on disk when the process ended"
    );
    assert_eq!(
        told(Transition::BufferDeleted { swipes_lost: 2 }),
        "2 swipes were not on disk when a clean-up deleted the buffer"
    );
}

#[test]
fn a_quality_that_stays_reduced_says_what_it_kept_from_the_person() {
    let reduced = |regret| Truth { quality: Quality::Critical, regret, ..healthy() };
    let judgement = Telling::of_memory(Severity::Minor)
        .stays(1, with_memory(205))
        .happens(with_memory(205), answers_memory())
        .stays(11, reduced(1.5))
        .stays(111, reduced(5.0))
        .end();
    assert_eq!(
        sentence(&judgement, Property::QualityIsRestored),
        "the app is still on the rung `critical` 121.0 s after restoration, which kept 3.5 liked jobs from \
         the person"
    );
}

#[test]
fn an_alarm_that_stays_on_and_a_level_that_falls_are_told_with_their_numbers() {
    let judgement = Telling::of_memory(Severity::Minor)
        .stays(1, with_memory(205))
        .happens(with_memory(205), announces(Phase::Escalated, EscalationLevel::EmergencyRollback))
        .happens(with_memory(205), alarm())
        .stays(140, healthy())
        .end();
    let (stays, falls) = (Property::EmergencyModeEnds, Property::EscalationNeverGoesDown);
    assert_eq!(
        sentence(&judgement, stays),
        "still in emergency mode after 121.0 s in which all was well"
    );
    assert_eq!(sentence(&judgement, falls), "escalation went from level 3 to level 1");
}

#[test]
fn a_healthy_run_that_was_not_says_what_happened() {
    let told = |truth, transition| {
        let told = Telling::new(Expectation::Healthy).stays(1, healthy());
        let told = told.all_happen(truth, transition);
        sentence(&told.end(), Property::HealthyStaysHealthy).to_owned()
    };
    assert_eq!(told(with_memory(221), &[]), "the truth crossed a moderate line in a healthy run");
    assert_eq!(
        told(healthy(), &[alarm()]),
        "emergency mode was entered in a healthy run: responding: memory-leak-emergency, escalation level 1"
    );
}

#[test]
fn a_run_that_exercised_nothing_says_what_is_missing() {
    let missing = |judgement: Judgement| match judgement.verdict {
        Verdict::Unexercised { missing } => missing,
        verdict => panic!("{verdict:?}"),
    };
    let of = |severity| Telling::of_memory(severity);
    let quiet = of(Severity::Minor).stays(20, healthy()).end();
    assert_eq!(missing(quiet), "no symptom of memory-leak-emergency ever showed");
    let mild = of(Severity::Critical).stays(5, with_memory(210)).stays(20, healthy()).end();
    assert_eq!(missing(mild), "severity reached only minor, not critical");
    let short = of(Severity::Minor).stays(5, with_memory(210)).end();
    assert!(missing(short).starts_with("the run ended during an incident"));
}

#[test]
fn properties_and_verdicts_have_the_names_that_files_use() {
    let names: Vec<_> = Property::ALL.iter().map(ToString::to_string).collect();
    assert!(names.contains(&"responds-in-time".to_owned()), "{names:?}");
    assert_eq!(format!("[{:>18}]", Property::KeepsContract), "[    keeps-contract]");
    let violation = Violation {
        property: Property::KeepsContract,
        at: Time::ZERO,
        about: ContractBreach::CommandIdReused(CommandId(1)).to_string(),
        phase: Phase::Normal,
        incident: None,
    };
    let (missing, why, allowed) = (String::new(), String::new(), true);
    let verdicts = [
        Verdict::Passed,
        Verdict::Failed(violation.clone()),
        Verdict::Infeasible { what: violation, why, allowed },
        Verdict::Unexercised { missing },
    ];
    let names = verdicts.map(|verdict| verdict.name());
    assert_eq!(names, ["passed", "failed", "infeasible", "unexercised"]);
}
