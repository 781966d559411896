//! From the `[swarm]` table as written to its meaning.

use firedrill_model::faults::Family;
use firedrill_protocol::quantity::Dimension;
use toml::Spanned;
use toml::de::{DeString, DeValue};

use super::Swarm;
use crate::diagnostics::Findings;
use crate::draft::{FAMILY_KEYS, FamiliesDraft, SwarmDraft, Text, as_text, unknown_key};
use crate::limits::{self, FAULTS_MAX};
use crate::scenario::fault::{BEGINS, RunEnd, onset};
use crate::scenario::quantity::Wanted;

/// How many faults a swarm may draw, as text.
const NUMBER: (&str, &str) = ("0", "64");
const CHANCE: (&str, &str) = ("0%", "100%");

/// The swarm, or nothing when something was reported. `fixed` faults stand beside it.
pub(in crate::scenario) fn check(
    draft: &SwarmDraft<'_>,
    fixed: usize,
    run_end: Option<&RunEnd>,
    findings: &mut Findings,
) -> Option<Swarm> {
    let at = draft.at.as_ref().and_then(|text| onset(text, BEGINS, run_end, findings));
    let wanted = Wanted { key: "for", dimension: Dimension::Duration, limits: limits::LASTING };
    let lasts = match &draft.lasts {
        None => Some(None),
        Some(text) => wanted.range(text, findings).map(Some),
    };
    let faults = draft.faults.as_ref().and_then(|text| number(text, fixed, findings));
    let chances = draft.families.as_ref().and_then(|families| chances(families, findings));
    Some(Swarm { at: at?, lasts: lasts?, faults: faults?, chances: chances? })
}

fn number(text: &Text, fixed: usize, findings: &mut Findings) -> Option<(u64, u64)> {
    let wanted = Wanted { key: "faults", dimension: Dimension::Count, limits: NUMBER };
    let range = wanted.range(text, findings)?;
    let (low, high) = (range.low(), range.high());
    if low.fract() != 0.0 || high.fract() != 0.0 {
        let message = "`faults` counts faults, which come whole";
        findings.report(findings.at(text.span(), message).hint("for example \"1..4\""));
        return None;
    }
    if high == 0.0 {
        let message = "`faults` draws none: that is no swarm";
        findings.report(findings.at(text.span(), message).hint("for example \"1..4\""));
        return None;
    }
    if high as usize + fixed > FAULTS_MAX {
        let message = format!("{high} faults and {fixed} fixed ones are too many");
        let diagnostic = findings.at(text.span(), message);
        findings.report(diagnostic.note(format!("expected at most {FAULTS_MAX} in all")));
        return None;
    }
    Some((low as u64, high as u64))
}

fn chances(draft: &FamiliesDraft<'_>, findings: &mut Findings) -> Option<[f64; Family::ALL.len()]> {
    let mut chances = [0.0; Family::ALL.len()];
    let mut complete = true;
    for (key, value) in &draft.entries {
        let Some(family) = Family::from_name(key.get_ref()) else {
            unknown_key("`[swarm.families]`", key, &FAMILY_KEYS, findings);
            complete = false;
            continue;
        };
        match chance(key, value, family, findings) {
            Some(chance) => chances[family as usize] = chance,
            None => complete = false,
        }
    }
    if !complete {
        return None;
    }
    let is_open = |family: &Family| *family != Family::Release && chances[*family as usize] > 0.0;
    if !Family::ALL.iter().any(is_open) {
        let message = if chances[Family::Release as usize] > 0.0 {
            "a release brings faults of other families, and none takes part"
        } else {
            "no family takes part: there is nothing to draw"
        };
        let note = "for example `memory = \"60%\"`";
        findings.report(findings.at(draft.header.clone(), message).note(note));
        return None;
    }
    Some(chances)
}

fn chance(
    key: &Spanned<DeString<'_>>,
    value: &Spanned<DeValue<'_>>,
    family: Family,
    findings: &mut Findings,
) -> Option<f64> {
    let text = as_text(key.get_ref(), "\"60%\"", value, findings)?;
    let wanted = Wanted { key: family.name(), dimension: Dimension::Share, limits: CHANCE };
    let range = wanted.range(&text, findings)?;
    if !range.is_fixed() {
        let message = format!("the chance of `{}` is one share, not a range", family.name());
        findings.report(findings.at(text.span(), message).hint("for example \"60%\""));
        return None;
    }
    Some(range.low() / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swarm_may_be_as_large_as_a_scenario() {
        assert_eq!(NUMBER.1, FAULTS_MAX.to_string());
    }
}
