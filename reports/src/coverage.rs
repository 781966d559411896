//! What a campaign's runs reached between them, for people and for programs.

use std::collections::BTreeMap;

use firedrill_campaign::Reach;
use firedrill_scenarios::{Axis, Landmark, Situation};
use serde::Serialize;

use crate::columns::{Align, Cell, Columns, wrap};
use crate::figures;
use crate::palette::{Palette, paint};

/// Columns of a terminal that is not wide.
const WIDTH: usize = 80;
/// Columns of the words at the left, the gap behind them included.
const LABEL: usize = 14;

/// How many names of what was never reached are shown unless all are asked for.
const NEVER_MAX: usize = 12;

/// A block for each axis: what was reached and in how many runs, then what never was.
pub(crate) fn blocks(reach: &Reach, palette: &Palette) -> Vec<String> {
    lines(reach, NEVER_MAX, palette)
}

/// The same with nothing left out, and every combination that was reached.
pub(crate) fn everything(reach: &Reach, palette: &Palette) -> Vec<String> {
    let mut lines = lines(reach, usize::MAX, palette);
    lines.push(String::new());
    lines.extend(situations(reach, palette));
    lines
}

fn lines(reach: &Reach, never_max: usize, palette: &Palette) -> Vec<String> {
    let runs = figures::plural(reach.runs(), "run");
    let is_empty = Axis::ALL.into_iter().all(|axis| reach.never(axis) == axis.landmarks());
    if is_empty {
        let text = format!("nothing: no incident and no fault in {runs}");
        return labelled("coverage", &text, palette);
    }
    let mut lines = vec![paint(palette.quiet, &format!("coverage, in so many of {runs}"))];
    for axis in Axis::ALL {
        let reached = reach.along(axis).into_iter().filter(|(_, runs)| *runs > 0);
        let reached: Vec<_> =
            reached.map(|(landmark, runs)| format!("{} {runs}", landmark.value())).collect();
        let shown = if reached.is_empty() { "none".to_owned() } else { reached.join(", ") };
        lines.extend(labelled(axis.name(), &shown, palette));
        let never: Vec<_> = reach.never(axis).into_iter().map(Landmark::value).collect();
        let all = axis.landmarks().len();
        if never.len() > never_max {
            let text = format!("{} of {all} (--coverage names them)", never.len());
            lines.extend(labelled("  never", &text, palette));
        } else if !never.is_empty() {
            lines.extend(labelled("  never", &never.join(", "), palette));
        }
    }
    let number = figures::plural(reach.situations().len(), "combination");
    let text = format!("{number} of incident, severity, procedure, escalation and family");
    lines.extend(labelled("together", &text, palette));
    lines
}

/// Every combination that was reached, in how many runs.
fn situations(reach: &Reach, palette: &Palette) -> Vec<String> {
    use Align::{Left, Right};
    let mut columns = Columns::new(&[Right, Left, Left, Left, Left, Left]);
    let headings = ["runs", "incident", "severity", "procedure", "escalation", "family"];
    columns.row(headings.map(|heading| Cell::styled(heading, palette.quiet)));
    for (situation, runs) in reach.situations() {
        let [incident, severity, procedure, escalation, family] = words(situation);
        columns.row(
            [&runs.to_string(), incident, severity, procedure, escalation, family].map(Cell::from),
        );
    }
    columns.lines()
}

fn words(situation: &Situation) -> [&'static str; 5] {
    const NONE: &str = "none";
    [
        situation.incident.name(),
        situation.severity.name(),
        situation.procedure.map_or(NONE, firedrill_protocol::RecoveryProcedure::name),
        situation.escalation.map_or(NONE, firedrill_protocol::EscalationLevel::name),
        situation.family.map_or(NONE, firedrill_model::faults::Family::name),
    ]
}

fn labelled(label: &str, text: &str, palette: &Palette) -> Vec<String> {
    let labels = core::iter::once(label).chain(core::iter::repeat(""));
    let lines = wrap(text, WIDTH - LABEL);
    let label = |label: &str| {
        let padding = " ".repeat(LABEL.saturating_sub(label.chars().count()));
        format!("{}{padding}", paint(palette.quiet, label))
    };
    lines.iter().zip(labels).map(|(line, word)| format!("{}{line}", label(word))).collect()
}

/// The same for programs.
#[derive(Serialize)]
pub(crate) struct Entry {
    /// How many runs were looked at.
    runs: usize,
    /// For each axis, everything on it with the number of runs that reached it, 0 included.
    reached: BTreeMap<&'static str, BTreeMap<&'static str, usize>>,
    /// Combinations, each with the number of runs that were in it.
    situations: Vec<SituationEntry>,
}

#[derive(Serialize)]
struct SituationEntry {
    incident: &'static str,
    severity: &'static str,
    procedure: &'static str,
    escalation: &'static str,
    family: &'static str,
    runs: usize,
}

pub(crate) fn entry(reach: &Reach) -> Entry {
    let along = |axis: Axis| {
        let counts = reach.along(axis).into_iter();
        (axis.name(), counts.map(|(landmark, runs)| (landmark.value(), runs)).collect())
    };
    let situations = reach.situations().iter().map(|(situation, runs)| {
        let [incident, severity, procedure, escalation, family] = words(situation);
        SituationEntry { incident, severity, procedure, escalation, family, runs: *runs }
    });
    Entry {
        runs: reach.runs(),
        reached: Axis::ALL.into_iter().map(along).collect(),
        situations: situations.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{self, snapshot};

    #[test]
    fn coverage_reads_well_and_fits_eighty_columns() {
        let campaign = examples::campaign();
        let reach = campaign.report().reach();
        let lines = blocks(&reach, &Palette::PLAIN);
        for line in &lines {
            assert!(line.chars().count() <= WIDTH, "{line}");
        }
        snapshot("coverage", &lines.join("\n"));
        snapshot("coverage_situations", &situations(&reach, &Palette::PLAIN).join("\n"));
    }

    #[test]
    fn a_campaign_in_which_nothing_happened_says_so_in_a_line() {
        let lines = blocks(&Reach::default(), &Palette::PLAIN);
        assert_eq!(lines, ["coverage      nothing: no incident and no fault in 0 runs"]);
    }

    #[test]
    fn all_names_are_there_when_they_are_asked_for() {
        let reach = examples::campaign().report().reach();
        let text = everything(&reach, &Palette::PLAIN).join("\n");
        for axis in Axis::ALL {
            for landmark in axis.landmarks() {
                assert!(text.contains(landmark.value()), "{landmark}");
            }
        }
    }

    #[test]
    fn a_document_counts_what_was_never_reached_too() {
        let entry = entry(&examples::campaign().report().reach());
        assert_eq!(entry.reached["severity"]["critical"], entry.runs - 3);
        assert_eq!(entry.reached["family"]["feeds"], 0);
    }
}
