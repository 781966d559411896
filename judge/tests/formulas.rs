//! What a formula tells of itself, what its name may be, and how far its text may go.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its formula fails")]

use std::collections::BTreeSet;

use firedrill_judge::temporal::{
    FORMULA_BYTES_MAX, Formula, FormulaProblem, Measure, Monitor, NameError, PropertyName,
    Readings, Signal,
};
use firedrill_model::nouns::quantity::Dimension;
use firedrill_sim::{Span, Time};

fn formula(text: &str) -> Formula {
    Formula::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn name(text: &str) -> Result<PropertyName, NameError> {
    text.parse()
}

#[test]
fn a_formula_is_measured_in_what_all_its_quantities_share() {
    let check = |text, measure| assert_eq!(formula(text).measure(), measure, "{text}");
    let size = Measure::Quantity(Dimension::Size);
    check("memory <= 300MB", Some(size));
    check("critical implies eventually[0,30s](memory <= 300MB)", Some(size));
    check("memory <= 300MB or memory >= 200MB", Some(size));
    check("memory <= 300MB or multiplier >= 357", None);
    check("multiplier >= 357 or memory <= 300MB", None);
    check("skin <= 40C and junction <= 90C", Some(Measure::Quantity(Dimension::Temperature)));
    check("thermal_state <= fair", Some(Measure::ThermalState));
    check("thermal_state <= fair or skin <= 40C", None);
    check("critical implies responded", Some(Measure::Condition));
}

#[test]
fn a_measure_has_a_name_and_a_unit_for_tables() {
    let of = |signal: Signal| (signal.measure().name(), signal.measure().base_unit());
    assert_eq!(of(Signal::Memory), ("size", "B"));
    assert_eq!(of(Signal::UiBlocked), ("duration", "ns"));
    assert_eq!(of(Signal::Skin), ("temperature", "C"));
    assert_eq!(of(Signal::ErrorRate), ("share", "%"));
    assert_eq!(of(Signal::Multiplier), ("number", "1"));
    assert_eq!(of(Signal::ThermalState), ("thermal state", "thermal states"));
    assert_eq!(of(Signal::Critical), ("condition", "conditions"));
}

#[test]
fn each_signal_is_told_in_a_line_of_its_own() {
    let lines: BTreeSet<_> = Signal::ALL.into_iter().map(Signal::about).collect();
    assert_eq!(lines.len(), Signal::ALL.len());
    assert!(lines.iter().all(|line| (8..64).contains(&line.chars().count())), "{lines:?}");
    assert_eq!(format!("[{:>12}]", Signal::Memory), "[      memory]");
}

#[test]
fn a_formula_is_shown_on_one_line_as_it_was_written() {
    let read = formula("always[0,600s](\n    memory  <=\t300MB\n)");
    assert_eq!(read.text(), "always[0,600s]( memory <= 300MB )");
    assert_eq!(read.to_string(), read.text());
}

#[test]
fn a_window_that_lies_beyond_the_run_is_found_in_its_place() {
    let read =
        formula("always(critical implies eventually[10s,30s] responded) and once[0,5s] minor");
    assert_eq!(read.empty_window(Span::from_secs(10)), None, "its last sample is in the window");
    assert_eq!(read.empty_window(Span::from_secs(9)), Some(35..42));
    assert_eq!(&"eventually[10s,30s]"[11..18], "10s,30s");
    assert_eq!(formula("always critical").empty_window(Span::ZERO), None);
}

#[test]
fn many_parts_side_by_side_are_no_nesting() {
    let siblings = vec!["(minor)"; 40].join(" or ");
    assert!(Formula::parse(&siblings).is_ok());
    let negations = vec!["not not minor"; 25].join(" or ");
    assert!(Formula::parse(&negations).is_ok());
}

#[test]
fn a_unit_touches_its_number_or_stands_apart_and_an_operator_is_no_unit() {
    for text in [
        "(memory<=300MB)and(minor)",
        "memory <= 300 MB and minor",
        "multiplier >= 357 and minor",
        "skin<=38.5°C or minor",
        "skin <= 38.5 °C or minor",
        "charge >= 20 % or minor",
        "skin >= -5C",
        "memory <= +3MB",
        "always[0, 5 s] minor",
    ] {
        assert!(Formula::parse(text).is_ok(), "{text}");
    }
    let refused = |text: &str| {
        let error = Formula::parse(text).unwrap_err();
        (error.to_string(), text[error.span].to_owned())
    };
    let touches = refused("multiplier >= 357and minor");
    let says = "unknown unit `and` for a number, expected one of ";
    assert_eq!(touches, (says.to_owned(), "and".to_owned()), "what touches a number is its unit");
    let foreign = refused("memory <= 3MB && minor");
    assert_eq!(foreign.1, "&&");
}

#[test]
fn what_other_notations_write_is_named_whole_with_what_is_meant() {
    for (foreign, meant) in [
        ("&&", Some("and")),
        ("||", Some("or")),
        ("<->", Some("iff")),
        ("<=>", Some("iff")),
        ("->", Some("implies")),
        ("=>", Some("implies")),
        ("=<", Some("<=")),
        ("==", Some("<=")),
        ("!=", Some("<")),
        ("=", Some("<=")),
        ("!", Some("not")),
        ("&", Some("and")),
        ("|", Some("or")),
        ("{", Some("(")),
        ("}", Some(")")),
        ("#", None),
        ("ü", None),
    ] {
        let error = Formula::parse(&format!("minor {foreign} major")).unwrap_err();
        let symbol = foreign.to_owned();
        assert_eq!(error.problem, FormulaProblem::UnknownSymbol { symbol, meant });
        assert_eq!(error.span, 6..6 + foreign.len());
    }
}

#[test]
fn a_number_out_of_place_is_shown_without_what_surrounds_it() {
    let error = Formula::parse("minor 3 ) major").unwrap_err();
    assert_eq!(error.to_string(), "expected an operator or the end of the formula, found `3`");
    assert_eq!(error.span, 6..7);
}

#[test]
fn the_longest_formula_is_one() {
    let longest = format!("minor{}", " ".repeat(FORMULA_BYTES_MAX - "minor".len()));
    assert!(Formula::parse(&longest).is_ok());
    let error = Formula::parse(&format!("{longest} ")).unwrap_err();
    assert_eq!(error.problem, FormulaProblem::TooLong { bytes: FORMULA_BYTES_MAX + 1 });
}

#[test]
fn a_zero_has_no_side() {
    for zero in [0.0, -0.0] {
        for text in ["skin >= 0C", "skin <= 0C", "not skin > 0C", "not skin < 0C"] {
            let mut monitor = Monitor::new(&formula(text), Span::ZERO);
            assert!(!monitor.sample(&Readings::QUIET.with(Signal::Skin, zero)), "{zero} {text}");
            let finding = monitor.conclude();
            assert_eq!(finding.violated_at, None, "{zero} {text}");
            assert!(finding.robustness == 0.0 && finding.robustness.is_sign_positive());
        }
    }
}

#[test]
fn a_violation_is_told_at_its_sample_in_long_runs_too() {
    for late in [63, 64, 65, 127, 128, 199] {
        let read = formula("always(multiplier >= 1 implies eventually[0,3s] critical)");
        let mut monitor = Monitor::new(&read, Span::from_secs(299));
        let mut told = vec![];
        for second in 0..300 {
            let value = if second == late { 2.0 } else { 0.0 };
            let readings = Readings::QUIET.with(Signal::Multiplier, value);
            if monitor.sample(&readings) {
                told.push(second);
            }
        }
        assert_eq!(told, [late + 3]);
        let finding = monitor.conclude();
        assert_eq!(finding.violated_at, Some(Time::ZERO + Span::from_secs(late + 3)));
        assert_eq!(finding.robustness, -1.0);
    }
}

#[test]
fn what_began_long_ago_is_remembered() {
    let read = formula("eventually[199s,199s](once[150s,160s] critical)");
    let told = |at: u64| {
        let mut monitor = Monitor::new(&read, Span::from_secs(199));
        for second in 0..200 {
            let value = if second == at { 1.0 } else { -1.0 };
            monitor.sample(&Readings::QUIET.with(Signal::Critical, value));
        }
        monitor.conclude().robustness
    };
    assert_eq!([38, 39, 44, 49, 50].map(told), [-1.0, 1.0, 1.0, 1.0, -1.0]);
}

#[test]
#[should_panic(expected = "a run has no samples beyond its end")]
fn a_run_has_no_samples_beyond_its_end() {
    let mut monitor = Monitor::new(&formula("critical"), Span::from_secs(2));
    (0..4).for_each(|_| {
        monitor.sample(&Readings::QUIET);
    });
}

#[test]
fn a_propertys_name_is_letters_digits_and_hyphens_within() {
    let longest = "a".repeat(PropertyName::LENGTH_MAX);
    for text in ["a", "7", "memory-stays-below-300mb", "a--b", &longest] {
        let name = name(text).unwrap();
        assert_eq!((name.as_str(), name.to_string().as_str()), (text, text));
        assert_eq!(format!("{name:?}"), format!("{text:?}"));
        let file = serde_json::to_string(&name).unwrap();
        assert_eq!(file, format!("{text:?}"));
        assert_eq!(serde_json::from_str::<PropertyName>(&file).unwrap(), name);
    }
    let too_long = "a".repeat(PropertyName::LENGTH_MAX + 1);
    for text in ["", "-a", "a-", "-", "A", "a b", "a_b", "ä", "a.b", &too_long] {
        assert_eq!(name(text), Err(NameError::NoName), "{text}");
    }
    assert_eq!(name("responds-in-time"), Err(NameError::Taken));
    assert_eq!(name("keeps-contract"), Err(NameError::Taken));
    assert_eq!(format!("[{:>6}]", name("calm").unwrap()), "[  calm]");
    assert!(serde_json::from_str::<PropertyName>("\"Calm\"").is_err());
}
