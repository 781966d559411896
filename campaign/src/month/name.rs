//! A month of the calendar, as folders and people write it.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// A month: `2026-11`. Ordered as time passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    year: u16,
    number: u8,
}

/// Why a text is no [`Month`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MonthError {
    /// It is not written like one.
    #[error("a month is written as four digits, a hyphen and two digits, such as 2026-11")]
    Malformed,
    /// The year has only twelve.
    #[error("a year has the months 01 to 12")]
    NoSuchMonth,
}

impl Month {
    /// The month of a year, counted from 1; `None` unless there is such a month and its year has four
    /// digits.
    pub const fn new(year: u16, number: u8) -> Option<Self> {
        let is_one = year <= 9999 && number >= 1 && number <= 12;
        if is_one { Some(Self { year, number }) } else { None }
    }

    /// How many months lie between the beginning of the calendar and this one.
    pub const fn index(self) -> u32 {
        self.year as u32 * 12 + self.number as u32 - 1
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.number)
    }
}

impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (year, number) = text.split_once('-').ok_or(MonthError::Malformed)?;
        // A parser of numbers would accept a sign.
        let is_digits = |part: &str, count| {
            part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !is_digits(year, 4) || !is_digits(number, 2) {
            return Err(MonthError::Malformed);
        }
        let year = year.parse().map_err(|_| MonthError::Malformed)?;
        let number = number.parse().map_err(|_| MonthError::Malformed)?;
        Self::new(year, number).ok_or(MonthError::NoSuchMonth)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_written_as_it_is_read_and_ordered_as_time_passes() {
        let of = |text: &str| text.parse::<Month>().unwrap();
        for text in ["2026-11", "0001-01", "9999-12"] {
            assert_eq!(of(text).to_string(), text);
        }
        assert!(of("2026-09") < of("2026-10") && of("2026-12") < of("2027-01"));
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for text in ["", "2026", "2026-1", "26-11", "2026-011", "+026-11", "2026-11-01", "x-11"] {
            assert_eq!(text.parse::<Month>(), Err(MonthError::Malformed), "{text}");
        }
        for text in ["2026-13", "2026-00"] {
            assert_eq!(text.parse::<Month>(), Err(MonthError::NoSuchMonth), "{text}");
        }
    }
}
