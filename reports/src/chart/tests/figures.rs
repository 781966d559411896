//! Any figures at all, with long names and extreme values.

use firedrill_campaign::statistics::Interval;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

use super::*;

pub(super) fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{1,12}(-[a-z]{1,12}){0,3}",
        1 => "[ -~]{0,200}",
        1 => any::<String>(),
        1 => Just("W".repeat(500)),
        1 => Just(String::new()),
    ]
}

fn any_span() -> impl Strategy<Value = Span> {
    prop_oneof![
        6 => (0_u64..600_000).prop_map(Span::from_millis),
        1 => Just(Span::ZERO),
        1 => any::<u64>().prop_map(Span::from_nanos),
        1 => Just(Span::MAX),
    ]
}

fn any_number() -> impl Strategy<Value = Number> {
    prop_oneof![
        6 => -500.0..500.0_f64,
        1 => Just(0.0),
        1 => prop_oneof![Just(1e15), Just(-1e15), Just(1e-12)],
        1 => any::<f64>().prop_map(|number| if number.is_finite() { number % 1e15 } else { 7.0 }),
    ]
    .prop_map(number)
}

fn any_estimate() -> impl Strategy<Value = Estimate> {
    let end = || option::weighted(0.8, any_number());
    (any_number(), end(), end()).prop_map(|(value, low, high)| {
        let low = low.map_or(f64::NEG_INFINITY, Number::get);
        let high = high.map_or(f64::INFINITY, Number::get);
        Estimate::new(value.get(), Interval { low, high }).unwrap()
    })
}

fn any_proportion() -> impl Strategy<Value = Proportion> {
    (0_u64..60, 0_u64..60).prop_map(|(one, other)| proportion(one.min(other), one.max(other)))
}

fn any_count() -> impl Strategy<Value = u64> {
    prop_oneof![4 => 0_u64..5, 2 => 0_u64..10_000]
}

fn any_recovery_times() -> impl Strategy<Value = Chart> {
    let one = (any_name(), any_span(), vec(any_span(), 0..40), any_count());
    let one =
        one.prop_map(|(name, sla, restored, never)| Recoveries { name, sla, restored, never });
    vec(one, 0..7).prop_map(|types| RecoveryTimes { types }.chart())
}

fn any_margins() -> impl Strategy<Value = Chart> {
    let one = (any_name(), any_estimate());
    let one = one.prop_map(|(name, margin_pct)| ScenarioMargin { name, margin_pct });
    (any_name(), vec(one, 0..50)).prop_map(|(of, scenarios)| Margins { of, scenarios }.chart())
}

fn any_fault_response() -> impl Strategy<Value = Chart> {
    let dose = (any_number(), any_proportion());
    let dose = dose.prop_map(|(magnitude, recovered)| Dose { magnitude, recovered });
    (any_name(), any_name(), vec(dose, 0..12), option::of(any_number())).prop_map(
        |(fault, unit, doses, threshold)| FaultResponse { fault, unit, doses, threshold }.chart(),
    )
}

fn any_heat_map() -> impl Strategy<Value = Chart> {
    let row = (any_name(), vec(any_proportion(), 0..10));
    let row = row.prop_map(|(family, failed)| FamilyFailures { family, failed });
    (vec(any_name(), 0..10), vec(row, 0..28))
        .prop_map(|(severities, families)| HeatMap { severities, families }.chart())
}

fn any_envelopes() -> impl Strategy<Value = Chart> {
    let side = prop_oneof![Just(Side::Below), Just(Side::Above)];
    let limit = (any_name(), any_number(), side);
    let limit = limit.prop_map(|(name, value, good)| Limit { name, value, good });
    let point = (any_span(), any_estimate()).prop_map(|(at, value)| BandPoint { at, value });
    let band = (any_name(), vec(point, 0..12), vec(limit, 0..5));
    let band = band.prop_map(|(name, points, limits)| Band { name, points, limits });
    let panel = (any_name(), any_name(), vec(band, 0..6));
    let panel = panel.prop_map(|(quantity, unit, bands)| Panel { quantity, unit, bands });
    (any::<u64>(), vec(panel, 0..8)).prop_map(|(runs, panels)| Envelopes { runs, panels }.chart())
}

fn any_answers() -> impl Strategy<Value = Chart> {
    let role = (any_name(), vec(any_span(), 0..40), any::<u64>(), option::of(any_span()));
    let role =
        role.prop_map(|(role, answered, missed, due)| RoleAnswers { role, answered, missed, due });
    vec(role, 0..18).prop_map(|roles| Answers { roles }.chart())
}

fn any_trend() -> impl Strategy<Value = Chart> {
    let month = prop_oneof![
        4 => (2024_u16..2027, 1_u8..=12),
        1 => (0_u16..=9999, 1_u8..=12),
    ];
    let month = month.prop_map(|(year, month)| Month::new(year, month).unwrap());
    let result = (any_proportion(), option::of(any_span()));
    let result =
        result.prop_map(|(passed, median_restoration)| MonthResult { passed, median_restoration });
    btree_map(month, result, 0..40).prop_map(|months| Trend { months }.chart())
}

/// Any chart of any figures.
pub(super) fn any_chart() -> impl Strategy<Value = Chart> {
    prop_oneof![
        any_recovery_times(),
        any_margins(),
        any_fault_response(),
        any_heat_map(),
        any_envelopes(),
        any_answers(),
        any_trend(),
    ]
}
