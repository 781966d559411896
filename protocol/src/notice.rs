//! Communication as data: who is told what, and whether it reached them.

use serde::{Deserialize, Serialize};

use crate::escalation::EscalationLevel;
use crate::incident::IncidentType;
use crate::severity::Severity;

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

/// Names one notice. A retry carries the id of what it repeats, so that who gets both knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NoticeId(pub u64);

/// What became of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// It arrived.
    Delivered,
    /// The channel is down: it never will.
    Failed,
}

/// Something said to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Which notice, over all processes of a run.
    pub id: NoticeId,
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
    /// "Invalid baseline - emergency protocols may not work correctly".
    InvalidBaseline,
}

impl NoticeKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::InternalAlert,
        Self::Page,
        Self::AppStoreNotification,
        Self::UserCommunication,
        Self::ComplianceReview,
        Self::PostMortemRequest,
        Self::Resolved,
        Self::InvalidBaseline,
    ];

    /// Position in [`NoticeKind::ALL`] and in tables by kind.
    pub const fn index(self) -> usize {
        self as usize
    }

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
            Self::InvalidBaseline => "invalid-baseline",
        }
    }
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] = [
        Self::EngineeringLead,
        Self::Platform,
        Self::Product,
        Self::Compliance,
        Self::AppStoreTeam,
        Self::Users,
    ];

    /// Position in [`Role::ALL`] and in tables by role.
    pub const fn index(self) -> usize {
        self as usize
    }

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
