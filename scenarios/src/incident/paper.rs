//! The file of a stored incident.

use core::fmt::Write as _;

use firedrill_judge::Expectation;
use firedrill_model::app::Workload;
use firedrill_model::faults::{Fault, Origin, ParameterShape, ParameterValue};
use firedrill_protocol::quantity::Dimension;
use firedrill_sim::ALGORITHM;

use super::quantity::written;
use super::{Found, FoundWith, Incident};
use crate::conditions::CONDITIONS;
use crate::plan::Plan;

pub(super) fn write(incident: &Incident) -> String {
    let Incident { name, about, plan, found_with, found } = incident;
    let mut paper = Paper(String::new());
    paper.text("name", name.as_str());
    paper.text("title", &plan.title);
    if !about.is_empty() {
        paper.text("about", about);
    }
    paper.quantity("duration", plan.duration.0.as_nanos() as f64, Dimension::Duration);
    paper.text("device", &plan.device);
    if plan.workload != Workload::Steady {
        paper.text("workload", plan.workload.name());
    }
    conditions(&mut paper, plan);
    for fault in &plan.faults {
        self::fault(&mut paper, fault);
    }
    for trigger in &plan.triggers {
        paper.header("[[trigger]]");
        paper.quantity("at", trigger.at.0.as_nanos() as f64, Dimension::Duration);
        paper.text("by", trigger.by.name());
        paper.text("incident", trigger.incident.name());
        paper.text("about", &trigger.about);
    }
    for property in &plan.properties {
        paper.header("[[property]]");
        paper.text("name", property.name.as_str());
        paper.text("holds", property.formula.text());
    }
    expect(&mut paper, plan);
    playbook(&mut paper, &plan.playbook);
    what_was_found(&mut paper, incident, found_with, found);
    paper.0
}

/// A TOML text that grows line by line.
struct Paper(String);

impl Paper {
    fn header(&mut self, header: &str) {
        // Writing to a string does not fail, here and below.
        let _ = write!(self.0, "\n{header}\n");
    }

    fn value(&mut self, key: &str, value: &toml::Value) {
        let _ = writeln!(self.0, "{key} = {value}");
    }

    fn text(&mut self, key: &str, text: &str) {
        self.value(key, &text.into());
    }

    fn quantity(&mut self, key: &str, base: f64, dimension: Dimension) {
        self.text(key, &written(base, dimension));
    }

    fn texts<'t>(&mut self, key: &str, texts: impl Iterator<Item = &'t str>) {
        let texts: Vec<_> = texts.map(toml::Value::from).collect();
        self.value(key, &texts.into());
    }
}

fn conditions(paper: &mut Paper, plan: &Plan) {
    paper.header("[conditions]");
    let conditions = plan.conditions;
    let values = [conditions.ambient.get(), conditions.charge.get(), conditions.swipes.get()];
    for (spec, value) in CONDITIONS.iter().zip(values) {
        paper.quantity(spec.name, value, spec.dimension);
    }
}

fn fault(paper: &mut Paper, fault: &Fault) {
    paper.header("[[fault]]");
    paper.text("kind", fault.kind.name());
    paper.quantity("at", fault.at.0.as_nanos() as f64, Dimension::Duration);
    if let Some(lasts) = fault.lasts {
        paper.quantity("for", lasts.0.as_nanos() as f64, Dimension::Duration);
    }
    if fault.origin != Origin::Chance {
        paper.text("origin", fault.origin.name());
    }
    for (spec, (name, value)) in fault.kind.spec().parameters.iter().zip(fault.kind.values()) {
        match (spec.shape, value) {
            (ParameterShape::Quantity(dimension), ParameterValue::Number(base)) => {
                paper.quantity(name, base, dimension);
            }
            (_, ParameterValue::Number(base)) => paper.quantity(name, base, Dimension::Count),
            (_, ParameterValue::Word(word)) => paper.text(name, word),
        }
    }
}

fn expect(paper: &mut Paper, plan: &Plan) {
    paper.header("[expect]");
    match &plan.expect {
        Expectation::Healthy => paper.value("healthy", &true.into()),
        Expectation::Anything => paper.value("anything", &true.into()),
        Expectation::Incident { types, severity } => {
            paper.texts("incidents", types.iter().map(|incident| incident.name()));
            paper.text("severity", severity.name());
        }
    }
    if plan.may_be_infeasible {
        paper.value("may_be_infeasible", &true.into());
    }
    if !plan.fails.is_empty() {
        paper.texts("fails", plan.fails.iter().map(firedrill_judge::Property::name));
    }
}

fn playbook(paper: &mut Paper, overrides: &toml::Table) {
    if overrides.is_empty() {
        return;
    }
    let file = toml::Table::from_iter([("playbook".to_owned(), overrides.clone().into())]);
    paper.0.push('\n');
    paper.0.push_str(&file.to_string());
}

fn what_was_found(paper: &mut Paper, incident: &Incident, found_with: &FoundWith, found: &Found) {
    paper.header("[incident]");
    if incident.plan.scenario != incident.name {
        paper.text("scenario", incident.plan.scenario.as_str());
    }
    paper.text("seed", &incident.plan.seed.to_string());
    paper.text("algorithm", ALGORITHM);
    for (key, value) in entries(found_with, found) {
        paper.value(key, &value);
    }
}

/// What was found, key by key in the order of a file.
pub(super) fn entries(found_with: &FoundWith, found: &Found) -> Vec<(&'static str, toml::Value)> {
    let mut entries = vec![
        ("engine", found.engine.as_str().into()),
        ("digest", found.digest.to_string().into()),
        // TOML's integers have 63 bits; a run has far fewer events.
        ("events", i64::try_from(found.events).unwrap_or(i64::MAX).into()),
    ];
    entries.extend(found_with.entry().map(|(key, name)| (key, name.into())));
    if let Some(fingerprint) = &found.fingerprint {
        entries.push(("property", fingerprint.property.name().into()));
        entries.push(("phase", fingerprint.phase.name().into()));
        entries.extend(fingerprint.incident.map(|incident| ("type", incident.name().into())));
    }
    entries.push(("state", found.state.name().into()));
    entries
}
