//! The emergency recovery playbook as a sans-IO protocol.
//!
//! - the playbook's nouns: [`Severity`], [`IncidentType`], [`RecoveryProcedure`], [`Action`],
//!   [`EscalationLevel`], [`HealthMetrics`], [`EmergencyStatus`];
//! - its numbers: [`Playbook`], read from `playbook.toml`;
//! - the boundary to any host: [`RecoveryProtocol`], [`Output`];
//! - the playbook as code: [`EmergencyRecoveryProtocol`];
//! - a host for real apps, with the feature `tokio`: `driver`.

mod action;
mod baseline;
mod boundary;
mod breakdown;
#[cfg(feature = "tokio")]
pub mod driver;
mod emergency;
mod escalation;
mod hidden;
mod incident;
mod metrics;
mod notice;
mod playbook;
mod procedure;
pub mod quantity;
mod severity;
mod status;
mod units;

pub use action::{Action, ActionOutcome, Command, CommandId, Purpose};
pub use baseline::Baseline;
pub use boundary::{Briefing, Input, LifecycleEvent, OperatorEvent, Output, RecoveryProtocol};
pub use breakdown::{Breakdown, BreakdownKind};
pub use emergency::EmergencyRecoveryProtocol;
pub use escalation::EscalationLevel;
pub use hidden::is_hidden;
pub use incident::{IncidentType, TriggerCondition};
pub use metrics::{HealthMetrics, ThermalState};
pub use notice::{Delivery, Notice, NoticeId, NoticeKind, Role};
pub use playbook::{
    BaselineRules, IncidentResponse, NoticeRule, Playbook, PlaybookError, PlaybookProblem,
    Position, SeverityLines, Targets,
};
pub use procedure::RecoveryProcedure;
pub use severity::Severity;
pub use status::{EmergencyStatus, Phase};
pub use units::{Bytes, Timestamp};
