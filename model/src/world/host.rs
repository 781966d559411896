//! The host of a protocol: hands over what happens, carries out what is asked, keeps the contract.

use firedrill_protocol::{
    Action, Command, CommandId, LifecycleEvent, OperatorEvent, Output, RecoveryProtocol, Timestamp,
};
use firedrill_sim::{Agenda, Handle, Time};

use super::actions::restarts;
use super::{ContractBreach, Event, Process, Transition, World};

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
    /// What people did while the app was suspended.
    unheard: Vec<OperatorEvent>,
}

/// Outputs taken in a row before the protocol counts as endless.
const MOST_OUTPUTS: usize = 10_000;
/// Wake-ups at one instant before its timer counts as stuck.
const MOST_WAKES: u32 = 1_000;

impl<P> Host<P> {
    pub(super) fn new(protocol: P) -> Self {
        let wakes = (Time::ZERO, 0);
        Self {
            protocol,
            running: Vec::new(),
            last_id: None,
            timer: None,
            wakes,
            broken: false,
            unheard: Vec::new(),
        }
    }

    /// Whether such an action is under way.
    pub(super) fn is_running(&self, action: Action) -> bool {
        self.running.iter().any(|command| command.action == action)
    }

    /// The process died: what it was doing will never be reported, but for what is done to it.
    pub(super) fn forget_running(&mut self) {
        self.running.retain(|command| restarts(command.action));
    }

    /// The app is suspended: its timer does not fire.
    pub(super) fn stop_timer(&mut self, agenda: &mut Agenda<Event>) {
        if let Some((_, handle)) = self.timer.take() {
            agenda.cancel(handle);
        }
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
        if matches!(self.process, Process::Suspended(_)) {
            return self.host.unheard.push(event);
        }
        self.host.protocol.handle_operator(timestamp(agenda.now()), event);
        self.pump(agenda);
    }

    /// Tells the protocol what people did while the app was suspended.
    pub(super) fn tell_unheard(&mut self, agenda: &mut Agenda<Event>) {
        for event in core::mem::take(&mut self.host.unheard) {
            self.host.protocol.handle_operator(timestamp(agenda.now()), event);
            self.pump(agenda);
        }
    }

    fn set_protocol_timer(&mut self, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        if matches!(self.process, Process::Suspended(_)) {
            return;
        }
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
