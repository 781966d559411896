//! A recorded run once more, on tokio's paused clock.

use core::time::Duration;

use firedrill_protocol::driver::{App, Driver, DriverError, Timeline};
use firedrill_protocol::{
    Baseline, Briefing, Command, EmergencyRecoveryProtocol, EmergencyStatus, Input, Notice, Output,
    Timestamp,
};
use firedrill_scenarios::Plan;
use tokio::runtime::Builder;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::{JoinHandle, LocalSet, spawn_local, yield_now};
use tokio::time::advance;

use super::recording::Call;

/// What was wanted, and when.
type Wanted = Vec<(Timestamp, Output)>;

/// Tokio's timers fire on whole milliseconds.
const TICK_NANOS: u64 = 1_000_000;

/// An app that does nothing: what would happen to it is on record.
#[derive(Default)]
struct Listener {
    wanted: Wanted,
    kept: Option<String>,
}

impl App for Listener {
    fn perform(&mut self, at: Timestamp, command: Command) {
        self.wanted.push((at, Output::Perform(command)));
    }

    fn notify(&mut self, at: Timestamp, notice: Notice) {
        self.wanted.push((at, Output::Notify(notice)));
    }

    fn announce(&mut self, at: Timestamp, status: EmergencyStatus) {
        self.wanted.push((at, Output::Status(status)));
    }

    fn learn(&mut self, at: Timestamp, baseline: Baseline) {
        self.wanted.push((at, Output::Baseline(baseline)));
    }

    fn save(&mut self, at: Timestamp, state: String) {
        self.wanted.push((at, Output::Save));
        self.kept = Some(state);
    }
}

/// The driver of one process of the app.
struct Process {
    inputs: UnboundedSender<Input>,
    driver: JoinHandle<Result<(EmergencyRecoveryProtocol, Listener), DriverError>>,
}

impl Process {
    fn begin(briefing: &Briefing, now: Timestamp, listener: Listener) -> Self {
        let (inputs, receiver) = unbounded_channel();
        let protocol = EmergencyRecoveryProtocol::briefed(briefing);
        let driver = Driver::new(protocol, listener, Timeline::starting_at(now));
        Self { inputs, driver: spawn_local(driver.run(receiver)) }
    }

    async fn end(self) -> Listener {
        drop(self.inputs);
        self.driver.await.unwrap().unwrap().1
    }
}

/// Hands in again what happened; what was a timeout is the driver's own business.
pub(crate) fn replay(plan: &Plan, calls: &[Call]) -> Wanted {
    let briefing = plan.world().briefing(plan.playbook().unwrap());
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    LocalSet::new().block_on(&runtime, rehearse(&briefing, calls))
}

async fn rehearse(briefing: &Briefing, calls: &[Call]) -> Wanted {
    let mut process = Process::begin(briefing, Timestamp::ZERO, Listener::default());
    let mut now = Timestamp::ZERO;
    settle().await;
    for (index, call) in calls.iter().enumerate() {
        let next = calls.get(index + 1).map_or(Timestamp::from_nanos(u64::MAX), |next| next.at);
        // A timer between two ticks fires on the second, or when something else happens.
        let tick = call.at.as_nanos().div_ceil(TICK_NANOS) * TICK_NANOS;
        let at = if call.is_timeout() { Timestamp::from_nanos(tick).min(next) } else { call.at };
        advance_to(at.max(now), &mut now).await;
        match &call.input {
            Input::Timeout => {}
            Input::Relaunched(saved) => {
                // What runs in the new process is new, and finds what the old one kept.
                let listener = process.end().await;
                assert_eq!(listener.kept, *saved, "at {at:?}");
                process = Process::begin(briefing, now, listener);
                process.inputs.send(call.input.clone()).unwrap();
            }
            input => process.inputs.send(input.clone()).unwrap(),
        }
        // What happens at one instant is told in one breath.
        if next > now || calls.get(index + 1).is_some_and(Call::is_timeout) {
            settle().await;
        }
    }
    process.end().await.wanted
}

/// Moves the clock, and lets everything that is due happen.
async fn advance_to(at: Timestamp, now: &mut Timestamp) {
    let span = at - *now;
    if span > Duration::ZERO {
        advance(span).await;
    }
    *now = at;
}

/// Lets the driver come to rest.
async fn settle() {
    for _ in 0..4 {
        yield_now().await;
    }
}
