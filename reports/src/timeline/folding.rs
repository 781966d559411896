//! Lines that repeat one another are told once.

use firedrill_model::Transition;

use super::Line;

/// Leaves out what an unbroken stretch of minor changes says again and again, such as a footprint
/// that crosses the same line with every image, and says how much was left out.
pub(super) fn fold(lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    let mut kept: Vec<Line<'_>> = Vec::with_capacity(lines.len());
    let mut stretch: Vec<String> = vec![];
    let mut repeated: Vec<Line<'_>> = vec![];
    for line in lines {
        match minor_words(&line) {
            Some(words) if stretch.contains(words) => {
                repeated.push(line);
                continue;
            }
            Some(words) => stretch.push(words.clone()),
            None => stretch.clear(),
        }
        settle(&mut repeated, &mut kept);
        kept.push(line);
    }
    settle(&mut repeated, &mut kept);
    kept
}

/// Tells of lines that repeat what was said. A single one takes no more room than its remark.
fn settle<'a>(repeated: &mut Vec<Line<'a>>, kept: &mut Vec<Line<'a>>) {
    match (repeated.len(), repeated.last()) {
        (2.., Some(Line::Happened(last, _))) => {
            kept.push(Line::Folded(repeated.len(), last.at));
            repeated.clear();
        }
        _ => kept.append(repeated),
    }
}

/// The words of a change that matters only the first time.
fn minor_words<'a>(line: &'a Line<'_>) -> Option<&'a String> {
    let Line::Happened(entry, words) = line else { return None };
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

    fn shown(transitions: &[Transition]) -> Vec<String> {
        let entries: Vec<Entry> = (1..).zip(transitions).map(examples::entry_at_second).collect();
        let lines =
            entries.iter().map(|entry| Line::Happened(entry, format!("{:?}", entry.transition)));
        let folded = fold(lines.collect());
        folded
            .iter()
            .map(|line| match line {
                Line::Happened(_, words) => words.clone(),
                Line::Folded(count, until) => format!("{count} more until {until}"),
                Line::Mark(_) => unreachable!("there are no marks here"),
            })
            .collect()
    }

    #[test]
    fn a_line_crossed_again_and_again_is_told_once() {
        let passed = |mb| Transition::MemoryPassed(Bytes::mb(mb));
        let transitions =
            [passed(195), passed(200), passed(195), passed(195), passed(250), passed(195)];
        assert_eq!(
            shown(&transitions),
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
        assert_eq!(shown(&transitions), ["Deadlocked", "ProcessUp", "Deadlocked"]);
        let passed = Transition::MemoryPassed(Bytes::mb(195));
        assert_eq!(shown(&[passed, Transition::Deadlocked, passed]).len(), 3);
    }
}
