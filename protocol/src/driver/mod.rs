//! Runs a protocol for real, on tokio's clock: the third host beside the simulator and the bridge.
//!
//! The app sends what happens into a channel; the driver stamps it, hands it in, and wakes the protocol
//! when it asked to be woken. What the protocol wants goes to an [`App`], whose methods begin things and
//! return: how they ended is sent into the channel.
//!
//! ```
//! use firedrill_protocol::driver::{App, Driver, Timeline};
//! use firedrill_protocol::{
//!     Baseline, Command, EmergencyRecoveryProtocol, EmergencyStatus, Notice, Playbook, Timestamp,
//! };
//!
//! struct Quiet;
//!
//! impl App for Quiet {
//!     fn perform(&mut self, _: Timestamp, _: Command) {}
//!     fn notify(&mut self, _: Timestamp, _: Notice) {}
//!     fn announce(&mut self, _: Timestamp, _: EmergencyStatus) {}
//!     fn learn(&mut self, _: Timestamp, _: Baseline) {}
//!     fn save(&mut self, _: Timestamp, _: String) {}
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
//! let (send, inputs) = tokio::sync::mpsc::unbounded_channel();
//! let protocol = EmergencyRecoveryProtocol::new(Playbook::built_in());
//! drop(send); // an app that runs keeps it
//! Driver::new(protocol, Quiet, Timeline::starting_at(Timestamp::ZERO)).run(inputs).await.unwrap();
//! # });
//! ```

mod alarm;
mod timeline;

use thiserror::Error;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::sleep_until;

use self::alarm::Alarm;
pub use self::timeline::Timeline;
use crate::action::Command;
use crate::baseline::Baseline;
use crate::boundary::{Input, Output, RecoveryProtocol};
use crate::notice::Notice;
use crate::status::EmergencyStatus;
use crate::units::Timestamp;

/// What a driver needs of an app. `at` is the instant at which the protocol decided.
pub trait App {
    /// Begins to carry a command out; how it ends is sent as [`Input::StepFinished`].
    fn perform(&mut self, at: Timestamp, command: Command);
    /// Begins to deliver a notice; what becomes of it is sent as [`Input::Delivery`].
    fn notify(&mut self, at: Timestamp, notice: Notice);
    /// The announced state changed.
    fn announce(&mut self, at: Timestamp, status: EmergencyStatus);
    /// Keeps a baseline.
    fn learn(&mut self, at: Timestamp, baseline: Baseline);
    /// Keeps the state for the next process, in which it is the first input:
    /// [`Input::Relaunched`].
    fn save(&mut self, at: Timestamp, state: String);
}

/// Why a driver gave up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DriverError {
    /// The protocol breaks its contract: woken for an instant, it asks to be woken for it again.
    #[error("the protocol asks again and again to be woken at {0:?}, which has passed")]
    StuckTimer(Timestamp),
    /// The protocol breaks its contract: what it wants does not end.
    #[error("the protocol keeps producing output at {0:?}")]
    EndlessOutput(Timestamp),
}

/// Wake-ups in a row before its timer counts as stuck.
const MOST_WAKES: u32 = 1_000;
/// Outputs taken in a row before they count as endless.
const MOST_OUTPUTS: u32 = 10_000;

/// A protocol, the app that it lives in, and the clock.
#[derive(Debug)]
pub struct Driver<P, A> {
    protocol: P,
    app: A,
    timeline: Timeline,
    alarm: Alarm,
}

impl<P: RecoveryProtocol, A: App> Driver<P, A> {
    /// A driver that has not begun.
    pub fn new(protocol: P, app: A, timeline: Timeline) -> Self {
        let alarm = Alarm::beginning_at(timeline.now());
        Self { protocol, app, timeline, alarm }
    }

    /// Runs until every sender of inputs is gone; gives back what is left of both.
    pub async fn run(
        mut self,
        mut inputs: UnboundedReceiver<Input>,
    ) -> Result<(P, A), DriverError> {
        let begin = self.timeline.now();
        self.drain(begin)?;
        loop {
            let due = self.alarm.rings_at(self.protocol.poll_timeout());
            let now = self.timeline.now();
            let wake_up = async {
                match due {
                    // A timer of tokio's would wait for the end of the millisecond.
                    Some(due) if due <= now => {}
                    Some(due) => sleep_until(self.timeline.instant(due)).await,
                    None => core::future::pending().await,
                }
            };
            // What has happened goes before what was only waited for; what was due before it happened
            // is caught up with in `hand_in`.
            tokio::select! {
                biased;
                input = inputs.recv() => match input {
                    Some(input) => self.hand_in(&input)?,
                    None => return Ok((self.protocol, self.app)),
                },
                () = wake_up => self.wake()?,
            }
        }
    }

    fn hand_in(&mut self, input: &Input) -> Result<(), DriverError> {
        let now = self.timeline.now();
        for _ in 0..MOST_WAKES {
            let Some(due) = self.alarm.due_before(self.protocol.poll_timeout(), now) else {
                let now = self.alarm.note(now, input);
                input.hand_to(&mut self.protocol, now);
                return self.drain(now);
            };
            self.time_out(due)?;
        }
        Err(DriverError::StuckTimer(now))
    }

    fn wake(&mut self) -> Result<(), DriverError> {
        let now = self.timeline.now();
        let Some(at) = self.alarm.ringing(self.protocol.poll_timeout(), now) else { return Ok(()) };
        self.time_out(at)
    }

    fn time_out(&mut self, at: Timestamp) -> Result<(), DriverError> {
        self.protocol.handle_timeout(at);
        self.drain(at)?;
        if self.alarm.is_stuck(at, MOST_WAKES) {
            return Err(DriverError::StuckTimer(at));
        }
        Ok(())
    }

    fn drain(&mut self, at: Timestamp) -> Result<(), DriverError> {
        for _ in 0..MOST_OUTPUTS {
            match self.protocol.poll_output() {
                None => return Ok(()),
                Some(Output::Perform(command)) => self.app.perform(at, command),
                Some(Output::Notify(notice)) => self.app.notify(at, notice),
                Some(Output::Status(status)) => self.app.announce(at, status),
                Some(Output::Baseline(baseline)) => self.app.learn(at, baseline),
                Some(Output::Save) => self.app.save(at, self.protocol.saved_state()),
            }
        }
        Err(DriverError::EndlessOutput(at))
    }
}
