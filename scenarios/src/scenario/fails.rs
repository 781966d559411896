//! What a scenario states to fail.

use firedrill_judge::temporal::PropertyName;
use firedrill_judge::{Expectation, Property, StatedFailures, StatementProblem};
use toml::Spanned;

use crate::diagnostics::{Diagnostic, Findings, expected, nearest, quoted};
use crate::draft::{PropertyDraft, Text};

/// The properties of the list, or nothing when something was reported. `expectation` is `None` when
/// that was not understood.
pub(super) fn check(
    list: &Spanned<Vec<Text>>,
    own: &[PropertyDraft],
    expectation: Option<&Expectation>,
    findings: &mut Findings,
) -> Option<StatedFailures> {
    if list.get_ref().is_empty() {
        let message = "`fails` names no property";
        let hint = "leave it out when every property holds";
        findings.report(findings.at(list.span(), message).hint(hint));
        return None;
    }
    let names = own.iter().filter_map(|draft| draft.name.as_ref());
    let names: Vec<PropertyName> = names.filter_map(|text| text.get_ref().parse().ok()).collect();
    // Who does not know what is expected cannot say that a property is never held to.
    let expectation = expectation.unwrap_or(&Expectation::Healthy);
    let mut stated = StatedFailures::default();
    let mut complete = true;
    for text in list.get_ref() {
        if let Err(problem) = stated.state(text.get_ref(), &names, expectation) {
            complete = false;
            let diagnostic = explain(text, problem, &names, findings);
            findings.report(diagnostic);
        }
    }
    complete.then_some(stated)
}

fn explain(
    text: &Text,
    problem: StatementProblem,
    own: &[PropertyName],
    findings: &Findings,
) -> Diagnostic {
    let name = quoted(text.get_ref());
    match problem {
        StatementProblem::Unknown => {
            let message = format!("no run of this scenario is held to a property {name}");
            let of_all = Property::ALL.iter().map(Property::name);
            let known: Vec<_> = of_all.chain(own.iter().map(PropertyName::as_str)).collect();
            let meant = nearest(text.get_ref(), known.iter().copied());
            findings.at(text.span(), message).did_you_mean(meant).note(expected(&known))
        }
        StatementProblem::Twice => findings.at(text.span(), format!("{name} is listed twice")),
        StatementProblem::NeverHeldTo => {
            let message = format!("{name} cannot fail here");
            let hint = "only a run that is expected to be `healthy` is held to it";
            findings.at(text.span(), message).hint(hint)
        }
    }
}
