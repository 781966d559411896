//! The loop: takes events off the agenda and hands them to the handler.

use crate::{Agenda, ComponentId, DigestValue, Handler, Time};

/// A handler, its agenda, and the number of events so far.
///
/// A clone continues exactly as the original would.
#[derive(Clone, Debug)]
pub struct Simulation<H: Handler> {
    handler: H,
    agenda: Agenda<H::Event>,
    events: u64,
}

/// One event, as seen from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// When it happened.
    pub time: Time,
    /// Where it happened.
    pub component: ComponentId,
    /// Its number in the run: 1 for the first event.
    pub sequence: u64,
}

impl<H: Handler> Simulation<H> {
    /// A simulation at [`Time::ZERO`] with an empty agenda.
    pub fn new(handler: H) -> Self {
        Self { handler, agenda: Agenda::new(), events: 0 }
    }

    /// Lets the next event happen, if any is pending.
    pub fn step(&mut self) -> Option<Step> {
        self.step_until(Time::MAX)
    }

    /// Lets everything up to and including `limit` happen, and then makes `limit` the present
    /// (unless that is later already).
    pub fn run_until(&mut self, limit: Time) {
        while self.step_until(limit).is_some() {}
        self.agenda.advance_to(limit);
    }

    /// The simulated system.
    pub fn handler(&self) -> &H {
        &self.handler
    }

    /// The simulated system, to change from outside.
    pub fn handler_mut(&mut self) -> &mut H {
        &mut self.handler
    }

    /// The agenda.
    pub fn agenda(&self) -> &Agenda<H::Event> {
        &self.agenda
    }

    /// The agenda, to schedule on from outside.
    pub fn agenda_mut(&mut self) -> &mut Agenda<H::Event> {
        &mut self.agenda
    }

    /// An intervention from outside that needs both the system and its agenda.
    pub fn with<R>(&mut self, intervene: impl FnOnce(&mut H, &mut Agenda<H::Event>) -> R) -> R {
        intervene(&mut self.handler, &mut self.agenda)
    }

    /// A copy of this simulation as it stands, with whatever `of` makes of its handler. What happens
    /// in one is never seen in the other.
    pub fn fork<G>(&self, of: impl FnOnce(&H) -> G) -> Simulation<G>
    where
        G: Handler<Event = H::Event>,
        H::Event: Clone,
    {
        Simulation { handler: of(&self.handler), agenda: self.agenda.clone(), events: self.events }
    }

    /// The present instant.
    pub fn now(&self) -> Time {
        self.agenda.now()
    }

    /// How many events have happened.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// The digest of everything that has happened: of each event its time, its component and what
    /// it absorbed, and whatever the handler absorbed.
    pub fn digest(&self) -> DigestValue {
        self.agenda.digest().value()
    }

    /// Lets the next event happen if that is at or before `limit`.
    #[inline]
    pub fn step_until(&mut self, limit: Time) -> Option<Step> {
        use crate::Event;

        let (component, event) = self.agenda.pop_until(limit)?;
        self.events += 1;
        let time = self.agenda.now();
        let digest = self.agenda.digest_mut();
        digest.absorb_time(time);
        digest.absorb_u64(u64::from(component.get()));
        event.absorb(digest);
        self.handler.handle(event, &mut self.agenda);
        Some(Step { time, component, sequence: self.events })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Digest, Event, Seed, Span, Stream};

    /// Jumps between four components, at random, for ever.
    #[derive(Clone)]
    struct Hopper {
        hops: Stream,
        trail: Vec<(Time, u16)>,
    }

    #[derive(Clone)]
    struct Hop(u16);

    impl Event for Hop {
        fn component(&self) -> ComponentId {
            ComponentId::new(self.0)
        }

        fn absorb(&self, digest: &mut Digest) {
            digest.absorb_u64(u64::from(self.0));
        }
    }

    impl Handler for Hopper {
        type Event = Hop;

        fn handle(&mut self, Hop(place): Hop, agenda: &mut Agenda<Hop>) {
            self.trail.push((agenda.now(), place));
            let next = self.hops.below(4) as u16;
            agenda.after(Span::from_nanos(1 + self.hops.below(9)), Hop(next));
        }
    }

    fn hopper(seed: u64) -> Simulation<Hopper> {
        let hops = Stream::open(Seed(seed), "hops");
        let mut simulation = Simulation::new(Hopper { hops, trail: Vec::new() });
        simulation.with(|_, agenda| agenda.at(Time::ZERO, Hop(0)));
        simulation
    }

    #[test]
    fn a_clone_taken_mid_run_continues_identically() {
        let mut original = hopper(1);
        (0..500).for_each(|_| assert!(original.step().is_some()));
        let mut clone = original.clone();
        (0..500).for_each(|_| assert_eq!(original.step(), clone.step()));
        assert_eq!(original.digest(), clone.digest());
        assert_eq!(original.handler().trail, clone.handler().trail);
        assert_eq!(original.events(), 1_000);
    }

    #[test]
    fn the_digest_tells_seeds_apart_and_repeats_with_the_seed() {
        let digest = |seed| {
            let mut simulation = hopper(seed);
            simulation.run_until(Time::from_nanos(1_000));
            simulation.digest()
        };
        assert_eq!(digest(1), digest(1));
        assert_ne!(digest(1), digest(2));
    }

    #[test]
    fn the_digest_tells_times_components_and_contents_apart() {
        let digest = |nanos, place, next: u64| {
            let mut simulation = hopper(1);
            simulation.agenda_mut().cancel_component(ComponentId::new(0));
            simulation.agenda_mut().at(Time::from_nanos(nanos), Hop(place));
            simulation.step();
            simulation.agenda_mut().digest_mut().absorb_u64(next);
            simulation.digest()
        };
        let all = [digest(1, 1, 1), digest(2, 1, 1), digest(1, 2, 1), digest(1, 1, 2)];
        for (i, a) in all.iter().enumerate() {
            assert!(all[i + 1..].iter().all(|b| a != b));
        }
        assert_eq!(all[0], digest(1, 1, 1));
    }

    #[test]
    fn running_includes_the_limit_and_ends_at_it() {
        let mut simulation = hopper(3);
        let second = {
            let mut ahead = simulation.clone();
            ahead.step();
            ahead.step().unwrap()
        };
        simulation.run_until(second.time);
        assert_eq!((simulation.events(), simulation.now()), (2, second.time));
        simulation.run_until(Time::ZERO);
        assert_eq!(simulation.now(), second.time, "time does not run backwards");

        for n in 0..4 {
            simulation.agenda_mut().cancel_component(ComponentId::new(n));
        }
        simulation.run_until(Time::from_nanos(1_000_000));
        assert_eq!((simulation.events(), simulation.now()), (2, Time::from_nanos(1_000_000)));
        assert_eq!(simulation.step(), None);
    }

    #[test]
    fn stepping_and_running_are_the_same_run() {
        let mut stepped = hopper(4);
        let mut run = hopper(4);
        run.run_until(Time::from_nanos(500));
        while stepped.agenda().next_time().is_some_and(|time| time <= Time::from_nanos(500)) {
            stepped.step();
        }
        assert_eq!((stepped.digest(), stepped.events()), (run.digest(), run.events()));
    }
}
