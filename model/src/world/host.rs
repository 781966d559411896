//! The host of a protocol: hands over what happens, carries out what is asked, keeps the contract.

use firedrill_protocol::{
    Action, Breakdown, Command, CommandId, Delivery, LifecycleEvent, NoticeId, OperatorEvent,
    Output, RecoveryProtocol, Timestamp,
};
use firedrill_sim::{Agenda, Handle, Time};

use super::actions::restarts;
use super::hollow::HollowStep;
use super::{ContractBreach, Event, Process, Transition, World};

/// A protocol with what its host keeps for it.
#[derive(Clone, Debug)]
pub(super) struct Host<P> {
    pub(super) protocol: P,
    running: Vec<Running>,
    tickets: u32,
    last_id: Option<CommandId>,
    /// What the protocol wants to outlive its process.
    saved: Option<String>,
    timer: Option<(Time, Handle)>,
    /// Wake-ups in a row at one instant.
    wakes: (Time, u32),
    broken: bool,
    /// What people did while the app was suspended or down: the team's channel keeps it.
    unheard: Vec<OperatorEvent>,
    /// Steps without effect; none in a normal run.
    pub(super) hollow: Vec<HollowStep>,
}

/// The host's own number of a command: ids of a protocol begin anew with each process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket(pub(super) u32);

/// A command under way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Running {
    ticket: Ticket,
    pub(super) command: Command,
    asked: Time,
    /// Whether whoever asked for it lives in a process that is gone, and will not be answered.
    pub(super) is_orphan: bool,
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
            tickets: 0,
            last_id: None,
            saved: None,
            timer: None,
            wakes,
            broken: false,
            unheard: Vec::new(),
            hollow: Vec::new(),
        }
    }

    /// Whether such an action is under way.
    pub(super) fn is_running(&self, action: Action) -> bool {
        self.running.iter().any(|running| running.command.action == action)
    }

    /// The process is gone: what it was doing ends with it, but for what is done to it from outside,
    /// and nobody is left who would be told how that ended.
    pub(super) fn forget_running(&mut self) {
        self.running.retain(|running| restarts(running.command.action));
        for running in &mut self.running {
            running.is_orphan = true;
        }
        self.last_id = None;
    }

    /// The app is suspended: its timer does not fire.
    pub(super) fn stop_timer(&mut self, agenda: &mut Agenda<Event>) {
        if let Some((_, handle)) = self.timer.take() {
            agenda.cancel(handle);
        }
    }

    /// Takes a command out of those under way.
    pub(super) fn take_running(&mut self, ticket: Ticket) -> Option<Running> {
        let index = self.running.iter().position(|running| running.ticket == ticket)?;
        Some(self.running.remove(index))
    }

    /// Whether a command is to have no effect.
    pub(super) fn is_hollow(&self, running: &Running) -> bool {
        self.hollow.iter().any(|step| step.covers(running.command.action, running.asked))
    }

    /// A command that must be new: within a process ids never go down.
    fn accept(&mut self, command: Command, asked: Time) -> Result<Ticket, ContractBreach> {
        if self.last_id.is_some_and(|last| command.id <= last) {
            return Err(ContractBreach::CommandIdReused(command.id));
        }
        self.last_id = Some(command.id);
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.running.push(Running { ticket, command, asked, is_orphan: false });
        Ok(ticket)
    }
}

impl<P: RecoveryProtocol> World<P> {
    /// How the protocol broke down, if it lives elsewhere and did: the run is worth nothing then.
    pub fn breakdown(&self) -> Option<&Breakdown> {
        self.host.protocol.breakdown()
    }

    /// Tells the protocol that nothing will happen any more.
    pub fn dismiss_protocol(&mut self) {
        self.host.protocol.handle_end();
    }

    /// Takes everything the protocol wants and sets its timer.
    pub(super) fn pump(&mut self, agenda: &mut Agenda<Event>) {
        // Who broke the contract is not listened to any more; the run goes on without them.
        if self.host.broken || self.breakdown().is_some() {
            return;
        }
        let mut taken = 0;
        while let Some(output) = self.host.protocol.poll_output() {
            taken += 1;
            if taken > MOST_OUTPUTS {
                return self.break_contract(ContractBreach::EndlessOutput, agenda);
            }
            match output {
                Output::Perform(command) => match self.host.accept(command, agenda.now()) {
                    Ok(ticket) => self.begin_action(ticket, command, agenda),
                    Err(breach) => return self.break_contract(breach, agenda),
                },
                Output::Notify(notice) => self.deliver(notice, agenda),
                Output::Status(status) => self.note(Transition::StatusAnnounced(status), agenda),
                Output::Baseline(baseline) => {
                    self.note(Transition::BaselineLearnt(baseline), agenda);
                }
                Output::Save => self.host.saved = Some(self.host.protocol.saved_state()),
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

    /// The process is new, and with it the protocol.
    pub(super) fn tell_relaunched(&mut self, agenda: &mut Agenda<Event>) {
        let now = timestamp(agenda.now());
        self.host.protocol.handle_relaunched(now, self.host.saved.as_deref());
        self.pump(agenda);
    }

    /// Tells the protocol what became of a notice.
    pub(super) fn tell_delivery(
        &mut self,
        notice: NoticeId,
        delivery: Delivery,
        agenda: &mut Agenda<Event>,
    ) {
        self.host.protocol.handle_delivery(timestamp(agenda.now()), notice, delivery);
        self.pump(agenda);
    }

    /// Tells the protocol what somebody did.
    pub(super) fn tell_operator(&mut self, event: OperatorEvent, agenda: &mut Agenda<Event>) {
        self.note(Transition::OperatorActed(event), agenda);
        if self.process != Process::Up {
            return self.host.unheard.push(event);
        }
        self.host.protocol.handle_operator(timestamp(agenda.now()), event);
        self.pump(agenda);
    }

    /// Tells the protocol what people did while the app was suspended or down.
    pub(super) fn tell_unheard(&mut self, agenda: &mut Agenda<Event>) {
        for event in core::mem::take(&mut self.host.unheard) {
            self.host.protocol.handle_operator(timestamp(agenda.now()), event);
            self.pump(agenda);
        }
    }

    fn set_protocol_timer(&mut self, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        if self.process != Process::Up {
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
        self.host.protocol.handle_breach(&breach.to_string());
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
