//! Faults in force: each is a cause in the world, and what it does follows from mechanism.
//!
//! One file a family says what the beginning and the end of its kinds change, and what the rest of
//! the world can ask of those in force.

mod concurrency;
mod feeds;
mod interface;
mod memory;
mod monitoring;
mod recovery;
mod sampler;
mod thermals;

use firedrill_protocol::{Action, LifecycleEvent, RecoveryProtocol};
use firedrill_sim::{Agenda, Handle, Span, Time};

use self::recovery::Strikes;
use super::process::LAUNCH;
use super::{Event, Process, Transition, World};
use crate::faults::{ConcurrencyFault, Fault, FaultKind, InterfaceFault, Origin, Seat};
use crate::units::Celsius;

/// The plan's faults, and how each of them stands.
#[derive(Clone, Debug)]
pub(super) struct Faults {
    all: Vec<Fault>,
    in_force: Vec<bool>,
    /// When each acts next, if it does so from time to time.
    next_acts: Vec<Option<Handle>>,
    usual_ambient: Celsius,
    /// Whether the last good version runs, in which nothing is that the release brought.
    rolled_back: bool,
    strikes: Strikes,
}

/// The code of a bad release brings its cause again this long after something else than a rollback
/// removed it (assumed: the path is taken about every half minute).
const RELAPSE: Span = Span::from_secs(30);

impl Faults {
    pub(super) fn new(faults: &[Fault], usual_ambient: Celsius) -> Self {
        let in_force = vec![false; faults.len()];
        Self {
            all: faults.to_vec(),
            in_force,
            next_acts: vec![None; faults.len()],
            usual_ambient,
            rolled_back: false,
            strikes: Strikes::default(),
        }
    }

    /// Schedules when each begins and, if it does so by itself, ends.
    pub(super) fn schedule(&self, agenda: &mut Agenda<Event>) {
        for (number, fault) in self.all.iter().enumerate() {
            agenda.at(Time::ZERO + fault.at.0, Event::FaultBegins(number));
            if let Some(end) = fault.ends() {
                agenda.at(end, Event::FaultEnds(number));
            }
        }
    }

    /// The fault does something once this has passed, if it is still in force.
    fn act_after(&mut self, number: usize, span: Span, agenda: &mut Agenda<Event>) {
        self.next_acts[number] = Some(agenda.after(span, Event::FaultActs(number)));
    }

    /// Numbers of the faults in force that `which` picks.
    pub(super) fn in_force_where(&self, which: impl Fn(&FaultKind) -> bool) -> Vec<usize> {
        let numbered = self.all.iter().zip(&self.in_force).enumerate();
        let picked = numbered.filter(|(_, (fault, on))| **on && which(&fault.kind));
        picked.map(|(number, _)| number).collect()
    }

    /// Whether this fault's cause is there.
    pub(super) fn is_in_force(&self, number: usize) -> bool {
        self.in_force[number]
    }

    /// The faults in force.
    pub(super) fn in_force(&self) -> impl Iterator<Item = &Fault> {
        self.all.iter().zip(&self.in_force).filter(|(_, on)| **on).map(|(fault, _)| fault)
    }

    fn kinds(&self) -> impl Iterator<Item = &FaultKind> {
        self.in_force().map(|fault| &fault.kind)
    }

    fn find<T>(&self, of: impl Fn(&FaultKind) -> Option<T>) -> Option<T> {
        self.kinds().find_map(of)
    }

    fn sum(&self, of: impl Fn(&FaultKind) -> f64) -> f64 {
        self.kinds().map(of).sum()
    }

    /// Whether the cause would be there if nothing had been done about it: it comes with the
    /// version that runs, and has not ended by itself.
    fn is_in_the_code(&self, number: usize, now: Time) -> bool {
        let fault = &self.all[number];
        fault.origin == Origin::Release
            && !self.rolled_back
            && fault.ends().is_none_or(|end| now < end)
    }
}

impl<P: RecoveryProtocol> World<P> {
    /// A cause appears.
    pub(super) fn fault_begins(&mut self, number: usize, agenda: &mut Agenda<Event>) {
        let Fault { kind, origin, .. } = self.faults.all[number];
        if self.faults.in_force[number] || origin == Origin::Release && self.faults.rolled_back {
            return;
        }
        if let Process::Suspended(sleep) = self.process
            && kind.spec().seat != Seat::Outside
        {
            // Nothing goes wrong in an app that does not run.
            agenda.at(sleep.until, Event::FaultBegins(number));
            return;
        }
        if self.process == Process::Down && kind.needs_a_process() {
            agenda.after(LAUNCH, Event::FaultBegins(number));
            return;
        }
        self.faults.in_force[number] = true;
        self.note(Transition::FaultBegan(number), agenda);
        if origin == Origin::Release && self.process == Process::Up {
            // An app knows its own version, and nothing of what is wrong with it.
            self.tell_lifecycle(LifecycleEvent::Updated, agenda);
        }
        match kind {
            FaultKind::Memory(fault) => self.memory_fault_begins(number, fault, agenda),
            FaultKind::Sampler(fault) => self.sampler_fault_begins(number, fault, agenda),
            FaultKind::Concurrency(fault) => self.concurrency_fault_begins(number, fault, agenda),
            FaultKind::Thermals(fault) => self.thermal_fault_begins(number, fault, agenda),
            FaultKind::Feeds(fault) => self.feed_fault_begins(number, fault, agenda),
            FaultKind::Interface(fault) => self.interface_fault_begins(number, fault, agenda),
            FaultKind::Monitoring(fault) => self.monitoring_fault_begins(number, fault, agenda),
            FaultKind::Recovery(fault) => self.recovery_fault_begins(number, fault, agenda),
        }
    }

    /// A cause that acts from time to time does so.
    pub(super) fn fault_acts(&mut self, number: usize, agenda: &mut Agenda<Event>) {
        assert!(self.faults.in_force[number], "what a fault was going to do goes with it");
        if let Process::Suspended(sleep) = self.process {
            let next = agenda.at(sleep.until, Event::FaultActs(number));
            self.faults.next_acts[number] = Some(next);
            return;
        }
        match self.faults.all[number].kind {
            FaultKind::Concurrency(fault) => self.concurrency_fault_acts(number, fault, agenda),
            FaultKind::Feeds(fault) => self.feed_fault_acts(number, fault, agenda),
            other => unreachable!("{} never asked to act", other.name()),
        }
    }

    /// A cause goes away by itself.
    pub(super) fn fault_ends(&mut self, number: usize, agenda: &mut Agenda<Event>) {
        if let Process::Suspended(sleep) = self.process
            && self.faults.all[number].kind.spec().seat != Seat::Outside
        {
            agenda.at(sleep.until, Event::FaultEnds(number));
            return;
        }
        self.end_fault(number, None, agenda);
    }

    /// Ends a fault that is in force; `by` is the action that removed its cause.
    pub(super) fn end_fault(
        &mut self,
        number: usize,
        by: Option<Action>,
        agenda: &mut Agenda<Event>,
    ) {
        if !core::mem::replace(&mut self.faults.in_force[number], false) {
            return;
        }
        if let Some(handle) = self.faults.next_acts[number].take() {
            agenda.cancel(handle);
        }
        self.note(Transition::FaultEnded(number, by), agenda);
        match self.faults.all[number].kind {
            FaultKind::Memory(fault) => self.memory_fault_ends(number, fault, agenda),
            FaultKind::Sampler(fault) => self.sampler_fault_ends(number, fault, agenda),
            FaultKind::Concurrency(fault) => self.concurrency_fault_ends(number, fault, agenda),
            FaultKind::Thermals(fault) => self.thermal_fault_ends(number, fault, agenda),
            FaultKind::Feeds(fault) => self.feed_fault_ends(number, fault, agenda),
            FaultKind::Interface(fault) => self.interface_fault_ends(number, fault, agenda),
            FaultKind::Monitoring(fault) => self.monitoring_fault_ends(number, fault, agenda),
            FaultKind::Recovery(fault) => self.recovery_fault_ends(number, fault, agenda),
        }
        if self.faults.is_in_the_code(number, agenda.now()) {
            agenda.after(RELAPSE, Event::FaultBegins(number));
        }
    }

    /// Ends every fault in force that `which` picks.
    pub(super) fn end_faults(
        &mut self,
        by: Action,
        agenda: &mut Agenda<Event>,
        which: impl Fn(&FaultKind) -> bool,
    ) {
        for number in self.faults.in_force_where(which) {
            self.end_fault(number, Some(by), agenda);
        }
    }

    /// Process, configuration or version are replaced: every cause that sat there goes along.
    pub(super) fn replace(&mut self, by: Action, agenda: &mut Agenda<Event>) {
        if matches!(by, Action::RollbackVersion | Action::FullSystemRecovery) {
            self.faults.rolled_back = true;
            // Whatever the release brought is not in the version that runs now.
            let brought: Vec<_> = self.faults.brought_by_the_release().collect();
            for number in brought {
                self.end_fault(number, Some(by), agenda);
            }
        }
        self.end_faults(by, agenda, |kind| kind.spec().seat.is_replaced_by(by));
    }
}

impl Faults {
    fn brought_by_the_release(&self) -> impl Iterator<Item = usize> {
        let numbered = self.all.iter().zip(&self.in_force).enumerate();
        let brought = numbered.filter(|(_, (fault, on))| **on && fault.origin == Origin::Release);
        brought.map(|(number, _)| number)
    }
}

impl FaultKind {
    /// Whether there must be a process for the cause to appear in.
    const fn needs_a_process(&self) -> bool {
        matches!(
            self,
            Self::Concurrency(
                ConcurrencyFault::LongLockHold { .. } | ConcurrencyFault::PriorityInversion { .. }
            ) | Self::Interface(InterfaceFault::FullHang { .. })
        )
    }
}

impl Fault {
    fn ends(&self) -> Option<Time> {
        self.lasts.map(|lasts| Time::ZERO + self.at.0 + lasts.0)
    }
}
