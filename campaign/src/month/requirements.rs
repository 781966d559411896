//! What the App Store is promised, and what it would have had to be told.

use firedrill_protocol::{IncidentType, NoticeKind, Playbook, Severity};
use firedrill_scenarios::Figures;
use serde::{Deserialize, Serialize};

use super::measures::{Rate, Spread};
use crate::ledger::Row;

/// The playbook's "Performance Requirements", measured at the end of each run and at its worst.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirements {
    /// The target of the multiplier.
    pub multiplier_target: f64,
    /// The target of memory, in MB of 1024² bytes.
    pub memory_target_mb: f64,
    /// The target of drain, in per cent an hour.
    pub drain_target_pct_per_hour: f64,
    /// How many runs ended at or above the multiplier's target.
    pub ended_fast: Rate,
    /// How many runs ended at or below the target of memory.
    pub ended_small: Rate,
    /// How many runs ended at or below the target of drain.
    pub ended_frugal: Rate,
    /// How many runs gave back all quality that was given up, and lost no swipe.
    pub kept_quality: Rate,
    /// Means of the multiplier over each run.
    pub mean_multiplier: Spread,
    /// Means of memory over each run, in MB.
    pub mean_memory_mb: Spread,
    /// Means of drain over each run, in per cent an hour.
    pub mean_drain_pct_per_hour: Spread,
    /// The lowest multiplier of each run.
    pub lowest_multiplier: Spread,
    /// The highest footprint of each run, in MB.
    pub highest_memory_mb: Spread,
    /// The highest drain of each run, in per cent an hour.
    pub highest_drain_pct_per_hour: Spread,
    /// What would have had to be reported, by the type that showed first.
    pub reportable: Vec<Reportable>,
    /// Compliance reviews asked for.
    pub reviews: u64,
}

/// What would have had to be reported of one type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reportable {
    /// The type.
    pub incident: IncidentType,
    /// Incidents in which it showed first.
    pub incidents: u64,
    /// Those of them that were critical.
    pub critical: u64,
    /// Notifications of the App Store team that were sent about it.
    pub notified: u64,
}

impl Requirements {
    pub(super) fn of(rows: &[&Row]) -> Self {
        let targets = Playbook::built_in().targets;
        let figures: Vec<Figures> = rows.iter().filter_map(|row| row.figures).collect();
        let rate = |holds: &dyn Fn(&Figures) -> bool| figures.iter().map(holds).collect::<Rate>();
        let spread = |value: &dyn Fn(&Figures) -> f64| {
            Spread::of(figures.iter().map(|figures| Some(value(figures))))
        };
        let multiplier_target = targets.performance_multiplier;
        let drain_target = targets.battery_drain_pct_per_hour;
        Self {
            multiplier_target,
            memory_target_mb: targets.memory_usage.as_mb(),
            drain_target_pct_per_hour: drain_target,
            ended_fast: rate(&|it| it.last_multiplier >= multiplier_target),
            ended_small: rate(&|it| it.last_memory <= targets.memory_usage),
            ended_frugal: rate(&|it| it.last_drain_pct_per_hour <= drain_target),
            kept_quality: rows.iter().map(|row| keeps_quality(row)).collect(),
            mean_multiplier: spread(&|it| it.mean_multiplier),
            mean_memory_mb: spread(&|it| it.mean_memory.as_mb()),
            mean_drain_pct_per_hour: spread(&|it| it.mean_drain_pct_per_hour),
            lowest_multiplier: spread(&|it| it.lowest_multiplier),
            highest_memory_mb: spread(&|it| it.highest_memory.as_mb()),
            highest_drain_pct_per_hour: spread(&|it| it.highest_drain_pct_per_hour),
            reportable: IncidentType::ALL.map(|incident| Reportable::of(incident, rows)).into(),
            reviews: sent(rows, NoticeKind::ComplianceReview, |_| true),
        }
    }
}

impl Reportable {
    fn of(incident: IncidentType, rows: &[&Row]) -> Self {
        let all = rows.iter().flat_map(|row| &row.incidents);
        let all: Vec<_> = all.filter(|it| it.first_type() == Some(incident)).collect();
        let is_critical = |it: &Severity| *it == Severity::Critical;
        let critical = all.iter().filter_map(|it| it.worst()).filter(is_critical);
        Self {
            incident,
            incidents: all.len() as u64,
            critical: critical.count() as u64,
            notified: sent(rows, NoticeKind::AppStoreNotification, |about| about == incident),
        }
    }
}

fn keeps_quality(row: &Row) -> bool {
    let is_quality = |name: &str| matches!(name, "quality-is-restored" | "no-swipe-lost");
    !row.violations.iter().any(|violation| is_quality(&violation.property))
}

fn sent(rows: &[&Row], kind: NoticeKind, about: impl Fn(IncidentType) -> bool) -> u64 {
    let all = rows.iter().flat_map(|row| &row.dispatches).map(|dispatch| dispatch.notice);
    all.filter(|notice| notice.kind == kind && about(notice.incident)).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::RowViolation;
    use crate::month::findings::tests::small;

    #[test]
    fn a_run_that_ends_slow_or_loses_a_swipe_does_not_keep_what_is_promised() {
        let (_, mut rows) = small();
        let before = Requirements::of(&rows.iter().collect::<Vec<_>>());
        rows[0].figures.as_mut().unwrap().last_multiplier = 356.9;
        let at = firedrill_sim::Time::ZERO;
        rows[0].violations.push(RowViolation { property: "no-swipe-lost".to_owned(), at });
        let after = Requirements::of(&rows.iter().collect::<Vec<_>>());
        assert_eq!(after.ended_fast.hits + 1, before.ended_fast.hits);
        assert_eq!(after.kept_quality.hits + 1, before.kept_quality.hits);
        assert_eq!(after.ended_small, before.ended_small);
        assert_eq!((before.multiplier_target, before.memory_target_mb), (357.0, 200.0));
    }
}
