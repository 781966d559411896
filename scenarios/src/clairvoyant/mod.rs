//! The clairvoyant: what somebody could have done who knew everything.
//!
//! At the onset of each incident the world is forked. In the fork nobody has to detect, decide or
//! wait: a clairvoyant sees the truth and the faults, and whatever is useful takes effect at once,
//! without a failure; but it can do nothing that no action does. It tries a few [`Strategy`]s and the
//! best counts, so it is a bound from what was tried and no proof of what is possible: a protocol
//! may beat it, and then it is the protocol that is right.
//!
//! It answers two questions. How far behind was the protocol? And could a property that failed
//! have been kept at all? Only what depends on the world is excused: that an incident was not
//! answered, or that emergency mode did not end, is the protocol's own doing always.

mod bystander;
mod strategy;

use firedrill_judge::{Judge, Judgement, Property, Verdict, Violation};
use firedrill_model::{Transition, World};
use firedrill_protocol::{Action, RecoveryProtocol};
use firedrill_sim::{Simulation, Span, Time};
use serde::Serialize;

pub use strategy::Strategy;

use bystander::Bystander;
use strategy::Course;

/// How an incident might have gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Foresight {
    /// When the clairvoyant restored what the protocol had to; `None` when no strategy did, or not
    /// before the protocol.
    pub restoration: Option<Time>,
    /// The strategy that was fastest.
    #[serde(skip)]
    pub strategy: Option<Strategy>,
    /// The causes that it ended, each for the first time, in order of time.
    #[serde(skip)]
    pub ended: Vec<Remedy>,
}

/// A cause that an action ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// The fault, by its number in the plan.
    pub fault: usize,
    /// When.
    pub at: Time,
    /// By what.
    pub action: Action,
}

/// Forks the world at each onset.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clairvoyant {
    ongoing: Option<Onset>,
    /// Onsets of incidents in which something failed that might be excused.
    suspects: Vec<Onset>,
    foresights: Vec<Foresight>,
}

/// The instant at which an incident was first seen.
#[derive(Clone, Debug)]
struct Onset {
    fork: Simulation<World<Bystander>>,
    judge: Judge,
    /// What had failed already, though nobody had acted: nothing could have been done.
    certain: Vec<Property>,
    /// When the incident ended.
    until: Option<Time>,
}

/// A clairvoyant acts this often at most while anything is the matter: as often as the health
/// monitor samples.
const ACTS_EVERY: Span = Span::from_secs(1);
/// A clairvoyant who has neither restored nor failed so long after the protocol failed is given up:
/// nothing is excused then (choice).
const PATIENCE: Span = Span::from_mins(120);

impl Clairvoyant {
    /// Looks at a run after each event, before its transitions are forgotten.
    pub(crate) fn watch<P: RecoveryProtocol>(
        &mut self,
        simulation: &Simulation<World<P>>,
        judge: &Judge,
    ) {
        if self.ongoing.is_some() && judge.restored().len() > self.foresights.len() {
            self.incident_ended(simulation.now(), judge);
        }
        if self.ongoing.is_none() && judge.ongoing().is_some() {
            self.ongoing = Some(Onset::of(simulation, judge));
        }
    }

    /// How each incident might have gone, in order, and the verdict in the light of it.
    pub(crate) fn conclude(
        mut self,
        judge: Judge,
        may_be_infeasible: bool,
    ) -> (Judgement, Vec<Foresight>) {
        if let Some(onset) = self.ongoing.take() {
            self.foresights.push(onset.foresee(None));
            self.suspects.push(onset);
        }
        let mut judgement = judge.conclude();
        if matches!(judgement.verdict, Verdict::Failed(_)) {
            // What is stated to fail needs no excuse: that it fails stands as stated.
            let unstated = judgement.stated.unstated(&judgement.violations);
            judgement.verdict = self.verdict(unstated, may_be_infeasible);
        }
        (judgement, self.foresights)
    }

    fn incident_ended(&mut self, now: Time, judge: &Judge) {
        let Some(mut onset) = self.ongoing.take() else { return };
        let restored = judge.restored().last().and_then(|incident| incident.restoration);
        self.foresights.push(onset.foresee(restored));
        onset.until = Some(now);
        if judge.violations().iter().any(|violation| onset.covers(violation)) {
            self.suspects.push(onset);
        }
    }

    /// Infeasible if nobody could have kept any of the properties that failed.
    fn verdict<'a>(
        &self,
        violations: impl Iterator<Item = &'a Violation>,
        allowed: bool,
    ) -> Verdict {
        let mut first_reason = None;
        for violation in violations {
            match self.excuse(violation) {
                Some(why) => {
                    first_reason.get_or_insert_with(|| (violation.clone(), why));
                }
                None => return Verdict::Failed(violation.clone()),
            }
        }
        match first_reason {
            Some((what, why)) => Verdict::Infeasible { what, why, allowed },
            None => unreachable!("a run that failed has violated something"),
        }
    }

    /// Why nobody could have kept a property that failed, if that is so.
    fn excuse(&self, violation: &Violation) -> Option<String> {
        if !depends_on_the_world(violation.property) {
            return None;
        }
        let onset = self.suspects.iter().rev().find(|onset| onset.covers(violation))?;
        if onset.certain.contains(&violation.property) {
            return Some("it was certain at the very onset, before anybody could act".to_owned());
        }
        let fails = |strategy: &Strategy| onset.fails(*strategy, violation);
        Strategy::ALL.iter().all(fails).then(|| {
            let all = Strategy::ALL.map(|strategy| strategy.to_string()).join(", ");
            format!(
                "nor does a clairvoyant keep it who acts at once from {} on, whether by {all}",
                onset.fork.now()
            )
        })
    }
}

/// Whether a property can be out of everybody's hands.
const fn depends_on_the_world(property: Property) -> bool {
    match property {
        Property::RestoresInTime | Property::NoJetsamKill | Property::NoSwipeLost => true,
        Property::RespondsInTime
        | Property::EmergencyModeEnds
        | Property::AllClearIsTrue
        | Property::FollowsThePlaybook
        | Property::AnswersTheDrill
        | Property::QualityIsRestored
        | Property::HealthyStaysHealthy
        | Property::EscalationNeverGoesDown
        | Property::BaselineIsHealthy
        | Property::TellsEverybodyInTime
        | Property::TellsEverybodyOnce
        | Property::TellsNobodyElse
        | Property::KeepsContract
        // A formula may speak of answers and announcements as well as of the truth.
        | Property::Temporal(_) => false,
    }
}

impl Onset {
    fn of<P: RecoveryProtocol>(simulation: &Simulation<World<P>>, judge: &Judge) -> Self {
        let now = simulation.now();
        let acted = simulation.handler().transitions().iter().any(|transition| {
            matches!(transition, Transition::ActionEnded(..) | Transition::OperatorActed(_))
        });
        let at_once = judge.violations().iter().filter(|violation| violation.at == now && !acted);
        Self {
            fork: simulation.fork(|world| world.with_protocol(Bystander)),
            judge: judge.lenient(),
            certain: at_once.map(|violation| violation.property).collect(),
            until: None,
        }
    }

    /// Whether a failure belongs to this incident.
    fn covers(&self, violation: &Violation) -> bool {
        depends_on_the_world(violation.property)
            && self.fork.now() <= violation.at
            && self.until.is_none_or(|until| violation.at <= until)
    }

    /// The fastest restoration of all strategies; none that is slower than `to_beat`.
    fn foresee(&self, to_beat: Option<Time>) -> Foresight {
        let mut best = Foresight { restoration: None, strategy: None, ended: vec![] };
        for strategy in Strategy::ALL {
            let to_beat = best.restoration.or(to_beat);
            if best.restoration == Some(self.fork.now()) {
                break;
            }
            if let Some((restoration, ended)) = self.restoration(strategy, to_beat)
                && best.restoration.is_none_or(|best| restoration < best)
            {
                let (restoration, strategy) = (Some(restoration), Some(strategy));
                best = Foresight { restoration, strategy, ended };
            }
        }
        best
    }

    /// When the strategy restores what the matter is, and the causes that it ended for that.
    fn restoration(
        &self,
        strategy: Strategy,
        to_beat: Option<Time>,
    ) -> Option<(Time, Vec<Remedy>)> {
        let mut attempt = Attempt::of(self, strategy);
        let known = self.judge.restored().len();
        loop {
            if let Some(incident) = attempt.judge.restored().get(known) {
                return incident.restoration.map(|at| (at, attempt.ended));
            }
            let is_slower = match (to_beat, attempt.well_since) {
                (Some(to_beat), None) => attempt.now() > to_beat,
                (Some(to_beat), Some(since)) => since > to_beat,
                (None, _) => attempt.violated(Property::RestoresInTime),
            };
            if is_slower || attempt.now() - self.fork.now() > PATIENCE || !attempt.step() {
                return None;
            }
        }
    }

    /// Whether the strategy does not keep the property either, however much time it is granted.
    fn fails(&self, strategy: Strategy, violation: &Violation) -> bool {
        let mut attempt = Attempt::of(self, strategy);
        loop {
            if attempt.violated(violation.property) {
                return true;
            }
            let now = attempt.now();
            let is_over = now >= violation.at && attempt.judge.ongoing().is_none();
            if is_over || now.saturating_since(violation.at) > PATIENCE || !attempt.step() {
                return false;
            }
        }
    }
}

/// A strategy being tried.
struct Attempt {
    simulation: Simulation<World<Bystander>>,
    judge: Judge,
    course: Course,
    acts_from: Time,
    /// Since when nothing is the matter.
    well_since: Option<Time>,
    ended: Vec<Remedy>,
}

impl Attempt {
    fn of(onset: &Onset, strategy: Strategy) -> Self {
        let mut attempt = Self {
            simulation: onset.fork.clone(),
            judge: onset.judge.clone(),
            course: Course::of(strategy),
            acts_from: onset.fork.now(),
            well_since: None,
            ended: vec![],
        };
        attempt.act();
        attempt
    }

    fn now(&self) -> Time {
        self.simulation.now()
    }

    fn violated(&self, property: Property) -> bool {
        self.judge.violations().iter().any(|violation| violation.property == property)
    }

    /// Lets the next event happen, and acts if anything is the matter or has just begun.
    fn step(&mut self) -> bool {
        if self.simulation.step().is_none() {
            return false;
        }
        let began = |transition: &Transition| matches!(transition, Transition::FaultBegan(_));
        let has_begun = self.simulation.handler().transitions().iter().any(began);
        self.show_judge();
        if has_begun || self.well_since.is_none() && self.now() >= self.acts_from {
            self.act();
        }
        true
    }

    fn act(&mut self) {
        let now = self.now();
        self.acts_from = now + ACTS_EVERY;
        let Some(sight) = self.judge.seen() else { return };
        let actions = self.course.useful(now, self.simulation.handler(), sight);
        self.simulation.with(|world, agenda| {
            for action in actions {
                world.intervene(action, agenda);
            }
        });
        self.show_judge();
    }

    fn show_judge(&mut self) {
        let now = self.simulation.now();
        let world = self.simulation.handler();
        self.judge.observe(now, &world.truth(now), world.transitions());
        for transition in world.transitions() {
            if let Transition::FaultEnded(fault, Some(action)) = *transition
                && self.ended.iter().all(|known| known.fault != fault)
            {
                self.ended.push(Remedy { fault, at: now, action });
            }
        }
        self.simulation.handler_mut().clear_transitions();
        let is_well = self
            .judge
            .seen()
            .is_some_and(|sight| sight.checklist.holds() && sight.symptoms.worst().is_none());
        self.well_since = if is_well { self.well_since.or(Some(now)) } else { None };
    }
}

#[cfg(test)]
mod tests {
    use firedrill_sim::Seed;

    use firedrill_model::nouns::Phase;

    use super::*;
    use crate::{Plan, suites};

    fn suspect(certain: Vec<Property>) -> Clairvoyant {
        let plan = Plan::draw(&suites::scenario("healthy-hour").unwrap(), Seed(1));
        let playbook = plan.playbook().unwrap();
        let fork = World::simulation(&plan.world(), &playbook, Bystander).unwrap();
        let judge = Judge::new(playbook, plan.expect);
        let onset = Onset { fork, judge, certain, until: None };
        Clairvoyant { suspects: vec![onset], ..Clairvoyant::default() }
    }

    fn violation(property: Property) -> Violation {
        Violation {
            property,
            at: Time::ZERO,
            about: String::new(),
            phase: Phase::Normal,
            incident: None,
        }
    }

    #[test]
    fn what_was_certain_at_the_onset_is_excused() {
        let clairvoyant = suspect(vec![Property::NoJetsamKill]);
        assert!(clairvoyant.excuse(&violation(Property::NoJetsamKill)).is_some());
        assert!(clairvoyant.excuse(&violation(Property::NoSwipeLost)).is_none());
    }

    #[test]
    fn what_is_the_protocols_own_doing_is_never_excused() {
        let own = Property::ALL.into_iter().filter(|property| !depends_on_the_world(*property));
        let own: Vec<_> = own.collect();
        assert_eq!(own.len(), Property::ALL.len() - 3);
        let clairvoyant = suspect(own.clone());
        for property in own {
            assert_eq!(clairvoyant.excuse(&violation(property)), None, "{property}");
        }
    }

    #[test]
    fn one_failure_that_could_have_been_avoided_is_a_failure() {
        let clairvoyant = suspect(vec![Property::NoJetsamKill]);
        let killed = violation(Property::NoJetsamKill);
        let lost = violation(Property::NoSwipeLost);
        let verdict = clairvoyant.verdict([&killed, &lost].into_iter(), true);
        assert_eq!(verdict, Verdict::Failed(lost));
        let verdict = clairvoyant.verdict([&killed].into_iter(), true);
        assert!(matches!(verdict, Verdict::Infeasible { allowed: true, .. }));
    }
}
