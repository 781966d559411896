//! A team that is told whatever it should be, at once: for runs that are about something else.

use firedrill_judge::Symptoms;
use firedrill_model::nouns::{
    EmergencyStatus, EscalationLevel, IncidentType, Notice, NoticeId, NoticeKind, Playbook, Role,
    Severity,
};
use firedrill_model::{Transition, Truth};

/// Who tells it, and what was said.
#[derive(Clone)]
pub(crate) struct Informant {
    is_silent: bool,
    shown: [Option<Severity>; 4],
    /// With how many emergencies had ended by then.
    alerted: Vec<(IncidentType, Severity, u32)>,
    ended: u32,
    called: Vec<(NoticeKind, Role)>,
    in_emergency: bool,
    ids: u64,
}

impl Informant {
    pub(crate) fn new(is_silent: bool) -> Self {
        let (shown, alerted, called) = ([None; 4], vec![], vec![]);
        Self { is_silent, shown, alerted, ended: 0, called, in_emergency: false, ids: 1 << 32 }
    }

    /// What arrives because of what is seen and announced.
    pub(crate) fn tells(&mut self, truth: &Truth, happened: &[Transition]) -> Vec<Transition> {
        let mut arrives = Vec::new();
        if self.is_silent {
            return arrives;
        }
        let playbook = Playbook::built_in();
        let symptoms = Symptoms::of(truth, &playbook);
        for incident in IncidentType::ALL {
            self.shown[incident.index()] = symptoms.get(incident);
            let Some(severity) = symptoms.get(incident) else { continue };
            self.alert(incident, severity, &mut arrives);
        }
        for transition in happened {
            if let Transition::StatusAnnounced(status) = transition {
                self.announced(status, &playbook, &mut arrives);
            }
        }
        if !self.in_emergency {
            let shown = self.shown;
            let ended = self.ended;
            self.alerted.retain(|(incident, severity, known)| {
                *known == ended || Some(*severity) <= shown[incident.index()]
            });
        }
        arrives
    }

    fn announced(
        &mut self,
        status: &EmergencyStatus,
        playbook: &Playbook,
        arrives: &mut Vec<Transition>,
    ) {
        self.in_emergency = status.is_in_emergency_mode();
        if !self.in_emergency {
            self.ended += 1;
            let called = core::mem::take(&mut self.called);
            for role in Role::ALL {
                let is_lead = role == Role::EngineeringLead;
                if is_lead || called.iter().any(|(_, known)| *known == role) {
                    arrives.push(self.notice(NoticeKind::Resolved, role, status));
                }
            }
            return;
        }
        let severity = status.severity.unwrap_or(Severity::Minor);
        self.alert(status.incident.unwrap_or(IncidentType::ALL[0]), severity, arrives);
        for kind in NoticeKind::ALL {
            let rule = playbook.notice(kind);
            let is_a_call = !matches!(
                kind,
                NoticeKind::InternalAlert | NoticeKind::Resolved | NoticeKind::InvalidBaseline
            );
            if !is_a_call || !rule.is_due(status.escalation, severity) {
                continue;
            }
            for role in &rule.to {
                if !self.called.contains(&(kind, *role)) {
                    self.called.push((kind, *role));
                    arrives.push(self.notice(kind, *role, status));
                }
            }
        }
    }

    fn alert(&mut self, incident: IncidentType, severity: Severity, to: &mut Vec<Transition>) {
        if self.alerted.iter().any(|(known, worst, _)| *known == incident && *worst >= severity) {
            return;
        }
        self.alerted.push((incident, severity, self.ended));
        let status = EmergencyStatus {
            incident: Some(incident),
            severity: Some(severity),
            ..EmergencyStatus::NORMAL
        };
        to.push(self.notice(NoticeKind::InternalAlert, Role::EngineeringLead, &status));
    }

    fn notice(&mut self, kind: NoticeKind, to: Role, status: &EmergencyStatus) -> Transition {
        self.ids += 1;
        Transition::NoticeDelivered(Notice {
            id: NoticeId(self.ids),
            kind,
            to,
            incident: status.incident.unwrap_or(IncidentType::ALL[0]),
            severity: status.severity.unwrap_or(Severity::Minor),
            escalation: status.escalation.max(EscalationLevel::AutomaticRecovery),
        })
    }
}
