//! "Performance Impact Analysis": the worst that was recorded while an incident lasted.

use firedrill_judge::IncidentSummary;
use firedrill_model::Transition;
use firedrill_model::app::Quality;
use firedrill_model::nouns::Bytes;
use firedrill_scenarios::Entry;
use firedrill_sim::Span;

use super::field;
use crate::figures;

/// The extremes over an incident's entries.
#[derive(Debug)]
pub(super) struct Impact {
    least_multiplier: Option<f64>,
    most_memory: Bytes,
    most_drain_pct_per_hour: f64,
    most_error_rate: f64,
    longest_blocked: Span,
    worst_quality: Quality,
    swipes_lost: u64,
}

impl Impact {
    pub(super) fn of(entries: &[&Entry]) -> Self {
        let nothing = Self {
            least_multiplier: None,
            most_memory: Bytes::ZERO,
            most_drain_pct_per_hour: 0.0,
            most_error_rate: 0.0,
            longest_blocked: Span::ZERO,
            worst_quality: Quality::Normal,
            swipes_lost: 0,
        };
        entries.iter().fold(nothing, |impact, entry| impact.and(entry))
    }

    fn and(mut self, entry: &Entry) -> Self {
        let truth = &entry.truth;
        if self.least_multiplier.is_none_or(|least| truth.multiplier < least) {
            self.least_multiplier = Some(truth.multiplier);
        }
        self.most_memory = self.most_memory.max(truth.memory);
        self.most_drain_pct_per_hour =
            larger(self.most_drain_pct_per_hour, truth.drain_pct_per_hour);
        self.most_error_rate = larger(self.most_error_rate, truth.error_rate);
        self.longest_blocked = self.longest_blocked.max(truth.ui.blocked());
        self.worst_quality = self.worst_quality.max(truth.quality);
        self.swipes_lost += match entry.transition {
            Transition::ProcessEnded { swipes_lost }
            | Transition::Jetsammed { swipes_lost }
            | Transition::BufferDeleted { swipes_lost }
            | Transition::ProcessDied { swipes_lost, .. } => swipes_lost,
            _ => 0,
        };
        self
    }

    pub(super) fn lines(&self, incident: &IncidentSummary) -> Vec<String> {
        let recovery = match (incident.detection, incident.restoration) {
            (Some(detected), Some(restored)) => figures::span(restored.saturating_since(detected)),
            _ => "not recovered".to_owned(),
        };
        let least = self.least_multiplier.map_or_else(String::new, |least| format!("{least:.0}x"));
        vec![
            field("Minimum Performance", &least),
            field("Maximum Memory", &format!("{:.1} MB", self.most_memory.as_mb())),
            field("Recovery Time", &format!("{recovery} from detection")),
            field("Battery", &format!("up to {:.1} %/h", self.most_drain_pct_per_hour)),
            field("Errors", &format!("up to {:.1} %", self.most_error_rate * 100.0)),
            field("User Experience", &self.experience()),
        ]
    }

    fn experience(&self) -> String {
        let blocked = match self.longest_blocked {
            Span::ZERO => "the interface always answered".to_owned(),
            span => format!("the interface was blocked for up to {}", figures::span(span)),
        };
        let swipes = match self.swipes_lost {
            0 => "no swipe was lost".to_owned(),
            1 => "1 swipe was lost".to_owned(),
            swipes => format!("{swipes} swipes were lost"),
        };
        let quality = match self.worst_quality {
            Quality::Normal => "nothing was given up".to_owned(),
            rung => format!("the app went down to the rung `{rung}`"),
        };
        format!("{blocked}; {quality}; {swipes}")
    }
}

fn larger(a: f64, b: f64) -> f64 {
    if b > a { b } else { a }
}
