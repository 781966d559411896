//! Two records side by side, part by part.

use std::collections::VecDeque;

use firedrill_scenarios::{Entry, Parting, Plan, describe_divergence};
use firedrill_sim::Time;
use firedrill_sim::lockstep::DivergenceKind;
use serde_json::Value;

use super::after::After;
use super::difference::{Difference, differences, shown};
use super::event::{Note, RecordedEvent};
use super::faults_apart::plans_apart;
use super::payload::Fields;
use super::writing::{End, Heading, Piece};
use crate::timeline::words::Words;

/// What two records came to, side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordComparison {
    /// In what the runs were made of differently.
    pub(super) headings: Vec<Difference>,
    /// Where the events part; `None` when they are all the same.
    pub(super) parted: Option<Parted>,
    /// In what they came to differently, though all events are the same.
    pub(super) ends: Vec<Difference>,
    /// Whether both were compared to their last lines.
    pub(super) is_whole: bool,
    /// Events that both share.
    pub(super) events: u64,
    /// The digest of the first after the last event that was compared.
    pub(super) digest: String,
}

/// Where two runs part, and what is around it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Parted {
    /// Event, time, component, what differs first, streams.
    pub(super) sentence: String,
    /// Everything that differs in that event.
    pub(super) differences: Vec<Difference>,
    /// The last of what happened before, in both.
    pub(super) before: Vec<Note>,
    /// The last event that both share: number, time, part.
    pub(super) last_shared: Option<(u64, Time, String)>,
    /// What happened from there, in the first and in the second.
    pub(super) after: [Vec<Note>; 2],
    /// The first of that in which the words differ, when it is not the very first.
    pub(super) told_apart: Option<[Option<Note>; 2]>,
}

/// A comparison that could not be ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interrupted<E> {
    /// Events that both share so far.
    pub events: u64,
    /// Why it ended.
    pub error: E,
}

/// How much is shown of what happened before.
const BEFORE_MAX: usize = 10;
/// How much is shown of what happened from where they part.
pub(super) const AFTER_MAX: usize = 5;

/// Compares two records. Neither is kept: one event of each is there at a time, and a little of what
/// was before it.
pub fn compare<E>(
    mut a: impl Iterator<Item = Result<Piece, E>>,
    mut b: impl Iterator<Item = Result<Piece, E>>,
) -> Result<RecordComparison, Interrupted<E>> {
    let mut comparison = RecordComparison {
        headings: vec![],
        parted: None,
        ends: vec![],
        is_whole: false,
        events: 0,
        digest: String::new(),
    };
    let mut before = Before::default();
    loop {
        let interrupted = |error| Interrupted { events: before.events, error };
        let x = a.next().transpose().map_err(interrupted)?;
        let y = b.next().transpose().map_err(interrupted)?;
        match (x, y) {
            (Some(Piece::Heading(x)), Some(Piece::Heading(y))) => {
                comparison.headings = in_headings(&x, &y);
            }
            (Some(Piece::Event(x)), Some(Piece::Event(y))) => {
                let found = x.differences(&y);
                if found.is_empty() {
                    before.take(&x);
                    continue;
                }
                let sentence = sentence(&x, &y, &found, comparison.must_be_same());
                let after = After::of([Some(&x), Some(&y)], &mut a, &mut b);
                comparison.parted = Some(before.parted(sentence, found, after));
                break;
            }
            (Some(Piece::Event(x)), _) => {
                let sentence = of_one(&x, DivergenceKind::SecondEnded);
                let after = After::of([Some(&x), None], &mut a, &mut b);
                comparison.parted = Some(before.parted(sentence, vec![], after));
                break;
            }
            (_, Some(Piece::Event(y))) => {
                let sentence = of_one(&y, DivergenceKind::FirstEnded);
                let after = After::of([None, Some(&y)], &mut a, &mut b);
                comparison.parted = Some(before.parted(sentence, vec![], after));
                break;
            }
            (Some(Piece::End(End(x))), Some(Piece::End(End(y)))) => {
                comparison.is_whole = true;
                comparison.digest = x.get("digest").map(shown).unwrap_or_default();
                for key in x.keys() {
                    let of = |end: &Fields| end.get(key).cloned().unwrap_or_default();
                    differences(key, &of(&x), &of(&y), &mut comparison.ends);
                }
            }
            // What follows the last piece, which may be an error.
            _ => break,
        }
    }
    comparison.events = before.events;
    Ok(comparison)
}

impl RecordComparison {
    /// Whether the runs are the same, event by event, to their ends.
    pub const fn is_same(&self) -> bool {
        self.is_whole && self.ends.is_empty()
    }

    /// Whether both are runs of the same plan with the same engine and protocol: then they must not
    /// differ.
    pub const fn must_be_same(&self) -> bool {
        self.headings.is_empty()
    }
}

/// What is kept of what both share.
#[derive(Default)]
struct Before {
    events: u64,
    notes: VecDeque<Note>,
    last: Option<(u64, Time, String)>,
}

impl Before {
    fn take(&mut self, event: &RecordedEvent) {
        self.events = event.number;
        self.last = Some((event.number, event.at, event.part.clone()));
        for note in event.notes() {
            if self.notes.len() == BEFORE_MAX {
                self.notes.pop_front();
            }
            self.notes.push_back(note);
        }
    }

    fn parted(&mut self, sentence: String, differences: Vec<Difference>, after: After) -> Parted {
        let before = core::mem::take(&mut self.notes).into();
        let (last_shared, After { notes: after, told_apart }) = (self.last.take(), after);
        Parted { sentence, differences, before, last_shared, after, told_apart }
    }
}

/// In what the headings differ, the most telling first. The run's name follows from the plan.
fn in_headings(Heading(a): &Heading, Heading(b): &Heading) -> Vec<Difference> {
    let mut found = vec![];
    let of = |fields: &Fields, key: &str| fields.get(key).cloned().unwrap_or(Value::Null);
    plans_apart(&of(a, "plan"), &of(b, "plan"), &mut found);
    let protocol = |fields: &Fields| match of(fields, "protocol") {
        Value::Null => Value::from("the shipped protocol"),
        other => other,
    };
    differences("protocol", &protocol(a), &protocol(b), &mut found);
    for key in ["engine", "algorithm"] {
        differences(key, &of(a, key), &of(b, key), &mut found);
    }
    found
}

/// The event at which two records part, in a sentence.
fn sentence(
    a: &RecordedEvent,
    b: &RecordedEvent,
    found: &[Difference],
    must_be_same: bool,
) -> String {
    let what = if a.at != b.at {
        DivergenceKind::Time { a: a.at, b: b.at }.to_string()
    } else if a.part != b.part {
        format!("the part differs, {} and {}", a.part, b.part)
    } else if a.digest != b.digest {
        DivergenceKind::Digest { a: a.digest, b: b.digest }.to_string()
    } else if a.drawn != b.drawn {
        DivergenceKind::Draws.to_string()
    } else {
        let first = found.first().map(|difference| difference.path.as_str()).unwrap_or_default();
        format!("the digest is the same, but not `{first}`")
    };
    let streams = a.streams_apart(b);
    let streams = match streams.as_slice() {
        // Two different runs may differ without any draw.
        [] if !must_be_same => "every stream was drawn equally far".to_owned(),
        streams => firedrill_scenarios::drawn(streams),
    };
    format!("event {} at {} in {}: {what}; {streams}", a.number, a.at, a.part)
}

/// An event that only one of two has, in a sentence.
fn of_one(event: &RecordedEvent, kind: DivergenceKind) -> String {
    format!("event {} at {} in {}: {kind}", event.number, event.at, event.part)
}

impl Parted {
    /// Where two runs of one plan parted in lockstep.
    pub(super) fn of(plan: &Plan, parting: &Parting) -> Self {
        let mut words = Words::new(plan);
        let before = parting.before.iter().map(|entry| note(entry, &mut words)).collect();
        let branches = [&parting.first, &parting.second];
        let mut events = vec![];
        let mut after = [vec![], vec![]];
        for (branch, notes) in branches.into_iter().zip(&mut after) {
            let mut words = words.clone();
            let event =
                branch.event.as_ref().map(|it| RecordedEvent::of(it, &branch.entries, &mut words));
            notes.extend(event.iter().flat_map(RecordedEvent::notes));
            notes.extend(branch.after.iter().map(|entry| note(entry, &mut words)));
            notes.truncate(AFTER_MAX);
            events.extend(event);
        }
        let differences = match events.as_slice() {
            [first, second] => first.differences(second),
            _ => vec![],
        };
        let last_shared = parting.last_shared.as_ref().map(|event| {
            (event.number, event.at, firedrill_model::Part::name_of(event.part).to_owned())
        });
        let sentence = describe_divergence(&parting.divergence);
        Self { sentence, differences, before, last_shared, after, told_apart: None }
    }
}

fn note(entry: &Entry, words: &mut Words<'_>) -> Note {
    Note { event: entry.event, at: entry.at, says: words.say(entry) }
}
