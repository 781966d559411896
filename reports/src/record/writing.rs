//! A run's outcome as a record.

use firedrill_judge::{Judgement, Reading, Verdict, Violation};
use firedrill_scenarios::{Entry, EventEntry, Outcome, Plan, json_line};
use firedrill_sim::ALGORITHM;
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Value, json};

use super::event::RecordedEvent;
use super::format::{END, HEADING, RECORD_VERSION, STATE, keys_of};
use super::payload::{self, Fields};
use super::shape::Keys;
use crate::substitute::Substitute;
use crate::timeline::words::Words;

/// A part of a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// The first line: what the run was made of.
    Heading(Heading),
    /// An event, with what happened in it.
    Event(RecordedEvent),
    /// The last line: what the run came to.
    End(End),
}

/// What a run was made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading(pub(super) Fields);

/// What a run came to.
#[derive(Clone, Debug, PartialEq)]
pub struct End(pub(super) Fields);

/// The record of a run whose events were all kept, a line of JSON each. `docs/records.md` specifies it.
pub fn record(plan: &Plan, outcome: &Outcome, substitute: Option<&Substitute>) -> String {
    let mut text = String::new();
    for piece in pieces(plan, outcome, substitute) {
        write(&piece, &mut text);
    }
    text
}

/// The record of a run whose events were all kept, part by part.
pub fn pieces<'a>(
    plan: &'a Plan,
    outcome: &'a Outcome,
    substitute: Option<&Substitute>,
) -> impl Iterator<Item = Piece> + 'a {
    let mut entries = outcome.record.as_deref().unwrap_or_default();
    let mut words = Words::new(plan);
    let events = outcome.trail.iter().flatten().map(move |event: &EventEntry| {
        let count = entries.iter().take_while(|entry: &&Entry| entry.event == event.number).count();
        let (own, rest) = entries.split_at(count);
        entries = rest;
        Piece::Event(RecordedEvent::of(event, own, &mut words))
    });
    let heading = core::iter::once(Piece::Heading(heading(plan, substitute)));
    let end = core::iter::once_with(|| Piece::End(end(outcome)));
    heading.chain(events).chain(end)
}

fn heading(plan: &Plan, substitute: Option<&Substitute>) -> Heading {
    // What `to_json` writes is JSON.
    let plan_on_paper: Value = serde_json::from_str(&plan.to_json()).unwrap_or_default();
    Heading(payload::fields(json!({
        "record": RECORD_VERSION,
        "engine": env!("CARGO_PKG_VERSION"),
        "algorithm": ALGORITHM,
        "run": plan.reference().to_string(),
        "protocol": substitute.map(Substitute::title),
        "plan": plan_on_paper,
    })))
}

fn end(outcome: &Outcome) -> End {
    let judgement = &outcome.judgement;
    End(payload::fields(json!({
        "end": outcome.events,
        "digest": outcome.digest,
        "verdict": judgement.verdict.name(),
        "about": about(judgement),
        "violations": judgement.violations.iter().map(violation).collect::<Vec<_>>(),
        "response_clock": judgement.response_clock.map(clock),
        "restoration_clock": judgement.restoration_clock.map(clock),
    })))
}

fn about(judgement: &Judgement) -> Option<String> {
    match &judgement.verdict {
        Verdict::Passed => None,
        Verdict::Failed(violation) => Some(violation.about.clone()),
        Verdict::Infeasible { why, .. } => Some(why.clone()),
        Verdict::Contradicted { held } => {
            Some(format!("{} held", crate::figures::names(held.iter())))
        }
        Verdict::Unexercised { missing } => Some(missing.clone()),
        Verdict::Broken { breakdown, .. } => Some(breakdown.about.clone()),
    }
}

fn violation(violation: &Violation) -> Value {
    json!({
        "property": violation.property.name(),
        "at_ns": violation.at.as_nanos(),
        "about": violation.about,
    })
}

fn clock(reading: Reading) -> Value {
    json!({
        "severity": reading.severity,
        "elapsed_ns": reading.elapsed.as_nanos(),
        "limit_ns": reading.limit.as_nanos(),
    })
}

/// Adds the lines of a piece.
fn write(piece: &Piece, text: &mut String) {
    match piece {
        Piece::Heading(Heading(fields)) => *text += &json_line(&InOrder(HEADING, fields)),
        Piece::End(End(fields)) => *text += &json_line(&InOrder(END, fields)),
        Piece::Event(event) => {
            *text += &json_line(&EventLine(event));
            for happened in &event.happened {
                *text +=
                    &json_line(&HappenedLine(&happened.kind, &happened.fields, &happened.says));
            }
            if !event.state.is_empty() {
                *text += &json_line(&InOrder(STATE, &event.state));
            }
        }
    }
}

/// An object with its keys in the order of the format.
struct InOrder<'a>(Keys, &'a Fields);

impl Serialize for InOrder<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, _) in self.0 {
            map.serialize_entry(key, &self.1.get(*key))?;
        }
        map.end()
    }
}

struct EventLine<'a>(&'a RecordedEvent);

impl Serialize for EventLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let event = self.0;
        let mut map = serializer.serialize_map(Some(6))?;
        map.serialize_entry("event", &event.number)?;
        map.serialize_entry("at_ns", &event.at.as_nanos())?;
        map.serialize_entry("at", &event.at.to_string())?;
        map.serialize_entry("part", &event.part)?;
        map.serialize_entry("digest", &event.digest)?;
        map.serialize_entry("drawn", &event.drawn)?;
        map.end()
    }
}

struct HappenedLine<'a>(&'a str, &'a Fields, &'a str);

impl Serialize for HappenedLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(kind, fields, says) = self;
        let mut map = serializer.serialize_map(Some(fields.len() + 2))?;
        map.serialize_entry("happened", kind)?;
        for (key, _) in keys_of(kind).unwrap_or_default() {
            map.serialize_entry(key, &fields.get(*key))?;
        }
        map.serialize_entry("says", says)?;
        map.end()
    }
}
