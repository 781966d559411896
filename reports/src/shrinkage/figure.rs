//! Figures of a threshold: as many digits as tell its two sides apart.

use firedrill_protocol::quantity::Dimension;
use firedrill_sim::det_math;

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

fn unit(dimension: Dimension, about: f64) -> (&'static str, f64) {
    const KB: f64 = 1024.0;
    match dimension {
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
    let (unit, size) = match value {
        value if value < 1e6 => (" us", 1e3),
        value if value < 1e9 => (" ms", 1e6),
        value if value < 60e9 && neighbour < 60e9 => (" s", 1e9),
        _ => return (minutes(value), minutes(neighbour)),
    };
    let (value, neighbour) = (value / size, neighbour / size);
    let decimals = decimals(value, SLACK).max(decimals(neighbour, SLACK));
    (format!("{value:.decimals$}{unit}"), format!("{neighbour:.decimals$}"))
}

fn minutes(nanos: f64) -> String {
    let seconds = nanos / 1e9;
    let minutes = det_math::floor(seconds / 60.0);
    let rest = seconds - minutes * 60.0;
    let decimals = decimals(rest, SLACK);
    match (minutes, rest) {
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
}
