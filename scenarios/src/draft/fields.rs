//! Reading one table whose keys are known, key by key.

use core::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::Text;
use crate::diagnostics::{Findings, expected, nearest, quoted};

/// A table and the keys that it may have.
pub(crate) struct Fields<'t> {
    /// What the table is called in sentences.
    what: &'static str,
    table: &'t DeTable<'t>,
    /// Where a missing key is reported.
    header: Range<usize>,
    known: &'static [&'static str],
}

/// Keys that belong at the top of a file. In TOML they end up in the table above them when they are
/// written further down, which surprises everybody once.
const TOP_KEYS: [&str; 6] = ["name", "title", "about", "duration", "device", "workload"];

impl<'t> Fields<'t> {
    pub(crate) const fn new(
        what: &'static str,
        table: &'t DeTable<'t>,
        header: Range<usize>,
        known: &'static [&'static str],
    ) -> Self {
        Self { what, table, header, known }
    }

    /// The value of a key.
    pub(crate) fn value(&self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.table.get(key)
    }

    /// A text that need not be there.
    pub(crate) fn text(
        &self,
        key: &'static str,
        example: &str,
        findings: &mut Findings,
    ) -> Option<Text> {
        let value = self.value(key)?;
        as_text(key, example, value, findings)
    }

    /// A text that must be there.
    pub(crate) fn required_text(
        &self,
        key: &'static str,
        example: &str,
        findings: &mut Findings,
    ) -> Option<Text> {
        let text = self.text(key, example, findings);
        if !self.table.contains_key(key) {
            self.missing(key, &format!("for example `{key} = {example}`"), findings);
        }
        text
    }

    /// A list of texts that need not be there.
    pub(crate) fn texts(
        &self,
        key: &'static str,
        example: &str,
        findings: &mut Findings,
    ) -> Option<Spanned<Vec<Text>>> {
        let value = self.value(key)?;
        let DeValue::Array(items) = value.get_ref() else {
            wrong_type(key, "a list of texts", example, value, findings);
            return None;
        };
        let texts = items.iter().filter_map(|item| as_text(key, example, item, findings)).collect();
        Some(Spanned::new(value.span(), texts))
    }

    /// True or false; need not be there.
    pub(crate) fn boolean(
        &self,
        key: &'static str,
        findings: &mut Findings,
    ) -> Option<Spanned<bool>> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::Boolean(boolean) => Some(Spanned::new(value.span(), *boolean)),
            _ => {
                wrong_type(key, "true or false", "true", value, findings);
                None
            }
        }
    }

    /// A whole number of at least zero that must be there.
    pub(crate) fn required_count(
        &self,
        key: &'static str,
        example: &str,
        findings: &mut Findings,
    ) -> Option<u64> {
        let Some(value) = self.value(key) else {
            self.missing(key, &format!("for example `{key} = {example}`"), findings);
            return None;
        };
        let count = match value.get_ref() {
            DeValue::Integer(integer) => {
                u64::from_str_radix(integer.as_str(), integer.radix()).ok()
            }
            _ => None,
        };
        if count.is_none() {
            let message = format!("`{key}` must be a whole number of at least zero");
            findings
                .report(findings.at(value.span(), message).hint(format!("for example {example}")));
        }
        count
    }

    /// A table that need not be there, and its header.
    pub(crate) fn table(
        &self,
        key: &'static str,
        findings: &mut Findings,
    ) -> Option<(&'t DeTable<'t>, Range<usize>)> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::Table(table) => Some((table, value.span())),
            _ => {
                wrong_type(key, "a table", &format!("[{key}]"), value, findings);
                None
            }
        }
    }

    /// A list of tables, each with its header; need not be there.
    pub(crate) fn tables(
        &self,
        key: &'static str,
        findings: &mut Findings,
    ) -> Vec<(&'t DeTable<'t>, Range<usize>)> {
        let Some(value) = self.value(key) else { return vec![] };
        let hint = format!("write `[[{key}]]`");
        let DeValue::Array(items) = value.get_ref() else {
            let message =
                format!("`{key}` is a list of tables, found {}", describe(value.get_ref()));
            findings.report(findings.at(value.span(), message).hint(hint));
            return vec![];
        };
        let mut tables = vec![];
        for item in items.iter() {
            match item.get_ref() {
                DeValue::Table(table) => tables.push((table, item.span())),
                other => {
                    let message = format!("a {key} is a table, found {}", describe(other));
                    findings.report(findings.at(item.span(), message).hint(hint.as_str()));
                }
            }
        }
        tables
    }

    /// Reports that a key is not there, unless it is there and of a wrong type.
    pub(crate) fn missing(&self, key: &str, note: &str, findings: &mut Findings) {
        if !self.table.contains_key(key) {
            missing_key(self.what, key, note, (self.table, &self.header), self.known, findings);
        }
    }

    /// Every key that the table should not have.
    pub(crate) fn others(&self) -> Vec<(&'t Spanned<DeString<'t>>, &'t Spanned<DeValue<'t>>)> {
        let is_known = |key: &Spanned<DeString<'_>>| self.known.contains(&&**key.get_ref());
        self.table.iter().filter(|(key, _)| !is_known(key)).collect()
    }

    /// Reports every key that the table should not have.
    pub(crate) fn finish(self, findings: &mut Findings) {
        for (key, _) in self.others() {
            unknown_key(self.what, key, self.known, findings);
        }
    }
}

/// Reports a key that is not there, unless one that nobody knows is a misspelling of it: that is
/// one mistake, not two.
pub(crate) fn missing_key(
    what: &str,
    key: &str,
    note: &str,
    (table, header): (&DeTable<'_>, &Range<usize>),
    known: &[&str],
    findings: &mut Findings,
) {
    let is_meant =
        |name: &str| !known.contains(&name) && nearest(name, known.iter().copied()) == Some(key);
    if !table.keys().any(|name| is_meant(name.get_ref())) {
        let diagnostic = findings.at(header.clone(), format!("{what} needs `{key}`"));
        findings.report_missing(diagnostic.note(note));
    }
}

/// Reports a key that a table does not have.
pub(crate) fn unknown_key(
    what: &str,
    key: &Spanned<DeString<'_>>,
    known: &[&str],
    findings: &mut Findings,
) {
    let name: &str = key.get_ref();
    let message = format!("{what} has no key {}", quoted(name));
    let mut diagnostic =
        findings.at(key.span(), message).did_you_mean(nearest(name, known.iter().copied()));
    if TOP_KEYS.contains(&name) && !known.contains(&name) {
        diagnostic = diagnostic.hint("belongs at the top of the file, above every `[table]`");
    }
    findings.report(diagnostic.note(expected(known)));
}

/// The text that a value is.
pub(crate) fn as_text(
    key: &str,
    example: &str,
    value: &Spanned<DeValue<'_>>,
    findings: &mut Findings,
) -> Option<Text> {
    match value.get_ref() {
        DeValue::String(text) => Some(Spanned::new(value.span(), text.clone().into_owned())),
        _ => {
            wrong_type(key, "a text in quotes", example, value, findings);
            None
        }
    }
}

/// Reports a value of the wrong type.
pub(crate) fn wrong_type(
    key: &str,
    wanted: &str,
    example: &str,
    value: &Spanned<DeValue<'_>>,
    findings: &mut Findings,
) {
    let found = describe(value.get_ref());
    let message = format!("{} must be {wanted}, found {found}", quoted(key));
    findings.report(findings.at(value.span(), message).hint(format!("for example {example}")));
}

/// What a value is, for sentences.
pub(crate) fn describe(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
