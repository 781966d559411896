//! What a run was made from: every draw, nothing left open.

use firedrill_judge::Expectation;
use firedrill_model::{Celsius, PerMinute, Share};
use firedrill_scenarios::Plan;

use super::TimelineOptions;
use crate::columns::wrap;
use crate::palette::paint;
use crate::{fault_words, figures, overrides};

/// Columns of the words at the left.
pub(super) const LABEL: usize = 12;

pub(super) fn lines(plan: &Plan, options: &TimelineOptions) -> Vec<String> {
    let reference = paint(options.palette.strong, &plan.reference().to_string());
    let mut lines = vec![format!("{reference}  {}", plan.title), String::new()];
    let conditions = plan.conditions;
    let mut facts = vec![
        ("seed".to_owned(), format!("{} ({})", plan.seed, firedrill_sim::ALGORITHM)),
        ("device".to_owned(), plan.device.clone()),
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
    if !plan.workload.is_steady() {
        facts.push(("workload".to_owned(), plan.workload.name().to_owned()));
    }
    facts.extend(faults(plan));
    facts.push(("expected".to_owned(), expected(&plan.expect)));
    if !plan.fails.is_empty() {
        facts.push(("stated".to_owned(), format!("{} to fail", figures::names(plan.fails.iter()))));
    }
    facts.extend(overrides::lines(plan).into_iter().map(|text| ("playbook".to_owned(), text)));
    for (label, text) in facts {
        lines.extend(labelled(&label, &text, options.width));
    }
    lines
}

/// A word at the left and what it is about, with hanging lines.
pub(super) fn labelled(label: &str, text: &str, width: Option<usize>) -> Vec<String> {
    let lines = match width {
        Some(width) => wrap(text, width.saturating_sub(LABEL + 2).max(LABEL)),
        None => vec![text.to_owned()],
    };
    let labels = core::iter::once(label).chain(core::iter::repeat(""));
    lines.iter().zip(labels).map(|(line, label)| format!("{label:LABEL$}  {line}")).collect()
}

fn faults(plan: &Plan) -> Vec<(String, String)> {
    if plan.faults.is_empty() {
        return vec![("faults".to_owned(), "none".to_owned())];
    }
    let faults = plan.faults.iter().enumerate();
    let faults = faults.map(|(index, fault)| {
        let label = if plan.faults.len() == 1 {
            "fault".to_owned()
        } else {
            format!("fault {}", index + 1)
        };
        (label, format!("{}, {}", fault_words::kind(&fault.kind), fault_words::times(fault)))
    });
    faults.collect()
}

fn expected(expect: &Expectation) -> String {
    match expect {
        Expectation::Healthy => "nothing goes wrong".to_owned(),
        Expectation::Anything => "anything; every promise is kept".to_owned(),
        Expectation::Incident { types, severity } => {
            let types: Vec<_> = types.iter().map(|incident| incident.name()).collect();
            format!("{}, at least {severity}", types.join(" and "))
        }
    }
}
