//! What each kind of fault does to an incident, after the catalogue: which types of incident it can
//! bring, or how it makes one worse without bringing any.

use firedrill_model::faults::{Family, FaultSpec};
use firedrill_model::nouns::IncidentType::{
    self, BatteryDrainCrisis as Battery, CriticalPerformanceDegradation as Performance,
    MemoryLeakEmergency as Memory, SystemInstability as Instability,
};

/// What a kind of fault does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mechanism {
    /// It can bring these types: the first one directly, the others by way of it.
    Brings(&'static [IncidentType]),
    /// It brings none by itself, and does this to those that others bring.
    Worsens(&'static str),
}

impl Mechanism {
    /// What a kind of fault does.
    pub(super) fn of(spec: &FaultSpec) -> Self {
        match spec.family {
            Family::Monitoring => Self::Worsens("distorts what the protocol is told"),
            Family::Recovery => Self::of_recovery(spec.name),
            _ => Self::of_the_app(spec.name),
        }
    }

    fn of_recovery(kind: &str) -> Self {
        match kind {
            "alert-channel-down" | "delivery-unconfirmed" | "nobody-answers" => {
                Self::Worsens("hinders the people who are to be told")
            }
            "app-suspended" | "app-crashes" | "app-killed" => {
                Self::Worsens("interrupts the app, and its recovery with it")
            }
            _ => Self::Worsens("hinders recovery itself"),
        }
    }

    fn of_the_app(kind: &str) -> Self {
        match kind {
            "leak"
            | "allocation-spike"
            | "cache-without-eviction"
            | "reference-cycle"
            | "fragmentation-burst"
            | "purge-refills-at-once"
            | "tracking-mask-overflow" => Self::Brings(&[Memory]),
            "cleanup-without-cool-down"
            | "engine-reload-every-swipe"
            | "score-cache-thrash"
            | "arms-explosion"
            | "posterior-corrupted-nan"
            | "diverging-engines" => Self::Brings(&[Performance]),
            "bulk-job-load" => Self::Brings(&[Performance, Memory]),
            "scoring-on-main-thread" | "actor-reentrancy" => {
                Self::Brings(&[Performance, Instability])
            }
            "voltage-sag" => Self::Brings(&[Performance, Battery]),
            "lock-order-inversion"
            | "long-lock-hold"
            | "lost-wake-up"
            | "blocking-file-read"
            | "full-hang"
            | "feed-error-burst"
            | "slow-feed"
            | "rate-limit"
            | "poisoned-response" => Self::Brings(&[Instability]),
            "convoy" => Self::Brings(&[Instability, Performance]),
            "priority-inversion" => Self::Brings(&[Instability, Performance, Battery]),
            "radio-drain" | "gpu-drain" => Self::Brings(&[Battery]),
            "ambient-heat" | "background-load" | "charging-heat" | "stuck-sensor" | "aged-cell" => {
                Self::Brings(&[Battery, Performance])
            }
            "frame-storm" => Self::Brings(&[Battery, Instability]),
            "half-open-herd" => Self::Worsens("keeps an open breaker from closing again"),
            "server-errors-never-retried" => {
                Self::Worsens("turns a hiccup of a server into errors")
            }
            "throttle-that-stays" => Self::Worsens("keeps the cores capped once they are"),
            "silent-failure" => Self::Worsens("empties the deck behind a good error rate"),
            "cleanup-of-the-wrong-cache" => {
                Self::Worsens("makes clean-ups pass by what they should empty")
            }
            "memory-warning-lost" => Self::Worsens("keeps the app from hearing of memory pressure"),
            "journal-in-temporary-files" => Self::Worsens("puts swipes at risk of a clean-up"),
            "posterior-clamped" => Self::Worsens("stops learning, which no metric shows"),
            "lookup-sampling" => Self::Worsens("makes latency look better than it is"),
            "state-not-persisted" => Self::Worsens("loses what was learnt at each launch"),
            _ => Self::Worsens("does something that this report has no words for"),
        }
    }

    /// Whether it can bring this type at all.
    pub(super) fn brings(self, incident: IncidentType) -> bool {
        matches!(self, Self::Brings(types) if types.contains(&incident))
    }

    /// Whether this type is what it brings first of all.
    pub(super) fn brings_directly(self, incident: IncidentType) -> bool {
        matches!(self, Self::Brings([first, ..]) if *first == incident)
    }
}

#[cfg(test)]
mod tests {
    use firedrill_judge::Expectation;
    use firedrill_scenarios::suites;

    use super::*;

    #[test]
    fn every_kind_of_fault_has_words_of_its_own() {
        for spec in firedrill_model::faults::catalogue() {
            let nameless = Mechanism::Worsens("does something that this report has no words for");
            assert_ne!(Mechanism::of(spec), nameless, "{}", spec.name);
        }
    }

    /// Other people's word for the table: whoever wrote a scenario said which types its faults bring.
    #[test]
    fn what_a_scenario_expects_one_of_its_faults_can_bring() {
        let mut compared = 0;
        for suite in suites::ALL {
            for scenario in suite.load().unwrap().scenarios() {
                let Expectation::Incident { types, .. } = scenario.expectation() else { continue };
                let specs: Vec<_> = scenario.faults().iter().map(|fault| fault.spec()).collect();
                for incident in types {
                    let brings = |spec: &&FaultSpec| Mechanism::of(spec).brings(*incident);
                    let some = specs.iter().any(brings);
                    assert!(some, "{}: nothing brings {incident}", scenario.name());
                    compared += 1;
                }
            }
        }
        assert!(compared > 100, "{compared}");
    }

    /// So that no kind is put down as bringing everything.
    #[test]
    fn a_kind_brings_a_type_directly_that_some_scenario_has_it_bring_alone() {
        for suite in suites::ALL {
            for scenario in suite.load().unwrap().scenarios() {
                let Expectation::Incident { types, .. } = scenario.expectation() else { continue };
                let specs = scenario.faults().iter().map(|fault| fault.spec());
                let brings: Vec<_> = specs
                    .map(Mechanism::of)
                    .filter(|mechanism| matches!(mechanism, Mechanism::Brings(_)))
                    .collect();
                if let ([mechanism], [incident]) = (brings.as_slice(), types.as_slice()) {
                    assert!(mechanism.brings_directly(*incident), "{}", scenario.name());
                }
            }
        }
    }
}
