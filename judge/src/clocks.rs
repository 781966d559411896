//! SLA clocks: from onset to response, from onset to restoration, for each incident type and each
//! severity that it reached.

use firedrill_model::nouns::{EscalationLevel, IncidentType, Playbook, Severity};
use firedrill_sim::{Span, Time};

/// The clocks of one incident type within an incident.
#[derive(Clone, Debug, Default)]
pub(crate) struct TypeClock {
    /// When its symptoms first reached each severity, by [`Severity::index`].
    onsets: [Option<Time>; 4],
    /// First immediate action of the type since then, or while the alarm for it was already on.
    response: Option<Time>,
    /// Since when its checklist lines hold.
    holding_since: Option<Time>,
    /// When it was restored; the clock then rests until the symptoms return.
    restored: Option<Time>,
}

impl TypeClock {
    /// The symptoms stand at a severity, and began then if they are new; nothing of this type is
    /// the matter when `holds`, which must last for `hold`.
    pub(crate) fn observe(
        &mut self,
        now: Time,
        symptoms: Option<(Severity, Time)>,
        holds: bool,
        hold: Span,
    ) {
        if let Some((severity, began)) = symptoms {
            if self.restored.is_some() {
                // A relapse is an onset of its own.
                *self = Self::default();
            }
            for reached in Severity::ALL.into_iter().filter(|reached| *reached <= severity) {
                self.onsets[reached.index()].get_or_insert(began);
            }
        }
        if !holds {
            self.holding_since = None;
            return;
        }
        let since = *self.holding_since.get_or_insert(now);
        if self.is_running() && now - since >= hold {
            self.restored = Some(since);
        }
    }

    /// An immediate action of this type began.
    pub(crate) fn respond(&mut self, now: Time) {
        self.response.get_or_insert(now);
    }

    /// The first onset at any severity.
    pub(crate) fn onset(&self) -> Option<Time> {
        self.onsets.iter().copied().flatten().min()
    }

    /// When it was answered.
    pub(crate) fn response(&self) -> Option<Time> {
        self.response
    }

    /// Whether symptoms have shown and are not restored.
    pub(crate) fn is_running(&self) -> bool {
        self.onset().is_some() && self.restored.is_none()
    }

    /// Smallest margin of the response to its limits, as of `now` while there is none.
    pub(crate) fn response_margin(&self, now: Time, playbook: &Playbook) -> Option<f64> {
        // What restored itself before anybody had to answer needed no answer.
        let answered = self.response.or(self.well_since()).unwrap_or(now);
        self.margin(answered, |severity| playbook.lines(severity).response_time.into())
    }

    /// Smallest margin of the restoration to its limits, as of `now` while there is none.
    pub(crate) fn restoration_margin(
        &self,
        now: Time,
        playbook: &Playbook,
        allowance: Span,
    ) -> Option<f64> {
        let restored = self.well_since().unwrap_or(now);
        self.margin(restored, |severity| {
            Span::from(playbook.lines(severity).response_time) + allowance
        })
    }

    /// The last of this type's restoration deadlines.
    pub(crate) fn last_deadline(&self, playbook: &Playbook, allowance: Span) -> Option<Time> {
        let deadline = |severity: Severity| {
            let limit = Span::from(playbook.lines(severity).response_time) + allowance;
            self.onsets[severity.index()].map(|onset| onset + limit)
        };
        Severity::ALL.into_iter().filter_map(deadline).max()
    }

    /// When it was restored, or since when it may yet prove to be.
    fn well_since(&self) -> Option<Time> {
        self.restored.or(self.holding_since)
    }

    fn margin(&self, reached: Time, limit: impl Fn(Severity) -> Span) -> Option<f64> {
        let mut smallest: Option<f64> = None;
        for severity in Severity::ALL {
            let Some(onset) = self.onsets[severity.index()] else { continue };
            let margin = margin(reached.saturating_since(onset), limit(severity));
            if smallest.is_none_or(|known| margin < known) {
                smallest = Some(margin);
            }
        }
        smallest
    }
}

/// Normalised distance to a limit: 1 at once, 0 at the limit, negative beyond it.
pub(crate) fn margin(elapsed: Span, limit: Span) -> f64 {
    let limit_s = limit.as_secs_f64();
    if limit_s > 0.0 { (limit_s - elapsed.as_secs_f64()) / limit_s } else { -elapsed.as_secs_f64() }
}

/// What is granted on top of the response time: the durations of the procedures that the types seen
/// call for, and a budget for each escalation level used.
pub(crate) fn allowance(
    playbook: &Playbook,
    seen: impl Iterator<Item = IncidentType>,
    highest: EscalationLevel,
) -> Span {
    let procedures = seen.flat_map(|incident| &playbook.response(incident).procedures);
    let durations: Span = procedures.map(|p| Span::from(playbook.duration(*p))).sum();
    let levels = EscalationLevel::ALL.into_iter().filter(|level| *level <= highest);
    let budgets: Span = levels.map(|level| Span::from(playbook.escalation_budget(level))).sum();
    durations + budgets
}
