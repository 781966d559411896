//! Formulas over a few samples, and what must come of them.

use firedrill_sim::Span;

use super::{
    FORMULA_BYTES_MAX, Finding, Formula, Monitor, NESTING_MAX, Readings, SAMPLE_PERIOD, Signal,
};

/// Watches a formula over the multiplier's values; `critical` holds where the multiplier is 9.
fn watch(formula: &str, multiplier: &[u8]) -> Finding {
    let formula = Formula::parse(formula).unwrap_or_else(|error| panic!("{formula}: {error}"));
    let mut monitor = Monitor::new(&formula, Span::from_secs(multiplier.len() as u64 - 1));
    for value in multiplier {
        let critical = if *value == 9 { 1.0 } else { -1.0 };
        let readings = Readings::QUIET.with(Signal::Multiplier, f64::from(*value));
        monitor.sample(&readings.with(Signal::Critical, critical));
    }
    monitor.conclude()
}

/// `at` is the second at which a violation is certain.
#[track_caller]
fn check(formula: &str, multiplier: &[u8], robustness: f64, at: Option<u64>) {
    let finding = watch(formula, multiplier);
    let found_at = finding.violated_at.map(|at| at.as_nanos() / SAMPLE_PERIOD.as_nanos());
    assert_eq!((finding.robustness, found_at), (robustness, at), "{formula}");
}

#[test]
fn comparisons_are_distances() {
    check("multiplier <= 5", &[3], 2.0, None);
    check("multiplier >= 5", &[3], -2.0, Some(0));
    check("not multiplier >= 5", &[3], 2.0, None);
    check("critical", &[9], 1.0, None);
    check("critical", &[1], -1.0, Some(0));
}

#[test]
fn at_robustness_zero_the_truth_still_counts() {
    check("multiplier <= 3", &[3], 0.0, None);
    check("multiplier < 3", &[3], 0.0, Some(0));
    check("not multiplier < 3", &[3], 0.0, None);
    check("not multiplier >= 3", &[3], 0.0, Some(0));
    check("always(multiplier < 3) or multiplier > 3", &[3], 0.0, Some(0));
}

#[test]
fn a_violation_is_told_at_the_first_sample_that_makes_it_certain() {
    check("always[0,4s](multiplier <= 5)", &[1, 2, 7, 1, 8, 9], -3.0, Some(2));
    check("always[0,3s](multiplier <= 5)", &[1, 2, 3, 1, 8, 9], 2.0, None);
    check("eventually[0,3s](multiplier >= 5)", &[1, 2, 3, 4, 5, 6], -1.0, Some(3));
    check("eventually[1s,4s](multiplier >= 5)", &[9, 2, 3, 4, 5, 6], 0.0, None);
    check(
        "always(critical implies eventually[0,2s](multiplier <= 1))",
        &[0, 9, 5, 5, 1],
        -1.0,
        Some(3),
    );
    check(
        "always(critical implies eventually[0,2s](multiplier <= 1))",
        &[0, 9, 5, 1, 9],
        -1.0,
        Some(4),
    );
    // The left side fails while the right one may still come: certain at once.
    check("(multiplier <= 5) until[0,4s] critical", &[1, 1, 7, 1, 9], -1.0, Some(2));
    check(
        "always((multiplier <= 5) and eventually[0,9s] critical)",
        &[1, 1, 7, 1, 9],
        -4.0,
        Some(2),
    );
}

#[test]
fn a_window_is_cut_where_the_run_begins_or_ends() {
    check("always[0,600s](multiplier <= 5)", &[1, 2, 3], 2.0, None);
    check("eventually[0,600s](multiplier >= 5)", &[1, 2, 3], -2.0, Some(2));
    check("always[5s,6s](multiplier <= 5)", &[1, 2, 3], f64::INFINITY, None);
    check("eventually[5s,6s](multiplier >= 0)", &[1, 2, 3], f64::NEG_INFINITY, Some(0));
    check("once[1s,2s](multiplier >= 0)", &[1, 2, 3], f64::NEG_INFINITY, Some(0));
    check("historically[1s,2s](multiplier >= 9)", &[1, 2, 3], f64::INFINITY, None);
}

#[test]
fn until_and_since_ask_the_left_side_strictly_between() {
    check("(multiplier <= 2) until[1s,3s] (multiplier >= 5)", &[1, 2, 6, 0], 0.0, None);
    check("(multiplier <= 2) until[3s,3s] (multiplier >= 5)", &[1, 2, 6, 8], -4.0, Some(2));
    check("(multiplier <= 0) until[0,3s] (multiplier >= 5)", &[6, 9, 9, 9], 1.0, None);
    check(
        "eventually[3s,3s]((multiplier >= 2) since[1s,3s] (multiplier <= 1))",
        &[1, 2, 3, 4],
        0.0,
        None,
    );
    check(
        "eventually[3s,3s]((multiplier >= 3) since[1s,3s] (multiplier <= 1))",
        &[1, 2, 3, 4],
        -1.0,
        Some(2),
    );
    check("eventually[3s,3s]((multiplier >= 2) since (multiplier <= 1))", &[0, 2, 3, 4], 0.0, None);
}

#[test]
fn operators_bind_as_documented() {
    let same = |one: &str, other: &str| {
        let nodes = |text| Formula::parse(text).unwrap().nodes().to_vec();
        assert_eq!(nodes(one), nodes(other), "{one}");
    };
    same("not minor and major", "(not minor) and major");
    same("minor or major and critical", "minor or (major and critical)");
    same("minor and major until[0,3s] critical", "minor and (major until[0,3s] critical)");
    same("always minor until critical", "(always minor) until critical");
    same("minor implies major implies critical", "minor implies (major implies critical)");
    same("minor implies major iff critical", "(minor implies major) iff critical");
    same("always critical implies responded", "(always critical) implies responded");
    same("always[0,1min] skin <= 38.5 °C", "(always[0,60s](skin<=38.5C))");
    same("thermal_state >= serious", "thermal_state >= 2");
    same("multiplier >= 357 and minor", "(multiplier >= 357) and minor");
    same("memory <= 300 MB or minor", "(memory <= 300MB) or minor");
}

#[test]
fn each_mistake_is_shown_where_it_is() {
    let long = format!("minor{}", " and minor".repeat(FORMULA_BYTES_MAX / 10));
    let mistakes = [
        "",
        "  ",
        "memori <= 300MB",
        "always(memory <= 300ms)",
        "memory <= 300",
        "memory <= fast",
        "memory <= -3MB",
        "multiplier <= 3x",
        "memory",
        "memory and critical",
        "critical <= 3",
        "300MB >= memory",
        "thermal_state >= hot",
        "thermal_state >= 7",
        "thermal_state >=",
        "always[0,600s] (memory <= 300MB",
        "always[0,600](critical)",
        "always[0,1500ms] critical",
        "always[600s,10s] critical",
        "always[0 600s] critical",
        "always[0,600 furlongs] critical",
        "always[0,inf] critical",
        "eventually[0,30s]",
        "critical responded",
        "critical)",
        "critical && responded",
        "critical -> responded",
        "!critical",
        "memory == 3MB",
        "minor until major until critical",
        "Always critical",
        "critical ü responded",
        "not",
        "ui-blocked <= 2s",
        &long,
    ];
    let shown = mistakes.map(|text| {
        let error = Formula::parse(text).unwrap_err();
        let length = text[error.span.clone()].chars().count().max(1);
        let carets = " ".repeat(text[..error.span.start].chars().count()) + &"^".repeat(length);
        let cut = |text: &str| text.chars().take(60).collect::<String>().trim_end().to_owned();
        format!("{}\n{}\n{error}", cut(text), cut(&carets))
    });
    insta::assert_snapshot!(shown.join("\n\n"));
}

#[test]
fn nesting_is_bounded_long_before_the_stack_is() {
    let nested = |depth: usize| format!("{}minor{}", "(".repeat(depth), ")".repeat(depth));
    assert!(Formula::parse(&nested(NESTING_MAX)).is_ok());
    for text in [
        nested(NESTING_MAX + 1),
        "not ".repeat(NESTING_MAX + 1) + "minor",
        "minor implies ".repeat(NESTING_MAX + 1) + "minor",
        nested(100_000),
        "(".repeat(100_000),
        "not ".repeat(100_000),
    ] {
        assert!(Formula::parse(&text).is_err());
    }
}

#[test]
fn what_is_no_number_holds_against_nothing() {
    let formula = Formula::parse("always(multiplier >= 1)").unwrap();
    let mut monitor = Monitor::new(&formula, Span::ZERO);
    assert!(monitor.sample(&Readings::QUIET.with(Signal::Multiplier, f64::NAN)));
    assert_eq!(monitor.conclude().robustness, f64::NEG_INFINITY);
}
