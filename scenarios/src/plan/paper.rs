//! The plan's JSON.

use firedrill_judge::temporal::{Formula, PropertyName, TemporalProperty};
use firedrill_judge::{Expectation, StatedFailures};
use firedrill_model::app::Workload;
use firedrill_model::faults::Fault;
use firedrill_model::{Celsius, Conditions, Duration, PerMinute, Share, Trigger};
use firedrill_sim::{ALGORITHM, Seed};
use serde::{Deserialize, Serialize};

use super::Plan;
use super::check::PlanProblem;
use crate::encoding::{NotText, without_mark};
use crate::json::json_document;
use crate::limits::PLAN_BYTES_MAX;
use crate::name::ScenarioName;

/// The file. Its fields' order is the order on paper.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a plan")]
struct Paper {
    format: u32,
    algorithm: String,
    scenario: ScenarioName,
    title: String,
    seed: Seed,
    duration: Duration,
    device: String,
    #[serde(default, skip_serializing_if = "Workload::is_steady")]
    workload: Workload,
    conditions: ConditionsOnPaper,
    faults: Vec<Fault>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    triggers: Vec<Trigger>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    properties: Vec<PropertyOnPaper>,
    expect: Expectation,
    #[serde(default, skip_serializing_if = "is_false")]
    may_be_infeasible: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    fails: Vec<String>,
    #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
    playbook: toml::Table,
}

/// [`Conditions`], strict about what it does not know.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionsOnPaper {
    ambient: Celsius,
    charge: Share,
    swipes: PerMinute,
}

/// A temporal property, its formula as text.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a property")]
struct PropertyOnPaper {
    name: PropertyName,
    holds: String,
}

/// What every version of the format has, read before anything else is expected.
#[derive(Deserialize)]
#[serde(expecting = "a plan")]
struct Heading {
    format: Option<u64>,
    algorithm: Option<String>,
}

pub(super) fn write(plan: &Plan) -> String {
    let Conditions { ambient, charge, swipes } = plan.conditions;
    let paper = Paper {
        format: Plan::FORMAT,
        algorithm: ALGORITHM.to_owned(),
        scenario: plan.scenario.clone(),
        title: plan.title.clone(),
        seed: plan.seed,
        duration: plan.duration,
        device: plan.device.clone(),
        workload: plan.workload,
        conditions: ConditionsOnPaper { ambient, charge, swipes },
        faults: plan.faults.clone(),
        triggers: plan.triggers.clone(),
        properties: plan.properties.iter().map(on_paper).collect(),
        expect: plan.expect.clone(),
        may_be_infeasible: plan.may_be_infeasible,
        fails: plan.fails.iter().map(ToString::to_string).collect(),
        playbook: plan.playbook.clone(),
    };
    json_document(&paper)
}

/// Reads the shape; whether the values make sense is checked by the caller.
pub(super) fn read(bytes: &[u8]) -> Result<Plan, PlanProblem> {
    if let Some(other) = NotText::of(bytes) {
        return Err(PlanProblem::NotText(other));
    }
    if bytes.len() > PLAN_BYTES_MAX {
        return Err(PlanProblem::TooLarge { bytes: bytes.len() });
    }
    let bytes = without_mark(bytes);
    let heading: Heading = serde_json::from_slice(bytes).map_err(malformed)?;
    if let Some(format) = heading.format
        && format != u64::from(Plan::FORMAT)
    {
        return Err(PlanProblem::OtherFormat { line: line_of("format", bytes), format });
    }
    if let Some(algorithm) = heading.algorithm
        && algorithm != ALGORITHM
    {
        return Err(PlanProblem::OtherAlgorithm { line: line_of("algorithm", bytes), algorithm });
    }
    let paper: Paper = serde_json::from_slice(bytes).map_err(malformed)?;
    let ConditionsOnPaper { ambient, charge, swipes } = paper.conditions;
    let properties = paper.properties.into_iter().enumerate().map(from_paper);
    let properties = properties.collect::<Result<Vec<_>, _>>()?;
    let fails = stated(&paper.fails, &properties, &paper.expect)?;
    Ok(Plan {
        scenario: paper.scenario,
        title: paper.title,
        seed: paper.seed,
        duration: paper.duration,
        device: paper.device,
        workload: paper.workload,
        conditions: Conditions { ambient, charge, swipes },
        faults: paper.faults,
        triggers: paper.triggers,
        properties,
        expect: paper.expect,
        may_be_infeasible: paper.may_be_infeasible,
        fails,
        playbook: paper.playbook,
    })
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
const fn is_false(it: &bool) -> bool {
    !*it
}

fn on_paper(property: &TemporalProperty) -> PropertyOnPaper {
    PropertyOnPaper { name: property.name, holds: property.formula.text().to_owned() }
}

fn from_paper(
    (index, property): (usize, PropertyOnPaper),
) -> Result<TemporalProperty, PlanProblem> {
    match Formula::parse(&property.holds) {
        Ok(formula) => Ok(TemporalProperty { name: property.name, formula }),
        Err(problem) => Err(PlanProblem::Formula { index, problem }),
    }
}

fn stated(
    names: &[String],
    properties: &[TemporalProperty],
    expect: &Expectation,
) -> Result<StatedFailures, PlanProblem> {
    let own: Vec<_> = properties.iter().map(|property| property.name).collect();
    let mut stated = StatedFailures::default();
    for (index, name) in names.iter().enumerate() {
        let said = stated.state(name, &own, expect);
        said.map_err(|problem| PlanProblem::Statement { index, problem })?;
    }
    Ok(stated)
}

/// The line in which a key of the heading first stands, from 1.
fn line_of(key: &str, bytes: &[u8]) -> usize {
    let key = format!("\"{key}\"");
    let is_there = |line: &&[u8]| line.windows(key.len()).any(|part| part == key.as_bytes());
    bytes.split(|byte| *byte == b'\n').position(|line| is_there(&line)).unwrap_or(0) + 1
}

fn malformed(error: serde_json::Error) -> PlanProblem {
    let (line, column) = (error.line(), error.column());
    // serde_json repeats the place at the end of its sentence.
    let place = format!(" at line {line} column {column}");
    let message = error.to_string();
    let message = message.strip_suffix(&place).unwrap_or(&message).to_owned();
    let message = if error.is_eof() { format!("it ends too early: {message}") } else { message };
    PlanProblem::Malformed { line, column, message }
}
