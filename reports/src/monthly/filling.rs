//! Whether notices say what they are to say: each is written out as it was sent, and none may leave a
//! field open or a line without its end.

use firedrill_model::Transition;
use firedrill_model::nouns::{NoticeId, NoticeKind, Playbook};
use firedrill_scenarios::{Outcome, Plan};
use serde::{Deserialize, Serialize};

use crate::notices::as_sent;

/// What came of writing out the notices of some runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeCheck {
    /// The runs, each the first that sent a kind of notice, or worth reading.
    pub runs: Vec<String>,
    /// How many notices of each kind were written out.
    pub written: Vec<(NoticeKind, u64)>,
    /// The first places that were left open.
    pub unfilled: Vec<Unfilled>,
}

/// A place in a notice that was left open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unfilled {
    /// The run.
    pub run: String,
    /// The kind of the notice.
    pub kind: NoticeKind,
    /// The line with the open place.
    pub line: String,
}

/// What one run's notices said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticeReading {
    /// The kind of each notice.
    pub kinds: Vec<NoticeKind>,
    /// Their open places.
    pub unfilled: Vec<(NoticeKind, String)>,
}

/// So many open places are named.
const MOST_NAMED: usize = 10;

/// Writes out every notice of a run with a record, repetitions left out, and looks for what was left open.
pub fn read_notices(plan: &Plan, outcome: &Outcome) -> NoticeReading {
    let playbook = plan.playbook().unwrap_or_else(|_| Playbook::built_in());
    let record = outcome.record.as_deref().unwrap_or_default();
    let mut told: Vec<NoticeId> = vec![];
    let mut reading = NoticeReading::default();
    for (index, entry) in record.iter().enumerate() {
        let Transition::NoticeSent(notice) = entry.transition else { continue };
        if told.contains(&notice.id) {
            continue;
        }
        told.push(notice.id);
        reading.kinds.push(notice.kind);
        let text = as_sent(record, index, &notice, &playbook);
        reading.unfilled.extend(open_lines(&text).map(|line| (notice.kind, line.to_owned())));
    }
    reading
}

impl NoticeCheck {
    /// Adds what a run's notices said.
    pub fn add(&mut self, run: &str, reading: &NoticeReading) {
        self.runs.push(run.to_owned());
        for kind in NoticeKind::ALL {
            let more = reading.kinds.iter().filter(|other| **other == kind).count() as u64;
            match self.written.iter_mut().find(|(other, _)| *other == kind) {
                Some((_, count)) => *count += more,
                None => self.written.push((kind, more)),
            }
        }
        let room = MOST_NAMED.saturating_sub(self.unfilled.len());
        self.unfilled.extend(reading.unfilled.iter().take(room).map(|(kind, line)| Unfilled {
            run: run.to_owned(),
            kind: *kind,
            line: line.clone(),
        }));
    }
}

/// Lines with a field that nothing stands for, or that end where something should follow.
fn open_lines(text: &str) -> impl Iterator<Item = &str> {
    let nexts = text.lines().skip(1).map(Some).chain([None]);
    text.lines().zip(nexts).filter(|(line, next)| is_open(line, *next)).map(|(line, _)| line)
}

fn is_open(line: &str, next: Option<&str>) -> bool {
    // A label's value stands behind it, or as a list below it; a sentence may go on after a blank line.
    let is_label = line.starts_with("**") || line.starts_with("- ") || line.starts_with("Subject");
    let ends_early = line.trim_end().ends_with(':')
        && next.is_none_or(|next| is_label && !next.starts_with("- "));
    let is_empty_item = matches!(line.trim(), "-" | "*");
    line.contains(['{', '}']) || line.contains("____") || ends_early || is_empty_item
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples;

    #[test]
    fn a_field_left_open_and_a_line_without_its_end_are_found() {
        let text =
            "**Incident**: {incident_type}\n**ETA**: \n\n**Actions Taken**:\n- one\n- \nDone.";
        let open: Vec<_> = open_lines(text).collect();
        assert_eq!(open, ["**Incident**: {incident_type}", "**ETA**: ", "- "]);
        let whole = "Subject: x\n\nDetails:\n\n- Duration: 3 s\n**Actions**:\n- none";
        assert_eq!(open_lines(whole).count(), 0);
        assert_eq!(open_lines("Done so far:").count(), 1);
    }

    #[test]
    fn the_notices_of_a_run_are_each_read_once_and_leave_nothing_open() {
        let (plan, mut outcome) = examples::short_run();
        let once = read_notices(&plan, &outcome);
        assert_eq!(
            (once.kinds.as_slice(), once.unfilled.len()),
            (&[NoticeKind::InternalAlert][..], 0)
        );
        let record = outcome.record.as_mut().unwrap();
        let is_notice = |entry: &&firedrill_scenarios::Entry| {
            matches!(entry.transition, Transition::NoticeSent(_))
        };
        let again = record.iter().find(is_notice).unwrap().clone();
        record.push(again);
        assert_eq!(read_notices(&plan, &outcome), once);
        let mut check = NoticeCheck::default();
        check.add("memory-leak-critical@0x1", &once);
        check.add("memory-leak-critical@0x2", &once);
        assert_eq!((check.written[0], check.runs.len()), ((NoticeKind::InternalAlert, 2), 2));
    }
}
