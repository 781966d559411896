//! From a draft to a scenario: does each value make sense, alone and with the others?

use firedrill_model::app::Workload;
use firedrill_model::device::Device;
use firedrill_model::{Duration, FromBase};
use firedrill_protocol::quantity::Dimension;
use toml::Spanned;

use super::quantity::{Wanted, part_of};
use super::{Scenario, expect, fault, incident, overrides, property, swarm, trigger};
use crate::conditions::{CONDITIONS, ConditionRanges};
use crate::diagnostics::{Findings, expected, nearest, quoted};
use crate::draft::{Draft, Text};
use crate::limits;
use crate::name::{self, ScenarioName};
use crate::range::QuantityRange;
use firedrill_sim::{Digest, DigestValue};

/// The scenario, or nothing when something was reported.
pub(super) fn scenario(draft: &Draft<'_>, findings: &mut Findings) -> Option<Scenario> {
    // Each part is checked whatever became of the others: all mistakes at once.
    let name = draft.name.as_ref().and_then(|text| name(text, findings));
    let title = draft.title.as_ref().and_then(|text| title(text, findings));
    let about = about(draft.about.as_ref(), findings);
    let run = draft.duration.as_ref().and_then(|text| duration(text, findings));
    let device = device(draft.device.as_ref(), findings);
    let workload = workload(draft.workload.as_ref(), findings);
    let conditions = conditions(&draft.conditions, findings);
    let run_end = run.zip(draft.duration.as_ref().map(Spanned::span));
    let faults = fault::templates(&draft.faults, run_end.as_ref(), findings);
    let triggers = trigger::templates(&draft.triggers, run_end.as_ref(), findings);
    let swarm = match &draft.swarm {
        None => Some(None),
        Some(swarm) => {
            swarm::check(swarm, draft.faults.len(), run_end.as_ref(), findings).map(Some)
        }
    };
    let properties = property::check(&draft.properties, run, findings);
    let expected =
        draft.expect.as_ref().and_then(|expect| expect::check(expect, &draft.properties, findings));
    let playbook = overrides::apply(draft.playbook.as_ref(), findings);
    let stored = match &draft.incident {
        None => Some(None),
        Some(incident) => incident::check(incident, draft, findings).map(Some),
    };
    let (playbook, overrides) = playbook?;
    Some(Scenario {
        name: name?,
        title: title?,
        about: about?,
        duration: Duration::from_base(run?),
        device: device?,
        workload: workload?,
        conditions: conditions?,
        faults: faults?,
        triggers: triggers?,
        swarm: swarm?,
        properties: properties?,
        expected: expected?,
        playbook,
        overrides,
        stored: stored?,
        text: digest_of(findings.source().text()),
    })
}

fn digest_of(text: &str) -> DigestValue {
    let mut digest = Digest::new();
    digest.absorb_str(text);
    digest.value()
}

fn name(text: &Text, findings: &mut Findings) -> Option<ScenarioName> {
    let written = text.get_ref();
    if let Some((part, error)) = name::problem(written) {
        let span = part_of(text, part, findings.source());
        findings.report(findings.at(span, error.to_string()));
        return None;
    }
    let name = written.parse::<ScenarioName>().ok()?;
    check_stem(&name, text, findings);
    Some(name)
}

/// A scenario is found by its file's name, so the two must agree.
fn check_stem(name: &ScenarioName, text: &Text, findings: &mut Findings) {
    let label = findings.source().label().to_owned();
    let Some(path) = label.strip_suffix(".toml") else { return };
    let stem = path.rsplit(['/', '\\']).next().unwrap_or(path);
    if stem != name.as_str() {
        let file = quoted(&format!("{stem}.toml"));
        let message = format!("the name is `{name}`, but the file is {file}");
        let diagnostic = findings.at(text.span(), message);
        findings.report(diagnostic.hint("the name is the file's, without `.toml`"));
    }
}

fn title(text: &Text, findings: &mut Findings) -> Option<String> {
    if let Some(problem) = limits::title_problem(text.get_ref()) {
        findings.report(findings.at(text.span(), problem));
        return None;
    }
    Some(text.get_ref().clone())
}

fn about(text: Option<&Text>, findings: &mut Findings) -> Option<String> {
    let Some(text) = text else { return Some(String::new()) };
    let length = text.get_ref().chars().count();
    if length > limits::ABOUT_CHARS_MAX {
        let most = limits::ABOUT_CHARS_MAX;
        let message = format!("`about` has {length} characters, more than {most}");
        findings.report(findings.at(text.span(), message));
        return None;
    }
    let is_stray = |c: &char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if let Some(control) = text.get_ref().chars().find(is_stray) {
        let code = u32::from(control);
        let message = format!("`about` has a control character (U+{code:04X})");
        findings.report(findings.at(text.span(), message));
        return None;
    }
    Some(text.get_ref().trim().to_owned())
}

/// How long a run is, in nanoseconds.
fn duration(text: &Text, findings: &mut Findings) -> Option<f64> {
    let wanted = Wanted { key: "duration", dimension: Dimension::Duration, limits: limits::RUN };
    let range = wanted.range(text, findings)?;
    if !range.is_fixed() {
        let message = "`duration` is one duration, not a range";
        let hint = "every run of a scenario takes equally long";
        findings.report(findings.at(text.span(), message).hint(hint));
        return None;
    }
    Some(range.low())
}

fn device(text: Option<&Text>, findings: &mut Findings) -> Option<&'static Device> {
    let name = text.map_or(Scenario::USUAL_DEVICE, |text| text.get_ref());
    let found = Device::find(name);
    if let (None, Some(text)) = (&found, text) {
        let names = || Device::ALL.iter().map(|device| device.name);
        let message = format!("there is no device {}", quoted(name));
        let diagnostic = findings.at(text.span(), message).did_you_mean(nearest(name, names()));
        let known: Vec<_> = names().collect();
        findings.report(diagnostic.note(expected(&known)));
    }
    found
}

fn workload(text: Option<&Text>, findings: &mut Findings) -> Option<Workload> {
    let Some(text) = text else { return Some(Workload::Steady) };
    let found = Workload::from_name(text.get_ref());
    if found.is_none() {
        let names = || Workload::NAMES.iter().copied();
        let message = format!("there is no workload {}", quoted(text.get_ref()));
        let meant = nearest(text.get_ref(), names());
        let diagnostic = findings.at(text.span(), message).did_you_mean(meant);
        findings.report(diagnostic.note(expected(Workload::NAMES)));
    }
    found
}

fn conditions(
    texts: &[Option<Text>; CONDITIONS.len()],
    findings: &mut Findings,
) -> Option<ConditionRanges> {
    let mut ranges = [None; CONDITIONS.len()];
    for ((spec, text), slot) in CONDITIONS.iter().zip(texts).zip(&mut ranges) {
        let wanted = Wanted { key: spec.name, dimension: spec.dimension, limits: spec.limits };
        *slot = match text {
            Some(text) => wanted.range(text, findings),
            None => QuantityRange::parse(spec.usual, spec.dimension).ok(),
        };
    }
    let [Some(ambient), Some(charge), Some(swipes)] = ranges else { return None };
    Some(ConditionRanges::new([ambient, charge, swipes]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_device_exists() {
        assert!(Device::find(Scenario::USUAL_DEVICE).is_some());
    }
}
