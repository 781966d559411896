//! What shrinking came to: before and after, and the sentence with the thresholds.

mod figure;
mod sentence;

use firedrill_campaign::shrink::{Ending, Place, Shrunk};
use firedrill_scenarios::{CONDITIONS, Plan};

use crate::columns::wrap;
use crate::palette::{Palette, paint};
use crate::report::Timing;
use crate::reproduction::Reproduction;
use crate::{figures, overrides};

/// What is to be reported of a plan that was shrunk.
#[derive(Clone, Copy, Debug)]
pub struct Shrinkage<'a> {
    /// The plan before.
    pub before: &'a Plan,
    /// What is left of it.
    pub shrunk: &'a Shrunk,
    /// How long it took.
    pub timing: Timing,
    /// How the result is seen again.
    pub reproduction: &'a Reproduction,
    /// Files that were written, each with what it is.
    pub written: &'a [(&'static str, String)],
    /// Columns there are; `None` for lines of any length.
    pub width: Option<usize>,
}

/// The report for people.
pub fn shrinkage(report: &Shrinkage<'_>, palette: &Palette) -> String {
    let Shrinkage { before, shrunk, .. } = report;
    let mut lines = vec![
        format!(
            "{} fails {}",
            paint(palette.strong, &before.reference().to_string()),
            shrunk.failure.fingerprint
        ),
        String::new(),
    ];
    lines.extend(rows(before, &shrunk.plan));
    lines.push(String::new());
    let sentence = sentence::sentence(before, shrunk);
    lines.extend(wrap(&sentence, report.width.unwrap_or(usize::MAX)));
    lines.push(String::new());
    let runs = figures::plural(usize::try_from(shrunk.runs).unwrap_or(usize::MAX), "run");
    lines.push(labelled("made", &format!("{runs} in {}", figures::wall(report.timing.wall))));
    if let Some(warning) = warning(shrunk.ending) {
        lines.push(labelled("not minimal", warning));
    }
    lines.extend(report.written.iter().map(|(what, path)| labelled(what, path)));
    lines.push(labelled("replay", &report.reproduction.replay()));
    lines.join("\n") + "\n"
}

/// The sentence alone: what is needed for the failure, and where each magnitude begins to matter.
pub fn shrinkage_sentence(before: &Plan, shrunk: &Shrunk) -> String {
    sentence::sentence(before, shrunk)
}

const fn warning(ending: Ending) -> Option<&'static str> {
    match ending {
        Ending::Minimal => None,
        Ending::OutOfBudget => Some("the budget is spent; a larger `--budget` goes on"),
        Ending::Interrupted => Some("interrupted; let it go on to the end for thresholds"),
        Ending::Unsettled => Some("steps undo each other; parts may still be left out"),
    }
}

/// What changed, a row each: before, then after.
fn rows(before: &Plan, after: &Plan) -> Vec<String> {
    let mut rows = vec![("", "before".to_owned(), "after".to_owned())];
    let mut row = |name, of: &dyn Fn(&Plan) -> String, is_always_shown| {
        let (before, after) = (of(before), of(after));
        if is_always_shown || before != after {
            rows.push((name, before, after));
        }
    };
    row("faults", &|plan| plan.faults.len().to_string(), true);
    row("duration", &|plan| figures::span(plan.duration.0), true);
    row("device", &|plan| plan.device.clone(), false);
    row("workload", &|plan| plan.workload.name().to_owned(), false);
    for (index, spec) in CONDITIONS.iter().enumerate() {
        let value = |plan: &Plan| Place::Condition(index).value(plan);
        row(spec.name, &|plan| figures::quantity(value(plan), spec.dimension), false);
    }
    row("properties", &|plan| plan.properties.len().to_string(), false);
    row("overrides", &|plan| overrides::lines(plan).len().to_string(), false);
    let width = rows.iter().map(|(_, before, _)| before.chars().count()).max().unwrap_or(0);
    let line = |(name, before, after): (&str, String, String)| {
        format!("{name:LABEL$}  {before:width$}  {after}")
    };
    rows.into_iter().map(line).collect()
}

const LABEL: usize = 12;

fn labelled(label: &str, text: &str) -> String {
    format!("{label:LABEL$}  {text}")
}
