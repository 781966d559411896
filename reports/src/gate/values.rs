//! Values of metrics as people read them: so many digits that two that differ look different.

use firedrill_campaign::gate::Metric;
use firedrill_sim::det_math;

/// The name of a metric in tables.
pub(super) const fn title(metric: Metric) -> &'static str {
    match metric {
        Metric::LowestMultiplier => "lowest multiplier",
        Metric::MeanMultiplier => "mean multiplier",
        Metric::LastMultiplier => "last multiplier",
        Metric::HighestMemory => "highest memory",
        Metric::LastMemory => "last memory",
        Metric::Response => "response",
        Metric::Restoration => "restoration",
        Metric::HighestDrain => "highest drain",
        Metric::MeanDrain => "mean drain",
    }
}

/// The unit of its values in documents, where memory is in bytes.
pub(super) const fn base_unit(metric: Metric) -> &'static str {
    match metric {
        Metric::LowestMultiplier | Metric::MeanMultiplier | Metric::LastMultiplier => "x",
        Metric::HighestMemory | Metric::LastMemory => "B",
        Metric::Response | Metric::Restoration => "s",
        Metric::HighestDrain | Metric::MeanDrain => "%/h",
    }
}

/// Two values of a metric, `27.5 s` and `31.0 s`.
pub(super) fn both(metric: Metric, was: f64, now: f64) -> (String, String) {
    let at = |decimals| (value(metric, was, decimals), value(metric, now, decimals));
    let looks_different = |(was, now): &(String, String)| was != now;
    // What differs in its last bit only, as no table ever shows, is told by the change.
    let found = [1, 2, 3, 6, 9].map(at).into_iter().find(looks_different);
    found.unwrap_or_else(|| at(1))
}

/// By how much a value moved, as a share of what it was: `+12.7 %`; nothing where that is no number.
pub(super) fn change(was: f64, now: f64) -> String {
    if was == now {
        return "0 %".to_owned();
    }
    if was == 0.0 || !was.is_finite() || !now.is_finite() {
        return String::new();
    }
    let percent = (now - was) / was.abs() * 100.0;
    let size = percent.abs();
    match size {
        _ if size >= 0.05 => format!("{percent:+.1} %"),
        _ if size >= 0.0005 => format!("{percent:+.3} %"),
        _ => format!("{percent:+.0e} %"),
    }
}

fn value(metric: Metric, value: f64, decimals: usize) -> String {
    const MB: f64 = 1024.0 * 1024.0;
    if value.is_infinite() {
        return "never".to_owned();
    }
    let (value, unit) = match base_unit(metric) {
        "x" => (value, "x"),
        "B" => (value / MB, " MB"),
        "s" => (value, " s"),
        _ => (value, " %/h"),
    };
    // Rounded half away from zero, as everywhere in reports, not half to even.
    let scale = (0..decimals).fold(1.0, |scale, _| scale * 10.0);
    let value = det_math::round(value * scale) / scale + 0.0;
    format!("{value:.decimals$}{unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_values_that_differ_look_different() {
        let of = |metric, was, now| both(metric, was, now);
        let pair = |was: &str, now: &str| (was.to_owned(), now.to_owned());
        assert_eq!(of(Metric::Response, 2.0, 31.04), pair("2.0 s", "31.0 s"));
        assert_eq!(of(Metric::Restoration, 27.512, 27.513), pair("27.512 s", "27.513 s"));
        assert_eq!(of(Metric::Restoration, 9.0, f64::INFINITY), pair("9.0 s", "never"));
        assert_eq!(of(Metric::LastMemory, 1048576.0, 2097152.0), pair("1.0 MB", "2.0 MB"));
        assert_eq!(of(Metric::MeanMultiplier, 482.1, 482.1), pair("482.1x", "482.1x"));
    }

    #[test]
    fn a_change_is_a_share_of_what_it_was() {
        assert_eq!([change(4.0, 5.0), change(4.0, 3.0)], ["+25.0 %", "-25.0 %"]);
        assert_eq!([change(4.0, 4.0), change(4.0, 4.0004)], ["0 %", "+0.010 %"]);
        assert_eq!(change(4.0, f64::from_bits(4.0_f64.to_bits() + 1)), "+2e-14 %");
        assert_eq!([change(0.0, 1.0), change(1.0, f64::INFINITY)], ["", ""]);
    }
}
