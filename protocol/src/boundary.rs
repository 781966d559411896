//! The boundary between a protocol and whatever hosts it: the simulator, a real app, a child process.
//!
//! The grammar is that of sans-IO network stacks. The host hands over everything that happens with
//! `handle_*`, then drains `poll_output` until it is empty, then asks `poll_timeout` when to call
//! `handle_timeout`. A protocol has no clock, no randomness and no IO.

use serde::{Deserialize, Serialize};

use crate::action::{Action, ActionOutcome, Command, CommandId};
use crate::escalation::EscalationLevel;
use crate::incident::IncidentType;
use crate::metrics::HealthMetrics;
use crate::severity::Severity;
use crate::status::EmergencyStatus;
use crate::units::Timestamp;

/// An emergency recovery protocol.
///
/// Contract, checked by the host: `poll_timeout` never lies before the `now` last handed in once
/// `handle_timeout` was called for it; a [`CommandId`] is never used twice; no call panics.
pub trait RecoveryProtocol {
    /// The monitor delivered a sample.
    fn handle_metrics(&mut self, now: Timestamp, sample: &HealthMetrics);
    /// A command ended.
    fn handle_step_finished(&mut self, now: Timestamp, command: CommandId, outcome: ActionOutcome);
    /// A person did something.
    fn handle_operator(&mut self, now: Timestamp, event: OperatorEvent);
    /// The app's process changed state.
    fn handle_lifecycle(&mut self, now: Timestamp, event: LifecycleEvent);
    /// The instant last returned by `poll_timeout` has come.
    fn handle_timeout(&mut self, now: Timestamp);
    /// The next thing the protocol wants done or said; call until `None`.
    fn poll_output(&mut self) -> Option<Output>;
    /// When the protocol next wants to be woken.
    fn poll_timeout(&self) -> Option<Timestamp>;
    /// The playbook's `getEmergencyStatus()`.
    fn emergency_status(&self) -> EmergencyStatus;
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

/// Changes of the app's process that a protocol is told about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LifecycleEvent {
    /// The process is up again, after a restart asked for or a kill. Everything suspended runs again.
    Relaunched,
    /// The operating system sent a memory warning.
    MemoryWarning,
    /// The operating system is about to suspend the app: until it is resumed there are no samples and
    /// no timers, nothing that was asked for goes on, and nothing that people do is told.
    Suspending,
    /// The app runs again where it stopped. Timers that came due meanwhile are due now.
    Resumed,
}

/// Who is told, and who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Engineering lead.
    EngineeringLead,
    /// DevOps and platform team.
    Platform,
    /// Product manager.
    Product,
    /// App Store compliance.
    Compliance,
    /// The App Store team, outside the company.
    AppStoreTeam,
    /// The people who use the app.
    Users,
}

/// Something said to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Which template.
    pub kind: NoticeKind,
    /// To whom.
    pub to: Role,
    /// About which incident.
    pub incident: IncidentType,
    /// How bad it was when this was said.
    pub severity: Severity,
    /// Who was recovering the system when this was said.
    pub escalation: EscalationLevel,
}

/// The playbook's templates and calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeKind {
    /// "PERFORMANCE EMERGENCY" in the team's channel. A protocol's first one is its detection.
    InternalAlert,
    /// Somebody must act now.
    Page,
    /// Impact on App Store compliance.
    AppStoreNotification,
    /// Emergency communication to users.
    UserCommunication,
    /// Immediate compliance review.
    ComplianceReview,
    /// Prepare the post-mortem.
    PostMortemRequest,
    /// All targets met again.
    Resolved,
}

impl NoticeKind {
    /// The word used in files and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InternalAlert => "internal-alert",
            Self::Page => "page",
            Self::AppStoreNotification => "app-store-notification",
            Self::UserCommunication => "user-communication",
            Self::ComplianceReview => "compliance-review",
            Self::PostMortemRequest => "post-mortem-request",
            Self::Resolved => "resolved",
        }
    }
}

impl Role {
    /// The word used in files and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EngineeringLead => "engineering-lead",
            Self::Platform => "platform",
            Self::Product => "product",
            Self::Compliance => "compliance",
            Self::AppStoreTeam => "app-store-team",
            Self::Users => "users",
        }
    }
}
