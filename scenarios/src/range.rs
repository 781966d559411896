//! Ranges of quantities: `"1MB/s..8MB/s"`, both ends included, or a single `"8MB/s"`.

use core::ops::Range;

use firedrill_protocol::quantity::{self, Dimension, QuantityError};
use thiserror::Error;

/// From where to where a quantity may be drawn, in base units of its dimension.
///
/// Durations, sizes and rates are held in whole base units, everything else to a millionth, so that
/// whatever is drawn is written and read back exactly. A single value in a base unit is held as it
/// is written.
///
/// ```
/// use firedrill_protocol::quantity::Dimension;
/// use firedrill_scenarios::QuantityRange;
///
/// let range = QuantityRange::parse("500KB..8MB", Dimension::Size).unwrap();
/// assert_eq!(range.low(), 500.0 * 1024.0);
/// assert!(range.contains(1024.0 * 1024.0));
/// assert!(QuantityRange::parse("8MB..1MB", Dimension::Size).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuantityRange {
    low: f64,
    high: f64,
    dimension: Dimension,
}

/// Why a text is no range.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RangeError {
    /// One of the ends is no quantity.
    #[error("{problem}")]
    End {
        /// Which part of the text, in bytes.
        part: Range<usize>,
        /// What is wrong with it.
        problem: QuantityError,
    },
    /// The range stops before its high end or starts after its low one.
    #[error("`{text}` has no {which} end")]
    OpenEnd {
        /// What was written.
        text: String,
        /// "low" or "high".
        which: &'static str,
    },
    /// The low end lies above the high one.
    #[error("the range is inverted: `{low}` is more than `{high}`")]
    Inverted {
        /// The end that was written first.
        low: String,
        /// The end that was written last.
        high: String,
    },
}

impl QuantityRange {
    /// Reads a range or a single quantity.
    pub fn parse(text: &str, dimension: Dimension) -> Result<Self, RangeError> {
        let (low_part, high_part) = parts(text);
        let Some(high_part) = high_part else {
            // Nothing is drawn from a single value: what stands in the base unit is held as written.
            let value = if quantity::is_in_base_units(text, dimension) && !is_whole(dimension) {
                exact_end(text, low_part, dimension)?
            } else {
                end(text, low_part, dimension)?
            };
            return Ok(Self { low: value, high: value, dimension });
        };
        let written = |part: &Range<usize>| text[part.clone()].trim().to_owned();
        for (part, which) in [(&low_part, "low"), (&high_part, "high")] {
            if written(part).is_empty() {
                return Err(RangeError::OpenEnd { text: text.to_owned(), which });
            }
        }
        let low = end(text, low_part.clone(), dimension)?;
        let high = end(text, high_part.clone(), dimension)?;
        if low > high {
            let (low, high) = (written(&low_part), written(&high_part));
            return Err(RangeError::Inverted { low, high });
        }
        Ok(Self { low, high, dimension })
    }

    /// The smallest value.
    pub const fn low(&self) -> f64 {
        self.low
    }

    /// The largest value.
    pub const fn high(&self) -> f64 {
        self.high
    }

    /// What is measured.
    pub const fn dimension(&self) -> Dimension {
        self.dimension
    }

    /// Whether there is only one value.
    pub fn is_fixed(&self) -> bool {
        self.low == self.high
    }

    /// Whether `base`, in base units, lies between the ends or on one.
    pub fn contains(&self, base: f64) -> bool {
        (self.low..=self.high).contains(&base)
    }
}

impl RangeError {
    /// The part of a text of `length` bytes that is wrong.
    pub(crate) fn part(&self, length: usize) -> Range<usize> {
        match self {
            Self::End { part, .. } => part.clone(),
            Self::OpenEnd { .. } | Self::Inverted { .. } => 0..length,
        }
    }
}

/// The two ends of a range as parts of its text; one if there are no two dots.
pub(crate) fn parts(text: &str) -> (Range<usize>, Option<Range<usize>>) {
    match text.find("..") {
        None => (0..text.len(), None),
        Some(dots) => (0..dots, Some(dots + 2..text.len())),
    }
}

fn end(text: &str, part: Range<usize>, dimension: Dimension) -> Result<f64, RangeError> {
    exact_end(text, part, dimension).map(|value| snap(value, dimension))
}

fn exact_end(text: &str, part: Range<usize>, dimension: Dimension) -> Result<f64, RangeError> {
    let written = &text[part.clone()];
    match quantity::parse(written.trim(), dimension) {
        Ok(value) => Ok(value),
        Err(problem) => {
            let part = wrong_part(written, part.start, &problem);
            Err(RangeError::End { part, problem })
        }
    }
}

/// The unit if the unit is what is wrong, else the whole end without the spaces around it.
fn wrong_part(written: &str, offset: usize, problem: &QuantityError) -> Range<usize> {
    let trimmed_end = offset + written.trim_end().len();
    let start = match problem {
        QuantityError::UnknownUnit { unit, .. } => trimmed_end.saturating_sub(unit.len()),
        _ => offset + (written.len() - written.trim_start().len()),
    };
    start.min(trimmed_end)..trimmed_end
}

const fn is_whole(dimension: Dimension) -> bool {
    matches!(dimension, Dimension::Duration | Dimension::Size | Dimension::Rate)
}

/// The nearest value that is held exactly: `"100KB/min"` is no whole number of bytes a second.
fn snap(base: f64, dimension: Dimension) -> f64 {
    const MILLION: f64 = 1e6;
    let snapped = if is_whole(dimension) {
        base.round()
    } else if base.abs() < 1e9 {
        (base * MILLION).round() / MILLION
    } else {
        base
    };
    // Adding zero turns -0 into 0, which would be written differently.
    snapped + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, dimension: Dimension) -> (f64, f64) {
        let range = QuantityRange::parse(text, dimension).unwrap();
        (range.low(), range.high())
    }

    #[test]
    fn a_range_has_a_unit_at_each_end_and_a_quantity_is_a_range_of_itself() {
        assert_eq!(read("1KB..1MB", Dimension::Size), (1024.0, 1_048_576.0));
        assert_eq!(read(" 60s .. 2m ", Dimension::Duration), (60e9, 120e9));
        assert_eq!(read("-5C..5C", Dimension::Temperature), (-5.0, 5.0));
        assert_eq!(read("1.5..2.5", Dimension::Count), (1.5, 2.5));
        assert_eq!(read("90%", Dimension::Share), (90.0, 90.0));
    }

    #[test]
    fn ends_are_held_in_values_that_can_be_written() {
        assert_eq!(read("1MB/min", Dimension::Rate), (17_476.0, 17_476.0));
        assert_eq!(read("100/h", Dimension::Frequency), (1.666_667, 1.666_667));
        assert_eq!(read("35mW", Dimension::Power), (0.035, 0.035));
        assert!(read("-0C", Dimension::Temperature).0.is_sign_positive());
        assert_eq!(read("20.1234567C..21C", Dimension::Temperature).0, 20.123_457);
    }

    #[test]
    fn a_single_value_in_a_base_unit_is_held_as_it_is_written() {
        assert_eq!(read("20.123456789C", Dimension::Temperature).0, 20.123_456_789);
        assert_eq!(read("0.035000000000000003W", Dimension::Power).0, 35.0 * 1e-3);
        assert_eq!(read("0.4B", Dimension::Size).0, 0.0);
    }

    #[test]
    fn each_mistake_gets_a_sentence_and_a_part_of_the_text() {
        let of = |text: &str, dimension| {
            let error = QuantityRange::parse(text, dimension).unwrap_err();
            let part = &text[error.part(text.len())];
            format!("[{part}] {error}")
        };
        let sentences = [
            of("1MB..8mb ", Dimension::Size),
            of("60..90%", Dimension::Share),
            of("8MB..1MB", Dimension::Size),
            of("..8MB", Dimension::Size),
            of("8MB..", Dimension::Size),
            of("1s..2s..3s", Dimension::Duration),
            of("nanC", Dimension::Temperature),
            of("1s.. -2s", Dimension::Duration),
        ];
        insta::assert_snapshot!(sentences.join("\n"), @r###"
        [mb] unknown unit `mb` for a size, expected one of B, KB, MB, GB
        [60] `60` has no unit, expected a share such as "40%"
        [8MB..1MB] the range is inverted: `8MB` is more than `1MB`
        [..8MB] `..8MB` has no low end
        [8MB..] `8MB..` has no high end
        [s..3s] unknown unit `s..3s` for a duration, expected one of ns, us, ms, s, m, min, h
        [nanC] `nanC` does not start with a number, expected a temperature such as "38.5C"
        [-2s] `-2s` is negative, a duration cannot be
        "###);
    }
}
