//! The failures that were found once, verified as `firedrill verify` does: each still reads, runs the
//! same twice, and comes to what its file says.

#![allow(clippy::unwrap_used, reason = "an incident that cannot be read fails the test")]

use std::fs;
use std::path::{Path, PathBuf};

use firedrill_campaign::{Verification, verify};
use firedrill_protocol::EmergencyRecoveryProtocol;
use firedrill_scenarios::{Incident, IncidentState};

fn incidents() -> Vec<Incident> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/regressions");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let incident = |path: &PathBuf| {
        let label = path.to_str().unwrap();
        Incident::from_bytes(label, &fs::read(path).unwrap())
            .unwrap_or_else(|error| panic!("{error}"))
    };
    paths.iter().map(incident).collect()
}

fn verified(incidents: &[Incident], jobs: usize) -> Vec<Verification> {
    let incidents: Vec<_> = incidents.iter().collect();
    let protocol = |_: &Incident, briefing: &_| EmergencyRecoveryProtocol::briefed(briefing);
    verify(&incidents, jobs, protocol, |_| None, |_| {})
}

#[test]
fn every_failure_that_was_found_is_as_recorded() {
    let incidents = incidents();
    let in_state = |state| incidents.iter().filter(|it| it.found.state == state).count();
    let (open, fixed) = (in_state(IncidentState::Open), in_state(IncidentState::Fixed));
    assert!(open > 2 && fixed > 2, "{open} open, {fixed} fixed: the test reads the wrong folder");
    let answers = verified(&incidents, 2);
    assert_eq!(answers, verified(&incidents, 1));
    let others: Vec<_> = incidents
        .iter()
        .zip(&answers)
        .filter(|(incident, now)| !now.answer.is_recorded_as(incident.found.state))
        .map(|(incident, now)| {
            format!("{}: {}, now {:?}", incident.name, incident.found.state, now.answer)
        })
        .collect();
    assert!(others.is_empty(), "`firedrill verify` shows what became of:\n{}", others.join("\n"));
}

#[test]
fn every_stored_incident_stands_as_it_would_be_written() {
    for incident in incidents() {
        let text = incident.to_toml();
        let again = Incident::from_bytes("<text>", text.as_bytes()).unwrap();
        assert_eq!(again, incident, "{}", incident.name);
    }
}
