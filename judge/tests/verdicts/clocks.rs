//! Every clock of an incident is told, not only the one with the least margin.

use firedrill_judge::{Allowance, Clock, ClockReading, Judgement, Reading};
use firedrill_model::Truth;
use firedrill_model::nouns::{Action, EscalationLevel, Phase, Severity, ThermalState};

use crate::telling::{
    BATTERY, MEMORY, Telling, alarm, announces, answers, asks, healthy, with_memory,
};

/// What a clock took and may take, in seconds, for each severity that it ran for.
fn shown(judgement: &Judgement, clock: Clock) -> Vec<(Severity, f64, f64)> {
    let clocks = judgement.incidents[0].clocks.iter().filter(|of| of.clock == clock);
    let seconds = |ClockReading { reading, .. }: &ClockReading| {
        (reading.severity, reading.elapsed.as_secs_f64(), reading.limit.as_secs_f64())
    };
    clocks.map(seconds).collect()
}

#[test]
fn each_type_has_a_clock_for_each_severity_that_it_reached_and_all_lines_have_one() {
    let judgement = Telling::of_memory(Severity::Critical)
        .stays(60, healthy())
        .stays(2, with_memory(205))
        .stays(3, with_memory(310))
        .happens(with_memory(310), asks(MEMORY, Action::FlushDataBuffers))
        .stays(4, with_memory(310))
        .stays(30, healthy())
        .end();
    use Severity::{Critical, Major, Minor, Moderate};
    // Minor from 61 s, the rest from 63 s; answered at 65 s, well from 70 s, 30 s of clean-up granted.
    assert_eq!(
        shown(&judgement, Clock::Response(MEMORY)),
        [(Minor, 4.0, 600.0), (Moderate, 2.0, 300.0), (Major, 2.0, 120.0), (Critical, 2.0, 30.0)]
    );
    assert_eq!(
        shown(&judgement, Clock::Restoration(MEMORY)),
        [(Minor, 9.0, 630.0), (Moderate, 7.0, 330.0), (Major, 7.0, 150.0), (Critical, 7.0, 60.0)]
    );
    assert_eq!(shown(&judgement, Clock::AllLines), [(Critical, 9.0, 630.0)]);
    assert_eq!(judgement.incidents[0].clocks.len(), 9, "no other type showed");
}

#[test]
fn a_deadline_that_has_passed_stays_passed_whatever_a_later_level_grants() {
    let judgement = Telling::of_memory(Severity::Critical)
        .stays(1, with_memory(310))
        .happens(with_memory(310), asks(MEMORY, Action::FlushDataBuffers))
        .stays(70, with_memory(310))
        .happens(with_memory(310), announces(Phase::Escalated, EscalationLevel::ManualIntervention))
        .stays(30, healthy())
        .end();
    let restorations = shown(&judgement, Clock::Restoration(MEMORY));
    assert_eq!(restorations[3], (Severity::Critical, 70.0, 60.0));
    assert_eq!(restorations[2], (Severity::Major, 71.0, 450.0), "in time, with the level's budget");
    check_least(&judgement);
}

#[test]
fn a_reading_says_what_its_limit_is_made_of_and_which_levels_came_in_time() {
    let judgement = Telling::of_memory(Severity::Critical)
        .stays(1, with_memory(310))
        .happens(with_memory(310), asks(MEMORY, Action::FlushDataBuffers))
        .stays(50, with_memory(310))
        .happens(with_memory(310), announces(Phase::Escalated, EscalationLevel::ManualIntervention))
        .stays(380, with_memory(310))
        .happens(with_memory(310), announces(Phase::Escalated, EscalationLevel::EmergencyRollback))
        .stays(30, healthy())
        .end();
    let made_of = |clock: Clock, severity| {
        let clocks = judgement.incidents[0].clocks.iter();
        let mut of = clocks.filter(|of| of.clock == clock && of.reading.severity == severity);
        let Reading { limit, allowance, .. } = of.next().unwrap().reading;
        let Allowance { procedures, budgets, level } = allowance;
        let secs = [limit, procedures, budgets].map(|span| span.as_secs_f64());
        (secs, level.level())
    };
    // Level 2 came in time for every severity, level 3 for all but the critical one.
    let restoration = Clock::Restoration(MEMORY);
    assert_eq!(made_of(restoration, Severity::Critical), ([360.0, 30.0, 300.0], 2));
    assert_eq!(made_of(restoration, Severity::Major), ([630.0, 30.0, 480.0], 3));
    assert_eq!(made_of(Clock::AllLines, Severity::Critical), ([1110.0, 30.0, 480.0], 3));
    assert_eq!(made_of(Clock::Response(MEMORY), Severity::Critical), ([30.0, 0.0, 0.0], 1));
    check_least(&judgement);
}

#[test]
fn an_answer_before_a_relapse_still_counts() {
    let hot = Truth { thermal_state: ThermalState::Serious, ..healthy() };
    let hot_and_leaking = Truth { memory: with_memory(310).memory, ..hot };
    let judgement = Telling::of_memory(Severity::Critical)
        .stays(1, hot_and_leaking)
        .all_happen(hot_and_leaking, &[vec![alarm()], answers(BATTERY)].concat())
        .stays(9, hot_and_leaking)
        .all_happen(hot_and_leaking, &answers(MEMORY))
        .stays(20, hot)
        .stays(1, hot_and_leaking)
        .all_happen(hot_and_leaking, &answers(MEMORY))
        .stays(20, healthy())
        .end();
    let responses = shown(&judgement, Clock::Response(MEMORY));
    assert_eq!(responses[3], (Severity::Critical, 9.0, 30.0));
    let restorations = shown(&judgement, Clock::Restoration(MEMORY));
    assert_eq!(restorations[3].1, 1.0, "the relapse is restored by itself");
    check_least(&judgement);
}

/// The clocks that are judged are the least of those that are told.
#[track_caller]
fn check_least(judgement: &Judgement) {
    for incident in &judgement.incidents {
        let least = |is_response: bool| {
            let clocks = incident.clocks.iter();
            let clocks = clocks.filter(|of| matches!(of.clock, Clock::Response(_)) == is_response);
            clocks.map(|of| of.reading).reduce(Reading::lesser)
        };
        let margin = |reading: Option<Reading>| reading.map(|reading| reading.margin());
        assert_eq!(margin(least(true)), margin(incident.response_clock));
        assert_eq!(margin(least(false)), margin(incident.restoration_clock));
    }
}
