//! Figures of a threshold: as many digits as tell its two sides apart.

use firedrill_protocol::quantity::Dimension;
use firedrill_sim::det_math;

use crate::figures;

/// A value with its unit, and its neighbour in the same unit without it where that reads well.
pub(super) fn pair(value: f64, neighbour: f64, dimension: Dimension) -> (String, String) {
    if dimension == Dimension::Duration {
        return durations(value, neighbour);
    }
    let (unit, size) = unit(dimension, value);
    let slack = match dimension {
        // Held in whole bytes.
        Dimension::Size | Dimension::Rate => 0.5 / size,
        _ => SLACK,
    };
    let (value, neighbour) = (value / size, neighbour / size);
    let decimals = decimals(value, slack).max(decimals(neighbour, slack));
    (format!("{value:.decimals$}{unit}"), format!("{neighbour:.decimals$}"))
}

/// A value beside another that it differs from: as people read it, and finer where both would read alike.
pub(super) fn beside(value: f64, other: f64, dimension: Dimension) -> String {
    let coarse = |value| figures::quantity(value, dimension);
    let finer = |decimals: usize| move |value| with_decimals(value, dimension, decimals);
    if coarse(value) != coarse(other) {
        return coarse(value);
    }
    let telling = (1..=6).map(finer).find(|said| said(value) != said(other));
    telling.map_or_else(|| coarse(value), |said| said(value))
}

fn with_decimals(value: f64, dimension: Dimension, decimals: usize) -> String {
    if dimension == Dimension::Duration && value >= 60e9 {
        return minutes(value, decimals);
    }
    let (unit, size) = unit(dimension, value);
    format!("{:.decimals$}{unit}", value / size)
}

fn unit(dimension: Dimension, about: f64) -> (&'static str, f64) {
    const KB: f64 = 1024.0;
    match dimension {
        Dimension::Duration if about < 1e6 => (" us", 1e3),
        Dimension::Duration if about < 1e9 => (" ms", 1e6),
        Dimension::Duration => (" s", 1e9),
        Dimension::Size if about < KB => (" B", 1.0),
        Dimension::Size if about < KB * KB => (" KB", KB),
        Dimension::Size => (" MB", KB * KB),
        Dimension::Rate if about < KB => (" B/s", 1.0),
        Dimension::Rate if about < KB * KB => (" KB/s", KB),
        Dimension::Rate => (" MB/s", KB * KB),
        Dimension::Temperature => (" °C", 1.0),
        Dimension::Power if about < 1.0 => (" mW", 1e-3),
        Dimension::Power => (" W", 1.0),
        Dimension::Share => (" %", 1.0),
        Dimension::Frequency => ("/min", 1.0),
        Dimension::Count => ("", 1.0),
    }
}

/// Below a minute in one unit, from there on in minutes and seconds, each side with its own.
fn durations(value: f64, neighbour: f64) -> (String, String) {
    if value >= 60e9 || value >= 1e9 && neighbour >= 60e9 {
        return (to_the_second(value), to_the_second(neighbour));
    }
    let (unit, size) = unit(Dimension::Duration, value);
    let (value, neighbour) = (value / size, neighbour / size);
    let decimals = decimals(value, SLACK).max(decimals(neighbour, SLACK));
    (format!("{value:.decimals$}{unit}"), format!("{neighbour:.decimals$}"))
}

/// With the decimals that its seconds need.
fn to_the_second(nanos: f64) -> String {
    let (_, rest) = in_minutes(nanos);
    minutes(nanos, decimals(rest, SLACK))
}

/// Minutes, and the seconds that are left.
fn in_minutes(nanos: f64) -> (f64, f64) {
    let seconds = nanos / 1e9;
    let minutes = det_math::floor(seconds / 60.0);
    (minutes, seconds - minutes * 60.0)
}

fn minutes(nanos: f64, decimals: usize) -> String {
    match in_minutes(nanos) {
        (0.0, rest) => format!("{rest:.decimals$} s"),
        (minutes, 0.0) => format!("{minutes} min"),
        (minutes, rest) => format!("{minutes} min {rest:.decimals$} s"),
    }
}

/// What the quotient of two numbers may be off by.
const SLACK: f64 = 1e-7;

/// Decimals that a number needs, give or take the slack.
fn decimals(number: f64, slack: f64) -> usize {
    let is_enough = |decimals: &i32| {
        let scale = det_math::pow(10.0, f64::from(*decimals));
        (det_math::round(number * scale) / scale - number).abs() <= slack
    };
    (0..6).find(is_enough).map_or(6, |decimals| decimals as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_have_the_digits_that_tell_them_apart() {
        const MB: f64 = 1024.0 * 1024.0;
        let of = |value, neighbour, dimension| {
            let (value, neighbour) = pair(value, neighbour, dimension);
            format!("{value} ({neighbour})")
        };
        let rate = |mb: f64| (mb * MB).round();
        assert_eq!(of(rate(4.1), rate(4.0), Dimension::Rate), "4.1 MB/s (4.0)");
        assert_eq!(of(rate(1.05), rate(1.04), Dimension::Rate), "1.05 MB/s (1.04)");
        assert_eq!(of(4403.0, 4301.0, Dimension::Rate), "4.3 KB/s (4.2)");
        assert_eq!(of(38.5, 38.4, Dimension::Temperature), "38.5 °C (38.4)");
        assert_eq!(of(0.94, 0.93, Dimension::Power), "940 mW (930)");
        assert_eq!(of(21.0, 20.0, Dimension::Count), "21 (20)");
        assert_eq!(of(8.4e9, 8.3e9, Dimension::Duration), "8.4 s (8.3)");
        assert_eq!(of(144e9, 143e9, Dimension::Duration), "2 min 24 s (2 min 23 s)");
        assert_eq!(of(60e9, 59e9, Dimension::Duration), "1 min (59 s)");
        assert_eq!(of(25e6, 24e6, Dimension::Duration), "25 ms (24)");
    }
    #[test]
    fn beside_another_a_value_is_as_fine_as_tells_them_apart() {
        let mb = |mb: f64| mb * 1024.0 * 1024.0;
        assert_eq!(beside(mb(5.23), mb(4.1), Dimension::Rate), "5.2 MB/s");
        assert_eq!(beside(mb(4.14), mb(4.1), Dimension::Rate), "4.14 MB/s");
        assert_eq!(beside(mb(412.31), mb(412.0), Dimension::Size), "412.3 MB");
        assert_eq!(beside(148.26e9, 148e9, Dimension::Duration), "2 min 28.3 s");
        assert_eq!(beside(25.04e6, 25e6, Dimension::Duration), "25.04 ms");
        assert_eq!(beside(1531e9, 148e9, Dimension::Duration), "25 min 31 s");
    }
}
