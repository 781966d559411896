//! A run: world, protocol and judge stepped together, event by event.

use firedrill_judge::{Judge, Judgement, Verdict};
use firedrill_model::app::LockNote;
use firedrill_model::faults::Fault;
use firedrill_model::{HollowStep, Transition, World, WorldError};
use firedrill_protocol::{Baseline, Breakdown, Briefing, PlaybookError, RecoveryProtocol};
use firedrill_sim::{DigestValue, Simulation, Span, Time};
use thiserror::Error;

use crate::clairvoyant::{Clairvoyant, Foresight};
use crate::coverage::{Coverage, Follower};
use crate::dispatch::{Dispatch, DispatchKeeper};
use crate::figures::{FigureKeeper, Figures};
use crate::record::{Entry, Record, Recording, Trail, TrailKeeper};
use crate::{Plan, ScenarioRef};

/// One plan being run against one protocol.
#[derive(Clone, Debug)]
pub struct Rehearsal<P: RecoveryProtocol> {
    reference: ScenarioRef,
    pub(crate) simulation: Simulation<World<P>>,
    pub(crate) judge: Judge,
    clairvoyant: Clairvoyant,
    may_be_infeasible: bool,
    faults: Vec<Fault>,
    follower: Follower,
    figures: FigureKeeper,
    dispatches: DispatchKeeper,
    baselines: Vec<(Time, Baseline)>,
    pub(crate) end: Time,
    record: Option<Record>,
    locks: Vec<LockNote>,
    trail: Option<TrailKeeper>,
}

/// What a run came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Which run.
    pub reference: ScenarioRef,
    /// What the judge concluded.
    pub judgement: Judgement,
    /// How each incident might have gone in the hands of somebody who knew everything, in the order
    /// of the incidents.
    pub foresights: Vec<Foresight>,
    /// What it reached.
    pub coverage: Coverage,
    /// Its extremes and how it ended; `None` when it ended before the first event.
    pub figures: Option<Figures>,
    /// Every notice that was sent, in order, and what became of it.
    pub dispatches: Vec<Dispatch>,
    /// Every baseline that the protocol learnt, in order.
    pub baselines: Vec<(Time, Baseline)>,
    /// Digest over every event.
    pub digest: DigestValue,
    /// Events handled.
    pub events: u64,
    /// Virtual time that passed.
    pub simulated: Span,
    /// Swipes made, and lost.
    pub swipes: (u64, u64),
    /// What happened, if it was to be kept.
    pub record: Option<Record>,
    /// What the app's tasks did with locks, oldest first, if the record was to be kept. It follows
    /// from the events and is in no digest.
    pub locks: Vec<LockNote>,
    /// Every event, if they were to be kept.
    pub trail: Option<Trail>,
}

/// Why a plan could not be run.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum RunError {
    /// The plan's playbook overrides do not make a playbook.
    #[error("the plan's playbook does not hold together: {0}")]
    Playbook(#[from] PlaybookError),
    /// The plan's world does not make a world.
    #[error("the plan's world cannot be built: {0}")]
    World(#[from] WorldError),
}

/// Runs a plan to its end. `protocol` makes the protocol under test from its briefing.
pub fn run<P: RecoveryProtocol>(
    plan: &Plan,
    protocol: impl FnOnce(&Briefing) -> P,
    recording: Recording,
) -> Result<Outcome, RunError> {
    Ok(Rehearsal::new(plan, protocol, recording)?.run())
}

impl<P: RecoveryProtocol> Rehearsal<P> {
    /// World, protocol and judge of a plan, before the first event.
    pub fn new(
        plan: &Plan,
        protocol: impl FnOnce(&Briefing) -> P,
        recording: Recording,
    ) -> Result<Self, RunError> {
        let (world, playbook) = (plan.world(), plan.playbook()?);
        let protocol = protocol(&world.briefing(playbook.clone()));
        let mut simulation = World::simulation(&world, &playbook, protocol)?;
        if recording != Recording::Discard {
            simulation.handler_mut().watch_locks();
        }
        Ok(Self {
            reference: plan.reference(),
            simulation,
            judge: Judge::new(playbook, plan.expect.clone())
                .hold_to(&plan.properties, plan.duration.0)
                .stating(plan.fails.clone())
                .awaiting(plan.triggers.len()),
            clairvoyant: Clairvoyant::default(),
            may_be_infeasible: plan.may_be_infeasible,
            faults: plan.faults.clone(),
            follower: Follower::default(),
            figures: FigureKeeper::default(),
            dispatches: DispatchKeeper::default(),
            baselines: vec![],
            end: Time::ZERO + plan.duration.0,
            record: (recording != Recording::Discard).then(Record::new),
            locks: vec![],
            trail: (recording == Recording::EveryEvent).then(TrailKeeper::default),
        })
    }

    /// The same run, in which these steps of the protocol have no effect. The clairvoyant's have.
    #[must_use]
    pub fn without_effect(mut self, steps: &[HollowStep]) -> Self {
        self.simulation.handler_mut().hollow_out(steps);
        self
    }

    /// Handles the next event. False when the run is over, at its end or because the protocol broke
    /// down.
    pub fn step(&mut self) -> bool {
        if self.simulation.handler().breakdown().is_some() {
            return false;
        }
        loop {
            // What happens at the instant of a sample happens before it.
            let sample = self.judge.next_sample().filter(|at| *at < self.end);
            if let Some(step) = self.simulation.step_until(sample.unwrap_or(self.end)) {
                if let Some(trail) = &mut self.trail {
                    trail.keep(&self.simulation, step);
                }
                self.show_judge(step.time);
                return true;
            }
            let Some(at) = sample else { return false };
            self.judge.sample(&self.simulation.handler().truth(at));
        }
    }

    /// Handles every event, and concludes.
    pub fn run(mut self) -> Outcome {
        while self.step() {}
        self.finish()
    }

    /// Concludes at the end of the plan's duration, or where the protocol broke down.
    pub fn finish(mut self) -> Outcome {
        if self.simulation.handler().breakdown().is_none() {
            self.sample_before(self.end);
            self.simulation.run_until(self.end);
            self.show_judge(self.end);
            self.sample_before(Time::MAX);
        }
        let (judgement, foresights) = match self.dismiss_protocol() {
            None => self.clairvoyant.conclude(self.judge, self.may_be_infeasible),
            Some((at, breakdown)) => {
                let verdict = Verdict::Broken { at, breakdown };
                (Judgement { verdict, ..self.judge.conclude() }, vec![])
            }
        };
        Outcome {
            reference: self.reference,
            judgement,
            foresights,
            coverage: self.follower.finish(),
            figures: self.figures.finish(),
            dispatches: self.dispatches.finish(),
            baselines: self.baselines,
            digest: self.simulation.digest(),
            events: self.simulation.events(),
            simulated: self.simulation.now() - Time::ZERO,
            swipes: self.simulation.handler().swipes(),
            record: self.record,
            locks: self.locks,
            trail: self.trail.map(TrailKeeper::finish),
        }
    }

    /// Lets the protocol go, and says when and how it broke down if it did, by then or in going.
    pub(crate) fn dismiss_protocol(&mut self) -> Option<(Time, Breakdown)> {
        let now = self.simulation.now();
        let world = self.simulation.handler_mut();
        world.dismiss_protocol();
        world.breakdown().map(|breakdown| (now, breakdown.clone()))
    }

    /// Takes the samples that are due before an instant: whatever comes then comes after them.
    fn sample_before(&mut self, next: Time) {
        while let Some(at) = self.judge.next_sample().filter(|at| *at < next) {
            self.judge.sample(&self.simulation.handler().truth(at));
        }
    }

    fn show_judge(&mut self, now: Time) {
        let world = self.simulation.handler();
        let truth = world.truth(now);
        self.judge.observe(now, &truth, world.transitions());
        self.clairvoyant.watch(&self.simulation, &self.judge);
        self.follower.watch(&self.faults, world, &self.judge);
        self.figures.watch(now, &truth);
        self.dispatches.watch(now, world.transitions());
        self.baselines.extend(world.transitions().iter().filter_map(
            |transition| match transition {
                Transition::BaselineLearnt(baseline) => Some((now, *baseline)),
                _ => None,
            },
        ));
        self.locks.extend_from_slice(world.lock_notes());
        if let Some(record) = &mut self.record {
            let severity = self.judge.severity(&truth);
            let (event, announced) = (self.simulation.events(), self.judge.announced());
            record.extend(world.transitions().iter().map(|transition| Entry {
                event,
                at: now,
                transition: *transition,
                truth,
                severity,
                announced,
            }));
        }
        self.simulation.handler_mut().clear_transitions();
    }
}
