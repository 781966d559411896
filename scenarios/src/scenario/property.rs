//! Temporal properties: their names, and what is wrong with a formula shown inside it.

use firedrill_judge::temporal::{
    Formula, FormulaError, FormulaProblem, Measure, NameError, PROPERTIES_MAX, PropertyName,
    Signal, TemporalProperty,
};
use firedrill_protocol::ThermalState;
use firedrill_protocol::quantity::{Dimension, QuantityError};
use firedrill_sim::Span;

use super::quantity::part_of;
use crate::diagnostics::{Diagnostic, Findings, expected, nearest, nearest_unit, quoted};
use crate::draft::{PropertyDraft, Text};
use crate::name;

/// The properties, or nothing when something was reported. `run` is the run's length in nanoseconds.
pub(super) fn check(
    drafts: &[PropertyDraft],
    run: Option<f64>,
    findings: &mut Findings,
) -> Option<Vec<TemporalProperty>> {
    if let Some(excess) = drafts.get(PROPERTIES_MAX) {
        let message = format!("{} properties are too many", drafts.len());
        let diagnostic = findings.at(excess.header.clone(), message);
        findings.report(diagnostic.note(format!("expected at most {PROPERTIES_MAX}")));
        return None;
    }
    let mut seen: Vec<(PropertyName, &Text)> = vec![];
    let mut properties = vec![];
    for draft in drafts {
        let name = draft.name.as_ref().and_then(|text| name(text, &mut seen, findings));
        let formula = draft.holds.as_ref().and_then(|text| formula(text, run, findings));
        if let (Some(name), Some(formula)) = (name, formula) {
            properties.push(TemporalProperty { name, formula });
        }
    }
    (properties.len() == drafts.len()).then_some(properties)
}

fn name<'d>(
    text: &'d Text,
    seen: &mut Vec<(PropertyName, &'d Text)>,
    findings: &mut Findings,
) -> Option<PropertyName> {
    let written = text.get_ref();
    match written.parse::<PropertyName>() {
        Ok(name) => {
            if let Some((_, first)) = seen.iter().find(|(other, _)| *other == name) {
                let message = format!("two properties are named `{name}`");
                let source = findings.source();
                let diagnostic =
                    findings.at(text.span(), message).related(source, first.span(), "the first");
                findings.report(diagnostic);
                return None;
            }
            seen.push((name, text));
            Some(name)
        }
        Err(NameError::Taken) => {
            let message = format!("every run is held to `{written}` already");
            findings.report(findings.at(text.span(), message).hint("needs a name of its own"));
            None
        }
        Err(error @ NameError::NoName) => {
            let (part, message) = match name::problem(written) {
                Some((part, problem)) => (part, problem.to_string()),
                None => (0..written.len(), error.to_string()),
            };
            let span = part_of(text, part, findings.source());
            findings.report(findings.at(span, message));
            None
        }
    }
}

fn formula(text: &Text, run: Option<f64>, findings: &mut Findings) -> Option<Formula> {
    let written = text.get_ref();
    let at = |part, message: String, findings: &Findings| {
        let span = part_of(text, part, findings.source());
        findings.at(span, message)
    };
    let formula = match Formula::parse(written) {
        Ok(formula) => formula,
        Err(FormulaError { span, problem }) => {
            let diagnostic = at(span, message(&problem), findings);
            findings.report(with_advice(diagnostic, &problem));
            return None;
        }
    };
    let run = run.map(|nanos| Span::from_nanos(nanos as u64));
    if let Some(window) = run.and_then(|run| formula.empty_window(run)) {
        let message = "the window begins when the run has ended".to_owned();
        let hint = "nothing is ever sampled in it";
        findings.report(at(window, message, findings).hint(hint));
        return None;
    }
    Some(formula)
}

/// The problem in a sentence, in the words of every other quantity of a file.
fn message(problem: &FormulaProblem) -> String {
    match problem {
        FormulaProblem::Quantity { signal, problem } => match (signal.measure(), problem) {
            (Measure::Quantity(Dimension::Count), QuantityError::UnknownUnit { unit, .. }) => {
                format!("`{signal}` is a number and has no unit, found {}", quoted(unit))
            }
            (_, QuantityError::UnknownUnit { unit, what, .. }) => {
                format!("{} is no unit of a {what}, which `{signal}` is", quoted(unit))
            }
            (_, QuantityError::MissingUnit { text, what, .. }) => {
                format!("{} has no unit, but `{signal}` is a {what}", quoted(text))
            }
            _ => problem.to_string(),
        },
        FormulaProblem::Bound { problem } => match problem {
            QuantityError::UnknownUnit { unit, what, .. } => {
                format!("{} is no unit of a {what}", quoted(unit))
            }
            QuantityError::MissingUnit { text, .. } => format!("{} has no unit", quoted(text)),
            _ => problem.to_string(),
        },
        FormulaProblem::UnknownSymbol { symbol, .. } => {
            format!("{} has no meaning in a formula", quoted(symbol))
        }
        FormulaProblem::UnknownSignal { name } => format!("there is no signal {}", quoted(name)),
        _ => problem.to_string(),
    }
}

/// What was probably meant, and what there is.
fn with_advice(diagnostic: Diagnostic, problem: &FormulaProblem) -> Diagnostic {
    match problem {
        FormulaProblem::UnknownSymbol { meant, .. } => diagnostic.did_you_mean(*meant),
        FormulaProblem::UnknownSignal { name } => {
            let known = Signal::ALL.iter().map(|signal| signal.name());
            let operators = ["always", "eventually", "historically", "once", "not"];
            // Signals have underscores where other names have hyphens.
            let meant = nearest(name, known.chain(operators));
            diagnostic.did_you_mean(meant).note("`firedrill list signals` shows what there is")
        }
        FormulaProblem::NotCompared { signal } => {
            let example = match signal.measure() {
                Measure::Quantity(dimension) => dimension.example().trim_matches('"'),
                _ => "serious",
            };
            diagnostic.hint(format!("for example `{signal} <= {example}`"))
        }
        FormulaProblem::Quantity { signal, problem } => match signal.measure() {
            Measure::Quantity(dimension) => with_units(diagnostic, problem, dimension),
            _ => diagnostic,
        },
        FormulaProblem::Bound { problem } => with_units(diagnostic, problem, Dimension::Duration),
        FormulaProblem::ThermalState { text } => {
            use ThermalState::{Critical, Fair, Nominal, Serious};
            let states = [Nominal, Fair, Serious, Critical].map(ThermalState::name);
            diagnostic.did_you_mean(nearest(text, states)).note(expected(&states))
        }
        FormulaProblem::Inverted { first, last } => {
            diagnostic.did_you_mean(Some(format!("[{last},{first}]")))
        }
        FormulaProblem::QuantityFirst { .. } => diagnostic.hint("for example `memory <= 300MB`"),
        FormulaProblem::Chained { .. } => diagnostic.hint("put one of them in parentheses"),
        _ => diagnostic,
    }
}

fn with_units(diagnostic: Diagnostic, problem: &QuantityError, dimension: Dimension) -> Diagnostic {
    let units = dimension.units().iter().map(|(name, _)| *name);
    match problem {
        QuantityError::UnknownUnit { unit, .. } => {
            let known: Vec<_> = units.clone().collect();
            let diagnostic = diagnostic.did_you_mean(nearest_unit(unit, units));
            if known.is_empty() { diagnostic } else { diagnostic.note(expected(&known)) }
        }
        QuantityError::MissingUnit { .. } => {
            let example = dimension.example().trim_matches('"');
            diagnostic.hint(format!("expected a {} such as {example}", dimension.name()))
        }
        _ => diagnostic,
    }
}
