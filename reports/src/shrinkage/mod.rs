//! What shrinking came to: the sentence with the thresholds, and what became of each fault and number.

mod figure;
mod sentence;
mod table;
#[cfg(test)]
mod tests;

use firedrill_campaign::shrink::{Ending, Shrunk};
use firedrill_scenarios::Plan;

use crate::columns::wrap;
use crate::figures;
use crate::palette::{Palette, paint};
use crate::report::Timing;
use crate::reproduction::Reproduction;

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
    /// Columns of the terminal; without one, text is as wide as fits every terminal.
    pub width: Option<usize>,
}

/// The report for people.
pub fn shrinkage(report: &Shrinkage<'_>, palette: &Palette) -> String {
    let Shrinkage { before, shrunk, .. } = report;
    let width = report.width.unwrap_or(WIDTH);
    let sentence = sentence::sentence(before, shrunk);
    let mut parts = vec![
        headline(report, width, palette),
        wrap(&sentence, width),
        table::table(before, shrunk, width, palette),
    ];
    parts.extend(table::left_out(before, shrunk).map(|text| wrap(&text, width)));
    parts.push(conclusion(report));
    parts.retain(|lines| !lines.is_empty());
    let parts: Vec<_> = parts.iter().map(|lines| lines.join("\n")).collect();
    parts.join("\n\n") + "\n"
}

/// Lines are no longer where no terminal says how long they may be.
const WIDTH: usize = 80;

/// The sentence alone: what is needed for the failure, and where each magnitude begins to matter.
pub fn shrinkage_sentence(before: &Plan, shrunk: &Shrunk) -> String {
    sentence::sentence(before, shrunk)
}

fn headline(report: &Shrinkage<'_>, width: usize, palette: &Palette) -> Vec<String> {
    let run = report.before.reference().to_string();
    let said = format!("{run} fails {}", report.shrunk.failure.fingerprint);
    let mut lines = wrap(&said, width);
    // No part of a run's name is a space, so its first line has all of it.
    if let Some(first) = lines.first_mut() {
        *first = first.replacen(&run, &paint(palette.strong, &run), 1);
    }
    lines
}

/// What it took, what was written, and how it is seen again.
fn conclusion(report: &Shrinkage<'_>) -> Vec<String> {
    let runs = usize::try_from(report.shrunk.runs).unwrap_or(usize::MAX);
    let wall = figures::wall(report.timing.wall);
    let mut lines = vec![labelled("made", &format!("{} in {wall}", figures::plural(runs, "run")))];
    lines.extend(warning(report.shrunk.ending).map(|text| labelled("not minimal", text)));
    lines.extend(report.written.iter().map(|(what, path)| labelled(what, path)));
    lines.push(labelled("replay", &report.reproduction.replay()));
    lines
}

const fn warning(ending: Ending) -> Option<&'static str> {
    match ending {
        Ending::Minimal => None,
        Ending::OutOfBudget => Some("the budget is spent; a larger `--budget` goes on"),
        Ending::Interrupted => Some("interrupted; let it go on to the end for thresholds"),
        Ending::Unsettled => Some("steps undo each other; parts may still be left out"),
    }
}

const LABEL: usize = 12;

fn labelled(label: &str, text: &str) -> String {
    format!("{label:LABEL$}  {text}")
}
