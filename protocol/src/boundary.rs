//! The boundary between a protocol and whatever hosts it: the simulator, a real app, a child process.
//!
//! The grammar is that of sans-IO network stacks. The host hands over everything that happens with
//! `handle_*`, then drains `poll_output` until it is empty, then asks `poll_timeout` when to call
//! `handle_timeout`. A protocol has no clock, no randomness and no IO.

use serde::{Deserialize, Serialize};

use crate::action::{Action, ActionOutcome, Command, CommandId};
use crate::baseline::Baseline;
use crate::breakdown::Breakdown;
use crate::incident::IncidentType;
use crate::metrics::HealthMetrics;
use crate::notice::{Delivery, Notice, NoticeId, NoticeKind, Role};
use crate::playbook::Playbook;
use crate::status::EmergencyStatus;
use crate::units::Timestamp;

/// What a protocol is told before anything happens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Briefing {
    /// The numbers it is held to.
    pub playbook: Playbook,
    /// What the ContinuousPerformanceMonitor knows of the healthy app; `None` if nothing.
    pub baseline: Option<Baseline>,
}

/// An emergency recovery protocol.
///
/// Contract, checked by the host: `poll_timeout` never lies before the `now` last handed in once
/// `handle_timeout` was called for it; within one process a [`CommandId`] is never used twice, and
/// ids go up; no call panics.
pub trait RecoveryProtocol {
    /// The monitor delivered a sample.
    fn handle_metrics(&mut self, now: Timestamp, sample: &HealthMetrics);
    /// A command ended.
    fn handle_step_finished(&mut self, now: Timestamp, command: CommandId, outcome: ActionOutcome);
    /// A person did something.
    fn handle_operator(&mut self, now: Timestamp, event: OperatorEvent);
    /// The app's process changed state.
    fn handle_lifecycle(&mut self, now: Timestamp, event: LifecycleEvent);
    /// The process is up again, after a restart asked for or a death. Everything that was suspended
    /// runs again, no command of before will be answered, and the protocol knows its [`Briefing`] and
    /// what it last [saved](Output::Save), nothing else: it lived in the process that is gone.
    fn handle_relaunched(&mut self, now: Timestamp, saved: Option<&str>);
    /// What became of a notice. Who sends notices and never looks back need not implement it.
    fn handle_delivery(&mut self, now: Timestamp, notice: NoticeId, delivery: Delivery) {
        let _ = (now, notice, delivery);
    }
    /// The instant last returned by `poll_timeout` has come.
    fn handle_timeout(&mut self, now: Timestamp);
    /// The next thing the protocol wants done or said; call until `None`.
    fn poll_output(&mut self) -> Option<Output>;
    /// When the protocol next wants to be woken.
    fn poll_timeout(&self) -> Option<Timestamp>;
    /// The playbook's `getEmergencyStatus()`.
    fn emergency_status(&self) -> EmergencyStatus;
    /// What is to outlive the process. A host asks for it when [`Output::Save`] is polled.
    fn saved_state(&self) -> String {
        String::new()
    }
    /// How it broke down, if it lives outside this program and did. The host looks at it after each
    /// call and makes none afterwards.
    fn breakdown(&self) -> Option<&Breakdown> {
        None
    }
    /// The host found the contract broken, says how, and makes no further call.
    fn handle_breach(&mut self, breach: &str) {
        let _ = breach;
    }
    /// Nothing will happen any more. Who holds something outside this program lets go of it, and may
    /// still break down.
    fn handle_end(&mut self) {}
}

/// Something a protocol wants of the outside.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Output {
    /// Carry this out and report how it ended.
    Perform(Command),
    /// Tell somebody.
    Notify(Notice),
    /// The announced state changed.
    Status(EmergencyStatus),
    /// The baseline was learnt anew: the ContinuousPerformanceMonitor is to keep it.
    Baseline(Baseline),
    /// The [saved state](RecoveryProtocol::saved_state) changed: keep it, it outlives the process.
    Save,
}

/// Something that happens to a protocol: the calls of [`RecoveryProtocol`] as data, for those who
/// record, replay or send them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Input {
    /// [`RecoveryProtocol::handle_metrics`]
    Metrics(HealthMetrics),
    /// [`RecoveryProtocol::handle_step_finished`]
    StepFinished(CommandId, ActionOutcome),
    /// [`RecoveryProtocol::handle_operator`]
    Operator(OperatorEvent),
    /// [`RecoveryProtocol::handle_lifecycle`]
    Lifecycle(LifecycleEvent),
    /// [`RecoveryProtocol::handle_relaunched`]
    Relaunched(Option<String>),
    /// [`RecoveryProtocol::handle_delivery`]
    Delivery(NoticeId, Delivery),
    /// [`RecoveryProtocol::handle_timeout`]
    Timeout,
}

impl Input {
    /// Makes the call that this stands for.
    pub fn hand_to(&self, protocol: &mut impl RecoveryProtocol, now: Timestamp) {
        match self {
            Self::Metrics(sample) => protocol.handle_metrics(now, sample),
            Self::StepFinished(command, outcome) => {
                protocol.handle_step_finished(now, *command, *outcome);
            }
            Self::Operator(event) => protocol.handle_operator(now, *event),
            Self::Lifecycle(event) => protocol.handle_lifecycle(now, *event),
            Self::Relaunched(saved) => protocol.handle_relaunched(now, saved.as_deref()),
            Self::Delivery(notice, delivery) => protocol.handle_delivery(now, *notice, *delivery),
            Self::Timeout => protocol.handle_timeout(now),
        }
    }
}

/// What people do, as far as a protocol learns of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OperatorEvent {
    /// Somebody answered the page and looks into it.
    Acknowledged(Role),
    /// A manual step was carried out.
    ManualStep(Role, Action, ActionOutcome),
    /// What a notice called for was done: users were told, a review was held.
    Attended(Role, NoticeKind),
    /// Somebody triggered an emergency by hand: an engineer, or the weekly drill.
    Triggered(Role, IncidentType),
}

impl OperatorEvent {
    /// Whether somebody answered a page.
    pub const fn is_acknowledgement(&self) -> bool {
        matches!(self, Self::Acknowledged(_))
    }
}

/// Changes of the app's process that a protocol is told about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LifecycleEvent {
    /// The operating system sent a memory warning.
    MemoryWarning,
    /// The operating system is about to suspend the app: until it is resumed there are no samples and
    /// no timers, nothing that was asked for goes on, and nothing that people do is told.
    Suspending,
    /// The app runs again where it stopped. Timers that came due meanwhile are due now.
    Resumed,
    /// A new version of the app runs: with a new algorithm, or with a regression.
    Updated,
}
