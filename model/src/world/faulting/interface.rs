//! Interface faults in force.

use firedrill_protocol::RecoveryProtocol;
use firedrill_sim::{Agenda, Span};

use super::Faults;
use crate::app::{Signal, Stage, TaskKind};
use crate::faults::{FaultKind, InterfaceFault};
use crate::world::{Event, World};

impl Faults {
    /// How long the main thread reads a file for each swipe.
    pub(in crate::world) fn blocking_read(&self) -> Option<Span> {
        self.find(|kind| match kind {
            FaultKind::Interface(InterfaceFault::BlockingFileRead { read }) => Some(read.0),
            _ => None,
        })
    }

    /// What each frame costs the main thread while a view is invalidated in each.
    pub(in crate::world) fn stormy_frame(&self) -> Option<Span> {
        self.find(|kind| match kind {
            FaultKind::Interface(InterfaceFault::FrameStorm { frame }) => Some(frame.0),
            _ => None,
        })
    }
}

impl<P: RecoveryProtocol> World<P> {
    pub(super) fn interface_fault_begins(
        &mut self,
        number: usize,
        fault: InterfaceFault,
        agenda: &mut Agenda<Event>,
    ) {
        match fault {
            // The next swipe pays.
            InterfaceFault::BlockingFileRead { .. } => {}
            InterfaceFault::FrameStorm { .. } => self.update_load(agenda),
            InterfaceFault::FullHang {} => {
                let stages = [Stage::CheckThenSleep(Signal::Never, Span::ZERO)];
                self.executor.spawn(TaskKind::Hang(number), &stages, agenda);
                self.after_tasks(agenda);
            }
        }
    }

    pub(super) fn interface_fault_ends(
        &mut self,
        number: usize,
        fault: InterfaceFault,
        agenda: &mut Agenda<Event>,
    ) {
        match fault {
            InterfaceFault::BlockingFileRead { .. } => {}
            InterfaceFault::FrameStorm { .. } => self.update_load(agenda),
            InterfaceFault::FullHang {} => {
                self.executor.cancel(agenda, |kind, _| kind == TaskKind::Hang(number));
                self.after_tasks(agenda);
            }
        }
    }
}
