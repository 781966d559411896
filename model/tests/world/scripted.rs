//! A protocol that does what a test tells it, and worlds with one fault.

use firedrill_model::app::Workload;
use firedrill_model::faults::{Fault, FaultKind, Origin};
use firedrill_model::{
    Celsius, Conditions, Duration, PerMinute, Share, Transition, Truth, World, WorldConfig,
};
use firedrill_protocol::{
    Action, ActionOutcome, Command, CommandId, EmergencyStatus, HealthMetrics, IncidentType,
    LifecycleEvent, OperatorEvent, Output, Playbook, Purpose, RecoveryProtocol, Timestamp,
};
use firedrill_sim::{Seed, Span, Time};

/// Performs the given actions one after another, each at its instant, whatever the samples say.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    due: Vec<(Timestamp, Action)>,
    ready: Vec<Action>,
    next_id: u64,
}

impl Script {
    /// A script of actions by the second.
    pub(crate) fn new(mut due: Vec<(u64, Action)>) -> Self {
        due.sort_by_key(|(second, _)| *second);
        let at = |second: u64| Timestamp::from_nanos(second * 1_000_000_000);
        let due = due.into_iter().map(|(second, action)| (at(second), action)).collect();
        Self { due, ready: Vec::new(), next_id: 0 }
    }
}

impl RecoveryProtocol for Script {
    fn handle_metrics(&mut self, now: Timestamp, _: &HealthMetrics) {
        while let Some((at, action)) = self.due.first().copied()
            && at <= now
        {
            self.due.remove(0);
            self.ready.push(action);
        }
    }

    fn handle_step_finished(&mut self, _: Timestamp, _: CommandId, _: ActionOutcome) {}

    fn handle_operator(&mut self, _: Timestamp, _: OperatorEvent) {}

    fn handle_lifecycle(&mut self, _: Timestamp, _: LifecycleEvent) {}

    fn handle_relaunched(&mut self, _: Timestamp, _: Option<&str>) {}

    fn handle_timeout(&mut self, _: Timestamp) {}

    fn poll_output(&mut self) -> Option<Output> {
        let action = if self.ready.is_empty() { return None } else { self.ready.remove(0) };
        self.next_id += 1;
        Some(Output::Perform(Command {
            id: CommandId(self.next_id),
            action,
            incident: IncidentType::SystemInstability,
            purpose: Purpose::Immediate,
        }))
    }

    fn poll_timeout(&self) -> Option<Timestamp> {
        None
    }

    fn emergency_status(&self) -> EmergencyStatus {
        EmergencyStatus::NORMAL
    }
}

/// A phone in a room with a person who swipes 15 times a minute.
pub(crate) fn room(faults: Vec<Fault>) -> WorldConfig {
    let conditions = Conditions {
        ambient: Celsius::new(23.0),
        charge: Share::new(80.0),
        swipes: PerMinute::new(15.0),
    };
    let (device, workload) = ("iphone-15".to_owned(), Workload::Steady);
    WorldConfig { seed: Seed(7), device, conditions, workload, faults, triggers: vec![] }
}

/// A fault from the first minute on, and when something is done about it.
#[derive(Clone, Debug)]
pub(crate) struct Incident {
    faults: Vec<Fault>,
    act_at: u64,
    /// Actions taken so many seconds earlier in every case.
    beforehand: Vec<(u64, Action)>,
    observed_s: u64,
}

impl Incident {
    /// The fault begins after a minute; actions are taken two minutes later.
    pub(crate) fn new(kind: impl Into<FaultKind>) -> Self {
        let fault = Fault::new(Duration(Span::from_secs(60)), kind);
        Self { faults: vec![fault], act_at: 180, beforehand: Vec::new(), observed_s: 300 }
    }

    /// The same with actions after this many seconds.
    pub(crate) fn acting_after(mut self, seconds: u64) -> Self {
        self.act_at = seconds;
        self
    }

    /// The same with an action taken a little earlier in every case.
    pub(crate) fn with(self, action: Action) -> Self {
        self.with_earlier(10, action)
    }

    /// The same with an action taken so many seconds earlier in every case.
    pub(crate) fn with_earlier(mut self, seconds: u64, action: Action) -> Self {
        self.beforehand.push((seconds, action));
        self
    }

    /// The same world, healthy.
    pub(crate) fn without_fault(&self) -> Self {
        Self { faults: Vec::new(), beforehand: Vec::new(), ..self.clone() }
    }

    /// The same with another fault at the same time.
    pub(crate) fn and(mut self, kind: impl Into<FaultKind>) -> Self {
        self.faults.push(Fault { kind: kind.into(), ..self.faults[0] });
        self
    }

    /// The same, with causes that go away by themselves after this many seconds.
    pub(crate) fn lasting(mut self, seconds: u64) -> Self {
        let lasts = Duration(Span::from_secs(seconds));
        self.faults.iter_mut().for_each(|fault| fault.lasts = Some(lasts));
        self
    }

    /// The same, with a new version as what brought it.
    pub(crate) fn brought_by_a_release(mut self) -> Self {
        self.faults.iter_mut().for_each(|fault| fault.origin = Origin::Release);
        self
    }

    /// The same with another fault at the same time, which does not end by itself.
    pub(crate) fn and_lasting(mut self, kind: impl Into<FaultKind>) -> Self {
        self.faults.push(Fault { kind: kind.into(), lasts: None, ..self.faults[0] });
        self
    }

    /// The same, looked at for this many seconds when nothing is done.
    pub(crate) fn observed_for(mut self, seconds: u64) -> Self {
        self.observed_s = seconds;
        self
    }

    /// What happens in that time, usually five minutes, when nothing is done.
    pub(crate) fn transitions(&self) -> Vec<Transition> {
        let (config, playbook) = (room(self.faults.clone()), Playbook::built_in());
        let mut simulation = World::simulation(&config, &playbook, Script::new(vec![])).unwrap();
        simulation.run_until(Time::ZERO + Span::from_secs(self.observed_s));
        simulation.handler().transitions().to_vec()
    }

    /// The truth two minutes after the actions.
    pub(crate) fn run(&self, actions: &[Action]) -> Truth {
        self.observe(actions).truth
    }

    /// The truth two minutes after the actions, and everything on the way there.
    pub(crate) fn observe(&self, actions: &[Action]) -> Observed {
        let early = self.beforehand.iter().map(|(by, action)| (self.act_at - by, *action));
        let late = actions.iter().map(|action| (self.act_at, *action));
        let script = Script::new(early.chain(late).collect());
        let config = room(self.faults.clone());
        let playbook = Playbook::built_in();
        let mut simulation = World::simulation(&config, &playbook, script).unwrap();
        let end = Time::ZERO + Span::from_secs(self.act_at + 120);
        let mut happened = Vec::new();
        while simulation.agenda().next_time().is_some_and(|next| next <= end) {
            simulation.step();
            let now = simulation.now();
            let noted = simulation.handler().transitions();
            happened.extend(noted.iter().map(|transition| (now, *transition)));
            simulation.handler_mut().clear_transitions();
        }
        simulation.run_until(end);
        Observed { end, truth: simulation.handler().truth(end), happened }
    }
}

/// What there was to see of an incident.
#[derive(Clone, Debug)]
pub(crate) struct Observed {
    pub(crate) end: Time,
    /// What really was at the end.
    pub(crate) truth: Truth,
    /// What happened, and when.
    pub(crate) happened: Vec<(Time, Transition)>,
}

impl Observed {
    /// Samples handed over in the last minute.
    pub(crate) fn samples(&self) -> Vec<HealthMetrics> {
        let since = self.end - Span::from_secs(60);
        let recent = self.happened.iter().filter(|(at, _)| *at > since);
        let samples = recent.filter_map(|(_, transition)| match transition {
            Transition::Sampled(sample) => Some(*sample),
            _ => None,
        });
        samples.collect()
    }

    /// How often something of a kind happened.
    pub(crate) fn count(&self, which: impl Fn(&Transition) -> bool) -> usize {
        self.happened.iter().filter(|(_, transition)| which(transition)).count()
    }
}

/// Checks that `symptom` is absent before the fault, there after a while, gone after the right
/// action and still there after the wrong one.
#[track_caller]
pub(crate) fn check(incident: Incident, symptom: fn(&Truth) -> bool, right: Action, wrong: Action) {
    let healthy = incident.without_fault().run(&[]);
    assert!(!symptom(&healthy), "without the fault: {healthy:?}");
    let ill = incident.run(&[]);
    assert!(symptom(&ill), "with the fault and nothing done: {ill:?}");
    let helped = incident.run(&[right]);
    assert!(!symptom(&helped), "after {right}: {helped:?}");
    let harmed = incident.run(&[wrong]);
    assert!(symptom(&harmed), "after {wrong}: {harmed:?}");
}

/// Whether this action ends a fault of this kind.
pub(crate) fn ends(kind: FaultKind, action: Action) -> bool {
    let fault = Fault::new(Duration(Span::from_secs(10)), kind);
    let script = Script::new(vec![(20, action)]);
    let playbook = Playbook::built_in();
    let mut simulation = World::simulation(&room(vec![fault]), &playbook, script).unwrap();
    simulation.run_until(Time::ZERO + Span::from_secs(90));
    let transitions = simulation.handler().transitions();
    transitions.contains(&Transition::FaultEnded(0, Some(action)))
}
