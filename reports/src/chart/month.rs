//! Months of the calendar.

use core::fmt;
use core::str::FromStr;

use thiserror::Error;

/// A month, written `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: u16,
    month: u8,
}

/// Why a text is no month.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is no month; write it as year and month, such as 2026-11")]
pub struct MonthError(String);

impl Month {
    /// This month of this year; `None` unless the month is one of twelve and the year has at most four
    /// digits.
    pub const fn new(year: u16, month: u8) -> Option<Self> {
        if year <= 9_999 && 1 <= month && month <= 12 { Some(Self { year, month }) } else { None }
    }

    /// How many months lie between the beginning of the calendar and this one.
    pub(super) const fn index(self) -> u32 {
        self.year as u32 * 12 + self.month as u32 - 1
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (year, month) = text.split_once('-')?;
            let is_figures = |part: &str, length| {
                part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
            };
            if !is_figures(year, 4) || !is_figures(month, 2) {
                return None;
            }
            Self::new(year.parse().ok()?, month.parse().ok()?)
        };
        parse().ok_or_else(|| MonthError(firedrill_scenarios::escaped(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_read_as_it_is_written() {
        let month: Month = "2026-11".parse().unwrap();
        assert_eq!((month, month.to_string().as_str()), (Month::new(2026, 11).unwrap(), "2026-11"));
        assert_eq!("0001-02".parse::<Month>().unwrap().index(), 13);
        for text in ["", "2026", "2026-0", "2026-13", "2026-00", "26-11", "+026-11", "2026-11-01"] {
            let error = text.parse::<Month>().unwrap_err().to_string();
            assert!(error.starts_with(&format!("`{text}` is no month; write")), "{error}");
        }
    }

    #[test]
    fn months_follow_each_other_over_the_end_of_a_year() {
        let of = |text: &str| text.parse::<Month>().unwrap();
        assert_eq!(of("2026-01").index(), of("2025-12").index() + 1);
        assert!(of("2025-12") < of("2026-01"));
    }
}
