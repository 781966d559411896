//! Steps that are carried out without effect, to see by their absence what they mattered.

use firedrill_protocol::{Action, ActionOutcome, RecoveryProtocol};
use firedrill_sim::Time;

use super::World;

/// A step of a protocol that is to have no effect: an action, whenever it is asked for in a while.
///
/// Never part of a normal run. Whoever asks for the step notices nothing: it takes the time that it
/// would take, drawn from the same stream, faults that strike in the middle of an action strike in the
/// middle of it, and it is answered as it would be. But it changes nothing in the world. A restart that
/// is hollow is reported as done, and the process goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HollowStep {
    /// The action.
    pub action: Action,
    /// Asked for at this instant or later.
    pub from: Time,
    /// Asked for before this instant.
    pub until: Time,
}

impl HollowStep {
    /// Whether an action that was asked for then is it.
    pub(super) fn covers(&self, action: Action, asked: Time) -> bool {
        self.action == action && (self.from..self.until).contains(&asked)
    }
}

impl<P: RecoveryProtocol> World<P> {
    /// From now on these steps of the hosted protocol have no effect. What people do by hand has.
    pub fn hollow_out(&mut self, steps: &[HollowStep]) {
        self.host.hollow.extend_from_slice(steps);
    }

    /// What the step reports, as if it had been carried out.
    pub(super) fn pretend(&self, action: Action) -> ActionOutcome {
        if self.faults.step_fails(action) || self.faults.lacks_a_target(action) {
            return ActionOutcome::Failed;
        }
        let reports = self.faults.step_stops_half_way(action);
        reports.map_or(ActionOutcome::Completed, |report| report.outcome())
    }
}
