//! Verified incidents for programs.

use firedrill_campaign::{Answer, Verification};
use firedrill_judge::Fingerprint;
use firedrill_scenarios::{Found, Incident, json_document};
use firedrill_sim::{ALGORITHM, DigestValue, Seed};
use serde::Serialize;

use super::{Accord, VerificationReport, VerifiedFile};
use crate::substitute::Substitute;

const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    firedrill: &'static str,
    /// How draws follow from a seed.
    algorithm: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    protocol: Option<&'a Substitute>,
    incidents: Vec<Entry<'a>>,
    summary: Summary,
    timing: TimingEntry,
}

#[derive(Serialize)]
struct Entry<'a> {
    path: &'a str,
    answer: &'static str,
    as_recorded: bool,
    rewritten: bool,
    /// What it was run with because it was found with that.
    #[serde(skip_serializing_if = "Option::is_none")]
    protocol: Option<&'a Substitute>,
    #[serde(flatten)]
    incident: Option<IncidentEntry<'a>>,
    /// What keeps it from being read, or run, or exercised.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replay: Option<String>,
}

#[derive(Serialize)]
struct IncidentEntry<'a> {
    name: &'a str,
    seed: Seed,
    /// Whether the run is the stored one, bit for bit.
    same_run: Option<bool>,
    before: FoundEntry<'a>,
    now: Option<FoundEntry<'a>>,
}

#[derive(Serialize)]
struct FoundEntry<'a> {
    engine: &'a str,
    digest: DigestValue,
    events: u64,
    state: &'static str,
    failure: Option<FailureEntry>,
}

#[derive(Serialize)]
struct FailureEntry {
    property: String,
    phase: &'static str,
    r#type: Option<&'static str>,
}

#[derive(Serialize)]
struct Summary {
    incidents: usize,
    as_recorded: usize,
    not_as_recorded: usize,
    no_longer_exercised: usize,
    unreadable: usize,
    broken: usize,
}

#[derive(Serialize)]
struct TimingEntry {
    wall_s: f64,
    jobs: usize,
}

/// The answers as one JSON document. Everything but `timing` is the same, byte for byte, whenever the
/// same version verifies the same files, on any machine and any number of threads.
pub fn verification_document(report: &VerificationReport<'_>) -> String {
    let document = Document {
        format: FORMAT,
        firedrill: env!("CARGO_PKG_VERSION"),
        algorithm: ALGORITHM,
        protocol: report.protocol,
        incidents: report.files.iter().map(|file| entry(report, file)).collect(),
        summary: Summary {
            incidents: report.files.len(),
            as_recorded: report.count(Accord::AsRecorded),
            not_as_recorded: report.count(Accord::Changed),
            no_longer_exercised: report.count(Accord::NoLongerExercised),
            unreadable: report.count(Accord::Unreadable),
            broken: report.count(Accord::Broken),
        },
        timing: TimingEntry { wall_s: report.timing.wall.as_secs_f64(), jobs: report.timing.jobs },
    };
    json_document(&document)
}

fn entry<'a>(report: &VerificationReport<'_>, file: &'a VerifiedFile) -> Entry<'a> {
    let says_why = match &file.content {
        Ok((_, Verification { answer, .. })) => {
            !matches!(answer, Answer::SameFailure | Answer::DifferentFailure(_) | Answer::Fixed)
        }
        Err(_) => true,
    };
    Entry {
        path: &file.path,
        answer: file.answer(),
        as_recorded: file.accord() == Accord::AsRecorded,
        rewritten: file.is_rewritten,
        protocol: file.own.as_ref(),
        incident: file.content.as_ref().ok().map(incident),
        why: says_why.then(|| file.now().join("\n")),
        replay: file.replay(report),
    }
}

fn incident((incident, verification): &(Incident, Verification)) -> IncidentEntry<'_> {
    IncidentEntry {
        name: incident.name.as_str(),
        seed: incident.plan.seed,
        same_run: verification.same_run,
        before: found(&incident.found),
        now: verification.found.as_ref().map(found),
    }
}

fn found(found: &Found) -> FoundEntry<'_> {
    FoundEntry {
        engine: &found.engine,
        digest: found.digest,
        events: found.events,
        state: found.state.name(),
        failure: found.fingerprint.as_ref().map(failure),
    }
}

fn failure(fingerprint: &Fingerprint) -> FailureEntry {
    FailureEntry {
        property: fingerprint.property.to_string(),
        phase: fingerprint.phase.name(),
        r#type: fingerprint.incident.map(|incident| incident.name()),
    }
}
