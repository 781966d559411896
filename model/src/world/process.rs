//! The app's process: memory lines, deaths, restarts, suspension.

use firedrill_protocol::{LifecycleEvent, RecoveryProtocol};
use firedrill_sim::{Agenda, Seed, Span, Stream, Time};

use super::{Death, Event, MEMORY_LINES, Part, Transition, World};
use crate::app::{Memory, Modes};
use crate::delay::Delay;
use crate::faults::Seat;

/// Whether the app runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Process {
    Up,
    Down,
    Suspended(Sleep),
}

/// A suspension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sleep {
    since: Time,
    pub(super) until: Time,
    /// The fault that brought it.
    fault: usize,
}

impl Process {
    /// The instant that the app would take this for: it does not notice that it sleeps.
    pub(super) const fn app_now(self, now: Time) -> Time {
        match self {
            Self::Suspended(sleep) => sleep.since,
            Self::Up | Self::Down => now,
        }
    }
}

/// When a person launches an app that died in their hands.
#[derive(Clone, Debug)]
pub(super) struct Relaunches {
    delays: Stream,
}

/// The time until somebody taps the icon again (assumed).
const TAPS_AGAIN: Delay = Delay::in_s(6.0, 30.0);
/// What was to happen at the instant of a suspension happens just after the app goes on.
const JUST_AFTER: Span = Span::from_nanos(1);

impl Relaunches {
    pub(super) fn new(seed: Seed) -> Self {
        Self { delays: Stream::open(seed, "process/relaunches") }
    }

    pub(super) fn visit_streams(&self, visit: &mut dyn FnMut(&str, u64)) {
        visit(self.delays.name(), self.delays.words_drawn());
    }

    fn draw(&mut self) -> Span {
        TAPS_AGAIN.draw(&mut self.delays)
    }
}

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
        self.go_on_prefetching(agenda);
        let level = MEMORY_LINES.into_iter().rev().find(|line| *line < total);
        let before = core::mem::replace(&mut self.memory_level, level);
        let Some(line) = level.filter(|_| level > before) else { return };
        self.note(Transition::MemoryPassed(line), agenda);
        self.pressure_rose(total, agenda);
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
        self.tell_relaunched(agenda);
        self.tell_unheard(agenda);
    }

    fn jetsam(&mut self, agenda: &mut Agenda<Event>) {
        let swipes_lost = self.journal.lose_buffer();
        self.note(Transition::Jetsammed { swipes_lost }, agenda);
        self.end_unasked(LAUNCH, agenda);
    }

    /// The process crashes or is killed; the person launches the app again.
    pub(super) fn die(&mut self, death: Death, agenda: &mut Agenda<Event>) {
        let swipes_lost = self.journal.lose_buffer();
        self.note(Transition::ProcessDied { death, swipes_lost }, agenda);
        let away = self.relaunches.draw();
        self.end_unasked(away + LAUNCH, agenda);
    }

    fn end_unasked(&mut self, down_for: Span, agenda: &mut Agenda<Event>) {
        // Down before anything else looks at the footprint: a process is killed once.
        self.process = Process::Down;
        // No action did it: what lived in the process went with it.
        for number in self.faults.in_force_where(|kind| kind.spec().seat == Seat::Process) {
            self.end_fault(number, None, agenda);
        }
        self.take_down(down_for, agenda);
    }

    /// The system suspends the app, which hears of it just before. What the app was about to do it
    /// does later by as much as it sleeps.
    pub(super) fn suspend_app(&mut self, fault: usize, pause: Span, agenda: &mut Agenda<Event>) {
        self.tell_lifecycle(LifecycleEvent::Suspending, agenda);
        let since = agenda.now();
        let until = since + pause;
        self.process = Process::Suspended(Sleep { since, until, fault });
        self.note(Transition::ProcessSuspended, agenda);
        for part in Part::OF_THE_APP {
            agenda.delay_component(part.id(), pause + JUST_AFTER);
        }
        self.host.stop_timer(agenda);
        self.memory.freeze(since);
        self.schedule_memory_line(agenda);
        self.update_load(agenda);
        agenda.at(until, Event::ProcessResumes);
    }

    /// The app goes on where it was suspended, then hears of it and of what people did meanwhile.
    pub(super) fn resume(&mut self, agenda: &mut Agenda<Event>) {
        let Process::Suspended(sleep) = self.process else { return };
        self.process = Process::Up;
        self.executor.skip(sleep.until - sleep.since);
        self.memory.thaw(agenda.now());
        self.note(Transition::ProcessResumed, agenda);
        self.memory_changed(agenda);
        self.update_load(agenda);
        self.end_fault(sleep.fault, None, agenda);
        self.tell_lifecycle(LifecycleEvent::Resumed, agenda);
        self.tell_unheard(agenda);
    }

    /// Whether the app sleeps through an event of its own that came up meanwhile, and gets to it
    /// later.
    pub(super) fn sleeps_through(&self, event: Event, agenda: &mut Agenda<Event>) -> bool {
        let Process::Suspended(sleep) = self.process else { return false };
        let component = firedrill_sim::Event::component(&event);
        let is_of_the_app = Part::OF_THE_APP.iter().any(|part| part.id() == component);
        if is_of_the_app {
            agenda.at(sleep.until + JUST_AFTER, event);
        }
        is_of_the_app
    }

    fn take_down(&mut self, down_for: Span, agenda: &mut Agenda<Event>) {
        self.process = Process::Down;
        self.host.forget_running();
        self.host.stop_timer(agenda);
        self.executor.clear(agenda);
        let ends = [Part::User, Part::Feeds, Part::Tasks, Part::Journal, Part::Process];
        for part in ends.into_iter().chain([Part::Channel]) {
            agenda.cancel_component(part.id());
        }
        self.timers.breaker = None;
        self.memory = Memory::after_launch();
        self.jobs.evict_all();
        self.sampler.relaunch(self.faults.persists_posterior());
        self.races.relaunch();
        self.monitor.relaunch();
        self.feeds.relaunch();
        self.modes = Modes::default();
        self.schedule_memory_line(agenda);
        self.update_load(agenda);
        agenda.after(down_for, Event::ProcessUp);
    }
}
