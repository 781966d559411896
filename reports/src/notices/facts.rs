//! What the record says by the time that a notice is sent.

use firedrill_model::Transition;
use firedrill_model::nouns::{
    Action, ActionOutcome, Bytes, EmergencyStatus, HealthMetrics, Notice, Playbook,
};
use firedrill_scenarios::Entry;
use firedrill_sim::{Span, Time};

use crate::figures;

/// All that the templates have fields for. Figures are those of the monitor: it is what whoever sends
/// a notice knows.
pub(super) struct Facts<'a> {
    playbook: &'a Playbook,
    notice: Notice,
    at: Time,
    /// When the emergency began.
    begin: Time,
    status: EmergencyStatus,
    last: Option<HealthMetrics>,
    slowest: Option<f64>,
    largest: Option<Bytes>,
    actions: Vec<Action>,
}

impl<'a> Facts<'a> {
    /// Reads the record up to the entry at `index`, which sends the notice.
    pub(super) fn at(
        record: &[Entry],
        index: usize,
        notice: &Notice,
        playbook: &'a Playbook,
    ) -> Self {
        let at = record[index].at;
        let begin = begin(&record[..index], at);
        let mut facts = Self {
            playbook,
            notice: *notice,
            at,
            begin,
            status: status(record, index),
            last: None,
            slowest: None,
            largest: None,
            actions: Vec::new(),
        };
        for entry in &record[..index] {
            match entry.transition {
                Transition::Sampled(sample) => facts.sampled(&sample, entry.at),
                Transition::ActionEnded(_, action, ActionOutcome::Completed)
                    if entry.at >= begin && !facts.actions.contains(&action) =>
                {
                    facts.actions.push(action);
                }
                _ => {}
            }
        }
        facts
    }

    /// Each field of a template with its text.
    pub(super) fn fields(&self) -> [(&'static str, String); 16] {
        let targets = &self.playbook.targets;
        let performance = self.last.and_then(|sample| sample.performance_multiplier);
        let memory = self.last.and_then(|sample| sample.memory_usage);
        [
            ("incident_type", self.notice.incident.name().to_owned()),
            ("severity_level", self.severity()),
            ("timestamp", self.at.to_string()),
            ("begin", self.begin.to_string()),
            ("current_performance", or_unknown(performance.map(multiplier))),
            ("target_performance", multiplier(targets.performance_multiplier)),
            ("current_memory", or_unknown(memory.map(megabytes))),
            ("target_memory", megabytes(targets.memory_usage)),
            ("auto_recovery_status", self.auto_recovery()),
            ("eta", self.expected().to_string()),
            ("actions", self.actions()),
            ("current_status", self.status.to_string()),
            ("incident_duration", figures::span(self.at.saturating_since(self.begin))),
            ("performance_impact", self.impact()),
            (
                "compliance_status",
                standing(
                    performance.map(|x| (x >= targets.performance_multiplier, multiplier(x))),
                    &multiplier(targets.performance_multiplier),
                ),
            ),
            (
                "memory_status",
                standing(
                    memory.map(|usage| (usage <= targets.memory_usage, megabytes(usage))),
                    &megabytes(targets.memory_usage),
                ),
            ),
        ]
    }

    fn sampled(&mut self, sample: &HealthMetrics, at: Time) {
        self.last = Some(*sample);
        if at < self.begin {
            return;
        }
        if let Some(x) = sample.performance_multiplier.filter(|x| x.is_finite()) {
            self.slowest =
                Some(self.slowest.map_or(x, |slowest| if x < slowest { x } else { slowest }));
        }
        self.largest = self.largest.max(sample.memory_usage);
    }

    fn severity(&self) -> String {
        let severity = self.notice.severity;
        format!("{severity} (level {})", severity.level())
    }

    /// `recovering, level 1 of 4`
    fn auto_recovery(&self) -> String {
        format!("{}, level {} of 4", self.status.phase, self.status.escalation.level())
    }

    /// When the playbook expects it to be over: response time and procedures, counted from the begin,
    /// and what has been granted to the levels that act.
    fn expected(&self) -> Time {
        let playbook = self.playbook;
        let response = playbook.lines(self.notice.severity).response_time;
        let procedures = &playbook.response(self.notice.incident).procedures;
        let durations = procedures.iter().map(|procedure| playbook.duration(*procedure));
        let levels = firedrill_model::nouns::EscalationLevel::ALL.into_iter();
        let budgets = levels
            .filter(|level| *level <= self.notice.escalation)
            .map(|level| playbook.escalation_budget(level));
        let spans = [response].into_iter().chain(durations).chain(budgets);
        self.begin + spans.map(Span::from).sum::<Span>()
    }

    fn actions(&self) -> String {
        if self.actions.is_empty() {
            return "- none yet".to_owned();
        }
        let lines: Vec<_> = self.actions.iter().map(|action| format!("- {action}")).collect();
        lines.join("\n")
    }

    fn impact(&self) -> String {
        let slowest = or_unknown(self.slowest.map(multiplier));
        let largest = or_unknown(self.largest.map(megabytes));
        format!("performance down to {slowest}, memory up to {largest}")
    }
}

/// The begin of the emergency that goes on at the end of this record, or that begins `now`.
fn begin(record: &[Entry], now: Time) -> Time {
    let mut begin = None;
    for entry in record {
        if let Transition::StatusAnnounced(status) = entry.transition {
            let still = begin.or(Some(entry.at));
            begin = if status.is_in_emergency_mode() { still } else { None };
        }
    }
    begin.unwrap_or(now)
}

/// What was announced last, by the end of the same instant: who speaks of an emergency announces it in
/// the same breath. The end of one is announced after it was told, and is not yet its state.
fn status(record: &[Entry], index: usize) -> EmergencyStatus {
    let at = record[index].at;
    let mut status = EmergencyStatus::NORMAL;
    for (place, entry) in record.iter().enumerate().take_while(|(_, entry)| entry.at <= at) {
        if let Transition::StatusAnnounced(announced) = entry.transition
            && (place < index || announced.is_in_emergency_mode())
        {
            status = announced;
        }
    }
    status
}

fn multiplier(x: f64) -> String {
    format!("{x:.0}x")
}

fn megabytes(bytes: Bytes) -> String {
    format!("{:.0}MB", bytes.as_mb())
}

fn or_unknown(text: Option<String>) -> String {
    text.unwrap_or_else(|| "not measured".to_owned())
}

/// `met (480x)`, `not met (143x, target 357x)`
fn standing(reading: Option<(bool, String)>, target: &str) -> String {
    match reading {
        Some((true, text)) => format!("met ({text})"),
        Some((false, text)) => format!("not met ({text}, target {target})"),
        None => format!("not measured (target {target})"),
    }
}
