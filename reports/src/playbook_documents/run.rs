//! The run that documents are about, and what it came to.

use firedrill_judge::Verdict;
use firedrill_model::Transition;
use firedrill_scenarios::{Entry, Outcome, Plan};
use firedrill_sim::{DigestValue, Seed, Span, Time};
use serde::Serialize;

use super::seconds;
use crate::figures;
use crate::reproduction::Reproduction;
use crate::substitute::{Substitute, last_words};
use firedrill_campaign::Standing;

/// Which run, under which protocol, with which verdict.
#[derive(Clone, Debug, Serialize)]
pub(super) struct RunFacts {
    pub(super) reference: String,
    /// The scenario's title.
    pub(super) title: String,
    pub(super) seed: Seed,
    pub(super) device: String,
    /// What is tested in the shipped protocol's place; null for the shipped one.
    pub(super) protocol: Option<Substitute>,
    #[serde(rename = "simulated_s", serialize_with = "seconds::of_span")]
    pub(super) simulated: Span,
    pub(super) standing: &'static str,
    /// What the run came to, a sentence each.
    pub(super) verdict: Vec<String>,
    /// What failed, in order of time.
    pub(super) violations: Vec<ViolationFacts>,
    pub(super) digest: DigestValue,
    /// The command that shows the run again.
    pub(super) replay: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ViolationFacts {
    pub(super) property: String,
    #[serde(rename = "at_s", serialize_with = "seconds::of_time")]
    pub(super) at: Time,
    pub(super) about: String,
}

impl RunFacts {
    pub(super) fn of(plan: &Plan, outcome: &Outcome, reproduction: &Reproduction) -> Self {
        let violations = outcome.judgement.violations.iter();
        Self {
            reference: plan.reference().to_string(),
            title: plan.title.clone(),
            seed: plan.seed,
            device: plan.device.clone(),
            protocol: reproduction.protocol().cloned(),
            simulated: outcome.simulated,
            standing: Standing::of_verdict(&outcome.judgement.verdict).word(),
            verdict: verdict(outcome),
            violations: violations
                .map(|violation| ViolationFacts {
                    property: violation.property.name().to_owned(),
                    at: violation.at,
                    about: violation.about.clone(),
                })
                .collect(),
            digest: outcome.digest,
            replay: reproduction.replay(),
        }
    }
}

fn verdict(outcome: &Outcome) -> Vec<String> {
    let judgement = &outcome.judgement;
    let mut said = match &judgement.verdict {
        Verdict::Passed if judgement.stated.is_empty() => {
            vec!["Passed: every property held.".to_owned()]
        }
        Verdict::Passed => vec![format!(
            "Passed: it failed as its scenario states, in {}.",
            figures::names(judgement.stated.iter())
        )],
        Verdict::Failed(violation) => {
            let (property, at) = (&violation.property, violation.at);
            vec![format!("Failed: {property} at {at}: {}.", violation.about)]
        }
        Verdict::Contradicted { held } => vec![format!(
            "Failed: {} held, though the scenario states that it fails.",
            figures::names(held.iter())
        )],
        Verdict::Infeasible { what, why, allowed } => {
            let allowed = if *allowed { " The scenario allows that." } else { "" };
            vec![format!(
                "Infeasible: {} failed at {}, and nobody could have kept it: {why}.{allowed}",
                what.property, what.at
            )]
        }
        Verdict::Unexercised { missing } => vec![
            format!("Unexercised: {missing}."),
            "This run says nothing about the incident that its scenario is about.".to_owned(),
        ],
        Verdict::Broken { at, breakdown } => {
            let mut said = vec![
                format!("Broken: the protocol under test broke down ({}).", breakdown.kind),
                "The run ended there, and nothing is concluded beyond what is recorded until \
                 then."
                    .to_owned(),
            ];
            said.extend(last_words(*at, breakdown));
            said
        }
    };
    if judgement.incidents.is_empty() {
        let by_then = match judgement.verdict {
            Verdict::Broken { .. } => " by then",
            _ => "",
        };
        said.push(format!("No incident happened{by_then}, so there is none to report."));
        said.extend(false_alarm(outcome.record.as_deref().unwrap_or_default()));
    }
    said
}

/// An emergency that the protocol announced in a run that had none.
fn false_alarm(record: &[Entry]) -> Option<String> {
    let alarm = record.iter().find_map(|entry| match entry.transition {
        Transition::StatusAnnounced(status) => Some((entry.at, status.incident?)),
        _ => None,
    });
    let (at, incident) = alarm?;
    Some(format!(
        "The protocol announced an emergency all the same, from {at} on ({incident}): a false alarm."
    ))
}
