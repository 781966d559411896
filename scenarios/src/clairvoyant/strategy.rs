//! What a clairvoyant does: which actions are useful depends on what is wrong, and that it knows.

use core::fmt;

use firedrill_judge::Sight;
use firedrill_model::World;
use firedrill_model::faults::{Fault, Origin, Seat};
use firedrill_protocol::{Action, IncidentType};
use firedrill_sim::{Span, Time};

/// One way to act on everything there is to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strategy {
    /// Whatever removes or relieves a cause that is there, without a restart.
    Causes,
    /// That, and whatever helps against each symptom, without a restart.
    Symptoms,
    /// That, with the cores pinned at their highest point.
    Pinned,
    /// A full system recovery, then whatever helps against each symptom.
    Replacement,
}

impl Strategy {
    /// Every strategy, the gentlest first.
    pub const ALL: [Self; 4] = [Self::Causes, Self::Symptoms, Self::Pinned, Self::Replacement];

    /// The word used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Causes => "causes",
            Self::Symptoms => "symptoms",
            Self::Pinned => "pinned",
            Self::Replacement => "replacement",
        }
    }
}

impl fmt::Display for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Causes => "removing causes",
            Self::Symptoms => "relieving symptoms",
            Self::Pinned => "pinning the cores",
            Self::Replacement => "replacing the app",
        })
    }
}

/// What also does harm is not done more often than this (choice: a relaunch and ten seconds of
/// holding lines fit in twice).
const HARMLESS_AFTER: Span = Span::from_secs(30);

/// A strategy under way: it remembers when it did what also does harm.
#[derive(Clone, Debug)]
pub(super) struct Course {
    strategy: Strategy,
    has_begun: bool,
    harmed: Vec<(Action, Time)>,
}

impl Course {
    pub(super) const fn of(strategy: Strategy) -> Self {
        Self { strategy, has_begun: false, harmed: Vec::new() }
    }

    /// What is useful now, in the order in which it should be done.
    pub(super) fn useful<P>(&mut self, now: Time, world: &World<P>, sight: &Sight) -> Vec<Action> {
        let mut actions = vec![];
        if self.strategy == Strategy::Replacement
            && (!self.has_begun || world.faults_in_force().any(is_replaceable))
        {
            actions.extend([Action::FlushDataBuffers, Action::FullSystemRecovery]);
        }
        for fault in world.faults_in_force() {
            let spec = fault.kind.spec();
            let helps = spec.cleared_by.iter().chain(spec.relieved_by).copied();
            actions.extend(helps.filter(|action| !is_restart(*action)));
        }
        if actions.contains(&Action::OpenCircuitBreaker) {
            // Without fallbacks an open breaker turns requests into errors.
            actions.push(Action::EnableFallbacks);
        }
        if self.strategy != Strategy::Causes {
            let broken = IncidentType::ALL.into_iter().filter(|incident| {
                sight.symptoms.get(*incident).is_some() || !sight.checklist.holds_for(*incident)
            });
            actions.extend(broken.flat_map(relief).copied());
            if self.strategy == Strategy::Pinned {
                actions.retain(|action| *action != Action::LeaveOptimizerEmergencyMode);
                actions.push(Action::EnterOptimizerEmergencyMode);
            }
        }
        self.has_begun = true;
        self.once_in_a_while(now, &mut actions);
        actions
    }

    fn once_in_a_while(&mut self, now: Time, actions: &mut Vec<Action>) {
        self.harmed.retain(|(_, at)| now - *at < HARMLESS_AFTER);
        actions.retain(|action| {
            if !does_harm(*action) {
                return true;
            }
            let is_due = self.harmed.iter().all(|(done, _)| done != action);
            if is_due {
                self.harmed.push((*action, now));
            }
            is_due
        });
    }
}

/// What helps against the symptoms of an incident type, restarts aside.
const fn relief(incident: IncidentType) -> &'static [Action] {
    match incident {
        IncidentType::CriticalPerformanceDegradation => &[
            Action::OptimizeSampler,
            Action::ActivateAlgorithmFailsafe,
            Action::SuspendBackgroundOperations,
            Action::SuspendIntensiveComputations,
            Action::ReallocateResources,
            Action::EnableBypass,
        ],
        IncidentType::MemoryLeakEmergency => &[
            Action::FlushDataBuffers,
            Action::SurgicalMemoryCleanup,
            Action::ReleaseTemporaryData,
            Action::ForceGarbageCollection,
            Action::SuspendMemoryIntensiveTasks,
            Action::ClearNonEssentialCaches,
        ],
        IncidentType::BatteryDrainCrisis => &[
            Action::LeaveOptimizerEmergencyMode,
            Action::SuspendCriticalTasks,
            Action::SuspendIntensiveComputations,
            Action::EnableGracefulDegradation,
            Action::ActivateAlgorithmFailsafe,
        ],
        IncidentType::SystemInstability => &[
            Action::EnableFallbacks,
            Action::OpenCircuitBreaker,
            Action::ReallocateResources,
            Action::EnableBypass,
            Action::RollbackConfiguration,
        ],
    }
}

const fn is_restart(action: Action) -> bool {
    matches!(action, Action::RestartApp | Action::RollbackVersion | Action::FullSystemRecovery)
}

/// What helps once and hurts when it is repeated: cold caches, cut requests, an app that is down.
const fn does_harm(action: Action) -> bool {
    is_restart(action)
        || matches!(action, Action::ClearNonEssentialCaches | Action::OpenCircuitBreaker)
}

/// Whether a full system recovery takes the cause with it.
fn is_replaceable(fault: &Fault) -> bool {
    fault.origin == Origin::Release || fault.kind.spec().seat != Seat::Outside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_strategy_has_a_name_of_its_own() {
        for (index, strategy) in Strategy::ALL.into_iter().enumerate() {
            let others = Strategy::ALL.into_iter().skip(index + 1);
            assert!(others.into_iter().all(|other| other.name() != strategy.name()));
        }
    }

    #[test]
    fn no_relief_restarts_the_app() {
        for incident in IncidentType::ALL {
            assert!(!relief(incident).iter().any(|action| is_restart(*action)), "{incident}");
        }
    }

    #[test]
    fn what_does_harm_is_not_repeated_at_once() {
        let mut course = Course::of(Strategy::Replacement);
        let mut act = |secs| {
            let mut actions = vec![Action::FullSystemRecovery, Action::EnableBypass];
            course.once_in_a_while(Time::ZERO + Span::from_secs(secs), &mut actions);
            actions.len()
        };
        assert_eq!([act(0), act(1), act(29), act(30), act(31)], [2, 1, 1, 2, 1]);
    }
}
