//! "Performance Impact Analysis": the worst that was recorded from onset to restoration, as it truly
//! was, whatever the monitor said.

use firedrill_model::Transition;
use firedrill_model::app::Quality;
use firedrill_model::nouns::Bytes;
use firedrill_scenarios::Entry;
use firedrill_sim::{Span, Time};
use serde::Serialize;

use super::absence::Absence;
use super::figures_at;
use super::seconds;
use super::story::Story;
use crate::figures;

/// The extremes of an incident, and the figures at its ends. What was not recorded is null.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Impact {
    minimum_performance: Option<f64>,
    #[serde(rename = "minimum_performance_at_s", serialize_with = "seconds::of_any_time")]
    minimum_performance_at: Option<Time>,
    /// The least that the monitor measured: what notices say.
    minimum_performance_measured: Option<f64>,
    maximum_memory_bytes: Option<Bytes>,
    #[serde(rename = "maximum_memory_at_s", serialize_with = "seconds::of_any_time")]
    maximum_memory_at: Option<Time>,
    memory_at_onset_bytes: Option<Bytes>,
    memory_at_end_bytes: Option<Bytes>,
    /// From detection to restoration.
    #[serde(rename = "recovery_time_s", serialize_with = "seconds::of_any_span")]
    recovery_time: Option<Span>,
    maximum_drain_pct_per_hour: Option<f64>,
    charge_at_onset_pct: Option<f64>,
    charge_at_end_pct: Option<f64>,
    maximum_error_rate: Option<f64>,
    #[serde(rename = "longest_blocked_s", serialize_with = "seconds::of_span")]
    longest_blocked: Span,
    #[serde(rename = "down_s", serialize_with = "seconds::of_span")]
    down: Span,
    #[serde(rename = "longest_down_s", serialize_with = "seconds::of_span")]
    longest_down: Span,
    #[serde(rename = "suspended_s", serialize_with = "seconds::of_span")]
    suspended: Span,
    #[serde(rename = "longest_suspended_s", serialize_with = "seconds::of_span")]
    longest_suspended: Span,
    #[serde(serialize_with = "rung")]
    worst_quality: Quality,
    swipes_lost: u64,
    #[serde(skip)]
    target_performance: f64,
    #[serde(skip)]
    target_memory: Bytes,
}

impl Impact {
    pub(super) fn of(story: &Story<'_>) -> Self {
        let incident = story.incident;
        let entries = story.while_it_lasted();
        let recovery = incident.detection.zip(incident.restoration);
        let targets = &story.playbook.targets;
        let (first, last) = (entries.first(), entries.last());
        let (down, suspended) = (Absence::down(story), Absence::suspended(story));
        let nothing = Self {
            minimum_performance: None,
            minimum_performance_at: None,
            minimum_performance_measured: None,
            maximum_memory_bytes: None,
            maximum_memory_at: None,
            memory_at_onset_bytes: first.map(|entry| entry.truth.memory),
            memory_at_end_bytes: last.map(|entry| entry.truth.memory),
            recovery_time: recovery.map(|(detected, at)| at.saturating_since(detected)),
            maximum_drain_pct_per_hour: None,
            charge_at_onset_pct: first.map(|entry| entry.truth.charge.get()),
            charge_at_end_pct: last.map(|entry| entry.truth.charge.get()),
            maximum_error_rate: None,
            longest_blocked: Span::ZERO,
            down: down.total,
            longest_down: down.longest,
            suspended: suspended.total,
            longest_suspended: suspended.longest,
            worst_quality: Quality::Normal,
            swipes_lost: 0,
            target_performance: targets.performance_multiplier,
            target_memory: targets.memory_usage,
        };
        entries.iter().fold(nothing, Self::and)
    }

    fn and(mut self, entry: &Entry) -> Self {
        let truth = &entry.truth;
        if self.minimum_performance.is_none_or(|least| truth.multiplier < least) {
            self.minimum_performance = Some(truth.multiplier);
            self.minimum_performance_at = Some(entry.at);
        }
        if self.maximum_memory_bytes.is_none_or(|most| truth.memory > most) {
            self.maximum_memory_bytes = Some(truth.memory);
            self.maximum_memory_at = Some(entry.at);
        }
        self.maximum_drain_pct_per_hour =
            larger(self.maximum_drain_pct_per_hour, truth.drain_pct_per_hour);
        self.maximum_error_rate = larger(self.maximum_error_rate, truth.error_rate);
        self.longest_blocked = self.longest_blocked.max(truth.ui.blocked());
        self.worst_quality = self.worst_quality.max(truth.quality);
        self.swipes_lost += swipes_lost(&entry.transition);
        if let Transition::Sampled(sample) = &entry.transition
            && let Some(x) = sample.performance_multiplier.filter(|x| x.is_finite())
        {
            let least = self
                .minimum_performance_measured
                .map_or(x, |least| if x < least { x } else { least });
            self.minimum_performance_measured = Some(least);
        }
        self
    }

    /// `463x in truth (470x as the monitor measured it)`: notices say only the latter.
    pub(super) fn minimum_performance(&self) -> String {
        let Some(truth) = self.minimum_performance else { return not_recorded() };
        let measured = match self.minimum_performance_measured {
            Some(x) => format!("{} as the monitor measured it", figures_at::multiplier(x)),
            None => "the monitor measured none".to_owned(),
        };
        format!("{} in truth ({measured})", figures_at::multiplier(truth))
    }

    /// `233.7 MB`
    pub(super) fn maximum_memory(&self) -> String {
        self.maximum_memory_bytes.map_or_else(not_recorded, megabytes)
    }

    pub(super) fn recovery_time(&self) -> String {
        match self.recovery_time {
            Some(span) => format!("{} from detection", figures::span(span)),
            None => "not recovered".to_owned(),
        }
    }

    /// "Performance degradation magnitude".
    pub(super) fn degradation(&self) -> String {
        let Some((least, at)) = self.minimum_performance.zip(self.minimum_performance_at) else {
            return not_recorded();
        };
        let (x, target) = (figures_at::multiplier(least), self.target_performance);
        if least >= target {
            return format!("none below the target: {x} at the least, at {at}, target {target}x");
        }
        let share = (target - least) / target * 100.0;
        format!("down to {x} at {at}, {share:.0} % below the target of {target}x")
    }

    /// "Memory usage patterns".
    pub(super) fn memory(&self) -> String {
        let ends = self.memory_at_onset_bytes.zip(self.memory_at_end_bytes);
        let most = self.maximum_memory_bytes.zip(self.maximum_memory_at);
        let Some(((first, last), (most, at))) = ends.zip(most) else { return not_recorded() };
        let target = megabytes(self.target_memory);
        let (first, last) = (megabytes(first), megabytes(last));
        format!(
            "{first} at onset, {} at the most, at {at}, {last} at the end; target {target}",
            megabytes(most)
        )
    }

    /// "Battery impact assessment".
    pub(super) fn battery(&self) -> String {
        let charge = self.charge_at_onset_pct.zip(self.charge_at_end_pct);
        let Some((drain, (first, last))) = self.maximum_drain_pct_per_hour.zip(charge) else {
            return not_recorded();
        };
        format!("up to {drain:.1} %/h; the charge went from {first:.1} % to {last:.1} %")
    }

    pub(super) fn errors(&self) -> String {
        match self.maximum_error_rate {
            Some(0.0) => "none".to_owned(),
            Some(rate) => format!("up to {:.1} % of operations", rate * 100.0),
            None => not_recorded(),
        }
    }

    /// "User experience impact".
    pub(super) fn experience(&self) -> String {
        if self.minimum_performance.is_none() {
            return not_recorded();
        }
        let down = absent("the app was down", self.down, self.longest_down);
        let suspended =
            absent("the system had it suspended", self.suspended, self.longest_suspended);
        let otherwise = match (self.down, self.suspended) {
            (Span::ZERO, Span::ZERO) => "",
            (_, Span::ZERO) => "while it was up ",
            _ => "the rest of the time ",
        };
        let blocked = match self.longest_blocked {
            Span::ZERO => format!("{otherwise}the interface always answered"),
            span => {
                format!("{otherwise}the interface was blocked for up to {}", figures::span(span))
            }
        };
        let quality = match self.worst_quality {
            Quality::Normal => "no quality was given up".to_owned(),
            rung => format!("quality went down to the rung {rung}"),
        };
        let swipes = match self.swipes_lost {
            0 => "no swipe was lost".to_owned(),
            1 => "1 swipe was lost".to_owned(),
            swipes => format!("{} swipes were lost", figures::count(swipes)),
        };
        let parts = down.into_iter().chain(suspended).chain([blocked, quality, swipes]);
        parts.collect::<Vec<_>>().join("; ")
    }
}

/// `the app was down for 2 min 3 s, 24.0 s at the longest stretch`
fn absent(what: &str, total: Span, longest: Span) -> Option<String> {
    let total_words = figures::span(total);
    match (total, longest) {
        (Span::ZERO, _) => None,
        (total, longest) if total == longest => Some(format!("{what} for {total_words}")),
        (_, longest) => {
            let longest = figures::span(longest);
            Some(format!("{what} for {total_words}, {longest} at the longest stretch"))
        }
    }
}

/// Swipes that this transition lost.
pub(crate) const fn swipes_lost(transition: &Transition) -> u64 {
    match *transition {
        Transition::ProcessEnded { swipes_lost }
        | Transition::Jetsammed { swipes_lost }
        | Transition::BufferDeleted { swipes_lost }
        | Transition::ProcessDied { swipes_lost, .. } => swipes_lost,
        _ => 0,
    }
}

fn megabytes(bytes: Bytes) -> String {
    format!("{:.1} MB", bytes.as_mb())
}

fn not_recorded() -> String {
    "not recorded".to_owned()
}

fn larger(a: Option<f64>, b: f64) -> Option<f64> {
    Some(a.map_or(b, |a| if b > a { b } else { a }))
}

fn rung<S: serde::Serializer>(quality: &Quality, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(quality.name())
}
