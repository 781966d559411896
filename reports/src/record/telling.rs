//! Where two runs part, for people.

use firedrill_scenarios::{Parting, Plan, escaped};

use super::comparing::{Parted, RecordComparison};
use super::difference::{Difference, shortened};
use super::event::Note;
use crate::columns::wrap;
use crate::figures;
use crate::palette::{Palette, paint};

/// Lines are broken here where no terminal says otherwise.
const WIDTH: usize = 80;

/// Differences that are shown one by one.
const DIFFERENCES_MAX: usize = 16;

/// What two records came to, side by side: `names` are those of the two.
pub fn difference(
    comparison: &RecordComparison,
    names: [&str; 2],
    palette: &Palette,
    width: Option<usize>,
) -> String {
    let width = width.unwrap_or(WIDTH);
    let mut lines = vec![];
    for (letter, name) in ["A", "B"].iter().zip(names) {
        lines.extend(hanging("", &format!("{letter}  {}", escaped(name)), 3, width));
    }
    let heading = |lines: &mut Vec<String>, text: &str| {
        lines.push(String::new());
        lines.push(paint(palette.strong, text));
    };
    if !comparison.headings.is_empty() {
        heading(&mut lines, "not the same run:");
        lines.extend(of_differences(comparison.headings.iter(), ["A", "B"], 2, width));
    }
    match &comparison.parted {
        Some(parted) => {
            heading(&mut lines, "the first event that differs:");
            lines.extend(of_parted(parted, ["A", "B"], width));
        }
        None if comparison.is_same() => {
            let events = figures::plural(comparison.events as usize, "event");
            let digest = &comparison.digest;
            heading(&mut lines, &format!("the same: {events}, digest {digest}"));
        }
        None => {
            let events = figures::plural(comparison.events as usize, "event");
            heading(&mut lines, &format!("the same {events}, but not the same conclusion:"));
            lines.extend(of_differences(comparison.ends.iter(), ["A", "B"], 2, width));
        }
    }
    lines.join("\n") + "\n"
}

/// Where two runs of one plan parted in lockstep, a line each.
pub(crate) fn parting(plan: &Plan, parting: &Parting) -> Vec<String> {
    let names = ["the first run", "the second run"];
    of_parted(&Parted::of(plan, parting), names, WIDTH)
}

fn of_parted(parted: &Parted, names: [&str; 2], width: usize) -> Vec<String> {
    let mut lines = hanging("  ", &escaped(&shortened(&parted.sentence)), 4, width);
    // The sentence has the digests, which say nothing but that something differs.
    let told = parted.differences.iter().filter(|difference| difference.path != "digest");
    lines.extend(of_differences(told, names, 4, width));
    if let Some((number, at, part)) = &parted.last_shared {
        let shared = format!(
            "the last event that both share: {number} at {at} in {}",
            escaped(&shortened(part))
        );
        lines.extend(hanging("  ", &shared, 4, width));
    }
    match (parted.before.is_empty(), &parted.last_shared) {
        (true, None) => lines.push("  nothing happened before it".to_owned()),
        // Events that both share did happen, but none of them is worth a line.
        (true, Some(_)) => lines.push("  before it, in both: nothing to tell".to_owned()),
        (false, _) => {
            lines.push("  before it, in both:".to_owned());
            lines.extend(parted.before.iter().flat_map(|note| of_note(note, width)));
        }
    }
    for (name, notes) in names.iter().zip(&parted.after) {
        if notes.is_empty() {
            lines.push(format!("  from there, in {name}: nothing more to tell"));
        } else {
            lines.push(format!("  from there, in {name}:"));
            lines.extend(notes.iter().flat_map(|note| of_note(note, width)));
        }
    }
    for (name, note) in names.iter().zip(parted.told_apart.iter().flatten()) {
        match note {
            Some(note) => {
                lines.push(format!("  the first line that reads differently, in {name}:"));
                lines.extend(of_note(note, width));
            }
            None => lines.push(format!("  the first line that reads differently: none in {name}")),
        }
    }
    lines
}

/// `#1207  01m30.843s  fault began: leak of image-cache at 4 MB/s`
fn of_note(note: &Note, width: usize) -> Vec<String> {
    let place = format!("{:>10}  {}  ", format!("#{}", note.event), note.at);
    let indent = place.chars().count();
    hanging(&place, &escaped(&shortened(&note.says)), indent, width)
}

fn of_differences<'a>(
    differences: impl Iterator<Item = &'a Difference>,
    names: [&str; 2],
    indent: usize,
    width: usize,
) -> Vec<String> {
    let first = " ".repeat(indent);
    let (mut lines, mut more) = (vec![], 0_usize);
    for (index, difference) in differences.enumerate() {
        if index < DIFFERENCES_MAX {
            lines.extend(hanging(&first, &difference.sentence(names), indent + 2, width));
        } else {
            more += 1;
        }
    }
    if more > 0 {
        lines.push(format!("{first}… and {more} more"));
    }
    lines
}

/// A text in lines, the first indented by `first`, the others by `rest` columns.
fn hanging(first: &str, text: &str, rest: usize, width: usize) -> Vec<String> {
    let room = width.saturating_sub(rest).max(20);
    let lines = wrap(text, room);
    let indents = core::iter::once(first.to_owned()).chain(core::iter::repeat(" ".repeat(rest)));
    lines.iter().zip(indents).map(|(line, indent)| indent + line).collect()
}
