//! The date that a report bears: as it is given, or the clock's.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use thiserror::Error;

/// The variable by which builds are told their date, <https://reproducible-builds.org/specs/source-date-epoch/>.
const VARIABLE: &str = "SOURCE_DATE_EPOCH";

/// Why there is no date.
#[derive(Debug, Error)]
pub(crate) enum DateError {
    /// The environment says something else than a time.
    #[error(
        "SOURCE_DATE_EPOCH is `{text}`, which is no number of seconds since 1970\n  correct it, unset it, or give \
         the date with `--date`"
    )]
    NoEpoch {
        /// What it says.
        text: String,
    },
}

/// A date as people write it: `2026-11-28`, or with a time, `2026-11-28T06:00:00Z`.
pub(crate) fn parse(text: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(date) = text.parse::<NaiveDate>() {
        return Ok(date.and_time(NaiveTime::MIN).and_utc());
    }
    match DateTime::parse_from_rfc3339(text) {
        Ok(date) if (0..10_000).contains(&chrono::Datelike::year(&date)) => Ok(date.to_utc()),
        _ => Err("write it as 2026-11-28 or 2026-11-28T06:00:00Z".to_owned()),
    }
}

/// The date that was given, or the environment's, or now.
pub(crate) fn given_or_now(given: Option<DateTime<Utc>>) -> Result<DateTime<Utc>, DateError> {
    if let Some(given) = given {
        return Ok(given);
    }
    match std::env::var_os(VARIABLE) {
        Some(text) => of_epoch(&text.to_string_lossy()),
        None => Ok(now()),
    }
}

fn of_epoch(text: &str) -> Result<DateTime<Utc>, DateError> {
    let seconds = text.parse::<u32>().ok();
    let date = seconds.and_then(|seconds| DateTime::from_timestamp(i64::from(seconds), 0));
    date.ok_or_else(|| DateError::NoEpoch { text: firedrill_scenarios::escaped(text) })
}

#[expect(
    clippy::disallowed_types,
    reason = "the one place that reads the date, for a report to bear"
)]
fn now() -> DateTime<Utc> {
    use std::time::SystemTime;

    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or_default();
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_midnight_and_a_time_is_in_utc() {
        let of = |text: &str| parse(text).map(|date| date.to_rfc3339());
        assert_eq!(of("2026-11-28").unwrap(), "2026-11-28T00:00:00+00:00");
        assert_eq!(of("2026-11-28T06:30:00+02:00").unwrap(), "2026-11-28T04:30:00+00:00");
        for wrong in ["", "today", "2026-13-01", "2026-11-28 06:00", "28.11.2026"] {
            assert!(of(wrong).unwrap_err().contains("2026-11-28T06:00:00Z"), "{wrong}");
        }
    }

    #[test]
    fn an_epoch_is_whole_seconds() {
        assert_eq!(of_epoch("86400").unwrap().to_rfc3339(), "1970-01-02T00:00:00+00:00");
        for wrong in ["", "-1", "1.5", "yesterday\u{1b}"] {
            let said = of_epoch(wrong).unwrap_err().to_string();
            assert!(said.contains("SOURCE_DATE_EPOCH") && !said.contains('\u{1b}'), "{said}");
        }
    }
}
