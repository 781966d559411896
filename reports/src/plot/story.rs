//! What a picture tells, gathered from a run.

use firedrill_judge::IncidentSummary;
use firedrill_protocol::Playbook;
use firedrill_scenarios::{Entry, Outcome, Plan};
use firedrill_sim::{Span, Time};

use super::PlotError;
use super::window::Window;

/// A run, ready to be drawn.
#[derive(Debug)]
pub(super) struct Story<'a> {
    pub(super) plan: &'a Plan,
    pub(super) outcome: &'a Outcome,
    pub(super) record: &'a [Entry],
    pub(super) playbook: Playbook,
    pub(super) window: Window,
}

/// Incidents that are drawn with their instants.
const INCIDENTS: usize = 4;

impl<'a> Story<'a> {
    pub(super) fn of(plan: &'a Plan, outcome: &'a Outcome) -> Result<Self, PlotError> {
        let record = outcome.record.as_deref().ok_or(PlotError::NoRecord)?;
        let (playbook, window) = (plan.playbook()?, Window::of(plan, outcome));
        Ok(Self { plan, outcome, record, playbook, window })
    }

    pub(super) fn incidents(&self) -> &'a [IncidentSummary] {
        &self.outcome.judgement.incidents
    }

    /// The incidents that are drawn with their instants, in order of time: those that came closest to
    /// their limits.
    pub(super) fn shown(&self) -> Vec<(usize, &'a IncidentSummary)> {
        let mut shown: Vec<_> = self.incidents().iter().enumerate().collect();
        let margin = |incident: &IncidentSummary| {
            let clocks =
                [incident.response_clock, incident.restoration_clock].into_iter().flatten();
            clocks.map(|clock| clock.margin()).min_by(f64::total_cmp).unwrap_or(f64::INFINITY)
        };
        shown.sort_by(|(_, one), (_, other)| margin(one).total_cmp(&margin(other)));
        shown.truncate(INCIDENTS);
        shown.sort_by_key(|(number, _)| *number);
        shown
    }

    /// From when to when an incident lasted.
    pub(super) fn lasted(&self, incident: &IncidentSummary) -> (Time, Time) {
        (incident.onset, incident.restoration.unwrap_or(self.window.end))
    }

    /// Two entries further apart than this say nothing of what was between them.
    pub(super) fn gap(&self) -> Span {
        let period = Span::from(self.playbook.monitor_period);
        Span::from_nanos(period.as_nanos().saturating_mul(5)).max(Span::from_secs(5))
    }
}
