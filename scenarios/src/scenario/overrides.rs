//! A scenario's own numbers for the playbook, in the playbook's layout.

use core::ops::Range;

use firedrill_protocol::{Playbook, PlaybookError, PlaybookProblem};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Diagnostic, Findings, nearest, sentence};
use crate::draft::PlaybookDraft;

/// Mistakes looked for in one `[playbook]`: the playbook reports one at a time.
const ROUNDS_MAX: usize = 20;

/// The built-in playbook with the overrides, and the overrides as data; nothing when something was
/// reported.
pub(super) fn apply(
    draft: Option<&PlaybookDraft<'_>>,
    findings: &mut Findings,
) -> Option<(Playbook, toml::Table)> {
    let built_in = Playbook::built_in();
    let Some(draft) = draft else { return Some((built_in, toml::Table::new())) };
    let overrides = as_data(draft.table, findings)?;
    match built_in.with_overrides(&overrides) {
        Ok(playbook) => Some((playbook, overrides)),
        Err(error) => {
            report_all(&built_in, error, overrides, draft, findings);
            None
        }
    }
}

/// Reports the first mistake, takes what causes it away, and asks again.
fn report_all(
    built_in: &Playbook,
    first: PlaybookError,
    mut overrides: toml::Table,
    draft: &PlaybookDraft<'_>,
    findings: &mut Findings,
) {
    let mut error = first;
    let mut taken_away = false;
    for _ in 0..ROUNDS_MAX {
        let contradicts = matches!(error.problem, PlaybookProblem::OutOfOrder { .. });
        // A contradiction may come from what was taken away.
        if contradicts && taken_away {
            return;
        }
        let place = place(&error, draft.table);
        let diagnostic = explain(&error, place.as_ref(), draft, findings);
        findings.report(diagnostic);
        let Some(place) = place else { return };
        remove(&mut overrides, &place.path);
        taken_away = true;
        match built_in.with_overrides(&overrides) {
            Ok(_) => return,
            Err(next) => error = next,
        }
    }
}

fn explain(
    error: &PlaybookError,
    place: Option<&Place>,
    draft: &PlaybookDraft<'_>,
    findings: &Findings,
) -> Diagnostic {
    let span = match (place, &error.problem) {
        (None, _) => draft.header.clone(),
        (Some(place), PlaybookProblem::Unknown { .. }) => place.key.clone(),
        (Some(place), _) => place.value.clone(),
    };
    let message = |problem: &str| sentence(&format!("the playbook's `{}` {problem}", error.key));
    let words = |expected: &str| expected.split(", ").map(str::to_owned).collect::<Vec<_>>();
    match &error.problem {
        PlaybookProblem::Unknown { expected } => {
            let wrong = error.key.rsplit('.').next().unwrap_or_default();
            let known = words(expected);
            findings
                .at(span, message("does not exist"))
                .did_you_mean(nearest(wrong, known.iter().map(String::as_str)))
                .note(format!("expected one of {expected}"))
        }
        PlaybookProblem::UnknownWord { word, expected } => {
            let known = words(expected);
            findings
                .at(span, message(&format!("cannot be `{word}`")))
                .did_you_mean(nearest(word, known.iter().map(String::as_str)))
                .note(format!("expected one of {expected}"))
        }
        PlaybookProblem::Quantity(problem) => {
            findings.at(span, message(&format!("is no quantity: {problem}")))
        }
        other => findings.at(span, message(&other.to_string())),
    }
}

/// Where an override stands.
struct Place {
    path: Vec<String>,
    key: Range<usize>,
    value: Range<usize>,
}

/// Where the mistake is: at its own key, or at the one that it contradicts.
fn place(error: &PlaybookError, table: &DeTable<'_>) -> Option<Place> {
    let place = locate(table, &error.key, vec![]);
    match &error.problem {
        PlaybookProblem::OutOfOrder { other, .. } => place.or_else(|| locate(table, other, vec![])),
        PlaybookProblem::UnknownWord { word, .. } => {
            let place = place?;
            let value = item(table, &place.path, word).unwrap_or(place.value);
            Some(Place { value, ..place })
        }
        _ => place,
    }
}

/// Finds a dotted key. A key may itself have dots when it is quoted, so names are tried whole.
fn locate(table: &DeTable<'_>, dotted: &str, path: Vec<String>) -> Option<Place> {
    for (key, value) in table {
        let name: &str = key.get_ref();
        let Some(rest) = dotted.strip_prefix(name) else { continue };
        let mut path = path.clone();
        path.push(name.to_owned());
        if rest.is_empty() {
            return Some(Place { path, key: key.span(), value: value.span() });
        }
        if let (Some(rest), DeValue::Table(inner)) = (rest.strip_prefix('.'), value.get_ref())
            && let Some(place) = locate(inner, rest, path)
        {
            return Some(place);
        }
    }
    None
}

/// The item of the list at `path` that is this word.
fn item(table: &DeTable<'_>, path: &[String], word: &str) -> Option<Range<usize>> {
    let (last, tables) = path.split_last()?;
    let mut table = table;
    for name in tables {
        table = table.get(name.as_str())?.get_ref().as_table()?;
    }
    let items = table.get(last.as_str())?.get_ref().as_array()?;
    let is_word = |item: &&Spanned<DeValue<'_>>| item.get_ref().as_str() == Some(word);
    items.iter().find(is_word).map(Spanned::span)
}

fn remove(table: &mut toml::Table, path: &[String]) {
    match path {
        [] => {}
        [last] => {
            table.remove(last);
        }
        [first, rest @ ..] => {
            if let Some(toml::Value::Table(inner)) = table.get_mut(first) {
                remove(inner, rest);
            }
        }
    }
}

/// The table without its places; numbers that cannot be held are reported.
fn as_data(table: &DeTable<'_>, findings: &mut Findings) -> Option<toml::Table> {
    let mut data = toml::Table::new();
    let mut complete = true;
    for (key, value) in table {
        match value_as_data(value, findings) {
            Some(value) => {
                data.insert(key.get_ref().clone().into_owned(), value);
            }
            None => complete = false,
        }
    }
    complete.then_some(data)
}

fn value_as_data(value: &Spanned<DeValue<'_>>, findings: &mut Findings) -> Option<toml::Value> {
    let data = match value.get_ref() {
        DeValue::String(text) => toml::Value::String(text.clone().into_owned()),
        DeValue::Integer(integer) => {
            let Ok(number) = i64::from_str_radix(integer.as_str(), integer.radix()) else {
                return number_too_large(value, findings);
            };
            toml::Value::Integer(number)
        }
        DeValue::Float(float) => match float.as_str().parse::<f64>() {
            Ok(number) if number.is_finite() => toml::Value::Float(number),
            _ => return number_too_large(value, findings),
        },
        DeValue::Boolean(boolean) => toml::Value::Boolean(*boolean),
        // A malformed number such as `5-10` is recovered as a date that cannot even be written.
        DeValue::Datetime(_) => {
            let message = "a date or time is no value of a playbook";
            findings.report(findings.at(value.span(), message));
            return None;
        }
        DeValue::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| value_as_data(item, findings)).collect();
            toml::Value::Array(items.into_iter().collect::<Option<_>>()?)
        }
        DeValue::Table(table) => toml::Value::Table(as_data(table, findings)?),
    };
    Some(data)
}

fn number_too_large(value: &Spanned<DeValue<'_>>, findings: &mut Findings) -> Option<toml::Value> {
    let message = "this number cannot be held: it is infinite, too large or not a number";
    findings.report(findings.at(value.span(), message));
    None
}
