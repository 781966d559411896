//! The workload: phase follows phase, and imports bring jobs.

use firedrill_protocol::RecoveryProtocol;
use firedrill_sim::{Agenda, Span};

use super::{Event, Part, Process, Transition, World};
use crate::app::{Jobs, Phase, Workload};
use crate::units::Celsius;

/// How the person uses the app at the moment.
#[derive(Clone, Debug)]
pub(super) struct Usage {
    workload: Workload,
    phase: usize,
    /// The scenario's surroundings, from which phases differ.
    ambient: Celsius,
}

/// A chunk of imported jobs arrives this long after the one before (assumed).
const CHUNK_EVERY: Span = Span::from_millis(800);

impl Usage {
    pub(super) fn new(workload: Workload, ambient: Celsius) -> Self {
        Self { workload, phase: 0, ambient }
    }

    pub(super) fn phase(&self) -> &'static Phase {
        &self.workload.phases()[self.phase]
    }

    /// Temperature of the surroundings in this phase, faults aside.
    pub(super) fn ambient(&self) -> Celsius {
        Celsius::new(self.ambient.get() + self.phase().warmer_k)
    }

    fn next_phase(&mut self) {
        self.phase = (self.phase + 1) % self.workload.phases().len();
    }
}

impl<P: RecoveryProtocol> World<P> {
    /// What the first phase needs.
    pub(super) fn begin_usage(&mut self, agenda: &mut Agenda<Event>) {
        self.person.set_pace(self.usage.phase().swipes);
        self.enter_phase(agenda);
    }

    /// The next phase of the workload.
    pub(super) fn phase_begins(&mut self, agenda: &mut Agenda<Event>) {
        self.usage.next_phase();
        let phase = self.usage.phase();
        self.note(Transition::PhaseBegan(phase.name), agenda);
        self.faults.set_usual_ambient(self.usage.ambient());
        self.hardware.set_ambient(agenda.now(), self.faults.ambient());
        self.person.set_pace(phase.swipes);
        // Exponential pauses have no memory: one that has begun goes on at the new pace.
        if agenda.cancel_component(Part::User.id()) > 0 {
            self.person.schedule_swipe(agenda);
        }
        self.enter_phase(agenda);
        self.schedule_governor(agenda);
    }

    /// A chunk of an import arrives, is stored and ranked.
    pub(super) fn jobs_arrive(&mut self, waiting: u32, agenda: &mut Agenda<Event>) {
        if self.modes.feeds_suspended {
            agenda.after(CHUNK_EVERY, Event::JobsArrive { waiting });
            return;
        }
        let chunk = Jobs::chunk(waiting);
        self.jobs.import(agenda.now(), chunk);
        self.jobs_changed(agenda);
        self.score(agenda);
        if waiting > chunk {
            agenda.after(CHUNK_EVERY, Event::JobsArrive { waiting: waiting - chunk });
        }
    }

    /// Memory follows the jobs beyond those of ordinary use: imported, or loaded all at once.
    pub(super) fn jobs_changed(&mut self, agenda: &mut Agenda<Event>) {
        let jobs = self.jobs.held() + self.sampler.cache().jobs_beyond_rest();
        self.memory.hold_jobs(jobs);
        self.memory_changed(agenda);
    }

    /// A pass ranks what is not stale; what is goes.
    pub(super) fn evict_stale_jobs(&mut self, agenda: &mut Agenda<Event>) {
        let held = self.jobs.held();
        self.jobs.evict(agenda.now());
        if self.jobs.held() != held {
            self.jobs_changed(agenda);
        }
    }

    fn enter_phase(&mut self, agenda: &mut Agenda<Event>) {
        let phase = self.usage.phase();
        if phase.lasts < Span::MAX {
            agenda.after(phase.lasts, Event::PhaseBegins);
        }
        if phase.imports > 0 && self.process == Process::Up {
            agenda.after(CHUNK_EVERY, Event::JobsArrive { waiting: phase.imports });
        }
    }
}
