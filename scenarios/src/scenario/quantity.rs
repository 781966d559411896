//! Quantities of a file: read, held against their limits, and explained where they are wrong.

use core::ops::Range;

use firedrill_protocol::quantity::{Dimension, QuantityError};

use crate::diagnostics::{Diagnostic, Findings, SourceText, expected, nearest_unit, quoted};
use crate::draft::Text;
use crate::limits;
use crate::range::{QuantityRange, RangeError, parts};

/// What belongs at a key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    pub(super) key: &'static str,
    pub(super) dimension: Dimension,
    /// The smallest and the largest value that make sense.
    pub(super) limits: (&'static str, &'static str),
}

impl Wanted {
    /// Reads a range and holds both its ends against the limits.
    pub(super) fn range(self, text: &Text, findings: &mut Findings) -> Option<QuantityRange> {
        match QuantityRange::parse(text.get_ref(), self.dimension) {
            Ok(range) => self.within_limits(range, text, findings).then_some(range),
            Err(error) => {
                let diagnostic = self.explain(&error, text, findings);
                findings.report(diagnostic);
                None
            }
        }
    }

    fn within_limits(self, range: QuantityRange, text: &Text, findings: &mut Findings) -> bool {
        let (lowest, highest) = limits::in_base_units(self.limits, self.dimension);
        let (low_part, high_part) = parts(text.get_ref());
        let ends = [(range.low(), Some(low_part)), (range.high(), high_part)];
        let mut fits = true;
        for (value, part) in ends {
            let Some(part) = part else { continue };
            let (side, limit) = match value {
                value if value < lowest => ("below", self.limits.0),
                value if value > highest => ("above", self.limits.1),
                _ => continue,
            };
            fits = false;
            let written = quoted(text.get_ref()[part.clone()].trim());
            let message = format!("{written} is {side} the limit of `{}`, {limit}", self.key);
            let span = part_of(text, trimmed(text.get_ref(), part), findings.source());
            let (from, to) = self.limits;
            findings.report(
                findings.at(span, message).note(format!("expected between {from} and {to}")),
            );
        }
        fits
    }

    fn explain(self, error: &RangeError, text: &Text, findings: &Findings) -> Diagnostic {
        let written = text.get_ref();
        let at = |message: String| {
            let span = part_of(text, error.part(written.len()), findings.source());
            findings.at(span, message)
        };
        let problem = match error {
            RangeError::Inverted { low, high } => {
                return at(format!(
                    "the range is inverted: {} is more than {}",
                    quoted(low),
                    quoted(high)
                ))
                .did_you_mean(short(format!("{high}..{low}")));
            }
            RangeError::OpenEnd { which, .. } => {
                return at(format!("the range {} has no {which} end", quoted(written)))
                    .hint("a range is written `low..high`");
            }
            RangeError::End { problem, part } => (problem, &written[part.clone()]),
        };
        if let Some(range) = with_dots(written, self.dimension) {
            return at(format!("{} is no range", quoted(written))).did_you_mean(Some(range));
        }
        self.explain_end(problem, written, at)
    }

    fn explain_end(
        self,
        (problem, part): (&QuantityError, &str),
        written: &str,
        at: impl Fn(String) -> Diagnostic,
    ) -> Diagnostic {
        let dimension = self.dimension;
        let (what, example) = (dimension.name(), dimension.example());
        match problem {
            QuantityError::NotANumber { .. } if part.is_empty() => {
                at("the text is empty".to_owned())
                    .hint(format!("expected a {what} such as {example}"))
            }
            QuantityError::NotANumber { .. } => {
                at(format!("{} does not begin with a number", quoted(part)))
                    .hint(format!("expected a {what} such as {example}"))
            }
            QuantityError::MissingUnit { .. } => {
                let diagnostic = at(format!("{} has no unit", quoted(part)));
                match other_unit(written, part, dimension) {
                    Some(unit) => diagnostic.did_you_mean(short(format!("{part}{unit}"))),
                    None => diagnostic.hint(format!("expected a {what} such as {example}")),
                }
            }
            QuantityError::UnknownUnit { unit, .. } => {
                let units = dimension.units().iter().map(|(name, _)| *name);
                let known: Vec<_> = units.clone().collect();
                let diagnostic = match known.as_slice() {
                    [] => at(format!("a {what} has no unit, found {}", quoted(unit))),
                    _ => at(format!("{} is no unit of a {what}", quoted(unit)))
                        .note(expected(&known)),
                };
                diagnostic.did_you_mean(nearest_unit(unit, units))
            }
            QuantityError::Negative { .. } => {
                at(format!("{} is negative, which a {what} cannot be", quoted(part)))
            }
            QuantityError::OutOfRange { .. } => {
                at(format!("{} is too large for a {what}", quoted(part)))
            }
        }
    }
}

/// Where a part of a text stands in the file; the whole value when escapes have moved it.
pub(super) fn part_of(text: &Text, part: Range<usize>, source: &SourceText) -> Range<usize> {
    let span = text.span();
    let written = source.slice(&span);
    for quote in ["\"\"\"", "'''", "\"", "'"] {
        let inner = written.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        // A newline right behind three quotes is no part of the text.
        let skipped =
            inner.map_or(0, |inner| usize::from(quote.len() == 3 && inner.starts_with('\n')));
        if inner.and_then(|inner| inner.get(skipped..)) == Some(text.get_ref().as_str()) {
            let start = span.start + quote.len() + skipped;
            return start + part.start..start + part.end;
        }
    }
    span
}

/// The part without the spaces around it.
fn trimmed(text: &str, part: Range<usize>) -> Range<usize> {
    let written = &text[part.clone()];
    let start = part.start + (written.len() - written.trim_start().len());
    start..start + written.trim().len()
}

/// A suggestion, unless it is too long to be one.
fn short(suggestion: String) -> Option<String> {
    (suggestion.len() <= 48 && !suggestion.contains(char::is_control)).then_some(suggestion)
}

/// The unit of a range's other end, as in `"60..90%"`.
fn other_unit(written: &str, part: &str, dimension: Dimension) -> Option<&'static str> {
    let (low, high) = parts(written);
    let other =
        if written[low.clone()].trim() == part { written.get(high?)? } else { &written[low] };
    let units = dimension.units().iter().map(|(name, _)| *name);
    let is_unit_of = |unit: &&str| {
        let number = other.trim().strip_suffix(*unit).map(str::trim_end);
        number.is_some_and(|number| number.ends_with(|c: char| c.is_ascii_digit()))
    };
    units.into_iter().find(is_unit_of)
}

/// The range that was meant by `"60%-90%"`, `"60% to 90%"` and their like.
fn with_dots(written: &str, dimension: Dimension) -> Option<String> {
    let unit_of_high = |high: &str| {
        dimension.units().iter().map(|(unit, _)| *unit).find(|unit| high.trim().ends_with(unit))
    };
    for dash in [" to ", "-", "\u{2013}", "\u{2026}", "\u{2192}"] {
        let Some((low, high)) = written.split_once(dash) else { continue };
        let (low, high) = (low.trim(), high.trim());
        let as_written = format!("{low}..{high}");
        let low_with_unit = format!("{low}{}..{high}", unit_of_high(high).unwrap_or_default());
        for range in [as_written, low_with_unit] {
            if QuantityRange::parse(&range, dimension).is_ok() {
                return short(range);
            }
        }
    }
    None
}
