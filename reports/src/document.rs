//! A campaign for programs.

mod incidents;

use firedrill_campaign::{ScenarioResult, Trial};
use firedrill_judge::temporal::{Measure, TemporalFinding};
use firedrill_judge::{Judgement, Property, Reading, Verdict};
use firedrill_protocol::Breakdown;
use firedrill_scenarios::{Outcome, describe_divergence, json_document};
use firedrill_sim::{ALGORITHM, DigestValue, Seed};
use serde::Serialize;

use self::incidents::{ClockEntry, IncidentEntry, clock, incidents, secs};

use crate::coverage;
use crate::gate;
use crate::report::Report;
use crate::substitute::Substitute;
use firedrill_campaign::Standing;

const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    firedrill: &'static str,
    /// How draws follow from a seed.
    algorithm: &'static str,
    /// The protocol under test; left out when it is the one shipped with firedrill.
    #[serde(skip_serializing_if = "Option::is_none")]
    protocol: Option<&'a Substitute>,
    scenarios: Vec<ScenarioEntry<'a>>,
    coverage: coverage::Entry,
    /// These runs beside those of a baseline; left out when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<gate::BaselineEntry<'a>>,
    summary: Summary,
    timing: TimingEntry,
}

#[derive(Serialize)]
struct ScenarioEntry<'a> {
    name: &'a str,
    title: &'a str,
    /// What names it on a command line.
    source: &'a str,
    standing: &'static str,
    passed: usize,
    failed: usize,
    unexercised: usize,
    infeasible: usize,
    excused: usize,
    not_deterministic: usize,
    broken: usize,
    digest: DigestValue,
    /// What the scenario states to fail; left out when it states nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stated_to_fail: Vec<&'a str>,
    /// What the scenario demands and none of its runs reached.
    never_reached: Vec<String>,
    least_response_clock: Option<Least>,
    least_restoration_clock: Option<Least>,
    runs: Vec<RunEntry<'a>>,
}

#[derive(Serialize)]
struct Least {
    seed: Seed,
    #[serde(flatten)]
    clock: ClockEntry,
}

#[derive(Serialize)]
struct RunEntry<'a> {
    reference: String,
    seed: Seed,
    replay: String,
    standing: &'static str,
    /// What fails in the run as its scenario states; left out when nothing does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fails_as_stated: Vec<&'a str>,
    /// What held though its scenario states that it fails; left out when nothing did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    held_against_statement: Vec<&'a str>,
    /// What is missing in a run that is unexercised.
    missing: Option<&'a str>,
    /// How it is known that nobody could have kept what failed.
    infeasible: Option<&'a str>,
    violations: Vec<ViolationEntry<'a>>,
    /// What the scenario's own properties came to; left out when it has none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    properties: Vec<PropertyEntry<'a>>,
    /// Where two runs of it differed first.
    divergence: Option<String>,
    /// How a foreign protocol broke down; left out when it did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    breakdown: Option<BreakdownEntry<'a>>,
    response_clock: Option<ClockEntry>,
    restoration_clock: Option<ClockEntry>,
    incidents: Vec<IncidentEntry>,
    reached: Vec<String>,
    swipes: Swipes,
    simulated_s: f64,
    events: u64,
    digest: DigestValue,
}

#[derive(Serialize)]
struct BreakdownEntry<'a> {
    at_s: f64,
    #[serde(flatten)]
    breakdown: &'a Breakdown,
}

#[derive(Serialize)]
struct ViolationEntry<'a> {
    property: &'a str,
    at_s: f64,
    about: &'a str,
}

#[derive(Serialize)]
struct PropertyEntry<'a> {
    name: &'a str,
    formula: &'a str,
    holds: bool,
    /// In base units of the signal that decided; null when it is infinite, as over an empty window.
    robustness: Option<f64>,
    /// What it is measured in, when all comparisons of the formula agree.
    robustness_in: Option<&'static str>,
    violated_at_s: Option<f64>,
}

#[derive(Serialize)]
struct Swipes {
    made: u64,
    lost: u64,
}

#[derive(Serialize)]
struct Summary {
    standing: &'static str,
    scenarios: usize,
    seeds: usize,
    /// Runs planned; fewer were made when the campaign stopped at a failure.
    planned: usize,
    runs: usize,
    passed: usize,
    failed: usize,
    unexercised: usize,
    infeasible: usize,
    excused: usize,
    not_deterministic: usize,
    broken: usize,
    /// Whether every run was made twice and compared.
    compared: bool,
    simulated_s: f64,
    events: u64,
    digest: DigestValue,
}

#[derive(Serialize)]
struct TimingEntry {
    wall_s: f64,
    jobs: usize,
    simulated_per_wall: f64,
    events_per_second: f64,
}

/// The campaign as one JSON document of format 1, with a newline at its end.
///
/// Seeds and digests are strings, because they have 64 bits. Names that end in `_s` are seconds,
/// exact to the nanosecond; instants count from the start of the run. Margins are shares of their
/// limits: 1 at once, 0 at the limit, negative beyond it. Everything but `timing` is the same, byte
/// for byte, whenever the same version runs the same seeds, on any machine and any number of threads.
pub fn document(report: &Report<'_>) -> String {
    let document = Document {
        format: FORMAT,
        firedrill: env!("CARGO_PKG_VERSION"),
        algorithm: ALGORITHM,
        protocol: report.protocol,
        scenarios: report
            .scenarios()
            .map(|(result, source)| scenario(report, result, source))
            .collect(),
        coverage: coverage::entry(&report.reach()),
        baseline: gate::entry(report),
        summary: summary(report),
        timing: timing(report),
    };
    json_document(&document)
}

fn scenario<'a>(
    report: &Report<'_>,
    result: &'a ScenarioResult<'_>,
    source: &'a str,
) -> ScenarioEntry<'a> {
    let least = |(reading, outcome): (Reading, &Outcome)| Least {
        seed: outcome.reference.seed,
        clock: clock(reading),
    };
    let standings: Vec<_> = result.trials.iter().map(Standing::of).collect();
    let number = |of: Standing| standings.iter().filter(|standing| **standing == of).count();
    ScenarioEntry {
        name: result.scenario.name().as_str(),
        title: result.scenario.title(),
        source,
        standing: report.standing_of(result).word(),
        passed: number(Standing::Passed),
        failed: number(Standing::Failed),
        unexercised: number(Standing::Unexercised),
        infeasible: number(Standing::Infeasible),
        excused: number(Standing::Excused),
        not_deterministic: number(Standing::NotDeterministic),
        broken: number(Standing::Broken),
        digest: result.digest(),
        stated_to_fail: result.scenario.fails().iter().map(Property::name).collect(),
        never_reached: report.never_reached(result).iter().map(ToString::to_string).collect(),
        least_response_clock: result.least_response().map(least),
        least_restoration_clock: result.least_restoration().map(least),
        runs: result.trials.iter().map(|trial| run(report, trial, source)).collect(),
    }
}

fn run<'a>(report: &Report<'_>, trial: &'a Trial, source: &str) -> RunEntry<'a> {
    let outcome = &trial.outcome;
    let judgement = &outcome.judgement;
    RunEntry {
        reference: outcome.reference.to_string(),
        seed: outcome.reference.seed,
        replay: report.reproduction(source, trial).replay(),
        standing: Standing::of(trial).word(),
        fails_as_stated: fails_as_stated(judgement),
        held_against_statement: match &judgement.verdict {
            Verdict::Contradicted { held } => held.iter().map(Property::name).collect(),
            _ => vec![],
        },
        missing: match &judgement.verdict {
            Verdict::Unexercised { missing } => Some(missing),
            _ => None,
        },
        infeasible: match &judgement.verdict {
            Verdict::Infeasible { why, .. } => Some(why),
            _ => None,
        },
        violations: judgement
            .violations
            .iter()
            .map(|violation| ViolationEntry {
                property: violation.property.name(),
                at_s: secs(violation.at),
                about: &violation.about,
            })
            .collect(),
        properties: judgement.properties.iter().map(property).collect(),
        divergence: trial.parting.as_ref().map(|parting| describe_divergence(&parting.divergence)),
        breakdown: match &judgement.verdict {
            Verdict::Broken { at, breakdown } => {
                Some(BreakdownEntry { at_s: secs(*at), breakdown })
            }
            _ => None,
        },
        response_clock: judgement.response_clock.map(clock),
        restoration_clock: judgement.restoration_clock.map(clock),
        incidents: incidents(outcome),
        reached: outcome.coverage.landmarks.iter().map(ToString::to_string).collect(),
        swipes: Swipes { made: outcome.swipes.0, lost: outcome.swipes.1 },
        simulated_s: outcome.simulated.as_secs_f64(),
        events: outcome.events,
        digest: outcome.digest,
    }
}

fn fails_as_stated(judgement: &Judgement) -> Vec<&str> {
    let violations = judgement.violations.iter();
    let stated = violations.filter(|violation| judgement.stated.contains(&violation.property));
    stated.map(|violation| violation.property.name()).collect()
}

fn property(found: &TemporalFinding) -> PropertyEntry<'_> {
    PropertyEntry {
        name: found.name.as_str(),
        formula: &found.formula,
        holds: found.holds(),
        robustness: Some(found.robustness).filter(|robustness| robustness.is_finite()),
        robustness_in: found.measure.map(Measure::base_unit),
        violated_at_s: found.violated_at.map(secs),
    }
}

fn summary(report: &Report<'_>) -> Summary {
    let totals = report.totals();
    Summary {
        standing: report.standing().word(),
        scenarios: report.sources.len(),
        seeds: report.seeds,
        planned: report.planned(),
        runs: totals.runs,
        passed: totals.passed,
        failed: totals.failed,
        unexercised: totals.unexercised,
        infeasible: totals.infeasible,
        excused: totals.excused,
        not_deterministic: totals.not_deterministic,
        broken: totals.broken,
        compared: report.compared,
        simulated_s: totals.simulated.as_secs_f64(),
        events: totals.events,
        digest: totals.digest,
    }
}

fn timing(report: &Report<'_>) -> TimingEntry {
    let totals = report.totals();
    TimingEntry {
        wall_s: report.timing.wall.as_secs_f64(),
        jobs: report.timing.jobs,
        simulated_per_wall: report.timing.ratio(totals.simulated),
        events_per_second: report.timing.per_second(totals.events as f64),
    }
}

#[cfg(test)]
mod tests;
