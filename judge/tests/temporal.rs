//! What each signal reads, of made-up truths, through the judge that samples them.

#![allow(clippy::unwrap_used, reason = "a test that cannot build its case fails")]

use firedrill_judge::temporal::{Formula, TemporalProperty};
use firedrill_judge::{Expectation, Judge, Judgement, Property, Verdict};
use firedrill_model::app::Quality;
use firedrill_model::nouns::{
    Action, Bytes, Command, CommandId, EmergencyStatus, IncidentType, Phase, Playbook, Purpose,
    Severity, ThermalState,
};
use firedrill_model::{Celsius, Death, Share, Transition, Truth, Ui};
use firedrill_sim::{Span, Time};

fn healthy() -> Truth {
    Truth {
        multiplier: 480.0,
        memory: Bytes::mb(185),
        drain_pct_per_hour: 1.5,
        error_rate: 0.0,
        thermal_state: ThermalState::Nominal,
        ui: Ui::Responsive,
        quality: Quality::Normal,
        regret: 0.0,
        frames_per_second: 60.0,
        is_suspended: false,
        jobs_age: Span::ZERO,
        pass_blocked: Span::ZERO,
        junction: Celsius::new(27.0),
        skin: Celsius::new(25.0),
        charge: Share::new(80.0),
        mhz: 2112.0,
    }
}

fn critical() -> Truth {
    Truth { memory: Bytes::mb(310), ..healthy() }
}

fn answers() -> Transition {
    let (id, purpose) = (CommandId(1), Purpose::Immediate);
    let (action, incident) = (Action::FlushDataBuffers, IncidentType::MemoryLeakEmergency);
    Transition::ActionAsked(Command { id, action, incident, purpose })
}

fn announces(phase: Phase) -> Transition {
    let incident = Some(IncidentType::MemoryLeakEmergency);
    Transition::StatusAnnounced(EmergencyStatus { phase, incident, ..EmergencyStatus::NORMAL })
}

/// Tells a run second by second, the first at its start, and judges it by one formula.
fn judge(formula: &str, seconds: &[(Truth, Option<Transition>)]) -> Judgement {
    let expectation = Expectation::Incident {
        types: vec![IncidentType::MemoryLeakEmergency],
        severity: Severity::Minor,
    };
    let property =
        TemporalProperty { name: "p".parse().unwrap(), formula: Formula::parse(formula).unwrap() };
    let duration = Span::from_secs(seconds.len() as u64 - 1);
    let mut judge = Judge::new(Playbook::built_in(), expectation).hold_to(&[property], duration);
    for (second, (truth, transition)) in seconds.iter().enumerate() {
        let now = Time::ZERO + Span::from_secs(second as u64);
        judge.observe(now, truth, transition.as_slice());
        assert_eq!(judge.next_sample(), Some(now));
        judge.sample(truth);
    }
    assert_eq!(judge.next_sample(), None, "the run is over");
    judge.conclude()
}

/// Robustness of a formula over a run of a single sample.
#[track_caller]
fn check(formula: &str, truth: Truth, robustness: f64) {
    let judgement = judge(formula, &[(truth, None)]);
    assert_eq!(judgement.properties[0].robustness, robustness, "{formula}");
}

#[test]
fn each_quantity_reads_in_base_units() {
    const MB: f64 = 1024.0 * 1024.0;
    check("multiplier >= 357", healthy(), 123.0);
    check("memory <= 300MB", critical(), -10.0 * MB);
    check("drain_pct_per_hour <= 2", healthy(), 0.5);
    check("error_rate <= 1%", Truth { error_rate: 0.25, ..healthy() }, -24.0);
    check("thermal_state < serious", Truth { thermal_state: ThermalState::Fair, ..healthy() }, 1.0);
    check("thermal_state <= 1", Truth { thermal_state: ThermalState::Critical, ..healthy() }, -2.0);
    check("skin <= 40C", healthy(), 15.0);
    check("junction <= 40 °C", healthy(), 13.0);
    check("charge >= 20%", healthy(), 60.0);
    let blocked = Truth { ui: Ui::Blocked(Span::from_millis(1_500)), ..healthy() };
    check("ui_blocked <= 1s", blocked, -5e8);
    check("mhz >= 2000", healthy(), 112.0);
    check("swipes_lost <= 0", healthy(), 0.0);
    check("regret <= 3", Truth { regret: 4.5, ..healthy() }, -1.5);
    check("degradation <= 0", Truth { quality: Quality::Critical, ..healthy() }, -4.0);
    check("frames_per_second >= 55", healthy(), 5.0);
    check("jobs_age <= 5s", Truth { jobs_age: Span::from_secs(4), ..healthy() }, 1e9);
}

#[test]
fn each_condition_holds_when_it_should() {
    let holds = |formula, truth| check(formula, truth, 1.0);
    let hot = Truth { thermal_state: ThermalState::Serious, ..healthy() };
    holds("critical and major and moderate and minor", critical());
    holds("not minor and restored and responded and not in_emergency", healthy());
    holds(
        "memory_leak and not (performance_degradation or battery_drain or instability)",
        critical(),
    );
    holds("performance_degradation", Truth { multiplier: 100.0, ..healthy() });
    holds("battery_drain and major and not critical", hot);
    holds("instability", Truth { error_rate: 0.2, ..healthy() });
    holds("not restored", hot);
    holds("not responded", critical());
}

#[test]
fn responded_from_the_first_immediate_action_to_the_next_incident() {
    let run = |answered_at: usize| {
        let mut seconds = vec![(healthy(), None), (critical(), None)];
        seconds.extend((2..6).map(|second| (critical(), (second == answered_at).then(answers))));
        let ends = |second| (second == 20).then(|| announces(Phase::Normal));
        seconds.extend((6..30).map(|second| (healthy(), ends(second))));
        seconds.push((critical(), None));
        seconds
    };
    let answered = judge("eventually[3s,3s] responded", &run(3));
    assert!(answered.properties[0].holds());
    // Certain at the sample that comes just after the allowed time.
    let late = judge("always[0,5s](critical implies eventually[0,1s] responded)", &run(4));
    assert_eq!(late.properties[0].violated_at, Some(Time::ZERO + Span::from_secs(2)));
    let relapse = judge("eventually[30s,30s] responded", &run(3));
    assert!(!relapse.properties[0].holds(), "a new incident needs an answer of its own");
}

#[test]
fn the_verdict_names_the_property_and_its_formula() {
    let seconds = [
        (healthy(), None),
        (critical(), None),
        (critical(), Some(announces(Phase::Responding))),
        (healthy(), Some(announces(Phase::Normal))),
    ];
    let judgement = judge("always not in_emergency", &seconds);
    let Verdict::Failed(violation) = &judgement.verdict else { panic!("{:?}", judgement.verdict) };
    assert_eq!(violation.property, Property::Temporal("p".parse().unwrap()));
    assert_eq!(violation.property.to_string(), "p");
    assert_eq!(violation.about, "always not in_emergency does not hold");
    assert_eq!(violation.at, Time::ZERO + Span::from_secs(2));
    assert_eq!(judgement.violations.len(), 1);
}

#[test]
fn lost_swipes_add_up() {
    let lost = |swipes_lost| Some(Transition::ProcessEnded { swipes_lost });
    let seconds = [(healthy(), lost(2)), (healthy(), None), (healthy(), lost(3))];
    assert_eq!(judge("always(swipes_lost <= 4)", &seconds).properties[0].robustness, -1.0);
}

#[test]
fn swipes_that_nobody_is_to_blame_for_are_lost_all_the_same() {
    let lost = |swipes_lost| Some(Transition::ProcessDied { death: Death::Crashed, swipes_lost });
    let seconds = [(critical(), lost(2)), (healthy(), None), (healthy(), lost(3))];
    let judgement = judge("always(swipes_lost <= 7)", &seconds);
    assert_eq!(judgement.properties[0].robustness, 2.0);
    assert_eq!(judgement.violations, []);
}

#[test]
fn a_run_left_early_is_judged_by_what_was_sampled() {
    let formula = Formula::parse("eventually(memory >= 300MB)").unwrap();
    let property = TemporalProperty { name: "p".parse().unwrap(), formula };
    let mut judge = Judge::new(Playbook::built_in(), Expectation::Healthy)
        .hold_to(&[property], Span::from_secs(60));
    (0..3).for_each(|_| judge.sample(&healthy()));
    let judgement = judge.conclude();
    assert_eq!(judgement.properties[0].violated_at, Some(Time::ZERO + Span::from_secs(2)));
    assert_eq!(judgement.verdict, Verdict::Passed, "nothing was certain");
}
