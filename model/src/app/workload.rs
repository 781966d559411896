//! Workloads: what a person does with the app over time, as data.

use firedrill_sim::Span;
use serde::{Deserialize, Serialize};

/// What a person does with the app.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Workload {
    /// Swipes at one pace, in one place.
    #[default]
    Steady,
    /// Walks to the train and rides: in and out of the cold, in bursts.
    Commuter,
    /// Twice as fast, with twice the feeds, and a list of jobs imported now and then.
    PowerUser,
    /// Looks at the phone once in a while.
    Idle,
    /// Imports the jobs of a whole region: eight thousand, then a stress of two thousand more.
    BatchImport,
}

/// A stretch of a workload in which nothing changes. Factors are relative to the steady person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Phase {
    /// What it is, in a word or two.
    pub name: &'static str,
    /// How long it is; the first phase follows the last.
    pub lasts: Span,
    /// Pace of swipes.
    pub swipes: f64,
    /// Pace of feed polls.
    pub feeds: f64,
    /// Work of a scoring pass.
    pub work: f64,
    /// How much warmer the surroundings are than the scenario's, in kelvin.
    pub warmer_k: f64,
    /// Jobs that are imported at its beginning.
    pub imports: u32,
}

const STEADY: Phase = Phase {
    name: "steady",
    lasts: Span::MAX,
    swipes: 1.0,
    feeds: 1.0,
    work: 1.0,
    warmer_k: 0.0,
    imports: 0,
};

const fn minutes(minutes: u64) -> Span {
    Span::from_secs(minutes * 60)
}

/// Spans and factors of the commuter, the power user and the idle person are assumed. The batch
/// import has the documented load phases 0.8, 1.1, 1.3 and 0.9, the load target of 8,000 jobs and the
/// stress of 10,000.
const COMMUTER: &[Phase] = &[
    Phase { name: "at home", lasts: minutes(5), swipes: 0.8, ..STEADY },
    Phase { name: "walking", lasts: minutes(4), swipes: 0.2, warmer_k: -12.0, ..STEADY },
    Phase {
        name: "on the train",
        lasts: minutes(12),
        swipes: 1.4,
        feeds: 1.5,
        warmer_k: 3.0,
        ..STEADY
    },
    Phase { name: "walking", lasts: minutes(4), swipes: 0.2, warmer_k: -12.0, ..STEADY },
];
const POWER_USER: &[Phase] = &[
    Phase { name: "browsing", lasts: minutes(6), swipes: 2.0, feeds: 2.0, ..STEADY },
    Phase { name: "importing", lasts: minutes(2), swipes: 1.0, work: 1.1, imports: 400, ..STEADY },
];
const IDLE: &[Phase] = &[
    Phase { name: "in the pocket", lasts: minutes(9), swipes: 0.02, feeds: 0.5, ..STEADY },
    Phase { name: "a glance", lasts: minutes(1), swipes: 1.0, ..STEADY },
];
const BATCH_IMPORT: &[Phase] = &[
    Phase { name: "warm-up", lasts: minutes(2), work: 0.8, ..STEADY },
    Phase { name: "sustained", lasts: minutes(5), work: 1.1, imports: 8_000, ..STEADY },
    Phase { name: "stress", lasts: minutes(2), work: 1.3, imports: 2_000, ..STEADY },
    Phase { name: "recovery", lasts: minutes(3), work: 0.9, ..STEADY },
];

impl Workload {
    /// Every workload.
    pub const ALL: [Self; 5] =
        [Self::Steady, Self::Commuter, Self::PowerUser, Self::Idle, Self::BatchImport];

    /// Every workload's name, in the same order.
    pub const NAMES: &'static [&'static str] =
        &["steady", "commuter", "power-user", "idle", "batch-import"];

    /// The workload of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|workload| workload.name() == name)
    }

    /// The word used in files and on screens.
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// What it is, in a sentence.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Steady => "a person who swipes at one pace, in one place",
            Self::Commuter => "walks to the train and rides, in and out of the cold, in bursts",
            Self::PowerUser => "twice as fast, with twice the feeds and small imports",
            Self::Idle => "looks at the phone once in a while",
            Self::BatchImport => "imports 8,000 jobs, then 2,000 more under stress",
        }
    }

    /// Whether it is what scenarios have that say nothing.
    pub fn is_steady(&self) -> bool {
        *self == Self::Steady
    }

    /// Its phases, over and over.
    pub const fn phases(self) -> &'static [Phase] {
        match self {
            Self::Steady => &[STEADY],
            Self::Commuter => COMMUTER,
            Self::PowerUser => POWER_USER,
            Self::Idle => IDLE,
            Self::BatchImport => BATCH_IMPORT,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_means_one_workload_in_files_and_in_plans() {
        for workload in Workload::ALL {
            assert_eq!(Workload::from_name(workload.name()), Some(workload));
            let json = serde_json::to_string(&workload).unwrap();
            assert_eq!(json, format!("\"{}\"", workload.name()));
        }
    }

    #[test]
    fn every_phase_leaves_somebody_who_swipes_and_feeds_that_are_polled() {
        for workload in Workload::ALL {
            for phase in workload.phases() {
                assert!(phase.swipes > 0.0 && phase.feeds > 0.0 && phase.work > 0.0, "{phase:?}");
                assert!(phase.lasts > Span::ZERO, "{phase:?}");
            }
        }
    }

    #[test]
    fn the_batch_import_has_the_documented_load_phases() {
        let phases = Workload::BatchImport.phases();
        let work: Vec<_> = phases.iter().map(|phase| phase.work).collect();
        assert_eq!(work, [0.8, 1.1, 1.3, 0.9]);
        let imports: Vec<_> = phases.iter().map(|phase| phase.imports).collect();
        assert_eq!(imports, [0, 8_000, 2_000, 0], "load target, and 10,000 in all under stress");
    }
}
