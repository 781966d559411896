//! The steps of the playbook's four procedures, and how far an incident's response has come.
//!
//! A procedure has the playbook's duration: once its steps are taken, what is left of it is spent on
//! verifying, and it has failed if a line of its incident is still broken when its time is over.
//!
//! Two of the playbook's instructions contradict each other when incidents coincide: a boost heats what a
//! cool-down is to cool, and a cool-down slows what a boost is to speed up. The rule, which [`ORDER`] and
//! `is_too_hot_for` carry out: heat goes first. The cool-down is begun before the boost; while an incident
//! of heat or drain is open, or either line is broken, the cores are not pinned, and a boost under way ends.
//! The rest of the boost, which costs no heat, is taken all the same: what a cool-down gives up in
//! iterations makes passes faster too, so neither incident waits for the other's end.

use crate::action::Action;
use crate::incident::{IncidentType, TriggerCondition};
use crate::playbook::{IncidentResponse, Playbook};
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
            // The playbook reallocates before it bypasses: what was freed may have run into the same
            // trap meanwhile. What is still stuck is "halted" once more, now that the way round is open.
            &[
                Action::OpenCircuitBreaker,
                Action::EnableFallbacks,
                Action::EnableBypass,
                Action::ReallocateResources,
            ]
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
    /// When the procedure under way has to have helped; taking its steps again does not put that off.
    pub(super) until: Option<Timestamp>,
    /// Until when level 1 may take for it.
    pub(super) granted_until: Option<Timestamp>,
}

impl Case {
    /// Takes the next procedure step that `is_useful`; with the first one the procedure's time begins.
    pub(super) fn take_step(
        &mut self,
        now: Timestamp,
        playbook: &Playbook,
        is_useful: impl Fn(Action) -> bool,
    ) -> Option<(RecoveryProcedure, Action)> {
        let Work::Procedure { procedure, .. } = self.work else { return None };
        self.until.get_or_insert(now + playbook.duration(procedure));
        self.work.take_step(is_useful)
    }

    /// Takes the response once more, unless it is being taken.
    pub(super) fn take_again(&mut self) {
        if self.work.is_taken() {
            self.work = Work::AGAIN;
        }
    }

    /// Ends the procedure whose time is over; `is_broken` says whether it failed. The playbook's next
    /// one follows only then.
    pub(super) fn conclude(&mut self, response: &IncidentResponse, is_broken: bool) {
        self.until = None;
        if let Work::Verifying { following, .. } = self.work {
            self.work =
                if is_broken { Work::procedure_at(response, following) } else { Work::Done };
        }
    }
}

/// How far a case's response has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    /// The next immediate action, and whether one was sent yet.
    Immediate { next: usize, answered: bool },
    /// The next step of a procedure, and which of the playbook's list follows it.
    Procedure { procedure: RecoveryProcedure, step: usize, following: usize },
    /// All its steps are taken: until its time is over it is watched for what it brings.
    Verifying { procedure: RecoveryProcedure, following: usize },
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
            Some(&procedure) => Self::by_itself(procedure, index + 1),
            None => Self::Done,
        }
    }

    /// A procedure from its first step.
    pub(super) const fn by_itself(procedure: RecoveryProcedure, following: usize) -> Self {
        Self::Procedure { procedure, step: 0, following }
    }

    /// Whether there is nothing left to ask for: what was asked for may still have to prove itself.
    pub(super) const fn is_taken(self) -> bool {
        matches!(self, Self::Verifying { .. } | Self::Done)
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

    /// Takes the next procedure step that `is_useful`. After the last one the procedure is verified.
    pub(super) fn take_step(
        &mut self,
        is_useful: impl Fn(Action) -> bool,
    ) -> Option<(RecoveryProcedure, Action)> {
        let Self::Procedure { procedure, step, following } = self else { return None };
        let (procedure, following) = (*procedure, *following);
        let rest = steps(procedure).get(*step..).unwrap_or_default();
        if let Some(offset) = rest.iter().position(|action| is_useful(*action)) {
            *step += offset + 1;
            return Some((procedure, rest[offset]));
        }
        *self = Self::Verifying { procedure, following };
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
        let boost = RecoveryProcedure::EmergencyPerformanceBoost;
        let taken: Vec<_> = core::iter::from_fn(|| work.take_step(|_| true)).collect();
        assert_eq!(taken, [0, 1, 2].map(|step| (boost, steps(boost)[step])));
        assert_eq!(work, Work::Verifying { procedure: boost, following: 1 });
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
