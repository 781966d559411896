//! What changes a run by its absence, the largest effect first.

use firedrill_campaign::explain::{Counterfactual, Effect, Removal};

use super::{ExplanationReport, names};
use crate::columns::{Align, Cell, Columns, wrap};
use crate::figures;
use crate::palette::{Palette, paint};

pub(super) fn table(report: &ExplanationReport<'_>, palette: &Palette) -> String {
    let explanation = report.explanation;
    let before = explanation.margins();
    let (rows, without_effect): (Vec<_>, Vec<_>) =
        report.removals(|_| true).into_iter().partition(|it| it.effect != Effect::Nothing);
    let alone = explanation.in_isolation.iter();
    let rows: Vec<_> = rows.into_iter().chain(alone).collect();
    let mut columns =
        Columns::new(&[Align::Left, Align::Right, Align::Left, Align::Left, Align::Left]);
    let headings = ["without", "in", "the run", "response %", "restoration %"];
    columns.row(headings.map(|heading| Cell::styled(heading, palette.quiet)));
    let as_it_was = names::ending_in_short(&explanation.ending(), Effect::Nothing);
    let unchanged = |margin| names::change(margin, margin);
    columns.row([
        Cell::styled("(nothing)", palette.quiet),
        "".into(),
        as_it_was.into(),
        unchanged(before.response).into(),
        unchanged(before.restoration).into(),
    ]);
    for it in rows {
        let ending = names::ending_in_short(&it.ending, it.effect);
        columns.row([
            names::short(&it.removal, report.plan).into(),
            incident(&it.removal).into(),
            Cell::styled(ending, style(it, palette)),
            names::change(before.response, it.margins.response).into(),
            names::change(before.restoration, it.margins.restoration).into(),
        ]);
    }
    let mut lines = columns.lines();
    lines.extend(rest(report, without_effect.len(), palette));
    lines.join("\n")
}

/// What the table leaves out.
fn rest(
    report: &ExplanationReport<'_>,
    without_effect: usize,
    palette: &Palette,
) -> Option<String> {
    let mut parts = vec![];
    match without_effect {
        0 => {}
        1 => parts.push("1 more that changes nothing by its absence".to_owned()),
        more => parts.push(format!("{more} more that change nothing by their absence")),
    }
    if report.explanation.steps_too_late > 0 {
        let late = figures::plural(report.explanation.steps_too_late, "step");
        parts.push(format!("{late} not tried that came when all had failed"));
    }
    if report.explanation.steps_left_out > 0 {
        let left_out = figures::plural(report.explanation.steps_left_out, "later step");
        parts.push(format!("{left_out} not tried: there are too many"));
    }
    let text = format!("and {}", parts.join("; "));
    let lines = wrap(&text, super::WIDTH);
    let lines = lines.iter().map(|line| paint(palette.quiet, line)).collect::<Vec<_>>();
    (!parts.is_empty()).then(|| lines.join("\n"))
}

fn incident(removal: &Removal) -> String {
    match removal {
        Removal::Step(step) if step.incident > 0 => step.incident.to_string(),
        _ => String::new(),
    }
}

const fn style(it: &Counterfactual, palette: &Palette) -> anstyle::Style {
    match it.effect {
        Effect::Cures => palette.good,
        Effect::Breaks => palette.bad,
        Effect::Lessens | Effect::Adds | Effect::Redirects | Effect::Unknown => palette.doubtful,
        _ => anstyle::Style::new(),
    }
}
