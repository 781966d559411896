//! One run for people: what it was, what happened line by line, what it came to.

mod conclusion;
mod folding;
mod header;
pub(crate) mod marks;
mod rows;
pub(crate) mod words;

use firedrill_model::Transition;
use firedrill_scenarios::{Entry, Outcome, Plan};
use firedrill_sim::Time;

use crate::palette::Palette;
use crate::reproduction::Reproduction;

/// How a timeline is shown.
#[derive(Clone, Copy, Debug)]
pub struct TimelineOptions {
    /// Whether the monitor's samples, one a second, are shown too.
    pub samples: bool,
    /// Columns that there are; `None` when lines may be as long as they are.
    pub width: Option<usize>,
    /// Colours, or none.
    pub palette: Palette,
}

/// A line before it is laid out.
#[derive(Debug)]
enum Line<'a> {
    /// An entry of the record, in words.
    Happened(&'a Entry, String),
    /// So many lines like the ones before are left out, the last of them at this time.
    Folded(usize, Time),
    /// What the judge concluded about this moment.
    Mark(marks::Mark),
}

/// The timeline of a run whose record was kept. Without one it has only a beginning and an end.
pub fn timeline(
    plan: &Plan,
    outcome: &Outcome,
    reproduction: &Reproduction,
    options: &TimelineOptions,
) -> String {
    let mut lines = header::lines(plan, options);
    lines.push(String::new());
    lines.extend(rows::lines(&merged(plan, outcome, options), plan, options));
    lines.push(String::new());
    lines.extend(conclusion::lines(outcome, reproduction, options));
    lines.join("\n") + "\n"
}

/// Entries and marks in order of time; a mark stands behind everything that happened by then.
fn merged<'a>(plan: &Plan, outcome: &'a Outcome, options: &TimelineOptions) -> Vec<Line<'a>> {
    let mut marks = marks::of(&outcome.judgement).into_iter().peekable();
    let mut lines = vec![];
    let mut words = words::Words::new(plan);
    for entry in outcome.record.iter().flatten() {
        while let Some(mark) = marks.next_if(|mark| mark.at < entry.at) {
            lines.push(Line::Mark(mark));
        }
        let said = words.say(entry);
        if options.samples || !matches!(entry.transition, Transition::Sampled(_)) {
            lines.push(Line::Happened(entry, said));
        }
    }
    lines.extend(marks.map(Line::Mark));
    folding::fold(lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{self, snapshot};

    fn show(samples: bool, width: Option<usize>) -> String {
        let (plan, outcome) = examples::short_run();
        let reproduction = Reproduction::of_seed("memory-leak-critical", plan.seed);
        let options = TimelineOptions { samples, width, palette: Palette::PLAIN };
        timeline(&plan, &outcome, &reproduction, &options)
    }

    #[test]
    fn a_short_run_reads_well() {
        snapshot("timeline", &show(false, None));
    }

    #[test]
    fn a_narrow_terminal_has_the_words_below_the_figures() {
        let text = show(false, Some(100));
        assert!(text.lines().all(|line| line.chars().count() <= 100));
        snapshot("timeline_narrow", &text);
    }

    #[test]
    fn samples_are_shown_only_when_asked_for() {
        assert!(!show(false, None).contains("sample"));
        let text = show(true, Some(160));
        assert!(text.contains("sample"));
        assert!(text.lines().all(|line| line.chars().count() <= 160));
        snapshot("timeline_with_samples", &text);
    }

    #[test]
    fn a_run_without_a_record_still_has_a_beginning_and_an_end() {
        let (plan, mut outcome) = examples::short_run();
        outcome.record = None;
        let options = TimelineOptions { samples: true, width: None, palette: Palette::PLAIN };
        let reproduction = Reproduction::of_plan("plan.json");
        let text = timeline(&plan, &outcome, &reproduction, &options);
        assert!(text.contains("firedrill replay plan.json"));
    }
}
