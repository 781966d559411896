//! Emergencies that are triggered by hand, before a seed has said when.

use firedrill_model::{Duration, FromBase, Trigger};
use firedrill_protocol::{IncidentType, Role};
use firedrill_sim::Seed;

use super::expect::word;
use super::fault::{RunEnd, onset};
use crate::diagnostics::Findings;
use crate::draft::{Text, TriggerDraft};
use crate::limits::{self, TRIGGERS_MAX};
use crate::range::QuantityRange;

/// An emergency that somebody triggers by hand, and when that may be.
#[derive(Clone, Debug)]
pub struct TriggerTemplate {
    at: QuantityRange,
    by: Role,
    incident: IncidentType,
    about: String,
}

impl TriggerTemplate {
    /// When it is triggered, in nanoseconds since the start of the run.
    pub const fn at(&self) -> &QuantityRange {
        &self.at
    }

    /// Realises the trigger at position `index` of a scenario, from a stream of its own.
    pub(crate) fn draw(&self, index: usize, seed: Seed) -> Trigger {
        let at = self.at.draw(seed, &format!("plan/trigger/{index}/{}/at", self.incident));
        Trigger {
            at: Duration::from_base(at),
            by: self.by,
            incident: self.incident,
            about: self.about.clone(),
        }
    }
}

/// The templates of all drafts, or nothing when something was reported.
pub(super) fn templates(
    drafts: &[TriggerDraft],
    run_end: Option<&RunEnd>,
    findings: &mut Findings,
) -> Option<Vec<TriggerTemplate>> {
    if let Some(excess) = drafts.get(TRIGGERS_MAX) {
        let message = format!("{} triggers are too many", drafts.len());
        let diagnostic = findings.at(excess.header.clone(), message);
        findings.report(diagnostic.note(format!("expected at most {TRIGGERS_MAX}")));
        return None;
    }
    // Collected first: `Option`'s own collect would stop at the first mistake.
    let templates: Vec<_> = drafts.iter().map(|draft| template(draft, run_end, findings)).collect();
    templates.into_iter().collect()
}

fn template(
    draft: &TriggerDraft,
    run_end: Option<&RunEnd>,
    findings: &mut Findings,
) -> Option<TriggerTemplate> {
    let what = "the emergency may be triggered";
    let at = draft.at.as_ref().and_then(|text| onset(text, what, run_end, findings));
    let roles = Trigger::BY.map(|role| (role, role.name()));
    let by =
        draft.by.as_ref().and_then(|text| word("somebody of the team", text, &roles, findings));
    let types = IncidentType::ALL.map(|incident| (incident, incident.name()));
    let incident = draft.incident.as_ref();
    let incident = incident.and_then(|text| word("an incident type", text, &types, findings));
    let about = draft.about.as_ref().and_then(|text| about(text, findings));
    Some(TriggerTemplate { at: at?, by: by?, incident: incident?, about: about? })
}

fn about(text: &Text, findings: &mut Findings) -> Option<String> {
    match limits::line_problem("`about`", text.get_ref()) {
        None => Some(text.get_ref().clone()),
        Some(problem) => {
            findings.report(findings.at(text.span(), problem));
            None
        }
    }
}
