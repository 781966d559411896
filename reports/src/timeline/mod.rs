//! One run for people: what it was, what happened line by line, what it came to.

pub(crate) mod conclusion;
mod figure_columns;
mod folding;
mod gutter;
mod header;
mod kind;
pub(crate) mod marks;
mod options;
mod rows;
mod spans;
mod story;
pub(crate) mod words;

use firedrill_scenarios::{Outcome, Plan};

pub use self::kind::LineKind;
pub use self::options::{TimelineOptions, Window};
use self::rows::Layout;
use self::story::Story;
use crate::reproduction::Reproduction;

/// The timeline of a run whose record was kept. Without one it has only a beginning and an end.
pub fn timeline(
    plan: &Plan,
    outcome: &Outcome,
    reproduction: &Reproduction,
    options: &TimelineOptions,
) -> String {
    let story = Story::of(plan, outcome, options);
    let layout = Layout::of(&story, plan, options);
    let mut lines = header::lines(plan, layout.gutter(), options);
    lines.push(String::new());
    lines.extend(layout.lines(&story, options.window));
    lines.push(String::new());
    lines.extend(conclusion::lines(outcome, reproduction, options));
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use firedrill_sim::{Span, Time};

    use super::*;
    use crate::examples::{self, snapshot};

    fn show(options: &TimelineOptions) -> String {
        let (plan, outcome) = examples::short_run();
        let reproduction = Reproduction::of_seed("memory-leak-critical", plan.seed);
        timeline(&plan, &outcome, &reproduction, options)
    }

    #[test]
    fn lines_that_have_no_figures_have_no_columns_of_figures() {
        for width in [None, Some(80)] {
            let text = show(&TimelineOptions {
                kinds: [LineKind::Marks].into(),
                width,
                ..TimelineOptions::plain()
            });
            let mark = text.lines().find(|line| line.contains("── detection, ")).unwrap();
            assert!(text.contains("what happened\n") && !text.contains("mult."), "{text}");
            assert!(mark.chars().count() < 60, "{mark}");
        }
        let faults = [LineKind::Marks, LineKind::Faults].into();
        let text = show(&TimelineOptions { kinds: faults, ..TimelineOptions::plain() });
        assert!(text.contains("mult."), "{text}");
    }

    fn at_width(width: usize) -> String {
        let text = show(&TimelineOptions { width: Some(width), ..TimelineOptions::plain() });
        assert!(text.lines().all(|line| line.chars().count() <= width), "{text}");
        text
    }

    #[test]
    fn a_short_run_reads_well() {
        snapshot("timeline", &show(&TimelineOptions::plain()));
    }

    #[test]
    fn a_narrow_terminal_has_the_words_below_the_figures() {
        snapshot("timeline_80_columns", &at_width(80));
    }

    #[test]
    fn a_wide_terminal_has_the_words_beside_the_figures() {
        snapshot("timeline_130_columns", &at_width(130));
    }

    #[test]
    fn samples_are_shown_only_when_asked_for() {
        let plain = TimelineOptions::plain();
        assert!(!show(&plain).contains("sample"));
        let kinds = LineKind::ALL.into();
        let text = show(&TimelineOptions { kinds, width: Some(160), ..plain });
        assert!(text.contains("sample"));
        assert!(text.lines().all(|line| line.chars().count() <= 160));
        snapshot("timeline_with_samples", &text);
    }

    #[test]
    fn a_window_says_what_it_leaves_out_and_how_things_stood() {
        let at = |secs| Some(Time::ZERO + Span::from_secs(secs));
        let window = Window { from: at(79), until: at(82) };
        snapshot("timeline_window", &show(&TimelineOptions { window, ..TimelineOptions::plain() }));
    }

    #[test]
    fn a_run_without_a_record_still_has_a_beginning_and_an_end() {
        let (plan, mut outcome) = examples::short_run();
        outcome.record = None;
        let reproduction = Reproduction::of_plan("plan.json");
        let text = timeline(&plan, &outcome, &reproduction, &TimelineOptions::plain());
        assert!(text.contains("firedrill replay plan.json"));
    }
}
