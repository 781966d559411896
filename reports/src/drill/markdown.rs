//! A drill as Markdown: for a job's summary, or for the week's minutes.

use core::fmt::Write as _;

use firedrill_campaign::Standing;

use super::exercise::Exercise;
use super::text::when;
use super::{DrillReport, heading};
use crate::figures;

/// The drill as Markdown (GitHub's, with task lists).
pub fn drill_markdown(report: &DrillReport<'_>) -> String {
    let title = match report.week {
        Some(week) => format!("Weekly emergency drill, {week}"),
        None => "Weekly emergency drill".to_owned(),
    };
    let mut page = format!("# {title}\n\n**{}**\n", report.last_line());
    if let Some(protocol) = report.protocol {
        // Writing to a string does not fail, here and below.
        let _ = write!(page, "\nProtocol under test: {}\n", escaped_text(&protocol.title()));
    }
    for (incident, exercises) in report.sections() {
        let _ = write!(page, "\n## {}\n", heading(incident));
        for exercise in &exercises {
            page += &section(exercise);
        }
    }
    page
}

fn section(it: &Exercise<'_>) -> String {
    let what = escaped_text(&it.what());
    let mut page = format!("\n### {}: {what}\n\n", capitalised(it.standing().name()));
    page += "| stage | took | limit |\n|---|---:|---:|\n";
    for stage in &it.stages {
        let took = stage.took.map_or_else(|| "never".to_owned(), figures::span);
        let took = if stage.is_kept() { took } else { format!("**{took}**") };
        let limit = stage.limit.map_or_else(|| "-".to_owned(), figures::span);
        let _ = writeln!(page, "| {} | {took} | {limit} |", stage.name);
    }
    if let Some(complete) = it.complete {
        let _ = write!(page, "\nLast immediate action after {}.\n", figures::span(complete));
    }
    page.push('\n');
    for line in &it.checklist {
        let mark = if line.holds { 'x' } else { ' ' };
        let _ = writeln!(page, "- [{mark}] {}: {}", line.line, line.value);
    }
    page.push('\n');
    if it.told.is_empty() {
        page += "Nobody was told.\n";
    } else {
        page += "| who was told | what | when |\n|---|---|---|\n";
        for told in &it.told {
            let (to, kind) = (told.to.name(), told.kind.name());
            let _ = writeln!(page, "| {to} | {kind} | {} |", when(it, told));
        }
    }
    if it.standing() > Standing::Excused {
        page.push('\n');
        for failure in it.failures() {
            let _ = writeln!(page, "- {}", escaped_text(&failure));
        }
        let _ = write!(page, "\n```\n{}\n```\n", it.replay.replay());
    }
    page
}

/// Text in which nothing is markup.
fn escaped_text(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '<' => escaped += "&lt;",
            '&' => escaped += "&amp;",
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '@' => {
                escaped.extend(['\\', character]);
            }
            other => escaped.push(other),
        }
    }
    escaped
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
