//! Two runs of one plan, side by side.

use std::collections::VecDeque;
use std::sync::Arc;

use firedrill_model::nouns::EmergencyStatus;
use firedrill_model::{Part, Transition, World};
use firedrill_protocol::{Breakdown, Briefing, RecoveryProtocol};
use firedrill_sim::lockstep::{self, Divergence, DivergenceKind};
use firedrill_sim::{Simulation, StreamPositions, Time};

use crate::Plan;
use crate::record::{Entry, EventEntry, Recording};
use crate::rehearsal::{Rehearsal, RunError};

/// What two runs of a plan came to, side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Where they first differed.
    pub parting: Option<Parting>,
    /// When and how the protocol of either broke down.
    pub broken: Option<(Time, Breakdown)>,
}

/// Where two runs of a plan part, and what is around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Parting {
    /// The first event that differs.
    pub divergence: Divergence,
    /// The last of what happened in both before it, oldest first, samples left out.
    pub before: Vec<Entry>,
    /// The last event that both share.
    pub last_shared: Option<EventEntry>,
    /// The first run from there.
    pub first: Branch,
    /// The second run from there.
    pub second: Branch,
}

/// One of two runs, from the event at which they part.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Branch {
    /// That event, with the streams that stand elsewhere than in the other run; `None` when the run
    /// had ended.
    pub event: Option<EventEntry>,
    /// What happened in it.
    pub entries: Vec<Entry>,
    /// The first of what happened afterwards, samples left out.
    pub after: Vec<Entry>,
}

/// How much is kept of what happened before.
const BEFORE_MAX: usize = 10;
/// How much is shown of what happened afterwards.
const AFTER_MAX: usize = 4;
/// Events after which the search for that is given up: a run can go on for long without news.
const EVENTS_AFTER_MAX: usize = 5_000;

/// Runs a plan twice, side by side, and says where the two first differ.
pub fn first_divergence<P: RecoveryProtocol>(
    plan: &Plan,
    protocol: impl Fn(&Briefing) -> P,
) -> Result<Option<Divergence>, RunError> {
    Ok(compare(plan, protocol)?.parting.map(|parting| parting.divergence))
}

/// Runs a plan twice, side by side, with two protocols of one make. What it keeps does not grow with
/// the run.
pub fn compare<P: RecoveryProtocol>(
    plan: &Plan,
    protocol: impl Fn(&Briefing) -> P,
) -> Result<Comparison, RunError> {
    let mut first = Rehearsal::new(plan, &protocol, Recording::Discard)?;
    let mut second = Rehearsal::new(plan, &protocol, Recording::Discard)?;
    let parting = part(&mut first, &mut second);
    let broken = [first, second].iter_mut().find_map(Rehearsal::dismiss_protocol);
    Ok(Comparison { parting, broken })
}

/// A divergence in a sentence.
pub fn describe_divergence(divergence: &Divergence) -> String {
    let part = Part::name_of(divergence.component);
    let what = match divergence.kind {
        DivergenceKind::Component { a, b } => {
            format!("the part differs, {} and {}", Part::name_of(a), Part::name_of(b))
        }
        kind => kind.to_string(),
    };
    let Divergence { event_index, time, .. } = divergence;
    format!("event {event_index} at {time} in {part}: {what}; {}", drawn(&divergence.streams))
}

/// Which streams stand elsewhere, in words.
pub fn drawn(streams: &[String]) -> String {
    match streams {
        [] => {
            "no stream was drawn differently, so the difference came from outside them".to_owned()
        }
        streams => format!("drawn differently from: {}", streams.join(", ")),
    }
}

/// Lets both run to where they part, and a little further.
fn part<P: RecoveryProtocol>(
    first: &mut Rehearsal<P>,
    second: &mut Rehearsal<P>,
) -> Option<Parting> {
    let end = first.end;
    let mut before = VecDeque::with_capacity(BEFORE_MAX);
    let mut announced = EmergencyStatus::NORMAL;
    let mut last = None;
    let judge = &first.judge;
    let divergence = lockstep::first_divergence(
        &mut first.simulation,
        &mut second.simulation,
        end,
        |simulation, step| {
            last = Some((step, simulation.digest()));
            for entry in news(simulation, judge, &mut announced) {
                if before.len() == BEFORE_MAX {
                    before.pop_front();
                }
                before.push_back(entry);
            }
        },
    )?;
    let last_shared = last.map(|(step, digest)| EventEntry {
        number: step.sequence,
        at: step.time,
        part: step.component,
        digest,
        drawn: vec![],
    });
    let (mut one, mut other) = (Branch::default(), Branch::default());
    (one.event, other.event) = events(&divergence, &first.simulation, &second.simulation);
    for (branch, rehearsal) in [(&mut one, first), (&mut other, second)] {
        rehearsal.follow(branch, announced);
    }
    Some(Parting { divergence, before: before.into(), last_shared, first: one, second: other })
}

/// The event at which two simulations part, as either has it.
fn events<P: RecoveryProtocol>(
    divergence: &Divergence,
    first: &Simulation<World<P>>,
    second: &Simulation<World<P>>,
) -> (Option<EventEntry>, Option<EventEntry>) {
    let event = |simulation: &Simulation<World<P>>, at, part| {
        let mut drawn = vec![];
        simulation.handler().visit_streams(&mut |name, words| {
            if divergence.streams.iter().any(|known| known == name) {
                drawn.push((Arc::from(name), words));
            }
        });
        drawn.sort_unstable();
        Some(EventEntry {
            number: divergence.event_index,
            at,
            part,
            digest: simulation.digest(),
            drawn,
        })
    };
    let Divergence { time, component, kind, .. } = *divergence;
    match kind {
        DivergenceKind::FirstEnded => (None, event(second, time, component)),
        DivergenceKind::SecondEnded => (event(first, time, component), None),
        DivergenceKind::Time { a, b } => (event(first, a, component), event(second, b, component)),
        DivergenceKind::Component { a, b } => (event(first, time, a), event(second, time, b)),
        DivergenceKind::Digest { .. } | DivergenceKind::Draws => {
            (event(first, time, component), event(second, time, component))
        }
    }
}

/// What a simulation noted and nobody discarded yet, samples left out.
fn news<P: RecoveryProtocol>(
    simulation: &Simulation<World<P>>,
    judge: &firedrill_judge::Judge,
    announced: &mut EmergencyStatus,
) -> Vec<Entry> {
    let transitions = simulation.handler().transitions();
    if transitions.iter().all(is_sample) {
        return vec![];
    }
    let mut entries = noted(simulation, judge, announced);
    entries.retain(|entry| !is_sample(&entry.transition));
    entries
}

/// Everything that a simulation noted and nobody discarded yet.
fn noted<P: RecoveryProtocol>(
    simulation: &Simulation<World<P>>,
    judge: &firedrill_judge::Judge,
    announced: &mut EmergencyStatus,
) -> Vec<Entry> {
    let (world, at) = (simulation.handler(), simulation.now());
    let truth = world.truth(at);
    let (event, severity) = (simulation.events(), judge.severity(&truth));
    for transition in world.transitions() {
        if let Transition::StatusAnnounced(status) = transition {
            *announced = *status;
        }
    }
    let transitions = world.transitions().iter();
    let entry = |transition: &Transition| Entry {
        event,
        at,
        transition: *transition,
        truth,
        severity,
        announced: *announced,
    };
    transitions.map(entry).collect()
}

const fn is_sample(transition: &Transition) -> bool {
    matches!(transition, Transition::Sampled(_))
}

impl<P: RecoveryProtocol> Rehearsal<P> {
    /// Fills in what happened in the event just handled, and the first of what happens from there.
    fn follow(&mut self, branch: &mut Branch, mut announced: EmergencyStatus) {
        if branch.event.is_some() {
            branch.entries = noted(&self.simulation, &self.judge, &mut announced);
        }
        for _ in 0..EVENTS_AFTER_MAX {
            self.simulation.handler_mut().discard_notes();
            if branch.after.len() >= AFTER_MAX || self.simulation.step_until(self.end).is_none() {
                break;
            }
            branch.after.extend(news(&self.simulation, &self.judge, &mut announced));
        }
        branch.after.truncate(AFTER_MAX);
    }
}
