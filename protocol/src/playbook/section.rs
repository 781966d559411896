//! Reading one table of a playbook file, key by key, so that every mistake is named by its key.

use core::time::Duration;

use toml::de::{DeTable, DeValue};

use super::error::{PlaybookError, PlaybookProblem, Position};
use crate::quantity::{self, Dimension};
use crate::units::Bytes;

/// What a key that is not there means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Absent {
    /// An error: the text is a whole playbook.
    IsMissing,
    /// The number stays as it is: the text overrides a playbook.
    Keeps,
}

/// One table, and which of its keys were asked for.
pub(super) struct Section<'t> {
    text: &'t str,
    table: Option<&'t DeTable<'t>>,
    /// Byte at which the table begins, for keys that are missing in it.
    start: usize,
    path: String,
    absent: Absent,
    asked: Vec<&'static str>,
}

type Reading<T> = Result<T, PlaybookError>;

impl<'t> Section<'t> {
    /// The whole file.
    pub(super) fn root(text: &'t str, table: &'t DeTable<'t>, absent: Absent) -> Self {
        Self { text, table: Some(table), start: 0, path: String::new(), absent, asked: vec![] }
    }

    /// A table within this one.
    pub(super) fn section(&mut self, name: &'static str) -> Reading<Self> {
        let (table, start) = match self.find(name)? {
            None => (None, self.start),
            Some((DeValue::Table(table), start)) => (Some(table), start),
            Some((other, start)) => return Err(self.wrong_kind(name, start, "a table", other)),
        };
        let (text, path, absent) = (self.text, self.key(name), self.absent);
        Ok(Section { text, table, start, path, absent, asked: vec![] })
    }

    /// A plain positive number.
    pub(super) fn number(&mut self, name: &'static str, slot: &mut f64) -> Reading<()> {
        let Some((value, at)) = self.find(name)? else { return Ok(()) };
        let digits = match value {
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str(),
            DeValue::Float(float) => float.as_str(),
            other => return Err(self.wrong_kind(name, at, "a number", other)),
        };
        let parsed = digits.parse().unwrap_or(f64::NAN);
        *slot = quantity::check(parsed, digits, Dimension::Count)
            .map_err(|error| self.error(name, Some(at), error.into()))?;
        Ok(())
    }

    /// A number that this table need not have.
    pub(super) fn optional_number(
        &mut self,
        name: &'static str,
        slot: &mut Option<f64>,
    ) -> Reading<()> {
        self.optional(name, slot, 0.0, Self::number)
    }

    /// A share, `"1%"`, as a fraction.
    pub(super) fn share(&mut self, name: &'static str, slot: &mut f64) -> Reading<()> {
        self.quantity(name, Dimension::Share, |per_cent| *slot = per_cent / 100.0)
    }

    /// A share that this table need not have.
    pub(super) fn optional_share(
        &mut self,
        name: &'static str,
        slot: &mut Option<f64>,
    ) -> Reading<()> {
        self.optional(name, slot, 0.0, Self::share)
    }

    /// A duration, `"30s"`.
    pub(super) fn duration(&mut self, name: &'static str, slot: &mut Duration) -> Reading<()> {
        self.quantity(name, Dimension::Duration, |nanos| {
            *slot = Duration::from_nanos(nanos as u64);
        })
    }

    /// A duration that this table need not have.
    pub(super) fn optional_duration(
        &mut self,
        name: &'static str,
        slot: &mut Option<Duration>,
    ) -> Reading<()> {
        self.optional(name, slot, Duration::ZERO, Self::duration)
    }

    /// A size, `"200MB"`.
    pub(super) fn size(&mut self, name: &'static str, slot: &mut Bytes) -> Reading<()> {
        self.quantity(name, Dimension::Size, |bytes| *slot = Bytes::new(bytes as u64))
    }

    /// One word of a closed list.
    pub(super) fn word<T: Copy>(
        &mut self,
        name: &'static str,
        words: &[(T, &str)],
        slot: &mut T,
    ) -> Reading<()> {
        let Some((value, at)) = self.find(name)? else { return Ok(()) };
        *slot = self.known_word(name, at, words, value)?;
        Ok(())
    }

    /// A word that this table need not have.
    pub(super) fn optional_word<T: Copy>(
        &mut self,
        name: &'static str,
        words: &[(T, &str)],
        slot: &mut Option<T>,
    ) -> Reading<()> {
        let Some((value, at)) = self.look_up(name) else { return Ok(()) };
        *slot = Some(self.known_word(name, at, words, value)?);
        Ok(())
    }

    /// A list of words of a closed list.
    pub(super) fn words<T: Copy>(
        &mut self,
        name: &'static str,
        words: &[(T, &str)],
        slot: &mut Vec<T>,
    ) -> Reading<()> {
        let Some((value, at)) = self.find(name)? else { return Ok(()) };
        let DeValue::Array(array) = value else {
            return Err(self.wrong_kind(name, at, "a list of words", value));
        };
        let known = |item: &toml::Spanned<_>| {
            self.known_word(name, item.span().start, words, item.as_ref())
        };
        *slot = array.iter().map(known).collect::<Result<_, _>>()?;
        Ok(())
    }

    /// Refuses every key that nobody asked for.
    pub(super) fn finish(self) -> Reading<()> {
        for key in self.table.iter().flat_map(|table| table.keys()) {
            let name: &str = key.get_ref();
            if !self.asked.contains(&name) {
                let problem = PlaybookProblem::Unknown { expected: self.asked.join(", ") };
                return Err(self.error(name, Some(key.span().start), problem));
            }
        }
        Ok(())
    }

    fn quantity(
        &mut self,
        name: &'static str,
        dimension: Dimension,
        set: impl FnOnce(f64),
    ) -> Reading<()> {
        let Some((value, at)) = self.find(name)? else { return Ok(()) };
        let DeValue::String(written) = value else {
            return Err(self.wrong_kind(name, at, "a text with a number and a unit", value));
        };
        let value = quantity::parse(written, dimension)
            .map_err(|error| self.error(name, Some(at), error.into()))?;
        set(value);
        Ok(())
    }

    /// Reads `name` with `read` if it is there, starting from `blank` if the slot is empty.
    fn optional<T: Copy>(
        &mut self,
        name: &'static str,
        slot: &mut Option<T>,
        blank: T,
        read: impl FnOnce(&mut Self, &'static str, &mut T) -> Reading<()>,
    ) -> Reading<()> {
        if self.look_up(name).is_none() {
            return Ok(());
        }
        let mut value = slot.unwrap_or(blank);
        read(self, name, &mut value)?;
        *slot = Some(value);
        Ok(())
    }

    fn known_word<T: Copy>(
        &self,
        name: &str,
        at: usize,
        words: &[(T, &str)],
        value: &DeValue<'_>,
    ) -> Reading<T> {
        let DeValue::String(written) = value else {
            return Err(self.wrong_kind(name, at, "a word", value));
        };
        if let Some((known, _)) = words.iter().find(|(_, word)| *word == &**written) {
            return Ok(*known);
        }
        let expected: Vec<_> = words.iter().map(|(_, word)| *word).collect();
        let (word, expected) = (written.to_string(), expected.join(", "));
        Err(self.error(name, Some(at), PlaybookProblem::UnknownWord { word, expected }))
    }

    fn find(&mut self, name: &'static str) -> Reading<Option<(&'t DeValue<'t>, usize)>> {
        match self.look_up(name) {
            None if self.absent == Absent::IsMissing => {
                Err(self.error(name, None, PlaybookProblem::Missing))
            }
            found => Ok(found),
        }
    }

    fn look_up(&mut self, name: &'static str) -> Option<(&'t DeValue<'t>, usize)> {
        if !self.asked.contains(&name) {
            self.asked.push(name);
        }
        let value = self.table?.get(name)?;
        Some((value.get_ref(), value.span().start))
    }

    fn wrong_kind(
        &self,
        name: &str,
        at: usize,
        expected: &'static str,
        found: &DeValue<'_>,
    ) -> PlaybookError {
        let found = match found {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.error(name, Some(at), PlaybookProblem::WrongKind { expected, found })
    }

    fn error(&self, name: &str, at: Option<usize>, problem: PlaybookProblem) -> PlaybookError {
        let byte = at.unwrap_or(self.start);
        let position = Some(Position::of(self.text, byte));
        PlaybookError { key: self.key(name), position, problem }
    }

    fn key(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }
}
