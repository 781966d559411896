//! A protocol that does nothing: what a fork of the world hosts while somebody else acts.

use firedrill_protocol::{
    ActionOutcome, CommandId, EmergencyStatus, HealthMetrics, LifecycleEvent, OperatorEvent,
    Output, RecoveryProtocol, Timestamp,
};

/// Watches, and does nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bystander;

impl RecoveryProtocol for Bystander {
    fn handle_metrics(&mut self, _: Timestamp, _: &HealthMetrics) {}

    fn handle_step_finished(&mut self, _: Timestamp, _: CommandId, _: ActionOutcome) {}

    fn handle_operator(&mut self, _: Timestamp, _: OperatorEvent) {}

    fn handle_lifecycle(&mut self, _: Timestamp, _: LifecycleEvent) {}

    fn handle_relaunched(&mut self, _: Timestamp, _: Option<&str>) {}

    fn handle_timeout(&mut self, _: Timestamp) {}

    fn poll_output(&mut self) -> Option<Output> {
        None
    }

    fn poll_timeout(&self) -> Option<Timestamp> {
        None
    }

    fn emergency_status(&self) -> EmergencyStatus {
        EmergencyStatus::NORMAL
    }
}
