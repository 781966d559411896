//! Who is told what, from when on, and within what time.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use crate::escalation::EscalationLevel;
use crate::notice::{NoticeKind, Role};
use crate::severity::Severity;

/// What the playbook says of one kind of notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeRule {
    /// Who is told: all of them, or one after another until somebody answers if
    /// [`unanswered_for`](Self::unanswered_for) is stated.
    pub to: Vec<Role>,
    /// The escalation level from which on it is due.
    pub from_level: EscalationLevel,
    /// The level from which on it is due already while the emergency is critical.
    pub critical_from_level: Option<EscalationLevel>,
    /// Within what time from then it arrives; by the response time of the severity if nothing is stated.
    pub within: Option<Duration>,
    /// Who does not answer for so long is not waited for: the next one is told.
    pub unanswered_for: Option<Duration>,
}

impl NoticeRule {
    /// Whether it is due in an emergency that has come to this level and to this severity.
    pub fn is_due(&self, level: EscalationLevel, severity: Severity) -> bool {
        let critical = self.critical_from_level.filter(|_| severity == Severity::Critical);
        level >= self.from_level || critical.is_some_and(|from| level >= from)
    }

    /// Whether this role may be told.
    pub fn names(&self, role: Role) -> bool {
        self.to.contains(&role)
    }

    /// Names nobody, to be filled from a file.
    pub(super) const fn blank() -> Self {
        Self {
            to: vec![],
            from_level: EscalationLevel::AutomaticRecovery,
            critical_from_level: None,
            within: None,
            unanswered_for: None,
        }
    }
}

impl super::Playbook {
    /// Who is told this, and when.
    pub const fn notice(&self, kind: NoticeKind) -> &NoticeRule {
        &self.communication[kind.index()]
    }

    /// Within what time a notice arrives, from the moment it was due.
    pub fn notice_within(&self, kind: NoticeKind, severity: Severity) -> Duration {
        self.notice(kind).within.unwrap_or(self.lines(severity).response_time)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Playbook;
    use super::*;

    #[test]
    fn the_app_store_team_hears_of_what_is_critical_at_level_2_and_of_all_else_at_level_3() {
        let playbook = Playbook::built_in();
        let is_due = |level, severity| {
            playbook.notice(NoticeKind::AppStoreNotification).is_due(level, severity)
        };
        use EscalationLevel::{AutomaticRecovery, EmergencyRollback, ManualIntervention};
        assert!(!is_due(AutomaticRecovery, Severity::Critical));
        assert!(is_due(ManualIntervention, Severity::Critical));
        assert!(!is_due(ManualIntervention, Severity::Major));
        assert!(is_due(EmergencyRollback, Severity::Minor));
    }

    #[test]
    fn an_alert_has_the_severitys_response_time_and_other_notices_their_own() {
        let playbook = Playbook::built_in();
        let secs = |kind, severity| playbook.notice_within(kind, severity).as_secs();
        assert_eq!(secs(NoticeKind::InternalAlert, Severity::Critical), 30);
        assert_eq!(secs(NoticeKind::InternalAlert, Severity::Minor), 600);
        assert_eq!(secs(NoticeKind::Page, Severity::Minor), 60);
    }
}
