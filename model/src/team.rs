//! The team: who answers a page, and how soon.

use firedrill_protocol::Role;
use firedrill_sim::{LogNormal, Seed, Span, Stream};

/// People with a drawn time to answer.
#[derive(Clone, Debug)]
pub(crate) struct Team {
    answers: Stream,
    paged: [bool; 6],
}

/// Median and 95th percentile of the time to answer a page, and of finding out what to do (assumed;
/// nothing is published of this team).
const ANSWER_S: (f64, f64) = (60.0, 180.0);
const INVESTIGATE_S: (f64, f64) = (60.0, 150.0);

impl Team {
    /// A team at work.
    pub(crate) fn new(seed: Seed) -> Self {
        Self { answers: Stream::open(seed, "team/answers"), paged: [false; 6] }
    }

    /// Somebody is paged. Returns when they answer; `None` when they are already on it.
    pub(crate) fn page(&mut self, role: Role) -> Option<Span> {
        if core::mem::replace(&mut self.paged[role as usize], true) {
            return None;
        }
        Some(self.draw(ANSWER_S))
    }

    /// How long somebody who answered investigates before acting.
    pub(crate) fn investigate(&mut self) -> Span {
        self.draw(INVESTIGATE_S)
    }

    /// Somebody is done and can be paged again.
    pub(crate) fn release(&mut self, role: Role) {
        self.paged[role as usize] = false;
    }

    /// Streams it draws from, with their positions.
    pub(crate) fn visit_streams(&self, visit: &mut dyn FnMut(&str, u64)) {
        visit(self.answers.name(), self.answers.words_drawn());
    }

    fn draw(&mut self, (median_s, p95_s): (f64, f64)) -> Span {
        match LogNormal::from_median_and_p95(median_s, p95_s) {
            Ok(delay) => Span::from_secs_f64(delay.sample(&mut self.answers)),
            Err(error) => unreachable!("the team's quantiles are constants: {error}"),
        }
    }
}
