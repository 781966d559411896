//! Runs of a scenario with properties of its own.

use firedrill_judge::temporal::{Formula, TemporalFinding};
use firedrill_judge::{Property, Verdict, Violation};
use firedrill_model::nouns::Phase;

use super::{Campaign, at_second, incident, judgement, trial};

/// One run that fails two of its scenario's own properties and holds the third.
pub(crate) fn with_properties() -> Campaign {
    let formulas = [
        (
            "memory-stays-below-the-limit",
            "always[0,600s](memory <= 300MB)",
            -13_107_200.0,
            Some(75),
        ),
        ("answers-at-once", "always(critical implies responded)", -1.0, Some(80)),
        ("stays-cool", "always(skin <= 40C)", 3.0, None),
    ];
    let violations = formulas.iter().filter_map(|(name, formula, _, at)| {
        let (property, about) = (name.parse().unwrap(), format!("{formula} does not hold"));
        Some(Violation {
            property: Property::Temporal(property),
            at: at_second((*at)?),
            about,
            phase: Phase::Recovering,
            incident: None,
        })
    });
    let violations: Vec<_> = violations.collect();
    let verdict = Verdict::Failed(violations[0].clone());
    let mut judgement = judgement(verdict, vec![incident(1)], violations);
    let properties = formulas.iter().map(|(name, formula, robustness, at)| TemporalFinding {
        name: name.parse().unwrap(),
        formula: (*formula).to_owned(),
        robustness: *robustness,
        measure: Formula::parse(formula).unwrap().measure(),
        violated_at: at.map(at_second),
    });
    judgement.properties = properties.collect();
    Campaign::of(vec![("memory-leak-critical", vec![trial(1, judgement)])])
}
