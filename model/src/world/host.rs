//! The host of a protocol: hands over what happens, carries out what is asked, keeps the contract.

use firedrill_protocol::{
    Command, CommandId, LifecycleEvent, Notice, NoticeKind, OperatorEvent, Output,
    RecoveryProtocol, Role, Timestamp,
};
use firedrill_sim::{Agenda, Handle, Time};

use super::{ContractBreach, Event, Transition, World};

/// A protocol with what its host keeps for it.
#[derive(Clone, Debug)]
pub(super) struct Host<P> {
    pub(super) protocol: P,
    running: Vec<Command>,
    last_id: Option<CommandId>,
    timer: Option<(Time, Handle)>,
    /// Wake-ups in a row at one instant.
    wakes: (Time, u32),
    broken: bool,
}

/// Outputs taken in a row before the protocol counts as endless.
const MOST_OUTPUTS: usize = 10_000;
/// Wake-ups at one instant before its timer counts as stuck.
const MOST_WAKES: u32 = 1_000;

impl<P> Host<P> {
    pub(super) fn new(protocol: P) -> Self {
        let wakes = (Time::ZERO, 0);
        Self { protocol, running: Vec::new(), last_id: None, timer: None, wakes, broken: false }
    }

    /// Takes a command out of those under way.
    pub(super) fn take_running(&mut self, id: CommandId) -> Option<Command> {
        let index = self.running.iter().position(|command| command.id == id)?;
        Some(self.running.remove(index))
    }

    /// A command that must be new: ids never go down.
    fn accept(&mut self, command: Command) -> Result<(), ContractBreach> {
        if self.last_id.is_some_and(|last| command.id <= last) {
            return Err(ContractBreach::CommandIdReused(command.id));
        }
        self.last_id = Some(command.id);
        self.running.push(command);
        Ok(())
    }
}

impl<P: RecoveryProtocol> World<P> {
    /// Takes everything the protocol wants and sets its timer.
    pub(super) fn pump(&mut self, agenda: &mut Agenda<Event>) {
        // Who broke the contract is not listened to any more; the run goes on without them.
        if self.host.broken {
            return;
        }
        let mut taken = 0;
        while let Some(output) = self.host.protocol.poll_output() {
            taken += 1;
            if taken > MOST_OUTPUTS {
                return self.break_contract(ContractBreach::EndlessOutput, agenda);
            }
            match output {
                Output::Perform(command) => match self.host.accept(command) {
                    Ok(()) => self.begin_action(command, agenda),
                    Err(breach) => return self.break_contract(breach, agenda),
                },
                Output::Notify(notice) => self.deliver(notice, agenda),
                Output::Status(status) => self.note(Transition::StatusAnnounced(status), agenda),
            }
        }
        self.set_protocol_timer(agenda);
    }

    /// The instant that the protocol asked for has come.
    pub(super) fn wake_protocol(&mut self, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        self.host.timer = None;
        let (at, count) = self.host.wakes;
        self.host.wakes = if at == now { (now, count + 1) } else { (now, 1) };
        if self.host.wakes.1 > MOST_WAKES {
            return self.break_contract(ContractBreach::StuckTimer, agenda);
        }
        self.host.protocol.handle_timeout(timestamp(now));
        self.pump(agenda);
    }

    /// Tells the protocol about its process.
    pub(super) fn tell_lifecycle(&mut self, event: LifecycleEvent, agenda: &mut Agenda<Event>) {
        self.host.protocol.handle_lifecycle(timestamp(agenda.now()), event);
        self.pump(agenda);
    }

    /// Tells the protocol what somebody did.
    pub(super) fn tell_operator(&mut self, event: OperatorEvent, agenda: &mut Agenda<Event>) {
        self.note(Transition::OperatorActed(event), agenda);
        self.host.protocol.handle_operator(timestamp(agenda.now()), event);
        self.pump(agenda);
    }

    /// Somebody answers the page and looks into it.
    pub(super) fn operator_answers(&mut self, role: Role, agenda: &mut Agenda<Event>) {
        agenda.after(self.team.investigate(), Event::OperatorActs(role));
        self.tell_operator(OperatorEvent::Acknowledged(role), agenda);
    }

    fn deliver(&mut self, notice: Notice, agenda: &mut Agenda<Event>) {
        self.note(Transition::NoticeSent(notice), agenda);
        if notice.kind == NoticeKind::Page
            && let Some(delay) = self.team.page(notice.to)
        {
            agenda.after(delay, Event::OperatorAnswers(notice.to));
        }
    }

    fn set_protocol_timer(&mut self, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let wanted = self.host.protocol.poll_timeout().map(|at| time(at).max(now));
        if wanted == self.host.timer.map(|(at, _)| at) {
            return;
        }
        if let Some((_, handle)) = self.host.timer.take() {
            agenda.cancel(handle);
        }
        self.host.timer = wanted.map(|at| (at, agenda.at(at, Event::ProtocolTimer)));
    }

    fn break_contract(&mut self, breach: ContractBreach, agenda: &mut Agenda<Event>) {
        self.host.broken = true;
        self.note(Transition::ContractBroken(breach), agenda);
    }
}

/// The kernel's instant on the protocol's timeline.
pub(super) fn timestamp(time: Time) -> Timestamp {
    Timestamp::from_nanos(time.as_nanos())
}

fn time(timestamp: Timestamp) -> Time {
    Time::from_nanos(timestamp.as_nanos())
}
