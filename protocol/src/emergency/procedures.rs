//! The steps of the playbook's four procedures, and how far an incident's response has come.

use crate::action::Action;
use crate::incident::{IncidentType, TriggerCondition};
use crate::playbook::IncidentResponse;
use crate::procedure::RecoveryProcedure;
use crate::severity::Severity;
use crate::units::Timestamp;

/// "Recovery Procedure Details". The playbook's remaining items are not actions: to verify, to wait
/// for the thermal state and to monitor is what the checklist does, and to resume gradually is what
/// follows once it has held.
pub(super) const fn steps(procedure: RecoveryProcedure) -> &'static [Action] {
    match procedure {
        RecoveryProcedure::EmergencyPerformanceBoost => &[
            Action::EnterOptimizerEmergencyMode,
            Action::SuspendBackgroundOperations,
            Action::OptimizeSampler,
        ],
        RecoveryProcedure::ImmediateMemoryCleanup => &[
            Action::SurgicalMemoryCleanup,
            Action::ClearNonEssentialCaches,
            Action::ReleaseTemporaryData,
            Action::ForceGarbageCollection,
        ],
        RecoveryProcedure::ThermalCooldown => {
            &[Action::SuspendIntensiveComputations, Action::ReduceAlgorithmFrequency]
        }
        RecoveryProcedure::CircuitBreakerActivation => {
            &[Action::OpenCircuitBreaker, Action::EnableFallbacks]
        }
    }
}

/// Which procedures go first: data and memory, since a kill loses everything; then stability, since
/// nothing else gets through while requests cascade; then heat, and the boost last, since it heats.
pub(super) const ORDER: [IncidentType; 4] = [
    IncidentType::MemoryLeakEmergency,
    IncidentType::SystemInstability,
    IncidentType::BatteryDrainCrisis,
    IncidentType::CriticalPerformanceDegradation,
];

/// The incident type that a procedure is the playbook's answer to.
pub(super) const fn incident_of(procedure: RecoveryProcedure) -> IncidentType {
    match procedure {
        RecoveryProcedure::EmergencyPerformanceBoost => {
            IncidentType::CriticalPerformanceDegradation
        }
        RecoveryProcedure::ImmediateMemoryCleanup => IncidentType::MemoryLeakEmergency,
        RecoveryProcedure::ThermalCooldown => IncidentType::BatteryDrainCrisis,
        RecoveryProcedure::CircuitBreakerActivation => IncidentType::SystemInstability,
    }
}

/// One incident type within an emergency.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case {
    pub(super) incident: IncidentType,
    /// `None` for a case adopted because its checklist line is broken, short of any severity line.
    pub(super) trigger: Option<TriggerCondition>,
    pub(super) severity: Severity,
    pub(super) opened_at: Timestamp,
    /// Whether the checklist has held since; symptoms after that start the response anew.
    pub(super) settled: bool,
    pub(super) work: Work,
}

/// How far a case's response has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    /// The next immediate action, and whether one was sent yet.
    Immediate { next: usize, answered: bool },
    /// The next step of a procedure, and which of the playbook's list follows it.
    Procedure { procedure: RecoveryProcedure, step: usize, following: usize },
    /// All done.
    Done,
}

impl Work {
    /// The whole response from its first action.
    pub(super) const FIRST: Self = Self::Immediate { next: 0, answered: false };

    /// The whole response once more, of which only what is of use is taken.
    pub(super) const AGAIN: Self = Self::Immediate { next: 0, answered: true };

    /// The procedure at `index` of the playbook's list, or nothing more.
    pub(super) fn procedure_at(response: &IncidentResponse, index: usize) -> Self {
        match response.procedures.get(index) {
            Some(&procedure) => Self::Procedure { procedure, step: 0, following: index + 1 },
            None => Self::Done,
        }
    }

    /// Takes the next immediate action that `is_useful`.
    ///
    /// If the first time round none is, the first that `is_allowed` is taken all the same: an incident
    /// must not go without a response because an earlier one already did all there is to do.
    pub(super) fn take_immediate(
        &mut self,
        response: &IncidentResponse,
        is_useful: impl Fn(Action) -> bool,
        is_allowed: impl Fn(Action) -> bool,
    ) -> Option<Action> {
        let Self::Immediate { next, answered } = self else { return None };
        let rest = response.immediate_actions.get(*next..).unwrap_or_default();
        if let Some(offset) = rest.iter().position(|action| is_useful(*action)) {
            *next += offset + 1;
            *answered = true;
            return Some(rest[offset]);
        }
        let actions = response.immediate_actions.iter().copied();
        let fallback = if *answered { None } else { actions.into_iter().find(|a| is_allowed(*a)) };
        *self = match fallback {
            Some(_) => Self::Immediate { next: response.immediate_actions.len(), answered: true },
            None => Self::procedure_at(response, 0),
        };
        fallback
    }

    /// Takes the next procedure step that `is_useful`, moving on from procedure to procedure.
    pub(super) fn take_step(
        &mut self,
        response: &IncidentResponse,
        is_useful: impl Fn(Action) -> bool,
    ) -> Option<(RecoveryProcedure, Action)> {
        while let Self::Procedure { procedure, step, following } = self {
            let procedure = *procedure;
            let Some(&action) = steps(procedure).get(*step) else {
                *self = Self::procedure_at(response, *following);
                continue;
            };
            *step += 1;
            if is_useful(action) {
                return Some((procedure, action));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playbook::Playbook;

    fn response() -> IncidentResponse {
        Playbook::built_in().response(IncidentType::CriticalPerformanceDegradation).clone()
    }

    #[test]
    fn a_response_runs_its_immediate_actions_then_its_procedures() {
        let (mut work, response) = (Work::FIRST, response());
        let immediate: Vec<_> =
            core::iter::from_fn(|| work.take_immediate(&response, |_| true, |_| true)).collect();
        assert_eq!(immediate, response.immediate_actions);
        let taken: Vec<_> = core::iter::from_fn(|| work.take_step(&response, |_| true)).collect();
        let boost = RecoveryProcedure::EmergencyPerformanceBoost;
        assert_eq!(taken, [0, 1, 2].map(|step| (boost, steps(boost)[step])));
        assert_eq!(work, Work::Done);
    }

    #[test]
    fn an_incident_is_answered_even_when_nothing_is_left_to_do() {
        let (mut work, response) = (Work::FIRST, response());
        let cool = |action| action != Action::EnterOptimizerEmergencyMode;
        let answer = work.take_immediate(&response, |_| false, cool);
        assert_eq!(answer, Some(Action::ActivateAlgorithmFailsafe));
        assert_eq!(work.take_immediate(&response, |_| false, cool), None);
        let mut again = Work::AGAIN;
        assert_eq!(again.take_immediate(&response, |_| false, cool), None);
    }
}
