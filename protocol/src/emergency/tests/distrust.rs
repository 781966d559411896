//! What cannot be believed never counts as healthy, in whatever order it comes.

use core::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::super::checklist::{Checklist, FreshFrom};
use super::super::trust::Trust;
use super::host::{at, healthy, mb};
use crate::metrics::HealthMetrics;
use crate::playbook::Playbook;
use crate::units::{Bytes, Timestamp};

/// A way in which a monitor is wrong.
#[derive(Clone, Copy, Debug)]
enum Wrong {
    Lost,
    Performance(f64),
    Memory(Option<Bytes>),
    Drain(Option<f64>),
    Errors(f64),
    NoThermalState,
    NoAnswerOfTheInterface,
    /// Dated so many seconds back, beyond what is merely late, and not as a clock would that was set.
    Old(u64),
    /// Dated so many seconds ahead.
    Ahead(u64),
    /// What was told first, under a new date.
    TheFirstAgain,
}

impl Wrong {
    fn told(self, second: u64, first: &HealthMetrics) -> Option<HealthMetrics> {
        let good = healthy(second);
        Some(match self {
            Self::Lost => return None,
            Self::Performance(x) => HealthMetrics { performance_multiplier: Some(x), ..good },
            Self::Memory(usage) => HealthMetrics { memory_usage: usage, ..good },
            Self::Drain(drain) => HealthMetrics { battery_drain_pct_per_hour: drain, ..good },
            Self::Errors(rate) => HealthMetrics { error_rate: Some(rate), ..good },
            Self::NoThermalState => HealthMetrics { thermal_state: None, ..good },
            Self::NoAnswerOfTheInterface => HealthMetrics { ui_responsive: None, ..good },
            Self::Old(by) => HealthMetrics { taken_at: at(second.saturating_sub(by)), ..good },
            Self::Ahead(by) => HealthMetrics { taken_at: at(second + by), ..good },
            Self::TheFirstAgain => HealthMetrics { taken_at: at(second), ..*first },
        })
    }
}

fn no_number() -> impl Strategy<Value = f64> {
    select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, -f64::MIN_POSITIVE, 1e300])
}

/// Wrong by what it says.
fn wrong_reading() -> impl Strategy<Value = Wrong> {
    let nothing = || prop_oneof![no_number(), Just(0.0), Just(-0.0)];
    let small = (0u64..8 * 1024 * 1024).prop_map(Bytes::new);
    let large = select(vec![Bytes::new(u64::MAX), Bytes::mb(100 * 1024)]);
    prop_oneof![
        Just(Wrong::Lost),
        nothing().prop_map(Wrong::Performance),
        prop_oneof![small, large].prop_map(|usage| Wrong::Memory(Some(usage))),
        Just(Wrong::Memory(None)),
        nothing().prop_map(|drain| Wrong::Drain(Some(drain))),
        Just(Wrong::Drain(None)),
        no_number().prop_map(Wrong::Errors),
        Just(Wrong::NoThermalState),
        Just(Wrong::NoAnswerOfTheInterface),
    ]
}

/// Wrong by what it says or by when it says that it was taken.
fn wrong() -> impl Strategy<Value = Wrong> {
    prop_oneof![
        3 => wrong_reading(),
        1 => (11u64..900).prop_map(Wrong::Old),
    ]
}

struct Sight {
    playbook: Playbook,
    trust: Trust,
    checklist: Checklist,
    first: HealthMetrics,
    second: u64,
}

impl Sight {
    fn after_healthy(seconds: u64) -> Self {
        let first = healthy(1000);
        let (trust, checklist) = (Trust::default(), Checklist::default());
        let playbook = Playbook::built_in();
        let mut sight = Self { playbook, trust, checklist, first, second: 999 };
        for _ in 0..seconds {
            sight.second += 1;
            sight.see(Some(healthy(sight.second)));
        }
        sight
    }

    fn be_told(&mut self, wrong: Wrong) {
        self.second += 1;
        self.see(wrong.told(self.second, &self.first));
    }

    fn see(&mut self, sample: Option<HealthMetrics>) {
        let period = Duration::from_secs(1);
        let (now, playbook) = (self.now(), &self.playbook);
        let Some(sample) = sample else { return };
        if let Some(readings) = self.trust.examine(now, &sample, playbook, period) {
            self.checklist.observe(playbook, &readings, FreshFrom::default());
        }
    }

    fn now(&self) -> Timestamp {
        at(self.second)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_sequence_of_wrong_samples_is_ever_a_held_checklist(
        wrongs in vec(wrong_reading(), 0..120),
    ) {
        let mut sight = Sight::after_healthy(0);
        for wrong in wrongs {
            sight.be_told(wrong);
            prop_assert!(!sight.checklist.do_all_hold());
            prop_assert_eq!(sight.checklist.held_for(), Duration::ZERO);
        }
    }

    #[test]
    fn no_wrong_sample_lengthens_a_hold_and_soon_it_is_no_present_one(
        healthy_for in 0u64..30,
        wrongs in vec(wrong(), 12..120),
    ) {
        let mut sight = Sight::after_healthy(healthy_for);
        let held = sight.checklist.held_for();
        let seen_last = sight.now();
        for wrong in wrongs {
            sight.be_told(wrong);
            prop_assert!(sight.checklist.held_for() <= held, "{wrong:?}");
        }
        let is_current = sight.checklist.is_current(sight.now(), &sight.playbook);
        let holds = sight.checklist.do_all_hold() && is_current;
        prop_assert!(!holds, "last seen at {seen_last:?}, now {:?}", sight.now());
    }

    #[test]
    fn one_reading_that_stays_wrong_is_never_a_held_checklist(
        wrong in prop_oneof![8 => wrong(), 1 => Just(Wrong::TheFirstAgain)],
        seconds in 20u64..200,
    ) {
        let mut sight = Sight::after_healthy(0);
        for _ in 0..seconds {
            sight.be_told(wrong);
            prop_assert!(sight.checklist.held_for() < Duration::from_secs(10), "{wrong:?}");
        }
    }

    #[test]
    fn dates_that_jump_about_say_nothing_of_the_present(
        ahead in vec((2u64..100_000, any::<bool>()), 20..120),
    ) {
        let mut sight = Sight::after_healthy(0);
        for (by, is_ahead) in ahead {
            sight.be_told(if is_ahead { Wrong::Ahead(by) } else { Wrong::Old(by + 10) });
            prop_assert!(sight.checklist.held_for() < Duration::from_secs(10));
        }
    }
}

#[test]
fn a_footprint_cut_off_at_its_target_is_never_a_held_checklist() {
    let mut sight = Sight::after_healthy(1);
    for _ in 0..60 {
        sight.be_told(Wrong::Memory(Some(mb(200.0))));
        assert!(sight.checklist.held_for() < Duration::from_secs(3));
    }
    assert!(!sight.checklist.do_all_hold());
}
