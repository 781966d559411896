//! What depends on who comes first: decks that passes wait for, and requests that an actor let in.

use firedrill_protocol::RecoveryProtocol;
use firedrill_sim::{Agenda, Seed, Span, Stream};

use super::{Event, World};
use crate::app::{Lock, Signal, Stage, TaskKind};
use crate::delay::Delay;

/// How races come out.
#[derive(Clone, Debug)]
pub(super) struct Races {
    reads: Stream,
    /// Ranking requests that have checked that nobody ranks, and await their weights.
    suspended: u32,
}

/// Reading a deck from storage (assumed): usually there before half of the pass is done.
const READ: Delay = Delay::in_ms(2.0, 4.5);

impl Races {
    pub(super) fn new(seed: Seed) -> Self {
        Self { reads: Stream::open(seed, "storage/reads"), suspended: 0 }
    }

    /// The process ends, and whoever was suspended with it.
    pub(super) fn relaunch(&mut self) {
        self.suspended = 0;
    }

    pub(super) fn visit_streams(&self, visit: &mut dyn FnMut(&str, u64)) {
        visit(self.reads.name(), self.reads.words_drawn());
    }

    fn draw_read(&mut self) -> Span {
        READ.draw(&mut self.reads)
    }
}

impl<P: RecoveryProtocol> World<P> {
    /// A ranking request that has found nobody ranking: where it awaits remote weights before it
    /// begins, the next one finds the same. Returns whether it is suspended.
    pub(super) fn suspends_ranking(&mut self, agenda: &mut Agenda<Event>) -> bool {
        let suspended = self.faults.ranking_suspended().filter(|_| !self.modes.bypass);
        let Some(awaited) = suspended else { return false };
        if self.races.suspended == 0 {
            agenda.after(awaited, Event::RankingResumes);
        }
        self.races.suspended += 1;
        true
    }

    /// The weights are there: everybody who awaited them ranks. Nobody checks again.
    pub(super) fn ranking_resumes(&mut self, agenda: &mut Agenda<Event>) {
        for _ in 0..core::mem::take(&mut self.races.suspended) {
            self.rank(agenda);
        }
    }

    /// A pass of `work_ms` that reads its deck from storage while it computes, and sleeps when that
    /// takes longer: `gap` after it checked.
    pub(super) fn rank_with_a_read(&mut self, work_ms: f64, gap: Span, agenda: &mut Agenda<Event>) {
        let read = self.races.draw_read();
        self.executor.forget_the_deck();
        let reading = [Stage::Wait(read), Stage::Give(Signal::DeckIsRead)];
        self.executor.spawn(TaskKind::DeckRead, &reading, agenda);
        let ranking = [
            Stage::Acquire(Lock::ScoreCache),
            Stage::Acquire(Lock::SamplerState),
            Stage::Compute(work_ms / 2.0),
            Stage::CheckThenSleep(Signal::DeckIsRead, gap),
            Stage::Compute(work_ms / 2.0),
            Stage::Release(Lock::SamplerState),
            Stage::Release(Lock::ScoreCache),
        ];
        self.executor.spawn(TaskKind::ScoringPass, &ranking, agenda);
    }
}
