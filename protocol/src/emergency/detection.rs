//! Detection: a symptom counts once enough samples confirm it.

use core::time::Duration;

use super::classification::{Signal, Symptom};
use super::trust::{Reading, Readings};
use crate::incident::{IncidentType, TriggerCondition};
use crate::playbook::Playbook;
use crate::severity::Severity;
use crate::units::{Bytes, Timestamp};

/// A signal that should be there and is not for so many samples cannot be waited for.
const BLIND_AFTER_SAMPLES: u16 = 10;

/// An emptied score cache makes the next passes slow, as it should: for so long only a critical
/// performance is held against the sampler.
const COLD_CACHE: Duration = Duration::from_secs(30);

/// The first passes after a launch take 20-30 ms: for so long performance is not held against it.
const LAUNCH: Duration = Duration::from_secs(20);

/// Counts evidence for each signal and severity.
///
/// Each sample on the bad side of a line adds one, each on the good side takes one away: noise around
/// a line cannot hide a system that is mostly beyond it, and a lone outlier is forgotten. A sample
/// that does not measure the signal changes nothing, and one that only repeats others takes nothing away.
#[derive(Clone, Debug, Default)]
pub(super) struct Detector {
    evidence: [[u16; 4]; Signal::ALL.len()],
    blind: [u16; Signal::ALL.len()],
    blind_since: [Option<Timestamp>; Signal::ALL.len()],
    unresponsive_since: Option<Timestamp>,
    memory: Option<(Bytes, Option<Severity>)>,
    /// A memory line that recovery left crossed: the playbook warns from 195 MB on, yet counts 200 MB
    /// as restored. It is known, and no news until memory was healthy or gets worse.
    tolerated: Option<Severity>,
    cold_until: Timestamp,
    launching_until: Timestamp,
}

/// What a sample confirmed, the worst of each incident type.
pub(super) type Confirmed = [Option<Symptom>; 4];

impl Detector {
    /// Weighs a sample; returns what is confirmed by it now.
    pub(super) fn observe(&mut self, playbook: &Playbook, readings: &Readings) -> Confirmed {
        match readings.responsive {
            Reading::Measured(true) => self.unresponsive_since = None,
            Reading::Measured(false) => {
                self.unresponsive_since.get_or_insert(readings.taken_at);
            }
            Reading::Absent | Reading::Implausible => {}
        }
        let blocked_for = self.unresponsive_since.map(|since| readings.taken_at - since);
        let mut confirmed = Confirmed::default();
        for (index, signal) in Signal::ALL.into_iter().enumerate() {
            let severity = signal.severity(playbook, readings, blocked_for);
            let symptom = self.weigh_blindness(index, signal, readings, playbook).or_else(|| {
                let severity =
                    severity.filter(|severity| !self.excuses(signal, *severity, readings));
                self.weigh(index, signal, severity, readings)
            });
            if signal == Signal::Memory {
                self.tolerated =
                    self.tolerated.filter(|known| severity.is_some_and(|s| s <= *known));
                self.memory = readings.memory.value().map(|usage| (usage, severity));
            }
            keep_worst(&mut confirmed, symptom);
        }
        confirmed
    }

    /// What a memory warning of the operating system is: "system memory pressure warnings" are a symptom
    /// by themselves. It confirms at once what the last reading makes one suspect. A reading that looks
    /// well does not outweigh it: the warning is the system's own, and an app that only another one
    /// endangers is helped by a smaller footprint all the same.
    pub(super) fn memory_warning(&self) -> Symptom {
        let suspected = self.memory.and_then(|(_, severity)| severity);
        let (trigger, severity) = suspected
            .map_or((TriggerCondition::SystemUnresponsive, Severity::Major), |severity| {
                (Signal::Memory.trigger(severity), severity)
            });
        Symptom { incident: IncidentType::MemoryLeakEmergency, trigger, severity }
    }

    /// Nothing believable has come for too long: the last footprint is not the present one.
    pub(super) fn lose_sight(&mut self) {
        self.memory = None;
    }

    /// Whether a signal that should be there has not been for so long that it is a symptom.
    pub(super) fn is_blind(&self) -> bool {
        self.blind.iter().any(|samples| *samples >= BLIND_AFTER_SAMPLES)
    }

    /// Whether the last footprint was believable and below every line.
    pub(super) fn is_memory_healthy(&self) -> bool {
        matches!(self.memory, Some((_, None)))
    }

    /// The last believable footprint.
    pub(super) fn memory_usage(&self) -> Option<Bytes> {
        self.memory.map(|(usage, _)| usage)
    }

    /// Since when the interface has not answered.
    pub(super) fn unresponsive_since(&self) -> Option<Timestamp> {
        self.unresponsive_since
    }

    /// The score cache was emptied.
    pub(super) fn expect_cold_cache(&mut self, now: Timestamp) {
        self.cold_until = now + COLD_CACHE;
    }

    /// Forgets all evidence: it was of a process that is gone.
    pub(super) fn expect_launch(&mut self, now: Timestamp) {
        *self =
            Self { cold_until: now + COLD_CACHE, launching_until: now + LAUNCH, ..Self::default() };
    }

    /// Forgets all evidence: what it was for is over.
    pub(super) fn forget(&mut self) {
        self.tolerated = self.memory.and_then(|(_, severity)| severity);
        self.evidence = Default::default();
        self.blind = Default::default();
        self.blind_since = Default::default();
    }

    /// Memory was not what is over: a line that it has just crossed is news.
    pub(super) fn tolerate_nothing(&mut self) {
        self.tolerated = None;
    }

    fn excuses(&self, signal: Signal, severity: Severity, readings: &Readings) -> bool {
        let mild = severity < Severity::Critical;
        match signal {
            Signal::Performance => {
                readings.taken_at < self.launching_until
                    || (mild && readings.taken_at < self.cold_until)
            }
            Signal::Memory => self.tolerated.is_some_and(|known| severity <= known),
            Signal::Drain | Signal::Thermal | Signal::Errors | Signal::Interface => false,
        }
    }

    fn weigh_blindness(
        &mut self,
        index: usize,
        signal: Signal,
        readings: &Readings,
        playbook: &Playbook,
    ) -> Option<Symptom> {
        let blind = &mut self.blind[index];
        if !signal.is_blind(readings) {
            (*blind, self.blind_since[index]) = (0, None);
            return None;
        }
        *blind = blind.saturating_add(1);
        let since = *self.blind_since[index].get_or_insert(readings.taken_at);
        let is_symptom = *blind >= BLIND_AFTER_SAMPLES
            && readings.taken_at - since >= blindness_allowed(signal, playbook);
        is_symptom.then_some(Symptom {
            incident: signal.incident(),
            trigger: TriggerCondition::SystemUnresponsive,
            severity: BLINDNESS,
        })
    }

    fn weigh(
        &mut self,
        index: usize,
        signal: Signal,
        severity: Option<Severity>,
        readings: &Readings,
    ) -> Option<Symptom> {
        if severity.is_none() && !is_measured(signal, readings) {
            return None;
        }
        let mut confirmed = None;
        for level in Severity::ALL {
            let needed = samples_needed(signal, level);
            let evidence = &mut self.evidence[index][level.index()];
            if severity.is_some_and(|severity| severity >= level) {
                *evidence = (*evidence + 1).min(needed);
                if *evidence == needed {
                    confirmed = Some(level);
                }
            } else if !readings.is_stale {
                *evidence = evidence.saturating_sub(1);
            }
        }
        let severity = confirmed?;
        let (incident, trigger) = (signal.incident(), signal.trigger(severity));
        Some(Symptom { incident, trigger, severity })
    }
}

/// How severe it is that nobody knows.
const BLINDNESS: Severity = Severity::Major;

/// How long a signal may say nothing while others speak: the response time of the worst that it alone
/// would tell of, but for the time that confirming and answering take.
fn blindness_allowed(signal: Signal, playbook: &Playbook) -> Duration {
    let hidden = match signal {
        // The operating system warns by itself before memory is critical, and errors never are.
        Signal::Memory | Signal::Errors => Severity::Major,
        Signal::Performance | Signal::Drain | Signal::Thermal | Signal::Interface => {
            Severity::Critical
        }
    };
    let answering = playbook.monitor_period.saturating_mul(BLIND_AFTER_SAMPLES.into());
    playbook.lines(hidden).response_time.saturating_sub(answering)
}

/// Samples of evidence that confirm a severity, one a second.
///
/// Performance is a mean over ten seconds, so one slow pass stays in ten samples: the milder lines
/// wait until it has left. Errors are counted over a minute of some thirty operations, where one
/// failure is 3 %: below the major line the evidence must outlast that minute.
const fn samples_needed(signal: Signal, severity: Severity) -> u16 {
    match (signal, severity) {
        (Signal::Performance, Severity::Critical) => 3,
        (Signal::Performance, Severity::Major) => 5,
        (Signal::Performance, Severity::Moderate) => 12,
        (Signal::Performance, Severity::Minor) => 15,
        (Signal::Errors, Severity::Critical) => 3,
        (Signal::Errors, Severity::Major) => 5,
        (Signal::Errors, Severity::Moderate | Severity::Minor) => 75,
        // The time that the interface was blocked is evidence enough.
        (Signal::Interface, _) => 1,
        (Signal::Drain, _) => 3,
        (Signal::Memory | Signal::Thermal, Severity::Critical) => 2,
        (Signal::Memory | Signal::Thermal, Severity::Major) => 3,
        (Signal::Memory | Signal::Thermal, Severity::Moderate) => 5,
        (Signal::Memory | Signal::Thermal, Severity::Minor) => 10,
    }
}

fn is_measured(signal: Signal, readings: &Readings) -> bool {
    match signal {
        Signal::Performance => readings.performance.value().is_some(),
        Signal::Errors => readings.errors.value().is_some(),
        Signal::Memory | Signal::Drain | Signal::Thermal | Signal::Interface => {
            !signal.is_blind(readings)
        }
    }
}

fn keep_worst(confirmed: &mut Confirmed, symptom: Option<Symptom>) {
    let Some(symptom) = symptom else { return };
    let slot = &mut confirmed[symptom.incident.index()];
    if slot.is_none_or(|known| symptom.severity > known.severity) {
        *slot = Some(symptom);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::ThermalState;

    fn readings(second: u64) -> Readings {
        Readings {
            taken_at: Timestamp::ZERO + Duration::from_secs(second),
            is_stale: false,
            performance: Reading::Measured(480.0),
            memory: Reading::Measured(Bytes::mb(185)),
            drain: Reading::Measured(1.6),
            errors: Reading::Measured(0.0),
            thermal: Reading::Measured(ThermalState::Nominal),
            responsive: Reading::Measured(true),
        }
    }

    /// The second at which the stream first confirms anything, and what.
    fn first(count: u64, of: impl Fn(u64) -> Readings) -> Option<(u64, Symptom)> {
        let playbook = Playbook::built_in();
        let mut detector = Detector::default();
        (1..=count).find_map(|second| {
            let confirmed = detector.observe(&playbook, &of(second));
            confirmed.into_iter().flatten().next().map(|symptom| (second, symptom))
        })
    }

    fn check(of: impl Fn(u64) -> Readings, expect: Option<(u64, Severity)>) {
        let found = first(120, of).map(|(second, symptom)| (second, symptom.severity));
        assert_eq!(found, expect);
    }

    #[test]
    fn each_severity_waits_for_its_own_evidence() {
        let memory = |mb| {
            move |second| Readings { memory: Reading::Measured(Bytes::mb(mb)), ..readings(second) }
        };
        check(memory(301), Some((2, Severity::Critical)));
        check(memory(251), Some((3, Severity::Major)));
        check(memory(221), Some((5, Severity::Moderate)));
        check(memory(196), Some((10, Severity::Minor)));
        check(memory(195), None);
        let speed =
            |x| move |second| Readings { performance: Reading::Measured(x), ..readings(second) };
        check(speed(199.0), Some((3, Severity::Critical)));
        check(speed(356.0), Some((15, Severity::Minor)));
        let errors =
            |x| move |second| Readings { errors: Reading::Measured(x), ..readings(second) };
        check(errors(0.11), Some((5, Severity::Major)));
        check(errors(0.06), Some((75, Severity::Moderate)));
    }

    #[test]
    fn noise_around_a_line_delays_but_does_not_hide() {
        let flapping = |second: u64| {
            let mb = if second.is_multiple_of(3) { 299 } else { 301 };
            Readings { memory: Reading::Measured(Bytes::mb(mb)), ..readings(second) }
        };
        check(flapping, Some((2, Severity::Critical)));
        let lone = |second: u64| {
            let mb = if second == 40 { 400 } else { 185 };
            Readings { memory: Reading::Measured(Bytes::mb(mb)), ..readings(second) }
        };
        check(lone, None);
    }

    #[test]
    fn an_idle_user_is_no_symptom_but_a_blind_monitor_is() {
        let idle = |second| Readings {
            performance: Reading::Absent,
            errors: Reading::Absent,
            ..readings(second)
        };
        assert_eq!(first(3600, idle), None);
        let blind = |second| Readings { memory: Reading::Absent, ..readings(second) };
        let symptom = Symptom {
            incident: IncidentType::MemoryLeakEmergency,
            trigger: TriggerCondition::SystemUnresponsive,
            severity: Severity::Major,
        };
        assert_eq!(
            first(120, blind),
            Some((111, symptom)),
            "the system's own warning comes sooner"
        );
        let blind = |second| Readings { drain: Reading::Implausible, ..readings(second) };
        assert_eq!(first(120, blind).map(|(second, _)| second), Some(21));
        let absurd = |second| Readings { performance: Reading::Implausible, ..readings(second) };
        assert_eq!(first(120, absurd).map(|(second, _)| second), Some(21));
    }

    #[test]
    fn a_blocked_interface_is_critical_after_two_seconds() {
        let blocked = |second| Readings {
            responsive: Reading::Measured(second < 10),
            performance: Reading::Absent,
            ..readings(second)
        };
        check(blocked, Some((12, Severity::Critical)));
    }

    #[test]
    fn a_cold_cache_is_excused_until_it_should_be_warm() {
        let mut detector = Detector::default();
        detector.expect_cold_cache(Timestamp::ZERO);
        let playbook = Playbook::built_in();
        let seen = (1..=60).find(|second| {
            let cold = Readings { performance: Reading::Measured(238.0), ..readings(*second) };
            detector.observe(&playbook, &cold).iter().any(Option::is_some)
        });
        assert_eq!(seen, Some(34));
    }
}
