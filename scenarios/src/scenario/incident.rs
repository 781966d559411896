//! The `[incident]` table: what was found, and that nothing in the file is left to draw.

use firedrill_judge::temporal::PropertyName;
use firedrill_judge::{Fingerprint, Property};
use firedrill_protocol::{IncidentType, Phase};
use firedrill_sim::{DigestValue, Seed};
use toml::Spanned;
use toml::de::DeValue;

use super::expect::word;
use super::quantity::part_of;
use crate::conditions::CONDITIONS;
use crate::diagnostics::{Findings, expected, is_hidden, nearest, quoted};
use crate::draft::{Draft, FaultDraft, IncidentDraft, Text};
use crate::incident::{Found, FoundWith, IncidentState};
use crate::name::{self, ScenarioName};
use crate::range::parts;

/// The `[incident]` table with its meaning.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    /// The scenario that the plan was drawn from, when it is not the file's own name.
    pub(crate) scenario: Option<ScenarioName>,
    pub(crate) seed: Seed,
    pub(crate) algorithm: String,
    pub(crate) found_with: FoundWith,
    pub(crate) found: Found,
}

/// What the table says, or nothing when something was reported.
pub(super) fn check(
    table: &IncidentDraft,
    file: &Draft<'_>,
    findings: &mut Findings,
) -> Option<Stored> {
    let draws_nothing = draws_nothing(table, file, findings);
    let scenario = table.scenario.as_ref().map(|text| scenario(text, findings));
    let seed = table.seed.as_ref().and_then(|text| parsed::<Seed>(text, findings));
    let digest = table.digest.as_ref().and_then(|text| parsed::<DigestValue>(text, findings));
    let engine = table.engine.as_ref().and_then(|text| engine(text, findings));
    let states = [IncidentState::Open, IncidentState::Fixed].map(|state| (state, state.name()));
    let state = table.state.as_ref().and_then(|text| word("a state", text, &states, findings));
    let found_with = found_with(table, findings);
    let fingerprint = fingerprint(table, file, state, findings);
    let scenario = match scenario {
        None => None,
        Some(scenario) => Some(scenario?),
    };
    let (fingerprint, events) = (fingerprint?, table.events?);
    let found = Found { engine: engine?, digest: digest?, events, fingerprint, state: state? };
    let algorithm = table.algorithm.as_ref()?.get_ref().clone();
    let (seed, found_with) = (seed?, found_with?);
    draws_nothing.then_some(Stored { scenario, seed, algorithm, found_with, found })
}

fn scenario(text: &Text, findings: &mut Findings) -> Option<ScenarioName> {
    match name::problem(text.get_ref()) {
        None => text.get_ref().parse().ok(),
        Some((part, error)) => {
            let span = part_of(text, part, findings.source());
            findings.report(findings.at(span, error.to_string()));
            None
        }
    }
}

fn parsed<T: core::str::FromStr<Err: core::fmt::Display>>(
    text: &Text,
    findings: &mut Findings,
) -> Option<T> {
    match text.get_ref().parse() {
        Ok(value) => Some(value),
        Err(error) => {
            let message = crate::diagnostics::sentence(&error.to_string());
            findings.report(findings.at(text.span(), message));
            None
        }
    }
}

/// A version is shown in tables: short, and nothing hidden in it.
fn engine(text: &Text, findings: &mut Findings) -> Option<String> {
    const CHARS_MAX: usize = 32;
    let written = text.get_ref();
    let fits = !written.is_empty() && written.chars().count() <= CHARS_MAX;
    if fits && !written.contains(is_hidden) {
        return Some(written.clone());
    }
    let message = format!("{} is no version of firedrill", quoted(written));
    findings.report(findings.at(text.span(), message).hint("for example \"0.1.0\""));
    None
}

/// Which protocol it was found with. What weaknesses there are is not known here: a version's catalogue
/// may have lost one, and then the incident cannot be run, but it can be read.
fn found_with(table: &IncidentDraft, findings: &mut Findings) -> Option<FoundWith> {
    const CHARS_MAX: usize = 64;
    let mut named = |text: &Text| {
        let name = text.get_ref();
        let fits = !name.is_empty() && name.chars().count() <= CHARS_MAX;
        if fits && !name.contains(is_hidden) {
            return Some(name.clone());
        }
        let message = format!("a name has 1 to {CHARS_MAX} visible characters");
        findings.report(findings.at(text.span(), message));
        None
    };
    match (&table.weakness, &table.protocol) {
        (None, None) => Some(FoundWith::Shipped),
        (Some(weakness), None) => named(weakness).map(FoundWith::Weakness),
        (None, Some(protocol)) => named(protocol).map(FoundWith::Foreign),
        (Some(_), Some(protocol)) => {
            let message = "`weakness` is one of the shipped protocol, `protocol` names another: \
                           an incident was found with one of them";
            findings.report(findings.at(protocol.span(), message).hint("leave one of them out"));
            None
        }
    }
}

/// The fingerprint, if there is one: an incident that was fixed before it was stored need not have it.
/// Nothing when something was reported.
#[expect(clippy::option_option, reason = "reported, absent, present")]
fn fingerprint(
    table: &IncidentDraft,
    file: &Draft<'_>,
    state: Option<IncidentState>,
    findings: &mut Findings,
) -> Option<Option<Fingerprint>> {
    let Some(text) = &table.property else {
        let alone = [("phase", &table.phase), ("type", &table.incident)];
        for (key, text) in alone.into_iter().filter_map(|(key, text)| Some((key, text.as_ref()?))) {
            let message = format!("`{key}` says how a property failed, but no `property` is named");
            findings.report(findings.at(text.span(), message));
        }
        let is_open = state == Some(IncidentState::Open);
        if is_open {
            let message = "an open incident needs `property`";
            let diagnostic = findings.at(table.header.clone(), message);
            findings
                .report_missing(diagnostic.note("for example `property = \"restores-in-time\"`"));
        }
        return (!is_open && table.phase.is_none() && table.incident.is_none()).then_some(None);
    };
    let property = property(text, file, findings);
    let incident = table.incident.as_ref().map(|text| incident(text, findings));
    let phase = match &table.phase {
        Some(text) => word("a phase", text, &Phase::ALL.map(|p| (p, p.name())), findings),
        None => {
            let message = "`property` needs `phase` beside it: what the protocol had announced";
            findings.report_missing(findings.at(text.span(), message));
            None
        }
    };
    let incident = match incident {
        None => None,
        Some(incident) => Some(incident?),
    };
    Some(Some(Fingerprint { property: property?, phase: phase?, incident }))
}

fn incident(text: &Text, findings: &mut Findings) -> Option<IncidentType> {
    let types = IncidentType::ALL.map(|incident| (incident, incident.name()));
    word("an incident type", text, &types, findings)
}

/// A property of every run, or one of the file's own.
fn property(text: &Text, file: &Draft<'_>, findings: &mut Findings) -> Option<Property> {
    let own = file.properties.iter().filter_map(|draft| draft.name.as_ref());
    let own = own.filter_map(|text| text.get_ref().parse::<PropertyName>().ok());
    let known: Vec<_> = Property::ALL.into_iter().chain(own.map(Property::Temporal)).collect();
    let found = known.iter().find(|property| property.name() == text.get_ref());
    if found.is_none() {
        let written = text.get_ref();
        let message = format!("no run of this incident is held to a property {}", quoted(written));
        let names: Vec<_> = known.iter().map(Property::name).collect();
        let meant = nearest(written, names.iter().copied());
        let diagnostic = findings.at(text.span(), message).did_you_mean(meant);
        findings.report(diagnostic.note(expected(&names)));
    }
    found.copied()
}

/// Reports every part of the file that a seed would draw: a stored incident is one run, whatever
/// becomes of the code that draws.
fn draws_nothing(table: &IncidentDraft, file: &Draft<'_>, findings: &mut Findings) -> bool {
    let mut complete = true;
    for (spec, text) in CONDITIONS.iter().zip(&file.conditions) {
        let Some(text) = text else {
            complete = false;
            let message = format!("a stored incident needs `conditions.{}`", spec.name);
            let note = "without it, it would be drawn";
            findings.report_missing(findings.at(table.header.clone(), message).note(note));
            continue;
        };
        complete &= is_single(spec.name, text, findings);
    }
    if file.swarm.is_some() {
        complete = false;
        let message = "a stored incident has no `[swarm]`: it draws nothing";
        let hint = "name each fault in a table `[[fault]]`";
        findings.report(findings.at(table.header.clone(), message).hint(hint));
    }
    for fault in &file.faults {
        complete &= is_concrete(fault, findings);
    }
    for trigger in &file.triggers {
        complete &= trigger.at.as_ref().is_none_or(|text| is_single("at", text, findings));
    }
    complete
}

fn is_concrete(fault: &FaultDraft<'_>, findings: &mut Findings) -> bool {
    let mut concrete = true;
    for (key, text) in [("at", &fault.at), ("for", &fault.lasts)] {
        concrete &= text.as_ref().is_none_or(|text| is_single(key, text, findings));
    }
    for (key, value) in &fault.others {
        concrete &= match value.get_ref() {
            DeValue::String(text) => {
                let text = Spanned::new(value.span(), text.clone().into_owned());
                is_single(key.get_ref(), &text, findings)
            }
            DeValue::Array(words) if words.len() > 1 => {
                let message = format!(
                    "a stored incident draws nothing, but {} is a list",
                    quoted(key.get_ref())
                );
                findings.report(findings.at(value.span(), message).hint("write the one word"));
                false
            }
            _ => true,
        };
    }
    concrete
}

fn is_single(key: &str, text: &Text, findings: &mut Findings) -> bool {
    let is_single = parts(text.get_ref()).1.is_none();
    if !is_single {
        let message = format!("a stored incident draws nothing, but {} is a range", quoted(key));
        findings.report(findings.at(text.span(), message).hint("write the one value"));
    }
    is_single
}
