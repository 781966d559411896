//! What the record says by the time that a notice is sent.

use firedrill_model::Transition;
use firedrill_model::nouns::{
    Action, ActionOutcome, Bytes, EmergencyStatus, HealthMetrics, Notice, Playbook,
};
use firedrill_scenarios::Entry;
use firedrill_sim::{Span, Time};

use crate::figures;
use crate::playbook_documents::swipes_lost;

/// All that the templates have fields for. Figures are those of the monitor: it is what whoever sends
/// a notice knows.
pub(super) struct Facts<'a> {
    playbook: &'a Playbook,
    notice: Notice,
    at: Time,
    /// When the emergency began.
    begin: Time,
    /// When it was over, for who looks back.
    over: Option<Time>,
    status: EmergencyStatus,
    last: Option<HealthMetrics>,
    slowest: Option<f64>,
    largest: Option<Bytes>,
    actions: Vec<Action>,
    swipes_lost: u64,
}

/// From where somebody looks back at an incident that nobody was told of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hindsight {
    /// When the emergency began.
    pub(crate) begin: Time,
    /// As of when the notice is written.
    pub(crate) at: Time,
    /// When it was over, if it was.
    pub(crate) over: Option<Time>,
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
        let status = status(record, index, at);
        let blank = Self::blank(playbook, notice, Hindsight { begin, at, over: None }, status);
        blank.reading(&record[..index])
    }

    /// Reads the record up to the end of an incident. When that is over, the figures of then are those of
    /// the first sample that is no older: the one before it was taken while the incident lasted.
    pub(super) fn in_hindsight(
        record: &[Entry],
        notice: &Notice,
        playbook: &'a Playbook,
        hindsight: Hindsight,
    ) -> Self {
        let by_then = record.partition_point(|entry| entry.at <= hindsight.at);
        let status = status(record, by_then, hindsight.at);
        let facts = Self::blank(playbook, notice, hindsight, status).reading(&record[..by_then]);
        let over = hindsight.over.map(|over| record.partition_point(|entry| entry.at < over));
        let mut later = record[over.unwrap_or(record.len())..].iter();
        let sample = later.find_map(|entry| match entry.transition {
            Transition::Sampled(sample) => Some(sample),
            _ => None,
        });
        Self { last: sample.or(facts.last), ..facts }
    }

    fn blank(
        playbook: &'a Playbook,
        notice: &Notice,
        Hindsight { begin, at, over }: Hindsight,
        status: EmergencyStatus,
    ) -> Self {
        Self {
            playbook,
            notice: *notice,
            at,
            begin,
            over,
            status,
            last: None,
            slowest: None,
            largest: None,
            actions: Vec::new(),
            swipes_lost: 0,
        }
    }

    fn reading(mut self, record: &[Entry]) -> Self {
        for entry in record {
            if entry.at >= self.begin {
                self.swipes_lost += swipes_lost(&entry.transition);
            }
            match entry.transition {
                Transition::Sampled(sample) => self.sampled(&sample, entry.at),
                Transition::ActionEnded(_, action, ActionOutcome::Completed)
                    if entry.at >= self.begin && !self.actions.contains(&action) =>
                {
                    self.actions.push(action);
                }
                _ => {}
            }
        }
        self
    }

    /// Each field of a template with its text.
    pub(super) fn fields(&self) -> [(&'static str, String); 22] {
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
            ("eta", self.eta()),
            ("actions", self.actions()),
            ("current_status", self.current_status()),
            ("incident_duration", self.so_far("", "just begun")),
            ("since_when", self.so_far("for ", "just begun")),
            ("recovered", self.recovered()),
            ("page_reason", self.page_reason()),
            ("performance_impact", self.impact()),
            ("user_problem", self.user_problem()),
            ("user_swipes", self.user_swipes()),
            ("user_outlook", self.user_outlook()),
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
        format!("{severity} (severity level {})", severity.level())
    }

    /// `recovering, escalation level 1 of 4`
    fn auto_recovery(&self) -> String {
        let (phase, level) =
            (self.status.phase, self.notice.escalation.max(self.status.escalation));
        match (self.over, self.status.is_in_emergency_mode()) {
            (Some(_), _) => format!("finished, escalation level {} of 4", level.level()),
            (None, true) => format!("{phase}, escalation level {} of 4", level.level()),
            (None, false) => "not running".to_owned(),
        }
    }

    fn current_status(&self) -> String {
        match (self.over, self.status.is_in_emergency_mode()) {
            (Some(over), _) => format!("restored at {over}"),
            (None, true) => self.status.to_string(),
            (None, false) => "not restored, and no emergency is announced".to_owned(),
        }
    }

    fn duration(&self) -> Span {
        self.over.unwrap_or(self.at).saturating_since(self.begin)
    }

    /// The duration with a word before it; an emergency that begins right now has none.
    fn so_far(&self, before: &str, at_once: &str) -> String {
        match self.duration() {
            Span::ZERO => at_once.to_owned(),
            duration => format!("{before}{}", figures::span(duration)),
        }
    }

    fn page_reason(&self) -> String {
        match self.duration() {
            Span::ZERO => "it was escalated as soon as it began".to_owned(),
            duration => {
                format!("automatic recovery has not been enough after {}", figures::span(duration))
            }
        }
    }

    /// `all targets met after 1 min 5 s`; of what is not measured nobody knows that.
    fn recovered(&self) -> String {
        let after = self.so_far("after ", "at once");
        let last = self.last;
        let is_measured = last.is_some_and(|last| {
            last.performance_multiplier.is_some() && last.memory_usage.is_some()
        });
        match is_measured {
            true => format!("all targets met {after}"),
            false => format!("every target that is measured is met {after}"),
        }
    }

    fn eta(&self) -> String {
        let expected = self.expected();
        match self.over {
            Some(over) => format!("resolved at {over}"),
            None if expected < self.at => format!("overdue since {expected}"),
            None => expected.to_string(),
        }
    }

    fn user_problem(&self) -> String {
        let duration = self.so_far("", "a moment");
        match self.over {
            Some(_) => format!("had a problem for {duration} and works as usual again"),
            None => {
                format!("has had a problem for {duration} and is being restored. It may restart")
            }
        }
    }

    fn user_swipes(&self) -> String {
        match self.swipes_lost {
            0 => "Your swipes are kept.".to_owned(),
            1 => "Your last swipe could not be kept.".to_owned(),
            swipes => format!("{} of your last swipes could not be kept.", figures::count(swipes)),
        }
    }

    /// Users know no clock of ours: what is to come is said from now on.
    fn user_outlook(&self) -> String {
        let expected = self.expected();
        match self.over {
            Some(_) => "We are sorry for the trouble.".to_owned(),
            None if expected <= self.at => {
                "It takes longer than we expected, and we are working on it.".to_owned()
            }
            None => {
                let left = figures::span(expected.saturating_since(self.at));
                format!("We expect it to work as usual within {left}.")
            }
        }
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
        let slowest = match self.slowest {
            Some(x) => format!("performance measured down to {}", multiplier(x)),
            None => "performance not measured".to_owned(),
        };
        let largest = match self.largest {
            Some(usage) => format!("memory up to {}", megabytes(usage)),
            None => "memory not measured".to_owned(),
        };
        format!("{slowest}, {largest}")
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
fn status(record: &[Entry], index: usize, at: Time) -> EmergencyStatus {
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
