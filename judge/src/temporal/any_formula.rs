//! Whatever the formula and the signals are, the monitor agrees with the definition.

use firedrill_sim::Span;
use proptest::prelude::*;

use super::monitor::{Monitor, sample_time};
use super::reference;
use super::{Formula, Readings, Signal};

/// Formulas as people write them, with parentheses around everything.
fn any_formula() -> impl Strategy<Value = String> {
    let atom = prop_oneof![
        Just("critical".to_owned()),
        Just("responded".to_owned()),
        (0..4_u8, prop::sample::select(vec!["<", "<=", ">", ">="]))
            .prop_map(|(number, compares)| format!("multiplier {compares} {number}")),
        (0..4_u8, prop::sample::select(vec!["<", "<=", ">", ">="]))
            .prop_map(|(number, compares)| format!("memory {compares} {number}B")),
    ];
    let bounds = prop_oneof![
        Just(String::new()),
        (0..4_u32, 0..5_u32).prop_map(|(first, more)| format!("[{first}s,{}s]", first + more)),
    ];
    atom.prop_recursive(5, 24, 2, move |inner| {
        let window = prop::sample::select(vec!["always", "eventually", "historically", "once"]);
        let until = prop::sample::select(vec!["until", "since"]);
        let connective = prop::sample::select(vec!["and", "or", "implies", "iff"]);
        prop_oneof![
            inner.clone().prop_map(|p| format!("not ({p})")),
            (window, bounds.clone(), inner.clone())
                .prop_map(|(window, bounds, p)| format!("{window}{bounds}({p})")),
            (inner.clone(), until, bounds.clone(), inner.clone())
                .prop_map(|(p, until, bounds, q)| format!("({p}) {until}{bounds} ({q})")),
            (inner.clone(), connective, inner)
                .prop_map(|(p, connective, q)| format!("({p}) {connective} ({q})")),
        ]
    })
    .prop_filter("within the limits", |text| Formula::parse(text).is_ok())
}

fn any_samples() -> impl Strategy<Value = Vec<Readings>> {
    let sample = (0..5_u8, 0..5_u8, any::<bool>(), any::<bool>());
    let sample = sample.prop_map(|(multiplier, memory, critical, responded)| {
        let condition = |holds: bool| if holds { 1.0 } else { -1.0 };
        Readings::QUIET
            .with(Signal::Multiplier, f64::from(multiplier))
            .with(Signal::Memory, f64::from(memory))
            .with(Signal::Critical, condition(critical))
            .with(Signal::Responded, condition(responded))
    });
    prop::collection::vec(sample, 1..14)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_monitor_agrees_with_the_definition(text in any_formula(), samples in any_samples()) {
        let formula = Formula::parse(&text).unwrap();
        let whole = formula.nodes().len() - 1;
        let mut monitor = Monitor::new(&formula, Span::from_secs(samples.len() as u64 - 1));
        let mut told_at = vec![];
        for (index, readings) in samples.iter().enumerate() {
            if monitor.sample(readings) {
                told_at.push(sample_time(index));
            }
        }
        let finding = monitor.conclude();
        let defined = reference::robustness(&formula, whole, &samples, 0);
        prop_assert_eq!(finding.robustness, defined, "{}", &text);
        let first_certain = (1..=samples.len())
            .find(|seen| reference::truth(&formula, whole, &samples, 0, *seen) == Some(false));
        let first_certain = first_certain.map(|seen| sample_time(seen - 1));
        prop_assert_eq!(finding.violated_at, first_certain, "{}", &text);
        prop_assert_eq!(told_at, Vec::from_iter(first_certain), "it is told once");
    }

    #[test]
    fn any_text_is_read_or_refused_in_its_place(text in "(\\PC|[a-z \\[\\](),<>=0-9]|always|memory <= |since|not ){0,40}") {
        if let Err(error) = Formula::parse(&text) {
            prop_assert!(error.span.start <= error.span.end && error.span.end <= text.len());
            prop_assert!(text.is_char_boundary(error.span.start) && text.is_char_boundary(error.span.end));
            prop_assert!(!error.to_string().is_empty());
        }
    }
}
