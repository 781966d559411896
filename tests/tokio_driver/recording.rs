//! A run in the simulator, as what was handed in and what came out.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use firedrill_model::World;
use firedrill_protocol::{
    ActionOutcome, CommandId, Delivery, EmergencyRecoveryProtocol, EmergencyStatus, HealthMetrics,
    Input, LifecycleEvent, NoticeId, OperatorEvent, Output, RecoveryProtocol, Timestamp,
};
use firedrill_scenarios::Plan;
use firedrill_sim::{Span, Time};

/// One call.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) at: Timestamp,
    pub(crate) input: Input,
}

impl Call {
    pub(crate) fn is_timeout(&self) -> bool {
        self.input == Input::Timeout
    }

    pub(crate) fn is_relaunch(&self) -> bool {
        matches!(self.input, Input::Relaunched(_))
    }
}

/// A whole run.
#[derive(Debug, Default)]
pub(crate) struct Run {
    pub(crate) calls: Vec<Call>,
    pub(crate) outputs: Vec<(Timestamp, Output)>,
}

/// Longest stretch of a plan that is run.
const LONGEST: Span = Span::from_secs(15 * 60);

pub(crate) fn record(plan: &Plan) -> Run {
    let (config, playbook) = (plan.world(), plan.playbook().unwrap());
    let run = Rc::new(RefCell::new(Run::default()));
    let protocol = Recorder {
        inner: EmergencyRecoveryProtocol::briefed(&config.briefing(playbook.clone())),
        run: Rc::clone(&run),
        ready: VecDeque::new(),
        woke_at: Timestamp::ZERO,
    };
    let mut simulation = World::simulation(&config, &playbook, protocol).unwrap();
    simulation.run_until(Time::ZERO + plan.duration.0.min(LONGEST));
    drop(simulation);
    Rc::try_unwrap(run).unwrap().into_inner()
}

/// Stands between the simulator and the shipped protocol.
///
/// It decides one thing: a timer that is due at the very instant of something else goes first, as
/// it does in the driver. The simulator orders such ties by when either was scheduled, which no
/// other host can know.
struct Recorder {
    inner: EmergencyRecoveryProtocol,
    run: Rc<RefCell<Run>>,
    ready: VecDeque<Output>,
    /// When the app was last launched or resumed: what came due before is due after its news.
    woke_at: Timestamp,
}

impl Recorder {
    fn hand_in(&mut self, now: Timestamp, input: Input) {
        if now > self.woke_at && self.inner.poll_timeout() == Some(now) {
            self.call(now, Input::Timeout);
        }
        if matches!(input, Input::Lifecycle(LifecycleEvent::Resumed) | Input::Relaunched(_)) {
            self.woke_at = now;
        }
        self.call(now, input);
    }

    fn call(&mut self, now: Timestamp, input: Input) {
        input.hand_to(&mut self.inner, now);
        let mut run = self.run.borrow_mut();
        run.calls.push(Call { at: now, input });
        while let Some(output) = self.inner.poll_output() {
            run.outputs.push((now, output));
            self.ready.push_back(output);
        }
    }
}

impl RecoveryProtocol for Recorder {
    fn handle_metrics(&mut self, now: Timestamp, sample: &HealthMetrics) {
        self.hand_in(now, Input::Metrics(*sample));
    }

    fn handle_step_finished(&mut self, now: Timestamp, id: CommandId, outcome: ActionOutcome) {
        self.hand_in(now, Input::StepFinished(id, outcome));
    }

    fn handle_operator(&mut self, now: Timestamp, event: OperatorEvent) {
        self.hand_in(now, Input::Operator(event));
    }

    fn handle_lifecycle(&mut self, now: Timestamp, event: LifecycleEvent) {
        self.hand_in(now, Input::Lifecycle(event));
    }

    fn handle_relaunched(&mut self, now: Timestamp, saved: Option<&str>) {
        self.hand_in(now, Input::Relaunched(saved.map(str::to_owned)));
    }

    fn handle_delivery(&mut self, now: Timestamp, notice: NoticeId, delivery: Delivery) {
        self.hand_in(now, Input::Delivery(notice, delivery));
    }

    fn handle_timeout(&mut self, now: Timestamp) {
        self.call(now, Input::Timeout);
    }

    fn poll_output(&mut self) -> Option<Output> {
        self.ready.pop_front()
    }

    fn poll_timeout(&self) -> Option<Timestamp> {
        self.inner.poll_timeout()
    }

    fn emergency_status(&self) -> EmergencyStatus {
        self.inner.emergency_status()
    }

    fn saved_state(&self) -> String {
        self.inner.saved_state()
    }
}
