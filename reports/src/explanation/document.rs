//! An explanation for programs.

use firedrill_campaign::explain::{
    Cause, Chance, Counterfactual, Effect, Ending, Hindsight, Lag, Margins, Removal,
};
use firedrill_judge::Fingerprint;
use firedrill_scenarios::json_document;
use firedrill_sim::{ALGORITHM, Span};
use serde::Serialize;

use super::ExplanationReport;
use crate::substitute::Substitute;
use firedrill_campaign::Standing;

/// The layout of explanations that this version writes.
pub(super) const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    firedrill: &'static str,
    algorithm: &'static str,
    run: String,
    replay: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    protocol: Option<&'a Substitute>,
    verdict: &'static str,
    failure: Option<FailureEntry<'a>>,
    margins: MarginsEntry,
    digest: String,
    is_over_determined: bool,
    steps_left_out: usize,
    steps_too_late: usize,
    under_other_seeds: ChanceEntry,
    removals: Vec<RemovalEntry>,
    in_isolation: Vec<RemovalEntry>,
    hindsights: Vec<HindsightEntry>,
}

#[derive(Serialize)]
struct FailureEntry<'a> {
    #[serde(flatten)]
    fingerprint: Fingerprint,
    at_s: f64,
    about: &'a str,
}

#[derive(Serialize)]
struct ChanceEntry {
    runs: usize,
    alike: usize,
    otherwise: usize,
    broken: usize,
}

#[derive(Serialize)]
struct MarginsEntry {
    response: Option<f64>,
    restoration: Option<f64>,
}

#[derive(Serialize)]
struct RemovalEntry {
    #[serde(flatten)]
    without: Without,
    ending: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<Fingerprint>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<String>,
    effect: &'static str,
    /// What the run itself violates, and this one does not.
    held: Vec<String>,
    /// What this one violates, and the run itself does not.
    violated: Vec<String>,
    margins: MarginsEntry,
    is_identical: bool,
}

#[derive(Serialize)]
#[serde(tag = "without", rename_all = "kebab-case")]
enum Without {
    Fault { fault: usize, kind: &'static str },
    Circumstance { circumstance: &'static str },
    Step { action: &'static str, incident: usize, asked_s: Vec<f64> },
    EveryFault,
    EveryFaultBut { fault: usize, kind: &'static str },
}

#[derive(Serialize)]
struct HindsightEntry {
    incident: usize,
    onset_s: f64,
    detection_s: Option<f64>,
    restoration_s: Option<f64>,
    clairvoyant_s: Option<f64>,
    strategy: Option<&'static str>,
    causes: Vec<CauseEntry>,
    lag: &'static str,
    lag_s: Option<f64>,
}

#[derive(Serialize)]
struct CauseEntry {
    fault: usize,
    foreseen_s: f64,
    foreseen_by: &'static str,
    asked_s: Option<f64>,
    asked_for: Option<&'static str>,
    ended_s: Option<f64>,
    ended_by: Option<&'static str>,
}

/// The explanation as one JSON document, the same byte for byte whenever the same version explains the
/// same run, on any machine and any number of threads. Faults are numbered from 1, as on screens; times
/// in a hindsight are since its onset.
pub fn explanation_document(report: &ExplanationReport<'_>) -> String {
    let explanation = report.explanation;
    let judgement = &explanation.outcome.judgement;
    let Chance { runs, alike, otherwise, broken } = explanation.chance;
    let failure = judgement.failure().map(|failure| FailureEntry {
        fingerprint: Fingerprint::of(failure),
        at_s: failure.at.as_secs_f64(),
        about: &failure.about,
    });
    let removals = |all: &[Counterfactual]| all.iter().map(|it| removal(it, report)).collect();
    let document = Document {
        format: FORMAT,
        firedrill: env!("CARGO_PKG_VERSION"),
        algorithm: ALGORITHM,
        run: report.plan.reference().to_string(),
        replay: report.reproduction.replay(),
        protocol: report.reproduction.protocol(),
        verdict: Standing::of_verdict(&judgement.verdict).word(),
        failure,
        margins: margins(explanation.margins()),
        digest: explanation.outcome.digest.to_string(),
        is_over_determined: explanation.is_over_determined(),
        steps_left_out: explanation.steps_left_out,
        steps_too_late: explanation.steps_too_late,
        under_other_seeds: ChanceEntry { runs, alike, otherwise, broken },
        removals: removals(&explanation.counterfactuals),
        in_isolation: removals(&explanation.in_isolation),
        hindsights: explanation.hindsights.iter().map(hindsight).collect(),
    };
    json_document(&document)
}

fn removal(it: &Counterfactual, report: &ExplanationReport<'_>) -> RemovalEntry {
    let kind = |fault: usize| report.plan.faults[fault].kind.name();
    let without = match &it.removal {
        Removal::Fault(fault) => Without::Fault { fault: fault + 1, kind: kind(*fault) },
        Removal::Circumstance(circumstance) => {
            Without::Circumstance { circumstance: circumstance.name() }
        }
        Removal::Step(step) => Without::Step {
            action: step.action.name(),
            incident: step.incident,
            asked_s: step.asked.iter().map(|at| at.as_secs_f64()).collect(),
        },
        Removal::EveryFault => Without::EveryFault,
        Removal::EveryFaultBut(fault) => {
            Without::EveryFaultBut { fault: fault + 1, kind: kind(*fault) }
        }
    };
    let (failure, missing) = match &it.ending {
        Ending::OtherFailure(fingerprint) => (Some(*fingerprint), None),
        Ending::Unexercised(missing) => (None, Some(missing.clone())),
        _ => (None, None),
    };
    RemovalEntry {
        without,
        ending: ending(&it.ending),
        failure,
        missing,
        effect: effect(it.effect),
        held: it.held.iter().map(ToString::to_string).collect(),
        violated: it.violated.iter().map(ToString::to_string).collect(),
        margins: margins(it.margins),
        is_identical: it.is_identical,
    }
}

const fn ending(ending: &Ending) -> &'static str {
    match ending {
        Ending::Passed => "passed",
        Ending::NoIncident => "no-incident",
        Ending::Unexercised(_) => "unexercised",
        Ending::SameFailure => "same-failure",
        Ending::OtherFailure(_) => "other-failure",
        Ending::Broken => "broken",
    }
}

const fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Cures => "cures",
        Effect::Breaks => "breaks",
        Effect::Redirects => "redirects",
        Effect::Lessens => "lessens",
        Effect::Adds => "adds",
        Effect::Empties => "empties",
        Effect::Fills => "fills",
        Effect::Worsens => "worsens",
        Effect::Betters => "betters",
        Effect::Shifts => "shifts",
        Effect::Nothing => "nothing",
        Effect::Unknown => "unknown",
    }
}

fn margins(margins: Margins) -> MarginsEntry {
    MarginsEntry { response: margins.response, restoration: margins.restoration }
}

fn hindsight(hindsight: &Hindsight) -> HindsightEntry {
    let secs = |span: Option<Span>| span.map(|span| span.as_secs_f64());
    let (lag, lag_span) = match hindsight.lag {
        Lag::None => ("none", None),
        Lag::NobodyCould => ("nobody-could", None),
        Lag::Detecting(span) => ("detecting", Some(span)),
        Lag::Deciding(span, _) => ("deciding", Some(span)),
        Lag::NeverAsked(_) => ("never-asked", None),
        Lag::Ending(span, _) => ("ending", (span != Span::MAX).then_some(span)),
        Lag::Recovering(span) => ("recovering", span),
    };
    HindsightEntry {
        incident: hindsight.incident,
        onset_s: hindsight.onset.as_secs_f64(),
        detection_s: secs(hindsight.detection),
        restoration_s: secs(hindsight.restoration),
        clairvoyant_s: secs(hindsight.clairvoyant),
        strategy: hindsight.strategy.map(|strategy| strategy.name()),
        causes: hindsight.causes.iter().map(cause).collect(),
        lag,
        lag_s: secs(lag_span),
    }
}

fn cause(cause: &Cause) -> CauseEntry {
    CauseEntry {
        fault: cause.fault + 1,
        foreseen_s: cause.foreseen.0.as_secs_f64(),
        foreseen_by: cause.foreseen.1.name(),
        asked_s: cause.asked.map(|(at, _)| at.as_secs_f64()),
        asked_for: cause.asked.map(|(_, action)| action.name()),
        ended_s: cause.ended.map(|(at, _)| at.as_secs_f64()),
        ended_by: cause.ended.and_then(|(_, by)| by).map(|action| action.name()),
    }
}
