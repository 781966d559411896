//! People are told, answer, look into it and act.

use firedrill_protocol::{
    Action, ActionOutcome, Delivery, Notice, NoticeId, OperatorEvent, RecoveryProtocol, Role,
};
use firedrill_sim::{Agenda, Span, Time};

use super::actions::restarts;
use super::{Event, Process, Transition, World};
use crate::team::{Situation, Task};

/// A message passes through the team's channel within a second (assumed).
const DELIVERY: Span = Span::from_secs(1);
/// A request for a channel that does not answer is given up (FACTS: timeouts of 10 to 15 s).
const DELIVERY_TIMEOUT: Span = Span::from_secs(10);
/// Who finds no app to trigger an emergency in tries again after so long (assumed).
const TRIES_AGAIN: Span = Span::from_secs(1);

impl<P: RecoveryProtocol> World<P> {
    /// The protocol tells somebody something. Who sends it is answered by the channel.
    pub(super) fn deliver(&mut self, notice: Notice, agenda: &mut Agenda<Event>) {
        self.note(Transition::NoticeSent(notice), agenda);
        if self.faults.alert_channel_is_down() {
            agenda.after(DELIVERY_TIMEOUT, Event::NoticeEnds(notice.id, Delivery::Failed));
            return self.note(Transition::NoticeLost(notice), agenda);
        }
        self.channel.take(notice);
        agenda.after(DELIVERY, Event::NoticeArrives(notice.id));
    }

    /// A message has passed through the channel, and whoever sent it hears so if they still run. Who
    /// gets it a second time ignores it.
    pub(super) fn notice_arrives(&mut self, id: NoticeId, agenda: &mut Agenda<Event>) {
        let Some(notice) = self.channel.deliver(id) else { return };
        self.note(Transition::NoticeDelivered(notice), agenda);
        if self.process != Process::Down && !self.faults.loses_confirmations() {
            agenda.after(Span::ZERO, Event::NoticeEnds(id, Delivery::Delivered));
        }
        if !self.channel.is_new(id) {
            return;
        }
        let Some((role, delay)) = self.team.hear(notice) else { return };
        if self.faults.is_absent(role) {
            self.team.release(role);
        } else {
            agenda.after(delay, Event::OperatorAnswers(role));
        }
    }

    /// Somebody answers and looks into it, unless they are out of reach by now.
    pub(super) fn operator_answers(&mut self, role: Role, agenda: &mut Agenda<Event>) {
        if self.faults.is_absent(role) {
            return self.team.release(role);
        }
        agenda.after(self.team.investigate(role), Event::OperatorActs(role));
        if self.team.was_paged(role) {
            self.tell_operator(OperatorEvent::Acknowledged(role), agenda);
        }
    }

    /// Somebody has found out what to do, and does it.
    pub(super) fn operator_acts(&mut self, role: Role, agenda: &mut Agenda<Event>) {
        if let Process::Suspended(sleep) = self.process {
            // Nobody can do anything to an app that sleeps.
            agenda.at(sleep.until, Event::OperatorActs(role));
            return;
        }
        let task = self.team.task(role, self.situation());
        self.team.release(role);
        let event = match task {
            None => return,
            Some(Task::Attend(kind)) => OperatorEvent::Attended(role, kind),
            Some(Task::Step(action)) => {
                OperatorEvent::ManualStep(role, action, self.act_by_hand(action, agenda))
            }
        };
        self.tell_operator(event, agenda);
    }

    /// Emergencies that are triggered by hand wait for their time.
    pub(super) fn schedule_triggers(&self, agenda: &mut Agenda<Event>) {
        for (index, trigger) in self.triggers.iter().enumerate() {
            agenda.at(Time::ZERO + trigger.at.0, Event::OperatorTriggers(index));
        }
    }

    /// Somebody triggers an emergency by hand, as soon as there is an app that hears it.
    pub(super) fn operator_triggers(&mut self, index: usize, agenda: &mut Agenda<Event>) {
        let Some(trigger) = self.triggers.get(index) else { return };
        let event = OperatorEvent::Triggered(trigger.by, trigger.incident);
        match self.process {
            Process::Up => self.tell_operator(event, agenda),
            Process::Suspended(sleep) => {
                agenda.at(sleep.until, Event::OperatorTriggers(index));
            }
            Process::Down => {
                agenda.after(TRIES_AGAIN, Event::OperatorTriggers(index));
            }
        }
    }

    /// A person's step takes effect at once: the time it takes is part of the drawn one. Handlers of
    /// the app that are broken are gone around; what is not there to go back to is not there for
    /// people either.
    fn act_by_hand(&mut self, action: Action, agenda: &mut Agenda<Event>) -> ActionOutcome {
        let needs_the_app = !restarts(action) && action != Action::RollbackConfiguration;
        if needs_the_app && self.process != Process::Up || self.faults.lacks_a_target(action) {
            return ActionOutcome::Failed;
        }
        if restarts(action) {
            // Who restarts by hand lets the journal be written first.
            self.journal.write_through();
        }
        self.carry_out(action, agenda);
        ActionOutcome::Completed
    }

    fn situation(&self) -> Situation {
        let rollbacks = [Action::RollbackVersion, Action::FullSystemRecovery];
        let is_under_way = rollbacks.into_iter().any(|action| self.host.is_running(action));
        Situation {
            is_rolled_back: is_under_way || self.faults.last_good_version_runs(),
            is_restarting: is_under_way
                || self.host.is_running(Action::RestartApp)
                || self.process != Process::Up,
        }
    }
}
