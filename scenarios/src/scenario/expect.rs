//! What a scenario is about.

use firedrill_judge::Expectation;
use firedrill_protocol::{IncidentType, Severity};

use crate::diagnostics::{Findings, expected, nearest, quoted};
use crate::draft::{ExpectDraft, Text};

/// The expectation, or nothing when something was reported.
pub(super) fn check(draft: &ExpectDraft, findings: &mut Findings) -> Option<Expectation> {
    let Some(healthy) = &draft.healthy else { return incident(draft, findings) };
    if !healthy.get_ref() {
        let message = "`healthy = false` does not say what is expected";
        findings.report(findings.at(healthy.span(), message).hint("name the `incidents` instead"));
        return None;
    }
    let besides = draft.incidents.as_ref().map(|list| ("incidents", list.span()));
    let besides = besides.or_else(|| draft.severity.as_ref().map(|text| ("severity", text.span())));
    if let Some((key, span)) = besides {
        let message = format!("a healthy run has no `{key}`");
        let source = findings.source();
        let diagnostic =
            findings.at(span, message).related(source, healthy.span(), "healthy is expected here");
        findings.report(diagnostic);
        return None;
    }
    Some(Expectation::Healthy)
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

fn word<T: Copy>(
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
