//! Figures and how sure they are, in words.

use firedrill_campaign::month::{Level, Rate, SURE, Spread};
use firedrill_sim::{Span, det_math};

use crate::figures;

/// How often: `7 of 2,000: 0.35 % (0.14 to 0.72 %)`. What never happened is below a bound, and what
/// always did is above one, with all that 95 % leaves to chance on that side.
pub(super) fn rate(rate: &Rate) -> String {
    let Some(proportion) = rate.proportion().filter(|proportion| proportion.of() > 0) else {
        return "none".to_owned();
    };
    let counted = format!("{} of {}", figures::count(rate.hits), figures::count(rate.of));
    if rate.hits == 0 {
        return format!(
            "{counted}, below {} at 95 %",
            percent(proportion.upper_bound(SURE), Way::Up)
        );
    }
    if rate.hits == rate.of {
        let bound = percent(proportion.lower_bound(SURE), Way::Down);
        return format!("{counted}, above {bound} at 95 %");
    }
    let share = percent(rate.hits as f64 / rate.of as f64, Way::Nearest);
    let (low, high) = (percent(rate.low, Way::Down), percent(rate.high, Way::Up));
    format!("{counted}: {share} ({} to {high})", low.trim_end_matches(" %"))
}

/// A quantile of seconds: `5.2 s (4.9 s to 5.6 s)`.
pub(super) fn seconds(level: &Level) -> String {
    words(level, &|secs| figures::span(Span::from_secs_f64(secs)))
}

/// A quantile of margins: `+62 % (+58 % to +66 %)`.
pub(super) fn margin(level: &Level) -> String {
    words(level, &figures::margin)
}

/// A quantile of plain numbers with this unit, to one decimal.
pub(super) fn number(level: &Level, unit: &str) -> String {
    words(level, &|value| decimal(value, unit))
}

/// A number with its unit, to one decimal.
pub(super) fn decimal(value: f64, unit: &str) -> String {
    format!("{:.1}{unit}", value + 0.0)
}

/// A share of change: `+3.2 %`.
pub(super) fn change(level: &Level) -> String {
    words(level, &|share| format!("{:+.1} %", share * 100.0 + 0.0))
}

/// How many never came, of how many.
pub(super) fn never(spread: &Spread) -> String {
    match spread.never {
        0 => "none".to_owned(),
        never => format!("{} of {}", figures::count(never), figures::count(spread.count)),
    }
}

/// `30 s`, or `30 s to 10 min` when there are several.
pub(super) fn limits(limits: Option<(f64, f64)>) -> String {
    let span = |secs| figures::span(Span::from_secs_f64(secs));
    match limits {
        None => "-".to_owned(),
        Some((least, most)) if least == most => span(least),
        Some((least, most)) => format!("{} to {}", span(least), span(most)),
    }
}

fn words(level: &Level, shown: &dyn Fn(f64) -> String) -> String {
    let end = |end: Option<f64>| end.map_or_else(|| "unbounded".to_owned(), shown);
    match level.value {
        None => "-".to_owned(),
        Some(value) if level.low.is_none() && level.high.is_none() => {
            format!("{} (too few for an interval)", shown(value))
        }
        Some(value) => format!("{} ({} to {})", shown(value), end(level.low), end(level.high)),
    }
}

#[derive(Clone, Copy)]
enum Way {
    Up,
    Down,
    Nearest,
}

/// A share in per cent, with as many decimals as it takes to tell it from none and from all.
fn percent(share: f64, way: Way) -> String {
    /// What a multiplication leaves of a number that is meant to be whole.
    const ROUNDING: f64 = 1e-9;
    let from_end = det_math::min(share, 1.0 - share) * 100.0;
    let (decimals, scale) = match from_end {
        _ if share <= 0.0 || share >= 1.0 => (0, 1.0),
        _ if from_end >= 1.0 => (1, 10.0),
        _ if from_end >= 0.1 => (2, 100.0),
        _ if from_end >= 0.01 => (3, 1_000.0),
        _ => (4, 10_000.0),
    };
    let scaled = share * 100.0 * scale;
    let rounded = match way {
        Way::Up => det_math::ceil(scaled - ROUNDING),
        Way::Down => det_math::floor(scaled + ROUNDING),
        Way::Nearest => det_math::round(scaled),
    };
    format!("{:.decimals$} %", rounded / scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_happened_is_below_a_bound_and_what_always_did_is_above_one() {
        assert_eq!(rate(&Rate::counted(0, 2_000)), "0 of 2,000, below 0.15 % at 95 %");
        assert_eq!(rate(&Rate::counted(2_000, 2_000)), "2,000 of 2,000, above 99.85 % at 95 %");
        assert_eq!(rate(&Rate::counted(0, 36_900)), "0 of 36,900, below 0.0082 % at 95 %");
        assert_eq!(rate(&Rate::counted(0, 0)), "none");
    }

    #[test]
    fn an_interval_is_rounded_outwards() {
        // scipy.stats.binomtest(7, 2000).proportion_ci(): 0.0014083 to 0.0071977.
        assert_eq!(rate(&Rate::counted(7, 2_000)), "7 of 2,000: 0.35 % (0.14 to 0.72 %)");
        assert_eq!(rate(&Rate::counted(1, 2)), "1 of 2: 50.0 % (1.2 to 98.8 %)");
    }

    #[test]
    fn a_quantile_that_nothing_bounds_says_so() {
        let level = Level { value: Some(5.25), low: Some(4.0), high: None };
        assert_eq!(seconds(&level), "5.3 s (4.0 s to unbounded)");
        let alone = Level { value: Some(5.25), low: None, high: None };
        assert_eq!(seconds(&alone), "5.3 s (too few for an interval)");
        assert_eq!(seconds(&Level::default()), "-");
    }
}
