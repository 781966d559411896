//! Runs that are unlike any other.

use firedrill_judge::{Property, Showing, Verdict, Violation};
use firedrill_model::Transition;
use firedrill_model::nouns::{Breakdown, Bytes, EscalationLevel, IncidentType, Phase, Severity};
use firedrill_protocol::BreakdownKind;
use firedrill_scenarios::{Outcome, Plan};
use firedrill_sim::{Span, Time};

use super::super::scene::{PIXEL, Shape};
use super::super::style::{LEFT, RIGHT};
use super::super::{PlotError, png, svg};
use super::overlaps::nothing_overlaps;
use super::{real, reproduction, scene, shown, texts};
use crate::examples;

#[test]
fn a_run_whose_record_was_not_kept_is_refused() {
    let (plan, mut outcome) = examples::short_run();
    outcome.record = None;
    let reproduction = reproduction(&plan);
    assert_eq!(svg(&plan, &outcome, &reproduction), Err(PlotError::NoRecord));
    assert_eq!(png(&plan, &outcome, &reproduction), Err(PlotError::NoRecord));
}

#[test]
fn faults_beyond_the_eighth_share_a_row_that_counts_them() {
    let (mut plan, mut outcome) = examples::short_run();
    plan.faults = vec![plan.faults[0]; 41];
    let entry = |number: u64| {
        let what = Transition::FaultBegan((number * 7 % 40) as usize);
        examples::entry_at_second((20 + number, &what))
    };
    outcome.record = Some((0..40).map(entry).collect());
    let scene = scene(&plan, &outcome);
    nothing_overlaps(&scene, "many faults");
    let texts = texts(&scene);
    assert!(texts.contains(&"32 more faults"), "{texts:?}");
    assert!(texts.contains(&"Faults (1 of the plan never began)"), "{texts:?}");
    let first = texts.iter().filter(|text| text.contains("leak of image-cache")).take(3);
    let numbers: Vec<_> = first.filter_map(|text| text.split(':').next()).collect();
    assert_eq!(numbers, ["1", "8", "15"]);
}

#[test]
fn extreme_values_are_drawn_and_said() {
    let (plan, mut outcome) = examples::short_run();
    let record = outcome.record.as_mut().unwrap();
    record[3].truth.multiplier = 0.0;
    record[4].truth.multiplier = 10_000.0;
    record[5].truth.memory = Bytes::mb(3072);
    record[6].truth.drain_pct_per_hour = 5_000.0;
    record[7].truth.error_rate = 1.0;
    record[8].truth.multiplier = f64::NAN;
    let scene = scene(&plan, &outcome);
    nothing_overlaps(&scene, "extremes");
    let texts = texts(&scene);
    for expected in [
        "lowest 0x",
        "cut off at the top, goes up to 10000x",
        "highest 3072 MB",
        "highest 5000 %/h",
        "cut off at the top, goes up to 5000 %/h",
        "highest 100 %",
    ] {
        assert!(texts.contains(&expected), "{expected}: {texts:?}");
    }
}

#[test]
fn of_many_incidents_those_nearest_to_their_limits_are_shown_under_their_own_numbers() {
    let (plan, mut outcome) = examples::short_run();
    let incident = outcome.judgement.incidents[0].clone();
    let later = |number: u64| {
        let mut incident = incident.clone();
        let shift = |at: Time| at + Span::from_secs(100 * number);
        incident.onset += Span::from_secs(100 * number);
        incident.detection = incident.detection.map(shift);
        incident.response = incident.response.map(shift);
        incident.restoration = incident.restoration.map(shift);
        incident.response_clock.as_mut().unwrap().elapsed = Span::from_secs(29 - number);
        incident
    };
    outcome.judgement.incidents = (0..8).rev().map(later).collect();
    outcome.judgement.incidents.sort_by_key(|incident| incident.onset);
    outcome.judgement.incidents[6].response_clock.as_mut().unwrap().elapsed = Span::from_secs(40);
    let scene = scene(&plan, &outcome);
    nothing_overlaps(&scene, "many incidents");
    let texts = texts(&scene);
    let numbers: Vec<_> = texts
        .iter()
        .filter(|text| text.contains(": memory-leak-emergency"))
        .filter_map(|text| text.split(':').next())
        .collect();
    assert_eq!(numbers, ["1", "2", "3", "7"]);
    let onsets: Vec<_> =
        texts.iter().filter(|text| text.starts_with("onset ") && text.len() > 10).collect();
    assert_eq!(
        onsets,
        [&"onset 01m14.000s", &"onset 02m54.000s", &"onset 04m34.000s", &"onset 11m14.000s"]
    );
    assert!(texts.iter().any(|text| text.starts_with("4 more incidents")), "{texts:?}");
}

#[test]
fn a_verdict_is_said_whatever_it_is() {
    let (plan, mut outcome) = examples::short_run();
    let violation = Violation {
        property: Property::RestoresInTime,
        at: Time::ZERO + Span::from_secs(100),
        about: "not restored in time".to_owned(),
        incident: None,
        phase: Phase::Normal,
    };
    let breakdown = Breakdown {
        kind: BreakdownKind::Exited,
        about: "its process ended".to_owned(),
        stderr: vec!["\u{1b}[2J".to_owned()],
    };
    let why = "nor does a clairvoyant keep it".to_owned();
    let verdicts = [
        (Verdict::Failed(violation.clone()), "failed: restores-in-time"),
        (
            Verdict::Infeasible { what: violation.clone(), why: why.clone(), allowed: false },
            "infeasible: restores-in-time; nor does a clairvoyant keep it",
        ),
        (Verdict::Infeasible { what: violation, why, allowed: true }, "excused: "),
        (Verdict::Contradicted { held: vec![Property::NoSwipeLost] }, "failed: no-swipe-lost held"),
        (Verdict::Broken { at: Time::ZERO, breakdown }, "broken: "),
    ];
    for (verdict, expected) in verdicts {
        outcome.judgement.verdict = verdict;
        let scene = scene(&plan, &outcome);
        nothing_overlaps(&scene, expected);
        let expected = format!("Verdict: {expected}");
        let said = texts(&scene).into_iter().filter(|text| text.starts_with(&expected));
        assert_eq!(said.count(), 2, "{expected}: {:?}", texts(&scene));
        assert!(scene.about.contains(&expected));
    }
}

/// Incidents, faults, violations and announcements at any times, in any order that a judge might find.
fn any_run(next: &mut impl FnMut(u64) -> u64) -> (Plan, Outcome) {
    let (mut plan, mut outcome) = examples::short_run();
    let model = outcome.judgement.incidents[0].clone();
    let at = |secs: u64| Time::ZERO + Span::from_millis(secs);
    let mut onset = 0;
    let mut incidents = vec![];
    for _ in 0..next(8) {
        onset += next(120_000);
        let mut any = |from: u64| (next(4) > 0).then(|| at(from + next(3) * next(60_000)));
        let mut incident = model.clone();
        incident.onset = at(onset);
        incident.detection = any(onset.saturating_sub(5_000));
        incident.response = any(onset);
        incident.restoration = any(onset);
        incident.types = IncidentType::ALL[..1 + next(4) as usize]
            .iter()
            .map(|incident| Showing {
                incident: *incident,
                onset: at(onset),
                worst: Severity::Major,
            })
            .collect();
        incidents.push(incident);
    }
    outcome.judgement.incidents = incidents;
    plan.faults = vec![plan.faults[0]; 12];
    let mut record = outcome.record.take().unwrap();
    for _ in 0..next(40) {
        let number = next(12) as usize;
        let what = match next(2) {
            0 => Transition::FaultBegan(number),
            _ => Transition::FaultEnded(number, None),
        };
        let mut entry = examples::entry_at_second((next(900), &what));
        entry.announced.phase = if next(2) == 0 { Phase::Normal } else { Phase::Escalated };
        entry.announced.escalation = EscalationLevel::ALL[next(4) as usize];
        entry.truth.multiplier = next(1_000) as f64;
        record.push(entry);
    }
    record.sort_by_key(|entry| entry.at);
    outcome.record = Some(record);
    (plan, outcome)
}

#[test]
fn nothing_is_in_the_way_of_a_text_whatever_happened_when() {
    let mut state = 7_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % below
    };
    for round in 0..150 {
        let (plan, outcome) = any_run(&mut next);
        nothing_overlaps(&scene(&plan, &outcome), &format!("round {round}"));
    }
}

#[test]
fn an_hour_has_no_more_points_than_can_be_seen() {
    let (plan, outcome) = real("healthy-hour@0x1");
    let scene = scene(&plan, &outcome);
    let columns = ((RIGHT - LEFT) / PIXEL) as usize;
    let mut curves = 0;
    for shape in &scene.shapes {
        if let Shape::Curve(places, ..) = shape {
            assert!(places.len() <= 4 * (columns + 1), "{}", places.len());
            curves += 1;
        }
    }
    assert_eq!(curves, 6);
    assert!(shown(&plan, &outcome).len() > 3_000);
}
