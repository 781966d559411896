//! How charts say figures.

use firedrill_campaign::statistics::{Confidence, Proportion};
use firedrill_sim::{Span, det_math};

use crate::figures;

/// A share in per cent, to a tenth, never rounded to all or nothing: `98.4 %`, `> 99.9 %`.
pub(super) fn share(proportion: Proportion) -> String {
    match proportion.estimate() {
        None => "none of none".to_owned(),
        Some(share) => per_cent(share),
    }
}

fn per_cent(share: f64) -> String {
    if share <= 0.0 {
        return "0 %".to_owned();
    }
    if share >= 1.0 {
        return "100 %".to_owned();
    }
    match det_math::round(share * 1_000.0) / 10.0 {
        tenths if tenths <= 0.0 => "< 0.1 %".to_owned(),
        tenths if tenths >= 100.0 => "> 99.9 %".to_owned(),
        tenths => format!("{tenths:.1} %"),
    }
}

/// The exact interval of a share at 95 %, rounded outwards: `97.7 to 98.9 %`.
pub(super) fn interval(proportion: Proportion) -> String {
    let interval = proportion.interval(Confidence::P95);
    let low = det_math::floor(interval.low * 1_000.0) / 10.0;
    let high = det_math::ceil(interval.high * 1_000.0) / 10.0;
    format!("{low:.1} to {high:.1} %")
}

/// Of what never happened, how often it may at most: `below 0.15 % at 95 %`, rounded up.
pub(super) fn rarer_than(never: Proportion) -> String {
    let bound = det_math::ceil(never.upper_bound(Confidence::P95) * 10_000.0) / 100.0;
    format!("below {bound:.2} % at 95 %")
}

/// `1,968 of 2,000`
pub(super) fn of(proportion: Proportion) -> String {
    format!("{} of {}", figures::count(proportion.hits()), figures::count(proportion.of()))
}

/// So many hits and so many misses; of more than can be counted, all that can.
pub(super) fn counted(hits: u64, misses: u64) -> Proportion {
    Proportion::new(hits, hits.saturating_add(misses)).unwrap_or_default()
}

/// The sum of proportions.
pub(super) fn together(all: impl IntoIterator<Item = Proportion>) -> Proportion {
    all.into_iter().fold(Proportion::default(), |sum, one| {
        let hits = sum.hits().saturating_add(one.hits());
        counted(hits, (sum.of() - sum.hits()).saturating_add(one.of() - one.hits()))
    })
}

/// The time within which at least so many of a hundred came, of those that came, in order, and so
/// many that never did; nothing if fewer came.
pub(super) fn quantile(came: &[Span], never: u64, of_hundred: u64) -> Option<Span> {
    let all = came.len() as u128 + u128::from(never);
    let rank = (all * u128::from(of_hundred)).div_ceil(100).max(1);
    came.get(usize::try_from(rank - 1).ok()?).copied()
}

/// A time that may never come.
pub(super) fn or_never(time: Option<Span>) -> String {
    time.map_or_else(|| "never".to_owned(), figures::span)
}

/// A number as it is read, three digits or so: `0.00412`, `38.5`, `12,400`.
pub(super) fn number(number: f64) -> String {
    let size = number.abs();
    if size >= 1e7 {
        return format!("{number:.2e}");
    }
    if size >= 100.0 || size == det_math::floor(size) {
        let sign = if number <= -0.5 { "-" } else { "" };
        return sign.to_owned() + &figures::count(det_math::round(size) as u64);
    }
    let decimals = (-2..=6).find(|power| size >= det_math::pow(10.0, -f64::from(*power)));
    let decimals = decimals.map_or(6, |power| (power + 2).clamp(1, 6)) as usize;
    let text = format!("{number:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A number and its unit; a unit of nothing is left out.
pub(super) fn with_unit(value: f64, unit: &str) -> String {
    format!("{} {unit}", number(value)).trim_end().to_owned()
}

/// A margin in per cent, rounded down: `+7 %`, `-13 %`.
pub(super) fn margin(per_cent: f64) -> String {
    let whole = det_math::floor(per_cent) + 0.0;
    if whole.abs() >= 1e7 { format!("{whole:+.1e} %") } else { format!("{whole:+.0} %") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_never_rounded_to_all_or_nothing() {
        let of = |hits, misses| share(counted(hits, misses));
        assert_eq!(of(1_968, 32), "98.4 %");
        assert_eq!([of(0, 5), of(5, 0)], ["0 %", "100 %"]);
        assert_eq!([of(1, 99_999), of(99_999, 1)], ["< 0.1 %", "> 99.9 %"]);
        assert_eq!(of(0, 0), "none of none");
    }

    #[test]
    fn an_interval_is_rounded_outwards() {
        assert_eq!(interval(counted(1_968, 32)), "97.7 to 99.0 %");
        assert_eq!(interval(counted(0, 0)), "0.0 to 100.0 %");
        assert_eq!(rarer_than(counted(0, 2_000)), "below 0.15 % at 95 %");
    }

    #[test]
    fn those_that_never_came_count_in_a_quantile() {
        let came: Vec<_> = (1..=10).map(Span::from_secs).collect();
        assert_eq!(quantile(&came, 0, 50), Some(Span::from_secs(5)));
        assert_eq!(quantile(&came, 10, 50), Some(Span::from_secs(10)));
        assert_eq!(quantile(&came, 11, 50), None);
        assert_eq!(quantile(&[], 0, 50), None);
        assert_eq!(quantile(&came, u64::MAX, 95), None);
    }

    #[test]
    fn numbers_have_as_many_digits_as_are_read() {
        let said = [0.0, 0.004_12, 4.1, 38.54, 12_400.0, -3.0, -0.25, 1e15].map(number);
        assert_eq!(said, ["0", "0.00412", "4.1", "38.5", "12,400", "-3", "-0.25", "1.00e15"]);
        assert_eq!(with_unit(3.0, ""), "3");
        assert_eq!([7.9, -12.1, 0.0].map(margin), ["+7 %", "-13 %", "+0 %"]);
    }

    #[test]
    fn counts_that_no_integer_holds_stay_at_the_largest() {
        let huge = together([counted(u64::MAX, 0), counted(5, u64::MAX)]);
        assert_eq!(huge.of(), u64::MAX);
    }
}
