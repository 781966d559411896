//! A drill for people at a terminal, 80 columns wide.

use firedrill_campaign::Standing;

use super::exercise::{Exercise, Told};
use super::{DrillReport, heading};
use crate::columns::{Align, Cell, Columns, fit};
use crate::figures;
use crate::palette::{Palette, paint};

/// The drill as text. The last line sums it up; when `quiet`, only what did not pass stands before
/// it.
pub fn drill_text(report: &DrillReport<'_>, quiet: bool, palette: &Palette) -> String {
    let mut parts = vec![];
    if let (Some(protocol), false) = (report.protocol, quiet) {
        parts.push(fit(&format!("protocol under test: {}", protocol.title()), WIDTH).join("\n"));
    }
    for (incident, exercises) in report.sections() {
        let shown = exercises.iter().filter(|it| !quiet || it.standing() > Standing::Excused);
        let blocks: Vec<_> = shown.map(|it| block(it, palette)).collect();
        if !blocks.is_empty() {
            parts.push(paint(palette.strong, heading(incident)));
            parts.extend(blocks);
        }
    }
    let style = if report.standing() <= Standing::Excused { palette.good } else { palette.bad };
    parts.push(paint(style, &report.last_line()));
    parts.join("\n\n") + "\n"
}

const WIDTH: usize = 80;
/// Columns of the words at the left.
const LABEL: usize = 9;

fn block(it: &Exercise<'_>, palette: &Palette) -> String {
    let style = if it.standing() <= Standing::Excused { palette.good } else { palette.bad };
    let mut lines = labelled(it.standing().name(), &it.what());
    if let Some(first) = lines.first_mut() {
        let name = it.standing().name();
        *first = first.replacen(name, &paint(style, name), 1);
    }
    lines.extend(labelled("", &began(it)));
    lines.extend(stages(it, palette));
    lines.extend(it.checklist.iter().map(|line| {
        let (mark, style) = if line.holds { ("[x]", palette.good) } else { ("[ ]", palette.bad) };
        format!("  {} {:<31}  {}", paint(style, mark), line.line, line.value)
    }));
    lines.extend(labelled("  told", &told(it)));
    for failure in it.failures() {
        lines.extend(labelled("  failed", &failure));
    }
    if it.standing() > Standing::Excused {
        // A command is not broken: it is to be pasted.
        lines.push(format!("{:LABEL$}  {}", "  replay", it.replay.replay()));
    }
    lines.join("\n")
}

fn began(it: &Exercise<'_>) -> String {
    match (it.began, it.trigger) {
        (Some(at), Some(trigger)) => format!("by {}, {at} into the run", trigger.by.name()),
        (Some(at), None) => format!("the first line was crossed {at} into the run"),
        (None, _) => "it never began".to_owned(),
    }
}

fn stages(it: &Exercise<'_>, palette: &Palette) -> Vec<String> {
    let mut columns = Columns::new(&[Align::Left, Align::Right, Align::Left]);
    for stage in &it.stages {
        let took = stage.took.map_or_else(|| "never".to_owned(), figures::span);
        let style = if stage.is_kept() { palette.quiet } else { palette.bad };
        let limit = stage.limit.map(|limit| format!("of {}", figures::span(limit)));
        let limit = limit.unwrap_or_else(|| "no limit of its own".to_owned());
        let limit = match it.complete {
            Some(complete) if stage.name == "response" => {
                format!("{limit}, the last after {}", figures::span(complete))
            }
            _ => limit,
        };
        let name = format!("  {:<33}", stage.name);
        columns.row([name.into(), took.into(), Cell::styled(limit, style)]);
    }
    columns.lines()
}

/// `engineering-lead: internal-alert after 1.0 s, resolved after 52.4 s`, by who was told.
fn told(it: &Exercise<'_>) -> String {
    let mut by_role: Vec<(_, Vec<String>)> = vec![];
    for told in &it.told {
        let words = format!("{} {}", told.kind.name(), when(it, told));
        match by_role.iter_mut().find(|(role, _)| *role == told.to) {
            Some((_, all)) => all.push(words),
            None => by_role.push((told.to, vec![words])),
        }
    }
    let lines = by_role.iter().map(|(role, all)| format!("{}: {}", role.name(), all.join(", ")));
    let lines: Vec<_> = lines.collect();
    if lines.is_empty() { "nobody".to_owned() } else { lines.join("; ") }
}

pub(super) fn when(it: &Exercise<'_>, told: &Told) -> String {
    match told.arrived {
        Some(at) => format!("after {}", figures::span(it.after(at))),
        None => "that never arrived".to_owned(),
    }
}

/// A word at the left and what it is about, with hanging lines.
fn labelled(label: &str, text: &str) -> Vec<String> {
    let labels = core::iter::once(label).chain(core::iter::repeat(""));
    let rows = fit(text, WIDTH - LABEL - 2).into_iter().zip(labels);
    rows.map(|(line, label)| format!("{label:LABEL$}  {line}").trim_end().to_owned()).collect()
}
