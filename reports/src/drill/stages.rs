//! Detection, response, recovery and the end of emergency mode, each with what it took and may take.

use firedrill_judge::{DrillSummary, IncidentSummary, MODE_ENDS_WITHIN, Reading};
use firedrill_model::nouns::{Phase, Playbook};
use firedrill_model::{Transition, Truth};
use firedrill_protocol::IncidentType;
use firedrill_scenarios::{Entry, Outcome};
use firedrill_sim::{Span, Time};

/// One of the four.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stage {
    /// Its name for people and in documents.
    pub(super) name: &'static str,
    /// What it took; `None` when it never came to it.
    pub(super) took: Option<Span>,
    /// What the playbook grants; `None` when it sets no limit.
    pub(super) limit: Option<Span>,
}

/// How a run went.
#[derive(Clone, Debug)]
pub(super) struct Course {
    pub(super) began: Option<Time>,
    pub(super) stages: [Stage; 4],
    /// From the beginning to the last immediate action of the type, of an emergency triggered by hand.
    pub(super) complete: Option<Span>,
    /// The truth at the end of emergency mode, or else at the last thing that happened.
    pub(super) seen: Option<Truth>,
}

impl Stage {
    /// Whether it came to it, and in time.
    pub(super) fn is_kept(&self) -> bool {
        self.took.is_some_and(|took| self.limit.is_none_or(|limit| took <= limit))
    }
}

impl Course {
    pub(super) fn of(
        outcome: &Outcome,
        incident: IncidentType,
        is_triggered: bool,
        playbook: &Playbook,
    ) -> Self {
        let record = outcome.record.as_deref().unwrap_or_default();
        let (judgement, own) = (&outcome.judgement, |types: &IncidentSummary| {
            types.types.iter().any(|showing| showing.incident == incident)
        });
        if is_triggered {
            match judgement.drills.iter().find(|drill| drill.incident == incident) {
                Some(drill) => triggered(drill, record, playbook),
                None => Self::never(record),
            }
        } else {
            match judgement.incidents.iter().find(|it| own(it)) {
                Some(it) => simulated(it, record),
                None => Self::never(record),
            }
        }
    }

    /// It never began.
    fn never(record: &[Entry]) -> Self {
        let stages = stages([(None, None); 4]);
        Self { began: None, stages, complete: None, seen: record.last().map(|entry| entry.truth) }
    }
}

/// From the trigger on; recovery is over when what was suspended begins to come back, for the
/// checklist has been verified by then.
fn triggered(drill: &DrillSummary, record: &[Entry], playbook: &Playbook) -> Course {
    let since = |at: Option<Time>| at.map(|at| at.saturating_since(drill.triggered));
    let procedures = &playbook.response(drill.incident).procedures;
    let procedures: Span = procedures.iter().map(|it| Span::from(playbook.duration(*it))).sum();
    let is_over = |phase: Phase| matches!(phase, Phase::Resuming | Phase::Normal);
    let verified = first_status(record, drill.detection, is_over).map(|entry| entry.at);
    let limit = Some(drill.limit);
    Course {
        began: Some(drill.triggered),
        stages: stages([
            (since(drill.detection), limit),
            (since(drill.response), limit),
            (since(verified), Some(drill.limit + procedures)),
            (since(drill.end), Some(MODE_ENDS_WITHIN)),
        ]),
        complete: since(drill.complete),
        seen: seen_at_end(record, drill.detection),
    }
}

/// From the onset on, in the truth, by the clocks with least left; the end of emergency mode from the restoration on.
fn simulated(it: &IncidentSummary, record: &[Entry]) -> Course {
    let since = |at: Option<Time>, from: Time| at.map(|at| at.saturating_since(from));
    let is_normal = |phase: Phase| phase == Phase::Normal;
    let end = it.restoration.and_then(|restored| {
        let ended = first_status(record, it.detection, is_normal)?;
        let last = record.iter().filter(|entry| is_announced(entry, is_normal));
        let after = last.map(|entry| entry.at).find(|at| *at >= restored);
        Some((restored, after.unwrap_or(ended.at)))
    });
    let of = |reading: Option<Reading>, is_done: bool| match reading {
        Some(reading) => (is_done.then_some(reading.elapsed), Some(reading.limit)),
        None => (None, None),
    };
    Course {
        began: Some(it.onset),
        stages: stages([
            (since(it.detection, it.onset), None),
            of(it.response_clock, it.response.is_some()),
            of(it.restoration_clock, it.restoration.is_some()),
            (end.map(|(restored, at)| at.saturating_since(restored)), Some(MODE_ENDS_WITHIN)),
        ]),
        complete: None,
        seen: seen_at_end(record, it.detection),
    }
}

fn stages(of: [(Option<Span>, Option<Span>); 4]) -> [Stage; 4] {
    let names = ["detection", "response", "recovery", "end of emergency mode"];
    let mut stages = names.map(|name| Stage { name, took: None, limit: None });
    for (stage, (took, limit)) in stages.iter_mut().zip(of) {
        (stage.took, stage.limit) = (took, limit);
    }
    stages
}

fn seen_at_end(record: &[Entry], detection: Option<Time>) -> Option<Truth> {
    let end = first_status(record, detection, |phase| phase == Phase::Normal);
    end.or(record.last()).map(|entry| entry.truth)
}

/// The first announcement of such a phase after emergency mode was entered.
fn first_status(
    record: &[Entry],
    detection: Option<Time>,
    is_it: impl Fn(Phase) -> bool,
) -> Option<&Entry> {
    let detection = detection?;
    record.iter().find(|entry| entry.at >= detection && is_announced(entry, &is_it))
}

fn is_announced(entry: &Entry, is_it: impl Fn(Phase) -> bool) -> bool {
    matches!(entry.transition, Transition::StatusAnnounced(status) if is_it(status.phase))
}
