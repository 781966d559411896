//! The calls of the boundary as data, and what a protocol need not do.

use firedrill_protocol::{
    Action, ActionOutcome, CommandId, Delivery, EmergencyStatus, HealthMetrics, IncidentType,
    Input, LifecycleEvent, NoticeId, OperatorEvent, Output, RecoveryProtocol, Role, Timestamp,
};

const NOW: Timestamp = Timestamp::from_nanos(7);

const NOTHING_MEASURED: HealthMetrics = HealthMetrics {
    taken_at: NOW,
    performance_multiplier: None,
    memory_usage: None,
    battery_drain_pct_per_hour: None,
    error_rate: None,
    thermal_state: None,
    ui_responsive: None,
    cpu_usage: None,
};

/// Keeps every call as the input that stands for it. It sends no notices and saves nothing.
#[derive(Default)]
struct Recorder {
    calls: Vec<(Timestamp, Input)>,
}

impl RecoveryProtocol for Recorder {
    fn handle_metrics(&mut self, now: Timestamp, sample: &HealthMetrics) {
        self.calls.push((now, Input::Metrics(*sample)));
    }

    fn handle_step_finished(&mut self, now: Timestamp, command: CommandId, outcome: ActionOutcome) {
        self.calls.push((now, Input::StepFinished(command, outcome)));
    }

    fn handle_operator(&mut self, now: Timestamp, event: OperatorEvent) {
        self.calls.push((now, Input::Operator(event)));
    }

    fn handle_lifecycle(&mut self, now: Timestamp, event: LifecycleEvent) {
        self.calls.push((now, Input::Lifecycle(event)));
    }

    fn handle_relaunched(&mut self, now: Timestamp, saved: Option<&str>) {
        self.calls.push((now, Input::Relaunched(saved.map(str::to_owned))));
    }

    fn handle_timeout(&mut self, now: Timestamp) {
        self.calls.push((now, Input::Timeout));
    }

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

#[test]
fn an_input_is_the_call_that_it_stands_for() {
    let lead = Role::EngineeringLead;
    let inputs = [
        Input::Metrics(NOTHING_MEASURED),
        Input::StepFinished(CommandId(3), ActionOutcome::Failed),
        Input::Operator(OperatorEvent::Triggered(lead, IncidentType::BatteryDrainCrisis)),
        Input::Operator(OperatorEvent::ManualStep(
            lead,
            Action::RestartApp,
            ActionOutcome::Completed,
        )),
        Input::Lifecycle(LifecycleEvent::MemoryWarning),
        Input::Relaunched(None),
        Input::Relaunched(Some("kept".to_owned())),
        Input::Timeout,
    ];
    let mut recorder = Recorder::default();
    inputs.iter().for_each(|input| input.hand_to(&mut recorder, NOW));
    assert_eq!(recorder.calls, inputs.map(|input| (NOW, input)));
}

#[test]
fn who_sends_no_notices_need_not_look_back_and_who_remembers_nothing_saves_nothing() {
    let mut recorder = Recorder::default();
    Input::Delivery(NoticeId(1), Delivery::Failed).hand_to(&mut recorder, NOW);
    assert_eq!(recorder.calls, []);
    assert_eq!(recorder.saved_state(), "");
}
