//! Weeks, of a date or of today.

use firedrill_reports::Week;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The week of today, by the clock and in UTC: wherever a drill is held, it is the same one.
pub(crate) fn this_week() -> Result<Week, String> {
    week(Timestamp::now().to_zoned(TimeZone::UTC).date())
}

/// The week of a date, `2026-11-28`.
pub(crate) fn week_of(text: &str) -> Result<Week, String> {
    let date = text.parse::<Date>().map_err(|_| not_a_date(text))?;
    // The parser knows other forms too; one is enough to be read and to be searched for.
    if date.to_string() == text { week(date) } else { Err(not_a_date(text)) }
}

fn week(date: Date) -> Result<Week, String> {
    let week = date.iso_week_date();
    match (u16::try_from(week.year()), u8::try_from(week.week())) {
        (Ok(year), Ok(number)) if year >= 1970 => Ok(Week { year, number }),
        _ => Err("no drill was held before 1970".to_owned()),
    }
}

fn not_a_date(text: &str) -> String {
    let text = firedrill_scenarios::escaped(text);
    format!("`{text}` is no date of the calendar\n  write it as YYYY-MM-DD, such as 2026-11-28")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        week_of(text).map_or_else(|error| error, |week| week.to_string())
    }

    #[test]
    fn a_week_begins_on_monday_and_belongs_to_the_year_of_its_thursday() {
        assert_eq!(of("2026-11-23"), "2026-W48");
        assert_eq!(of("2026-11-29"), "2026-W48");
        assert_eq!(of("2026-11-30"), "2026-W49");
        assert_eq!(of("2027-01-03"), "2026-W53");
        assert_eq!(of("2024-12-30"), "2025-W01");
    }

    #[test]
    fn what_is_no_date_is_refused_in_a_sentence() {
        for text in ["", "2026-02-30", "2026-11-28T00:00", "20261128", "28.11.2026", "today"] {
            assert!(week_of(text).unwrap_err().contains("YYYY-MM-DD"), "{text}");
        }
        assert!(week_of("1969-06-01").is_err() && this_week().is_ok());
    }
}
