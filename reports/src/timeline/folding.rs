//! Lines that repeat one another are told once.

use firedrill_model::Transition;

use super::kind::LineKind;
use super::story::{Line, Said};

/// Lines of the kinds that are shown. Leaves out what an unbroken stretch of minor changes says
/// again and again, such as a footprint that crosses the same line with every image, and says how
/// much was left out. Lines that are not shown break a stretch too, so that a choice of kinds hides
/// lines and changes none; samples do not, as there is always one.
pub(super) fn fold(lines: Vec<Line<'_>>, shows: impl Fn(LineKind) -> bool) -> Vec<Line<'_>> {
    let mut kept: Vec<Line<'_>> = Vec::with_capacity(lines.len());
    let mut stretch: Vec<String> = vec![];
    let mut repeated: Vec<Line<'_>> = vec![];
    for line in lines {
        let is_shown = shows(line.kind);
        match minor_words(&line) {
            Some(words) if stretch.contains(words) => {
                if is_shown {
                    repeated.push(line);
                }
                continue;
            }
            Some(words) => stretch.push(words.clone()),
            None if line.kind == LineKind::Samples && !is_shown => continue,
            None => stretch.clear(),
        }
        if is_shown {
            settle(&mut repeated, &mut kept);
            kept.push(line);
        }
    }
    settle(&mut repeated, &mut kept);
    kept
}

/// Tells of lines that repeat what was said. A single one takes no more room than its remark.
fn settle<'a>(repeated: &mut Vec<Line<'a>>, kept: &mut Vec<Line<'a>>) {
    match (repeated.first(), repeated.last()) {
        (Some(first), Some(last)) if repeated.len() > 1 => {
            let said = Said::Folded(repeated.len());
            kept.push(Line { until: last.at, said, ..first.clone() });
            repeated.clear();
        }
        _ => kept.append(repeated),
    }
}

/// The words of a change that matters only the first time.
fn minor_words<'a>(line: &'a Line<'_>) -> Option<&'a String> {
    let Said::Happened(entry, words) = &line.said else { return None };
    let is_minor = matches!(
        entry.transition,
        Transition::MemoryPassed(_)
            | Transition::FrequencyCapped(_)
            | Transition::BreakerChanged(_)
    );
    is_minor.then_some(words)
}

#[cfg(test)]
mod tests {
    use firedrill_model::nouns::Bytes;
    use firedrill_scenarios::Entry;

    use super::*;
    use crate::examples;
    use crate::timeline::spans::Spans;

    fn shown(transitions: &[Transition], shows: impl Fn(LineKind) -> bool) -> Vec<String> {
        let entries: Vec<Entry> = (1..).zip(transitions).map(examples::entry_at_second).collect();
        let lines = entries.iter().map(|entry| Line {
            at: entry.at,
            until: entry.at,
            kind: LineKind::of(&entry.transition),
            said: Said::Happened(entry, format!("{:?}", entry.transition)),
            spans: Spans::default(),
        });
        let folded = fold(lines.collect(), shows);
        folded
            .iter()
            .map(|line| match &line.said {
                Said::Happened(_, words) => words.clone(),
                Said::Folded(count) => format!("{count} more until {}", line.until),
                Said::Mark(..) => unreachable!("there are no marks here"),
            })
            .collect()
    }

    fn passed(mb: u64) -> Transition {
        Transition::MemoryPassed(Bytes::mb(mb))
    }

    #[test]
    fn a_line_crossed_again_and_again_is_told_once() {
        let transitions =
            [passed(195), passed(200), passed(195), passed(195), passed(250), passed(195)];
        assert_eq!(
            shown(&transitions, |_| true),
            [
                "MemoryPassed(Bytes(204472320))",
                "MemoryPassed(Bytes(209715200))",
                "2 more until 00m04.000s",
                "MemoryPassed(Bytes(262144000))",
                "MemoryPassed(Bytes(204472320))",
            ]
        );
    }

    #[test]
    fn what_matters_is_told_every_time() {
        let transitions = [Transition::Deadlocked, Transition::ProcessUp, Transition::Deadlocked];
        assert_eq!(shown(&transitions, |_| true), ["Deadlocked", "ProcessUp", "Deadlocked"]);
        let passed = Transition::MemoryPassed(Bytes::mb(195));
        assert_eq!(shown(&[passed, Transition::Deadlocked, passed], |_| true).len(), 3);
    }

    #[test]
    fn what_is_not_shown_changes_nothing_that_is() {
        let transitions = [passed(195), Transition::Deadlocked, passed(195)];
        assert_eq!(shown(&transitions, |kind| kind == LineKind::Memory).len(), 2);
        let mixed = [
            passed(195),
            Transition::FrequencyCapped(1670.0),
            passed(195),
            passed(195),
            passed(195),
        ];
        assert_eq!(
            shown(&mixed, |kind| kind == LineKind::Heat),
            [format!("{:?}", Transition::FrequencyCapped(1670.0))]
        );
    }
}
