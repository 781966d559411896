//! Whether what the protocol takes for healthy may be believed, and what it learnt.

use firedrill_protocol::{Baseline, NoticeKind};
use firedrill_scenarios::Plan;
use firedrill_sim::{Span, Time};
use serde::{Deserialize, Serialize};

use super::findings::reference;
use super::measures::{Rate, Spread};
use super::programme::Programme;
use crate::ledger::Row;

/// What a month says of baselines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaselineFindings {
    /// How many runs had a valid one throughout: none was reported as invalid.
    pub valid: Rate,
    /// How many runs learnt one.
    pub learning: Rate,
    /// How far the multiplier of a learnt one is from the briefed one's: 0.1 is a tenth more.
    pub performance_drift: Spread,
    /// The same of its memory.
    pub memory_drift: Spread,
    /// How many runs learnt one of an app that was not well.
    pub unhealthy: Rate,
    /// The playbook's reasons to learn.
    pub triggers: Vec<TriggerFindings>,
}

/// How often a reason to learn can have been the one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TriggerFindings {
    /// The reason.
    pub trigger: UpdateTrigger,
    /// How many baselines it allows for.
    pub baselines: u64,
    /// The first run with one; null when there is none.
    pub first: Option<String>,
}

/// The playbook's "Baseline Update Triggers".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UpdateTrigger {
    /// "Successful performance improvements".
    PerformanceImprovement,
    /// "New algorithm optimizations": a new version runs.
    NewVersion,
    /// "Memory usage optimizations".
    MemoryOptimization,
    /// "Consistent performance over 24 hours".
    ConsistentDay,
}

/// A baseline that was learnt, beside what was known before.
struct Learnt {
    run: String,
    baseline: Baseline,
    briefed: Baseline,
    triggers: Vec<UpdateTrigger>,
}

impl UpdateTrigger {
    /// All four, in the playbook's order.
    pub const ALL: [Self; 4] = [
        Self::PerformanceImprovement,
        Self::NewVersion,
        Self::MemoryOptimization,
        Self::ConsistentDay,
    ];

    /// The playbook's words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::PerformanceImprovement => "Successful performance improvements",
            Self::NewVersion => "New algorithm optimizations",
            Self::MemoryOptimization => "Memory usage optimizations",
            Self::ConsistentDay => "Consistent performance over 24 hours",
        }
    }
}

impl BaselineFindings {
    pub(super) fn of(programme: &Programme, rows: &[&Row]) -> Self {
        let learnt: Vec<_> = rows.iter().flat_map(|row| Learnt::all(programme, row)).collect();
        let is_valid = |row: &&Row| {
            let is_report = |kind| kind == NoticeKind::InvalidBaseline;
            !row.dispatches.iter().any(|dispatch| is_report(dispatch.notice.kind))
        };
        let is_unhealthy =
            |row: &&Row| row.violations.iter().any(|it| it.property == "baseline-is-healthy");
        Self {
            valid: rows.iter().map(is_valid).collect(),
            learning: rows.iter().map(|row| !row.baselines.is_empty()).collect(),
            performance_drift: Spread::of(learnt.iter().map(|it| Some(it.performance_drift()))),
            memory_drift: Spread::of(learnt.iter().map(|it| Some(it.memory_drift()))),
            unhealthy: rows.iter().map(is_unhealthy).collect(),
            triggers: UpdateTrigger::ALL
                .map(|trigger| TriggerFindings::of(trigger, &learnt))
                .into(),
        }
    }
}

impl TriggerFindings {
    fn of(trigger: UpdateTrigger, learnt: &[Learnt]) -> Self {
        let allows = |it: &&Learnt| it.triggers.contains(&trigger);
        Self {
            trigger,
            baselines: learnt.iter().filter(allows).count() as u64,
            first: learnt.iter().find(allows).map(|it| it.run.clone()),
        }
    }
}

impl Learnt {
    /// The baselines of a run. What was known before follows from its plan.
    fn all(programme: &Programme, row: &Row) -> Vec<Self> {
        if row.baselines.is_empty() {
            return vec![];
        }
        let place = programme.place(&row.scenario);
        let Some(scenario) = place.and_then(|place| programme.scenarios.get(place)) else {
            return vec![];
        };
        let plan = Plan::draw(scenario, row.seed);
        let Ok(playbook) = plan.playbook() else { return vec![] };
        let rules = playbook.baseline;
        let Some(briefed) = plan.world().briefing(playbook).baseline else { return vec![] };
        let mut before = briefed;
        let mut learn = |(at, baseline): &(Time, Baseline)| {
            let is_faster = baseline.performance_multiplier
                >= before.performance_multiplier * (1.0 + rules.performance_gain);
            let is_smaller = baseline.memory_usage.get() as f64
                <= before.memory_usage.get() as f64 * (1.0 - rules.memory_gain);
            let has_release = row.families.iter().any(|family| family == "release");
            let is_a_day_on = at.saturating_since(Time::ZERO) >= Span::from(rules.consistency);
            let holds = [is_faster, has_release, is_smaller, is_a_day_on];
            let triggers = UpdateTrigger::ALL.into_iter().zip(holds);
            let triggers = triggers.filter_map(|(trigger, holds)| holds.then_some(trigger));
            before = *baseline;
            Self { run: reference(row), baseline: *baseline, briefed, triggers: triggers.collect() }
        };
        row.baselines.iter().map(&mut learn).collect()
    }

    fn performance_drift(&self) -> f64 {
        self.baseline.performance_multiplier / self.briefed.performance_multiplier - 1.0
    }

    fn memory_drift(&self) -> f64 {
        self.baseline.memory_usage.get() as f64 / self.briefed.memory_usage.get() as f64 - 1.0
    }
}

#[cfg(test)]
mod tests {
    use firedrill_protocol::{Bytes, Timestamp};

    use super::*;
    use crate::month::findings::tests::small;

    #[test]
    fn a_baseline_counts_for_every_reason_that_its_figures_allow() {
        let (programme, mut rows) = small();
        let valid_until = Timestamp::ZERO;
        let day = Time::ZERO + Span::from_secs(24 * 3600);
        let better =
            Baseline { performance_multiplier: 600.0, memory_usage: Bytes::mb(120), valid_until };
        let same = better;
        rows.iter_mut().for_each(|row| row.baselines.clear());
        rows[0].baselines = vec![(Time::ZERO, better), (day, same)];
        let rows: Vec<&Row> = rows.iter().collect();
        let found = BaselineFindings::of(&programme, &rows);
        let counts: Vec<_> = found.triggers.iter().map(|found| found.baselines).collect();
        assert_eq!(counts, [1, 0, 1, 1]);
        assert_eq!((found.learning.hits, found.performance_drift.count), (1, 2));
        assert!(found.performance_drift.median.value.unwrap() > 0.2);
        assert!(found.memory_drift.median.value.unwrap() < -0.3);
    }
}
