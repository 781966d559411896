//! What a scenario is about.

use firedrill_judge::{Expectation, StatedFailures};
use firedrill_protocol::{IncidentType, Severity};

use crate::coverage::Landmark;
use crate::diagnostics::{Findings, expected, nearest, quoted, sentence};
use crate::draft::{ExpectDraft, PropertyDraft, Text};

use super::fails;

/// The `[expect]` table with its meaning.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Expected {
    pub(super) expectation: Expectation,
    /// What at least one run of a campaign must reach, each once.
    pub(super) sometimes: Vec<Landmark>,
    pub(super) may_be_infeasible: bool,
    /// What fails in every run.
    pub(super) fails: StatedFailures,
}

/// The expectation, or nothing when something was reported. `own` are the scenario's own properties.
pub(super) fn check(
    draft: &ExpectDraft,
    own: &[PropertyDraft],
    findings: &mut Findings,
) -> Option<Expected> {
    let expectation = expectation(draft, findings);
    let sometimes = match &draft.sometimes {
        Some(list) => landmarks(list.get_ref(), findings),
        None => Some(vec![]),
    };
    let may_be_infeasible = draft.may_be_infeasible.as_ref().is_some_and(|flag| *flag.get_ref());
    let fails = match &draft.fails {
        Some(list) => fails::check(list, own, expectation.as_ref(), findings),
        None => Some(StatedFailures::default()),
    };
    Some(Expected {
        expectation: expectation?,
        sometimes: sometimes?,
        may_be_infeasible,
        fails: fails?,
    })
}

fn expectation(draft: &ExpectDraft, findings: &mut Findings) -> Option<Expectation> {
    let whole = [
        ("healthy", &draft.healthy, Expectation::Healthy, "a healthy run"),
        ("anything", &draft.anything, Expectation::Anything, "a run in which anything may happen"),
    ];
    let mut whole = whole.into_iter().filter_map(|(key, flag, expectation, what)| {
        flag.as_ref().map(|flag| (key, flag, expectation, what))
    });
    let Some((key, flag, expectation, what)) = whole.next() else {
        return incident(draft, findings);
    };
    if !flag.get_ref() {
        let message = format!("`{key} = false` does not say what is expected");
        findings.report(findings.at(flag.span(), message).hint("name the `incidents` instead"));
        return None;
    }
    let besides = [
        whole.next().map(|(key, flag, ..)| (key, flag.span())),
        draft.incidents.as_ref().map(|list| ("incidents", list.span())),
        draft.severity.as_ref().map(|text| ("severity", text.span())),
    ];
    if let Some((besides, span)) = besides.into_iter().flatten().next() {
        let message = format!("{what} has no `{besides}`");
        let source = findings.source();
        let related = format!("{key} is expected here");
        let diagnostic = findings.at(span, message).related(source, flag.span(), &related);
        findings.report(diagnostic);
        return None;
    }
    Some(expectation)
}

fn landmarks(texts: &[Text], findings: &mut Findings) -> Option<Vec<Landmark>> {
    let mut landmarks = vec![];
    let mut complete = true;
    for text in texts {
        match text.get_ref().parse::<Landmark>() {
            Ok(landmark) if landmarks.contains(&landmark) => {
                let message = format!("`{landmark}` is listed twice");
                findings.report(findings.at(text.span(), message));
            }
            Ok(landmark) => landmarks.push(landmark),
            Err(error) => {
                complete = false;
                let near = error.nearest_of(|word, known| nearest(word, known.iter().copied()));
                let diagnostic =
                    findings.at(text.span(), sentence(&error.to_string())).did_you_mean(near);
                findings.report(diagnostic.note(expected(&error.known())));
            }
        }
    }
    complete.then_some(landmarks)
}

fn incident(draft: &ExpectDraft, findings: &mut Findings) -> Option<Expectation> {
    // Whichever is missing has been reported.
    let severity = draft.severity.as_ref().and_then(|text| severity(text, findings));
    let list = draft.incidents.as_ref()?;
    if list.get_ref().is_empty() {
        let message = "`incidents` names none";
        let hint = "write `healthy = true` if none is expected";
        findings.report(findings.at(list.span(), message).hint(hint));
        return None;
    }
    let types = incident_types(list.get_ref(), findings);
    Some(Expectation::Incident { types: types?, severity: severity? })
}

fn incident_types(texts: &[Text], findings: &mut Findings) -> Option<Vec<IncidentType>> {
    let mut types = vec![];
    let mut complete = true;
    for text in texts {
        let candidates = IncidentType::ALL.map(|incident| (incident, incident.name()));
        match word("an incident type", text, &candidates, findings) {
            Some(incident) if types.contains(&incident) => {
                let message = format!("`{incident}` is listed twice");
                findings.report(findings.at(text.span(), message));
            }
            Some(incident) => types.push(incident),
            None => complete = false,
        }
    }
    complete.then_some(types)
}

fn severity(text: &Text, findings: &mut Findings) -> Option<Severity> {
    let candidates = Severity::ALL.map(|severity| (severity, severity.name()));
    word("a severity", text, &candidates, findings)
}

pub(super) fn word<T: Copy>(
    what: &str,
    text: &Text,
    candidates: &[(T, &'static str)],
    findings: &mut Findings,
) -> Option<T> {
    let written = text.get_ref();
    let found = candidates.iter().find(|(_, name)| name == written);
    if found.is_none() {
        let names = || candidates.iter().map(|(_, name)| *name);
        let message = format!("{} is not {what}", quoted(written));
        let diagnostic = findings.at(text.span(), message).did_you_mean(nearest(written, names()));
        let known: Vec<_> = names().collect();
        findings.report(diagnostic.note(expected(&known)));
    }
    found.map(|(value, _)| *value)
}
