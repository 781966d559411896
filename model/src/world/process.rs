//! The app's process: memory lines, kills, restarts.

use firedrill_protocol::{LifecycleEvent, RecoveryProtocol};
use firedrill_sim::{Agenda, Span};

use super::{Event, MEMORY_LINES, Part, Process, Transition, World};
use crate::app::{Memory, Modes};
use crate::faults::Seat;

/// How long a launch takes (assumed).
pub(super) const LAUNCH: Span = Span::from_secs(3);

impl<P: RecoveryProtocol> World<P> {
    /// Looks at the footprint after anything that changed it: lines it passed, and the system that
    /// kills an app that is far too large.
    pub(super) fn memory_changed(&mut self, agenda: &mut Agenda<Event>) {
        let total = self.memory.total(agenda.now());
        if self.process == Process::Up && total > self.hardware.device.jetsam_limit {
            return self.jetsam(agenda);
        }
        self.schedule_memory_line(agenda);
        let level = MEMORY_LINES.into_iter().rev().find(|line| *line < total);
        let before = core::mem::replace(&mut self.memory_level, level);
        let Some(line) = level.filter(|_| level > before) else { return };
        self.note(Transition::MemoryPassed(line), agenda);
        // The operating system warns at the app's own limit.
        if Some(line) == MEMORY_LINES.last().copied() && self.process == Process::Up {
            self.tell_lifecycle(LifecycleEvent::MemoryWarning, agenda);
        }
    }

    /// Ends the process to start it again after `down_for`.
    pub(super) fn restart(&mut self, down_for: Span, agenda: &mut Agenda<Event>) {
        let swipes_lost = self.journal.lose_buffer();
        self.note(Transition::ProcessEnded { swipes_lost }, agenda);
        self.take_down(down_for, agenda);
    }

    /// The process is up again: nothing is suspended, nothing is cached.
    pub(super) fn process_up(&mut self, agenda: &mut Agenda<Event>) {
        self.process = Process::Up;
        self.note(Transition::ProcessUp, agenda);
        agenda.after(self.feeds.next_poll(1.0), Event::FeedPoll);
        self.person.schedule_swipe(agenda);
        self.memory_changed(agenda);
        self.update_load(agenda);
        self.tell_lifecycle(LifecycleEvent::Relaunched, agenda);
    }

    fn jetsam(&mut self, agenda: &mut Agenda<Event>) {
        let swipes_lost = self.journal.lose_buffer();
        self.note(Transition::Jetsammed { swipes_lost }, agenda);
        // Down before anything else looks at the footprint: a process is killed once.
        self.process = Process::Down;
        // No action did it: what lived in the process went with it.
        for number in self.faults.in_force_where(|kind| kind.spec().seat == Seat::Process) {
            self.end_fault(number, None, agenda);
        }
        self.take_down(LAUNCH, agenda);
    }

    fn take_down(&mut self, down_for: Span, agenda: &mut Agenda<Event>) {
        self.process = Process::Down;
        self.executor.clear(agenda);
        for part in [Part::User, Part::Feeds, Part::Tasks, Part::Journal, Part::Process] {
            agenda.cancel_component(part.id());
        }
        self.timers.breaker = None;
        self.memory = Memory::after_launch();
        self.jobs.evict_all();
        self.sampler.relaunch();
        self.feeds.relaunch();
        self.modes = Modes::default();
        self.schedule_memory_line(agenda);
        self.update_load(agenda);
        agenda.after(down_for, Event::ProcessUp);
    }
}
