//! Reading a record, line by line: whoever has the lines hands them in.

use std::collections::VecDeque;

use firedrill_sim::{DigestValue, Time};
use serde_json::Value;

use super::event::{Happened, RecordedEvent};
use super::format::{END, EVENT, HEADING, RECORD_VERSION, STATE, keys_of};
use super::payload::Fields;
use super::problem::{RECORD_LINE_BYTES_MAX, RecordError, RecordProblem};
use super::shape::{Keys, Misfit, check_keys};
use super::writing::{End, Heading, Piece};

/// Reads a record. It keeps one event at most, however long the record is.
#[derive(Debug, Default)]
pub struct RecordReader {
    line: u64,
    events: u64,
    at: Time,
    phase: Phase,
    open: Option<RecordedEvent>,
    ready: VecDeque<Piece>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    /// No line has come yet.
    #[default]
    Before,
    /// The heading has come.
    Within,
    /// The last line has come.
    After,
}

/// More than ever happens in one event of a run: an event is held whole, so that what a record may hold in
/// one must have an end.
const HAPPENED_MAX: usize = 10_000;

type Result<T> = core::result::Result<T, RecordError>;

impl RecordReader {
    /// Takes the next line, with or without its newline.
    pub fn push(&mut self, line: &[u8]) -> Result<()> {
        self.line += 1;
        if line.len() > RECORD_LINE_BYTES_MAX {
            return Err(self.error(RECORD_LINE_BYTES_MAX + 1, RecordProblem::LineTooLong));
        }
        let fields = match serde_json::from_slice(line) {
            Ok(Value::Object(fields)) => fields,
            Ok(_) => return Err(self.malformed(1, "a line of a record is an object")),
            // The last line of a file that ends within it.
            Err(error) if error.is_eof() && !line.ends_with(b"\n") && !line.is_empty() => {
                return Err(
                    self.error(line.len(), RecordProblem::Truncated { events: self.events })
                );
            }
            Err(error) => return Err(self.syntax(line, &error)),
        };
        match self.phase {
            Phase::Before => self.heading(fields, line),
            Phase::Within => self.body(fields, line),
            Phase::After => Err(self.out_of_order("the record has ended on the line before")),
        }
    }

    /// The next part that is complete.
    pub fn pop(&mut self) -> Option<Piece> {
        self.ready.pop_front()
    }

    /// Says that there are no more lines.
    pub fn finish(&self) -> Result<()> {
        match self.phase {
            Phase::After => Ok(()),
            Phase::Within => Err(self.error(1, RecordProblem::Truncated { events: self.events })),
            Phase::Before => Err(RecordError { line: 1, column: 1, problem: RecordProblem::Empty }),
        }
    }

    fn heading(&mut self, fields: Fields, line: &[u8]) -> Result<()> {
        let Some(version) = fields.get("record") else {
            return Err(self.error(1, RecordProblem::NoHeading));
        };
        if version.as_u64() != Some(RECORD_VERSION) {
            let problem = RecordProblem::OtherVersion { version: version.to_string() };
            return Err(self.error(column_of("record", line), problem));
        }
        self.check(&fields, HEADING, line)?;
        self.phase = Phase::Within;
        self.ready.push_back(Piece::Heading(Heading(fields)));
        Ok(())
    }

    fn body(&mut self, fields: Fields, line: &[u8]) -> Result<()> {
        if fields.contains_key("event") {
            self.event(&fields, line)
        } else if fields.contains_key("happened") {
            self.happened(fields, line)
        } else if fields.contains_key("truth") {
            self.state(fields, line)
        } else if fields.contains_key("end") {
            self.end(fields, line)
        } else {
            Err(self.malformed(1, "the line has none of `event`, `happened`, `truth`, `end`"))
        }
    }

    fn event(&mut self, fields: &Fields, line: &[u8]) -> Result<()> {
        self.check(fields, EVENT, line)?;
        // What was checked is there.
        let count = |key| fields.get(key).and_then(Value::as_u64).unwrap_or_default();
        let text = |key| fields.get(key).and_then(Value::as_str).unwrap_or_default();
        let (number, at) = (count("event"), Time::from_nanos(count("at_ns")));
        if number != self.events + 1 {
            let after = format!("event {number} cannot follow event {}", self.events);
            return Err(self.out_of_order(&after));
        }
        if at < self.at {
            return Err(self.out_of_order("the event is earlier than the one before"));
        }
        let drawn = fields.get("drawn").and_then(Value::as_object).cloned().unwrap_or_default();
        let event = RecordedEvent {
            number,
            at,
            part: text("part").to_owned(),
            digest: text("digest").parse().unwrap_or(DigestValue(0)),
            drawn,
            happened: vec![],
            state: Fields::new(),
        };
        self.close();
        (self.events, self.at, self.open) = (number, at, Some(event));
        Ok(())
    }

    fn happened(&mut self, mut fields: Fields, line: &[u8]) -> Result<()> {
        let taken = |fields: &mut Fields, key: &str| match fields.remove(key) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let Some(kind) = taken(&mut fields, "happened") else {
            return Err(self.malformed(column_of("happened", line), "`happened` must be a text"));
        };
        let Some(keys) = keys_of(&kind) else {
            let about = format!("nothing is called `{kind}`");
            return Err(self.malformed(column_of("happened", line), &about));
        };
        let Some(says) = taken(&mut fields, "says") else {
            return Err(self.malformed(column_of("says", line), "`says` must be there, a text"));
        };
        self.check(&fields, keys, line)?;
        match &mut self.open {
            Some(event) if event.happened.len() == HAPPENED_MAX => {
                let event = event.number;
                Err(self.error(1, RecordProblem::TooMuchHappened { event }))
            }
            Some(event) if event.state.is_empty() => {
                event.happened.push(Happened { kind, fields, says });
                Ok(())
            }
            Some(_) => Err(self.out_of_order("what happened stands before `truth`")),
            None => Err(self.out_of_order("nothing happens before the first event")),
        }
    }

    fn state(&mut self, fields: Fields, line: &[u8]) -> Result<()> {
        self.check(&fields, STATE, line)?;
        match &mut self.open {
            Some(event) if !event.happened.is_empty() && event.state.is_empty() => {
                event.state = fields;
                Ok(())
            }
            _ => Err(self.out_of_order("`truth` stands once, after what happened in an event")),
        }
    }

    fn end(&mut self, fields: Fields, line: &[u8]) -> Result<()> {
        self.check(&fields, END, line)?;
        let count = fields.get("end").and_then(Value::as_u64).unwrap_or_default();
        if count != self.events {
            let about =
                format!("the record has {} events, its last line says {count}", self.events);
            return Err(self.out_of_order(&about));
        }
        self.close();
        self.phase = Phase::After;
        self.ready.push_back(Piece::End(End(fields)));
        Ok(())
    }

    /// No more will come of the event that is open.
    fn close(&mut self) {
        self.ready.extend(self.open.take().map(Piece::Event));
    }

    fn check(&self, fields: &Fields, keys: Keys, line: &[u8]) -> Result<()> {
        check_keys(fields, keys).map_err(|Misfit { key, about }| {
            let column = if key.is_empty() { 1 } else { column_of(&key, line) };
            self.malformed(column, &about)
        })
    }

    fn syntax(&self, line: &[u8], error: &serde_json::Error) -> RecordError {
        if line.iter().all(u8::is_ascii_whitespace) {
            return self.malformed(1, "the line is empty");
        }
        // serde_json repeats the place at the end of its sentence.
        let place = format!(" at line {} column {}", error.line(), error.column());
        let message = error.to_string();
        self.malformed(error.column().max(1), message.strip_suffix(&place).unwrap_or(&message))
    }

    fn malformed(&self, column: usize, about: &str) -> RecordError {
        self.error(column, RecordProblem::Malformed(about.to_owned()))
    }

    fn out_of_order(&self, about: &str) -> RecordError {
        self.error(1, RecordProblem::OutOfOrder(about.to_owned()))
    }

    const fn error(&self, column: usize, problem: RecordProblem) -> RecordError {
        RecordError { line: self.line, column, problem }
    }
}

/// Where a key stands in a line, in bytes from 1; the line's beginning when it is not there as such.
fn column_of(key: &str, line: &[u8]) -> usize {
    let quoted = format!("\"{key}\"");
    let found = line.windows(quoted.len()).position(|bytes| bytes == quoted.as_bytes());
    found.unwrap_or(0) + 1
}
