//! An event of a record, with what happened in it.

use firedrill_model::Part;
use firedrill_scenarios::{Entry, EventEntry};
use firedrill_sim::{DigestValue, Time};
use serde_json::{Value, json};

use super::difference::{Difference, differences};
use super::payload::{self, Fields};
use crate::timeline::words::Words;

/// An event, as it is on paper.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedEvent {
    pub(super) number: u64,
    pub(super) at: Time,
    pub(super) part: String,
    pub(super) digest: DigestValue,
    /// The streams that it drew from, with the words drawn so far.
    pub(super) drawn: Fields,
    pub(super) happened: Vec<Happened>,
    /// What was true afterwards; empty when nothing happened.
    pub(super) state: Fields,
}

/// Something that happened in an event.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Happened {
    pub(super) kind: String,
    pub(super) fields: Fields,
    pub(super) says: String,
}

/// A line of what came before or after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) event: u64,
    pub(super) at: Time,
    pub(super) says: String,
}

impl RecordedEvent {
    /// The event with the entries of a run's record that it brought about.
    pub(super) fn of(event: &EventEntry, entries: &[Entry], words: &mut Words<'_>) -> Self {
        let drawn = event.drawn.iter().map(|(name, drawn)| (name.to_string(), (*drawn).into()));
        let state = entries.last().map(state).unwrap_or_default();
        let happened = entries.iter().map(|entry| {
            let (kind, fields) = payload::of(&entry.transition);
            Happened { kind: kind.to_owned(), fields, says: words.say(entry) }
        });
        Self {
            number: event.number,
            at: event.at,
            part: Part::name_of(event.part).to_owned(),
            digest: event.digest,
            drawn: drawn.collect(),
            happened: happened.collect(),
            state,
        }
    }

    /// What happened, but for samples.
    pub(super) fn notes(&self) -> impl Iterator<Item = Note> {
        let told = self.happened.iter().filter(|happened| happened.kind != "sampled");
        told.map(|happened| Note { event: self.number, at: self.at, says: happened.says.clone() })
    }

    /// Everything in which two events differ. How a thing is said makes none.
    pub(super) fn differences(&self, other: &Self) -> Vec<Difference> {
        let mut found = vec![];
        let mut compare = |key: &str, a: Value, b: Value| differences(key, &a, &b, &mut found);
        compare("event", self.number.into(), other.number.into());
        compare("at_ns", self.at.as_nanos().into(), other.at.as_nanos().into());
        compare("part", self.part.as_str().into(), other.part.as_str().into());
        let is_another = self.at != other.at || self.part != other.part;
        compare("digest", self.digest.to_string().into(), other.digest.to_string().into());
        if self.drawn != other.drawn && !is_another {
            compare("drawn", self.drawn.clone().into(), other.drawn.clone().into());
        }
        let count = self.happened.len().max(other.happened.len());
        for (a, b) in (0..count).map(|index| (self.happened.get(index), other.happened.get(index)))
        {
            match (a, b) {
                (Some(a), Some(b)) if a.kind == b.kind => {
                    if a.fields != b.fields {
                        compare(&a.kind, a.fields.clone().into(), b.fields.clone().into());
                    }
                }
                _ => {
                    let said = |happened: Option<&Happened>| {
                        happened.map_or(Value::Null, |happened| happened.says.as_str().into())
                    };
                    compare("happened", said(a), said(b));
                    // What follows is out of step.
                    break;
                }
            }
        }
        // Whether there is any follows from what happened.
        let have_state = !self.state.is_empty() && !other.state.is_empty();
        if have_state && self.state != other.state && !is_another {
            for key in ["truth", "severity", "announced"] {
                let of = |event: &Self| event.state.get(key).cloned().unwrap_or_default();
                compare(key, of(self), of(other));
            }
        }
        found
    }

    /// The streams that were drawn differently, in order of name.
    pub(super) fn streams_apart(&self, other: &Self) -> Vec<String> {
        let names = self.drawn.keys().chain(other.drawn.keys());
        let mut names: Vec<_> =
            names.filter(|name| self.drawn.get(*name) != other.drawn.get(*name)).cloned().collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

fn state(entry: &Entry) -> Fields {
    payload::fields(json!({
        "truth": payload::truth(&entry.truth),
        "severity": entry.severity,
        "announced": payload::status(&entry.announced),
    }))
}
