//! An instant of a run as people write it, and as timelines print it.

use firedrill_protocol::quantity::{self, Dimension};
use firedrill_sim::{Span, Time};
use thiserror::Error;

/// A text is no instant of a run. Whoever shows it shows the text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "no time of a run\n  write `90s`, `2min`, `1m30.5s`, `00:01:30`, or paste a time from a timeline"
)]
pub(crate) struct MomentError;

/// Reads `90s`, `2min`, `1 min 30 s`, `01m13.963s`, `1h02m03.250s`, `01:30` or `00:01:30.5`: how long
/// after the start of the run.
pub(crate) fn parse(text: &str) -> Result<Time, MomentError> {
    let nanos = if text.contains(':') { of_clock(text) } else { of_units(text) };
    nanos.map(|nanos| Time::ZERO + Span::from_nanos(nanos)).ok_or(MomentError)
}

/// `MM:SS` or `HH:MM:SS`, the seconds with a fraction or without.
fn of_clock(text: &str) -> Option<u64> {
    let mut parts = text.trim().split(':').rev();
    let is_digits =
        |part: &str| (1..=5).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let seconds = parts.next()?;
    let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(whole) || !is_fraction {
        return None;
    }
    let mut nanos = of_unit(&format!("{seconds}s"))?;
    let below_sixty = |number: &str| number.parse::<u64>().is_ok_and(|number| number < 60);
    let (minutes, hours) = (parts.next()?, parts.next());
    if parts.next().is_some() || !is_digits(minutes) || !below_sixty(whole) {
        return None;
    }
    nanos += of_unit(&format!("{minutes}min"))?;
    if let Some(hours) = hours {
        if !is_digits(hours) || !below_sixty(minutes) {
            return None;
        }
        nanos += of_unit(&format!("{hours}h"))?;
    }
    Some(nanos)
}

/// Numbers with units, the larger unit first: `90s`, `1h02m03.250s`, `2 min 24 s`.
fn of_units(text: &str) -> Option<u64> {
    let mut rest = text.trim();
    let (mut total, mut unit_before) = (0_u64, u64::MAX);
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let unit = rest[number..].trim_start();
        let unit_start = rest.len() - unit.len();
        let length = unit.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(unit.len());
        let part = &rest[..unit_start + length];
        let unit = of_unit(&format!("1{}", &unit[..length]))?;
        if number == 0 || unit >= unit_before {
            return None;
        }
        total = total.checked_add(of_unit(part)?)?;
        unit_before = unit;
        rest = rest[part.len()..].trim_start();
    }
    Some(total)
}

/// One number with one unit, in whole nanoseconds.
fn of_unit(text: &str) -> Option<u64> {
    let nanos = quantity::parse(text, Dimension::Duration).ok()?;
    // Never negative, and to be rounded: 13.963 s are a hair less than 13,963 ms in a float.
    Some((nanos + 0.5) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(text: &str) -> Option<u64> {
        parse(text).ok().map(|time| time.as_nanos() / 1_000_000)
    }

    #[test]
    fn an_instant_is_read_as_it_is_written() {
        for (text, expected) in [
            ("90s", 90_000),
            ("2min", 120_000),
            ("1m30.5s", 90_500),
            ("1 min 52 s", 112_000),
            ("250ms", 250),
            ("1.5h", 5_400_000),
            ("0s", 0),
            ("00:01:30", 90_000),
            ("01:30", 90_000),
            ("90:00", 5_400_000),
            ("1:02:03.25", 3_723_250),
        ] {
            assert_eq!(millis(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn every_printed_instant_is_read_back_to_the_millisecond() {
        for millis in (0..8_000_000).step_by(977) {
            let printed = (Time::ZERO + Span::from_millis(millis)).to_string();
            assert_eq!(self::millis(&printed), Some(millis), "{printed}");
        }
    }

    #[test]
    fn what_is_no_instant_is_refused() {
        for text in [
            "",
            " ",
            "90",
            "s",
            "ninety",
            "-90s",
            "1s30m",
            "1m1m",
            "1:60",
            "1:60:00",
            "::",
            "1:",
            ":30",
            "1:2:3:4",
            "01:30.",
            "1e3s",
            "12MB",
            "1..5s",
            "NaNs",
            "99999999999999h",
            "1m 30",
            "\u{1b}[2J",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
