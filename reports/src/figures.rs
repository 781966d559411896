//! Numbers as people read them.

use firedrill_judge::temporal::Measure;
use firedrill_judge::{Property, Reading};
use firedrill_protocol::quantity::Dimension;
use firedrill_sim::{Span, det_math};

const NANOS_PER_MILLI: u64 = 1_000_000;
const NANOS_PER_SEC: u64 = 1_000_000_000;

/// A span to three digits or so: `240 ms`, `5.9 s`, `1 min 52 s`, `42 h 10 min`.
pub(crate) fn span(span: Span) -> String {
    let nanos = span.as_nanos();
    let tenths = rounded_quotient(nanos, NANOS_PER_SEC / 10);
    if nanos == 0 {
        return "0 s".to_owned();
    }
    if nanos < NANOS_PER_MILLI / 2 {
        // Nothing that takes time takes none.
        return format!("{} µs", rounded_quotient(nanos, 1_000).max(1));
    }
    if tenths < 10 {
        return format!("{} ms", rounded_quotient(nanos, NANOS_PER_MILLI));
    }
    if tenths < 600 {
        return format!("{}.{} s", tenths / 10, tenths % 10);
    }
    let secs = rounded_quotient(nanos, NANOS_PER_SEC);
    if secs < 3600 {
        return in_two_units((secs / 60, "min"), (secs % 60, "s"));
    }
    let mins = rounded_quotient(secs, 60);
    in_two_units((mins / 60, "h"), (mins % 60, "min"))
}

/// Wall-clock time, finer than [`span`] below a minute: `1.31 s`.
pub(crate) fn wall(duration: core::time::Duration) -> String {
    let secs = duration.as_secs_f64();
    if secs < 59.995 { format!("{secs:.2} s") } else { span(Span::from_secs(secs as u64)) }
}

/// A count with commas: `115,900`.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count of which only the size matters, to three digits.
pub(crate) fn about(number: f64) -> String {
    let mut unit: u64 = 1;
    while number / unit as f64 >= 1000.0 && unit < u64::MAX / 10 {
        unit *= 10;
    }
    count((number / unit as f64 + 0.5) as u64 * unit)
}

/// `1 seed`, `10 seeds`.
pub(crate) fn plural(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", count(number as u64))
}

/// `no-jetsam-kill and no-swipe-lost`.
pub(crate) fn names<'a>(properties: impl Iterator<Item = &'a Property>) -> String {
    properties.map(Property::name).collect::<Vec<_>>().join(" and ")
}

/// `a`, `a and b`, `a, b and c`
pub(crate) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A margin in per cent of its limit: `+93 %`. Rounded down, so that no margin reads larger than it
/// is and the smallest violation shows.
pub(crate) fn margin(margin: f64) -> String {
    format!("{:+.0} %", det_math::floor(margin * 100.0) + 0.0)
}

/// What a clock took of what it may take, in seconds: `3.3 of 30 s`, `255 of 390 s`.
pub(crate) fn of_limit(clock: &Reading) -> String {
    format!("{} of {} s", seconds(clock.elapsed), seconds(clock.limit))
}

/// Seconds without their unit, to a tenth where that matters: `3.3`, `255`.
pub(crate) fn seconds(span: Span) -> String {
    let tenths = rounded_quotient(span.as_nanos(), NANOS_PER_SEC / 10);
    match tenths % 10 {
        0 => count(tenths / 10),
        _ if tenths >= 1000 => count(rounded_quotient(span.as_nanos(), NANOS_PER_SEC)),
        rest => format!("{}.{rest}", count(tenths / 10)),
    }
}

/// A quantity in the unit that a person would choose: `4.1 MB/s`, `38.5 °C`.
pub(crate) fn quantity(base: f64, dimension: Dimension) -> String {
    const KB: f64 = 1024.0;
    match dimension {
        Dimension::Duration => span(Span::from_nanos(base as u64)),
        Dimension::Size if base < KB * KB => format!("{} KB", decimal(base / KB)),
        Dimension::Size => format!("{} MB", decimal(base / KB / KB)),
        Dimension::Rate if base < KB * KB => format!("{} KB/s", decimal(base / KB)),
        Dimension::Rate => format!("{} MB/s", decimal(base / KB / KB)),
        Dimension::Temperature => format!("{} °C", decimal(base)),
        Dimension::Power if base < 1.0 => format!("{} mW", decimal(base * 1e3)),
        Dimension::Power => format!("{} W", decimal(base)),
        Dimension::Share => format!("{} %", decimal(base)),
        Dimension::Frequency => format!("{}/min", decimal(base)),
        Dimension::Count => decimal(base),
    }
}

/// The robustness of a formula: `+12.5 MB`, `-1.5`.
pub(crate) fn robustness(robustness: f64, measure: Option<Measure>) -> String {
    let sign = if robustness < 0.0 { '-' } else { '+' };
    let size = robustness.abs();
    match measure {
        _ if size.is_infinite() => format!("{sign}∞"),
        Some(Measure::Quantity(dimension)) => format!("{sign}{}", quantity(size, dimension)),
        _ => format!("{sign}{}", decimal(size)),
    }
}

/// One decimal, none when it is zero or lost in the size of the number.
fn decimal(number: f64) -> String {
    let tenths = det_math::round(number * 10.0);
    if number.abs() >= 100.0 || tenths % 10.0 == 0.0 {
        format!("{:.0}", number + 0.0)
    } else {
        format!("{number:.1}")
    }
}

fn in_two_units((large, large_unit): (u64, &str), (small, small_unit): (u64, &str)) -> String {
    let large = count(large);
    match small {
        0 => format!("{large} {large_unit}"),
        small => format!("{large} {large_unit} {small} {small_unit}"),
    }
}

const fn rounded_quotient(number: u64, unit: u64) -> u64 {
    number / unit + (number % unit >= unit.div_ceil(2)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_have_about_three_digits() {
        let of = |millis| span(Span::from_millis(millis));
        assert_eq!(
            [of(0), of(240), of(949), of(950), of(5_866), of(59_949)],
            ["0 s", "240 ms", "949 ms", "1.0 s", "5.9 s", "59.9 s"]
        );
        assert_eq!(
            [of(59_950), of(112_000), of(900_000), of(151_800_000), of(3_599_600)],
            ["1 min", "1 min 52 s", "15 min", "42 h 10 min", "1 h"]
        );
    }

    #[test]
    fn a_span_that_is_not_zero_does_not_read_like_zero() {
        let of = |nanos| span(Span::from_nanos(nanos));
        assert_eq!(
            [of(1), of(1_000), of(499_999), of(500_000)],
            ["1 µs", "1 µs", "500 µs", "1 ms"]
        );
    }

    #[test]
    fn counts_have_commas_and_sizes_three_digits() {
        assert_eq!([count(0), count(999), count(1_000)], ["0", "999", "1,000"]);
        assert_eq!([about(115_912.0), about(0.0), about(999.6)], ["116,000", "0", "1,000"]);
        assert_eq!(count(u64::MAX), "18,446,744,073,709,551,615");
    }

    #[test]
    fn no_margin_reads_larger_than_it_is() {
        assert_eq!(
            [margin(0.999), margin(1.0), margin(0.0), margin(-0.0001), margin(-5.2)],
            ["+99 %", "+100 %", "+0 %", "-1 %", "-520 %"]
        );
    }

    #[test]
    fn robustness_has_a_sign_and_a_unit_if_there_is_one() {
        let size = Some(Measure::Quantity(Dimension::Size));
        assert_eq!(
            [
                robustness(13_107_200.0, size),
                robustness(-524_288.0, size),
                robustness(-1.5, None),
                robustness(0.0, Some(Measure::Condition)),
                robustness(f64::NEG_INFINITY, size),
            ],
            ["+12.5 MB", "-512 KB", "-1.5", "+0", "-∞"]
        );
    }

    #[test]
    fn quantities_are_in_the_unit_that_a_person_would_choose() {
        let of = |base, dimension| quantity(base, dimension);
        assert_eq!(of(13_100_000.0, Dimension::Rate), "12.5 MB/s");
        assert_eq!(of(524_288.0, Dimension::Rate), "512 KB/s");
        assert_eq!(of(38.52, Dimension::Temperature), "38.5 °C");
        assert_eq!(of(-5.0, Dimension::Temperature), "-5 °C");
        assert_eq!(of(0.85, Dimension::Power), "850 mW");
        assert_eq!(of(5e9, Dimension::Duration), "5.0 s");
    }
}
