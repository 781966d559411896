//! What a run was made from: every draw, nothing left open.

use firedrill_judge::Expectation;
use firedrill_judge::temporal::TemporalProperty;
use firedrill_model::{Celsius, PerMinute, Share, Trigger};
use firedrill_scenarios::Plan;

use super::gutter::{Gutter, fault_heading};
use super::options::TimelineOptions;
use crate::columns::fit;
use crate::palette::paint;
use crate::{fault_words, figures, overrides};

/// The version whose world this is.
const ENGINE: &str = concat!("firedrill ", env!("CARGO_PKG_VERSION"));

/// Columns of the words at the left.
pub(super) const LABEL: usize = 12;

pub(super) fn lines(plan: &Plan, gutter: &Gutter, options: &TimelineOptions) -> Vec<String> {
    let mut lines = title(plan, options);
    lines.push(String::new());
    let conditions = plan.conditions;
    let mut facts = vec![
        ("seed".to_owned(), format!("{} ({}, {ENGINE})", plan.seed, firedrill_sim::ALGORITHM)),
        ("device".to_owned(), plan.device.clone()),
        ("workload".to_owned(), plan.workload.name().to_owned()),
        ("duration".to_owned(), figures::span(plan.duration.0)),
        (
            "conditions".to_owned(),
            format!(
                "surroundings {}, battery {}, swipes {}",
                figures::quantity(conditions.ambient.get(), Celsius::DIMENSION),
                figures::quantity(conditions.charge.get(), Share::DIMENSION),
                figures::quantity(conditions.swipes.get(), PerMinute::DIMENSION),
            ),
        ),
    ];
    facts.extend(faults(plan));
    facts.extend(plan.triggers.iter().map(|it| ("triggered".to_owned(), trigger(it))));
    facts.push(("expected".to_owned(), expected(&plan.expect)));
    if plan.may_be_infeasible {
        facts.push((
            "allowed".to_owned(),
            "infeasible: to fail where a clairvoyant that knows every fault fails too".to_owned(),
        ));
    }
    facts.extend(plan.properties.iter().map(|own| ("held to".to_owned(), property(own))));
    if !plan.fails.is_empty() {
        facts.push(("stated".to_owned(), format!("{} to fail", figures::names(plan.fails.iter()))));
    }
    facts.extend(overrides::lines(plan).into_iter().map(|text| ("playbook".to_owned(), text)));
    facts.extend(gutter.legend().map(|text| ("spans".to_owned(), text)));
    for (label, text) in facts {
        lines.extend(labelled(&label, &text, options.width));
    }
    lines
}

/// A word at the left and what it is about, with hanging lines.
pub(super) fn labelled(label: &str, text: &str, width: Option<usize>) -> Vec<String> {
    let lines = match width {
        Some(width) => fit(text, width.saturating_sub(LABEL + 2).max(LABEL)),
        None => vec![text.to_owned()],
    };
    let labels = core::iter::once(label).chain(core::iter::repeat(""));
    let rows = lines.iter().zip(labels);
    rows.map(|(line, label)| format!("{label:LABEL$}  {line}").trim_end().to_owned()).collect()
}

/// The run's name and what happens in it.
fn title(plan: &Plan, options: &TimelineOptions) -> Vec<String> {
    let reference = plan.reference().to_string();
    let text = format!("{reference}  {}", plan.title);
    let mut lines = match options.width {
        Some(width) => fit(&text, width),
        None => vec![text],
    };
    if let Some(rest) = lines.first().and_then(|first| first.strip_prefix(&reference)) {
        lines[0] = paint(options.palette.strong, &reference) + rest;
    }
    lines
}

fn property(own: &TemporalProperty) -> String {
    format!("{}: {}", own.name, own.formula)
}

/// `memory-leak-emergency by engineering-lead at 83.25 s: "Weekly emergency drill"`
fn trigger(trigger: &Trigger) -> String {
    let (incident, by) = (trigger.incident, trigger.by.name());
    let at = figures::span(trigger.at.0);
    format!("{incident} by {by} at {at}: \"{}\"", trigger.about)
}

fn faults(plan: &Plan) -> Vec<(String, String)> {
    if plan.faults.is_empty() {
        return vec![("faults".to_owned(), "none".to_owned())];
    }
    let faults = plan.faults.iter().enumerate();
    let faults = faults.map(|(index, fault)| {
        let text = format!("{}, {}", fault_words::kind(&fault.kind), fault_words::times(fault));
        (fault_heading(index), text)
    });
    faults.collect()
}

fn expected(expect: &Expectation) -> String {
    match expect {
        Expectation::Healthy => "nothing goes wrong".to_owned(),
        Expectation::Anything => {
            "no incident in particular: whatever happens, every promise has to be kept".to_owned()
        }
        Expectation::Incident { types, severity } => {
            let types: Vec<_> = types.iter().map(|incident| incident.name()).collect();
            format!("{}, at least {severity}", types.join(" and "))
        }
    }
}
