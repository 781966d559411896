//! Quantities as people write them: `"90s"`, `"8MB"`, `"1.5MB/s"`, `"38.5C"`, `"40%"`.

use thiserror::Error;

/// What a quantity measures; each has its own units and one base unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// Base unit: nanosecond.
    Duration,
    /// Base unit: byte. MB is 1024², as in the playbook's own code.
    Size,
    /// Base unit: byte a second.
    Rate,
    /// Base unit: degree Celsius.
    Temperature,
    /// Base unit: watt.
    Power,
    /// Base unit: per cent.
    Share,
    /// Base unit: times a minute.
    Frequency,
    /// Base unit: 1; a plain number, written without a unit.
    Count,
}

impl Dimension {
    /// Accepted suffixes, each with its size in base units.
    pub const fn units(self) -> &'static [(&'static str, f64)] {
        const NS: f64 = 1.0;
        match self {
            Self::Duration => &[
                ("ns", NS),
                ("us", 1e3),
                ("ms", 1e6),
                ("s", 1e9),
                ("m", 6e10),
                ("min", 6e10),
                ("h", 3.6e12),
            ],
            Self::Size => &[
                ("B", 1.0),
                ("KB", 1024.0),
                ("MB", 1024.0 * 1024.0),
                ("GB", 1024.0 * 1024.0 * 1024.0),
            ],
            Self::Rate => &[
                ("B/s", 1.0),
                ("KB/s", 1024.0),
                ("MB/s", 1024.0 * 1024.0),
                ("MB/min", 1024.0 * 1024.0 / 60.0),
            ],
            Self::Temperature => &[("C", 1.0), ("°C", 1.0)],
            Self::Power => &[("mW", 1e-3), ("W", 1.0)],
            Self::Share => &[("%", 1.0)],
            Self::Frequency => &[("/min", 1.0), ("/s", 60.0), ("/h", 1.0 / 60.0)],
            Self::Count => &[],
        }
    }

    /// An example to show beside an error.
    pub const fn example(self) -> &'static str {
        match self {
            Self::Duration => "\"90s\"",
            Self::Size => "\"8MB\"",
            Self::Rate => "\"1.5MB/s\"",
            Self::Temperature => "\"38.5C\"",
            Self::Power => "\"1.2W\"",
            Self::Share => "\"40%\"",
            Self::Frequency => "\"15/min\"",
            Self::Count => "3",
        }
    }

    /// What the quantity is called in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Duration => "duration",
            Self::Size => "size",
            Self::Rate => "rate",
            Self::Temperature => "temperature",
            Self::Power => "power",
            Self::Share => "share",
            Self::Frequency => "frequency",
            Self::Count => "number",
        }
    }
}

/// Why a text is no quantity.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum QuantityError {
    /// The text does not start with a number.
    #[error("`{text}` does not start with a number, expected a {what} such as {example}")]
    NotANumber {
        /// What was written.
        text: String,
        /// The dimension's name.
        what: &'static str,
        /// A correct quantity.
        example: &'static str,
    },
    /// A number stands alone where a unit is needed.
    #[error("`{text}` has no unit, expected a {what} such as {example}")]
    MissingUnit {
        /// What was written.
        text: String,
        /// The dimension's name.
        what: &'static str,
        /// A correct quantity.
        example: &'static str,
    },
    /// The unit is not one of this dimension's.
    #[error("unknown unit `{unit}` for a {what}, expected one of {expected}")]
    UnknownUnit {
        /// The unit that was written.
        unit: String,
        /// The dimension's name.
        what: &'static str,
        /// The units there are.
        expected: String,
    },
    /// The number is below zero where nothing can be.
    #[error("`{text}` is negative, a {what} cannot be")]
    Negative {
        /// What was written.
        text: String,
        /// The dimension's name.
        what: &'static str,
    },
    /// The number is infinite, not a number, or too large to be held exactly.
    #[error("`{text}` is not a {what} that can be represented")]
    OutOfRange {
        /// What was written.
        text: String,
        /// The dimension's name.
        what: &'static str,
    },
}

/// Largest magnitude in base units: 2^53, above which an `f64` skips integers. As a duration it is
/// 104 days, as a size 8 PiB.
const EXACT_LIMIT: f64 = 9_007_199_254_740_992.0;

/// Reads a quantity and returns it in base units of its dimension.
pub fn parse(text: &str, dimension: Dimension) -> Result<f64, QuantityError> {
    let what = dimension.name();
    let example = dimension.example();
    let trimmed = text.trim();
    let split = number_len(trimmed);
    let (number, unit) = (&trimmed[..split], trimmed[split..].trim());
    let Ok(value) = number.parse::<f64>() else {
        return Err(QuantityError::NotANumber { text: text.to_owned(), what, example });
    };
    let factor = if dimension == Dimension::Count && unit.is_empty() {
        1.0
    } else if unit.is_empty() {
        return Err(QuantityError::MissingUnit { text: text.to_owned(), what, example });
    } else {
        match dimension.units().iter().find(|(name, _)| *name == unit) {
            Some((_, factor)) => *factor,
            None => {
                let expected: Vec<_> = dimension.units().iter().map(|(name, _)| *name).collect();
                let expected = expected.join(", ");
                return Err(QuantityError::UnknownUnit { unit: unit.to_owned(), what, expected });
            }
        }
    };
    check(value * factor, text, dimension)
}

/// Whether a quantity is written in the base unit of its dimension, so that reading it converts
/// nothing.
pub fn is_in_base_units(text: &str, dimension: Dimension) -> bool {
    let trimmed = text.trim();
    let unit = trimmed[number_len(trimmed)..].trim();
    unit.is_empty() || dimension.units().iter().any(|(name, size)| *name == unit && *size == 1.0)
}

/// Checks that a value in base units is one that the dimension can have.
pub fn check(value: f64, text: &str, dimension: Dimension) -> Result<f64, QuantityError> {
    let what = dimension.name();
    if !value.is_finite() || value.abs() > EXACT_LIMIT {
        return Err(QuantityError::OutOfRange { text: text.to_owned(), what });
    }
    if value < 0.0 && dimension != Dimension::Temperature {
        return Err(QuantityError::Negative { text: text.to_owned(), what });
    }
    Ok(value + 0.0)
}

/// Length of the leading number: sign, digits, a point. No exponent: nobody writes `1e3MB`, and
/// accepting it would let `1e` of a mistyped unit through.
fn number_len(text: &str) -> usize {
    let sign = usize::from(text.starts_with(['-', '+']));
    let digits = text[sign..].find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_');
    sign + digits.unwrap_or(text.len() - sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_reads(text: &str, dimension: Dimension, expect: f64) {
        assert_eq!(parse(text, dimension), Ok(expect), "{text}");
    }

    #[test]
    fn quantities_are_read_in_base_units() {
        check_reads("90s", Dimension::Duration, 90e9);
        check_reads("1.5 min", Dimension::Duration, 90e9);
        check_reads("8MB", Dimension::Size, 8.0 * 1024.0 * 1024.0);
        check_reads("2MB/s", Dimension::Rate, 2.0 * 1024.0 * 1024.0);
        check_reads("-5C", Dimension::Temperature, -5.0);
        check_reads("38.5 °C", Dimension::Temperature, 38.5);
        check_reads("50%", Dimension::Share, 50.0);
        check_reads("15/min", Dimension::Frequency, 15.0);
        check_reads("3", Dimension::Count, 3.0);
    }

    #[test]
    fn every_unit_has_its_size() {
        let (kb, mb, gb) = (1024.0, 1_048_576.0, 1_073_741_824.0);
        let units = [
            (Dimension::Duration, "ns", 1.0),
            (Dimension::Duration, "us", 1e3),
            (Dimension::Duration, "ms", 1e6),
            (Dimension::Duration, "m", 60e9),
            (Dimension::Duration, "h", 3600e9),
            (Dimension::Size, "B", 1.0),
            (Dimension::Size, "KB", kb),
            (Dimension::Size, "GB", gb),
            (Dimension::Rate, "B/s", 1.0),
            (Dimension::Rate, "KB/s", kb),
            (Dimension::Rate, "MB/min", mb / 60.0),
            (Dimension::Power, "W", 1.0),
            (Dimension::Power, "mW", 0.001),
            (Dimension::Frequency, "/s", 60.0),
            (Dimension::Frequency, "/h", 1.0 / 60.0),
        ];
        for (dimension, unit, size) in units {
            check_reads(&format!("1{unit}"), dimension, size);
            check_reads(&format!("+2.5 {unit}"), dimension, 2.5 * size);
        }
    }

    #[test]
    fn every_example_is_a_quantity_and_every_sentence_shows_one() {
        for dimension in [
            Dimension::Duration,
            Dimension::Size,
            Dimension::Rate,
            Dimension::Temperature,
            Dimension::Power,
            Dimension::Share,
            Dimension::Frequency,
            Dimension::Count,
        ] {
            let (example, name) = (dimension.example(), dimension.name());
            assert!(parse(example.trim_matches('"'), dimension).is_ok(), "{example}");
            let sentence = parse("some", dimension).unwrap_err().to_string();
            assert!(sentence.ends_with(&format!("expected a {name} such as {example}")));
        }
    }

    #[test]
    fn a_quantity_is_one_that_can_be_held_exactly() {
        check_reads("9007199254740992ns", Dimension::Duration, 9_007_199_254_740_992.0);
        check_reads("-9007199254740992C", Dimension::Temperature, -9_007_199_254_740_992.0);
        for text in ["9007199254740994ns", "-9007199254740994ns"] {
            let error = parse(text, Dimension::Duration).unwrap_err();
            assert!(matches!(error, QuantityError::OutOfRange { .. }), "{error}");
        }
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let error = check(value, "some", Dimension::Temperature).unwrap_err();
            assert!(matches!(error, QuantityError::OutOfRange { .. }), "{error}");
        }
    }

    #[test]
    fn nothing_is_a_quantity_and_has_no_sign() {
        check_reads("0s", Dimension::Duration, 0.0);
        for text in ["0C", "-0C"] {
            let zero = parse(text, Dimension::Temperature).unwrap();
            assert!(zero == 0.0 && zero.is_sign_positive(), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_not_taken_for_a_unit() {
        for text in ["1_000s", "1.2.3s", "-", "+", ".", "--3s"] {
            let error = parse(text, Dimension::Duration).unwrap_err();
            assert!(matches!(error, QuantityError::NotANumber { .. }), "{text}: {error}");
        }
        let error = parse("1e3s", Dimension::Duration).unwrap_err();
        let unit = "e3s".to_owned();
        assert!(matches!(&error, QuantityError::UnknownUnit { unit: u, .. } if *u == unit));
    }

    #[test]
    fn each_mistake_gets_its_own_sentence() {
        let of = |text, dimension| parse(text, dimension).unwrap_err().to_string();
        let sentences = [
            of("fast", Dimension::Rate),
            of("", Dimension::Duration),
            of("8", Dimension::Size),
            of("8mb", Dimension::Size),
            of("-3s", Dimension::Duration),
            of("99999999999999h", Dimension::Duration),
            of("3x", Dimension::Count),
        ];
        assert_eq!(
            sentences.join("\n"),
            "`fast` does not start with a number, expected a rate such as \"1.5MB/s\"\n\
             `` does not start with a number, expected a duration such as \"90s\"\n\
             `8` has no unit, expected a size such as \"8MB\"\n\
             unknown unit `mb` for a size, expected one of B, KB, MB, GB\n\
             `-3s` is negative, a duration cannot be\n\
             `99999999999999h` is not a duration that can be represented\n\
             unknown unit `x` for a number, expected one of "
        );
    }
}
