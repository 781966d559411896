//! What is kept of a run for whoever reads it later.

use std::collections::BTreeMap;
use std::sync::Arc;

use firedrill_model::nouns::{EmergencyStatus, Severity};
use firedrill_model::{Transition, Truth};
use firedrill_sim::{ComponentId, DigestValue, Handler, Simulation, Step, StreamPositions, Time};

/// Whether to keep the record of a run. The digest and the judge need none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recording {
    /// Keep every transition with the truth around it.
    Keep,
    /// Keep that, and every event with its digest and its draws, whether or not anything came of it.
    EveryEvent,
    /// Keep nothing.
    Discard,
}

/// Everything that happened in a run, in order.
pub type Record = Vec<Entry>;

/// One line of the record.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The number of the event that brought it about: 1 for the first.
    pub event: u64,
    /// When.
    pub at: Time,
    /// What happened.
    pub transition: Transition,
    /// What was true right after.
    pub truth: Truth,
    /// The truth's severity.
    pub severity: Option<Severity>,
    /// What the protocol had last announced.
    pub announced: EmergencyStatus,
}

/// Every event of a run, in order.
pub type Trail = Vec<EventEntry>;

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventEntry {
    /// Its number in the run: 1 for the first.
    pub number: u64,
    /// When.
    pub at: Time,
    /// Where.
    pub part: ComponentId,
    /// The run's digest after it.
    pub digest: DigestValue,
    /// Every stream that it drew from, with the words drawn from that stream so far, by name. The first
    /// event's have what was drawn to set the world up.
    pub drawn: Vec<(Arc<str>, u64)>,
}

/// Keeps the events of a run.
#[derive(Clone, Debug, Default)]
pub(crate) struct TrailKeeper {
    trail: Trail,
    positions: BTreeMap<Arc<str>, u64>,
}

impl TrailKeeper {
    /// Keeps the event that a simulation has just handled.
    pub(crate) fn keep<H: Handler + StreamPositions>(
        &mut self,
        simulation: &Simulation<H>,
        step: Step,
    ) {
        let mut drawn = vec![];
        let positions = &mut self.positions;
        simulation.handler().visit_streams(&mut |name, words| {
            if let Some(position) = positions.get_mut(name) {
                if *position == words {
                    return;
                }
                *position = words;
            } else {
                positions.insert(name.into(), words);
            }
            // A stream from which nothing was drawn yet is no news.
            if words > 0
                && let Some((name, _)) = positions.get_key_value(name)
            {
                drawn.push((Arc::clone(name), words));
            }
        });
        drawn.sort_unstable();
        self.trail.push(EventEntry {
            number: step.sequence,
            at: step.time,
            part: step.component,
            digest: simulation.digest(),
            drawn,
        });
    }

    /// The events kept.
    pub(crate) fn finish(self) -> Trail {
        self.trail
    }
}
