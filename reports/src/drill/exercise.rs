//! One run of a drill, as it is told.

use firedrill_campaign::Standing;
use firedrill_judge::{Checklist, Verdict, Violation};
use firedrill_model::{Trigger, Truth, Ui};
use firedrill_protocol::{IncidentType, NoticeKind, Playbook, Role};
use firedrill_sim::{Span, Time};

use super::stages::{Course, Stage};
use super::{DrillReport, DrillRun};
use crate::reproduction::Reproduction;
use crate::substitute::last_words;

/// A run that rehearses one incident type.
#[derive(Clone, Debug)]
pub(super) struct Exercise<'a> {
    pub(super) run: &'a DrillRun,
    pub(super) incident: IncidentType,
    /// Who triggered it and what they said; `None` when it was simulated.
    pub(super) trigger: Option<&'a Trigger>,
    /// When it was triggered, or crossed its first line; `None` when neither happened.
    pub(super) began: Option<Time>,
    /// Detection, response, recovery, the end of emergency mode.
    pub(super) stages: [Stage; 4],
    /// How long it took to the last immediate action of an emergency triggered by hand.
    pub(super) complete: Option<Span>,
    /// The six lines, as they stood when emergency mode ended, or else at the last thing that happened.
    pub(super) checklist: Vec<Line>,
    pub(super) told: Vec<Told>,
    pub(super) replay: Reproduction,
}

/// A line of the performance verification checklist.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// The playbook's words.
    pub(super) line: &'static str,
    pub(super) holds: bool,
    /// What was measured.
    pub(super) value: String,
}

/// Somebody who was told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Told {
    pub(super) to: Role,
    pub(super) kind: NoticeKind,
    pub(super) sent: Time,
    pub(super) arrived: Option<Time>,
}

impl<'a> Exercise<'a> {
    pub(super) fn of(run: &'a DrillRun, report: &DrillReport<'_>) -> Self {
        let trigger = run.plan.triggers.first();
        let incident = trigger.map_or_else(|| expected(run), |trigger| trigger.incident);
        let playbook = run.plan.playbook().unwrap_or_else(|_| Playbook::built_in());
        let course = Course::of(&run.outcome, incident, trigger.is_some(), &playbook);
        let replay = Reproduction::of_seed(run.plan.scenario.as_str(), report.seed);
        let told = run.outcome.dispatches.iter().map(|dispatch| Told {
            to: dispatch.notice.to,
            kind: dispatch.notice.kind,
            sent: dispatch.sent,
            arrived: dispatch.arrived,
        });
        Self {
            run,
            incident,
            trigger,
            began: course.began,
            stages: course.stages,
            complete: course.complete,
            checklist: course.seen.map(|truth| lines(&truth, &playbook)).unwrap_or_default(),
            told: told.collect(),
            replay: replay.with(report.protocol),
        }
    }

    pub(super) fn standing(&self) -> Standing {
        self.run.standing()
    }

    /// What is wrong, each in a sentence; nothing for a run that passed.
    pub(super) fn failures(&self) -> Vec<String> {
        let judgement = &self.run.outcome.judgement;
        let failed = |violation: &Violation| {
            format!("{} at {}: {}", violation.property, violation.at, violation.about)
        };
        let violations = || judgement.violations.iter().map(failed).collect::<Vec<_>>();
        match &judgement.verdict {
            Verdict::Passed => vec![],
            Verdict::Failed(_) => violations(),
            Verdict::Infeasible { why, .. } => {
                let mut sentences = violations();
                sentences.push(why.clone());
                sentences
            }
            Verdict::Contradicted { held } => {
                held.iter().map(|property| format!("{property} holds, stated to fail")).collect()
            }
            Verdict::Unexercised { missing } => vec![missing.clone()],
            Verdict::Broken { at, breakdown } => last_words(*at, breakdown),
        }
    }

    /// What was rehearsed, in a line.
    pub(super) fn what(&self) -> String {
        match self.trigger {
            Some(trigger) => format!("triggered by hand: \"{}\"", trigger.about),
            None => format!("simulated: {}", self.run.plan.title),
        }
    }

    /// How long after the beginning.
    pub(super) fn after(&self, at: Time) -> Span {
        at.saturating_since(self.began.unwrap_or(Time::ZERO))
    }
}

/// The type that a run without a trigger is about.
fn expected(run: &DrillRun) -> IncidentType {
    let types = match &run.plan.expect {
        firedrill_judge::Expectation::Incident { types, .. } => types.first().copied(),
        _ => None,
    };
    types.unwrap_or(IncidentType::CriticalPerformanceDegradation)
}

/// "Performance Verification Checklist", with what was measured.
fn lines(truth: &Truth, playbook: &Playbook) -> Vec<Line> {
    let Checklist { performance, memory, battery, errors, thermal, interface } =
        Checklist::of(truth, playbook);
    let answers = match truth.ui {
        Ui::Responsive => "answers".to_owned(),
        Ui::Blocked(span) => format!("busy for {} ms", span.as_nanos() / 1_000_000),
        Ui::Relaunching => "relaunching".to_owned(),
        Ui::Suspended => "suspended".to_owned(),
    };
    let of = |line, holds, value| Line { line, holds, value };
    vec![
        of("Performance multiplier ≥ 357x", performance, format!("{:.0}x", truth.multiplier)),
        of("Memory usage ≤ 200MB", memory, truth.memory.to_string()),
        of("Battery drain ≤ 2% per hour", battery, format!("{:.2} %/h", truth.drain_pct_per_hour)),
        of("Error rate ≤ 1%", errors, format!("{:.2} %", truth.error_rate * 100.0)),
        of("System thermal state normal", thermal, truth.thermal_state.to_string()),
        of("User interface responsive", interface, answers),
    ]
}
