//! Suspicion: what no single sample shows, and several together do.
//!
//! Two kinds of standstill pass by a monitor that looks once a second. A scoring pass that waits for ever
//! is never measured, so its reading is missing, as if the person had put the phone away; and a main thread
//! that is blocked again and again answers in between.

use super::classification::{Signal, Symptom};
use super::trust::{Reading, Readings};
use crate::incident::{IncidentType, TriggerCondition};
use crate::playbook::Playbook;
use crate::severity::Severity;
use crate::units::Bytes;

/// New jobs are ranked as they come, every few seconds, also for somebody who does not swipe: so many
/// samples in a row without a pass mean that one is stuck.
const STALLED_AFTER_SAMPLES: u32 = 12;

/// While no feed brings jobs only swipes are ranked, and a person may pause: then the footprint must
/// show that they do not, for each swipe loads images.
const STALLED_WHILE_QUIET: u32 = 18;

/// Who is still not served after so many samples more, though what was stuck was freed, is not there.
const IDLE_AFTER_SAMPLES: u32 = 40;

/// What a few swipes add to the footprint at least.
const SWIPES_ADD: Bytes = Bytes::new(1280 * 1024);

/// A main thread that is blocked for two seconds is silent in two samples in a row.
const LONG_BLOCK: u32 = 0b11;

/// Twice as long within so many samples it is no accident.
const BLOCKS_WITHIN_SAMPLES: u32 = 25;

/// A drain that has stayed above its target for so many samples is no noise,
const DRAINS_FOR_SAMPLES: u32 = 30;

/// and a line that is crossed meanwhile for so many needs no more evidence.
const CROSSED_FOR_SAMPLES: u32 = 2;

/// What the last samples had in common.
#[derive(Clone, Debug, Default)]
pub(super) struct Suspicion {
    without_a_pass: u32,
    /// Whether passes were measured in this process: before the first one there is nothing to miss.
    has_ranked: bool,
    /// Whether the interface was silent, a bit a sample, the newest lowest.
    silences: u32,
    stalled: bool,
    was_quiet: bool,
    /// Two footprints in a row whose mean is the least since the last pass, as a sum; and the one before.
    least_pair: Option<u64>,
    footprint: Option<u64>,
    has_grown: bool,
    /// Samples in a row with a drain well above its target, and with a severity line crossed.
    draining: u32,
    crossed: u32,
}

impl Suspicion {
    /// Weighs a sample. `quiet` says that no feed brings jobs because we suspended them.
    pub(super) fn observe(&mut self, readings: &Readings, quiet: bool) -> Option<Symptom> {
        if readings.is_stale {
            // What one sample lacks is not missing in every copy of it.
            return None;
        }
        self.weigh_passes(readings, quiet);
        let is_silent = readings.responsive == Reading::Measured(false);
        self.silences = self.silences << 1 | u32::from(is_silent);
        (self.stalled || self.is_stuttering()).then_some(Symptom {
            incident: IncidentType::SystemInstability,
            trigger: TriggerCondition::SystemUnresponsive,
            severity: Severity::Critical,
        })
    }

    /// What a severity line that is crossed only for a moment is in a system that drains: the playbook has
    /// no severity for a drain short of critical, yet nothing is restored before it is over.
    pub(super) fn observe_drain(
        &mut self,
        playbook: &Playbook,
        readings: &Readings,
    ) -> Option<Symptom> {
        let target = playbook.targets.battery_drain_pct_per_hour;
        let drains = readings.drain.value().is_some_and(|drain| drain > target * 1.5);
        self.draining = if drains { self.draining.saturating_add(1) } else { 0 };
        let signals = [Signal::Performance, Signal::Drain];
        let crossing = signals.into_iter().find_map(|signal| {
            let severity = signal.severity(playbook, readings, None)?;
            Some((signal, severity))
        });
        self.crossed = if crossing.is_some() { self.crossed.saturating_add(1) } else { 0 };
        let (signal, severity) = crossing?;
        let is_sure = self.draining >= DRAINS_FOR_SAMPLES && self.crossed >= CROSSED_FOR_SAMPLES;
        let (incident, trigger) = (signal.incident(), signal.trigger(severity));
        is_sure.then_some(Symptom { incident, trigger, severity })
    }

    /// Whether scoring passes do not come to an end.
    pub(super) fn is_stalled(&self) -> bool {
        self.stalled
    }

    /// Forgets everything: it was of a process that is gone, or is over.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    fn weigh_passes(&mut self, readings: &Readings, quiet: bool) {
        if core::mem::replace(&mut self.was_quiet, quiet) != quiet {
            // Feeds that come back need a while, and what was missing before says nothing of them.
            self.without_a_pass = 0;
        }
        match readings.performance {
            Reading::Measured(_) => {
                (self.without_a_pass, self.has_ranked) = (0, true);
                (self.least_pair, self.has_grown) = (None, false);
            }
            // Nothing that is missing for other reasons counts: not a wrong number, nor a process of
            // which nothing else is known either.
            Reading::Absent if readings.memory.value().is_some() => {
                self.without_a_pass = self.without_a_pass.saturating_add(1);
            }
            Reading::Absent | Reading::Implausible => {}
        }
        self.weigh_growth(readings);
        let needed = if quiet { STALLED_WHILE_QUIET } else { STALLED_AFTER_SAMPLES };
        let is_used = !quiet || self.has_grown;
        let is_missing = (needed..needed + IDLE_AFTER_SAMPLES).contains(&self.without_a_pass);
        self.stalled = self.has_ranked && is_used && is_missing;
    }

    /// Looks for growth between pairs of samples, for a single one is noisy.
    fn weigh_growth(&mut self, readings: &Readings) {
        let Some(footprint) = readings.memory.value().map(Bytes::get) else { return };
        let Some(before) = self.footprint.replace(footprint) else { return };
        let pair = before.saturating_add(footprint);
        let least = *self.least_pair.get_or_insert(pair);
        if pair < least {
            self.least_pair = Some(pair);
        }
        self.has_grown |= pair.saturating_sub(least) / 2 >= SWIPES_ADD.get();
    }

    /// Whether two long blocks lie within the last samples.
    fn is_stuttering(&self) -> bool {
        let recent = self.silences & ((1 << BLOCKS_WITHIN_SAMPLES) - 1);
        let (before, after) = (recent >> 1, recent << 1);
        // Where each stretch of silence begins, and which of them are one sample long: a block that is
        // ever so short is no long one, only one that happened to be seen twice.
        let begins = recent & !before;
        let alone = begins & !after;
        recent & LONG_BLOCK == LONG_BLOCK && begins.count_ones() >= 2 && alone == 0
    }
}
