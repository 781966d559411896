//! Suspicion: what no single sample shows, and several together do.
//!
//! Two kinds of standstill pass by a monitor that looks once a second. A scoring pass that waits for ever
//! is never measured, so its reading is missing, as if the person had put the phone away; and a main thread
//! that is blocked again and again answers in between.

use super::classification::Symptom;
use super::trust::{Reading, Readings};
use crate::incident::{IncidentType, TriggerCondition};
use crate::severity::Severity;

/// New jobs are ranked as they come, every few seconds, also for somebody who does not swipe: so many
/// samples in a row without a pass mean that one is stuck.
const STALLED_AFTER_SAMPLES: u32 = 12;

/// While no feed brings jobs only swipes are ranked, and a person may pause for a moment.
const STALLED_WHILE_QUIET: u32 = 18;

/// A main thread that is blocked for two seconds is silent in two samples in a row.
const LONG_BLOCK: u32 = 0b11;

/// Twice as long within so many samples it is no accident.
const BLOCKS_WITHIN_SAMPLES: u32 = 25;

/// What the last samples had in common.
#[derive(Clone, Debug, Default)]
pub(super) struct Suspicion {
    without_a_pass: u32,
    /// Whether passes were measured in this process: before the first one there is nothing to miss.
    has_ranked: bool,
    /// Whether the interface was silent, a bit a sample, the newest lowest.
    silences: u32,
    stalled: bool,
}

impl Suspicion {
    /// Weighs a sample. `quiet` says that no feed brings jobs because we suspended them.
    pub(super) fn observe(&mut self, readings: &Readings, quiet: bool) -> Option<Symptom> {
        self.weigh_passes(readings, quiet);
        let is_silent = readings.responsive == Reading::Measured(false);
        self.silences = self.silences << 1 | u32::from(is_silent);
        (self.stalled || self.is_stuttering()).then_some(Symptom {
            incident: IncidentType::SystemInstability,
            trigger: TriggerCondition::SystemUnresponsive,
            severity: Severity::Critical,
        })
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
        match readings.performance {
            Reading::Measured(_) => (self.without_a_pass, self.has_ranked) = (0, true),
            // Nothing that is missing for other reasons counts: not a wrong number, nor a process of
            // which nothing else is known either.
            Reading::Absent if readings.memory.value().is_some() => {
                self.without_a_pass = self.without_a_pass.saturating_add(1);
            }
            Reading::Absent | Reading::Implausible => {}
        }
        let needed = if quiet { STALLED_WHILE_QUIET } else { STALLED_AFTER_SAMPLES };
        self.stalled = self.has_ranked && self.without_a_pass >= needed;
    }

    /// Whether two long blocks lie within the last samples.
    fn is_stuttering(&self) -> bool {
        let recent = self.silences & ((1 << BLOCKS_WITHIN_SAMPLES) - 1);
        // The first sample of each stretch of silence that the next one continues.
        let long = recent & (recent >> 1);
        let begins = long & !(long << 1);
        recent & LONG_BLOCK == LONG_BLOCK && begins.count_ones() >= 2
    }
}
