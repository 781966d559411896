//! Verified incidents for people: a line a file, what is not as recorded at length, one line for all.

use anstyle::Style;
use firedrill_scenarios::{IncidentState, escaped};

use super::row::Next;
use super::{Accord, VerificationReport, VerifiedFile};
use crate::columns::{Align, Cell, Columns, wrap};
use crate::figures;
use crate::palette::{Palette, paint};

/// The answers as text. The last line sums them up.
pub fn verification_table(
    report: &VerificationReport<'_>,
    quiet: bool,
    palette: &Palette,
) -> String {
    let mut parts = vec![];
    if !quiet {
        parts.push(table(report, palette).join("\n"));
    }
    let others = report.files.iter().filter(|file| file.accord() != Accord::AsRecorded);
    parts.extend(others.map(|file| block(report, file, palette)));
    parts.push(last_line(report, palette));
    parts.join("\n\n") + "\n"
}

fn table(report: &VerificationReport<'_>, palette: &Palette) -> Vec<String> {
    let mut columns = Columns::new(&[Align::Left; 5]);
    let headings = ["today", "incident", "state", "run", "engine"];
    columns.row(headings.map(|heading| Cell::styled(heading, palette.quiet)));
    for file in report.files {
        let today = Cell::styled(file.answer(), style_of(file, palette));
        let name = cut(&stem(&file.path), NAME_CHARS_MAX);
        match &file.content {
            Err(_) => columns.row([today, name.into()]),
            Ok((incident, verification)) => {
                let run = match (verification.same_run, file.is_rewritten) {
                    (_, true) => "updated",
                    (Some(true), _) => "same",
                    (Some(false), _) => "other",
                    (None, _) => "",
                };
                let (state, engine) =
                    (incident.found.state.name(), cut(&incident.found.engine, ENGINE_CHARS_MAX));
                columns.row([today, name.into(), state.into(), run.into(), engine.into()]);
            }
        }
    }
    columns.lines()
}

fn style_of(file: &VerifiedFile, palette: &Palette) -> Style {
    match file.accord() {
        Accord::AsRecorded => palette.good,
        Accord::NoLongerExercised => palette.doubtful,
        Accord::Changed | Accord::Unreadable | Accord::Broken => palette.bad,
    }
}

/// A file's name without folder and extension.
fn stem(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    escaped(name.strip_suffix(".toml").unwrap_or(name))
}

const NAME_CHARS_MAX: usize = 33;
const ENGINE_CHARS_MAX: usize = 8;

/// The text as far as a line of 80 columns has room for it.
fn cut(name: &str, most: usize) -> String {
    match name.char_indices().nth(most) {
        Some(_) => name.chars().take(most - 1).chain(['…']).collect(),
        None => name.to_owned(),
    }
}

fn block(report: &VerificationReport<'_>, file: &VerifiedFile, palette: &Palette) -> String {
    let answer = paint(style_of(file, palette), file.answer());
    let mut block = format!("{answer}: {}", paint(palette.strong, &escaped(&file.path)));
    let mut add = |heading: &str, lines: Vec<String>| {
        for (index, line) in lines.iter().enumerate() {
            let heading = if index == 0 { heading } else { "" };
            block += &format!("\n  {}  {line}", paint(palette.quiet, &format!("{heading:6}")));
        }
    };
    let Next { sentence, command } = file.next(report);
    let next = wrap(sentence, TEXT_WIDTH).into_iter().chain(command).collect();
    match &file.content {
        Err(error) => {
            add("next", next);
            // A snippet is laid out already.
            block += &format!("\n\n{error}");
        }
        Ok(_) => {
            add("before", wrap(&file.before().unwrap_or_default(), TEXT_WIDTH));
            add("now", file.now().iter().flat_map(|line| wrap(line, TEXT_WIDTH)).collect());
            add("replay", file.replay(report).into_iter().collect());
            add("next", next);
        }
    }
    block
}

/// What is left of 80 columns beside the headings of a block.
const TEXT_WIDTH: usize = 70;

fn last_line(report: &VerificationReport<'_>, palette: &Palette) -> String {
    let in_state = |state| {
        let is_one = |file: &&VerifiedFile| match &file.content {
            Ok((incident, _)) => incident.found.state == state,
            Err(_) => false,
        };
        report.files.iter().filter(is_one).count()
    };
    let counts = [
        (Accord::AsRecorded, "as recorded"),
        (Accord::Changed, "not as recorded"),
        (Accord::NoLongerExercised, "no longer exercised"),
        (Accord::Unreadable, "unreadable"),
        (Accord::Broken, "broken"),
    ];
    let counts = counts.into_iter().map(|(accord, words)| (report.count(accord), words));
    let counts: Vec<_> = counts
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count} {words}"))
        .collect();
    let is_good = report.accord() == Accord::AsRecorded;
    let style = if is_good { palette.good } else { palette.bad };
    let line = format!(
        "{} ({} open, {} fixed): {} in {}",
        figures::plural(report.files.len(), "incident"),
        in_state(IncidentState::Open),
        in_state(IncidentState::Fixed),
        counts.join(", "),
        figures::wall(report.timing.wall)
    );
    let lines: Vec<_> = wrap(&line, 80).iter().map(|line| paint(style, line)).collect();
    lines.join("\n")
}
