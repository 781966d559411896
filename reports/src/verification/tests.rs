//! Every answer in both forms.

use core::time::Duration;

use firedrill_campaign::{Answer, Verification};
use firedrill_judge::{Fingerprint, Property};
use firedrill_model::nouns::{IncidentType, Phase};
use firedrill_protocol::{Breakdown, BreakdownKind};
use firedrill_scenarios::{
    ENGINE, Found, FoundWith, Incident, IncidentError, IncidentState, Plan, suites,
};
use firedrill_sim::{DigestValue, Seed, Time};

use super::*;
use crate::examples::{snapshot, without_escapes};
use crate::palette::Palette;

const LATE: Fingerprint = Fingerprint {
    property: Property::RestoresInTime,
    phase: Phase::Recovering,
    incident: Some(IncidentType::MemoryLeakEmergency),
};
const LONG: Fingerprint = Fingerprint {
    property: Property::EscalationNeverGoesDown,
    phase: Phase::Responding,
    incident: Some(IncidentType::CriticalPerformanceDegradation),
};

fn found(fingerprint: Option<Fingerprint>, state: IncidentState) -> Found {
    let digest = DigestValue(0xabc);
    Found { engine: "0.0.9".to_owned(), digest, events: 1234, fingerprint, state }
}

fn file(name: &str, before: Found, answer: Answer) -> VerifiedFile {
    let scenario = suites::scenario("memory-leak-critical").unwrap();
    let plan = Plan::draw(&scenario, Seed(0x2a));
    let name = name.parse().unwrap();
    let path = format!("scenarios/regressions/{name}.toml");
    let now = match &answer {
        Answer::SameFailure => Some(found(before.fingerprint, IncidentState::Open)),
        Answer::DifferentFailure(now) => Some(found(Some(*now), IncidentState::Open)),
        Answer::Fixed => Some(found(None, IncidentState::Fixed)),
        _ => None,
    };
    let now = now.map(|now| Found { engine: ENGINE.to_owned(), ..now });
    let same_run = now.is_some().then_some(matches!(answer, Answer::SameFailure));
    let verification = Verification { answer, same_run, found: now };
    let (about, found_with) = (String::new(), FoundWith::Shipped);
    let incident = Incident { name, about, plan, found_with, found: before };
    VerifiedFile { path, content: Ok((incident, verification)), own: None, is_rewritten: false }
}

fn unreadable(path: &str, text: &str) -> VerifiedFile {
    let error = Incident::from_bytes(path, text.as_bytes()).unwrap_err();
    VerifiedFile { path: path.to_owned(), content: Err(error), own: None, is_rewritten: false }
}

fn other_algorithm() -> VerifiedFile {
    let readable = file("from-the-future", found(Some(LATE), IncidentState::Open), Answer::Fixed);
    let (incident, _) = readable.content.unwrap();
    unreadable(&readable.path, &incident.to_toml().replace("firedrill-1/", "firedrill-2/"))
}

fn every_answer() -> Vec<VerifiedFile> {
    use IncidentState::{Fixed, Open};
    let missing = "no incident of type battery-drain-crisis showed".to_owned();
    let why = "the plan's playbook does not hold together: it is no playbook".to_owned();
    let breakdown = Breakdown {
        kind: BreakdownKind::Exited,
        about: "its process ended with exit code 3".to_owned(),
        stderr: vec!["Oops \u{1b}[2J".to_owned()],
    };
    let broken =
        Answer::Broken { at: Time::from_nanos(12_000_000_000), breakdown: Box::new(breakdown) };
    let mut rewritten = file("looked-at", found(Some(LATE), Open), Answer::Fixed);
    rewritten.is_rewritten = true;
    vec![
        file("still-open", found(Some(LATE), Open), Answer::SameFailure),
        file("still-fixed", found(None, Fixed), Answer::Fixed),
        rewritten,
        file("fixed-now", found(Some(LATE), Open), Answer::Fixed),
        file("fails-otherwise", found(Some(LATE), Open), Answer::DifferentFailure(LONG)),
        file("is-back", found(Some(LONG), Fixed), Answer::SameFailure),
        file("fails-again", found(None, Fixed), Answer::DifferentFailure(LATE)),
        file("never-comes", found(Some(LATE), Open), Answer::Unexercised { missing }),
        file("cannot-be-run", found(Some(LATE), Open), Answer::CannotRun { why }),
        file("broke-down", found(Some(LATE), Open), broken),
        file(
            "mine",
            found(Some(LATE), Open),
            Answer::OtherProtocol { name: "mine\u{1b}[2J".to_owned() },
        ),
        other_algorithm(),
        unreadable("scenarios/regressions/mistyped.toml", "name = \"mistyped\"\ntitel = 3\n"),
        file(&"a".repeat(64), found(Some(LATE), Open), Answer::SameFailure),
    ]
}

fn report(files: &[VerifiedFile]) -> VerificationReport<'_> {
    let timing = Timing { wall: Duration::from_millis(1310), jobs: 2 };
    VerificationReport { files, protocol: None, timing }
}

#[test]
fn a_table_has_every_answer_and_fits_80_columns() {
    let files = every_answer();
    let coloured = verification_table(&report(&files), false, &Palette::COLOURED);
    let plain = verification_table(&report(&files), false, &Palette::PLAIN);
    assert_eq!(without_escapes(&coloured), plain);
    assert!(!plain.contains('\u{1b}'));
    // Snippets are as wide as what they show and say.
    let is_ours = |line: &&str| !line.trim_start_matches([' ', '|']).starts_with("= ");
    for line in plain.lines().filter(is_ours) {
        assert!(line.chars().count() <= 80, "{line}");
    }
    snapshot("verification", &plain);
}

#[test]
fn a_document_has_every_answer() {
    let mut files = every_answer();
    let json = verification_document(&report(&files));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["summary"]["incidents"], files.len());
    assert_eq!(json["incidents"][4]["now"]["failure"]["property"], "escalation-never-goes-down");
    assert_eq!(json["incidents"][7]["answer"], "no longer exercised");
    assert!(json["incidents"][12]["why"].as_str().unwrap().contains("titel"));
    files.truncate(5);
    files.drain(1..4);
    snapshot("verification_document", &verification_document(&report(&files)));
}

#[test]
fn the_worst_of_all_decides() {
    let of = |answer: Answer| {
        let files = [file("x", found(Some(LATE), IncidentState::Open), answer)];
        report(&files).accord()
    };
    assert_eq!(of(Answer::SameFailure), Accord::AsRecorded);
    assert_eq!(of(Answer::Fixed), Accord::Changed);
    assert_eq!(of(Answer::CannotRun { why: String::new() }), Accord::NoLongerExercised);
    assert_eq!(report(&[]).accord(), Accord::AsRecorded);
    assert_eq!(report(&every_answer()).accord(), Accord::Broken);
    assert!(Accord::Changed > Accord::NoLongerExercised && Accord::Unreadable > Accord::Changed);
    assert!(matches!(other_algorithm().content, Err(IncidentError::OtherAlgorithm { .. })));
}
