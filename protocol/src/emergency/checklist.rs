//! The performance verification checklist: whether all six lines hold, and since when.

use core::time::Duration;

use super::classification::Signal;
use super::dating::LATE_AFTER_PERIODS;
use super::trust::{Reading, Readings};
use crate::playbook::Playbook;
use crate::units::Timestamp;

/// An idle user scores nothing and fetches nothing. After so long without a pass, with an interface
/// that answers, the line abstains: nobody is being served slowly, and an emergency must not wait for
/// a user who put the phone away. It outlasts the monitor's longest window, a minute of errors.
const IDLE_AFTER: Duration = Duration::from_secs(65);

/// How long a measured pass speaks for the time after it while feeds bring jobs to rank: passes then come
/// every few seconds, and a reading that stays away is no proof that all is well still.
const SPEAKS_FOR: Duration = Duration::from_secs(12);

/// Samples that must show a hold. Where some are lost or late, few speak for a long time: one at each
/// end is too little, whatever lies between them.
const SAMPLES_OF_A_HOLD: u32 = 4;

/// What the last believable sample says of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Finding {
    /// Nothing: never the same as holding.
    #[default]
    Unknown,
    /// The target is met.
    Holds,
    /// The target is missed.
    Broken,
}

/// From when on a remembered measurement of an idle reading counts: it must be younger than the last
/// action taken for its incident.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FreshFrom {
    pub(super) performance: Timestamp,
    pub(super) errors: Timestamp,
    /// Whether no feed brings jobs to rank because of us: only swipes are, and a person may pause.
    pub(super) quiet: bool,
}

/// The state of all lines.
#[derive(Clone, Debug, Default)]
pub(super) struct Checklist {
    findings: [Finding; Signal::ALL.len()],
    performance: Gauge,
    errors: Gauge,
    holding_since: Option<Timestamp>,
    /// Samples that have shown the hold so far.
    shown: u32,
    /// A hold begins with a sample taken from then on.
    hold_from: Timestamp,
    observed_at: Option<Timestamp>,
    /// Since when each sample showed all lines holding, however few there were.
    well_since: Option<Timestamp>,
    /// When a line was last seen broken.
    broken_at: Option<Timestamp>,
    broken_in_a_row: u32,
    broken_since: [Option<Timestamp>; Signal::ALL.len()],
    last_broken: [Option<Timestamp>; Signal::ALL.len()],
    drain: Option<f64>,
    /// Lines that full service cannot meet: they count as holding until the emergency is over.
    tolerated: [bool; Signal::ALL.len()],
}

impl Checklist {
    /// Checks a believable sample. One that only repeats what earlier ones said tells nothing new: it
    /// neither shows that lines hold nor that they do not.
    pub(super) fn observe(&mut self, playbook: &Playbook, readings: &Readings, fresh: FreshFrom) {
        if readings.is_stale {
            return;
        }
        let targets = &playbook.targets;
        let at = readings.taken_at;
        let responsive = readings.responsive.value() == Some(true);
        self.drain = readings.drain.value();
        let performance = meets(readings.performance, |x| *x >= targets.performance_multiplier);
        let errors = meets(readings.errors, |rate| *rate <= targets.error_rate);
        self.findings = Signal::ALL.map(|signal| match signal {
            Signal::Performance => {
                let speaks_for = if fresh.quiet { IDLE_AFTER } else { SPEAKS_FOR };
                let since = (fresh.performance, speaks_for);
                self.performance.observe(performance, at, since, responsive)
            }
            Signal::Memory => {
                finding(meets(readings.memory, |usage| *usage <= targets.memory_usage))
            }
            Signal::Drain => {
                finding(meets(readings.drain, |x| *x <= targets.battery_drain_pct_per_hour))
            }
            Signal::Thermal => {
                finding(meets(readings.thermal, |state| *state <= targets.thermal_state))
            }
            Signal::Errors => {
                self.errors.observe(errors, at, (fresh.errors, IDLE_AFTER), responsive)
            }
            Signal::Interface => finding(readings.responsive),
        });
        for (finding, tolerated) in self.findings.iter_mut().zip(self.tolerated) {
            if tolerated && *finding == Finding::Broken {
                *finding = Finding::Holds;
            }
        }
        let patience = playbook.monitor_period.saturating_mul(LATE_AFTER_PERIODS);
        let gap = self.observed_at.is_some_and(|last| at - last > patience);
        self.observed_at = Some(at);
        self.broken_in_a_row = if self.is_any_broken() {
            self.broken_at = Some(at);
            self.broken_in_a_row.saturating_add(1)
        } else {
            0
        };
        for (last, finding) in self.last_broken.iter_mut().zip(self.findings) {
            if finding == Finding::Broken {
                *last = Some(at);
            }
        }
        for (since, finding) in self.broken_since.iter_mut().zip(self.findings) {
            match finding {
                Finding::Broken => {
                    since.get_or_insert(at);
                }
                Finding::Holds => *since = None,
                Finding::Unknown => {}
            }
        }
        self.well_since = self.do_all_hold().then(|| self.well_since.unwrap_or(at));
        if !self.do_all_hold() || at < self.hold_from {
            self.holding_since = None;
        } else if self.holding_since.is_none() || gap {
            (self.holding_since, self.shown) = (Some(at), 1);
        } else {
            self.shown = self.shown.saturating_add(1);
        }
    }

    /// Whether all lines held in the last believable sample.
    pub(super) fn do_all_hold(&self) -> bool {
        self.findings.iter().all(|finding| *finding == Finding::Holds)
    }

    /// How long all lines have held, as far as enough samples show: from the first of them to the
    /// last, by when they were taken.
    pub(super) fn held_for(&self) -> Duration {
        match (self.holding_since, self.observed_at) {
            (Some(since), Some(observed)) if self.shown >= SAMPLES_OF_A_HOLD => observed - since,
            _ => Duration::ZERO,
        }
    }

    /// Whether the last believable sample is recent enough to be acted on.
    pub(super) fn is_current(&self, now: Timestamp, playbook: &Playbook) -> bool {
        let patience = playbook.monitor_period.saturating_mul(LATE_AFTER_PERIODS);
        self.observed_at.is_some_and(|observed| now - observed <= patience)
    }

    /// Whether the last believable sample was taken after an instant: an earlier one cannot show what
    /// was done then.
    pub(super) fn has_seen_since(&self, instant: Timestamp) -> bool {
        self.observed_at.is_some_and(|observed| observed > instant)
    }

    /// Whether no line has been seen broken for so long.
    pub(super) fn is_unbroken_for(&self, span: Duration, now: Timestamp) -> bool {
        !self.is_any_broken() && self.broken_at.is_none_or(|broken| now - broken >= span)
    }

    /// Whether each sample of so long a time showed all lines holding.
    pub(super) fn looks_well_for(&self, span: Duration, now: Timestamp) -> bool {
        self.well_since.is_some_and(|since| now - since >= span)
    }

    /// How many samples in a row showed a broken line.
    pub(super) fn broken_in_a_row(&self) -> u32 {
        self.broken_in_a_row
    }

    /// How long a line has been broken, as far as samples show.
    pub(super) fn broken_for(&self, line: Signal) -> Duration {
        match (self.broken_since[line.index()], self.observed_at) {
            (Some(since), Some(observed)) => observed - since,
            _ => Duration::ZERO,
        }
    }

    /// The drain in the last believable sample.
    pub(super) fn drain(&self) -> Option<f64> {
        self.drain
    }

    /// Whether a line was broken in any believable sample of the last `span`: a value that sways around
    /// its target does not meet it.
    pub(super) fn was_broken_within(&self, span: Duration, line: Signal) -> bool {
        match (self.last_broken[line.index()], self.observed_at) {
            (Some(last), Some(observed)) => observed - last <= span,
            _ => false,
        }
    }

    /// What is known of one line.
    pub(super) fn finding(&self, line: Signal) -> Finding {
        self.findings[line.index()]
    }

    /// Takes the lines that are broken now for what they cost.
    pub(super) fn tolerate_what_is_broken(&mut self) {
        for (tolerated, finding) in self.tolerated.iter_mut().zip(&mut self.findings) {
            if *finding == Finding::Broken {
                (*tolerated, *finding) = (true, Finding::Holds);
            }
        }
        self.broken_in_a_row = 0;
    }

    /// Takes every line seriously again.
    pub(super) fn forgive_nothing(&mut self) {
        for (tolerated, finding) in self.tolerated.iter_mut().zip(&mut self.findings) {
            if core::mem::take(tolerated) && *finding == Finding::Holds {
                *finding = Finding::Broken;
            }
        }
    }

    /// Counts the hold from the next sample taken.
    pub(super) fn restart_hold(&mut self, now: Timestamp) {
        (self.holding_since, self.hold_from) = (None, now);
        self.broken_in_a_row = 0;
    }

    fn is_any_broken(&self) -> bool {
        self.findings.contains(&Finding::Broken)
    }
}

/// A reading that only exists while the user does something.
#[derive(Clone, Debug, Default)]
struct Gauge {
    last: Option<(bool, Timestamp)>,
    silent_since: Option<Timestamp>,
}

impl Gauge {
    fn observe(
        &mut self,
        reading: Reading<bool>,
        at: Timestamp,
        (fresh_from, speaks_for): (Timestamp, Duration),
        responsive: bool,
    ) -> Finding {
        match reading {
            Reading::Measured(met) => {
                self.last = Some((met, at));
                self.silent_since = None;
                finding(reading)
            }
            Reading::Implausible => {
                self.silent_since = None;
                Finding::Unknown
            }
            Reading::Absent => {
                let since = *self.silent_since.get_or_insert(at);
                let met = self.last.is_some_and(|(met, when)| {
                    met && when >= fresh_from && at - when <= speaks_for
                });
                let idle = at - since >= IDLE_AFTER;
                if responsive && (met || idle) { Finding::Holds } else { Finding::Unknown }
            }
        }
    }
}

fn meets<T>(reading: Reading<T>, target: impl FnOnce(&T) -> bool) -> Reading<bool> {
    match reading {
        Reading::Measured(value) => Reading::Measured(target(&value)),
        Reading::Absent => Reading::Absent,
        Reading::Implausible => Reading::Implausible,
    }
}

fn finding(met: Reading<bool>) -> Finding {
    match met {
        Reading::Measured(true) => Finding::Holds,
        Reading::Measured(false) => Finding::Broken,
        Reading::Absent | Reading::Implausible => Finding::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::ThermalState;
    use crate::units::Bytes;

    fn readings(second: u64) -> Readings {
        Readings {
            taken_at: Timestamp::ZERO + Duration::from_secs(second),
            is_stale: false,
            performance: Reading::Measured(357.0),
            memory: Reading::Measured(Bytes::mb(200)),
            drain: Reading::Measured(2.0),
            errors: Reading::Measured(0.01),
            thermal: Reading::Measured(ThermalState::Fair),
            responsive: Reading::Measured(true),
        }
    }

    fn holds(readings: &Readings) -> bool {
        let mut checklist = Checklist::default();
        checklist.observe(&Playbook::built_in(), readings, FreshFrom::default());
        checklist.do_all_hold()
    }

    #[test]
    fn each_line_holds_on_its_target_and_breaks_past_it() {
        assert!(holds(&readings(1)));
        let past = [
            Readings { performance: Reading::Measured(356.9), ..readings(1) },
            Readings {
                memory: Reading::Measured(Bytes::new(200 * 1024 * 1024 + 1)),
                ..readings(1)
            },
            Readings { drain: Reading::Measured(2.01), ..readings(1) },
            Readings { errors: Reading::Measured(0.011), ..readings(1) },
            Readings { thermal: Reading::Measured(ThermalState::Serious), ..readings(1) },
            Readings { responsive: Reading::Measured(false), ..readings(1) },
        ];
        for broken in past {
            assert!(!holds(&broken), "{broken:?}");
        }
    }

    #[test]
    fn no_missing_or_absurd_reading_counts_as_holding() {
        let missing = [
            Readings { performance: Reading::Absent, ..readings(1) },
            Readings { performance: Reading::Implausible, ..readings(1) },
            Readings { memory: Reading::Absent, ..readings(1) },
            Readings { memory: Reading::Implausible, ..readings(1) },
            Readings { drain: Reading::Absent, ..readings(1) },
            Readings { errors: Reading::Absent, ..readings(1) },
            Readings { thermal: Reading::Absent, ..readings(1) },
            Readings { responsive: Reading::Absent, ..readings(1) },
        ];
        for unknown in missing {
            assert!(!holds(&unknown), "{unknown:?}");
        }
    }

    #[test]
    fn an_idle_line_leans_on_its_last_measurement_or_abstains_after_a_while() {
        let playbook = Playbook::built_in();
        let idle = |second| Readings { performance: Reading::Absent, ..readings(second) };
        let fresh = |second| FreshFrom {
            performance: Timestamp::ZERO + Duration::from_secs(second),
            ..FreshFrom::default()
        };
        let mut checklist = Checklist::default();
        checklist.observe(&playbook, &readings(1), FreshFrom::default());
        checklist.observe(&playbook, &idle(2), fresh(1));
        assert!(checklist.do_all_hold(), "healthy when last measured");
        checklist.observe(&playbook, &idle(3), fresh(2));
        assert!(!checklist.do_all_hold(), "measured before the last action");
        let first = (4..200).find(|second| {
            checklist.observe(&playbook, &idle(*second), fresh(2));
            checklist.do_all_hold()
        });
        assert_eq!(first, Some(67));
        let frozen = Readings { responsive: Reading::Measured(false), ..idle(201) };
        checklist.observe(&playbook, &frozen, fresh(2));
        assert_eq!(
            checklist.finding(Signal::Performance),
            Finding::Unknown,
            "it hangs, it is not idle"
        );
    }

    fn held_through(seconds: &[u64]) -> u64 {
        let mut checklist = Checklist::default();
        for second in seconds {
            checklist.observe(&Playbook::built_in(), &readings(*second), FreshFrom::default());
        }
        checklist.held_for().as_secs()
    }

    #[test]
    fn a_hold_lasts_over_samples_that_are_lost_but_not_over_a_silence() {
        assert_eq!(held_through(&[1, 2, 3, 9, 14]), 13);
        assert_eq!(held_through(&[1, 2, 3, 4, 15, 16, 17, 18]), 3, "silent for eleven seconds");
        assert_eq!(held_through(&[1, 8, 15]), 0, "three samples are not enough");
    }

    #[test]
    fn a_sample_that_repeats_others_is_no_part_of_the_hold() {
        let playbook = Playbook::built_in();
        let mut checklist = Checklist::default();
        for second in 1..=40 {
            let repeats = Readings { is_stale: second > 4, ..readings(second) };
            checklist.observe(&playbook, &repeats, FreshFrom::default());
        }
        assert_eq!(checklist.held_for(), Duration::from_secs(3));
        assert!(!checklist.is_current(Timestamp::ZERO + Duration::from_secs(40), &playbook));
    }

    #[test]
    fn what_was_taken_before_the_hold_is_counted_anew_is_no_part_of_it() {
        let mut checklist = Checklist::default();
        checklist.restart_hold(Timestamp::ZERO + Duration::from_secs(8));
        for second in 1..=12 {
            checklist.observe(&Playbook::built_in(), &readings(second), FreshFrom::default());
        }
        assert_eq!(checklist.held_for(), Duration::from_secs(4));
        assert!(checklist.has_seen_since(Timestamp::ZERO + Duration::from_secs(11)));
    }
}
