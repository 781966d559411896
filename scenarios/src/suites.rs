//! The suites that come with firedrill, embedded in the binary.

use crate::diagnostics::Diagnostics;
use crate::scenario::Scenario;
use crate::suite::{Suite, load_suite};

/// A suite as text.
#[derive(Debug)]
pub struct EmbeddedSuite {
    /// Its name: the folder's.
    pub name: &'static str,
    /// What it is for, in a sentence.
    pub about: &'static str,
    /// Its files, sorted by label.
    pub files: &'static [EmbeddedFile],
}

/// A scenario as text.
#[derive(Debug)]
pub struct EmbeddedFile {
    /// The file's path within the folder of all suites: `quick/healthy-hour.toml`.
    pub label: &'static str,
    /// Its text.
    pub text: &'static str,
}

macro_rules! files {
    ($suite:literal: $($stem:literal,)*) => {
        &[$(EmbeddedFile {
            label: concat!($suite, "/", $stem, ".toml"),
            text: include_str!(concat!("../", $suite, "/", $stem, ".toml")),
        },)*]
    };
}

/// Every suite.
pub const ALL: &[EmbeddedSuite] = &[QUICK, COMPREHENSIVE, PRODUCTION, STRESS, DRILL, NEGATIVE];

const QUICK: EmbeddedSuite = EmbeddedSuite {
    name: "quick",
    about: "Every incident type and every severity: for each change.",
    files: files! {
        "quick":
        "battery-runaway-critical",
        "compound-leak-and-runaway",
        "deadlock-critical",
        "engine-leak-needs-rollback",
        "engine-reload-critical",
        "feed-errors-major",
        "healthy-hour",
        "hot-day-major",
        "lock-hold-critical",
        "memory-creep-minor",
        "memory-leak-critical",
        "memory-leak-moderate",
        "memory-spike-major",
        "radio-drain-critical",
    },
};

const COMPREHENSIVE: EmbeddedSuite = EmbeddedSuite {
    name: "comprehensive",
    about: "Every kind of fault, each as what goes wrong in some incident.",
    files: files! {
        "comprehensive":
        "a-little-too-slow",
        "aged-cell-critical",
        "aged-phone-runaway-critical",
        "alert-channel-comes-back",
        "alert-channel-down",
        "answers-with-nothing-in-them",
        "arms-explosion",
        "average-from-zero-during-leak",
        "baseline-expired",
        "batch-import-reload-critical",
        "bulk-job-load",
        "burst-leaves-pages-behind",
        "cache-ignores-its-budget",
        "charging-in-a-warm-car-major",
        "clamped-memory-during-leak",
        "clean-up-deletes-unsaved-swipes",
        "clean-up-fails",
        "clean-up-half-done",
        "clean-up-hangs",
        "clean-up-slow",
        "clean-up-with-side-effect",
        "cleanup-empties-the-wrong-cache",
        "cleanup-without-a-cool-down",
        "cold-battery-moderate",
        "commuter-winter-day",
        "crash-during-recovery",
        "diverging-engines",
        "drain-answered-in-three-samples",
        "feeds-answer-too-late",
        "file-read-on-the-main-thread",
        "flush-fails-before-the-rollback",
        "gpu-drain-critical",
        "herd-at-the-half-open-breaker",
        "hiccup-that-nobody-retries",
        "killed-during-recovery",
        "learning-stopped",
        "least-urgent-task-holds-the-lock",
        "locks-in-opposite-order",
        "lookup-hides-slowness",
        "main-thread-waits-for-ever",
        "mask-tracks-too-few-buffers",
        "memory-unreadable-during-spike",
        "nan-readings-during-leak",
        "no-memory-warning-arrives",
        "no-multiplier-while-slow",
        "nobody-answers",
        "nobody-hears-that-it-arrived",
        "noisy-readings-healthy",
        "oven-that-nobody-can-cool",
        "pass-sleeps-through-its-wake-up",
        "poisoned-answers",
        "posterior-corrupted",
        "posterior-lost-at-launch",
        "power-user-leak-moderate",
        "purged-caches-fill-again",
        "queue-for-the-job-store",
        "ranking-begins-many-times",
        "release-brings-background-load",
        "release-brings-engine-leak",
        "release-brings-leak",
        "ring-buffer-by-slot-during-leak",
        "rollback-target-invalid",
        "sampler-state-held",
        "samples-dropped-during-leak",
        "samples-duplicated-during-spike",
        "samples-frozen-during-leak",
        "samples-frozen-during-spike",
        "samples-late-during-leak",
        "score-cache-thrash",
        "scoring-on-main-thread",
        "second-incident-during-first",
        "storm-of-frames",
        "stuck-sensor-major",
        "suspended-during-recovery",
        "throttle-that-stays-major",
        "throttled-for-half-an-hour",
        "unit-confusion-during-leak",
        "view-models-in-a-cycle",
        "wall-clock-jump-during-leak",
        "zero-memory-during-leak",
    },
};

const PRODUCTION: EmbeddedSuite = EmbeddedSuite {
    name: "production",
    about: "Real days and real incidents: what a release to the App Store must survive.",
    files: files! {
        "production":
        "background-and-back",
        "commuter-day-through-two-tunnels",
        "feed-provider-outage",
        "first-launch-after-an-update",
        "healthy-afternoon-power-user",
        "healthy-day-in-the-pocket",
        "healthy-morning-steady",
        "hot-day-with-navigation",
        "landing-after-a-long-flight",
        "old-phone-long-session",
        "regression-rolled-back-the-same-evening",
        "slow-leak-over-hours",
        "two-incidents-in-one-evening",
        "weekend-without-on-call",
    },
};

const STRESS: EmbeddedSuite = EmbeddedSuite {
    name: "stress",
    about: "Mixtures of faults that each seed draws anew: run them with many seeds.",
    files: files! {
        "stress":
        "swarm-blind-and-clumsy",
        "swarm-compound",
        "swarm-everything",
        "swarm-heat-and-memory",
    },
};

const DRILL: EmbeddedSuite = EmbeddedSuite {
    name: "drill",
    about: "The weekly drill: each incident type triggered by hand, and simulated.",
    files: files! {
        "drill":
        "drill-battery-caused",
        "drill-battery-triggered",
        "drill-memory-caused",
        "drill-memory-triggered",
        "drill-performance-caused",
        "drill-performance-triggered",
        "drill-stability-caused",
        "drill-stability-triggered",
    },
};

const NEGATIVE: EmbeddedSuite = EmbeddedSuite {
    name: "negative",
    about: "Promises that nobody can keep: each run fails as stated, or the judge is blind.",
    files: files! {
        "negative":
        "cool-within-the-response-time",
        "footprint-below-the-first-launch",
        "healthy-though-memory-spikes",
        "killed-by-a-spike-of-two-gigabytes",
        "killed-out-of-the-blue",
        "memory-target-below-the-idle-footprint",
        "never-critical-after-a-spike",
        "no-time-to-cool",
        "quality-that-cannot-come-back",
        "response-in-a-microsecond",
        "verified-longer-than-the-mode-may-last",
    },
};

/// The suite of that name.
pub fn find(name: &str) -> Option<&'static EmbeddedSuite> {
    ALL.iter().find(|suite| suite.name == name)
}

/// The embedded scenario of that name, from whichever suite has it.
pub fn scenario(name: &str) -> Option<Scenario> {
    let file = file(name)?;
    Scenario::from_bytes(file.label, file.text.as_bytes()).ok()
}

/// The file of the scenario of that name, from whichever suite has it.
pub fn file(name: &str) -> Option<&'static EmbeddedFile> {
    ALL.iter().flat_map(|suite| suite.files).find(|file| file.stem() == name)
}

impl EmbeddedFile {
    /// The name of its scenario.
    pub fn stem(&self) -> &'static str {
        let file = self.label.rsplit('/').next().unwrap_or(self.label);
        file.strip_suffix(".toml").unwrap_or(file)
    }
}

impl EmbeddedSuite {
    /// Reads the suite; that every embedded suite can be read is tested.
    pub fn load(&self) -> Result<Suite, Diagnostics> {
        let files = self.files.iter();
        let files = files.map(|file| (file.label.to_owned(), file.text.as_bytes().to_vec()));
        load_suite(self.name, files.collect())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use firedrill_judge::Expectation;
    use firedrill_protocol::{IncidentType, Severity};

    use super::*;

    fn names_in(folder: &Path) -> BTreeSet<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    fn quick() -> Vec<Scenario> {
        find("quick").unwrap().load().unwrap_or_else(|error| panic!("{error}")).into_scenarios()
    }

    #[test]
    fn the_table_has_every_file_of_the_folders_and_no_other() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let is_scenario = |name: &String| name.ends_with(".toml");
        let is_suite = |name: &String| {
            root.join(name).is_dir() && names_in(&root.join(name)).iter().any(is_scenario)
        };
        // Stored incidents are runs, not a suite: `firedrill verify` is for them.
        let is_suite = |name: &String| name != "regressions" && is_suite(name);
        let on_disk: BTreeSet<_> = names_in(root).into_iter().filter(is_suite).collect();
        assert_eq!(on_disk, ALL.iter().map(|suite| suite.name.to_owned()).collect());
        for suite in ALL {
            let on_disk = names_in(&root.join(suite.name)).into_iter();
            let on_disk: Vec<_> = on_disk.map(|file| format!("{}/{file}", suite.name)).collect();
            let embedded: Vec<_> = suite.files.iter().map(|file| file.label.to_owned()).collect();
            assert_eq!(on_disk, embedded, "{}", suite.name);
        }
    }

    #[test]
    fn every_embedded_suite_can_be_read() {
        for suite in ALL {
            if let Err(error) = suite.load() {
                panic!("{error}");
            }
        }
    }

    #[test]
    fn every_embedded_file_says_what_it_proves() {
        for file in ALL.iter().flat_map(|suite| suite.files) {
            assert!(file.text.starts_with("# "), "{}", file.label);
            assert!(file.text.ends_with('\n'), "{}", file.label);
        }
    }

    #[test]
    fn the_quick_suite_has_every_incident_type_and_severity_and_a_healthy_hour() {
        let mut types = BTreeSet::new();
        let mut severities = BTreeSet::new();
        let mut healthy = 0;
        for scenario in quick() {
            match scenario.expectation() {
                Expectation::Healthy => healthy += 1,
                Expectation::Anything => {}
                Expectation::Incident { types: expected, severity } => {
                    types.extend(expected.iter().copied());
                    severities.insert(*severity);
                }
            }
        }
        assert_eq!(types, IncidentType::ALL.into());
        assert_eq!(severities, Severity::ALL.into());
        assert_eq!(healthy, 1);
    }

    #[test]
    fn every_kind_of_the_catalogue_has_a_scenario_in_the_comprehensive_suite() {
        let suite = find("comprehensive").unwrap().load().unwrap_or_else(|error| panic!("{error}"));
        let scenarios = suite.into_scenarios();
        let rehearsed: BTreeSet<_> =
            scenarios.iter().flat_map(Scenario::faults).map(|fault| fault.spec().name).collect();
        let missing: Vec<_> = firedrill_model::faults::catalogue()
            .map(|spec| spec.name)
            .filter(|name| !rehearsed.contains(name))
            .collect();
        assert_eq!(missing, Vec::<&str>::new());
    }

    #[test]
    fn a_scenario_is_found_by_its_name() {
        assert_eq!(scenario("healthy-hour").unwrap().name().as_str(), "healthy-hour");
        assert!(scenario("healthy").is_none());
        assert!(find("slow").is_none());
    }
}
