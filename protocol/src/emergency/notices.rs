//! Who is told what, and when.

use super::EmergencyRecoveryProtocol;
use crate::boundary::Output;
use crate::escalation::EscalationLevel;
use crate::incident::IncidentType;
use crate::notice::{Notice, NoticeId, NoticeKind, Role};
use crate::severity::Severity;

impl EmergencyRecoveryProtocol {
    /// The team's channel: an incident was detected, or has become more severe.
    pub(super) fn alert(&mut self, incident: IncidentType, severity: Severity) {
        let escalation = self.status().escalation;
        let (kind, to) = (NoticeKind::InternalAlert, Role::EngineeringLead);
        let id = self.next_notice_id();
        let notice = Notice { id, kind, to, incident, severity, escalation };
        self.outputs.push_back(Output::Notify(notice));
    }

    /// Says something of the emergency as a whole.
    pub(super) fn notify(&mut self, kind: NoticeKind, to: Role) {
        let status = self.status();
        let (Some(incident), Some(severity)) = (status.incident, status.severity) else { return };
        let (id, escalation) = (self.next_notice_id(), status.escalation);
        let notice = Notice { id, kind, to, incident, severity, escalation };
        self.outputs.push_back(Output::Notify(notice));
    }

    /// What each escalation level has to be told, as it is reached.
    pub(super) fn notify_of_level(&mut self, level: EscalationLevel, severity: Severity) {
        match level {
            EscalationLevel::AutomaticRecovery => {}
            EscalationLevel::ManualIntervention => {
                self.notify(NoticeKind::Page, Role::EngineeringLead);
                // "Critical incidents affecting user experience" are reported to Apple.
                if severity == Severity::Critical {
                    self.notify_app_store();
                }
            }
            EscalationLevel::EmergencyRollback => {
                self.notify_app_store();
                self.request_post_mortem();
            }
            EscalationLevel::FullSystemRecovery => {
                self.notify(NoticeKind::UserCommunication, Role::Users);
                self.notify(NoticeKind::ComplianceReview, Role::Compliance);
                if let Some(emergency) = &mut self.emergency {
                    emergency.told.users = true;
                }
            }
        }
    }

    /// All targets are met again: everybody who was told of the emergency is told of its end.
    pub(super) fn notify_resolved(&mut self) {
        let Some(told) = self.emergency.as_ref().map(|emergency| emergency.told) else { return };
        self.notify(NoticeKind::Resolved, Role::EngineeringLead);
        if told.app_store {
            self.notify(NoticeKind::Resolved, Role::AppStoreTeam);
        }
        if told.users {
            self.notify(NoticeKind::Resolved, Role::Users);
        }
    }

    /// Asks for the post-mortem, once an emergency.
    pub(super) fn request_post_mortem(&mut self) {
        let Some(emergency) = &mut self.emergency else { return };
        if !emergency.told.post_mortem {
            emergency.told.post_mortem = true;
            self.notify(NoticeKind::PostMortemRequest, Role::EngineeringLead);
        }
    }

    fn next_notice_id(&mut self) -> NoticeId {
        self.notices_sent += 1;
        NoticeId(self.notices_sent)
    }

    fn notify_app_store(&mut self) {
        let Some(emergency) = &mut self.emergency else { return };
        if !emergency.told.app_store {
            emergency.told.app_store = true;
            self.notify(NoticeKind::AppStoreNotification, Role::AppStoreTeam);
        }
    }
}

/// What was said in this emergency.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Told {
    pub(super) app_store: bool,
    pub(super) users: bool,
    pub(super) post_mortem: bool,
}
