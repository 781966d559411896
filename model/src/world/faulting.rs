//! Faults in force: each is a cause in the world, and what it does follows from mechanism.

use firedrill_protocol::{Action, Bytes, RecoveryProtocol};
use firedrill_sim::{Agenda, Span, Time};

use super::process::LAUNCH;
use super::{Event, Process, Transition, World};
use crate::app::{Modes, Stage, TaskKind};
use crate::faults::{Fault, FaultKind};
use crate::units::Celsius;

/// The plan's faults, and which of them are in force.
#[derive(Clone, Debug)]
pub(super) struct Faults {
    all: Vec<Fault>,
    in_force: Vec<bool>,
    usual_ambient: Celsius,
}

impl Faults {
    pub(super) fn new(faults: &[Fault], usual_ambient: Celsius) -> Self {
        Self { all: faults.to_vec(), in_force: vec![false; faults.len()], usual_ambient }
    }

    /// Schedules when each begins and, if it does so by itself, ends.
    pub(super) fn schedule(&self, agenda: &mut Agenda<Event>) {
        for (number, fault) in self.all.iter().enumerate() {
            agenda.at(Time::ZERO + fault.at.0, Event::FaultBegins(number));
            if let Some(lasts) = fault.lasts {
                agenda.at(Time::ZERO + fault.at.0 + lasts.0, Event::FaultEnds(number));
            }
        }
    }

    /// What a reloaded engine costs each pass.
    pub(super) fn engine_reload_ms(&self) -> Option<f64> {
        self.find(|kind| match kind {
            FaultKind::EngineReloadEverySwipe { reload } => Some(reload.0.as_millis_f64()),
            _ => None,
        })
    }

    /// How long a refresh holds the job store while locks are taken in the wrong order.
    pub(super) fn inversion_window(&self) -> Option<Span> {
        self.find(|kind| match kind {
            FaultKind::LockOrderInversion { window } => Some(window.0),
            _ => None,
        })
    }

    /// What each swipe adds to an image cache that evicts nothing.
    pub(super) fn images_without_eviction(&self) -> Option<Bytes> {
        self.find(|kind| match kind {
            FaultKind::CacheWithoutEviction { per_swipe } => Some(*per_swipe),
            _ => None,
        })
    }

    /// The share of feed attempts that fail.
    pub(super) fn failing_share(&self) -> Option<f64> {
        self.find(|kind| match kind {
            FaultKind::FeedErrorBurst { failing } => Some(failing.fraction()),
            _ => None,
        })
    }

    /// Threads that spin, unless what they belong to is suspended.
    pub(super) fn runaway_threads(&self, modes: &Modes) -> f64 {
        if modes.background_suspended || modes.computations_suspended {
            return 0.0;
        }
        self.sum(|kind| match kind {
            FaultKind::BackgroundLoad { threads } => threads.fraction(),
            _ => 0.0,
        })
    }

    /// Extra power of a radio that is kept up.
    pub(super) fn radio_watts(&self) -> f64 {
        self.sum(|kind| match kind {
            FaultKind::RadioDrain { power } => power.get(),
            _ => 0.0,
        })
    }

    /// Temperature of the surroundings: the hottest fault's, or the usual one.
    fn ambient(&self) -> Celsius {
        let mut ambient = None;
        for kind in self.kinds() {
            if let FaultKind::AmbientHeat { ambient: hot } = kind
                && ambient.is_none_or(|known: Celsius| hot.get() > known.get())
            {
                ambient = Some(*hot);
            }
        }
        ambient.unwrap_or(self.usual_ambient)
    }

    /// Numbers of the faults in force that `which` picks.
    pub(super) fn in_force_where(&self, which: impl Fn(&FaultKind) -> bool) -> Vec<usize> {
        let numbered = self.all.iter().zip(&self.in_force).enumerate();
        let picked = numbered.filter(|(_, (fault, on))| **on && which(&fault.kind));
        picked.map(|(number, _)| number).collect()
    }

    fn kinds(&self) -> impl Iterator<Item = &FaultKind> {
        self.all.iter().zip(&self.in_force).filter(|(_, on)| **on).map(|(fault, _)| &fault.kind)
    }

    fn find<T>(&self, of: impl Fn(&FaultKind) -> Option<T>) -> Option<T> {
        self.kinds().find_map(of)
    }

    fn sum(&self, of: impl Fn(&FaultKind) -> f64) -> f64 {
        self.kinds().map(of).sum()
    }
}

impl<P: RecoveryProtocol> World<P> {
    /// A cause appears.
    pub(super) fn fault_begins(&mut self, number: usize, agenda: &mut Agenda<Event>) {
        let kind = self.faults.all[number].kind;
        if matches!(kind, FaultKind::LongLockHold { .. }) && self.process == Process::Down {
            // There is no task to take the lock before the process is up.
            agenda.after(LAUNCH, Event::FaultBegins(number));
            return;
        }
        self.faults.in_force[number] = true;
        self.note(Transition::FaultBegan(number), agenda);
        let now = agenda.now();
        match kind {
            FaultKind::Leak { component, rate } => {
                self.memory.start_leak(number, component, rate, now);
                self.memory_changed(agenda);
            }
            FaultKind::AllocationSpike { size } => {
                self.memory.abandon(number, size);
                self.memory_changed(agenda);
            }
            FaultKind::LongLockHold { lock, hold } => {
                let stages = [Stage::Acquire(lock), Stage::Wait(hold.0), Stage::Release(lock)];
                self.executor.spawn(TaskKind::LockHolder(number), &stages, agenda);
                self.after_tasks(agenda);
            }
            FaultKind::AmbientHeat { .. } => self.ambient_changed(agenda),
            FaultKind::BackgroundLoad { .. } | FaultKind::RadioDrain { .. } => {
                self.update_load(agenda);
            }
            FaultKind::CacheWithoutEviction { .. }
            | FaultKind::LockOrderInversion { .. }
            | FaultKind::FeedErrorBurst { .. }
            | FaultKind::EngineReloadEverySwipe { .. } => {}
        }
    }

    /// A cause goes away by itself.
    pub(super) fn fault_ends(&mut self, number: usize, agenda: &mut Agenda<Event>) {
        if let FaultKind::LongLockHold { .. } = self.faults.all[number].kind {
            self.executor.cancel(agenda, |kind, _| kind == TaskKind::LockHolder(number));
            self.after_tasks(agenda);
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
        self.note(Transition::FaultEnded(number, by), agenda);
        match self.faults.all[number].kind {
            FaultKind::Leak { .. } => {
                self.memory.stop_leak(number, agenda.now());
                self.memory_changed(agenda);
            }
            FaultKind::AmbientHeat { .. } => self.ambient_changed(agenda),
            _ => self.update_load(agenda),
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

    fn ambient_changed(&mut self, agenda: &mut Agenda<Event>) {
        self.hardware.set_ambient(agenda.now(), self.faults.ambient());
        self.schedule_governor(agenda);
    }
}
