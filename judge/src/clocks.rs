//! SLA clocks: from onset to response, from onset to restoration, for each incident type and each
//! severity that it reached.

use firedrill_model::nouns::{EscalationLevel, IncidentType, Playbook, Severity};
use firedrill_sim::{Span, Time};
use serde::Serialize;

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

    /// Whether it was restored, and its symptoms have not returned.
    pub(crate) const fn is_restored(&self) -> bool {
        self.restored.is_some()
    }

    /// The response clock of each severity, as of `now` while there is no response.
    pub(crate) fn responses(
        &self,
        now: Time,
        playbook: &Playbook,
    ) -> impl Iterator<Item = Reading> {
        // What restored itself before anybody had to answer needed no answer.
        let answered = self.response.or(self.well_since()).unwrap_or(now);
        self.readings(answered, playbook, Allowance::NONE)
    }

    /// The restoration clock of each severity, as of `now` while it is not restored.
    pub(crate) fn restorations(
        &self,
        now: Time,
        playbook: &Playbook,
        allowance: Allowance,
    ) -> impl Iterator<Item = Reading> {
        let restored = self.well_since().unwrap_or(now);
        self.readings(restored, playbook, allowance)
    }

    /// The response clock with the least margin.
    pub(crate) fn response_clock(&self, now: Time, playbook: &Playbook) -> Option<Reading> {
        self.responses(now, playbook).reduce(Reading::lesser)
    }

    /// The restoration clock with the least margin.
    pub(crate) fn restoration_clock(
        &self,
        now: Time,
        playbook: &Playbook,
        allowance: Allowance,
    ) -> Option<Reading> {
        self.restorations(now, playbook, allowance).reduce(Reading::lesser)
    }

    /// The last of this type's restoration deadlines.
    pub(crate) fn last_deadline(&self, playbook: &Playbook, allowance: Allowance) -> Option<Time> {
        let deadline = |severity: Severity| {
            let limit = Span::from(playbook.lines(severity).response_time) + allowance.total();
            self.onsets[severity.index()].map(|onset| onset + limit)
        };
        Severity::ALL.into_iter().filter_map(deadline).max()
    }

    /// When it was restored, or since when it may yet prove to be.
    fn well_since(&self) -> Option<Time> {
        self.restored.or(self.holding_since)
    }

    fn readings(
        &self,
        reached: Time,
        playbook: &Playbook,
        allowance: Allowance,
    ) -> impl Iterator<Item = Reading> {
        Severity::ALL.into_iter().filter_map(move |severity| {
            let elapsed = reached.saturating_since(self.onsets[severity.index()]?);
            let limit = Span::from(playbook.lines(severity).response_time) + allowance.total();
            Some(Reading { severity, elapsed, limit, allowance })
        })
    }
}

/// Which of an incident's clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// From the onset of a type to the first immediate action that answers it.
    Response(IncidentType),
    /// From the onset of a type until its lines of the checklist hold.
    Restoration(IncidentType),
    /// From the first onset until all six lines hold at once, by the last deadline of any type.
    AllLines,
}

/// A clock, and what it showed of the severity against whose limit it ran.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ClockReading {
    /// Which clock.
    pub clock: Clock,
    /// What it showed.
    #[serde(flatten)]
    pub reading: Reading,
}

impl ClockReading {
    /// Adds it to readings of which there is one for each clock and severity: the least.
    pub(crate) fn add_to(self, readings: &mut Vec<Self>) {
        let is_same = |other: &&mut Self| {
            other.clock == self.clock && other.reading.severity == self.reading.severity
        };
        match readings.iter_mut().find(is_same) {
            Some(other) => other.reading = other.reading.lesser(self.reading),
            None => readings.push(self),
        }
    }
}

/// What an SLA clock showed when it stopped, or when a report was made of it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Reading {
    /// The severity whose limit it ran against.
    pub severity: Severity,
    /// Since the onset of that severity.
    pub elapsed: Span,
    /// What the playbook grants.
    pub limit: Span,
    /// How much of the limit comes on top of a response time.
    #[serde(skip)]
    pub allowance: Allowance,
}

/// What is granted on top of a response time, part by part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// The durations of the procedures that the types seen call for.
    pub procedures: Span,
    /// The budgets of all escalation levels up to the highest that had been announced in time.
    pub budgets: Span,
    /// That level.
    pub level: EscalationLevel,
}

impl Allowance {
    /// Nothing, as for a response.
    pub const NONE: Self = Self {
        procedures: Span::ZERO,
        budgets: Span::ZERO,
        level: EscalationLevel::AutomaticRecovery,
    };

    /// All of it.
    pub fn total(&self) -> Span {
        self.procedures + self.budgets
    }
}

impl Reading {
    /// Normalised distance to the limit: 1 at once, 0 at the limit, negative beyond it.
    pub fn margin(&self) -> f64 {
        let (elapsed_s, limit_s) = (self.elapsed.as_secs_f64(), self.limit.as_secs_f64());
        if limit_s > 0.0 { (limit_s - elapsed_s) / limit_s } else { -elapsed_s }
    }

    /// The one with the smaller margin; the first of two that are equal.
    pub fn lesser(self, other: Self) -> Self {
        if other.margin() < self.margin() { other } else { self }
    }
}

/// What is granted on top of the response time: the durations of the procedures that the types seen
/// call for, and a budget for each escalation level used.
pub(crate) fn allowance(
    playbook: &Playbook,
    seen: impl Iterator<Item = IncidentType>,
    level: EscalationLevel,
) -> Allowance {
    let procedures = seen.flat_map(|incident| &playbook.response(incident).procedures);
    let procedures: Span = procedures.map(|p| Span::from(playbook.duration(*p))).sum();
    let levels = EscalationLevel::ALL.into_iter().filter(|used| *used <= level);
    let budgets: Span = levels.map(|level| Span::from(playbook.escalation_budget(level))).sum();
    Allowance { procedures, budgets, level }
}
