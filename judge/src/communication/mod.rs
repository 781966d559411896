//! Who was told what: what the playbook calls for, against what arrived.
//!
//! What is owed follows from the truth, as far as it shows for long enough that nobody can miss it, and
//! from what was announced; never from what a protocol thinks. What is given is what arrived.

mod drilled;
mod duties;
mod receipts;
mod visibility;

use firedrill_model::nouns::{
    EmergencyStatus, IncidentType, Notice, NoticeKind, OperatorEvent, Phase, Playbook, Role,
    Severity,
};
use firedrill_model::{Transition, Truth, Ui};
use firedrill_sim::{Span, Time};

use self::drilled::Drilled;
use self::duties::{Cause, Duties, Duty};
use self::receipts::Receipts;
use crate::property::Property;
use crate::symptoms::Symptoms;

/// Notices called for by the level and the severity that an emergency has come to.
const CALLS: [NoticeKind; 4] = [
    NoticeKind::AppStoreNotification,
    NoticeKind::UserCommunication,
    NoticeKind::ComplianceReview,
    NoticeKind::PostMortemRequest,
];

/// Follows who is told.
#[derive(Clone, Debug, Default)]
pub(crate) struct Communication {
    clock: UsableTime,
    duties: Duties,
    receipts: Receipts,
    drilled: Drilled,
    announced: Option<EmergencyStatus>,
    /// What the truth showed last, by [`IncidentType::index`].
    shown: [Option<Severity>; 4],
    /// Somebody answered a page of this emergency, or there is nothing left to answer.
    paging_is_over: bool,
}

/// A breach, in a sentence.
pub(crate) type Breach = (Property, String);

/// Time in which something could be said: the channel works, and so does the process that the protocol
/// lives in.
#[derive(Clone, Copy, Debug, Default)]
struct UsableTime {
    passed: Span,
    read_at: Time,
    channel_is_down: bool,
    process_is_down: bool,
}

impl UsableTime {
    fn advance(&mut self, now: Time) {
        if !self.channel_is_down && !self.process_is_down {
            self.passed += now - self.read_at;
        }
        self.read_at = now;
    }
}

impl Communication {
    /// Reads what an event did, as the judge does. `healthy` tells whether nobody is to be told
    /// anything.
    pub(crate) fn observe(
        &mut self,
        now: Time,
        sight: (&Truth, &Symptoms),
        transitions: &[Transition],
        playbook: &Playbook,
        healthy: bool,
    ) -> Vec<Breach> {
        // What was late before this event is late, whatever it brings.
        let mut breaches: Vec<_> = self.advance(now).into_iter().collect();
        let (truth, symptoms) = sight;
        self.see(now, symptoms, playbook);
        for transition in transitions {
            breaches.extend(self.read(transition, playbook, healthy));
        }
        self.clock.process_is_down = matches!(truth.ui, Ui::Relaunching | Ui::Suspended);
        breaches
    }

    /// Time has passed since the last event. Returns what is late by now.
    fn advance(&mut self, now: Time) -> Option<Breach> {
        self.clock.advance(now);
        while let Some(late) = self.duties.take_late(self.clock.passed) {
            // What the monitor did not show for long enough is told well enough by the type alone.
            let is_excused = !late.was_visible() && self.receipts.knows_of(&late);
            if !is_excused {
                return Some((Property::TellsEverybodyInTime, late.to_string()));
            }
        }
        None
    }

    /// Reads the truth, before what was done about it.
    fn see(&mut self, now: Time, symptoms: &Symptoms, playbook: &Playbook) {
        for incident in IncidentType::ALL {
            let severity = symptoms.get(incident);
            let before = core::mem::replace(&mut self.shown[incident.index()], severity);
            if severity < before {
                self.duties.lapse(incident, severity);
                if severity.is_none() && !self.is_in_emergency_mode() {
                    self.receipts.forget(incident);
                }
            }
            if severity > before {
                let lag = now - symptoms.began(incident, now);
                let new =
                    |reached: &Severity| Some(*reached) > before && Some(*reached) <= severity;
                for reached in Severity::ALL.into_iter().filter(new) {
                    self.owe_alert(Some(incident), reached, Cause::Shown, lag, playbook);
                }
            }
        }
    }

    fn read(
        &mut self,
        transition: &Transition,
        playbook: &Playbook,
        healthy: bool,
    ) -> Option<Breach> {
        match transition {
            Transition::StatusAnnounced(status) => self.hear_status(status, playbook),
            Transition::Sampled(sample) => self.duties.sampled(sample, playbook),
            Transition::NoticeSent(notice) => {
                self.receipts.sent(notice);
                self.drilled.sent(notice);
            }
            Transition::NoticeDelivered(notice) => return self.arrived(notice, playbook, healthy),
            Transition::ChannelChanged { is_up } => self.clock.channel_is_down = !is_up,
            Transition::OperatorActed(OperatorEvent::Triggered(_, incident)) => {
                self.drilled.triggered(*incident);
            }
            Transition::OperatorActed(event) if event.is_acknowledgement() => self.end_paging(),
            _ => {}
        }
        None
    }

    fn is_in_emergency_mode(&self) -> bool {
        self.announced.is_some()
    }

    fn hear_status(&mut self, status: &EmergencyStatus, playbook: &Playbook) {
        let in_emergency = status.is_in_emergency_mode();
        let was_in_emergency = self.is_in_emergency_mode();
        self.announced = in_emergency.then_some(*status);
        match (was_in_emergency, in_emergency) {
            (false, false) => return,
            (true, false) => {
                self.drilled.end();
                return self.owe_the_end(playbook);
            }
            // Who has not heard of the end of the last one is in the middle of this one.
            (false, true) => self.duties.retain(|duty| duty.kind != NoticeKind::Resolved),
            (true, true) => {}
        }
        if status.phase == Phase::Resuming {
            self.end_paging();
        }
        let severity = status.severity.unwrap_or(Severity::Minor);
        self.receipts.announced(status.escalation, severity);
        if playbook.notice(NoticeKind::InternalAlert).is_due(status.escalation, severity) {
            self.owe_announced_alert(status.incident, Severity::Minor, severity, playbook);
            self.owe_announced_alert(None, severity, severity, playbook);
        }
        for kind in CALLS {
            if playbook.notice(kind).is_due(status.escalation, severity) {
                for role in &playbook.notice(kind).to {
                    self.owe(kind, *role, severity, Span::ZERO, playbook);
                }
            }
        }
        let pages = playbook.notice(NoticeKind::Page);
        if pages.is_due(status.escalation, severity) && !self.paging_is_over {
            let one_by_one = pages.unanswered_for.is_some();
            let first = if one_by_one { &pages.to[..1] } else { &pages.to };
            for role in first {
                self.owe(NoticeKind::Page, *role, severity, Span::ZERO, playbook);
            }
        }
    }

    /// A message arrived. One of an id that arrived before says nothing new.
    fn arrived(&mut self, notice: &Notice, playbook: &Playbook, healthy: bool) -> Option<Breach> {
        let arrival = self.receipts.arrived(notice)?;
        self.duties.fulfil(notice);
        self.owe_what_follows(notice, arrival.is_history, playbook);
        let receipt = format!("{} ({})", notice.to.name(), notice.kind.name());
        let is_false_alarm = healthy && !self.drilled.account_for(notice.id);
        if is_false_alarm && is_about_an_emergency(notice.kind) {
            return nobody_else(format!("{receipt} was told of an emergency in a healthy run"));
        }
        let rule = playbook.notice(notice.kind);
        if !rule.names(notice.to) {
            return nobody_else(format!("{receipt} was told what the playbook tells others"));
        }
        let (level, severity) = arrival.reached;
        let is_news = is_outside(notice.to) && notice.kind != NoticeKind::Resolved;
        if is_news && !rule.is_due(level, severity) {
            let level = level.level();
            return nobody_else(format!("{receipt} was told though the level was {level}"));
        }
        (arrival.is_again && is_about_an_emergency(notice.kind)).then(|| {
            let about = format!("{}, {}", notice.incident, notice.severity);
            (Property::TellsEverybodyOnce, format!("{receipt} was told twice: {about}"))
        })
    }

    fn owe_what_follows(&mut self, notice: &Notice, is_history: bool, playbook: &Playbook) {
        if is_history && self.receipts.awaits_the_end(notice.to) && !self.is_in_emergency_mode() {
            let (kind, severity) = (NoticeKind::Resolved, notice.severity);
            self.owe(kind, notice.to, severity, Span::ZERO, playbook);
        }
        let pages = playbook.notice(NoticeKind::Page);
        let Some(patience) = pages.unanswered_for.filter(|_| notice.kind == NoticeKind::Page)
        else {
            return;
        };
        let next = pages.to.iter().skip_while(|role| **role != notice.to).nth(1);
        if let Some(next) = next.filter(|_| self.is_in_emergency_mode() && !self.paging_is_over) {
            let patience = Span::from(patience);
            self.owe(NoticeKind::Page, *next, notice.severity, patience, playbook);
        }
    }

    /// The emergency is over: everybody who was told is to hear of it.
    fn owe_the_end(&mut self, playbook: &Playbook) {
        self.end_paging();
        self.paging_is_over = false;
        self.receipts.period_ends(&self.shown);
        let severity = Severity::Minor;
        for role in playbook.notice(NoticeKind::Resolved).to.iter().copied() {
            if self.receipts.awaits_the_end(role) {
                self.duties.owe(self.duty(NoticeKind::Resolved, role, severity, playbook));
            }
        }
    }

    fn end_paging(&mut self) {
        self.paging_is_over = true;
        self.duties.retain(|duty| duty.kind != NoticeKind::Page);
    }

    /// Owes a notice once an emergency, due after some time.
    fn owe(
        &mut self,
        kind: NoticeKind,
        to: Role,
        severity: Severity,
        after: Span,
        playbook: &Playbook,
    ) {
        let duty = self.duty(kind, to, severity, playbook);
        let duty = Duty { deadline: duty.deadline + after, ..duty };
        if !self.receipts.holds_in_this_emergency(&duty) {
            self.duties.owe(duty);
        }
    }

    /// Who announces an emergency owes an alert about what is announced.
    fn owe_announced_alert(
        &mut self,
        about: Option<IncidentType>,
        at_least: Severity,
        announced: Severity,
        playbook: &Playbook,
    ) {
        for role in &playbook.notice(NoticeKind::InternalAlert).to {
            let duty = self.duty(NoticeKind::InternalAlert, *role, announced, playbook);
            let duty = Duty { about, at_least, ..duty };
            if !self.receipts.holds_in_this_emergency(&duty) {
                self.duties.owe(duty);
            }
        }
    }

    /// What shows for as long as the severity's response time is owed an alert, unless the team knows
    /// of it already. `lag` is how long ago it began to show.
    fn owe_alert(
        &mut self,
        about: Option<IncidentType>,
        at_least: Severity,
        cause: Cause,
        lag: Span,
        playbook: &Playbook,
    ) {
        for role in &playbook.notice(NoticeKind::InternalAlert).to {
            let duty = self.duty(NoticeKind::InternalAlert, *role, at_least, playbook);
            let deadline = duty.deadline.saturating_sub(lag);
            let duty = Duty { about, at_least, cause, deadline, ..duty };
            if !self.receipts.is_known(&duty) {
                self.duties.owe(duty);
            }
        }
    }

    fn duty(&self, kind: NoticeKind, to: Role, severity: Severity, playbook: &Playbook) -> Duty {
        let limit = Span::from(playbook.notice_within(kind, severity));
        let deadline = self.clock.passed + limit;
        let at_least = Severity::Minor;
        let (about, cause, visible) = (None, Cause::Announced, Span::ZERO);
        Duty { kind, to, about, at_least, cause, limit, deadline, visible }
    }
}

fn nobody_else(about: String) -> Option<Breach> {
    Some((Property::TellsNobodyElse, about))
}

/// Whether it is of an emergency that somebody is told.
const fn is_about_an_emergency(kind: NoticeKind) -> bool {
    match kind {
        NoticeKind::InternalAlert
        | NoticeKind::Page
        | NoticeKind::AppStoreNotification
        | NoticeKind::UserCommunication
        | NoticeKind::ComplianceReview
        | NoticeKind::PostMortemRequest
        | NoticeKind::Resolved => true,
        NoticeKind::InvalidBaseline => false,
    }
}

/// Whether somebody is told by mistake too early for good: engineers may always be asked.
const fn is_outside(role: Role) -> bool {
    match role {
        Role::EngineeringLead | Role::Platform | Role::Product => false,
        Role::Compliance | Role::AppStoreTeam | Role::Users => true,
    }
}
