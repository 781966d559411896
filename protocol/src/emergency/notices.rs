//! Who is told what, and when: each notice once an emergency, as soon as the playbook calls for it.

use serde::{Deserialize, Serialize};

use super::EmergencyRecoveryProtocol;
use super::timer::Timer;
use crate::boundary::Output;
use crate::incident::IncidentType;
use crate::notice::{Delivery, Notice, NoticeId, NoticeKind, Role};
use crate::severity::Severity;

/// What an emergency calls for as it escalates, in this order. Pages go from one to the next.
const CALLS: [NoticeKind; 5] = [
    NoticeKind::Page,
    NoticeKind::AppStoreNotification,
    NoticeKind::PostMortemRequest,
    NoticeKind::UserCommunication,
    NoticeKind::ComplianceReview,
];

/// What was said in this emergency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Told {
    /// By [`NoticeKind::index`]; alerts and pages are counted apart.
    kinds: [bool; NoticeKind::ALL.len()],
    /// The severity that the team knows of each incident type, by [`IncidentType::index`].
    alerted: [Option<Severity>; 4],
    /// How many of those who can be paged were.
    paged: u8,
}

impl EmergencyRecoveryProtocol {
    /// Says whatever the emergency has come to call for and was not said.
    pub(super) fn tell_what_is_due(&mut self) {
        self.alert();
        for kind in CALLS {
            let Some(emergency) = &self.emergency else { return };
            if !self.playbook.notice(kind).is_due(emergency.level, emergency.severity) {
                continue;
            }
            match kind {
                NoticeKind::Page if emergency.told.paged == 0 => self.page_next(),
                NoticeKind::Page => {}
                kind => self.tell_once(kind),
            }
        }
    }

    /// Pages whoever comes next, if anybody is left: who does not answer is not called again.
    pub(super) fn page_next(&mut self) {
        let rule = self.playbook.notice(NoticeKind::Page);
        let (patience, number) = (rule.unanswered_for, rule.to.len());
        let Some(emergency) = &mut self.emergency else { return };
        let Some(role) = rule.to.get(usize::from(emergency.told.paged)).copied() else { return };
        emergency.told.paged += 1;
        let is_last = usize::from(emergency.told.paged) == number;
        match patience.filter(|_| !is_last) {
            Some(patience) => self.timers.set(Timer::Page, self.now + patience),
            None => self.timers.stop(Timer::Page),
        }
        self.notify(NoticeKind::Page, role);
        if patience.is_none() && !is_last {
            self.page_next();
        }
    }

    /// Nobody answered the page in time. While things are well again there is nothing to answer.
    pub(super) fn page_again(&mut self) {
        if self.is_resuming() {
            let patience = self.playbook.notice(NoticeKind::Page).unanswered_for;
            self.timers.set(Timer::Page, self.now + patience.unwrap_or(self.period()));
        } else {
            self.page_next();
        }
    }

    /// Somebody is on it: whoever was not reached by a page need not be.
    pub(super) fn acknowledged(&mut self) {
        self.timers.stop(Timer::Page);
        self.outbox.withdraw(NoticeKind::Page);
    }

    /// Says something of the emergency as a whole.
    pub(super) fn notify(&mut self, kind: NoticeKind, to: Role) {
        let status = self.status();
        let (Some(incident), Some(severity)) = (status.incident, status.severity) else { return };
        self.say(kind, to, incident, severity);
    }

    /// Says something, in an emergency or without one.
    pub(super) fn say(
        &mut self,
        kind: NoticeKind,
        to: Role,
        incident: IncidentType,
        severity: Severity,
    ) {
        let (id, escalation) = (self.outbox.next_id(), self.status().escalation);
        let notice = Notice { id, kind, to, incident, severity, escalation };
        self.outbox.keep(self.now, notice, self.playbook.notice_within(kind, severity));
        self.outputs.push_back(Output::Notify(notice));
    }

    /// Says that there is no valid baseline, which is no incident.
    pub(super) fn report_baseline(&mut self) {
        self.tell(NoticeKind::InvalidBaseline, |protocol, kind, role| {
            let incident = IncidentType::CriticalPerformanceDegradation;
            protocol.say(kind, role, incident, Severity::Minor);
        });
    }

    /// Asks for the post-mortem, once an emergency.
    pub(super) fn request_post_mortem(&mut self) {
        self.tell_once(NoticeKind::PostMortemRequest);
    }

    /// A new emergency: who has not heard of the end of the last one is in the middle of this one.
    pub(super) fn take_back_the_end(&mut self) {
        self.outbox.withdraw(NoticeKind::Resolved);
    }

    /// All targets are met again: everybody who was told of the emergency is told of its end, also who
    /// is yet to hear what happened. To page anybody has become pointless.
    pub(super) fn notify_resolved(&mut self) {
        self.outbox.withdraw(NoticeKind::Page);
        for role in Role::ALL {
            let is_due = self.playbook.notice(NoticeKind::Resolved).names(role);
            if is_due && self.outbox.is_in_the_know(role) {
                self.notify(NoticeKind::Resolved, role);
            }
        }
    }

    /// What became of a notice.
    pub(super) fn delivered(&mut self, notice: NoticeId, delivery: Delivery) {
        self.outbox.answered(self.now, notice, delivery);
        self.send_again();
    }

    /// Sends what is due to be sent again.
    pub(super) fn send_again(&mut self) {
        while let Some(notice) = self.outbox.take_due(self.now) {
            self.outputs.push_back(Output::Notify(notice));
        }
    }

    /// Sets the time at which the outbox is looked at next.
    pub(super) fn watch_outbox(&mut self) {
        match self.outbox.next() {
            Some(at) => self.timers.set(Timer::Notices, at),
            None => self.timers.stop(Timer::Notices),
        }
    }

    /// The team's channel: an incident was detected, or has become more severe.
    fn alert(&mut self) {
        for incident in IncidentType::ALL {
            let Some(emergency) = &mut self.emergency else { return };
            let Some(case) = &emergency.cases[incident.index()] else { continue };
            let severity = case.severity;
            let rule = self.playbook.notice(NoticeKind::InternalAlert);
            let known = &mut emergency.told.alerted[incident.index()];
            if known.is_some_and(|known| known >= severity)
                || !rule.is_due(emergency.level, severity)
            {
                continue;
            }
            *known = Some(severity);
            self.tell(NoticeKind::InternalAlert, |protocol, kind, role| {
                protocol.say(kind, role, incident, severity);
            });
        }
    }

    fn tell_once(&mut self, kind: NoticeKind) {
        let Some(emergency) = &mut self.emergency else { return };
        if !core::mem::replace(&mut emergency.told.kinds[kind.index()], true) {
            self.tell(kind, Self::notify);
        }
    }

    /// Tells everybody whom the playbook names, in its order.
    fn tell(&mut self, kind: NoticeKind, say: impl Fn(&mut Self, NoticeKind, Role)) {
        for place in 0..Role::ALL.len() {
            let Some(role) = self.playbook.notice(kind).to.get(place).copied() else { return };
            say(self, kind, role);
        }
    }
}
