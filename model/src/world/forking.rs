//! Forks of a world, and what can be done to one from outside.

use firedrill_protocol::{Action, RecoveryProtocol};
use firedrill_sim::Agenda;

use super::actions::restarts;
use super::host::Host;
use super::{Event, Process, World};
use crate::faults::Fault;

impl<P> World<P> {
    /// A copy of this world as it stands, with another protocol in the middle. Whatever the former
    /// protocol asked for and is under way ends without an effect. The two share nothing: what
    /// happens in one is never seen in the other.
    pub fn with_protocol<Q>(&self, protocol: Q) -> World<Q> {
        World {
            hardware: self.hardware.clone(),
            memory: self.memory.clone(),
            sampler: self.sampler.clone(),
            executor: self.executor.unwatched(),
            passes: self.passes.clone(),
            feeds: self.feeds.clone(),
            journal: self.journal,
            deck: self.deck,
            races: self.races.clone(),
            modes: self.modes,
            person: self.person.clone(),
            usage: self.usage.clone(),
            jobs: self.jobs.clone(),
            monitor: self.monitor.clone(),
            team: self.team.clone(),
            channel: self.channel.clone(),
            triggers: self.triggers.clone(),
            faults: self.faults.clone(),
            action_times: self.action_times.clone(),
            host: Host::new(protocol),
            process: self.process,
            relaunches: self.relaunches.clone(),
            timers: self.timers.clone(),
            memory_level: self.memory_level,
            last_trim: self.last_trim,
            reference_latency: self.reference_latency,
            monitor_period: self.monitor_period,
            transitions: Vec::new(),
        }
    }

    /// The faults whose causes are there.
    pub fn faults_in_force(&self) -> impl Iterator<Item = &Fault> {
        self.faults.in_force()
    }
}

impl<P: RecoveryProtocol> World<P> {
    /// An action takes effect at once: it takes no time and no step of it fails, but it does
    /// nothing that it could not do otherwise, and a relaunch takes as long as ever. Returns false
    /// when it needs an app that is down, or the app is suspended.
    pub fn intervene(&mut self, action: Action, agenda: &mut Agenda<Event>) -> bool {
        let is_possible = match self.process {
            Process::Up => true,
            Process::Down => restarts(action),
            // Nobody can do anything to an app that sleeps.
            Process::Suspended(_) => false,
        };
        if !is_possible {
            return false;
        }
        self.settle(agenda.now());
        self.carry_out(action, agenda);
        true
    }
}

#[cfg(test)]
mod tests {
    use firedrill_protocol::{
        ActionOutcome, Bytes, CommandId, EmergencyStatus, HealthMetrics, LifecycleEvent,
        OperatorEvent, Output, Playbook, Timestamp,
    };
    use firedrill_sim::{Seed, Simulation, Span, Time};

    use super::*;
    use crate::app::Component;
    use crate::faults::MemoryFault;
    use crate::{BytesPerSecond, Celsius, Conditions, Duration, PerMinute, Share, WorldConfig};

    struct Nobody;

    impl RecoveryProtocol for Nobody {
        fn handle_metrics(&mut self, _: Timestamp, _: &HealthMetrics) {}
        fn handle_step_finished(&mut self, _: Timestamp, _: CommandId, _: ActionOutcome) {}
        fn handle_operator(&mut self, _: Timestamp, _: OperatorEvent) {}
        fn handle_lifecycle(&mut self, _: Timestamp, _: LifecycleEvent) {}
        fn handle_relaunched(&mut self, _: Timestamp, _: Option<&str>) {}
        fn handle_timeout(&mut self, _: Timestamp) {}
        fn poll_output(&mut self) -> Option<Output> {
            None
        }
        fn poll_timeout(&self) -> Option<Timestamp> {
            None
        }
        fn emergency_status(&self) -> EmergencyStatus {
            EmergencyStatus::NORMAL
        }
    }

    fn leaking() -> Simulation<World<Nobody>> {
        simulation(Vec::new())
    }

    /// The same with another fault, half a minute from the start.
    fn leaking_and(kind: impl Into<crate::faults::FaultKind>) -> Simulation<World<Nobody>> {
        simulation(vec![Fault::new(Duration(Span::from_secs(25)), kind)])
    }

    fn simulation(others: Vec<Fault>) -> Simulation<World<Nobody>> {
        let leak = MemoryFault::Leak {
            component: Component::ImageCache,
            rate: BytesPerSecond::new(4 << 20),
        };
        let config = WorldConfig {
            seed: Seed(1),
            device: "iphone-15".to_owned(),
            workload: crate::app::Workload::default(),
            conditions: Conditions {
                ambient: Celsius::new(22.0),
                charge: Share::new(80.0),
                swipes: PerMinute::new(15.0),
            },
            faults: [vec![Fault::new(Duration(Span::from_secs(5)), leak)], others].concat(),
            triggers: vec![],
        };
        let mut simulation = World::simulation(&config, &Playbook::built_in(), Nobody).unwrap();
        simulation.run_until(Time::ZERO + Span::from_secs(30));
        simulation
    }

    #[test]
    fn a_fork_goes_on_as_the_original_would() {
        let mut original = leaking();
        let mut fork = original.fork(|world| world.with_protocol(Nobody));
        for _ in 0..2_000 {
            assert_eq!(original.step(), fork.step());
        }
        assert_eq!(original.digest(), fork.digest());
    }

    #[test]
    fn an_intervention_ends_a_cause_at_once_and_in_the_fork_alone() {
        let original = leaking();
        let digest = original.digest();
        let mut fork = original.fork(|world| world.with_protocol(Nobody));
        assert_eq!(fork.handler().faults_in_force().count(), 1);
        let done =
            fork.with(|world, agenda| world.intervene(Action::SurgicalMemoryCleanup, agenda));
        assert!(done);
        assert_eq!(fork.handler().faults_in_force().count(), 0);
        assert!(fork.handler().truth(fork.now()).memory <= Bytes::mb(195));
        assert_eq!(original.handler().faults_in_force().count(), 1);
        assert!(original.handler().truth(original.now()).memory > Bytes::mb(250));
        assert_eq!(original.digest(), digest);
    }

    #[test]
    fn nobody_can_do_anything_to_an_app_that_sleeps() {
        let suspended = crate::faults::RecoveryFault::AppSuspended {
            pause: Duration(Span::from_secs(20)),
            moment: crate::faults::Moment::AtOnce,
        };
        let mut fork = leaking_and(suspended);
        let done = |fork: &mut Simulation<World<Nobody>>, action| {
            fork.with(|world, agenda| world.intervene(action, agenda))
        };
        assert!(Action::ALL.iter().all(|action| !done(&mut fork, *action)));
        fork.run_until(Time::ZERO + Span::from_secs(60));
        assert!(done(&mut fork, Action::SurgicalMemoryCleanup));
    }

    #[test]
    fn an_app_that_is_down_cannot_clean_up_but_can_be_restarted() {
        let mut fork = leaking();
        fork.with(|world, agenda| {
            assert!(world.intervene(Action::RestartApp, agenda));
            assert!(!world.intervene(Action::SurgicalMemoryCleanup, agenda));
            assert!(world.intervene(Action::RollbackVersion, agenda));
        });
    }
}
