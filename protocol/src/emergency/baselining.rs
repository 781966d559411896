//! Baseline management: what healthy means is learnt from a healthy app alone, and only when there is
//! reason to.
//!
//! The playbook names four reasons to learn: performance improved, a new version brought another
//! algorithm, memory was optimised, or performance was consistent for a day. Whatever the reason, the
//! numbers are means over a time without emergency, without measures in force and without a reading past
//! any line; one that is no longer valid is reported once, and nothing that rests on it is relied on.

use core::time::Duration;

use super::EmergencyRecoveryProtocol;
use super::classification::Signal;
use super::trust::{Reading, Readings, STALE_AFTER_PERIODS};
use crate::baseline::Baseline;
use crate::boundary::Output;
use crate::playbook::{BaselineRules, Playbook};
use crate::units::{Bytes, Timestamp};

/// What was seen is learnt only once the app stayed healthy for so long afterwards: the monitor's means
/// over ten seconds and over a minute would still hide what has just begun.
const AFTERTHOUGHT: Duration = Duration::from_secs(60);

/// Fewer measured passes are an idle person's, and no mean.
const FEWEST_PASSES: u32 = 60;

/// The target must be met with this much to spare, twice the monitor's noise: what meets it barely is no
/// picture of health.
const TO_SPARE: f64 = 1.02;

/// What the protocol knows of the healthy app, and what it is learning.
#[derive(Clone, Debug, Default)]
pub(super) struct Baselining {
    pub(super) known: Option<Baseline>,
    /// Whether it was learnt here, and is in no briefing.
    pub(super) is_learnt: bool,
    /// Whether it was reported that there is no valid one.
    pub(super) is_reported: bool,
    /// Whether a new version runs that the baseline is not of.
    pub(super) is_of_old_version: bool,
    window: Window,
    /// Since when every window was as healthy as the baseline.
    consistent_since: Option<Timestamp>,
}

/// A time in which the app is watched.
#[derive(Clone, Copy, Debug, Default)]
struct Window {
    since: Option<Timestamp>,
    last: Timestamp,
    performance: Mean,
    memory: Mean,
}

/// A mean, and whether what it is of varied at all: real readings do.
#[derive(Clone, Copy, Debug, Default)]
struct Mean {
    sum: f64,
    count: u32,
    first: f64,
    varies: bool,
}

/// The means of a window.
#[derive(Clone, Copy, Debug)]
struct Picture {
    performance: f64,
    memory: Bytes,
}

impl Mean {
    fn add(&mut self, value: f64) {
        if self.count == 0 {
            self.first = value;
        }
        self.varies |= value.to_bits() != self.first.to_bits();
        self.sum += value;
        self.count = self.count.saturating_add(1);
    }

    fn get(&self, fewest: u32) -> Option<f64> {
        let is_mean = self.count >= fewest && self.varies;
        is_mean.then(|| self.sum / f64::from(self.count))
    }
}

impl Baselining {
    /// What is known from a briefing.
    pub(super) fn briefed(known: Option<Baseline>) -> Self {
        Self { known, ..Self::default() }
    }

    /// The baseline, while it may be believed.
    pub(super) fn valid(&self, now: Timestamp) -> Option<Baseline> {
        self.known.filter(|baseline| baseline.is_valid(now))
    }

    /// Whatever was being watched says nothing of the healthy app.
    fn start_over(&mut self) {
        (self.window, self.consistent_since) = (Window::default(), None);
    }

    /// Watches a sample of an app that seems well; returns what is learnt from the window that it ends.
    fn watch(&mut self, playbook: &Playbook, readings: &Readings) -> Option<Baseline> {
        let (rules, at) = (&playbook.baseline, readings.taken_at);
        let patience = playbook.monitor_period.saturating_mul(STALE_AFTER_PERIODS);
        if self.window.since.is_some() && at - self.window.last > patience {
            self.start_over();
        }
        let since = *self.window.since.get_or_insert(at);
        let consistent_since = *self.consistent_since.get_or_insert(at);
        self.window.last = at;
        if at - since < rules.observation {
            readings.performance.value().into_iter().for_each(|x| self.window.performance.add(x));
            let memory = readings.memory.value().map(|memory| memory.get() as f64);
            memory.into_iter().for_each(|bytes| self.window.memory.add(bytes));
        }
        if at - since < rules.observation + AFTERTHOUGHT {
            return None;
        }
        let window = core::mem::take(&mut self.window);
        let passes = window.performance.get(FEWEST_PASSES);
        // An idle person's window says nothing, and interrupts nothing.
        let (performance, memory) = (passes?, window.memory.get(1)?);
        let picture = Picture { performance, memory: Bytes::new(memory as u64) };
        if !self.is_healthy(playbook, picture, at) {
            self.start_over();
            return None;
        }
        if !self.is_reason(rules, picture, at, at - consistent_since) {
            return None;
        }
        self.is_of_old_version = false;
        self.consistent_since = None;
        Some(Baseline {
            performance_multiplier: picture.performance,
            memory_usage: picture.memory,
            valid_until: at + rules.validity,
        })
    }

    /// Whether a picture may be one of health: targets met with something to spare, and numbers that
    /// a baseline which is still valid leaves plausible.
    fn is_healthy(&self, playbook: &Playbook, picture: Picture, now: Timestamp) -> bool {
        let target = playbook.targets.performance_multiplier * TO_SPARE;
        let is_plausible = self.valid(now).is_none_or(|known| {
            known.is_plausible_performance(picture.performance)
                && known.is_plausible_memory(picture.memory)
        });
        picture.performance >= target && is_plausible
    }

    /// Whether one of the playbook's four reasons holds.
    fn is_reason(
        &self,
        rules: &BaselineRules,
        picture: Picture,
        now: Timestamp,
        consistent_for: Duration,
    ) -> bool {
        let improved = self.valid(now).is_some_and(|known| {
            let Picture { performance, memory } = picture;
            let is_faster =
                performance >= known.performance_multiplier * (1.0 + rules.performance_gain);
            let is_smaller =
                memory.get() as f64 <= known.memory_usage.get() as f64 * (1.0 - rules.memory_gain);
            let has_regressed = known.regression(rules, Some(performance), Some(memory), None);
            (is_faster || is_smaller) && !has_regressed
        });
        improved || self.is_of_old_version || consistent_for >= rules.consistency
    }
}

impl EmergencyRecoveryProtocol {
    /// Watches the app for what healthy means.
    pub(super) fn watch_baseline(&mut self, readings: &Readings) {
        if !self.is_calm(readings) {
            return self.baselining.start_over();
        }
        if let Some(baseline) = self.baselining.watch(&self.playbook, readings) {
            (self.baselining.known, self.baselining.is_learnt) = (Some(baseline), true);
            self.outputs.push_back(Output::Baseline(baseline));
        }
    }

    /// Reports, once, that there is no valid baseline. Severity goes by the playbook's absolute lines
    /// with or without one; what is not relied on is that there is a good configuration to go back to.
    pub(super) fn check_baseline(&mut self) {
        let is_valid = self.baselining.valid(self.now).is_some();
        if !is_valid && !self.baselining.is_reported {
            self.report_baseline();
        }
        self.baselining.is_reported = !is_valid;
    }

    /// A new version runs: what healthy means has to be learnt anew.
    pub(super) fn version_changed(&mut self) {
        self.baselining.is_of_old_version = true;
        self.baselining.start_over();
    }

    /// Whether nothing is wrong, nothing was done about it, and everything that should be seen is.
    fn is_calm(&self, readings: &Readings) -> bool {
        let is_well = |signal: Signal| {
            !signal.is_blind(readings) && signal.severity(&self.playbook, readings, None).is_none()
        };
        self.emergency.is_none()
            && self.measures.is_none_in_force()
            && self.checklist.do_all_hold()
            && readings.responsive == Reading::Measured(true)
            && Signal::ALL.into_iter().all(is_well)
    }
}
